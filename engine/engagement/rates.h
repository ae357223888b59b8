/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engagement rates and how far they lie from what is usual. */
#ifndef ASSAY_ENGAGEMENT_RATES_H
#define ASSAY_ENGAGEMENT_RATES_H

#include "engagement/sample.h"

/** Fill rate, rate_basis, log_rate and log_rate_z. */
void assay__rates_measure(assay__sample *sample, assay_engagement *out);

#endif
