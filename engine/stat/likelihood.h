/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log-likelihoods of counts, fast enough for a grid of shapes over every account.
 *
 * The log-gammas of a negative binomial depend on count and shape, not on the mean; a
 * table holds them for a series, so that each further mean costs two logarithms, taken
 * by a polynomial that the compiler vectorises (error below 2 ulp).
 */
#ifndef ASSAY_STAT_LIKELIHOOD_H
#define ASSAY_STAT_LIKELIHOOD_H

#include <stddef.h>

/** ln P(X = k), k >= 0 real, mean >= 0, shape > 0 (HUGE_VAL: Poisson); a mean of 0
 * allows only 0. Out of range: NaN. */
double assay__log_negbin(double k, double mean, double shape);
double assay__log_poisson(double k, double mean);

/** What does not change with the mean, for each count of a series. */
typedef struct assay__nb_table {
    size_t n;
    const double *count, *shape; /**< [n] as given to init; not copied */
    double *constant;            /**< [n] in the caller's memory */
} assay__nb_table;

/** Fill a table.
 * @param count     [n] >= 0
 * @param shape     [n] > 0 and finite: with exposure D days, k D; with k fixed, all k
 * @param constant  [n] memory of the table */
void assay__nb_table_init(assay__nb_table *table, const double count[],
                          const double shape[], size_t n, double constant[]);

/** Sum of ln P(count_i) for i = first .. first + n - 1 with mean[i - first].
 * @param mean  [n] > 0 and finite   @cost about 20 ns a count, 9 times less
 * than with lgamma
 * @return NaN when a mean is not positive or NaN */
double assay__nb_table_sum(const assay__nb_table *table, size_t first, size_t n,
                           const double mean[]);

/** ln P(count_i) alone. */
double assay__nb_table_at(const assay__nb_table *table, size_t i, double mean);

/** ln x for each finite x > 0, vectorised. @param out [n] may be x */
void assay__log_each(const double x[], size_t n, double out[]);

#endif
