/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days around one stretch, as the likelihood test of shapes sees them. */
#ifndef ASSAY_GROWTH_WINDOW_H
#define ASSAY_GROWTH_WINDOW_H

#include "growth/relax.h"
#include "growth/shape.h"
#include "stat/elementary.h"

enum { ASSAY__WINDOW = 256 };

/** Columns over the bins of a window. */
typedef struct assay__window {
    size_t n, first;         /* bins, and the index of the first in the curve */
    double y[ASSAY__WINDOW]; /* gain */
    double k[ASSAY__WINDOW]; /* shape */
    double days[ASSAY__WINDOW];
    double lead[ASSAY__WINDOW];   /* day on which the bin begins, from the first */
    double base[ASSAY__WINDOW];   /* level, going over from one flank to the other */
    double before[ASSAY__WINDOW]; /* level of the flank before */
    double after[ASSAY__WINDOW];  /* level of the flank after */
    double own[ASSAY__WINDOW];    /* what a model that knows the gain itself reaches */
    double calm[ASSAY__WINDOW];   /* gain, transformed to unit variance */
    double sum[ASSAY__WINDOW + 1], square[ASSAY__WINDOW + 1]; /* of calm */
    double early[ASSAY__WINDOW + 1], late[ASSAY__WINDOW + 1]; /* costs by each flank */
    bool masked[ASSAY__WINDOW];
    bool daily;           /* every bin is one day */
    double pre, post;     /* levels of the flanks over the running level */
    size_t n_pre, n_post; /* bins seen before and after the stretch */
    double variation;     /* squared coefficient of variation of an ordinary bin */
    double mean[ASSAY__WINDOW], other[ASSAY__WINDOW], weight[ASSAY__WINDOW],
        room[3 * ASSAY__WINDOW];
} assay__window;

struct assay__shape_room {
    assay__window window;
    bool coarse; /* a few rivals stand for all: on a calm stand-in they tie */
};

/** Take the days around `stretch` and the levels of its flanks. */
void assay__window_take(const assay__curve *curve, assay__window *w,
                        const assay__stretch others[], size_t n, assay__stretch stretch);

/** Nats by which a mean misses the gain of bin `j`, against a model that knows it. */
static inline double assay__window_cost(const assay__window *w, size_t j, double mean)
{
    double y = w->y[j], k = w->k[j];
    if (w->masked[j])
        return 0.0;
    return w->own[j] - y * assay__log(mean) + (y + k) * assay__log(mean + k);
}

/** The same, summed over the bins from `from` on under w->mean; bins outside [begin, end)
 * can cost no more than a few nats each. HUGE_VAL where it is seen on the way that the sum
 * comes out over `limit`. @cost two vectorised logarithms a bin */
double assay__window_cost_from(assay__window *w, size_t from, const size_t stretch[2],
                               double limit);

/** Half the deviance of a negative binomial: nats by which `mean` misses `y`. */
static inline double assay__miss(double y, double mean, double k)
{
    return y * assay__log(y / mean) - (y + k) * assay__log((y + k) / (mean + k));
}

/** Cost of the best that bursts can do about the stretch [begin, end); stops early where
 * one is far better than `delivered`. Leaves w->mean and w->weight undefined. */
double assay__best_bursts(assay__shape_room *room, size_t begin, size_t end,
                          double delivered);

/** Most a bin outside the stretch can cost. */
double assay__window_cap(void);

#endif
