/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One additive model that has to serve every account, whole or thin: it is fitted on
 * each account several times, with families blanked as they are in the field, so that
 * what remains carries the weight it deserves without the rest.
 */
#include "model/fit_weights.h"

#include "base/str.h"

#include <math.h>

enum { PASSES = 48, SLOTS = ASSAY__BINS + 1 };

static const double RATE = 0.15;

/* The penalty of a large fit, and the rows at which half of it is reached: with few rows
 * the number of passes does the holding back. */
static const double PENALTY = 8.0, HALF_PENALTY_ROWS = 4000.0;

/* Patterns a whole account is also shown under, families as bits, with their weights;
 * thin input and curves come as views of their own. */
static const struct blanking {
    unsigned mask;
    double weight;
} BLANKINGS[] = {{1U << ASSAY_FAMILY_ENGAGEMENT, 0.15},
                 {1U << ASSAY_FAMILY_COMMENTS, 0.15},
                 {1U << ASSAY_FAMILY_ENGAGEMENT | 1U << ASSAY_FAMILY_COMMENTS, 0.3},
                 {1U << ASSAY_FAMILY_GROWTH | 1U << ASSAY_FAMILY_COMMENTS, 0.1}};

enum { N_BLANKINGS = sizeof BLANKINGS / sizeof BLANKINGS[0] };

static const double VIEW_WEIGHT[ASSAY__VIEW_COUNT] = {1.0, 0.4, 0.2, 0.3};

/* A statistic whose families were looked at, and which these rows are about. */
static double digits_seen(const assay__fit_data *data, const assay__fit_row *row,
                          const double digits[], size_t f)
{
    bool blanked = (assay_feature_needs(f) & ~row->there) != 0;
    bool other = assay__is_witness(assay_feature_at(f)->family) != data->witnesses;
    return blanked || other ? ASSAY_NUMBER_UNKNOWN : digits[f];
}

static void add_row(assay__fit_data *data, const assay__fit_row *row,
                    const double digits[], double label)
{
    size_t features = assay_feature_count();
    for (size_t f = 0; f < features; f++)
        data->digits[data->n * features + f] = digits_seen(data, row, digits, f);
    data->label[data->n] = label;
    data->row[data->n++] = *row;
}

/* An account that is whole is shown with families blanked, too. */
static void add_blanked(assay__fit_data *data, const assay__fit_row *whole,
                        const double digits[], double label)
{
    if ((whole->pattern & ASSAY__WHOLE_PATTERN) != ASSAY__WHOLE_PATTERN)
        return;
    for (size_t b = 0; b < N_BLANKINGS; b++) {
        assay__fit_row row = *whole;
        row.real = false;
        row.there = BLANKINGS[b].mask;
        row.pattern = row.there | (whole->pattern & (unsigned)ASSAY__PATTERN_LOW);
        row.weight = BLANKINGS[b].weight;
        add_row(data, &row, digits, label);
    }
}

static bool has_witness(const assay__view *view)
{
    return view->setting.there >= 1U << ASSAY__CORE_FAMILIES;
}

static void add_account(assay__fit_data *data, const assay_fit *fit,
                        const assay_model *model, size_t i, double digits[])
{
    const assay__sampled *account = fit->kept[i];
    const assay__stratum *stratum =
        assay__stratum_of(model, account->platform, account->country);
    double label = isnan(account->label) ? 0.0 : account->label > 0.5;
    for (size_t v = 0; v < ASSAY__VIEW_COUNT; v++) {
        const assay__view *view = &account->view[v];
        if ((view->setting.there & ASSAY__WHOLE_PATTERN) == 0 ||
            (data->witnesses && !has_witness(view)))
            continue;
        assay__model_digits(model, view->values, &view->setting,
                            stratum != NULL ? stratum->offset : NULL, digits);
        assay__fit_row row = {.account = i,
                              .view = view,
                              .pattern = assay__pattern_of(&view->setting),
                              .there = view->setting.there,
                              .real = true,
                              .weight = VIEW_WEIGHT[v]};
        add_row(data, &row, digits, label);
        if (v == ASSAY__VIEW_WHOLE && !data->witnesses)
            add_blanked(data, &row, digits, label);
    }
}

static void fill_bins(assay__fit_data *data)
{
    size_t features = assay_feature_count();
    for (size_t f = 0; f < features; f++)
        for (size_t i = 0; i < data->n; i++)
            data->bin[f * data->n + i] = assay__bin_of(data->digits[i * features + f]);
}

