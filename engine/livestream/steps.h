/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the viewers change their level at once, and how they waver between. */
#ifndef ASSAY_LIVESTREAM_STEPS_H
#define ASSAY_LIVESTREAM_STEPS_H

#include "livestream/streams.h"

enum { ASSAY__LIVE_EDGES = 8 };

/** A change of level within three readings. */
typedef struct assay__edge {
    size_t at;            /**< first reading of the new level */
    size_t left;          /**< last reading of the old one */
    double before, after; /**< viewers: medians of up to three readings */
    double z;             /**< log change over the account's own contrasts; signed */
} assay__edge;

/** The sharpest edges of a stream, by place. */
typedef struct assay__edges {
    assay__edge up[ASSAY__LIVE_EDGES], down[ASSAY__LIVE_EDGES];
    size_t n_up, n_down;
} assay__edges;

/** How an account's viewers waver. */
typedef struct assay__wavering {
    double contrast;  /**< robust sd of log contrasts between neighbouring threes */
    double increment; /**< robust sd of log increments; NaN unknown */
} assay__wavering;

/** @param scratch [2 x readings of all airings] */
assay__wavering assay__live_wavering(const assay__airings *airings, double scratch[]);

/** @param scratch [n] z of every place   @cost O(n) */
void assay__live_edges(const assay__airing *a, const assay__wavering *wavering,
                       double scratch[], assay__edges *out);

#endif
