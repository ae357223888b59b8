/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the curve stands out, and whether a delivery or attention explains it better. */
#ifndef ASSAY_GROWTH_SHAPE_H
#define ASSAY_GROWTH_SHAPE_H

#include "growth/curve.h"

enum { ASSAY__CANDIDATES = 10 };

/** A stretch of bins [begin, end). */
typedef struct assay__stretch {
    size_t begin, end;
    double z; /* matched-filter score of the screen */
} assay__stretch;

/** What the exact test says of a stretch. */
typedef struct assay__fit {
    size_t begin, end; /* edges after refinement */
    double shape;      /* nats: delivery over the best other explanation */
    double tail;       /* -log10 p of the gain */
    double base;       /* gain expected over [begin, end) */
    double base_sd;    /* its standard deviation */
    double excess;     /* gain over it */
    bool seen_end;     /* the days after are in the data */
} assay__fit;

/** Room for the exact test, reused over stretches. */
typedef struct assay__shape_room assay__shape_room;

/** Transform of a gain with shape k to about unit variance. @source Anscombe 1948 */
double assay__steady(double y, double k);

/** What a model that knows the gain itself reaches: y ln y - (y + k) ln(y + k). */
double assay__own_cost(double y, double k);

/** The most conspicuous stretches over durations of 1 to 45 days, best first.
 * @param found  [ASSAY__CANDIDATES]
 * @return their number; 0 also when memory ran out (then *no_memory)
 * @cost O(bins x durations) */
size_t assay__screen(const assay__curve *curve, assay__stretch found[], bool *no_memory);

/** Room for windows of this curve; NULL when memory ran out. */
assay__shape_room *assay__shape_room_new(const assay__curve *curve);

/** The exact likelihood test of one stretch.
 * @param others  [n] all stretches that stand out: the days of those that lie apart from
 *                this one are evidence of nothing here, and no ground for its level
 * @cost about 30 us for a month */
assay__fit assay__shape_test(const assay__curve *curve, assay__shape_room *room,
                             const assay__stretch others[], size_t n,
                             assay__stretch stretch);

#endif
