/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model of any matrix: a curve a column and a height for missing. With labels they are
 * fitted in turns (stat/additive.h), as smooth and as long as predicts rows left out
 * best; without, a curve is how far out in its column a value lies, as ECOD sums them (Li
 * 2022), and the score is a rank.
 *
 * Rows are sorted by key and columns by name before anything else, so their order in the
 * input does not matter.
 */
#include <assay/matrix.h>

#include "model/matrix_model.h"

#include "base/hash.h"
#include "base/str.h"
#include "stat/additive.h"
#include "stat/calibrate.h"
#include "stat/order.h"

#include <math.h>
#include <stdlib.h>

enum {
    FEWEST_ROWS = 20,
    FEWEST_OF_A_CLASS = 10,
    FOLDS = 5,
    MOST_PASSES = 100,
    SMOOTHS = 3
};

/* Penalties on bends that are tried: few columns want the light one, 62 of 1,941 accounts
 * and 108 of 2,044 the heavy one. The ridge and the rate moved nothing there. */
static const double SMOOTH[SMOOTHS] = {8, 64, 256};
static const double RIDGE = 4, RATE = 0.1;

/* The matrix in its one order, column by column. */
typedef struct cut {
    size_t rows, columns;
    size_t *row, *column; /* of the matrix given */
    double *cell;         /* [columns * rows] */
    double *label, *weight, *part, *margin, *best;
    double loss[MOST_PASSES];
    assay__additive *cuts;
    assay__curve *curves; /* [columns] */
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
    c->cell = assay_arena_array(arena, n * d, sizeof(double));
    c->label = assay_arena_array(arena, n, sizeof(double));
    c->weight = assay_arena_array(arena, n, sizeof(double));
    c->part = assay_arena_array(arena, n, sizeof(double));
    c->margin = assay_arena_array(arena, n, sizeof(double));
    c->best = assay_arena_array(arena, n, sizeof(double));
    c->curves = assay_arena_array(arena, d, sizeof(assay__curve));
    return c->row && c->column && c->cell && c->label && c->weight && c->part &&
           c->margin && c->best && c->curves;
}

/* Sorts and takes labels. @param left_out group not to learn from, or SIZE_MAX */
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
        for (size_t k = 0; k < c->columns; k++)
            c->cell[k * c->rows + i] =
                matrix->cells[c->row[i] * matrix->columns + c->column[k]];
    }
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

/* Leaves out one inner fold. */
static void leave_out(cut *c, const assay_matrix *matrix, size_t fold)
{
    for (size_t i = 0; i < c->rows; i++) {
        size_t own = (size_t)(assay__hash(matrix->keys[c->row[i]], 0) % FOLDS);
        c->part[i] = own == fold ? 0.0 : c->weight[i];
    }
}

/* Loss of the rows of the inner fold, pass by pass. */
static bool watch(const double margin[], size_t pass, void *ctx)
{
    cut *c = ctx;
    for (size_t i = 0; i < c->rows; i++) {
        if (!(c->weight[i] > 0.0) || c->part[i] > 0.0)
            continue;
        double away = c->label[i] > 0.5 ? -margin[i] : margin[i];
        c->loss[pass] += away > 30.0 ? away : log1p(exp(away));
    }
    return true;
}

static assay__additive_options choose(cut *c, const assay_matrix *matrix)
{
    assay__additive_options best = {MOST_PASSES, RATE, SMOOTH[0], RIDGE};
    double least = HUGE_VAL;
    for (size_t s = 0; s < SMOOTHS; s++) {
        assay__additive_options tried = {MOST_PASSES, RATE, SMOOTH[s], RIDGE};
        memset(c->loss, 0, sizeof c->loss);
        for (size_t fold = 0; fold < FOLDS; fold++) {
            leave_out(c, matrix, fold);
            (void)assay__additive_fit(c->cuts, c->part, &tried, c->curves, c->margin,
                                      (assay__additive_watch){watch, c});
        }
        for (size_t pass = 0; pass < MOST_PASSES; pass++)
            if (c->loss[pass] < least) {
                least = c->loss[pass];
                best = tried;
                best.passes = pass + 1;
            }
    }
    return best;
}

/* Inner folds choose how smooth and how long and leave margins out of fold; then all
 * rows give the curves. */
