/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GSL ends the process on any error unless told otherwise; it is told once, here. */
#include <assay/base.h>

#include <gsl/gsl_errno.h>

void assay_initialise(void)
{
    gsl_set_error_handler_off();
}

const char *assay_version(void)
{
    return "0.1.0";
}
