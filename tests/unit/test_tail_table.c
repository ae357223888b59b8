/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tail_table.h"

#include <criterion/criterion.h>
#include <math.h>

enum { N = 2000 };

static assay__tail_table uniform_table(void)
{
    static double x[N];
    for (int i = 0; i < N; i++)
        x[i] = (i + 0.5) / N;
    return assay__tail_table_fit(x, N);
}

Test(tail_table, digits_are_those_of_the_share_at_least_as_large)
{
    assay__tail_table table = uniform_table();
    cr_assert_float_eq(assay__tail_table_digits(&table, 0.5), -log10(0.5), 0.01);
    cr_assert_float_eq(assay__tail_table_digits(&table, 0.9), 1.0, 0.01);
    cr_assert_eq(assay__tail_table_digits(&table, -5.0), 0.0);
}

Test(tail_table, digits_never_fall_and_end_at_six)
{
    assay__tail_table table = uniform_table();
    double last = 0.0;
    for (int i = -10; i < 400; i++) {
        double digits = assay__tail_table_digits(&table, i * 0.01);
        cr_assert_geq(digits, last);
        last = digits;
    }
    cr_assert_eq(assay__tail_table_digits(&table, HUGE_VAL), 6.0);
}

Test(tail_table, the_exponential_tail_is_read_beyond_the_reference)
{
    static double x[N];
    for (int i = 0; i < N; i++)
        x[i] = -log(1.0 - (i + 0.5) / N);
    assay__tail_table table = assay__tail_table_fit(x, N);
    double digits = assay__tail_table_digits(&table, 9.0);
    cr_assert_float_eq(digits, 9.0 / log(10.0), 0.5, "%g", digits);
}

Test(tail_table, a_point_mass_counts_whole)
{
    double x[100] = {0};
    for (int i = 90; i < 100; i++)
        x[i] = i;
    assay__tail_table table = assay__tail_table_fit(x, 100);
    cr_assert_eq(assay__tail_table_digits(&table, 0.0), 0.0);
    cr_assert_gt(assay__tail_table_digits(&table, 91.0), 0.9);
}

Test(tail_table, a_constant_reference_gives_little_and_then_what_its_size_allows)
{
    double x[100] = {0};
    assay__tail_table table = assay__tail_table_fit(x, 100);
    cr_assert_eq(assay__tail_table_digits(&table, 0.0), 0.0);
    cr_assert_float_eq(assay__tail_table_digits(&table, 1.0), log10(101.0), 1e-12);
}

Test(tail_table, one_value_and_nan_are_no_trouble)
{
    double one = 3.0;
    assay__tail_table table = assay__tail_table_fit(&one, 1);
    cr_assert_eq(assay__tail_table_digits(&table, 3.0), 0.0);
    cr_assert(isnan(assay__tail_table_digits(&table, (double)NAN)));
}