assay_status assay__fit_data_make(const assay_fit *fit, const assay_model *model,
                                  assay_arena *arena, assay__fit_data *out,
                                  assay_error *err)
{
    size_t features = assay_feature_count();
    size_t most = fit->n_kept * (ASSAY__VIEW_COUNT + N_BLANKINGS) + 1;
    assay__fit_data data = {
        .fold = out->fold, .n_folds = out->n_folds, .witnesses = out->witnesses};
    data.row = assay_arena_array(arena, most, sizeof *data.row);
    data.label = assay_arena_array(arena, most, sizeof(double));
    data.digits = assay_arena_array(arena, most * features, sizeof(double));
    data.bin = assay_arena_array(arena, most * features, 1);
    double *digits = assay_arena_array(arena, features, sizeof(double));
    if (!data.row || !data.label || !data.digits || !data.bin || !digits)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the rows of a fit");
    bool labelled = model->basis != ASSAY_BASIS_NONE;
    for (size_t i = 0; i < fit->n_kept; i++)
        if (!labelled || !isnan(fit->kept[i]->label))
            add_account(&data, fit, model, i, digits);
    fill_bins(&data);
    *out = data;
    return ASSAY_OK;
}

/* Contributions with nothing added yet: 0 where a family of these rows is there. */
static void begin_contributions(const assay__fit_data *data, size_t i,
                                double contribution[])
{
    for (unsigned f = 0; f < ASSAY__EVIDENCE_FAMILIES; f++) {
        bool there = (data->row[i].there & (1U << f)) != 0 &&
                     assay__is_witness((assay_family)f) == data->witnesses;
        contribution[f] = there ? 0.0 : ASSAY_NUMBER_UNKNOWN;
    }
}

/* Score and contributions of a row by some steps. @param step [features * SLOTS] */
static double score_row(const assay__fit_data *data, size_t i, const double step[],
                        double base, double contribution[])
{
    size_t features = assay_feature_count();
    begin_contributions(data, i, contribution);
    double score = data->offset != NULL ? data->offset[i] : base;
    for (size_t f = 0; f < features; f++) {
        double digits = data->digits[i * features + f];
        if (isnan(digits))
            continue;
        double part = assay__step_at(step + f * SLOTS, digits);
        score += part;
        contribution[assay_feature_at(f)->family] += part;
    }
    return score;
}

static double log_loss(double label, double margin)
{
    double signed_margin = label > 0.5 ? -margin : margin;
    return signed_margin > 30.0 ? signed_margin : log1p(exp(signed_margin));
}

/* Follows the loss of the rows left out, and keeps the steps of every pass. */
typedef struct watcher {
    const assay__fit_data *data;
    const double *weight;
    const double *step; /* being fitted */
    double *loss;       /* [PASSES] added to */
    double *kept;       /* [PASSES * features * SLOTS] */
} watcher;

static bool watch(const double margin[], size_t pass, void *ctx)
{
    watcher *w = ctx;
    for (size_t i = 0; i < w->data->n; i++)
        if (!(w->weight[i] > 0.0))
            w->loss[pass] +=
                w->data->row[i].weight * log_loss(w->data->label[i], margin[i]);
    size_t numbers = assay_feature_count() * SLOTS;
    memcpy(w->kept + pass * numbers, w->step, numbers * sizeof(double));
    return true;
}

/* Memory of the boosting runs. */
typedef struct bench {
    double *weight, *margin, *step; /* [n], [n], [features * SLOTS] */
    double *loss;                   /* [PASSES] */
    double **kept;                  /* [folds] steps of every pass */
} bench;

static bool bench_room(bench *b, const assay__fit_data *data, assay_arena *arena)
{
    size_t numbers = assay_feature_count() * SLOTS;
    b->weight = assay_arena_array(arena, data->n + 1, sizeof(double));
    b->margin = assay_arena_array(arena, data->n + 1, sizeof(double));
    b->step = assay_arena_array(arena, numbers, sizeof(double));
    b->loss = assay_arena_array(arena, PASSES, sizeof(double));
    b->kept = assay_arena_array(arena, data->n_folds, sizeof(double *));
    if (!b->weight || !b->margin || !b->step || !b->loss || !b->kept)
        return false;
    for (size_t k = 0; k < data->n_folds; k++) {
        b->kept[k] = assay_arena_array(arena, PASSES * numbers, sizeof(double));
        if (b->kept[k] == NULL)
            return false;
    }
    return true;
}

static void run(const assay__fit_data *data, bench *b, double base, size_t left_out,
                size_t passes)
{
    for (size_t i = 0; i < data->n; i++) {
        bool out = data->fold[data->row[i].account] == left_out;
        b->weight[i] = out ? 0.0 : data->row[i].weight;
    }
    assay__binned binned = {.rows = data->n,
                            .columns = assay_feature_count(),
                            .bin = data->bin,
                            .label = data->label,
                            .weight = b->weight,
                            .base = base,
                            .offset = data->offset,
                            .monotone = true};
    double rows = (double)data->n;
    double penalty = PENALTY * rows / (rows + HALF_PENALTY_ROWS);
    assay__boost_options options = {passes, RATE, penalty};
    if (left_out == SIZE_MAX) {
        assay__boost(&binned, &options, b->step, b->margin,
                     (assay__boost_watch){NULL, NULL});
        return;
    }
    watcher w = {data, b->weight, b->step, b->loss, b->kept[left_out]};
    assay__boost(&binned, &options, b->step, b->margin, (assay__boost_watch){watch, &w});
}

