/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Location, scale and lines that a minority of wild values cannot move.
 *
 * NaN among the inputs gives NaN (see order.h). Qn is found by bisection on the value
 * of the k-th pairwise difference and one selection among the few that remain, 25 times
 * faster than GSL's at a year of days and equal to it.
 *
 * Sources: Rousseeuw & Croux 1993 (Qn); Theil 1950, Sen 1968; Siegel 1982 (repeated
 * medians); Beaton & Tukey 1974 (bisquare); Huber 1964.
 */
#ifndef ASSAY_STAT_ROBUST_H
#define ASSAY_STAT_ROBUST_H

#include <stdbool.h>
#include <stddef.h>

/** y = intercept + slope x; both NaN when undefined. */
typedef struct assay__line {
    double slope, intercept;
} assay__line;

/** Qn scale, consistent for the normal, with the small-sample factors of Croux &
 * Rousseeuw 1992. n < 2: NaN. A constant sample: 0.
 * @param scratch [2n]   @cost O(n log n), about 25 us at n = 365 */
double assay__qn(const double x[], size_t n, double scratch[]);

/** The same of a sorted sample. @param scratch [n] */
double assay__qn_sorted(const double sorted[], size_t n, double scratch[]);

/** Scratch, in doubles, that assay__theil_sen wants for n points. */
size_t assay__theil_sen_room(size_t n);

/** Median of the slopes of all pairs with different x, and median of y - slope x.
 * Up to 200 points all pairs; beyond, repeated medians (the median over points of the
 * median slope through each). Fewer than two different x: NaN, NaN.
 * @param scratch [assay__theil_sen_room(n)] */
assay__line assay__theil_sen(const double x[], const double y[], size_t n,
                             double scratch[]);

enum { ASSAY__ROBUST_COLUMNS = 4 };

/** A regression problem with few columns; give the intercept as a column of ones. */
typedef struct assay__robust_problem {
    const double *x;      /**< [n * d] row by row */
    const double *y;      /**< [n] */
    const double *weight; /**< [n] >= 0, or NULL for ones */
    size_t n, d;          /**< 1 <= d <= ASSAY__ROBUST_COLUMNS */
} assay__robust_problem;

/** Its answer. */
typedef struct assay__robust_fit {
    double coefficient[ASSAY__ROBUST_COLUMNS]; /**< [d]; the rest 0 */
    double scale;                              /**< 1.4826 median |residual| */
    bool converged;
} assay__robust_fit;

/** Bisquare M-regression (tuning 4.685) by reweighted normal equations, started from
 * Huber's. Scale 0 (an exact fit of most points) keeps the fit reached. Undefined, all
 * NaN: n < d, columns dependent, NaN anywhere.
 * @param scratch [2n]   @cost O(iterations n d^2), about 100 us at n = 365, d = 2 */
assay__robust_fit assay__robust_regression(const assay__robust_problem *problem,
                                           double scratch[]);

/** Bisquare M-estimate of location about the median with the MAD as scale; the median
 * itself when the MAD is 0. Empty: NaN. @param scratch [n] */
double assay__robust_location(const double x[], size_t n, double scratch[]);

/** Huber's M-estimate of location (tuning 1.345), MAD as scale. @param scratch [n] */
double assay__huber_location(const double x[], size_t n, double scratch[]);

#endif
