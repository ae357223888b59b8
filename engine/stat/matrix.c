/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/matrix.h"

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

assay_status assay__cholesky(double matrix[], size_t d, assay_error *err)
{
    gsl_matrix_view view = gsl_matrix_view_array(matrix, d, d);
    bool finite = true;
    for (size_t i = 0; i < d * d; i++)
        finite = finite && isfinite(matrix[i]);
    if (!finite || gsl_linalg_cholesky_decomp1(&view.matrix) != GSL_SUCCESS)
        return assay_fail(err, ASSAY_NUMERIC,
                          "a %zu x %zu matrix is not positive definite", d, d);
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i + 1; j < d; j++)
            matrix[i * d + j] = 0;
    }
    return ASSAY_OK;
}

/* y with L y = b, in place. */
static void solve_lower(const double lower[], size_t d, double b[])
{
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < i; j++)
            b[i] -= lower[i * d + j] * b[j];
        b[i] /= lower[i * d + i];
    }
}

void assay__cholesky_solve(const double lower[], size_t d, double b[])
{
    solve_lower(lower, d, b);
    for (size_t i = d; i-- > 0;) {
        for (size_t j = i + 1; j < d; j++)
            b[i] -= lower[j * d + i] * b[j];
        b[i] /= lower[i * d + i];
    }
}

double assay__cholesky_log_determinant(const double lower[], size_t d)
{
    double sum = 0;
    for (size_t i = 0; i < d; i++)
        sum += log(lower[i * d + i]);
    return 2 * sum;
}

double assay__mahalanobis2(const double lower[], const double centre[], const double x[],
                           size_t d, double scratch[])
{
    for (size_t i = 0; i < d; i++)
        scratch[i] = x[i] - centre[i];
    solve_lower(lower, d, scratch);
    double square = 0;
    for (size_t i = 0; i < d; i++)
        square += scratch[i] * scratch[i];
    return square;
}

void assay__mean_covariance(const assay__rows *rows, const size_t chosen[], size_t m,
                            double centre[], double covariance[])
{
    size_t d = rows->d;
    for (size_t j = 0; j < d; j++) {
        centre[j] = 0;
        for (size_t i = 0; i < m; i++)
            centre[j] += rows->x[chosen[i] * d + j];
        centre[j] /= (double)m;
    }
    for (size_t k = 0; k < d * d; k++)
        covariance[k] = 0;
    for (size_t i = 0; i < m; i++) {
        const double *row = rows->x + chosen[i] * d;
        for (size_t j = 0; j < d; j++) {
            for (size_t k = 0; k <= j; k++)
                covariance[j * d + k] += (row[j] - centre[j]) * (row[k] - centre[k]);
        }
    }
    for (size_t j = 0; j < d; j++) {
        for (size_t k = 0; k <= j; k++) {
            covariance[j * d + k] /= (double)m;
            covariance[k * d + j] = covariance[j * d + k];
        }
    }
}
