/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments and correlations of whole samples, in a fixed order of summation.
 *
 * NaN among the inputs gives NaN (see order.h); so does what is undefined: the mean of
 * nothing, the variance of one value, the skewness of a constant sample.
 */
#ifndef ASSAY_STAT_MOMENT_H
#define ASSAY_STAT_MOMENT_H

#include <stddef.h>

/** The first four moments. */
typedef struct assay__moments {
    double mean;
    double variance; /**< divided by n - 1; NaN for n < 2 */
    double skewness; /**< m3 / m2^1.5, biased; NaN for a constant sample or n < 3 */
    double kurtosis; /**< m4 / m2^2 - 3, biased; NaN for a constant sample or n < 4 */
} assay__moments;

/** All four at once. @cost two passes, 0.6 us at n = 365 */
assay__moments assay__moments_of(const double x[], size_t n);

double assay__sum(const double x[], size_t n); /**< compensated; 0 for nothing */
double assay__mean(const double x[], size_t n);
double assay__variance(const double x[], size_t n); /**< divided by n - 1 */

/** Pearson correlation, -1..1; NaN for n < 2 or when either is constant. */
double assay__correlation(const double x[], const double y[], size_t n);

/** Spearman's rank correlation with mean ranks for ties; NaN as above.
 * @param scratch [2n]   @param order [2n] */
double assay__spearman(const double x[], const double y[], size_t n, double scratch[],
                       size_t order[]);

/** One-sided -log10 p of a correlation r over n pairs being as high, by Student's t;
 * n < 4: NaN. For low ones give -r. */
double assay__tail_correlation(double r, size_t n);

#endif
