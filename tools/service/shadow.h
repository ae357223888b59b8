/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The challenger: a second model that scores what the first has answered, when there is
 * time for it, and whose agreement is counted. Nobody waits for it and nobody sees its
 * verdicts. */
#ifndef ASSAY_SERVICE_SHADOW_H
#define ASSAY_SERVICE_SHADOW_H

#include "service.h"

/** What of the first verdict is held against the second. */
typedef struct shadow_first {
    const assay_account *account; /**< still in the worker's arena */
    assay_decision decision;
    bool decided;
    double probability; /**< NaN: none */
    assay_policy policy;
} shadow_first;

/** What a verdict gives for it. */
shadow_first shadow_first_of(const assay_verdict *verdict, const score_wish *wish);

/** Score once more, after the reply was handed over. Skipped when others wait; nothing
 * when the first gave no decision. */
void shadow_score(service *all, worker *by, snapshot *set, const shadow_first *first);

#endif
