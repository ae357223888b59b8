/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of a counter is more than an organic account would have. */
#ifndef ASSAY_ENGAGEMENT_INFLATION_H
#define ASSAY_ENGAGEMENT_INFLATION_H

#include "engagement/sample.h"

/** Fill `inflated` and `inflated_share` from the rates' z and the checks. */
void assay__inflation_measure(const assay__sample *sample, assay_engagement *out);

#endif
