/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explanations from the command line: a table read once, given to each account it
 * names. The accounts stand as if their own tables had had these rows. */
#ifndef ASSAY_CLI_CLAIMS_H
#define ASSAY_CLI_CLAIMS_H

#include "command.h"

/** The option, for commands that take it. */
#define CLAIMS_OPTION(settings, member)                                                  \
    {                                                                                    \
        "explanations", 0, OPTION_TEXT, offsetof(settings, member), "FILE", NULL, 0, 0,  \
            "causes that were declared: platform,handle,from,to,cause,note; joins the "  \
            "input's"                                                                    \
    }

/** What was read; zeroed there is nothing, and every call is allowed. */
typedef struct claims claims;

/** Read the table of --explanations.
 *
 * Any row that cannot be used ends it: who names a file wants all of it counted.
 * @param path  NULL: *out becomes NULL, for which every call below does nothing
 * @errors as the reader; UNUSABLE names file, line and field
 */
ASSAY_CHECKED assay_status claims_read(const cli_call *call, const char *path,
                                       claims **out, assay_error *err);

/** The account with what was declared of it.
 *
 * @param arena  of what is added; must outlive `made`
 * @param made   [1] room for a copy
 * @param out    `account` itself when nothing was declared of it, else `made`
 * @errors NO_MEMORY   @thread any
 */
ASSAY_CHECKED assay_status claims_add(claims *all, const assay_account *account,
                                      assay_arena *arena, assay_account *made,
                                      const assay_account **out, assay_error *err);

/** Say how many accounts of the table were not met in the input, and name the first. */
void claims_tell_unmet(const claims *all, const cli_call *call);

/** NULL does nothing. */
void claims_free(claims *all);

#endif
