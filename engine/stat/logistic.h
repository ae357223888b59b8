/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression with an L2 penalty, dense and small or sparse and wide.
 *
 *      minimise  sum_i w_i [ln(1 + e^{m_i}) - y_i m_i] + l2/2 sum_j b_j^2
 *
 * Dense: Newton with an active set when slopes must not be negative; the intercept is
 * free of penalty and sign. Sparse: dual coordinate descent in a fixed shuffled order,
 * a row a step. Both give the same bytes for the same rows in the same order.
 *
 * Source: Yu, Huang & Lin 2011, Dual coordinate descent methods for logistic regression.
 */
#ifndef ASSAY_STAT_LOGISTIC_H
#define ASSAY_STAT_LOGISTIC_H

#include <assay/base.h>

/** Rows with labels. */
typedef struct assay__dense {
    const double *x;      /**< [n * d] row by row, finite */
    const double *y;      /**< [n] 0..1 */
    const double *weight; /**< [n] >= 0, or NULL for ones */
    size_t n, d;
} assay__dense;

typedef struct assay__logistic_options {
    double l2;        /**< > 0 */
    bool nonnegative; /**< slopes >= 0 */
} assay__logistic_options;

/** Fit.
 * @param beta   [d + 1] slopes, then the intercept
 * @param arena  work
 * @errors BAD_VALUE (l2 <= 0, values not finite, labels outside 0..1, one class only),
 *         NUMERIC, NO_MEMORY   @cost O(iterations (n d^2 + d^3)) */
ASSAY_CHECKED assay_status assay__logistic_fit(const assay__dense *rows,
                                               const assay__logistic_options *options,
                                               double beta[], assay_arena *arena,
                                               assay_error *err);

/** beta . (x, 1), the log-odds of one row. */
double assay__logistic_margin(const double beta[], const double x[], size_t d);

/** 1 / (1 + e^-m) without overflow. */
double assay__logistic(double margin);

/** Rows in compressed form. */
typedef struct assay__sparse {
    size_t n, d;            /**< d up to 2^32 */
    const size_t *start;    /**< [n + 1] first entry of each row */
    const uint32_t *column; /**< [start[n]] < d, ascending within a row */
    const float *value;     /**< [start[n]] finite */
    const double *y;        /**< [n] 0 or 1 */
    const double *weight;   /**< [n] > 0, or NULL for ones */
} assay__sparse;

/** Fit the sparse form, with a penalised intercept as one more column of ones.
 * @param beta  [d + 1] slopes, then the intercept
 * @errors as above   @cost O(passes x entries), up to 200 passes */
ASSAY_CHECKED assay_status assay__logistic_fit_sparse(const assay__sparse *rows,
                                                      double l2, double beta[],
                                                      assay_arena *arena,
                                                      assay_error *err);

#endif
