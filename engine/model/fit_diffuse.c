/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diffuse channel from clean whole accounts: detectors on some folds, tails and
 * weight on the others, so that nothing is judged by what it has seen.
 *
 * It enters the score only when, on those other folds, the score with it has a likelihood
 * that chance would reach once in a hundred (ratio test, one degree); else its weight is
 * 0 and it stays a p-value beside the score.
 */
#include "model/diffuse.h"
#include "model/fit_weights.h"

#include "base/str.h"
#include "stat/logistic.h"
#include "stat/order.h"

#include <math.h>
#include <stdlib.h>

enum {
    SLOTS = ASSAY__BINS,
    FEWEST_ROWS = 400,  /* clean accounts: twice that leaves 33 a column */
    FEWEST_COLUMNS = 6, /* fewer are pairs, which the score has */
    TAIL_FOLDS = 2,     /* the last ones */
    WEIGHT_COLUMNS = 2
};

/* Twice the log-likelihood ratio that chance exceeds once in a hundred. */
static const double CONVINCING = 6.63;

static const double LEAST_KNOWN = 0.5;

static bool whole(const assay__fit_row *row)
{
    return row->real && row->weight >= 1.0 &&
           (row->pattern & ASSAY__WHOLE_PATTERN) == ASSAY__WHOLE_PATTERN;
}

static bool of_tails(const assay__fit_data *data, const assay__fit_row *row)
{
    return data->fold[row->account] + TAIL_FOLDS >= data->n_folds;
}

/* Spread of what a statistic adds to whole accounts' scores; 0 when few have it. */
static double worth_of(const assay__fit_data *data, const double step[], size_t feature)
{
    size_t features = assay_feature_count(), n = 0, rows = 0;
    double mean = 0.0, squares = 0.0;
    for (size_t i = 0; i < data->n; i++) {
        if (!whole(&data->row[i]))
            continue;
        rows++;
        double digits = data->digits[i * features + feature];
        if (isnan(digits))
            continue;
        double part = assay__step_at(step, digits), gap = part - mean;
        mean += gap / (double)++n;
        squares += gap * (part - mean);
    }
    return (double)n >= LEAST_KNOWN * (double)rows ? squares : 0.0;
}

/* The statistics that weigh most, in the order of their rows. */
static void choose_columns(const assay__fit_data *data, const assay_model *model,
                           assay__diffuse *out)
{
    double least[ASSAY__DIFFUSE_COLUMNS];
    out->n = 0;
    for (size_t f = 0; f < assay_feature_count(); f++) {
        double worth = worth_of(data, model->steps + f * SLOTS, f);
        size_t at = out->n;
        while (at > 0 && least[at - 1] < worth)
            at--;
        if (!(worth > 0.0) || at == ASSAY__DIFFUSE_COLUMNS)
            continue;
        out->n = out->n < ASSAY__DIFFUSE_COLUMNS ? out->n + 1 : out->n;
        for (size_t i = out->n - 1; i > at; i--) {
            least[i] = least[i - 1];
            out->column[i] = out->column[i - 1];
        }
        least[at] = worth;
        out->column[at] = f;
    }
}

/* Rows of clean whole accounts of one side of the folds. @return how many */
static size_t gather(const assay__fit_data *data, const bool clean[], bool tails,
                     const assay__diffuse *diffuse, double rows[])
{
    size_t n = 0;
    for (size_t i = 0; i < data->n; i++) {
        const assay__fit_row *row = &data->row[i];
        double *at = rows + n * diffuse->n;
        if (!whole(row) || !clean[row->account] || of_tails(data, row) != tails ||
            !assay__diffuse_row(diffuse, data->digits + i * assay_feature_count(), at))
            continue;
        for (size_t j = 0; j < diffuse->n; j++)
            at[j] = (double)(float)at[j]; /* so that knots are exact as float */
        n++;
    }
    return n;
}

/* A state whose numbers are exact as float; false when it is none, or memory ran out. */
static bool keep_state(const assay__detector *detector,
                       const assay__detector_state *fitted, size_t d,
                       assay__detector_state *out)
{
    out->number = calloc(fitted->size, sizeof *out->number);
    out->size = fitted->size;
    if (out->number == NULL)
        return false;
    for (size_t i = 0; i < fitted->size; i++)
        out->number[i] = (double)(float)fitted->number[i];
    return detector->check(out, d);
}

static bool fit_detectors(const double rows[], size_t n, assay_arena *arena,
                          assay__diffuse *out)
{
    assay__detector_sample sample = {rows, n, out->n};
    for (size_t k = 0; k < ASSAY__DIFFUSE_DETECTORS; k++) {
        const assay__detector *detector =
            assay__detector_find(assay__str(ASSAY__DIFFUSE_NAMES[k]));
        assay__detector_state state;
        if (detector->fit(&sample, arena, &state, NULL) != ASSAY_OK ||
            !keep_state(detector, &state, out->n, &out->state[k]))
            return false;
    }
    return true;
}

