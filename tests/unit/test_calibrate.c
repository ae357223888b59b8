/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <criterion/criterion.h>

#include "base/random.h"
#include "stat/calibrate.h"

enum { N = 300 };
static double score[N], label[N], fit[N + 1], scratch[2 * N + 2];
static assay_arena *arena;

static void make(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
}

static void done(void)
{
    assay_arena_free(arena);
}

TestSuite(calibrate, .init = make, .fini = done);

static assay__labelled draw(uint64_t key, size_t n, double levels)
{
    assay__random random = {.key = key};
    for (size_t i = 0; i < n; i++) {
        score[i] = floor(levels * assay__random_uniform(&random)) / levels;
        label[i] = assay__random_uniform(&random) < score[i];
    }
    label[0] = 0;
    label[1] = 1;
    return (assay__labelled){score, label, n};
}

Test(calibrate, isotonic_by_hand)
{
    double y[] = {1, 3, 2, 4, 3.5, 3.5, 5},
           expected[] = {1, 2.5, 2.5, 11.0 / 3, 11.0 / 3, 11.0 / 3, 5};
    assay__isotonic(y, NULL, 7, fit, scratch);
    for (size_t i = 0; i < 7; i++)
        cr_assert_float_eq(fit[i], expected[i], 1e-14);
    double falling[] = {3, 1}, weight[] = {1, 3};
    assay__isotonic(falling, weight, 2, falling, scratch);
    cr_assert_eq(falling[0], 1.5);
    cr_assert_eq(falling[1], 1.5);
    assay__isotonic(falling, NULL, 0, falling, scratch);
}

/* The isotonic value at `at` once a case with `added` is put among the sample. */
static double refitted(const assay__labelled *sample, double at, double added)
{
    double x[N + 1], y[N + 1], w[N + 1];
    size_t bins = 0, place = 0;
    for (size_t i = 0; i <= sample->n; i++) {
        double s = i < sample->n ? sample->score[i] : at;
        double l = i < sample->n ? sample->label[i] : added;
        size_t j = 0;
        while (j < bins && x[j] < s)
            j++;
        if (j == bins || x[j] != s) {
            for (size_t k = bins; k > j; k--) {
                x[k] = x[k - 1];
                y[k] = y[k - 1];
                w[k] = w[k - 1];
            }
            x[j] = s;
            y[j] = w[j] = 0;
            bins++;
        }
        y[j] += l;
        w[j]++;
    }
    for (size_t j = 0; j < bins; j++) {
        y[j] /= w[j];
        place = x[j] == at ? j : place;
    }
    assay__isotonic(y, w, bins, fit, scratch);
    return fit[place];
}

Test(calibrate, venn_abers_equals_refitting_at_every_place)
{
    for (uint64_t key = 0; key < 60; key++) {
        size_t n = 2 + (size_t)key;
        assay__labelled sample = draw(key, n, key % 2 == 0 ? 10 : 1000);
        assay__venn_abers map;
        cr_assert_eq(assay__venn_abers_fit(&sample, &map, arena, NULL), ASSAY_OK);
        for (double s = -0.05; s < 1.1; s += 0.05) {
            assay_interval got = assay__venn_abers_apply(&map, s);
            double low = refitted(&sample, s, 0), high = refitted(&sample, s, 1);
            cr_assert_float_eq(got.low, low, 1e-12, "key %d, s %g", (int)key, s);
            cr_assert_float_eq(got.high, high, 1e-12, "key %d, s %g", (int)key, s);
            cr_assert(got.low <= got.value && got.value <= got.high);
        }
        assay_arena_reset(arena);
    }
}

Test(calibrate, maps_never_fall)
{
    assay__labelled sample = draw(3, N, 1000);
    assay__venn_abers abers;
    assay__beta_map beta;
    assay__platt platt;
    cr_assert_eq(assay__venn_abers_fit(&sample, &abers, arena, NULL), ASSAY_OK);
    cr_assert_eq(assay__beta_fit(&sample, &beta, arena, NULL), ASSAY_OK);
    cr_assert_eq(assay__platt_fit(&sample, &platt, arena, NULL), ASSAY_OK);
    double before[3] = {0, 0, 0};
    for (double s = 0; s <= 1; s += 0.001) {
        double now[3] = {assay__venn_abers_apply(&abers, s).value,
                         assay__beta_apply(&beta, s), assay__platt_apply(&platt, s)};
        for (size_t k = 0; k < 3; k++) {
            cr_assert_geq(now[k], before[k]);
            before[k] = now[k];
        }
    }
}

