/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <criterion/criterion.h>

#include "base/random.h"
#include "stat/logistic.h"

enum { N = 400, D = 3 };
static double x[N * D], y[N], weight[N];
static size_t start[N + 1];
static uint32_t column[N * D];
static float value[N * D];
static assay_arena *arena;

static void make(void)
{
    assay__random random = {.key = 5};
    assay_initialise();
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    for (size_t i = 0; i < N; i++) {
        start[i + 1] = (i + 1) * D;
        for (size_t j = 0; j < D; j++) {
            value[i * D + j] = (float)(2 * assay__random_uniform(&random) - 1);
            x[i * D + j] = (double)value[i * D + j];
            column[i * D + j] = (uint32_t)j;
        }
        double margin = 2 * x[i * D] - 1.5 * x[i * D + 1] + 0.3;
        y[i] = assay__random_uniform(&random) < assay__logistic(margin);
        weight[i] = 1 + (double)(i % 3);
    }
}

static void done(void)
{
    assay_arena_free(arena);
}

TestSuite(logistic, .init = make, .fini = done);

/* At the optimum the gradient is zero, or not negative where a slope is held at zero. */
static double steepest(const assay__dense *rows, const assay__logistic_options *options,
                       const double beta[])
{
    double most = 0;
    for (size_t j = 0; j <= rows->d; j++) {
        double g = j < rows->d ? options->l2 * beta[j] : 0;
        for (size_t i = 0; i < rows->n; i++) {
            const double *row = rows->x + i * rows->d;
            double p = assay__logistic(assay__logistic_margin(beta, row, rows->d));
            double w = rows->weight == NULL ? 1 : rows->weight[i];
            g += w * (p - rows->y[i]) * (j < rows->d ? row[j] : 1);
        }
        if (options->nonnegative && j < rows->d && beta[j] == 0)
            g = fmin(g, 0);
        most = fmax(most, fabs(g));
    }
    return most;
}

Test(logistic, dense_fit_reaches_the_optimum)
{
    const double *weights[] = {NULL, weight};
    for (int w = 0; w < 2; w++) {
        for (int nonnegative = 0; nonnegative < 2; nonnegative++) {
            assay__dense rows = {x, y, weights[w], N, D};
            assay__logistic_options options = {0.7, nonnegative};
            double beta[D + 1];
            cr_assert_eq(assay__logistic_fit(&rows, &options, beta, arena, NULL),
                         ASSAY_OK);
            cr_assert_lt(steepest(&rows, &options, beta), 1e-6);
            cr_assert(beta[0] > 1 && (nonnegative ? beta[1] == 0 : beta[1] < -0.8));
        }
    }
}

Test(logistic, separable_labels_stay_finite)
{
    for (size_t i = 0; i < N; i++)
        y[i] = x[i * D] > 0;
    assay__dense rows = {x, y, NULL, N, D};
    assay__logistic_options options = {1e-6, false};
    double beta[D + 1];
    cr_assert_eq(assay__logistic_fit(&rows, &options, beta, arena, NULL), ASSAY_OK);
    cr_assert(isfinite(beta[0]) && beta[0] > 10);
}

Test(logistic, what_cannot_be_fitted_is_refused)
{
    double beta[D + 1] = {9, 9, 9, 9};
    assay__logistic_options options = {1, false}, no_penalty = {0, false};
    assay__dense rows = {x, y, NULL, N, D};
    cr_assert_eq(assay__logistic_fit(&rows, &no_penalty, beta, arena, NULL),
                 ASSAY_BAD_VALUE);
    x[7] = (double)NAN;
    cr_assert_eq(assay__logistic_fit(&rows, &options, beta, arena, NULL),
                 ASSAY_BAD_VALUE);
    x[7] = 0;
    for (size_t i = 0; i < N; i++)
        y[i] = 1;
    cr_assert_eq(assay__logistic_fit(&rows, &options, beta, arena, NULL),
                 ASSAY_BAD_VALUE);
    rows.n = 0;
    cr_assert_eq(assay__logistic_fit(&rows, &options, beta, arena, NULL),
                 ASSAY_BAD_VALUE);
    cr_assert_eq(beta[0], 9, "untouched on failure");
}

static assay__sparse sparse_rows(void)
{
    return (assay__sparse){N, D, start, column, value, y, weight};
}

/* The sparse intercept is penalised, which the dense form has as a column of ones. */
Test(logistic, sparse_fit_agrees_with_the_dense_one)
{
    double beta[D + 1], dense_beta[D + 2], l2 = 0.7, with_ones[N * (D + 1)];
    assay__sparse rows = sparse_rows();
    cr_assert_eq(assay__logistic_fit_sparse(&rows, l2, beta, arena, NULL), ASSAY_OK);
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j <= D; j++)
            with_ones[i * (D + 1) + j] = j < D ? x[i * D + j] : 1;
    }
    /* gradient of the penalised problem in all D + 1 columns */
    for (size_t j = 0; j <= D; j++) {
        double g = l2 * beta[j];
        for (size_t i = 0; i < N; i++) {
            const double *row = with_ones + i * (D + 1);
            double margin = 0;
            for (size_t k = 0; k <= D; k++)
                margin += beta[k] * row[k];
            g += weight[i] * (assay__logistic(margin) - y[i]) * row[j];
        }
        cr_assert_lt(fabs(g), 0.05, "column %zu: %g", j, g);
    }
    assay__dense dense = {x, y, weight, N, D};
    assay__logistic_options options = {l2, false};
    cr_assert_eq(assay__logistic_fit(&dense, &options, dense_beta, arena, NULL),
                 ASSAY_OK);
    for (size_t j = 0; j < D; j++)
        cr_assert_float_eq(beta[j], dense_beta[j], 0.01);
}

Test(logistic, sparse_fit_is_the_same_each_time)
{
    double first[D + 1], second[D + 1];
    assay__sparse rows = sparse_rows();
    cr_assert_eq(assay__logistic_fit_sparse(&rows, 0.1, first, arena, NULL), ASSAY_OK);
    cr_assert_eq(assay__logistic_fit_sparse(&rows, 0.1, second, arena, NULL), ASSAY_OK);
    cr_assert_arr_eq(first, second, sizeof first);
}

Test(logistic, sparse_fit_refuses_bad_rows)
{
    double beta[D + 1];
    assay__sparse rows = sparse_rows();
    column[3] = D;
    cr_assert_eq(assay__logistic_fit_sparse(&rows, 1, beta, arena, NULL),
                 ASSAY_BAD_VALUE);
    column[3] = 0;
    y[4] = 0.5;
    cr_assert_eq(assay__logistic_fit_sparse(&rows, 1, beta, arena, NULL),
                 ASSAY_BAD_VALUE);
}

Test(logistic, link_does_not_overflow)
{
    cr_assert_eq(assay__logistic(0), 0.5);
    cr_assert_eq(assay__logistic(1e308), 1);
    cr_assert_eq(assay__logistic(-1e308), 0);
    cr_assert(isnan(assay__logistic((double)NAN)));
}
