/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <criterion/criterion.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

#include "base/random.h"
#include "stat/order.h"
#include "stat/robust.h"

enum { ROOM = 1200 };
static double x[ROOM], y[ROOM], scratch[30000], sorted[ROOM], work[3 * ROOM];
static int work_int[5 * ROOM];

static void fill(uint64_t key, size_t n, double unit)
{
    assay__random random = {.key = key};
    for (size_t i = 0; i < n; i++) {
        double u = assay__random_uniform(&random), v = assay__random_uniform(&random);
        x[i] = sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v);
        x[i] = unit > 0 ? unit * floor(x[i] / unit) : x[i];
    }
}

static double gsl_qn0(size_t n)
{
    for (size_t i = 0; i < n; i++)
        sorted[i] = x[i];
    gsl_sort(sorted, 1, n);
    return gsl_stats_Qn0_from_sorted_data(sorted, 1, n, work, work_int);
}

/* GSL's own scaling has other small-sample factors; the order statistic is compared. */
static double own_qn0(size_t n)
{
    double factor[] = {0.399, 0.994, 0.512, 0.844, 0.611, 0.857, 0.669, 0.872};
    double size = (double)n, dn = n < 10       ? factor[n - 2]
                                  : n % 2 == 1 ? size / (size + 1.4)
                                               : size / (size + 3.8);
    return assay__qn(x, n, scratch) / dn / 2.21914446598508;
}

Test(robust, qn_equals_gsl_to_twelve_digits)
{
    const double units[] = {0, 0.01, 0.3, 2};
    for (size_t u = 0; u < 4; u++) {
        for (size_t n = 2; n < ROOM; n += n < 40 ? 1 : 97) {
            fill(n, n, units[u]);
            double expected = gsl_qn0(n), got = own_qn0(n);
            cr_assert_float_eq(got, expected, 1e-12 * (1 + expected),
                               "n %zu, unit %g: %.17g, not %.17g", n, units[u], got,
                               expected);
        }
    }
}

Test(robust, qn_of_normal_samples_is_near_one)
{
    double sum = 0;
    for (uint64_t key = 0; key < 50; key++) {
        fill(key, 365, 0);
        sum += assay__qn(x, 365, scratch);
    }
    cr_assert_float_eq(sum / 50, 1, 0.02);
}

Test(robust, qn_edges)
{
    x[0] = 3;
    cr_assert(isnan(assay__qn(x, 0, scratch)));
    cr_assert(isnan(assay__qn(x, 1, scratch)));
    for (size_t i = 0; i < 100; i++)
        x[i] = 7;
    cr_assert_eq(assay__qn(x, 100, scratch), 0);
    x[50] = (double)NAN;
    cr_assert(isnan(assay__qn(x, 100, scratch)));
    x[50] = HUGE_VAL;
    cr_assert(isnan(assay__qn(x, 100, scratch)));
    x[50] = 1e300;
    cr_assert_eq(assay__qn(x, 100, scratch), 0);
}

Test(robust, qn_scales_and_shifts)
{
    fill(5, 301, 0);
    double base = assay__qn(x, 301, scratch);
    for (size_t i = 0; i < 301; i++)
        x[i] = -1024 * x[i];
    cr_assert_float_eq(assay__qn(x, 301, scratch), 1024 * base, 1e-9);
}

static void line_with_outliers(size_t n, double wild_share)
{
    fill(9, n, 0);
    for (size_t i = 0; i < n; i++) {
        double noise = 0.1 * x[i];
        x[i] = (double)i / 10;
        bool wild = (double)(i * 7919 % n) < wild_share * (double)n;
        y[i] = wild ? 500 : 2 - 0.5 * x[i] + noise;
    }
}

Test(robust, theil_sen_survives_a_quarter_of_wild_points)
{
    for (size_t n = 40; n < 600; n *= 3) {
        line_with_outliers(n, 0.2);
        assay__line line = assay__theil_sen(x, y, n, scratch);
        cr_assert_float_eq(line.slope, -0.5, 0.15, "n %zu: %g", n, line.slope);
    }
}

Test(robust, theil_sen_is_exact_on_a_line)
{
    for (size_t n = 2; n < 500; n = 2 * n + 1) {
        for (size_t i = 0; i < n; i++) {
            x[i] = (double)i;
            y[i] = 3 + 2 * x[i];
        }
        assay__line line = assay__theil_sen(x, y, n, scratch);
        cr_assert_eq(line.slope, 2);
        cr_assert_eq(line.intercept, 3);
    }
}

