/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What livestreams and sales show, in words. */
#ifndef ASSAY_REPORT_WITNESS_TEXT_H
#define ASSAY_REPORT_WITNESS_TEXT_H

#include "report/words.h"

/** `an even plateau of silent viewers between steps`; static. */
const char *assay__live_kind_text(assay_live_kind kind, assay_language language);

/** Whether the orders look like customers', with the figures it rests on. */
void assay__sales_say(assay_buffer *out, const assay_verdict *verdict,
                      assay_language language);

/** How many viewer-minutes look delivered, or that none do. */
void assay__livestreams_say(assay_buffer *out, const assay_verdict *verdict,
                            assay_language language);

#endif
