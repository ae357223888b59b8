/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay audit --budget: whom to sign for so much money. */
#ifndef ASSAY_CLI_BUDGET_H
#define ASSAY_CLI_BUDGET_H

#include "output.h"

#include <assay/assay.h>

typedef struct audit audit;

/** What a budget is and what came of it; zeroed without --budget. */
typedef struct budget {
    bool asked;
    double amount;
    char currency[16];  /**< as given; empty: that of the fees */
    assay_arena *arena; /**< of all below */
    assay_report_proposal proposal;
    assay_str *platforms, *handles; /**< [accounts] in the order of names */
    struct budget_row *rows;        /**< [accounts] */
    size_t n;
} budget;

/** Read `5000`, `5000VND` or `5000 VND`; NULL: none is asked for.
 * @return 0, or the exit code after saying what is wrong with it */
int budget_read(const char *text, budget *out);

/** Propose when all records are in.
 * @errors USAGE (fees of several currencies and none named), UNUSABLE (no fee at all, or
 *         none of the currency), IO, NO_MEMORY */
ASSAY_CHECKED assay_status budget_settle(audit *a, assay_error *err);

/** Write proposal.csv. @errors NO_MEMORY */
ASSAY_CHECKED assay_status budget_write(const audit *a, output *out, assay_error *err);

/** Say on the terminal whom to sign; or as the member `proposal` of the JSON.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status budget_print(const audit *a, output *out, assay_error *err);
ASSAY_CHECKED assay_status budget_print_json(const audit *a, output *out,
                                             assay_error *err);

void budget_free(budget *all);

#endif
