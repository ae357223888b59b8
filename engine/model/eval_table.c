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

assay_status assay__eval_prepare(assay__eval_row rows[], size_t n, assay_arena *arena,
                                 assay__eval_table *out)
{
    assay__eval_table t = {.row = rows, .rows = n};
    t.first = assay_arena_array(arena, n + 1, sizeof *t.first);
    t.good = assay_arena_array(arena, n, sizeof *t.good);
    t.bad = assay_arena_array(arena, n, sizeof *t.bad);
    if (t.first == NULL || t.good == NULL || t.bad == NULL)
        return ASSAY_NO_MEMORY;
    if (n > 0)
        qsort(rows, n, sizeof *rows, compare);
    find_runs(&t);
    *out = t;
    return ASSAY_OK;
}

static void weigh(assay__eval_table *t, const double weight[])
{
    for (size_t run = 0; run < t->ties; run++) {
        double by_class[2] = {0, 0};
        for (size_t i = t->first[run]; i < t->first[run + 1]; i++)
            by_class[t->row[i].label] += weight == NULL ? 1 : weight[i];
        t->good[run] = by_class[0];
        t->bad[run] = by_class[1];
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

/* AUROC, average precision, recalls and the best MCC. */
static double measure_ranks(const assay__eval_table *t, double bad, double good,
                            double value[])
{
    double tp = 0, fp = 0, above = 0, precision = 0, best = -1, threshold = (double)NAN;
    double recall[2] = {0, 0}, limit[2] = {0.01 * good, 0.05 * good};
    for (size_t run = 0; run < t->ties; run++) {
        above += t->good[run] * (tp + t->bad[run] / 2);
        tp += t->bad[run];
        fp += t->good[run];
        if (t->bad[run] > 0)
            precision += t->bad[run] * tp / (tp + fp);
        for (int k = 0; k < 2; k++)
            recall[k] = fp <= limit[k] ? tp : recall[k];
        double mcc = run < t->known ? matthews(tp, fp, bad, good) : -1;
        if (mcc > best) {
            best = mcc;
            threshold = t->row[t->first[run]].score;
        }
    }
    value[ASSAY_EVAL_AUROC] = above / (bad * good);
    value[ASSAY_EVAL_AVERAGE_PRECISION] = precision / bad;
    value[ASSAY_EVAL_RECALL_AT_1] = recall[0] / bad;
    value[ASSAY_EVAL_RECALL_AT_5] = recall[1] / bad;
    value[ASSAY_EVAL_MCC_BEST] = best >= -1 && t->known > 0 ? best : (double)NAN;
    return threshold;
}

/* Mean absolute gap over bins of equal mass; a run belongs where its middle falls. */
static double calibration_error(const assay__eval_table *t, double sum)
{
    double predicted[CALIBRATION_BINS] = {0}, observed[CALIBRATION_BINS] = {0};
    double before = 0, gap = 0;
    for (size_t run = 0; run < t->known; run++) {
        double w = t->good[run] + t->bad[run];
        size_t bin = (size_t)(CALIBRATION_BINS * (before + w / 2) / sum);
        bin = bin < CALIBRATION_BINS ? bin : CALIBRATION_BINS - 1;
        predicted[bin] += w * t->row[t->first[run]].score;
        observed[bin] += t->bad[run];
        before += w;
    }
    for (size_t bin = 0; bin < CALIBRATION_BINS; bin++)
        gap += fabs(predicted[bin] - observed[bin]);
    return gap / sum;
}

static double log_of_chance(double p)
{
    return log(p < 1e-15 ? 1e-15 : p); /* one certain error costs 34.5, not infinity */
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
        if (t->bad[run] > 0)
            logs -= t->bad[run] * log_of_chance(p);
        if (t->good[run] > 0)
            logs -= t->good[run] * log_of_chance(1 - p);
    }
    if (!(bad + good > 0))
        return;
    value[ASSAY_EVAL_BRIER] = squares / (bad + good);
    value[ASSAY_EVAL_LOG_LOSS] = logs / (bad + good);
    value[ASSAY_EVAL_CALIBRATION_ERROR] = calibration_error(t, bad + good);
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
