/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model of any matrix: columns cut at their quantiles, a step for each bin and one for
 * missing. With labels the steps are boosted log-odds; without, a bin's step is how far
 * out in its column it lies, as ECOD sums them (Li 2022), and the score is a rank.
 *
 * Rows are sorted by key and columns by name before anything else, so their order in the
 * input does not matter.
 */
#include <assay/matrix.h>

#include "model/boost.h"
#include "model/matrix_model.h"

#include "base/hash.h"
#include "base/str.h"
#include "stat/calibrate.h"
#include "stat/order.h"

#include <math.h>
#include <stdlib.h>

enum { FEWEST_ROWS = 20, FEWEST_OF_A_CLASS = 10, FOLDS = 5, MOST_PASSES = 120 };

static const double RATE = 0.1;
static const double PENALTY = 4.0;

/* The matrix in its one order, cut into bins. */
typedef struct cut {
    size_t rows, columns;
    size_t *row, *column; /* of the matrix given */
    double *edges;        /* [columns * ASSAY__EDGES] */
    uint8_t *bin;         /* [columns * rows] */
    double *label, *weight, *margin, *loss, *best;
    double *step; /* [columns * ASSAY__MATRIX_SLOTS] */
} cut;

static int compare_texts(const void *a, const void *b)
{
    const assay_str *left = *(const assay_str *const *)a;
    const assay_str *right = *(const assay_str *const *)b;
    int order = assay__str_compare(*left, *right);
    return order != 0 ? order : (left > right) - (left < right);
}

static bool order_by_text(const assay_str texts[], size_t n, size_t order[],
                          assay_arena *arena)
{
    const assay_str **sorted = assay_arena_array(arena, n + 1, sizeof(void *));
    if (sorted == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        sorted[i] = &texts[i];
    qsort(sorted, n, sizeof(void *), compare_texts);
    for (size_t i = 0; i < n; i++)
        order[i] = (size_t)(sorted[i] - texts);
    return true;
}

static bool cut_room(cut *c, assay_arena *arena)
{
    size_t n = c->rows + 1, d = c->columns + 1;
    c->row = assay_arena_array(arena, n, sizeof(size_t));
    c->column = assay_arena_array(arena, d, sizeof(size_t));
    c->edges = assay_arena_array(arena, d * ASSAY__EDGES, sizeof(double));
    c->bin = assay_arena_array(arena, n * d, 1);
    c->label = assay_arena_array(arena, n, sizeof(double));
    c->weight = assay_arena_array(arena, n, sizeof(double));
    c->margin = assay_arena_array(arena, n, sizeof(double));
    c->best = assay_arena_array(arena, n, sizeof(double));
    c->loss = assay_arena_array(arena, MOST_PASSES, sizeof(double));
    c->step = assay_arena_array(arena, d * ASSAY__MATRIX_SLOTS, sizeof(double));
    return c->row && c->column && c->edges && c->bin && c->label && c->weight &&
           c->margin && c->best && c->loss && c->step;
}

uint8_t assay__matrix_bin(const double edges[], double x)
{
    if (isnan(x))
        return ASSAY__BIN_MISSING;
    uint8_t bin = 0;
    while (bin < ASSAY__EDGES && x >= edges[bin])
        bin++;
    return bin;
}

/* Edges at equal shares of the rows taken into the fit. @param sorted work */
static void cut_column(cut *c, const assay_matrix *matrix, size_t k, double sorted[])
{
    size_t n = 0, from = c->column[k];
    for (size_t i = 0; i < c->rows; i++) {
        double x = matrix->cells[c->row[i] * matrix->columns + from];
        if (!isnan(x) && c->weight[i] > 0.0)
            sorted[n++] = x;
    }
    assay__sort(sorted, n);
    double *edges = c->edges + k * ASSAY__EDGES;
    for (size_t e = 0; e < ASSAY__EDGES; e++)
        edges[e] = n == 0
                       ? 0.0
                       : assay__quantile_sorted(sorted, n, (double)(e + 1) / ASSAY__BINS);
    for (size_t i = 0; i < c->rows; i++) {
        double x = matrix->cells[c->row[i] * matrix->columns + from];
        c->bin[k * c->rows + i] = assay__matrix_bin(edges, x);
    }
}

/* Sorts, takes labels, cuts. @param left_out fold not to learn from, or SIZE_MAX */
static assay_status cut_make(const assay_matrix *matrix, const double labels[],
                             const size_t groups[], size_t left_out, cut *c,
                             assay_arena *arena)
{
    *c = (cut){.rows = matrix->rows, .columns = matrix->columns};
    if (!cut_room(c, arena) || !order_by_text(matrix->keys, c->rows, c->row, arena) ||
        !order_by_text(matrix->names, c->columns, c->column, arena))
        return ASSAY_NO_MEMORY;
    for (size_t i = 0; i < c->rows; i++) {
        double label = labels != NULL ? labels[c->row[i]] : 0.0;
        bool out = isnan(label) || (groups != NULL && groups[c->row[i]] == left_out);
        c->label[i] = label > 0.5;
        c->weight[i] = out ? 0.0 : 1.0;
    }
    for (size_t k = 0; k < c->columns; k++)
        cut_column(c, matrix, k, c->margin);
    return ASSAY_OK;
}

static assay_status check(const cut *c, bool labelled, assay_error *err)
{
    double n = 0.0, bad = 0.0;
    for (size_t i = 0; i < c->rows; i++) {
        n += c->weight[i];
        bad += c->weight[i] * c->label[i];
    }
    if (c->columns == 0 || n < FEWEST_ROWS)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "a model needs a column and %d rows to learn from",
                          FEWEST_ROWS);
    if (labelled && (bad < FEWEST_OF_A_CLASS || n - bad < FEWEST_OF_A_CLASS))
        return assay_fail(err, ASSAY_UNUSABLE,
                          "a model needs %d rows of each label, there are %.0f and %.0f",
                          FEWEST_OF_A_CLASS, bad, n - bad);
    return ASSAY_OK;
}

