/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reliability table: what was predicted against what was seen, bin by bin, of all
 * rows and of each stratum, so that anyone can check what a probability is worth. Bins
 * hold equally many rows, ties together; the share seen has Wilson's 90 % interval. */
#include "eval.h"

#include "join.h"
#include "output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEWEST_ROWS = 20 }; /* of a stratum: with fewer every interval is half the range */

typedef struct walk {
    const evaluation *e;
    void (*take)(void *ctx, const eval_table *table);
    void *ctx;
    double *score; /* [n] of one stratum */
    bool *label;
    assay_str *values, *work; /* [n] */
    assay_arena *arena;
    eval_table table;
} walk;

int eval_compare_texts(const void *a, const void *b)
{
    const assay_str *left = a, *right = b;
    size_t shared = left->len < right->len ? left->len : right->len;
    int order = shared == 0 ? 0 : memcmp(left->ptr, right->ptr, shared);
    return order != 0 ? order : (left->len > right->len) - (left->len < right->len);
}

/* One table of `n` rows lying in score and label. */
static assay_status take_rows(walk *w, size_t n, assay_str column, assay_str value,
                              assay_error *err)
{
    assay_eval_sample sample = {w->score, w->label, NULL, n};
    assay_eval_options options = {.replicates = 1};
    assay_arena_reset(w->arena);
    w->table.column = column;
    w->table.value = value;
    assay_status status = assay_reliability(&sample, (size_t)w->e->settings->bins,
                                            w->arena, w->table.row, &w->table.bins, err);
    if (status == ASSAY_OK)
        status = assay_evaluate(&sample, &options, w->arena, &w->table.metrics, err);
    if (status == ASSAY_OK)
        w->take(w->ctx, &w->table);
    return status;
}

static assay_status take_stratum(walk *w, assay_str column, assay_str value,
                                 assay_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < w->e->n; i++) {
        if (eval_compare_texts(&w->values[i], &value) != 0)
            continue;
        w->score[n] = w->e->score[i];
        w->label[n++] = w->e->label[i];
    }
    return n < FEWEST_ROWS ? ASSAY_OK : take_rows(w, n, column, value, err);
}

/* @param column its name; the values lie in w->values */
static assay_status take_column(walk *w, assay_str column, assay_error *err)
{
    size_t n = w->e->n;
    if (!eval_has_strata(w->values, w->work, n)) /* leaves them sorted in work */
        return ASSAY_OK;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; status == ASSAY_OK && i < n; i++)
        if (w->work[i].len > 0 &&
            (i == 0 || eval_compare_texts(&w->work[i - 1], &w->work[i]) != 0))
            status = take_stratum(w, column, w->work[i], err);
    return status;
}

static assay_status take_columns(walk *w, assay_error *err)
{
    const evaluation *e = w->e;
    assay_status status = ASSAY_OK;
    for (size_t c = 0; status == ASSAY_OK && c < e->labels.columns; c++) {
        assay_str name = e->labels.names[c];
        if (c == e->label_column || join_is_key(name.ptr, name.len))
            continue;
        eval_fill_values(e, true, c, w->values);
        status = take_column(w, name, err);
    }
    for (size_t i = 0; status == ASSAY_OK && i < e->settings->by.n; i++) {
        size_t c = sheet_column(&e->output, e->settings->by.items[i]);
        eval_fill_values(e, false, c, w->values);
        status = take_column(w, e->output.names[c], err);
    }
    return status;
}

static assay_status take_all(walk *w, assay_error *err)
{
    const evaluation *e = w->e;
    const assay_str nothing = {NULL, 0};
    w->score = calloc(e->n + 1, sizeof *w->score);
    w->label = calloc(e->n + 1, sizeof *w->label);
    w->values = calloc(e->n + 1, sizeof *w->values);
    w->work = calloc(e->n + 1, sizeof *w->work);
    if (!w->score || !w->label || !w->values || !w->work)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    memcpy(w->score, e->score, e->n * sizeof *w->score);
    memcpy(w->label, e->label, e->n * sizeof *w->label);
    assay_status status = assay_arena_new(1 << 20, NULL, &w->arena, err);
    if (status == ASSAY_OK)
        status = take_rows(w, e->n, nothing, nothing, err);
    return status == ASSAY_OK ? take_columns(w, err) : status;
}

assay_status eval_reliability(const evaluation *e,
                              void (*take)(void *ctx, const eval_table *table), void *ctx,
                              assay_error *err)
{
    walk w = {.e = e, .take = take, .ctx = ctx};
    assay_status status = take_all(&w, err);
    assay_arena_free(w.arena);
    free(w.score);
    free(w.label);
    free(w.values);
    free(w.work);
    return status;
}

/* ---- as CSV ------------------------------------------------------------------- */

static const char *const COLUMNS[] = {"column",    "value",    "from", "to",  "rows",
                                      "predicted", "observed", "low",  "high"};

static void put_rows(void *ctx, const eval_table *table)
{
    assay_rows *rows = ctx;
    for (size_t i = 0; i < table->bins; i++) {
        const assay_reliability_row *bin = &table->row[i];
        const double cells[] = {bin->low,       bin->high,        bin->n,
                                bin->mean,      bin->share.value, bin->share.low,
                                bin->share.high};
        assay_rows_text(rows, table->column);
        assay_rows_text(rows, table->value);
        for (size_t k = 0; k < LENGTH(cells); k++)
            assay_rows_number(rows, cells[k]);
        assay_rows_end(rows);
    }
}

assay_status eval_reliability_csv(const evaluation *e, assay_error *err)
{
    assay_rows *rows = NULL;
    assay_str text = {NULL, 0};
    output out;
    assay_status status =
        assay_rows_new(ASSAY_ROWS_CSV, COLUMNS, LENGTH(COLUMNS), &rows, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_header(rows);
    status = eval_reliability(e, put_rows, rows, err);
    if (status == ASSAY_OK)
        status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        status = output_open(&out, e->settings->reliability_csv, err);
    if (status == ASSAY_OK) {
        output_put(&out, text);
        status = output_close(&out, err);
    }
    assay_rows_free(rows);
    return status;
}
