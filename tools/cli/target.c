/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library reads a target; here its refusal becomes a wrong use of the command. */
#include "target.h"

#include <string.h>

int target_read(const char *command, const char *text, assay_target *out,
                const assay_target **given)
{
    assay_error err = {0};
    *given = NULL;
    if (text == NULL)
        return 0;
    if (assay_target_read((assay_str){text, strlen(text)}, out, &err) != ASSAY_OK)
        return command_usage(command, "--target: %s", err.message);
    *given = out;
    return 0;
}
