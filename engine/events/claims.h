/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the explanations of an account say of one stretch of its curve. */
#ifndef ASSAY_EVENTS_CLAIMS_H
#define ASSAY_EVENTS_CLAIMS_H

#include <assay/events.h>

/** How much of a stretch each cause is claimed for, 0..1 of what came in it; all 0 when
 * nothing bears on it. */
typedef struct assay__claims {
    double share[ASSAY_CAUSE_COUNT];
} assay__claims;

/** Whether one explanation bears on a change: their spans overlap and its cause can
 * bring such a change. */
bool assay__claim_bears(const assay_explanation *claim, const assay_event *event);

/** What all explanations together say of a change.
 * @return whether any bears on it   @cost O(explanations x readings in it) */
bool assay__claims_on(const assay_account *account, const assay_event *event,
                      assay__claims *out);

/** Weigh the posterior of a change with what is claimed. More claims never raise the
 * share of the cause PURCHASE, unless PURCHASE is what is claimed.
 * @param cause [ASSAY_CAUSE_COUNT] sum 1, before and after */
void assay__claims_weigh(const assay__claims *claims, double cause[]);

#endif
