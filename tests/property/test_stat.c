/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invariances of statistics, over many random samples; a failure names the sample. */
#include <math.h>

#include <criterion/criterion.h>

#include "base/random.h"
#include "stat/calibrate.h"
#include "stat/combine.h"
#include "stat/likelihood.h"
#include "stat/moment.h"
#include "stat/order.h"
#include "stat/periodic.h"
#include "stat/robust.h"
#include "stat/special.h"
#include "stat/tail.h"

enum { ROOM = 80, SAMPLES = 300 };
static double x[ROOM], y[ROOM], moved[ROOM], scratch[4000];
static size_t order[2 * ROOM];

/* Heavy tails, ties now and then. @return its size */
static size_t draw(uint64_t key)
{
    assay__random random = {.key = key};
    size_t n = 2 + (size_t)assay__random_below(&random, ROOM - 2);
    for (size_t i = 0; i < n; i++) {
        double u = assay__random_uniform(&random), v = assay__random_uniform(&random);
        x[i] = tan(3 * (u - 0.5));
        x[i] = key % 3 == 0 ? round(x[i]) : x[i];
        y[i] = x[i] + v;
    }
    return n;
}

static void shuffle(double values[], size_t n, uint64_t key)
{
    assay__random random = {.key = key};
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)assay__random_below(&random, i);
        double kept = values[j];
        values[j] = values[i - 1];
        values[i - 1] = kept;
    }
}

typedef double statistic(const double values[], size_t n);

static double median(const double values[], size_t n)
{
    return assay__median(values, n, scratch);
}

static double mad(const double values[], size_t n)
{
    return assay__mad(values, n, median(values, n), scratch);
}

static double qn(const double values[], size_t n)
{
    return assay__qn(values, n, scratch);
}

static double tenth(const double values[], size_t n)
{
    return assay__quantile(values, n, 0.1, scratch);
}

static double location(const double values[], size_t n)
{
    return assay__robust_location(values, n, scratch);
}

static void same(double a, double b, double tolerance, const char *what, uint64_t key)
{
    cr_assert(fabs(a - b) <= tolerance * (1 + fabs(b)), "%s, sample %d: %.17g, not %.17g",
              what, (int)key, a, b);
}

Test(stat, order_of_values_does_not_matter)
{
    static statistic *const all[] = {median, mad, qn, tenth};
    for (uint64_t key = 0; key < SAMPLES; key++) {
        size_t n = draw(key);
        for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
            double before = all[k](x, n);
            shuffle(x, n, key + 1000);
            cr_assert_eq(all[k](x, n), before, "statistic %zu, sample %d", k, (int)key);
        }
    }
}

Test(stat, locations_move_with_the_sample_and_scales_stretch)
{
    static statistic *const locations[] = {median, tenth, location};
    static statistic *const scales[] = {mad, qn};
    for (uint64_t key = 0; key < SAMPLES; key++) {
        size_t n = draw(key);
        for (size_t i = 0; i < n; i++)
            moved[i] = 4 * x[i] + 100;
        for (size_t k = 0; k < 3; k++)
            same(locations[k](moved, n), 4 * locations[k](x, n) + 100, 1e-9, "location",
                 key);
        for (size_t k = 0; k < 2; k++)
            same(scales[k](moved, n), 4 * scales[k](x, n), 1e-9, "scale", key);
    }
}

Test(stat, rank_correlation_sees_only_order)
{
    for (uint64_t key = 0; key < SAMPLES; key++) {
        size_t n = draw(key);
        double before = assay__spearman(x, y, n, scratch, order);
        for (size_t i = 0; i < n; i++)
            moved[i] = atan(x[i] / 8);
        double after = assay__spearman(moved, y, n, scratch, order);
        cr_assert((isnan(before) && isnan(after)) || before == after);
        double entropy = assay__permutation_entropy(x, n, 3);
        double moved_entropy = assay__permutation_entropy(moved, n, 3);
        cr_assert((isnan(entropy) && isnan(moved_entropy)) || entropy == moved_entropy);
    }
}