Test(calibrate, a_calibrated_score_stays_as_it_is)
{
    assay__labelled sample = draw(4, N, 1000);
    assay__beta_map beta;
    cr_assert_eq(assay__beta_fit(&sample, &beta, arena, NULL), ASSAY_OK);
    for (double s = 0.1; s < 1; s += 0.1)
        cr_assert_float_eq(assay__beta_apply(&beta, s), s, 0.12);
    cr_assert(isnan(assay__beta_apply(&beta, (double)NAN)));
}

Test(calibrate, reversed_scores_get_a_flat_beta_map)
{
    assay__labelled sample = draw(4, N, 1000);
    for (size_t i = 0; i < N; i++)
        score[i] = 1 - score[i];
    assay__beta_map beta;
    cr_assert_eq(assay__beta_fit(&sample, &beta, arena, NULL), ASSAY_OK);
    cr_assert_eq(beta.a, 0);
    cr_assert_eq(beta.b, 0);
}

Test(calibrate, samples_that_teach_nothing_are_refused)
{
    assay__labelled sample = draw(5, 10, 10);
    assay__venn_abers abers;
    assay__beta_map beta;
    assay__platt platt;
    for (int kind = 0; kind < 4; kind++) {
        sample = draw(5, 10, 10);
        sample.n = kind == 0 ? 0 : 10;
        score[4] = kind == 1 ? (double)NAN : score[4];
        label[4] = kind == 2 ? 0.5 : label[4];
        for (size_t i = 0; kind == 3 && i < 10; i++)
            label[i] = 1;
        cr_assert_eq(assay__venn_abers_fit(&sample, &abers, arena, NULL),
                     ASSAY_BAD_VALUE);
        cr_assert_eq(assay__beta_fit(&sample, &beta, arena, NULL), ASSAY_BAD_VALUE);
        cr_assert_eq(assay__platt_fit(&sample, &platt, arena, NULL), ASSAY_BAD_VALUE);
    }
}

Test(calibrate, intervals_hold_their_share)
{
    assay_interval (*kinds[])(double, double, double) = {
        assay__wilson, assay__clopper_pearson, assay__jeffreys};
    for (size_t kind = 0; kind < 3; kind++) {
        for (double n = 1; n < 500; n *= 3) {
            for (double k = 0; k <= n; k += n / 4) {
                assay_interval i = kinds[kind](k, n, 0.9);
                cr_assert(i.low >= 0 && i.low <= i.value && i.value <= i.high);
                cr_assert(i.high <= 1 && (k > 0 || i.low == 0) && (k < n || i.high == 1));
            }
        }
        cr_assert(isnan(kinds[kind](1, 0, 0.9).high));
        cr_assert(isnan(kinds[kind](-1, 4, 0.9).low));
        cr_assert(isnan(kinds[kind](1, 4, 1).low));
        cr_assert(isnan(kinds[kind]((double)NAN, 4, 0.9).low));
        assay_interval nothing = kinds[kind](0, 0, 0.9);
        cr_assert(isnan(nothing.value) && nothing.low == 0 && nothing.high == 1);
    }
}

Test(calibrate, beta_quantile_edges)
{
    cr_assert_eq(assay__beta_quantile(0, 2, 3), 0);
    cr_assert_eq(assay__beta_quantile(1, 2, 3), 1);
    cr_assert_float_eq(assay__beta_quantile(0.5, 7, 7), 0.5, 1e-13);
    cr_assert_float_eq(assay__beta_quantile(0.3, 1, 1), 0.3, 1e-13);
    cr_assert(isnan(assay__beta_quantile(0.5, 0, 1)));
    cr_assert(isnan(assay__beta_quantile(1.5, 1, 1)));
    cr_assert_eq(assay__normal_quantile(0), -HUGE_VAL);
    cr_assert_eq(assay__normal_quantile(1), HUGE_VAL);
    cr_assert(isnan(assay__normal_quantile(-0.1)));
}
