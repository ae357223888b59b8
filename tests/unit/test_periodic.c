/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <criterion/criterion.h>

#include "base/random.h"
#include "stat/periodic.h"

enum { N = 200 };
static double at[N], value[N], scratch[5 * N];
static const double unknown = (double)__builtin_nan("");

static assay__series noise(uint64_t key, double weekly)
{
    assay__random random = {.key = key};
    for (size_t i = 0; i < N; i++) {
        at[i] = (double)i + assay__random_uniform(&random);
        value[i] = assay__random_uniform(&random) + assay__random_uniform(&random) +
                   weekly * sin(6.283185307179586 * at[i] / 7);
    }
    return (assay__series){at, value, N};
}

Test(periodic, lomb_scargle_finds_the_week)
{
    assay__series series = noise(1, 0.5);
    assay__rhythm rhythm = assay__lomb_scargle(&series, 0.02, 0.45, 400, scratch);
    cr_assert_float_eq(rhythm.frequency, 1.0 / 7, 0.002);
    cr_assert_lt(rhythm.p_value, 1e-6);
}

Test(periodic, lomb_scargle_is_honest_about_noise)
{
    size_t alarms = 0;
    for (uint64_t key = 0; key < 200; key++) {
        assay__series series = noise(key, 0);
        alarms += assay__lomb_scargle(&series, 0.02, 0.45, 400, scratch).p_value < 0.05;
    }
    cr_assert_leq(alarms, 20, "%zu of 200", alarms);
}

Test(periodic, lomb_scargle_undefined_cases_are_unknown)
{
    assay__series series = noise(1, 1), few = {at, value, 4};
    cr_assert(isnan(assay__lomb_scargle(&few, 0.1, 0.2, 9, scratch).power));
    cr_assert(isnan(assay__lomb_scargle(&series, 0, 0.2, 9, scratch).power));
    cr_assert(isnan(assay__lomb_scargle(&series, 0.2, 0.1, 9, scratch).power));
    cr_assert(isnan(assay__lomb_scargle(&series, 0.1, 0.2, 0, scratch).p_value));
    value[3] = unknown;
    cr_assert(isnan(assay__lomb_scargle(&series, 0.1, 0.2, 9, scratch).power));
    for (size_t i = 0; i < N; i++)
        value[i] = 3;
    cr_assert(isnan(assay__lomb_scargle(&series, 0.1, 0.2, 9, scratch).power));
}

Test(periodic, rayleigh_of_clusters_and_even_spreads)
{
    double alike[] = {0.25, 1.25, -0.75, 0.25}, even[] = {0, 0.25, 0.5, 0.75};
    assay__rayleigh one_hour = assay__rayleigh_test(alike, 4);
    assay__rayleigh all_day = assay__rayleigh_test(even, 4);
    cr_assert_float_eq(one_hour.length, 1, 1e-12);
    cr_assert_float_eq(one_hour.phase, 0.25, 1e-12);
    cr_assert_lt(one_hour.p_value, 0.02);
    cr_assert_lt(all_day.length, 1e-12);
    cr_assert_gt(all_day.p_value, 0.9);
    cr_assert(isnan(assay__rayleigh_test(alike, 0).length));
    even[2] = unknown;
    cr_assert(isnan(assay__rayleigh_test(even, 4).p_value));
}

Test(periodic, permutation_entropy_of_order_and_disorder)
{
    noise(2, 0);
    cr_assert_gt(assay__permutation_entropy(value, N, 3), 0.97);
    for (size_t i = 0; i < N; i++)
        value[i] = (double)i;
    cr_assert_eq(assay__permutation_entropy(value, N, 3), 0);
    for (size_t i = 0; i < N; i++)
        value[i] = 5; /* ties count the earlier as smaller */
    cr_assert_eq(assay__permutation_entropy(value, N, 3), 0);
    /* Bandt & Pompe's example: 4 7 9 10 6 11 3, patterns of two: 4 up, 2 down */
    double example[] = {4, 7, 9, 10, 6, 11, 3};
    cr_assert_float_eq(assay__permutation_entropy(example, 7, 2), 0.918295834054490,
                       1e-12);
    cr_assert_float_eq(assay__permutation_entropy(example, 7, 3) * log2(6),
                       1.521928094887362, 1e-12);
}

Test(periodic, permutation_entropy_undefined_cases_are_unknown)
{
    cr_assert(isnan(assay__permutation_entropy(value, 2, 3)));
    cr_assert(isnan(assay__permutation_entropy(value, N, 1)));
    cr_assert(isnan(assay__permutation_entropy(value, N, 7)));
    value[5] = unknown;
    cr_assert(isnan(assay__permutation_entropy(value, N, 3)));
}

Test(periodic, dispersion_tells_even_from_uneven)
{
    double even[] = {10, 10, 10, 10, 10, 10}, uneven[] = {0, 60, 0, 0, 0, 0};
    double none[] = {0, 0, 0};
    assay__dispersion low = assay__dispersion_test(even, 6);
    assay__dispersion high = assay__dispersion_test(uneven, 6);
    cr_assert(low.index == 0 && low.too_high == 0 && low.too_low == HUGE_VAL);
    cr_assert_float_eq(high.index, 60, 1e-12);
    cr_assert(high.too_high > 50 && high.too_low < 1e-6);
    cr_assert(isnan(assay__dispersion_test(none, 3).index));
    cr_assert(isnan(assay__dispersion_test(even, 1).index));
    even[0] = unknown;
    cr_assert(isnan(assay__dispersion_test(even, 6).too_low));
}
