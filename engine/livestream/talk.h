/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What viewers do: comments, likes, gifts and orders for the viewers shown. */
#ifndef ASSAY_LIVESTREAM_TALK_H
#define ASSAY_LIVESTREAM_TALK_H

#include "livestream/streams.h"

/** The activity per viewer of one stretch against the rest of its stream. */
typedef struct assay__talk {
    double ratio;  /**< natural log of inside over outside; NaN unknown */
    double sd;     /**< of the ratio */
    double digits; /**< -log10 p of people doing as little; NaN unknown */
} assay__talk;

/** Readings [from, to) of a stream against its others. @cost O(n) */
assay__talk assay__live_talk(const assay__airing *a, size_t from, size_t to);

/** How activity follows viewers over all streams: 1 when each viewer does as much, 0
 * when added viewers do nothing; NaN when viewers hardly move or nothing is told. */
double assay__live_elasticity(const assay__airings *airings);

/** Log activity per viewer of each stream, against the account's median stream.
 * @param level [airings->n] NaN unknown   @param scratch [airings->n] */
void assay__live_levels(const assay__airings *airings, const assay_livestream *found,
                        double level[], double scratch[]);

/** A stretch of comments without viewers to explain them. */
typedef struct assay__wave {
    size_t from, to; /**< readings [from, to) */
    double digits;   /**< for all places of the stream; 0 none */
} assay__wave;

/** @param scratch [2n] */
assay__wave assay__live_wave(const assay__airing *a, double scratch[]);

/** -log10 p of orders at intervals as equal as these; 0 without enough orders.
 * @param scratch [n] */
double assay__live_cadence(const assay__airing *a, double scratch[]);

#endif
