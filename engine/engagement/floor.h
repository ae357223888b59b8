/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The amount of likes that lies on every post alike. */
#ifndef ASSAY_ENGAGEMENT_FLOOR_H
#define ASSAY_ENGAGEMENT_FLOOR_H

#include "engagement/sample.h"

/** An amount on every post, and how sure it is. */
typedef struct assay__floor {
    double amount;  /**< likes; under 0 where posts that few see have less than a share */
    double error;   /**< its standard error */
    double typical; /**< median likes of the posts it was told from */
} assay__floor;

/** Likes at no views, by the account's own posts; all NaN when fewer than five mature ones
 * have both counters. Uses the sample's scratch.
 *
 *     floor(likes + k) = floor(likes) + k, with the same error
 *
 * @errors none   @cost O(posts), no allocation   @thread any, one sample each
 * @source Beaton & Tukey 1974 */
assay__floor assay__floor_of(const assay__sample *sample);

/** Fill likes_floor and likes_floor_share. */
void assay__floor_measure(const assay__sample *sample, assay_engagement *out);

/** What is taken off every post to see the rest: the floor and half its error more, since
 * likes left on hide more than likes taken off too many show; 0 when there is none. */
double assay__floor_to_take(const assay_engagement *found);

#endif
