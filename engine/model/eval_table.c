/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure is a sum over runs of equal scores, from the highest down, of the weights
 * of both classes; nothing looks inside a run, so ties have no order. */
#include "model/eval_table.h"

#include <math.h>
#include <stdlib.h>

enum { CALIBRATION_BINS = 15 };

static int compare(const void *left, const void *right)
{
    const assay__eval_row *a = left, *b = right;
    if (a->score != b->score)
        return a->score < b->score ? 1 : -1;
    if (a->label != b->label)
        return a->label ? 1 : -1;
    return (a->group > b->group) - (a->group < b->group);
}

void assay__eval_rows(const assay_eval_sample *sample, assay__eval_row rows[])
{
    for (size_t i = 0; i < sample->n; i++) {
        double score = sample->score[i];
        rows[i].score = isnan(score) ? -HUGE_VAL : score;
        rows[i].label = sample->label[i];
        rows[i].group = sample->group == NULL ? 0 : sample->group[i];
    }
}

static void find_runs(assay__eval_table *t)
{
    t->probabilities = true;
    for (size_t i = 0; i < t->rows; i++) {
        double score = t->row[i].score;
        if (i > 0 && score == t->row[i - 1].score)
            continue;
        t->first[t->ties++] = i;
        if (score == -HUGE_VAL)
            continue;
        t->known = t->ties;
        t->probabilities = t->probabilities && score >= 0 && score <= 1;
    }
    t->first[t->ties] = t->rows;
}

static double cost_of(double chance)
{
    return -log(chance < 1e-15 ? 1e-15 : chance); /* a certain error costs 34.5 */
}

assay_status assay__eval_prepare(assay__eval_row rows[], size_t n, assay_arena *arena,
                                 assay__eval_table *out)
{
    assay__eval_table t = {.row = rows, .rows = n};
    t.first = assay_arena_array(arena, n + 1, sizeof *t.first);
    t.good = assay_arena_array(arena, n, 4 * sizeof *t.good);
    if (t.first == NULL || t.good == NULL)
        return ASSAY_NO_MEMORY;
    t.bad = t.good + n;
    t.log_good = t.good + 2 * n;
    t.log_bad = t.good + 3 * n;
    if (n > 0)
        qsort(rows, n, sizeof *rows, compare);
    find_runs(&t);
    for (size_t run = 0; t.probabilities && run < t.known; run++) {
        t.log_good[run] = cost_of(1 - rows[t.first[run]].score);
        t.log_bad[run] = cost_of(rows[t.first[run]].score);
    }
    *out = t;
    return ASSAY_OK;
}

static void weigh(assay__eval_table *t, const double weight[])
{
    for (size_t run = 0; run < t->ties; run++) {
        double good = 0, bad = 0;
        for (size_t i = t->first[run]; i < t->first[run + 1]; i++) {
            double w = weight == NULL ? 1 : weight[i], is_bad = t->row[i].label;
            bad += is_bad * w;
            good += (1 - is_bad) * w;
        }
        t->good[run] = good;
        t->bad[run] = bad;
    }
}

/* Matthews correlation when `tp` and `fp` are called bad. Without either kind of row or
 * of call it is 0, as is usual. */
static double matthews(double tp, double fp, double bad, double good)
{
    double called = tp + fp, rest = bad + good - called;
    double product = called * rest * bad * good;
    if (!(product > 0))
        return 0;
    return (tp * (good - fp) - fp * (bad - tp)) / sqrt(product);
}

/* The best Matthews correlation so far as a fraction of squares, so that trying another
 * threshold takes neither root nor division. */
typedef struct best_split {
    double square, product;
    size_t run;
    bool found;
} best_split;

static void try_split(best_split *best, double tp, double fp, double bad, double good,
                      size_t run)
{
    double called = tp + fp, product = called * (bad + good - called) * bad * good;
    double above = tp * (good - fp) - fp * (bad - tp);
    if (above > 0 && product > 0 &&
        above * above * best->product > best->square * product)
        *best = (best_split){above * above, product, run, true};
}