static size_t best_pass(const double loss[])
{
    size_t best = 0;
    for (size_t pass = 1; pass < PASSES; pass++)
        if (loss[pass] < loss[best])
            best = pass;
    return best;
}

static double sigmoid(double margin)
{
    return 1.0 / (1.0 + exp(-margin));
}

/* Variance of the folds' probabilities about their mean, whole accounts only. */
static double spread_between(const assay__fit_data *data, const bench *b, size_t pass,
                             double base)
{
    size_t numbers = assay_feature_count() * SLOTS;
    double variance = 0.0, room = 0.0, parts[ASSAY__EVIDENCE_FAMILIES];
    for (size_t i = 0; i < data->n; i++) {
        if (data->row[i].weight < VIEW_WEIGHT[ASSAY__VIEW_WHOLE])
            continue;
        double sum = 0.0, squares = 0.0;
        for (size_t k = 0; k < data->n_folds; k++) {
            double p =
                sigmoid(score_row(data, i, b->kept[k] + pass * numbers, base, parts));
            sum += p;
            squares += p * p;
        }
        double n = (double)data->n_folds, mean = sum / n;
        variance += fmax(0.0, squares / n - mean * mean);
        room += mean * (1.0 - mean);
    }
    return room > 0.0 ? variance / room : 0.0;
}

/* All folds. @return the pass whose rows left out lose least */
static size_t run_folds(const assay__fit_data *data, bench *b, double base)
{
    for (size_t k = 0; k < data->n_folds; k++)
        run(data, b, base, k, PASSES);
    return best_pass(b->loss);
}

/* Scores and contributions of all rows by the folds that left them out. */
static void score_rows(assay__fit_data *data, const bench *b, double base, size_t pass)
{
    size_t numbers = assay_feature_count() * SLOTS;
    for (size_t i = 0; i < data->n; i++) {
        assay__fit_row *row = &data->row[i];
        const double *step = b->kept[data->fold[row->account]] + pass * numbers;
        row->score = score_row(data, i, step, base, row->contribution);
    }
}

/* What each statistic is worth: the loss of rows left out that its steps save. */
static void measure_worth(const assay__fit_data *data, const bench *b, size_t pass,
                          double worth[])
{
    size_t features = assay_feature_count();
    for (size_t i = 0; i < data->n; i++) {
        const assay__fit_row *row = &data->row[i];
        const double *step = b->kept[data->fold[row->account]] + pass * features * SLOTS;
        double with = log_loss(data->label[i], row->score);
        for (size_t f = 0; f < features; f++) {
            double part =
                assay__step_at(step + f * SLOTS, data->digits[i * features + f]);
            if (part != 0.0)
                worth[f] +=
                    row->weight * (log_loss(data->label[i], row->score - part) - with);
        }
    }
}

assay_status assay__fit_weights(assay__fit_data *data, assay_model *model,
                                assay_arena *arena, double *spread, assay_error *err)
{
    bench b;
    if (!bench_room(&b, data, arena))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for boosting");
    size_t pass = run_folds(data, &b, model->base);
    score_rows(data, &b, model->base, pass);
    measure_worth(data, &b, pass, model->worth);
    *spread = spread_between(data, &b, pass, model->base);
    run(data, &b, model->base, SIZE_MAX, pass + 1);
    for (size_t f = 0; f < assay_feature_count(); f++)
        if (assay__is_witness(assay_feature_at(f)->family) == data->witnesses)
            memcpy(model->steps + f * ASSAY__BINS, b.step + f * SLOTS,
                   ASSAY__BINS * sizeof(double));
    return ASSAY_OK;
}

/* A digit is worth ln 10 log-odds at best; statistics of a family repeat one another, so
 * each counts a quarter of that. */
static const double PLAIN_WORTH = 0.25 * 2.302585092994046;
static const double MOST_PLAIN_DIGITS = 3.0;

void assay__plain_weights(assay__fit_data *data, assay_model *model)
{
    double step[SLOTS] = {0.0};
    for (size_t bin = 0; bin < ASSAY__BINS; bin++) {
        double digits = ASSAY__BIN_EDGE[bin];
        step[bin] = PLAIN_WORTH * fmin(digits, MOST_PLAIN_DIGITS);
    }
    for (size_t f = 0; f < assay_feature_count(); f++)
        if (model->references[f].used)
            memcpy(model->steps + f * ASSAY__BINS, step, ASSAY__BINS * sizeof(double));
    for (size_t i = 0; i < data->n; i++) {
        assay__fit_row *row = &data->row[i];
        row->score = model->base;
        begin_contributions(data, i, row->contribution);
        for (size_t f = 0; f < assay_feature_count(); f++) {
            double digits = data->digits[i * assay_feature_count() + f];
            double part = assay__step_at(step, digits);
            row->score += part;
            if (!isnan(digits))
                row->contribution[assay_feature_at(f)->family] += part;
        }
    }
}
