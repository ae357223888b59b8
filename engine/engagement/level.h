/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each counter of a post would be if the post were like the account's others. */
#ifndef ASSAY_ENGAGEMENT_LEVEL_H
#define ASSAY_ENGAGEMENT_LEVEL_H

#include "engagement/sample.h"

/** Fit level, trend and formats of one counter and fill `rest`, `noise`, `doubt`,
 * `scale` and `slope` of the sample. */
void assay__level_fit(assay__sample *sample, assay_metric metric);

/** Natural logarithm of the counter that the level lets expect of row i; NaN unknown. */
static inline double assay__level_at(const assay__sample *sample, assay_metric metric,
                                     size_t i)
{
    return sample->y[metric][i] - sample->rest[metric][i];
}

#endif
