/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who came with an event, in a sentence. */
#ifndef ASSAY_REPORT_COHORT_TEXT_H
#define ASSAY_REPORT_COHORT_TEXT_H

#include "report/words.h"

/** `Of 97 sampled followers who came then 55% look suspicious, of those before 29%.`
 * @return false, and nothing written, when either group was too small */
bool assay__say_cohort(assay_buffer *out, const assay_cohort *cohort,
                       assay_language language);

#endif