static double base_of(const cut *c)
{
    double n = 0.0, bad = 0.0;
    for (size_t i = 0; i < c->rows; i++) {
        n += c->weight[i];
        bad += c->weight[i] * c->label[i];
    }
    return log(bad / (n - bad));
}

/* Loss of the rows of one inner fold, pass by pass. */
typedef struct watcher {
    cut *c;
    const double *weight; /* of all rows that are learnt from */
} watcher;

static bool watch(const double margin[], size_t pass, void *ctx)
{
    watcher *w = ctx;
    for (size_t i = 0; i < w->c->rows; i++) {
        if (!(w->weight[i] > 0.0) || w->c->weight[i] > 0.0)
            continue;
        double away = w->c->label[i] > 0.5 ? -margin[i] : margin[i];
        w->c->loss[pass] += away > 30.0 ? away : log1p(exp(away));
    }
    return true;
}

static assay__binned binned_of(const cut *c, double base)
{
    return (assay__binned){.rows = c->rows,
                           .columns = c->columns,
                           .bin = c->bin,
                           .label = c->label,
                           .weight = c->weight,
                           .base = base,
                           .monotone = false};
}

/* Boosts without one inner fold; its rows' margins go to `best`. */
static void boost_fold(cut *c, const assay_matrix *matrix, const double all[],
                       size_t fold, size_t passes, bool watched)
{
    for (size_t i = 0; i < c->rows; i++) {
        size_t own = (size_t)(assay__hash(matrix->keys[c->row[i]], 0) % FOLDS);
        c->weight[i] = own == fold ? 0.0 : all[i];
    }
    assay__boost_options options = {passes, RATE, PENALTY};
    assay__binned data = binned_of(c, base_of(c));
    watcher w = {c, all};
    assay__boost_watch watching = {watched ? watch : NULL, &w};
    assay__boost(&data, &options, c->step, c->margin, watching);
    for (size_t i = 0; i < c->rows; i++)
        if (!(c->weight[i] > 0.0))
            c->best[i] = c->margin[i];
}

static size_t best_passes(const double loss[])
{
    size_t best = 0;
    for (size_t pass = 1; pass < MOST_PASSES; pass++)
        if (loss[pass] < loss[best])
            best = pass;
    return best + 1;
}

/* Inner folds choose the number of passes and leave margins out of fold; then all rows
 * give the steps. */
static assay_status boost(cut *c, const assay_matrix *matrix, assay_arena *arena)
{
    double *all = assay_arena_array(arena, c->rows + 1, sizeof(double));
    if (all == NULL)
        return ASSAY_NO_MEMORY;
    memcpy(all, c->weight, c->rows * sizeof(double));
    for (size_t fold = 0; fold < FOLDS; fold++)
        boost_fold(c, matrix, all, fold, MOST_PASSES, true);
    size_t passes = best_passes(c->loss);
    for (size_t fold = 0; fold < FOLDS; fold++)
        boost_fold(c, matrix, all, fold, passes, false);
    memcpy(c->weight, all, c->rows * sizeof(double));
    assay__boost_options options = {passes, RATE, PENALTY};
    assay__binned data = binned_of(c, base_of(c));
    assay__boost(&data, &options, c->step, c->margin, (assay__boost_watch){NULL, NULL});
    return ASSAY_OK;
}

