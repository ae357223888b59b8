/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From out-of-fold scores to p-values and probabilities.
 *
 * A family's p is where its contribution lies among clean accounts; the joint p is where
 * the harmonic mean of the families' p lies among them, so whatever dependence there is
 * between families is already in it. A probability is fitted per pattern of families,
 * and its interval says how far it could still move: see assay__calibration.open.
 */
#include "model/fit_weights.h"

#include "base/str.h"
#include "stat/calibrate.h"
#include "stat/order.h"

#include <math.h>

enum { FEWEST_CLEAN = 50, FEWEST_OF_A_CLASS = 20 };

static void family_table(const assay__fit_data *data, const bool clean[], unsigned family,
                         bool low, assay_model *model, double scratch[])
{
    size_t n = 0;
    for (size_t i = 0; i < data->n; i++) {
        const assay__fit_row *row = &data->row[i];
        bool same = row->real && row->view->setting.low == low && clean[row->account];
        if (same && !isnan(row->contribution[family]))
            scratch[n++] = row->contribution[family];
    }
    if (n < FEWEST_CLEAN)
        return;
    assay__sort(scratch, n);
    model->family[family][low] = assay__tail_table_fit(scratch, n);
}

static void joint_table(const assay__fit_data *data, const bool clean[], size_t there,
                        assay_model *model, double scratch[])
{
    size_t n = 0;
    for (size_t i = 0; i < data->n; i++) {
        const assay__fit_row *row = &data->row[i];
        if (!clean[row->account])
            continue;
        double digits[ASSAY__EVIDENCE_FAMILIES];
        for (unsigned f = 0; f < ASSAY__EVIDENCE_FAMILIES; f++)
            digits[f] = assay__family_digits(model, (assay_family)f, row->contribution[f],
                                             &row->view->setting);
        size_t counted;
        double harmonic = assay__harmonic_digits(digits, &counted);
        if (counted == there)
            scratch[n++] = harmonic;
    }
    if (n < FEWEST_CLEAN)
        return;
    assay__sort(scratch, n);
    model->combined[there] = assay__tail_table_fit(scratch, n);
}

assay_status assay__fit_tables(const assay__fit_data *data, const bool clean[],
                               assay_model *model, assay_arena *arena, assay_error *err)
{
    double *scratch = assay_arena_array(arena, data->n + 1, sizeof(double));
    if (scratch == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the families' tables");
    for (unsigned f = 0; f < ASSAY__EVIDENCE_FAMILIES; f++)
        for (int low = 0; low < 2; low++)
            family_table(data, clean, f, low != 0, model, scratch);
    for (size_t there = 1; there <= ASSAY__EVIDENCE_FAMILIES; there++)
        joint_table(data, clean, there, model, scratch);
    return ASSAY_OK;
}

static double sigmoid(double margin)
{
    return 1.0 / (1.0 + exp(-margin));
}

/* Platt's map of one pattern; nothing when either class is too small. */
static assay_status fit_pattern(const assay__fit_data *data, unsigned pattern,
                                assay_model *model, assay_arena *arena, assay_error *err)
{
    double *score = assay_arena_array(arena, data->n + 1, sizeof(double));
    double *label = assay_arena_array(arena, data->n + 1, sizeof(double));
    if (score == NULL || label == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a calibration");
    size_t n = 0, bad = 0;
    for (size_t i = 0; i < data->n; i++) {
        if (data->row[i].pattern != pattern)
            continue;
        score[n] = data->row[i].score;
        label[n++] = data->label[i];
        bad += data->label[i] > 0.5;
    }
    if (bad < FEWEST_OF_A_CLASS || n - bad < FEWEST_OF_A_CLASS)
        return ASSAY_OK;
    assay__platt map;
    assay__labelled sample = {score, label, n};
    ASSAY__TRY(assay__platt_fit(&sample, &map, arena, err));
    model->calibration[pattern] = (assay__calibration){.n = (double)n,
                                                       .intercept = map.intercept,
                                                       .slope = fmax(0.05, map.slope),
                                                       .open = 1.0};
    return ASSAY_OK;
}

static double probability(const assay_model *model, const assay__fit_row *row)
{
    const assay__calibration *map = assay__calibration_of(model, row->pattern);
    return sigmoid(map->intercept + map->slope * row->score);
}

/* What a simulator does not know of the field is not in the spread between its folds;
 * an interval under about +-0.1 at even odds would promise more than it can. */
static const double FIELD_GAP = 0.02;

/* More data can only settle more: a pattern is at least as open as every larger one. */
static void order_open(assay_model *model)
{
    for (unsigned k = ASSAY__PATTERNS; k-- > 0;)
        for (unsigned more = 0; more < ASSAY__PATTERNS; more++) {
            bool larger =
                (more & ASSAY__WHOLE_PATTERN & k) == (k & ASSAY__WHOLE_PATTERN) &&
                (more & ASSAY__PATTERN_LOW) <= (k & ASSAY__PATTERN_LOW);
            if (larger && model->calibration[more].open > model->calibration[k].open)
                model->calibration[k].open = model->calibration[more].open;
        }
}

/* How much of p (1 - p) the rest of the data would still settle, by pattern. */
static void measure_open(const assay__fit_data *data, double spread, assay_model *model,
                         double whole[])
{
    double moved[ASSAY__PATTERNS] = {0.0}, room[ASSAY__PATTERNS] = {0.0};
    for (size_t i = 0; i < data->n; i++) {
        const assay__fit_row *row = &data->row[i];
        double p = probability(model, row);
        if (row->weight >= 1.0) /* the whole view comes first of an account's rows */
            whole[row->account] = p;
        double step = p - whole[row->account];
        moved[row->pattern] += step * step;
        room[row->pattern] += p * (1.0 - p);
    }
    for (size_t k = 0; k < ASSAY__PATTERNS; k++) {
        double open = room[k] > 0.0 ? moved[k] / room[k] + spread + FIELD_GAP : 0.0;
        model->calibration[k].open = fmin(0.95, open);
    }
    order_open(model); /* patterns nobody showed are as open as the larger ones */
    for (size_t k = 0; k < ASSAY__PATTERNS; k++)
        assay__calibration_table(&model->calibration[k]);
}

/* No account was whole: the largest pattern serves in its place. */
static void serve_whole(assay_model *model)
{
    assay__calibration *whole = &model->calibration[ASSAY__WHOLE_PATTERN];
    for (unsigned k = ASSAY__PATTERNS; k-- > 1 && !(whole->n > 0.0);)
        if (model->calibration[k].n > 0.0)
            *whole = model->calibration[k];
}

assay_status assay__fit_calibration(const assay__fit_data *data, double spread,
                                    assay_model *model, assay_arena *arena,
                                    assay_error *err)
{
    for (unsigned pattern = 1; pattern < ASSAY__PATTERNS; pattern++)
        ASSAY__TRY(fit_pattern(data, pattern, model, arena, err));
    serve_whole(model);
    size_t accounts = 0;
    for (size_t i = 0; i < data->n; i++)
        if (data->row[i].account >= accounts)
            accounts = data->row[i].account + 1;
    double *whole = assay_arena_array(arena, accounts + 1, sizeof(double));
    if (whole == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a calibration");
    measure_open(data, spread, model, whole);
    return ASSAY_OK;
}