Test(stat, theil_sen_adds_slopes)
{
    for (uint64_t key = 0; key < SAMPLES; key++) {
        size_t n = draw(key);
        assay__line before = assay__theil_sen(x, y, n, scratch);
        for (size_t i = 0; i < n; i++)
            moved[i] = y[i] + 3 * x[i] - 7;
        assay__line after = assay__theil_sen(x, moved, n, scratch);
        if (!isnan(before.slope)) {
            same(after.slope, before.slope + 3, 1e-6, "slope", key);
            same(after.intercept, before.intercept - 7, 1e-5, "intercept", key);
        }
    }
}

Test(stat, tails_fall_with_the_value_and_rise_with_the_mean)
{
    for (uint64_t key = 0; key < SAMPLES; key++) {
        assay__random random = {.key = key};
        double mean = exp(10 * assay__random_uniform(&random));
        double shape = exp(6 * assay__random_uniform(&random) - 1), before = 0;
        for (double k = 0; k < 20 * mean; k += mean / 3) {
            double digits = assay__tail_negbin(k, mean, shape);
            cr_assert_geq(digits, before * (1 - 1e-12));
            cr_assert_geq(digits * (1 + 1e-12) + 1e-12,
                          assay__tail_negbin(k, 1.1 * mean, shape));
            before = digits;
        }
    }
}

Test(stat, both_tails_and_the_value_make_one)
{
    for (uint64_t key = 0; key < SAMPLES; key++) {
        assay__random random = {.key = key};
        double mean = exp(7 * assay__random_uniform(&random)), shape = 3;
        double k = floor(2 * mean * assay__random_uniform(&random));
        double upper = assay__p_of_digits(assay__tail_negbin(k, mean, shape));
        double lower = assay__p_of_digits(assay__low_tail_negbin(k, mean, shape));
        double at = exp(assay__log_negbin(k, mean, shape));
        same(upper + lower - at, 1, 1e-10, "sum of tails", key);
    }
}

Test(stat, the_table_equals_the_single_likelihoods)
{
    assay__nb_table table;
    double count[ROOM], shape[ROOM], mean[ROOM], constant[ROOM];
    for (uint64_t key = 0; key < SAMPLES; key++) {
        assay__random random = {.key = key};
        double sum = 0;
        for (size_t i = 0; i < ROOM; i++) {
            mean[i] = exp(14 * assay__random_uniform(&random) - 2);
            count[i] = floor(mean[i] * 3 * assay__random_uniform(&random));
            shape[i] = exp(8 * assay__random_uniform(&random) - 2);
            sum += assay__log_negbin(count[i], mean[i], shape[i]);
        }
        assay__nb_table_init(&table, count, shape, ROOM, constant);
        same(assay__nb_table_sum(&table, 0, ROOM, mean), sum, 1e-8, "likelihood", key);
        same(assay__nb_table_at(&table, 5, mean[5]),
             assay__log_negbin(count[5], mean[5], shape[5]), 1e-8, "one", key);
    }
    mean[3] = 0;
    cr_assert(isnan(assay__nb_table_sum(&table, 0, ROOM, mean)));
}

Test(stat, fast_logarithm_is_within_two_ulp)
{
    for (uint64_t key = 0; key < SAMPLES; key++) {
        assay__random random = {.key = key};
        for (size_t i = 0; i < ROOM; i++)
            x[i] = exp(1400 * assay__random_uniform(&random) - 700);
        x[0] = 1;
        x[1] = nextafter(1, 2);
        x[2] = nextafter(1, 0);
        assay__log_each(x, ROOM, y);
        for (size_t i = 0; i < ROOM; i++)
            cr_assert(fabs(y[i] - log(x[i])) <= 2 * 2.3e-16 * fabs(log(x[i])),
                      "log of %.17g: %.17g", x[i], y[i]);
    }
}