/* Platt's map of the margins out of fold. */
static assay_status calibrate(const cut *c, assay_matrix_model *model, assay_arena *arena,
                              assay_error *err)
{
    double *score = assay_arena_array(arena, c->rows + 1, sizeof(double));
    double *label = assay_arena_array(arena, c->rows + 1, sizeof(double));
    if (score == NULL || label == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a calibration");
    size_t n = 0;
    for (size_t i = 0; i < c->rows; i++) {
        if (!(c->weight[i] > 0.0))
            continue;
        score[n] = c->best[i];
        label[n++] = c->label[i];
    }
    assay__labelled sample = {score, label, n};
    assay__platt map;
    ASSAY__TRY(assay__platt_fit(&sample, &map, arena, err));
    model->intercept = map.intercept;
    model->slope = fmax(0.01, map.slope);
    return ASSAY_OK;
}

/* Bins hold equal shares, so how far out one lies is its place from the nearer end. */
static void outward_steps(cut *c)
{
    for (size_t k = 0; k < c->columns; k++)
        for (size_t b = 0; b < ASSAY__BINS; b++) {
            size_t place = b < ASSAY__BINS - 1 - b ? b : ASSAY__BINS - 1 - b;
            c->step[k * ASSAY__MATRIX_SLOTS + b] =
                -log(2.0 * ((double)place + 0.5) / ASSAY__BINS);
        }
}

static assay_status describe(const cut *c, const assay_matrix *matrix,
                             assay_matrix_model *model, assay_error *err)
{
    size_t d = c->columns;
    for (size_t k = 0; k < d; k++) {
        assay_str name = matrix->names[c->column[k]];
        model->names[k] = calloc(1, name.len + 1);
        if (model->names[k] == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
        if (name.len > 0)
            memcpy(model->names[k], name.ptr, name.len);
    }
    memcpy(model->edges, c->edges, d * ASSAY__EDGES * sizeof(double));
    memcpy(model->steps, c->step, d * ASSAY__MATRIX_SLOTS * sizeof(double));
    for (size_t i = 0; i < c->rows; i++)
        model->n += c->weight[i];
    return ASSAY_OK;
}

/* Ranks of the fitted rows' own scores. */
static void rank_rows(const cut *c, const assay_matrix *matrix, assay_matrix_model *model,
                      double cell[], double sorted[])
{
    for (size_t i = 0; i < c->rows; i++) {
        for (size_t k = 0; k < c->columns; k++)
            cell[k] = matrix->cells[c->row[i] * matrix->columns + c->column[k]];
        sorted[i] = assay__matrix_score_row(model, cell);
    }
    assay__sort(sorted, c->rows);
    model->rank = assay__tail_table_fit(sorted, c->rows);
}

static assay_status learn(const assay_matrix *matrix, const double labels[], cut *c,
                          assay_matrix_model *model, assay_arena *arena, assay_error *err)
{
    ASSAY__TRY(check(c, labels != NULL, err));
    model->labelled = labels != NULL;
    if (labels != NULL) {
        if (boost(c, matrix, arena) != ASSAY_OK)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory to fit a matrix");
        model->base = base_of(c);
        ASSAY__TRY(calibrate(c, model, arena, err));
        return describe(c, matrix, model, err);
    }
    outward_steps(c);
    ASSAY__TRY(describe(c, matrix, model, err));
    double *cell = assay_arena_array(arena, c->columns + 1, sizeof(double));
    if (cell == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to fit a matrix");
    rank_rows(c, matrix, model, cell, c->margin);
    return ASSAY_OK;
}

/* What a fit is asked for. @member left_out a group not to learn from, or SIZE_MAX */
typedef struct request {
    const assay_matrix *matrix;
    const double *labels;
    const size_t *groups;
    size_t left_out;
} request;

static assay_status fit_model(const request *asked, const char *name,
                              assay_matrix_model **out, assay_error *err)
{
    assay_arena *arena = NULL;
    assay_matrix_model *model = NULL;
    cut c;
    ASSAY__TRY(assay_arena_new((size_t)1 << 20, NULL, &arena, err));
    assay_status status =
        assay__matrix_model_new(name, asked->matrix->columns, &model, err);
    if (status == ASSAY_OK && cut_make(asked->matrix, asked->labels, asked->groups,
                                       asked->left_out, &c, arena) != ASSAY_OK)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory to fit a matrix");
    if (status == ASSAY_OK)
        status = learn(asked->matrix, asked->labels, &c, model, arena, err);
    assay_arena_free(arena);
    if (status != ASSAY_OK) {
        assay_matrix_model_free(model);
        return status;
    }
    *out = model;
    return ASSAY_OK;
}

assay_status assay_matrix_fit(const assay_matrix *matrix, const double labels[],
                              const char *name, assay_bytes *out, assay_error *err)
{
    assay_matrix_model *model = NULL;
    request asked = {matrix, labels, NULL, SIZE_MAX};
    ASSAY__TRY(fit_model(&asked, name != NULL ? name : "fitted", &model, err));
    assay_status status = assay__matrix_save(model, out, err);
    assay_matrix_model_free(model);
    return status;
}

assay_status assay_matrix_folds(const assay_matrix *matrix, const double labels[],
                                const size_t groups[], size_t folds, double out[],
                                assay_error *err)
{
    double *found = calloc(matrix->rows + 1, sizeof *found);
    if (found == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for folds");
    assay_status status = ASSAY_OK;
    for (size_t fold = 0; status == ASSAY_OK && fold < folds; fold++) {
        assay_matrix_model *model = NULL;
        request asked = {matrix, labels, groups, fold};
        status = fit_model(&asked, "fold", &model, err);
        if (status == ASSAY_OK)
            status = assay_matrix_score(model, matrix, found, err);
        for (size_t i = 0; status == ASSAY_OK && i < matrix->rows; i++)
            if (groups[i] == fold)
                out[i] = found[i];
        assay_matrix_model_free(model);
    }
    free(found);
    return status;
}