Test(robust, theil_sen_without_two_places_is_undefined)
{
    x[0] = x[1] = x[2] = 1;
    y[0] = 1;
    y[1] = 2;
    y[2] = 3;
    for (size_t n = 0; n <= 3; n++) {
        cr_assert(isnan(assay__theil_sen(x, y, n, scratch).slope));
        cr_assert(isnan(assay__theil_sen(x, y, n, scratch).intercept));
    }
    x[1] = (double)NAN;
    cr_assert(isnan(assay__theil_sen(x, y, 3, scratch).slope));
}

static assay__robust_problem with_intercept(size_t n, double design[])
{
    for (size_t i = 0; i < n; i++) {
        design[2 * i] = 1;
        design[2 * i + 1] = x[i];
    }
    return (assay__robust_problem){design, y, NULL, n, 2};
}

Test(robust, bisquare_ignores_wild_points)
{
    static double design[2 * ROOM];
    line_with_outliers(300, 0.15);
    assay__robust_problem problem = with_intercept(300, design);
    assay__robust_fit fit = assay__robust_regression(&problem, scratch);
    cr_assert(fit.converged);
    cr_assert_float_eq(fit.coefficient[0], 2, 0.05);
    cr_assert_float_eq(fit.coefficient[1], -0.5, 0.005);
    cr_assert_float_eq(fit.scale, 0.1, 0.04);
}

Test(robust, bisquare_passes_through_an_exact_majority)
{
    static double design[2 * ROOM];
    for (size_t i = 0; i < 50; i++) {
        x[i] = (double)i;
        y[i] = i % 5 == 0 ? 1000 : 7 + 3 * x[i];
    }
    assay__robust_problem problem = with_intercept(50, design);
    assay__robust_fit fit = assay__robust_regression(&problem, scratch);
    cr_assert_float_eq(fit.coefficient[0], 7, 1e-6);
    cr_assert_float_eq(fit.coefficient[1], 3, 1e-6);
}

Test(robust, regression_undefined_cases_are_unknown)
{
    double design[8] = {1, 1, 1, 1, 1, 1, 1, 1}, target[4] = {1, 2, 3, 4};
    assay__robust_problem dependent = {design, target, NULL, 4, 2};
    cr_assert(isnan(assay__robust_regression(&dependent, scratch).coefficient[0]));
    assay__robust_problem few = {design, target, NULL, 1, 2};
    cr_assert(isnan(assay__robust_regression(&few, scratch).scale));
    target[2] = (double)NAN;
    assay__robust_problem unknown = {design, target, NULL, 4, 1};
    cr_assert(isnan(assay__robust_regression(&unknown, scratch).coefficient[0]));
}

Test(robust, weights_of_zero_take_rows_out)
{
    static double design[2 * ROOM], weight[ROOM];
    line_with_outliers(200, 0);
    for (size_t i = 0; i < 200; i++)
        weight[i] = i < 100;
    for (size_t i = 100; i < 200; i++)
        y[i] = 0.01 * (double)i;
    assay__robust_problem problem = with_intercept(200, design);
    problem.weight = weight;
    assay__robust_fit fit = assay__robust_regression(&problem, scratch);
    cr_assert_float_eq(fit.coefficient[1], -0.5, 0.02);
}

Test(robust, locations_of_edges)
{
    double (*locations[])(const double[], size_t, double[]) = {assay__robust_location,
                                                               assay__huber_location};
    for (size_t i = 0; i < 2; i++) {
        double values[] = {4, 4, 4, 4, 9}, one = 3, gone[] = {1, (double)NAN};
        cr_assert(isnan(locations[i](values, 0, scratch)));
        cr_assert(isnan(locations[i](gone, 2, scratch)));
        cr_assert_eq(locations[i](&one, 1, scratch), 3);
        cr_assert_eq(locations[i](values, 5, scratch), 4);
        line_with_outliers(101, 0.1);
        fill(3, 101, 0);
        x[7] = 1e9;
        cr_assert_float_eq(locations[i](x, 101, scratch), 0, 0.3);
        x[7] = HUGE_VAL;
        cr_assert_float_eq(locations[i](x, 101, scratch), 0, 0.3);
    }
}
