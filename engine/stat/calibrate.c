/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Isotonic regression, and the parametric maps as small logistic fits. */
#include "stat/calibrate.h"

#include <math.h>

#include "base/str.h"
#include "stat/labelled.h"
#include "stat/logistic.h"

void assay__isotonic(const double y[], const double weight[], size_t n, double fit[],
                     double scratch[])
{
    /* Blocks so far: mean, weight, and the number of entries, kept in fit[] because
     * block b never stands before entry b, which has been read. */
    double *mean = scratch, *heavy = scratch + n;
    size_t blocks = 0;
    for (size_t i = 0; i < n; i++) {
        double m = y[i], w = weight == NULL ? 1 : weight[i], entries = 1;
        while (blocks > 0 && mean[blocks - 1] >= m) {
            blocks--;
            double sum = heavy[blocks] + w;
            m = (mean[blocks] * heavy[blocks] + m * w) / sum;
            w = sum;
            entries += fit[blocks];
        }
        mean[blocks] = m;
        heavy[blocks] = w;
        fit[blocks++] = entries;
    }
    size_t end = n;
    while (blocks-- > 0) {
        size_t from = end - (size_t)fit[blocks];
        while (end > from)
            fit[--end] = mean[blocks];
    }
}

assay_status assay__labelled_check(const assay__labelled *sample, assay_error *err)
{
    size_t ones = 0;
    for (size_t i = 0; i < sample->n; i++) {
        if (isnan(sample->score[i]))
            return assay_fail(err, ASSAY_BAD_VALUE, "row %zu: no score", i);
        if (sample->label[i] != 0 && sample->label[i] != 1)
            return assay_fail(err, ASSAY_BAD_VALUE, "row %zu: label not 0 or 1", i);
        ones += sample->label[i] > 0;
    }
    if (ones == 0 || ones == sample->n)
        return assay_fail(err, ASSAY_BAD_VALUE, "labels of both kinds are needed");
    return ASSAY_OK;
}

/* So weak that it only decides what the labels leave open. */
static const double hardly_any_penalty = 1e-6;

assay_status assay__platt_fit(const assay__labelled *sample, assay__platt *out,
                              assay_arena *arena, assay_error *err)
{
    ASSAY__TRY(assay__labelled_check(sample, err));
    double *target = assay_arena_array(arena, sample->n, sizeof *target);
    if (target == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a calibration");
    double ones = 0, zeros, beta[2];
    for (size_t i = 0; i < sample->n; i++)
        ones += sample->label[i];
    zeros = (double)sample->n - ones;
    for (size_t i = 0; i < sample->n; i++)
        target[i] = sample->label[i] > 0 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2);
    assay__dense rows = {sample->score, target, NULL, sample->n, 1};
    assay__logistic_options options = {hardly_any_penalty, false};
    ASSAY__TRY(assay__logistic_fit(&rows, &options, beta, arena, err));
    *out = (assay__platt){beta[0], beta[1]};
    return ASSAY_OK;
}

double assay__platt_apply(const assay__platt *map, double score)
{
    return assay__logistic(map->slope * score + map->intercept);
}

static void beta_row(double score, double row[])
{
    const double end = 1e-12;
    double s = score < end ? end : score > 1 - end ? 1 - end : score;
    row[0] = log(s);
    row[1] = -log1p(-s);
}

assay_status assay__beta_fit(const assay__labelled *sample, assay__beta_map *out,
                             assay_arena *arena, assay_error *err)
{
    ASSAY__TRY(assay__labelled_check(sample, err));
    double beta[3], *x = assay_arena_array(arena, sample->n, 2 * sizeof *x);
    if (x == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a calibration");
    for (size_t i = 0; i < sample->n; i++)
        beta_row(sample->score[i], x + 2 * i);
    assay__dense rows = {x, sample->label, NULL, sample->n, 2};
    assay__logistic_options options = {hardly_any_penalty, true};
    ASSAY__TRY(assay__logistic_fit(&rows, &options, beta, arena, err));
    *out = (assay__beta_map){beta[0], beta[1], beta[2]};
    return ASSAY_OK;
}

double assay__beta_apply(const assay__beta_map *map, double score)
{
    double row[2];
    if (isnan(score))
        return score;
    beta_row(score, row);
    return assay__logistic(map->a * row[0] + map->b * row[1] + map->c);
}

double assay__laplace(double p, double n)
{
    return (n * p + 1) / (n + 2);
}

double assay__laplace_odds(double odds, double n)
{
    return log((n * assay__logistic(odds) + 1) / (n * assay__logistic(-odds) + 1));
}

double assay__laplace_end(double end, double n)
{
    double least = 1 / (n + 2);
    return end < least ? least : end > 1 - least ? 1 - least : end;
}
