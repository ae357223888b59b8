/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bootstrap by weights: rows stay sorted, a replicate only counts how often each group
 * was drawn and passes over the rows once. Replicate r draws from its own key, so the
 * intervals depend on nothing but the sample and the key. */
#include <assay/eval.h>

#include <math.h>

#include "base/random.h"
#include "base/str.h"
#include "model/eval_table.h"
#include "stat/calibrate.h"
#include "stat/order.h"

static const assay_eval_options defaults = {2000, 0.9, 0};

const char *assay_eval_metric_name(assay_eval_metric metric)
{
    static const char *const names[] = {
#define ASSAY_EVAL_NAME(name, text, meaning) text,
        ASSAY_EVAL_TABLE(ASSAY_EVAL_NAME)
#undef ASSAY_EVAL_NAME
    };
    return metric < ASSAY_EVAL_COUNT ? names[metric] : "";
}

const char *assay_eval_metric_meaning(assay_eval_metric metric)
{
    static const char *const meanings[] = {
#define ASSAY_EVAL_MEANING(name, text, meaning) meaning,
        ASSAY_EVAL_TABLE(ASSAY_EVAL_MEANING)
#undef ASSAY_EVAL_MEANING
    };
    return metric < ASSAY_EVAL_COUNT ? meanings[metric] : "";
}

typedef struct bootstrap {
    assay__eval_table *table;
    size_t groups;
    double *drawn;  /* [groups] */
    double *weight; /* [rows] */
    double *value;  /* [metrics x replicates] */
    size_t replicates;
    uint64_t key;
} bootstrap;

static void draw(const bootstrap *b, uint64_t replicate)
{
    assay__random random = {.key = assay__mix64(b->key ^ assay__mix64(replicate + 1))};
    for (size_t g = 0; g < b->groups; g++)
        b->drawn[g] = 0;
    for (size_t g = 0; g < b->groups; g++)
        b->drawn[assay__random_below(&random, b->groups)]++;
    for (size_t i = 0; i < b->table->rows; i++)
        b->weight[i] = b->drawn[b->table->row[i].group];
}

static void replicate_all(const bootstrap *b)
{
    double value[ASSAY_EVAL_COUNT];
    for (size_t r = 0; r < b->replicates; r++) {
        draw(b, r);
        (void)assay__eval_measure(b->table, b->weight, value);
        for (size_t k = 0; k < ASSAY_EVAL_COUNT; k++)
            b->value[k * b->replicates + r] = value[k];
    }
}

/* Replicates that lost a class have no figure and are left out. */
static assay_interval interval_of(double value, double replicate[], size_t n,
                                  double level)
{
    size_t known = assay__keep_known(replicate, n, replicate);
    if (isnan(value) || known == 0)
        return (assay_interval){value, (double)NAN, (double)NAN};
    assay__sort(replicate, known);
    double low = assay__quantile_sorted(replicate, known, (1 - level) / 2);
    double high = assay__quantile_sorted(replicate, known, (1 + level) / 2);
    return (assay_interval){value, low < value ? low : value,
                            high > value ? high : value};
}

static assay_status add_intervals(assay__eval_table *table, size_t groups,
                                  const assay_eval_options *options, assay_arena *arena,
                                  assay_metrics *out)
{
    size_t replicates =
        options->replicates == 0 ? defaults.replicates : options->replicates;
    double level = options->level > 0 ? options->level : defaults.level;
    bootstrap b = {.table = table, .groups = groups, .key = options->key};
    b.replicates = replicates > 1 ? replicates : 0;
    b.drawn = assay_arena_array(arena, groups, sizeof(double));
    b.weight = assay_arena_array(arena, table->rows, sizeof(double));
    b.value = assay_arena_array(arena, b.replicates, ASSAY_EVAL_COUNT * sizeof(double));
    if (b.drawn == NULL || b.weight == NULL || b.value == NULL)
        return ASSAY_NO_MEMORY;
    replicate_all(&b);
    for (size_t k = 0; k < ASSAY_EVAL_COUNT; k++)
        out->metric[k] = interval_of(out->metric[k].value, b.value + k * b.replicates,
                                     b.replicates, level);
    return ASSAY_OK;
}

/* Rows of a sample without groups are one group each, numbered in sorted order; others
 * keep theirs. @return how many groups there are */
static size_t number_groups(assay__eval_row rows[], size_t n, bool grouped)
{
    size_t groups = 0;
    for (size_t i = 0; i < n; i++) {
        if (!grouped)
            rows[i].group = (uint32_t)i;
        groups = rows[i].group >= groups ? (size_t)rows[i].group + 1 : groups;
    }
    return groups;
}

