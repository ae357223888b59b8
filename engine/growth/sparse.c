/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monthly curves: a delivery is one step that towers over what came before and after. */
#include <math.h>

#include "growth/pulse.h"
#include "stat/negbin.h"

double assay__sparse_evidence(const assay__curve *curve, size_t bin)
{
    double tail =
        -assay__negbin_log_tail(curve->gain[bin], curve->mu[bin], curve->k[bin]);
    return tail / (tail + 20.0);
}