/* Tails of the detectors, then of their mean. @param score [n] work */
static void fit_tails(const double rows[], size_t n, double score[], assay__diffuse *out)
{
    for (size_t k = 0; k < ASSAY__DIFFUSE_DETECTORS; k++) {
        const assay__detector *detector =
            assay__detector_find(assay__str(ASSAY__DIFFUSE_NAMES[k]));
        for (size_t i = 0; i < n; i++)
            score[i] = detector->score(&out->state[k], rows + i * out->n);
        assay__sort(score, n);
        out->tail[k] = assay__tail_table_fit(score, n);
    }
    for (size_t i = 0; i < n; i++)
        score[i] = assay__diffuse_mean(out, rows + i * out->n);
    assay__sort(score, n);
    out->joint = assay__tail_table_fit(score, n);
}

/* Log-likelihood of labels by a logistic on the first d of two columns. */
static double likelihood(const assay__dense *rows, size_t d, double beta[],
                         assay_arena *arena)
{
    assay__logistic_options options = {.l2 = 1e-3, .nonnegative = true};
    double *x = assay_arena_array(arena, rows->n * d + 1, sizeof(double));
    if (x == NULL)
        return -HUGE_VAL;
    for (size_t i = 0; i < rows->n; i++)
        for (size_t j = 0; j < d; j++)
            x[i * d + j] = rows->x[i * WEIGHT_COLUMNS + j];
    assay__dense part = {x, rows->y, NULL, rows->n, d};
    if (assay__logistic_fit(&part, &options, beta, arena, NULL) != ASSAY_OK)
        return -HUGE_VAL;
    double sum = 0.0;
    for (size_t i = 0; i < rows->n; i++) {
        double p = assay__logistic(assay__logistic_margin(beta, x + i * d, d));
        sum += log(rows->y[i] > 0.5 ? p : 1.0 - p);
    }
    return sum;
}

/* Log-odds a digit beside the score, from accounts no detector has seen. */
static double weight_of(const assay__fit_data *data, const assay__diffuse *diffuse,
                        assay_arena *arena)
{
    double *x = assay_arena_array(arena, data->n + 1, WEIGHT_COLUMNS * sizeof(double));
    double *y = assay_arena_array(arena, data->n + 1, sizeof(double));
    if (x == NULL || y == NULL)
        return 0.0;
    assay__dense rows = {.x = x, .y = y, .d = WEIGHT_COLUMNS};
    for (size_t i = 0; i < data->n; i++) {
        double digits =
            assay__diffuse_digits(diffuse, data->digits + i * assay_feature_count());
        if (!whole(&data->row[i]) || !of_tails(data, &data->row[i]) || isnan(digits))
            continue;
        x[rows.n * WEIGHT_COLUMNS] = data->row[i].score;
        x[rows.n * WEIGHT_COLUMNS + 1] = digits;
        y[rows.n++] = data->label[i];
    }
    double plain[WEIGHT_COLUMNS + 1], both[WEIGHT_COLUMNS + 1];
    double gain = likelihood(&rows, WEIGHT_COLUMNS, both, arena) -
                  likelihood(&rows, 1, plain, arena);
    return 2.0 * gain > CONVINCING && both[0] > 0.0 ? both[1] / both[0] : 0.0;
}

/* The channel from prepared columns; left empty when anything fails. */
static void fit_channel(const assay__fit_data *data, const bool clean[], double rows[],
                        assay_arena *arena, assay__diffuse *out)
{
    size_t n = gather(data, clean, false, out, rows);
    bool fitted = n >= FEWEST_ROWS && fit_detectors(rows, n, arena, out);
    n = fitted ? gather(data, clean, true, out, rows) : 0;
    double *score = assay_arena_array(arena, n + 1, sizeof(double));
    if (n < FEWEST_ROWS / 2 || score == NULL) {
        assay__diffuse_free(out);
        return;
    }
    fit_tails(rows, n, score, out);
    out->weight = weight_of(data, out, arena);
}

assay_status assay__fit_diffuse(assay__fit_data *data, const bool clean[],
                                assay_model *model, assay_arena *arena, assay_error *err)
{
    assay__diffuse *out = &model->diffuse;
    choose_columns(data, model, out);
    if (out->n < FEWEST_COLUMNS) {
        out->n = 0;
        return ASSAY_OK;
    }
    double *rows = assay_arena_array(arena, data->n + 1, out->n * sizeof(double));
    if (rows == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the diffuse channel");
    fit_channel(data, clean, rows, arena, out);
    for (size_t i = 0; i < data->n; i++) {
        double digits =
            assay__diffuse_digits(out, data->digits + i * assay_feature_count());
        data->row[i].score += assay__diffuse_part(out, digits);
    }
    return ASSAY_OK;
}