/* AUROC, average precision, recalls and the best MCC. @return its threshold */
static double measure_ranks(const assay__eval_table *t, double bad, double good,
                            double value[])
{
    double tp = 0, fp = 0, above = 0, precision = 0, recall_1 = 0, recall_5 = 0;
    best_split best = {0, 1, 0, false};
    for (size_t run = 0; run < t->ties; run++) {
        above += t->good[run] * (tp + t->bad[run] / 2);
        tp += t->bad[run];
        fp += t->good[run];
        if (t->bad[run] > 0)
            precision += t->bad[run] * tp / (tp + fp);
        recall_1 = fp <= 0.01 * good ? tp : recall_1;
        recall_5 = fp <= 0.05 * good ? tp : recall_5;
        if (run < t->known)
            try_split(&best, tp, fp, bad, good, run);
    }
    value[ASSAY_EVAL_AUROC] = above / (bad * good);
    value[ASSAY_EVAL_AVERAGE_PRECISION] = precision / bad;
    value[ASSAY_EVAL_RECALL_AT_1] = recall_1 / bad;
    value[ASSAY_EVAL_RECALL_AT_5] = recall_5 / bad;
    if (t->known > 0)
        value[ASSAY_EVAL_MCC_BEST] = sqrt(best.square / best.product);
    return best.found ? t->row[t->first[best.run]].score : (double)NAN;
}

/* Predicted and observed cases of a bin, its weight, and the variance that the number of
 * cases has when the predictions are true. */
typedef struct calibration_bin {
    double weight, predicted, observed, variance;
} calibration_bin;

/* Bins of equal mass; a run belongs where its middle falls. */
static void fill_bins(const assay__eval_table *t, double sum, calibration_bin bins[])
{
    const double bins_a_weight = CALIBRATION_BINS / sum;
    double before = 0;
    for (size_t run = 0; run < t->known; run++) {
        double w = t->good[run] + t->bad[run], p = t->row[t->first[run]].score;
        double rows = (double)(t->first[run + 1] - t->first[run]);
        size_t at = (size_t)((before + w / 2) * bins_a_weight);
        calibration_bin *bin = &bins[at < CALIBRATION_BINS ? at : CALIBRATION_BINS - 1];
        bin->weight += w;
        bin->predicted += w * p;
        bin->observed += t->bad[run];
        bin->variance += w * w / rows * p * (1 - p);
        before += w;
    }
}

/* Mean absolute gap over the bins, and beside it what chance alone makes of it: a normal
 * sum with variance v is off by sqrt(2 v / pi) on average. Squared gaps need no such
 * normality: each bin's own variance is taken off (Kumar, Liang & Ma 2019). */
static void measure_calibration(const assay__eval_table *t, double sum, double value[])
{
    static const double NORMAL_OFF = 0.7978845608028654; /* sqrt(2 / pi) */
    calibration_bin bins[CALIBRATION_BINS] = {{0, 0, 0, 0}};
    double gap = 0, chance = 0, squares = 0;
    fill_bins(t, sum, bins);
    for (size_t i = 0; i < CALIBRATION_BINS; i++) {
        double off = bins[i].predicted - bins[i].observed;
        gap += fabs(off);
        chance += NORMAL_OFF * sqrt(bins[i].variance);
        if (bins[i].weight > 0)
            squares += (off * off - bins[i].variance) / bins[i].weight;
    }
    value[ASSAY_EVAL_CALIBRATION_ERROR] = gap / sum;
    value[ASSAY_EVAL_ECE_BY_CHANCE] = chance / sum;
    value[ASSAY_EVAL_CALIBRATION_GAP] = squares > 0 ? sqrt(squares / sum) : 0;
}

static void measure_probabilities(const assay__eval_table *t, double value[])
{
    double bad = 0, good = 0, tp = 0, fp = 0, squares = 0, logs = 0;
    for (size_t run = 0; run < t->known; run++) {
        double p = t->row[t->first[run]].score;
        bad += t->bad[run];
        good += t->good[run];
        tp = p >= 0.5 ? bad : tp;
        fp = p >= 0.5 ? good : fp;
        squares += t->bad[run] * (1 - p) * (1 - p) + t->good[run] * p * p;
        logs += t->bad[run] * t->log_bad[run] + t->good[run] * t->log_good[run];
    }
    if (!(bad + good > 0))
        return;
    value[ASSAY_EVAL_BRIER] = squares / (bad + good);
    value[ASSAY_EVAL_LOG_LOSS] = logs / (bad + good);
    measure_calibration(t, bad + good, value);
    if (bad > 0 && good > 0)
        value[ASSAY_EVAL_MCC_HALF] = matthews(tp, fp, bad, good);
}

double assay__eval_measure(assay__eval_table *table, const double weight[],
                           double value[])
{
    double bad = 0, good = 0, threshold = (double)NAN;
    weigh(table, weight);
    for (size_t run = 0; run < table->ties; run++) {
        bad += table->bad[run];
        good += table->good[run];
    }
    for (size_t k = 0; k < ASSAY_EVAL_COUNT; k++)
        value[k] = (double)NAN;
    if (bad > 0 && good > 0)
        threshold = measure_ranks(table, bad, good, value);
    if (table->probabilities)
        measure_probabilities(table, value);
    return threshold;
}
