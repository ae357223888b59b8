/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <criterion/criterion.h>

#include "stat/matrix.h"

Test(matrix, cholesky_solves_and_measures, .init = assay_initialise)
{
    double a[] = {4, 2, 2, 3}, b[] = {10, 8}, centre[] = {1, 1}, x[] = {3, 2}, work[2];
    cr_assert_eq(assay__cholesky(a, 2, NULL), ASSAY_OK);
    cr_assert(a[0] == 2 && a[1] == 0 && a[2] == 1);
    cr_assert_float_eq(assay__cholesky_log_determinant(a, 2), log(8), 1e-14);
    assay__cholesky_solve(a, 2, b);
    cr_assert_float_eq(b[0], 1.75, 1e-14);
    cr_assert_float_eq(b[1], 1.5, 1e-14);
    cr_assert_float_eq(assay__mahalanobis2(a, centre, x, 2, work), 1, 1e-14);
}

Test(matrix, what_is_not_positive_definite_is_a_status, .init = assay_initialise)
{
    double flat[] = {1, 1, 1, 1}, gone[] = {1, (double)NAN, (double)NAN, 1};
    assay_error err;
    cr_assert_eq(assay__cholesky(flat, 2, &err), ASSAY_NUMERIC);
    cr_assert_str_eq(err.message, "a 2 x 2 matrix is not positive definite");
    cr_assert_eq(assay__cholesky(gone, 2, NULL), ASSAY_NUMERIC);
}

Test(matrix, mean_and_covariance_of_chosen_rows)
{
    double x[] = {1, 2, 100, 100, 3, 6}, centre[2], covariance[4];
    size_t chosen[] = {0, 2};
    assay__rows rows = {x, 3, 2};
    assay__mean_covariance(&rows, chosen, 2, centre, covariance);
    cr_assert(centre[0] == 2 && centre[1] == 4);
    cr_assert(covariance[0] == 1 && covariance[1] == 2 && covariance[2] == 2 &&
              covariance[3] == 4);
}
