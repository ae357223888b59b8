/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is too even, too round, too equal or too independent about the counters. */
#ifndef ASSAY_ENGAGEMENT_REGULARITY_H
#define ASSAY_ENGAGEMENT_REGULARITY_H

#include "engagement/coupling.h"

/** Fill the spreads, correlations, bimodality, break, sponsored lift and elasticity. */
void assay__regularity_measure(assay__sample *sample, const assay__coupling *coupling,
                               assay_engagement *out);

/** Fill the shares of round, level and repeated counters, and mark such checks. */
void assay__repetition_measure(assay__sample *sample, assay_engagement *out);

#endif
