/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include <assay/eval.h>

#include "base/random.h"
#include "base/str.h"

enum { N = 300 };
static double score[N];
static bool label[N];
static uint32_t group[N];
static assay_str stratum[N];
static assay_arena *arena;
static const assay_eval_options quick = {.replicates = 200};
static const assay_eval_options plain = {.replicates = 1};

static void make(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    assay__random random = {.key = 3};
    for (size_t i = 0; i < N; i++) {
        double u = assay__random_uniform(&random);
        score[i] = floor(40 * u) / 40;
        label[i] = assay__random_uniform(&random) < score[i] * score[i];
        group[i] = (uint32_t)(i / 3);
        stratum[i] = assay__str(label[i] && i % 2 == 0 ? "drip" : "other");
    }
}

static void done(void)
{
    assay_arena_free(arena);
}

TestSuite(eval, .init = make, .fini = done);

static assay_metrics evaluate(size_t n, const assay_eval_options *options)
{
    assay_eval_sample sample = {score, label, NULL, n};
    assay_metrics metrics;
    cr_assert_eq(assay_evaluate(&sample, options, arena, &metrics, NULL), ASSAY_OK);
    return metrics;
}

#define VALUE(m, name) (m).metric[ASSAY_EVAL_##name].value

Test(eval, auroc_counts_pairs_and_ties_half)
{
    double pairs = 0, won = 0;
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < N; j++) {
            if (label[i] && !label[j]) {
                pairs++;
                won += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
            }
        }
    }
    cr_assert_float_eq(VALUE(evaluate(N, &plain), AUROC), won / pairs, 1e-12);
}

Test(eval, a_perfect_score_is_perfect)
{
    for (size_t i = 0; i < N; i++)
        score[i] = label[i];
    assay_metrics m = evaluate(N, &plain);
    cr_assert_eq(VALUE(m, AUROC), 1);
    cr_assert_eq(VALUE(m, AVERAGE_PRECISION), 1);
    cr_assert_eq(VALUE(m, RECALL_AT_1), 1);
    cr_assert_eq(VALUE(m, RECALL_AT_5), 1);
    cr_assert_eq(VALUE(m, BRIER), 0);
    cr_assert_eq(VALUE(m, LOG_LOSS), 0);
    cr_assert_eq(VALUE(m, CALIBRATION_ERROR), 0);
    cr_assert_eq(VALUE(m, MCC_HALF), 1);
    cr_assert_eq(VALUE(m, MCC_BEST), 1);
    cr_assert_eq(m.best_threshold, 1);
}

Test(eval, a_constant_score_knows_nothing)
{
    double bad = 0;
    for (size_t i = 0; i < N; i++) {
        score[i] = 0.25;
        bad += label[i];
    }
    assay_metrics m = evaluate(N, &plain);
    cr_assert_eq(VALUE(m, AUROC), 0.5);
    cr_assert_float_eq(VALUE(m, AVERAGE_PRECISION), bad / N, 1e-12);
    cr_assert_eq(VALUE(m, RECALL_AT_1), 0);
    cr_assert_eq(VALUE(m, MCC_HALF), 0);
    double gap = bad / N - 0.25, variance = 0.25 * 0.75 / N;
    cr_assert_float_eq(VALUE(m, CALIBRATION_ERROR), fabs(gap), 1e-12);
    cr_assert_float_eq(VALUE(m, ECE_BY_CHANCE), sqrt(variance * 2 / 3.141592653589793),
                       1e-12, "of one bin");
    cr_assert_float_eq(VALUE(m, CALIBRATION_GAP), sqrt(fmax(0, gap * gap - variance)),
                       1e-12);
}

Test(eval, a_row_without_prediction_ranks_lowest_and_is_counted)
{
    for (size_t i = 0; i < N; i++)
        score[i] = label[i] ? (double)NAN : 0.1;
    assay_metrics m = evaluate(N, &plain);
    cr_assert_eq(VALUE(m, AUROC), 0);
    cr_assert_eq(m.missing, m.positives);
    cr_assert_float_eq(VALUE(m, BRIER), 0.01, 1e-12, "over the known rows");
}

Test(eval, recall_allows_no_more_false_positives_than_it_says)
{
    for (size_t i = 0; i < N; i++) {
        score[i] = (double)(N - i);
        label[i] = i % 3 == 1; /* good ones first: 200 of them, 1 % is two */
    }
    assay_metrics m = evaluate(N, &plain);
    cr_assert_float_eq(VALUE(m, RECALL_AT_1), 0.01, 1e-12);
    cr_assert_float_eq(VALUE(m, RECALL_AT_5), 0.05, 1e-12);
    cr_assert(isnan(VALUE(m, BRIER)), "scores that are no probabilities");
}

Test(eval, what_needs_two_classes_is_unknown_with_one)
{
    for (size_t i = 0; i < N; i++)
        label[i] = true;
    assay_metrics one = evaluate(N, &plain), none = evaluate(0, &quick);
    cr_assert(isnan(VALUE(one, AUROC)) && isnan(VALUE(one, AVERAGE_PRECISION)));
    cr_assert(isnan(VALUE(one, MCC_HALF)) && isnan(one.best_threshold));
    cr_assert_not(isnan(VALUE(one, BRIER)));
    for (size_t k = 0; k < ASSAY_EVAL_COUNT; k++)
        cr_assert(isnan(none.metric[k].value) && isnan(none.metric[k].low));
}