static assay_status fit_curves(cut *c, const assay_matrix *matrix, double *base,
                               assay_arena *arena, assay_error *err)
{
    assay__additive_data data = {.rows = c->rows,
                                 .columns = c->columns,
                                 .cell = c->cell,
                                 .label = c->label,
                                 .weight = c->weight,
                                 .missing = true};
    ASSAY__TRY(assay__additive_new(&data, arena, &c->cuts, err));
    const assay__additive_watch nobody = {NULL, NULL};
    assay__additive_options options = choose(c, matrix);
    for (size_t fold = 0; fold < FOLDS; fold++) {
        leave_out(c, matrix, fold);
        (void)assay__additive_fit(c->cuts, c->part, &options, c->curves, c->margin,
                                  nobody);
        for (size_t i = 0; i < c->rows; i++)
            if (!(c->part[i] > 0.0))
                c->best[i] = c->margin[i];
    }
    *base =
        assay__additive_fit(c->cuts, c->weight, &options, c->curves, c->margin, nobody);
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

/* How far out each quantile of a column lies: its place from the nearer end. */
static void outward_curve(cut *c, size_t k, double sorted[])
{
    size_t n = 0;
    assay__curve *curve = &c->curves[k];
    *curve = (assay__curve){.n = 0};
    for (size_t i = 0; i < c->rows; i++)
        if (!isnan(c->cell[k * c->rows + i]))
            sorted[n++] = c->cell[k * c->rows + i];
    assay__sort(sorted, n);
    for (size_t e = 0; n > 0 && e < ASSAY__CURVE_ROOM; e++) {
        size_t place = (n - 1) * e / (ASSAY__CURVE_ROOM - 1);
        double x = sorted[place];
        if (curve->n > 0 && !(x > curve->x[curve->n - 1]))
            continue;
        double low = (double)assay__count_up_to(sorted, n, x);
        double high = (double)(n - assay__count_below(sorted, n, x));
        curve->x[curve->n] = x;
        curve->y[curve->n++] = -log(fmin(1.0, 2.0 * fmin(low, high) / ((double)n + 1.0)));
    }
}

static assay_status describe(const cut *c, const assay_matrix *matrix,
                             assay_matrix_model *model, assay_error *err)
{
    for (size_t k = 0; k < c->columns; k++) {
        assay_str name = matrix->names[c->column[k]];
        model->names[k] = calloc(1, name.len + 1);
        if (model->names[k] == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
        if (name.len > 0)
            memcpy(model->names[k], name.ptr, name.len);
        model->curves[k] = c->curves[k];
    }
    for (size_t i = 0; i < c->rows; i++)
        model->n += c->weight[i];
    return ASSAY_OK;
}

/* Ranks of the fitted rows' own scores. */
static void rank_rows(const cut *c, assay_matrix_model *model, double cell[],
                      double sorted[])
{
    for (size_t i = 0; i < c->rows; i++) {
        for (size_t k = 0; k < c->columns; k++)
            cell[k] = c->cell[k * c->rows + i];
        sorted[i] = assay__matrix_score_row(model, cell);
    }
    assay__sort(sorted, c->rows);
    model->rank = assay__tail_table_fit(sorted, c->rows);
}

static assay_status learn_labelled(const assay_matrix *matrix, cut *c,
                                   assay_matrix_model *model, assay_arena *arena,
                                   assay_error *err)
{
    ASSAY__TRY(fit_curves(c, matrix, &model->base, arena, err));
    ASSAY__TRY(calibrate(c, model, arena, err));
    return describe(c, matrix, model, err);
}

/* Without labels what lies far out counts, and a score is a rank among the rows. */
static assay_status learn_outward(const assay_matrix *matrix, cut *c,
                                  assay_matrix_model *model, assay_arena *arena,
                                  assay_error *err)
{
    for (size_t k = 0; k < c->columns; k++)
        outward_curve(c, k, c->margin);
    ASSAY__TRY(describe(c, matrix, model, err));
    double *cell = assay_arena_array(arena, c->columns + 1, sizeof(double));
    if (cell == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to fit a matrix");
    rank_rows(c, model, cell, c->margin);
    return ASSAY_OK;
}

static assay_status learn(const assay_matrix *matrix, const double labels[], cut *c,
                          assay_matrix_model *model, assay_arena *arena, assay_error *err)
{
    ASSAY__TRY(check(c, labels != NULL, err));
    model->labelled = labels != NULL;
    return labels != NULL ? learn_labelled(matrix, c, model, arena, err)
                          : learn_outward(matrix, c, model, arena, err);
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
