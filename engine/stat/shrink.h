/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means of small groups borrow from their parent: m = (n x + kappa parent)/(n + kappa),
 * where kappa, the parent's worth in observations, is the variance within groups over
 * the variance between them, by the method of moments (unbalanced one-way layout).
 *
 * Source: Searle, Casella & McCulloch 1992, Variance components, 3.6.
 */
#ifndef ASSAY_STAT_SHRINK_H
#define ASSAY_STAT_SHRINK_H

#include <stddef.h>

/** One group as its moments. */
typedef struct assay__group {
    double n, mean, variance; /**< variance divided by n - 1; not read for n < 2 */
} assay__group;

/** kappa over sibling groups; HUGE_VAL when the groups differ no more than chance (pool
 * fully); 0 when there is no variance within but some between; NaN with fewer than two
 * groups of n >= 1, without a degree of freedom within, or when both are 0.
 * Groups with n = 0 are passed over. */
double assay__shrink_kappa(const assay__group group[], size_t n);

/** The shrunk mean. n = 0 or an unknown mean: the parent. kappa HUGE_VAL: the parent;
 * kappa or parent unknown: the group's own mean. */
double assay__shrink(double n, double mean, double kappa, double parent);

#endif
