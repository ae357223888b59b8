/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The creator's side in words, for card and page: what was explained and what it did. */
#ifndef ASSAY_REPORT_REPLY_TEXT_H
#define ASSAY_REPORT_REPLY_TEXT_H

#include "report/words.h"

/** One sentence of an explanation: its days, what it bears on, what it did.
 * @param risks  false: without probabilities, as for the account's owner */
void assay__say_explained(assay_buffer *out, const assay_verdict *verdict,
                          const assay_explained *explained, assay_language language,
                          bool risks);

/** Whether there is more than one explanation to sum up, with a risk to tell. */
bool assay__sums_up_explanations(const assay_verdict *verdict);

/** One sentence of what would change the answer.
 * @param risks  false: without probabilities */
void assay__say_counterfactual(assay_buffer *out, const assay_verdict *verdict,
                               const assay_counterfactual *what, assay_language language,
                               bool risks);

/** How many explanations a card or page names; the rest is counted. */
enum { ASSAY__EXPLAINED_SHOWN = 8 };

#endif