/* Groups that have no row here (another stratum's) must not be drawn. */
static assay_status close_gaps(assay__eval_row rows[], size_t n, size_t *groups,
                               assay_arena *arena)
{
    uint32_t *to = assay_arena_array(arena, *groups, sizeof *to);
    if (to == NULL)
        return ASSAY_NO_MEMORY;
    for (size_t i = 0; i < n; i++)
        to[rows[i].group] = 1;
    uint32_t used = 0;
    for (size_t g = 0; g < *groups; g++)
        to[g] = to[g] > 0 ? used++ : 0;
    for (size_t i = 0; i < n; i++)
        rows[i].group = to[rows[i].group];
    *groups = used;
    return ASSAY_OK;
}

static void count_rows(const assay__eval_table *table, assay_metrics *out)
{
    *out = (assay_metrics){.n = table->rows, .best_threshold = (double)NAN};
    for (size_t i = 0; i < table->rows; i++) {
        out->positives += table->row[i].label;
        out->missing += table->row[i].score == -HUGE_VAL;
    }
}

assay_status assay__eval_rows_metrics(assay__eval_row rows[], size_t n, bool grouped,
                                      const assay_eval_options *options,
                                      assay_arena *arena, assay_metrics *out)
{
    assay__eval_table table;
    assay_metrics metrics;
    double value[ASSAY_EVAL_COUNT];
    ASSAY__TRY(assay__eval_prepare(rows, n, arena, &table));
    size_t groups = number_groups(rows, n, grouped);
    ASSAY__TRY(close_gaps(rows, n, &groups, arena));
    count_rows(&table, &metrics);
    metrics.best_threshold = assay__eval_measure(&table, NULL, value);
    for (size_t k = 0; k < ASSAY_EVAL_COUNT; k++)
        metrics.metric[k] = (assay_interval){value[k], (double)NAN, (double)NAN};
    ASSAY__TRY(add_intervals(&table, groups, options == NULL ? &defaults : options, arena,
                             &metrics));
    *out = metrics;
    return ASSAY_OK;
}

static assay_status no_memory(size_t rows, assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to evaluate %zu rows", rows);
}

assay_status assay_evaluate(const assay_eval_sample *sample,
                            const assay_eval_options *options, assay_arena *arena,
                            assay_metrics *out, assay_error *err)
{
    assay__eval_row *rows = assay_arena_array(arena, sample->n, sizeof *rows);
    if (rows == NULL)
        return no_memory(sample->n, err);
    assay__eval_rows(sample, rows);
    assay_status status = assay__eval_rows_metrics(rows, sample->n, sample->group != NULL,
                                                   options, arena, out);
    return status == ASSAY_OK ? ASSAY_OK : no_memory(sample->n, err);
}

static assay_reliability_row row_of_bin(const assay__eval_table *t, size_t first,
                                        size_t end, double bad)
{
    double n = (double)(end - first), sum = 0;
    for (size_t i = first; i < end; i++)
        sum += t->row[i].score;
    return (assay_reliability_row){t->row[end - 1].score, t->row[first].score, n, sum / n,
                                   assay__wilson(bad, n, 0.9)};
}

assay_status assay_reliability(const assay_eval_sample *sample, size_t bins,
                               assay_arena *arena, assay_reliability_row rows[],
                               size_t *n_rows, assay_error *err)
{
    assay__eval_row *all = assay_arena_array(arena, sample->n, sizeof *all);
    assay__eval_table t;
    if (all == NULL)
        return no_memory(sample->n, err);
    assay__eval_rows(sample, all);
    if (assay__eval_prepare(all, sample->n, arena, &t) != ASSAY_OK)
        return no_memory(sample->n, err);
    size_t known = t.first[t.known], filled = 0;
    /* from the highest run down, as the table lies; turned round at the end */
    for (size_t run = 0; run < t.known && bins > 0;) {
        size_t first = t.first[run], end = first;
        double bad = 0;
        size_t bin = (t.first[run] + t.first[run + 1]) * bins / (2 * known);
        while (run < t.known &&
               (t.first[run] + t.first[run + 1]) * bins / (2 * known) == bin) {
            for (end = t.first[run]; end < t.first[run + 1]; end++)
                bad += t.row[end].label;
            run++;
        }
        rows[filled++] = row_of_bin(&t, first, end, bad);
    }
    for (size_t i = 0; i < filled / 2; i++) {
        assay_reliability_row kept = rows[i];
        rows[i] = rows[filled - 1 - i];
        rows[filled - 1 - i] = kept;
    }
    *n_rows = filled;
    return ASSAY_OK;
}