Test(stat, combined_p_values_do_not_see_order_and_fall_with_each)
{
    for (uint64_t key = 0; key < SAMPLES; key++) {
        assay__random random = {.key = key};
        double p[6];
        for (size_t i = 0; i < 6; i++)
            p[i] = exp(-8 * assay__random_uniform(&random));
        assay__dependent_p evidence = {p, NULL, NULL, 6};
        double before[] = {assay__harmonic_p(p, 6), assay__cauchy_p(p, 6),
                           assay__stouffer_p(&evidence), assay__brown_p(&evidence)};
        shuffle(p, 6, key);
        double after[] = {assay__harmonic_p(p, 6), assay__cauchy_p(p, 6),
                          assay__stouffer_p(&evidence), assay__brown_p(&evidence)};
        p[2] /= 2;
        double less[] = {assay__harmonic_p(p, 6), assay__cauchy_p(p, 6),
                         assay__stouffer_p(&evidence), assay__brown_p(&evidence)};
        for (size_t k = 0; k < 4; k++) {
            same(after[k], before[k], 1e-12, "order", key);
            cr_assert_leq(less[k], after[k] * (1 + 1e-9), "rule %zu, sample %d: %g, %g",
                          k, (int)key, less[k], after[k]);
        }
    }
}

Test(stat, q_values_keep_the_order_of_p_values)
{
    for (uint64_t key = 0; key < SAMPLES; key++) {
        size_t n = draw(key);
        for (size_t i = 0; i < n; i++)
            x[i] = assay__p_of_digits(fabs(x[i]));
        assay__bh_q_values(x, n, y, order);
        for (size_t i = 0; i < n; i++) {
            cr_assert(y[i] >= x[i] && y[i] <= 1);
            for (size_t j = 0; j < n; j++)
                cr_assert(x[i] > x[j] || y[i] <= y[j]);
        }
    }
}

Test(stat, isotonic_fit_never_falls_and_keeps_the_mean)
{
    for (uint64_t key = 0; key < SAMPLES; key++) {
        size_t n = draw(key);
        assay__isotonic(x, NULL, n, y, scratch);
        for (size_t i = 1; i < n; i++)
            cr_assert_leq(y[i - 1], y[i]);
        same(assay__mean(y, n), assay__mean(x, n), 1e-9, "mean", key);
        assay__isotonic(y, NULL, n, moved, scratch);
        for (size_t i = 0; i < n; i++)
            same(moved[i], y[i], 1e-12, "fitted again", key);
    }
}

Test(stat, beta_quantile_undoes_the_distribution)
{
    for (uint64_t key = 0; key < SAMPLES; key++) {
        assay__random random = {.key = key};
        double a = exp(10 * assay__random_uniform(&random) - 3);
        double b = exp(10 * assay__random_uniform(&random) - 3);
        double p = assay__random_uniform(&random);
        double at = assay__beta_quantile(p, a, b);
        if (at < 1 - 1e-9) /* beyond, a double no longer says where */
            same(exp(assay__log_beta_inc(a, b, at, 1 - at)), p, 1e-8,
                 "P(Beta <= quantile)", key);
    }
}

/* Whatever n cases say of whatever score: never certain, rising, and less held back the
 * more cases there are. */
Test(stat, no_number_of_cases_makes_a_probability_certain)
{
    assay__random random = {.key = 41};
    for (int i = 0; i < 20000; i++) {
        double n = floor(exp(14 * assay__random_uniform(&random)));
        double odds = 800 * (assay__random_uniform(&random) - 0.5);
        double more = odds + assay__random_uniform(&random);
        double p = 1 / (1 + exp(-odds)), held = assay__laplace(p, n);
        double from_odds = 1 / (1 + exp(-assay__laplace_odds(odds, n)));
        cr_assert(held >= 1 / (n + 2) && held <= (n + 1) / (n + 2), "%g of %g", odds, n);
        cr_assert_float_eq(held, from_odds, 1e-12, "%g of %g", odds, n);
        cr_assert_leq(assay__laplace_odds(odds, n), assay__laplace_odds(more, n));
        cr_assert_leq(fabs(assay__laplace(p, 2 * n) - p), fabs(held - p) + 1e-15);
        cr_assert(assay__laplace_end(p, n) > 0 && assay__laplace_end(p, n) < 1);
        cr_assert(p < 1 / (n + 2) || p > 1 - 1 / (n + 2) ||
                  assay__laplace_end(p, n) == p);
    }
}
