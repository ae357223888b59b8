/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order statistics without allocation.
 *
 * The rule of all of stat: a NaN among the inputs makes the answer NaN (it is refused,
 * never sorted); callers drop unknown values first with assay__keep_known. Infinities
 * are ordinary values here. An empty input has no answer: NaN. Scratch belongs to the
 * caller and its content is not kept. Equal inputs give equal answers in any order.
 */
#ifndef ASSAY_STAT_ORDER_H
#define ASSAY_STAT_ORDER_H

#include <stdbool.h>
#include <stddef.h>

/** MAD to standard deviation of a normal sample: 1 / quantile(3/4). */
#define ASSAY__MAD_SCALE 1.482602218505602

/** Copy what is not NaN, in order. @param out [n] may be x @return how many */
size_t assay__keep_known(const double x[], size_t n, double out[]);

/** True when no value is NaN. */
bool assay__all_known(const double x[], size_t n);

/** Sort ascending, in place; NaN must not be there. @cost O(n log n) */
void assay__sort(double x[], size_t n);

/** Positions of x in ascending order, ties by position, NaN last.
 * @param order    [n] filled with 0..n-1
 * @param scratch  [n]
 * @cost O(n log n), stable */
void assay__sort_order(const double x[], size_t n, size_t order[], size_t scratch[]);

/** Rank of each value, 1..n, ties share their mean rank; NaN ranks NaN, not counted.
 * @param rank   [n]
 * @param order  [2n] scratch */
void assay__ranks(const double x[], size_t n, double rank[], size_t order[]);

/** The value with k smaller or equal ones before it, 0 <= k < n; reorders x so that
 * x[..k) <= x[k] <= x(k..]. NaN must not be there. @cost O(n), worst O(n log n) */
double assay__select(double x[], size_t n, size_t k);

/** Median; the mean of the two middle ones for even n. Reorders x. */
double assay__median_in_place(double x[], size_t n);

/** Median. @param scratch [n] */
double assay__median(const double x[], size_t n, double scratch[]);

/** Quantile of a sorted sample, linear between order statistics (type 7).
 * @param p  0..1; outside or NaN: NaN */
double assay__quantile_sorted(const double sorted[], size_t n, double p);

/** The same of an unsorted sample. @param scratch [n] @cost O(n) */
double assay__quantile(const double x[], size_t n, double p, double scratch[]);

/** Median absolute deviation from `centre`, times 1.4826; 0 for a constant sample.
 * @param scratch [n] */
double assay__mad(const double x[], size_t n, double centre, double scratch[]);

/** Weighted median: the smallest x whose weights up to it reach half of the sum; the
 * mean of it and the next when they reach half exactly.
 * @param weight  [n] >= 0; a negative or NaN one, or a sum of 0, gives NaN
 * @param order   [2n] scratch */
double assay__weighted_median(const double x[], const double weight[], size_t n,
                              size_t order[]);

/** How many values of a sorted sample are < x, and how many are <= x. x must be known. */
size_t assay__count_below(const double sorted[], size_t n, double x);
size_t assay__count_up_to(const double sorted[], size_t n, double x);

#endif
