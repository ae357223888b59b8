/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/random.h"
#include "stat/order.h"

enum { ROOM = 3000 };
static double sample[ROOM], copy[ROOM], scratch[ROOM];
static size_t order[2 * ROOM];

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Shapes that trip a quicksort: random, many ties, sorted, reversed, organ pipe, saw. */
static void fill(int shape, size_t n)
{
    assay__random random = {.key = 17};
    for (size_t i = 0; i < n; i++) {
        double u = assay__random_uniform(&random), at = (double)i;
        double values[] = {u,
                           floor(5 * u),
                           at,
                           -at,
                           at < (double)n / 2 ? at : (double)n - at,
                           fmod(at, 7),
                           3};
        sample[i] = values[shape];
    }
}

enum { SHAPES = 7 };
Test(order, sort_agrees_with_qsort_on_every_shape)
{
    static const size_t sizes[] = {0, 1, 2, 3, 24, 25, 26, 100, 999, 3000};
    for (int shape = 0; shape < SHAPES; shape++) {
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            size_t n = sizes[k];
            fill(shape, n);
            memcpy(copy, sample, sizeof copy);
            qsort(copy, n, sizeof *copy, compare);
            assay__sort(sample, n);
            cr_assert_arr_eq(sample, copy, n * sizeof *copy, "shape %d, n %zu", shape, n);
        }
    }
}

Test(order, select_finds_what_sorting_would)
{
    for (int shape = 0; shape < SHAPES; shape++) {
        for (size_t n = 1; n < 400; n = n * 2 + 1) {
            for (size_t k = 0; k < n; k++) {
                fill(shape, n);
                memcpy(copy, sample, sizeof copy);
                qsort(copy, n, sizeof *copy, compare);
                cr_assert_eq(assay__select(sample, n, k), copy[k]);
                for (size_t i = 0; i < n; i++)
                    cr_assert(i < k ? sample[i] <= sample[k] : sample[i] >= sample[k]);
            }
        }
    }
}

Test(order, sort_order_is_stable_and_puts_unknown_last)
{
    fill(1, 1000);
    for (size_t i = 0; i < 1000; i += 10)
        sample[i] = (double)NAN;
    assay__sort_order(sample, 1000, order, order + ROOM);
    for (size_t i = 1; i < 1000; i++) {
        double before = sample[order[i - 1]], after = sample[order[i]];
        if (isnan(after))
            cr_assert(!isnan(before) || order[i - 1] < order[i]);
        else
            cr_assert(before < after || (before == after && order[i - 1] < order[i]));
    }
}

Test(order, ranks_share_ties_and_skip_unknown)
{
    double x[] = {3, 1, (double)NAN, 3, 2}, rank[5];
    assay__ranks(x, 5, rank, order);
    cr_assert_eq(rank[0], 3.5);
    cr_assert_eq(rank[1], 1);
    cr_assert(isnan(rank[2]));
    cr_assert_eq(rank[3], 3.5);
    cr_assert_eq(rank[4], 2);
}

Test(order, nothing_has_no_answer)
{
    cr_assert(isnan(assay__median(sample, 0, scratch)));
    cr_assert(isnan(assay__quantile(sample, 0, 0.5, scratch)));
    cr_assert(isnan(assay__quantile_sorted(sample, 0, 0.5)));
    cr_assert(isnan(assay__mad(sample, 0, 0, scratch)));
    cr_assert(isnan(assay__weighted_median(sample, sample, 0, order)));
}

Test(order, one_value_is_its_own_median_and_quantile)
{
    double x = 4, w = 2;
    cr_assert_eq(assay__median(&x, 1, scratch), 4);
    cr_assert_eq(assay__quantile(&x, 1, 0.1, scratch), 4);
    cr_assert_eq(assay__quantile_sorted(&x, 1, 1), 4);
    cr_assert_eq(assay__mad(&x, 1, 4, scratch), 0);
    cr_assert_eq(assay__weighted_median(&x, &w, 1, order), 4);
}

Test(order, mad_of_a_constant_sample_is_zero)
{
    fill(6, 50);
    cr_assert_eq(assay__mad(sample, 50, assay__median(sample, 50, scratch), scratch), 0);
}

Test(order, an_unknown_value_is_refused)
{
    double x[] = {1, (double)NAN, 3}, w[] = {1, 1, 1};
    cr_assert(isnan(assay__median(x, 3, scratch)));
    cr_assert(isnan(assay__quantile(x, 3, 0.5, scratch)));
    cr_assert(isnan(assay__mad(x, 3, 1, scratch)));
    cr_assert(isnan(assay__weighted_median(x, w, 3, order)));
    cr_assert(isnan(assay__weighted_median(w, x, 3, order)));
    cr_assert_eq(assay__keep_known(x, 3, x), 2);
    cr_assert_eq(x[1], 3);
}

Test(order, infinities_are_ordinary_values)
{
    double x[] = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, 1};
    cr_assert_eq(assay__median(x, 4, scratch), HUGE_VAL);
    double y[] = {HUGE_VAL, HUGE_VAL, HUGE_VAL, 1};
    cr_assert_eq(assay__quantile(y, 4, 0.9, scratch), HUGE_VAL);
}

Test(order, quantile_is_type_seven)
{
    double x[] = {10, 40, 20, 30};
    cr_assert_float_eq(assay__quantile(x, 4, 0.1, scratch), 13, 1e-12);
    cr_assert_float_eq(assay__quantile(x, 4, 0.5, scratch), 25, 1e-12);
    cr_assert_eq(assay__quantile(x, 4, 0, scratch), 10);
    cr_assert_eq(assay__quantile(x, 4, 1, scratch), 40);
    cr_assert(isnan(assay__quantile(x, 4, 1.01, scratch)));
    cr_assert(isnan(assay__quantile(x, 4, (double)NAN, scratch)));
}

Test(order, quantile_of_sorted_and_unsorted_agree)
{
    fill(0, 501);
    memcpy(copy, sample, sizeof copy);
    assay__sort(copy, 501);
    for (double p = 0; p <= 1; p += 0.0625)
        cr_assert_eq(assay__quantile(sample, 501, p, scratch),
                     assay__quantile_sorted(copy, 501, p));
}

Test(order, weighted_median_counts_weights)
{
    double x[] = {5, 1, 3, 2}, even[] = {1, 1, 1, 1}, heavy[] = {10, 1, 1, 1};
    double none[] = {0, 0, 0, 0}, negative[] = {1, -1, 1, 1}, gap[] = {0, 1, 0, 1};
    cr_assert_eq(assay__weighted_median(x, even, 4, order), 2.5);
    cr_assert_eq(assay__weighted_median(x, heavy, 4, order), 5);
    cr_assert_eq(assay__weighted_median(x, gap, 4, order), 1.5);
    cr_assert(isnan(assay__weighted_median(x, none, 4, order)));
    cr_assert(isnan(assay__weighted_median(x, negative, 4, order)));
}

Test(order, counts_split_at_ties)
{
    double x[] = {1, 2, 2, 2, 5};
    cr_assert_eq(assay__count_below(x, 5, 2), 1);
    cr_assert_eq(assay__count_up_to(x, 5, 2), 4);
    cr_assert_eq(assay__count_below(x, 5, 0), 0);
    cr_assert_eq(assay__count_up_to(x, 5, 9), 5);
    cr_assert_eq(assay__count_up_to(x, 0, 9), 0);
}
