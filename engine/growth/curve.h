/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cleaned curve: what the tests of this folder read.
 *
 * Readings that say nothing (stale, reversed by the tracker, more than one a day) are
 * passed over; what lies between two kept readings is a bin with its true exposure.
 * Nothing is ever interpolated: a gap is one long bin.
 */
#ifndef ASSAY_GROWTH_CURVE_H
#define ASSAY_GROWTH_CURVE_H

#include <assay/growth.h>

/** The smaller and the larger of two known numbers; libm's calls cost more than what they
 * stand between. */
static inline double assay__least(double a, double b)
{
    return a < b ? a : b;
}
static inline double assay__most(double a, double b)
{
    return a > b ? a : b;
}

/** Columns over bins. Days count from the first reading. */
typedef struct assay__curve {
    const assay_account *account;
    const assay_norms *norms;
    const assay_roster *roster; /* NULL for one account alone */
    assay_arena *arena;
    size_t n;        /* bins */
    size_t moves;    /* of them, bins at whose end another count is shown */
    double *start;   /* [n] day on which the bin begins */
    double *days;    /* [n] exposure, > 0 */
    double *net;     /* [n] followers gained, signed */
    double *leaving; /* [n] followers that left after they had come at once, >= 0 */
    bool *settling;  /* [n] those who came at once were leaving about then */
    double *gain;    /* [n] net with these and usual churn put back, >= 0 */
    double *before;  /* [n] followers at its beginning */
    double *unit;    /* [n] size of one unit of the counts there; 1 exact */
    size_t *first;   /* [n] its readings are first .. last */
    size_t *last;
    bool *masked;              /* [n] a shock from outside: evidence of nothing */
    unsigned char *weekday_of; /* [n] 0 Monday .. 6 of a one-day bin, 7 of any other */
    double *own;               /* [n] part of the cost of a bin that no mean changes */
    double *calm;              /* [n] gain transformed to unit variance, for the last k */

    double digits;     /* significant digits the counts are cut to; 0 exact */
    double churn;      /* share of followers lost a day, usual here */
    double dispersion; /* negative-binomial shape of one ordinary day */
    double weekday[7]; /* factors of one-day bins, Monday first, mean 1 */
    double *mu;        /* [n] gain an organic curve shows in the bin */
    double *k;         /* [n] shape of the bin: dispersion times days */
    struct assay__shape_room *room; /* of the shape test, shared by its callers */
    bool sparse; /* steps of more than ten days: no shapes within them */
} assay__curve;

/** Clean the readings of an account into bins; drops of the kind GLITCH and the counts of
 * stale, missing and reversed readings go to `out`. Fewer than 2 readings give n = 0.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__curve_read(assay__curve *curve, assay_growth *out,
                                             assay_error *err);

/** Size of the unit counts near `value` are cut to. */
double assay__curve_unit(const assay__curve *curve, double value);

/** The counts within what cut ones show, as even as they can be.
 * @param kept   [n] readings that count, in order
 * @param level  [readings] filled at those readings, whole numbers
 * @cost O(n) where the curve bends seldom
 * @source Davies & Kovac 2001 (taut string) */
void assay__cut_settle(const assay__curve *curve, const size_t kept[], size_t n,
                       double level[]);

/** Where the count falls after a sudden gain: fills curve->leaving. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__leaving_find(assay__curve *curve, assay_error *err);

/** Level, weekday factors and dispersion, from the bins that are not in `aside` (NULL:
 * all). Fills mu, k, gain; robust against bursts. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__baseline(assay__curve *curve, const bool aside[],
                                           assay_error *err);

/** Weekday factor and length of bin `i` against one ordinary day. */
double assay__bin_factor(const assay__curve *curve, size_t i);

/** Falls: purges, glitches, losses. Masks the bins of purges in the curve.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__drops_find(assay__curve *curve, assay_growth *out,
                                             assay_error *err);

/** Time of the reading at which bin `i` begins, and of the one at which it ends. */
static inline int64_t assay__bin_from(const assay__curve *curve, size_t i)
{
    return curve->account->growth[curve->first[i]].at;
}
static inline int64_t assay__bin_to(const assay__curve *curve, size_t i)
{
    return curve->account->growth[curve->last[i]].at;
}

/** Day on which bin `i` ends. */
static inline double assay__bin_end(const assay__curve *curve, size_t i)
{
    return curve->start[i] + curve->days[i];
}

#endif
