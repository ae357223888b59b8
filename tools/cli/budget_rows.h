/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts of an audit as a budget sees them. */
#ifndef ASSAY_CLI_BUDGET_ROWS_H
#define ASSAY_CLI_BUDGET_ROWS_H

#include "audit.h"

/** Fewer people seen of a creator tell little of whom it shares. */
enum { BUDGET_ENOUGH_PEOPLE = 20 };

/** Why an account is proposed or not; the names are those of proposal.csv. */
typedef enum budget_why {
    WHY_CHOSEN,
    WHY_TOO_LITTLE, /**< others reach more for the money */
    WHY_DECLINED,
    WHY_NO_FEE,
    WHY_NO_CURRENCY,
    WHY_OTHER_CURRENCY,
    WHY_NO_REACH /**< or no part of the target is told */
} budget_why;

/** An account. */
typedef struct budget_row {
    assay_decision decision;
    bool decided;
    double fee;
    char currency[AUDIT_CURRENCY];
    assay_interval reach; /**< credible, in the target if there is one */
    double share;         /**< of the credible audience in the target; NaN without one */
    const uint64_t *people;
    size_t n_people;
    budget_why why;
    size_t place; /**< in the order of the proposal; 0: not chosen */
    double adds;
} budget_row;

#endif
