/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engagement rates and how far they lie from what is usual. */
#ifndef ASSAY_ENGAGEMENT_RATES_H
#define ASSAY_ENGAGEMENT_RATES_H

#include "engagement/sample.h"

/** Fill rate, rate_basis, log_rate and log_rate_z. */
void assay__rates_measure(assay__sample *sample, assay_engagement *out);

/** Fill log_rate alone, as assay_engagement_analyse does, without the rest of it.
 * @param log_rate  [ASSAY_RATE_COUNT]   @errors NO_MEMORY, NUMERIC   @cost O(posts) */
ASSAY_CHECKED assay_status assay__rates_of(const assay_account *account,
                                           const assay_norms *norms, assay_arena *arena,
                                           double log_rate[], assay_error *err);

#endif
