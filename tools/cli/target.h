/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option --target, as several commands take it. */
#ifndef ASSAY_CLI_TARGET_H
#define ASSAY_CLI_TARGET_H

#include "command.h"

/** The row of the option. */
#define TARGET_OPTION(settings, member)                                                  \
    {                                                                                    \
        "target", 0, OPTION_TEXT, offsetof(settings, member), "PART=CODE,...", NULL, 0,  \
            0,                                                                           \
            "where the campaign wants to be heard: country=VN,region=VN-35,language=vi"  \
    }

/** Read a target, if one was given.
 * @param out    its room
 * @param given  set to out, or NULL when text is NULL
 * @return 0, or the exit code after saying what is wrong with it */
int target_read(const char *command, const char *text, assay_target *out,
                const assay_target **given);

#endif