static void shuffle(uint64_t key)
{
    assay__random random = {.key = key};
    for (size_t i = N; i > 1; i--) {
        size_t j = (size_t)assay__random_below(&random, i);
        double s = score[j];
        score[j] = score[i - 1];
        score[i - 1] = s;
        bool l = label[j];
        label[j] = label[i - 1];
        label[i - 1] = l;
        uint32_t g = group[j];
        group[j] = group[i - 1];
        group[i - 1] = g;
    }
}

Test(eval, the_order_of_rows_does_not_matter)
{
    assay_eval_sample alone = {score, label, NULL, N}, grouped = {score, label, group, N};
    const assay_eval_sample *samples[] = {&alone, &grouped};
    for (size_t k = 0; k < 2; k++) {
        assay_metrics before, after;
        cr_assert_eq(assay_evaluate(samples[k], &quick, arena, &before, NULL), ASSAY_OK);
        shuffle(k + 1);
        cr_assert_eq(assay_evaluate(samples[k], &quick, arena, &after, NULL), ASSAY_OK);
        cr_assert_arr_eq(&before.metric, &after.metric, sizeof before.metric);
    }
}

Test(eval, intervals_hold_the_value_and_narrow_with_rows)
{
    assay_metrics few = evaluate(60, &quick), many = evaluate(N, &quick);
    for (size_t k = 0; k < ASSAY_EVAL_COUNT; k++) {
        assay_interval wide = few.metric[k], narrow = many.metric[k];
        cr_assert(wide.low <= wide.value && wide.value <= wide.high);
        if (k < ASSAY_EVAL_RECALL_AT_1)
            cr_assert_lt(narrow.high - narrow.low, wide.high - wide.low);
    }
    assay_interval none = evaluate(N, &plain).metric[0];
    cr_assert(!isnan(none.value) && isnan(none.low) && isnan(none.high));
}

/* DeLong's standard error of this AUROC, computed by hand from the placements. */
Test(eval, interval_of_auroc_is_about_as_wide_as_delong_says)
{
    double place[N], sums[2][3] = {{0}};
    for (size_t i = 0; i < N; i++) {
        double won = 0, others = 0;
        for (size_t j = 0; j < N; j++) {
            if (label[j] == label[i])
                continue;
            others++;
            double up = label[i] ? score[i] - score[j] : score[j] - score[i];
            won += up > 0 ? 1 : up < 0 ? 0 : 0.5;
        }
        place[i] = won / others;
        sums[label[i]][0]++;
        sums[label[i]][1] += place[i];
        sums[label[i]][2] += place[i] * place[i];
    }
    double variance = 0;
    for (size_t c = 0; c < 2; c++)
        variance += (sums[c][2] - sums[c][1] * sums[c][1] / sums[c][0]) /
                    (sums[c][0] - 1) / sums[c][0];
    assay_interval auroc =
        evaluate(N, &(assay_eval_options){.replicates = 1000}).metric[0];
    cr_assert_float_eq((auroc.high - auroc.low) / (2 * 1.645 * sqrt(variance)), 1, 0.12);
}

Test(eval, a_stratum_of_one_class_is_judged_against_all_of_the_other)
{
    assay_eval_sample sample = {score, label, NULL, N};
    assay_strata_metrics strata;
    size_t drips = 0, good = 0;
    for (size_t i = 0; i < N; i++) {
        drips += stratum[i].len == 4;
        good += !label[i];
    }
    stratum[0].ptr = NULL;
    drips -= stratum[0].len == 4;
    cr_assert_eq(assay_evaluate_strata(&sample, stratum, &plain, arena, &strata, NULL),
                 ASSAY_OK);
    cr_assert_eq(strata.n, 2);
    cr_assert_eq(memcmp(strata.stratum[0].name.ptr, "drip", 4), 0);
    cr_assert(strata.stratum[0].against_all && !strata.stratum[1].against_all);
    cr_assert_eq(strata.stratum[0].metrics.n, drips + good);
    cr_assert_eq(strata.stratum[0].metrics.positives, drips);
}

Test(eval, reliability_rows_cover_all_and_keep_ties_together)
{
    assay_eval_sample sample = {score, label, NULL, N};
    assay_reliability_row rows[15];
    size_t filled;
    score[5] = (double)NAN;
    cr_assert_eq(assay_reliability(&sample, 15, arena, rows, &filled, NULL), ASSAY_OK);
    double sum = 0, high = -1;
    for (size_t i = 0; i < filled; i++) {
        cr_assert(rows[i].low > high && rows[i].low <= rows[i].mean);
        cr_assert(rows[i].mean <= rows[i].high &&
                  rows[i].share.low <= rows[i].share.high);
        high = rows[i].high;
        sum += rows[i].n;
    }
    cr_assert_eq(sum, N - 1);
    sample.n = 0;
    cr_assert_eq(assay_reliability(&sample, 15, arena, rows, &filled, NULL), ASSAY_OK);
    cr_assert_eq(filled, 0);
}

Test(eval, metrics_have_names)
{
    cr_assert_str_eq(assay_eval_metric_name(ASSAY_EVAL_RECALL_AT_1), "recall_at_1");
    for (size_t k = 0; k < ASSAY_EVAL_COUNT; k++)
        cr_assert_gt(strlen(assay_eval_metric_meaning((assay_eval_metric)k)), 10);
}
