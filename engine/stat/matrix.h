/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small dense linear algebra, by GSL: factors, determinants, distances. Row by row. */
#ifndef ASSAY_STAT_MATRIX_H
#define ASSAY_STAT_MATRIX_H

#include <assay/base.h>

/** Replace a symmetric positive definite matrix by its lower Cholesky factor L (the
 * upper triangle is zeroed).
 * @param matrix [d * d]   @errors NUMERIC when it is not positive definite; the matrix
 * is then spoilt */
ASSAY_CHECKED assay_status assay__cholesky(double matrix[], size_t d, assay_error *err);

/** Solve L L' x = b. @param b [d], replaced by x */
void assay__cholesky_solve(const double lower[], size_t d, double b[]);

/** 2 sum ln L_ii, the log-determinant of L L'. */
double assay__cholesky_log_determinant(const double lower[], size_t d);

/** (x - centre)' (L L')^-1 (x - centre). @param scratch [d] */
double assay__mahalanobis2(const double lower[], const double centre[], const double x[],
                           size_t d, double scratch[]);

/** A table of numbers, row by row. */
typedef struct assay__rows {
    const double *x; /**< [n * d] */
    size_t n, d;
} assay__rows;

/** Mean and covariance (divided by m) of chosen rows.
 * @param chosen      [m] row numbers
 * @param centre      [d]
 * @param covariance  [d * d] */
void assay__mean_covariance(const assay__rows *rows, const size_t chosen[], size_t m,
                            double centre[], double covariance[]);

#endif
