/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <criterion/criterion.h>

#include "stat/moment.h"

static double scratch[100];
static size_t order[100];

Test(moment, four_moments_of_a_known_sample)
{
    double x[] = {2, 4, 4, 4, 5, 5, 7, 9};
    assay__moments m = assay__moments_of(x, 8);
    cr_assert_float_eq(m.mean, 5, 1e-15);
    cr_assert_float_eq(m.variance, 32.0 / 7, 1e-14);
    cr_assert_float_eq(m.skewness, 0.65625, 1e-14);
    cr_assert_float_eq(m.kurtosis, -0.21875, 1e-14);
}

Test(moment, undefined_moments_are_unknown)
{
    double x[] = {3, 3, 3, 3};
    assay__moments none = assay__moments_of(x, 0), one = assay__moments_of(x, 1);
    assay__moments same = assay__moments_of(x, 4);
    cr_assert(isnan(none.mean) && isnan(none.variance) && isnan(none.kurtosis));
    cr_assert(one.mean == 3 && isnan(one.variance) && isnan(one.skewness));
    cr_assert(same.variance == 0 && isnan(same.skewness) && isnan(same.kurtosis));
    x[1] = (double)NAN;
    cr_assert(isnan(assay__moments_of(x, 4).mean) && isnan(assay__mean(x, 4)));
    cr_assert(isnan(assay__variance(x, 4)) && isnan(assay__variance(x, 1)));
    cr_assert(isnan(assay__mean(x, 0)));
}

Test(moment, a_large_offset_costs_no_digits)
{
    double x[] = {1e9 + 1, 1e9 + 2, 1e9 + 4};
    cr_assert_float_eq(assay__moments_of(x, 3).variance, 7.0 / 3, 1e-9);
}

Test(moment, sum_keeps_what_cancels)
{
    double x[] = {1e100, 1, -1e100, 1};
    cr_assert_eq(assay__sum(x, 4), 2);
    cr_assert_eq(assay__sum(x, 0), 0);
    double far[] = {HUGE_VAL, 1};
    cr_assert_eq(assay__sum(far, 2), HUGE_VAL);
}

Test(moment, correlation_of_lines_is_one)
{
    double x[] = {1, 2, 3, 4}, up[] = {5, 7, 9, 11}, down[] = {8, 6, 4, 2};
    cr_assert_eq(assay__correlation(x, up, 4), 1);
    cr_assert_eq(assay__correlation(x, down, 4), -1);
    cr_assert_eq(assay__spearman(x, up, 4, scratch, order), 1);
    cr_assert_eq(assay__spearman(x, down, 4, scratch, order), -1);
}

Test(moment, correlation_without_variation_is_unknown)
{
    double x[] = {1, 2, 3, 4}, same[] = {5, 5, 5, 5}, gone[] = {1, 2, (double)NAN, 4};
    cr_assert(isnan(assay__correlation(x, same, 4)));
    cr_assert(isnan(assay__spearman(same, x, 4, scratch, order)));
    cr_assert(isnan(assay__correlation(x, gone, 4)));
    cr_assert(isnan(assay__spearman(x, gone, 4, scratch, order)));
    cr_assert(isnan(assay__correlation(x, x, 1)));
    cr_assert(isnan(assay__correlation(x, x, 0)));
}

Test(moment, spearman_shares_ties)
{
    /* SciPy 1.17: spearmanr([1,2,2,3,5,5],[3,1,4,4,6,2]) */
    double x[] = {1, 2, 2, 3, 5, 5}, y[] = {3, 1, 4, 4, 6, 2};
    cr_assert_float_eq(assay__spearman(x, y, 6, scratch, order), 0.31346775286392936,
                       1e-14);
}

Test(moment, tail_of_a_correlation)
{
    cr_assert_float_eq(assay__tail_correlation(0, 10), 0.3010299956639812, 1e-12);
    cr_assert(isnan(assay__tail_correlation(0.5, 3)));
    cr_assert(isnan(assay__tail_correlation(1.5, 30)));
    cr_assert_eq(assay__tail_correlation(1, 10), HUGE_VAL);
    cr_assert_eq(assay__tail_correlation(-1, 10), 0);
}
