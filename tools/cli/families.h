/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What growth, engagement, comments, features and check have in common: every account
 * of an input analysed by the families it needs, and rows made of what they found. */
#ifndef ASSAY_CLI_FAMILIES_H
#define ASSAY_CLI_FAMILIES_H

#include "models.h"

/** An account with what was found of it. */
typedef struct family_case {
    const cli_call *call;
    const assay_account *account;
    const assay_findings *findings;
    const assay_norms *norms;
    const assay_contacts_met *met; /**< NULL unless the report asks for it */
} family_case;

/** A command that writes rows. */
typedef struct family_report {
    const char *const *columns;
    size_t n_columns;
    bool all;            /**< every family; else only `one` */
    assay_family one;    /**< engagement or comments */
    bool roster;         /**< what the accounts tell together is used: two readings */
    bool unsearched;     /**< of a roster: who acts is counted, no group is looked for */
    bool met;            /**< whom they have in common is used: two readings as well */
    assay_span campaign; /**< for engagement; both ends unknown: all posts */
    /** The rows of one account. */
    void (*put)(const family_case *found, assay_rows *rows);
} family_report;

/** Run it: rows sorted by account on standard output. @return the exit code */
int families_run(const cli_call *call, const family_report *report);

#endif
