/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares on the log-odds: from counts, pooled over sources that differ. */
#ifndef ASSAY_SCORE_TARGET_POOL_H
#define ASSAY_SCORE_TARGET_POOL_H

#include <assay/base.h>

/** A share as a normal law of its log-odds. */
typedef struct assay__logit {
    double mean, variance;
} assay__logit;

/** The share behind `n` p successes of n, p 0..1, as Jeffreys' posterior has it; n need
 * not be whole. */
assay__logit assay__logit_of_share(double p, double n);

/** Share at a log-odds. */
double assay__share_at(double log_odds);

/** Its middle and 90 % interval. */
assay_interval assay__logit_interval(const assay__logit *share);

/** Pool independent estimates of one share that differ by more than chance.
 *
 * @param sources  [n]
 * @param weights  [n] set, summing 1
 * @param p        set to how likely chance alone makes them differ as much; 1 for one
 * @source DerSimonian & Laird 1986   @cost O(n)
 */
assay__logit assay__logit_pool(const assay__logit sources[], size_t n, double weights[],
                               double *p);

#endif
