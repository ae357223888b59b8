/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learning from labels: how smooth the curves are and how long to fit is what predicts
 * rows left out best; the scales come from the same rows, so a model's probabilities and
 * the cells its shares rest on were never measured on what it had seen.
 */
#include "audience/profile_learn.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "stat/calibrate.h"
#include "stat/order.h"

enum {
    SIGNS = ASSAY__PROFILE_SIGNS,
    VIEWS = ASSAY_PROFILE_VIEWS,
    BINS = ASSAY_PROFILE_BINS,
    FEWEST_OF_A_CLASS = 10,
    FEWEST_KNOWN = 20, /* rows that show a sign, for a curve of its own */
    PASSES = 60,
    SMOOTHS = 2,
    TUNED_ROWS = 20000 /* enough to choose by */
};

/* Penalties tried. With 62 columns of 1,941 accounts heavy ones are best, with 9 of 975
 * profiles light ones; a ridge of 4 cases a knot cost no order anywhere. */
static const double SMOOTH[SMOOTHS] = {16, 128};
static const double RIDGE = 4, RATE = 0.1;

typedef struct learner {
    const assay__profile_table *table;
    const double *weight;
    assay_profiles_model *model;
    assay_arena *arena;
    size_t sign[SIGNS]; /* of a column */
    int direction[SIGNS];
    size_t columns;
    assay__additive *cuts;
    assay__curve curves[SIGNS];
    const size_t *fold; /* [rows] of those left out together */
    size_t folds;
    const double *balance; /* [rows] */
    double *part, *margin; /* [rows] */
    double *sum[VIEWS];    /* [rows] out of fold */
    double loss[PASSES];
} learner;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to learn from profiles");
}

void assay__profile_row(const assay__profile_table *table, size_t row, double value[])
{
    for (size_t k = 0; k < SIGNS; k++)
        value[k] = table->value[k * table->rows + row];
}

bool assay__profile_in_view(size_t sign, assay_profile_view view)
{
    return view == ASSAY_PROFILE_WHOLE ||
           assay__profile_is_count(sign) == (view == ASSAY_PROFILE_COUNTS);
}

bool assay__profile_has_view(const double value[], assay_profile_view view)
{
    assay_profile_view own = assay__profile_view_of(value);
    return own == view || (own == ASSAY_PROFILE_WHOLE && view != ASSAY_PROFILE_NOTHING);
}

double assay__profile_view_sum(const assay_profiles_model *model, const double value[],
                               assay_profile_view view)
{
    double sum = 0;
    for (size_t k = 0; k < SIGNS; k++)
        if (assay__profile_in_view(k, view))
            sum += assay__curve_at(&model->curves[k], value[k]);
    return sum;
}

/* ---- what is learnt from -------------------------------------------------------- */

/* A sign is fitted when enough rows show it and not all the same. */
static bool worth_fitting(const learner *l, size_t sign)
{
    const double *value = l->table->value + sign * l->table->rows;
    double low = HUGE_VAL, high = -HUGE_VAL;
    size_t known = 0;
    for (size_t i = 0; i < l->table->rows; i++) {
        if (isnan(value[i]) || !(l->weight[i] > 0))
            continue;
        low = fmin(low, value[i]);
        high = fmax(high, value[i]);
        known++;
    }
    return known >= FEWEST_KNOWN && high > low;
}

static assay_status prepare(learner *l, assay_error *err)
{
    size_t rows = l->table->rows;
    for (size_t k = 0; k < SIGNS; k++)
        if (worth_fitting(l, k)) {
            l->direction[l->columns] = assay_profile_sign_at(k)->direction;
            l->sign[l->columns++] = k;
        }
    if (l->columns == 0)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "the profiles show nothing in which they differ");
    double *cell = assay_arena_array(l->arena, l->columns * rows + 1, sizeof *cell);
    l->part = assay_arena_array(l->arena, rows + 1, sizeof *l->part);
    l->margin = assay_arena_array(l->arena, rows + 1, sizeof *l->margin);
    for (size_t v = 0; v < VIEWS; v++)
        if ((l->sum[v] = assay_arena_array(l->arena, rows + 1, sizeof(double))) == NULL)
            return no_memory(err);
    if (cell == NULL || l->part == NULL || l->margin == NULL)
        return no_memory(err);
    for (size_t c = 0; c < l->columns; c++)
        memcpy(cell + c * rows, l->table->value + l->sign[c] * rows, rows * sizeof *cell);
    assay__additive_data data = {.rows = rows,
                                 .columns = l->columns,
                                 .cell = cell,
                                 .label = l->table->label,
                                 .weight = l->weight,
                                 .direction = l->direction};
    return assay__additive_new(&data, l->arena, &l->cuts, err);
}

static assay_status check_labels(const learner *l, assay_error *err)
{
    double n = 0, fakes = 0;
    for (size_t i = 0; i < l->table->rows; i++) {
        n += l->weight[i];
        fakes += l->weight[i] * l->table->label[i];
    }
    if (fakes < FEWEST_OF_A_CLASS || n - fakes < FEWEST_OF_A_CLASS)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "a model needs %d profiles of each label, there are %.0f of 1 "
                          "and %.0f of 0",
                          FEWEST_OF_A_CLASS, fakes, n - fakes);
    return ASSAY_OK;
}

/* ---- how smooth, how long ------------------------------------------------------- */

/* Of many rows some are enough to choose by. */
static bool tuned_by(const learner *l, size_t row)
{
    if (l->table->rows <= TUNED_ROWS)
        return true;
    double part = (double)TUNED_ROWS / (double)l->table->rows;
    return (double)(l->table->hash[row] >> 11) * 0x1.0p-53 < part;
}

static void leave_out(learner *l, size_t fold, bool tuning)
{
    for (size_t i = 0; i < l->table->rows; i++)
        l->part[i] = l->fold[i] == fold || (tuning && !tuned_by(l, i))
                         ? 0
                         : l->weight[i] * l->balance[i];
}

static bool add_loss(const double margin[], size_t pass, void *ctx)
{
    learner *l = ctx;
    for (size_t i = 0; i < l->table->rows; i++) {
        if (!(l->weight[i] > 0) || l->part[i] > 0 || !tuned_by(l, i))
            continue;
        double away = l->table->label[i] > 0.5 ? -margin[i] : margin[i];
        l->loss[pass] += away > 30 ? away : log1p(exp(away));
    }
    return true;
}

/* Whether what is left holds both labels. */
static bool teaches(const learner *l)
{
    double n = 0, fakes = 0;
    for (size_t i = 0; i < l->table->rows; i++) {
        n += l->part[i];
        fakes += l->part[i] * l->table->label[i];
    }
    return fakes >= 1 && n - fakes >= 1;
}

static assay__additive_options choose(learner *l)
{
    assay__additive_options best = {PASSES, RATE, SMOOTH[0], RIDGE};
    double least = HUGE_VAL;
    for (size_t s = 0; s < SMOOTHS; s++) {
        assay__additive_options tried = {PASSES, RATE, SMOOTH[s], RIDGE};
        memset(l->loss, 0, sizeof l->loss);
        for (size_t fold = 0; fold < l->folds; fold++) {
            leave_out(l, fold, true);
            if (teaches(l))
                (void)assay__additive_fit(l->cuts, l->part, &tried, l->curves, l->margin,
                                          (assay__additive_watch){add_loss, l});
        }
        for (size_t pass = 0; pass < PASSES; pass++)
            if (l->loss[pass] < least) {
                least = l->loss[pass];
                best = tried;
                best.passes = pass + 1;
            }
    }
    return best;
}

/* ---- scales --------------------------------------------------------------------- */

/* What a curve adds for people, on average over those who show the sign. */
static double usual(const learner *l, const double weight[], size_t sign,
                    const assay__curve *curve)
{
    const double *value = l->table->value + sign * l->table->rows;
    double sum = 0, n = 0;
    for (size_t i = 0; i < l->table->rows; i++) {
        if (!(weight[i] > 0) || l->table->label[i] > 0.5 || isnan(value[i]))
            continue;
        sum += assay__curve_at(curve, value[i]);
        n++;
    }
    return n > 0 ? sum / n : 0;
}

/* The curves fitted, each 0 on average over the people it was fitted on: a list that
 * hides a sign then stands where it would if it showed it. */
static void take_curves(learner *l, const double weight[])
{
    for (size_t c = 0; c < l->columns; c++) {
        assay__curve *curve = &l->model->curves[l->sign[c]];
        *curve = l->curves[c];
        double mean = usual(l, weight, l->sign[c], curve);
        for (size_t k = 0; k < curve->n; k++)
            curve->y[k] -= mean;
        l->model->grounds[l->sign[c]] = ASSAY__GROUND_LABELS;
    }
}

/* Where people's sums lie. Models of other rows spread them otherwise, so what was found
 * of one model's sums holds for another's only on this scale. */
typedef struct people {
    double mean, spread;
} people;

static people people_of(const learner *l, const double weight[], assay_profile_view view)
{
    double value[SIGNS], n = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < l->table->rows; i++) {
        if (!(weight[i] > 0) || l->table->label[i] > 0.5)
            continue;
        assay__profile_row(l->table, i, value);
        if (!assay__profile_has_view(value, view))
            continue;
        double x = assay__profile_view_sum(l->model, value, view);
        n++;
        sum += x;
        squares += x * x;
    }
    double mean = n > 0 ? sum / n : 0;
    double variance = n > 1 ? (squares - n * mean * mean) / (n - 1) : 0;
    return (people){mean, variance > 1e-12 ? sqrt(variance) : 1};
}

/* Sums of one view, of a fold's rows by the model of the others. */
static void predict_view(learner *l, size_t fold, assay_profile_view view, bool fitted)
{
    double value[SIGNS];
    people known = people_of(l, l->part, view);
    for (size_t i = 0; i < l->table->rows; i++) {
        if (l->fold[i] != fold)
            continue;
        assay__profile_row(l->table, i, value);
        double sum = assay__profile_view_sum(l->model, value, view);
        l->sum[view][i] = fitted && assay__profile_has_view(value, view)
                              ? (sum - known.mean) / known.spread
                              : ASSAY_NUMBER_UNKNOWN;
    }
}

/* Sums of every view, of rows by the model that had not seen them. */
static void predict_out_of_fold(learner *l, const assay__additive_options *options)
{
    for (size_t fold = 0; fold < l->folds; fold++) {
        leave_out(l, fold, false);
        bool fitted = teaches(l);
        if (fitted)
            (void)assay__additive_fit(l->cuts, l->part, options, l->curves, l->margin,
                                      (assay__additive_watch){NULL, NULL});
        take_curves(l, l->part);
        for (size_t v = 1; v < VIEWS; v++)
            predict_view(l, fold, (assay_profile_view)v, fitted);
    }
}

/* The rows of a view as a labelled sample. @return fakes among them */
static size_t view_sample(const learner *l, size_t view, double score[], double label[],
                          size_t *n)
{
    size_t fakes = 0;
    *n = 0;
    for (size_t i = 0; i < l->table->rows; i++) {
        if (!(l->weight[i] > 0) || isnan(l->sum[view][i]))
            continue;
        score[*n] = l->sum[view][i];
        label[(*n)++] = l->table->label[i];
        fakes += l->table->label[i] > 0.5;
    }
    return fakes;
}

/* Cells between the tenths of both classes taken alike, so that each tells of either. */
static void place_edges(const double probability[], const double label[], size_t n,
                        size_t fakes, assay__profile_scale *scale, double sorted[])
{
    double *fake = sorted, *real = sorted + fakes;
    size_t f = 0, r = 0;
    for (size_t i = 0; i < n; i++) {
        if (label[i] > 0.5)
            fake[f++] = probability[i];
        else
            real[r++] = probability[i];
    }
    assay__sort(fake, f);
    assay__sort(real, r);
    size_t a = 0, b = 0, edge = 0;
    while (a + b < n && edge < BINS - 1) {
        bool from_fakes = b == r || (a < f && fake[a] <= real[b]);
        double x = from_fakes ? fake[a] : real[b];
        a += from_fakes;
        b += !from_fakes;
        double passed = 0.5 * (double)a / (double)f + 0.5 * (double)b / (double)r;
        if (passed * BINS < (double)(edge + 1))
            continue;
        double last = edge > 0 ? scale->edges[edge - 1] : 0;
        scale->edges[edge++] = fmax(x, last + 1e-9);
    }
    for (; edge < BINS - 1; edge++)
        scale->edges[edge] = scale->edges[edge - 1] + 1e-9;
}

static size_t cell_of(const assay__profile_scale *scale, double probability)
{
    size_t cell = 0;
    while (cell < BINS - 1 && probability >= scale->edges[cell])
        cell++;
    return cell;
}

static bool of_class(const learner *l, size_t row, bool fake)
{
    return l->weight[row] > 0 && (l->table->label[row] > 0.5) == fake;
}

/* Places of a class's sources among those kept: each class has half of the room, fakes
 * the first, and neighbours by name lie together where there are more. */
static void place_sources(const learner *l, size_t view, bool fake, size_t place[])
{
    const assay__profile_table *t = l->table;
    const size_t most = ASSAY__MOST_SOURCES / 2;
    size_t n = 0;
    for (size_t s = 0; s < t->n_sources; s++)
        place[s] = SIZE_MAX;
    for (size_t i = 0; i < t->rows; i++)
        if (of_class(l, i, fake) && !isnan(l->sum[view][i]))
            place[t->source[i]] = 0;
    for (size_t s = 0; s < t->n_sources; s++)
        place[s] = place[s] == 0 ? n++ : 0;
    for (size_t s = 0; s < t->n_sources; s++)
        place[s] = (n > most ? place[s] * most / n : place[s]) + (fake ? 0 : most);
}

static assay_status count_sources(learner *l, size_t view, assay_error *err)
{
    const assay__profile_table *t = l->table;
    assay__profile_scale *scale = &l->model->scales[view];
    assay_profiles_source *all =
        assay_arena_array(l->model->arena, ASSAY__MOST_SOURCES, sizeof *all);
    size_t *place = assay_arena_array(l->arena, 2 * t->n_sources + 1, sizeof *place);
    if (all == NULL || place == NULL)
        return no_memory(err);
    for (int fake = 0; fake < 2; fake++)
        place_sources(l, view, fake, place + (size_t)fake * t->n_sources);
    for (size_t i = 0; i < t->rows; i++) {
        if (!(l->weight[i] > 0) || isnan(l->sum[view][i]))
            continue;
        bool fake = t->label[i] > 0.5;
        assay_profiles_source *source = &all[place[fake * t->n_sources + t->source[i]]];
        const char *name = t->name[t->source[i]];
        if (source->name == NULL) {
            source->name = assay_arena_copy(l->model->arena, assay__str(name)).ptr;
            if (source->name == NULL)
                return no_memory(err);
        }
        double p = 1 / (1 + exp(-(scale->intercept + scale->slope * l->sum[view][i])));
        source->fake = fake;
        source->n++;
        source->count[cell_of(scale, p)]++;
    }
    scale->sources = all;
    scale->n_sources = 0;
    for (size_t s = 0; s < ASSAY__MOST_SOURCES; s++)
        if (all[s].n > 0)
            all[scale->n_sources++] = all[s];
    return ASSAY_OK;
}

static assay_status measure_view(learner *l, size_t view, assay_error *err)
{
    size_t n, rows = l->table->rows;
    double *score = assay_arena_array(l->arena, rows + 1, sizeof *score);
    double *label = assay_arena_array(l->arena, rows + 1, sizeof *label);
    double *sorted = assay_arena_array(l->arena, rows + 1, sizeof *sorted);
    if (score == NULL || label == NULL || sorted == NULL)
        return no_memory(err);
    size_t fakes = view_sample(l, view, score, label, &n);
    if (fakes < FEWEST_OF_A_CLASS || n - fakes < FEWEST_OF_A_CLASS)
        return ASSAY_OK; /* the built-in scale stays, and nothing was measured */
    assay__labelled sample = {score, label, n};
    assay__platt map;
    ASSAY__TRY(assay__platt_fit(&sample, &map, l->arena, err));
    assay__profile_scale *scale = &l->model->scales[view];
    scale->slope = map.slope > 0.01 ? map.slope : 0.01;
    scale->intercept = map.intercept;
    for (size_t i = 0; i < n; i++)
        score[i] = 1 / (1 + exp(-(scale->intercept + scale->slope * score[i])));
    place_edges(score, label, n, fakes, scale, sorted);
    return count_sources(l, view, err);
}

static assay_status measure_views(learner *l, assay_error *err)
{
    for (size_t v = 1; v < VIEWS; v++)
        ASSAY__TRY(measure_view(l, v, err));
    return ASSAY_OK;
}

/* The scale found on people's own, for the sums of the whole model. */
static void set_on_people(learner *l, size_t view)
{
    assay__profile_scale *scale = &l->model->scales[view];
    if (scale->n_sources == 0)
        return;
    people known = people_of(l, l->weight, (assay_profile_view)view);
    scale->slope /= known.spread;
    scale->intercept -= scale->slope * known.mean;
}

static assay_status learn(learner *l, assay_error *err)
{
    assay__profile_folds folds;
    ASSAY__TRY(check_labels(l, err));
    ASSAY__TRY(prepare(l, err));
    ASSAY__TRY(assay__profiles_fold(l->table, l->weight, l->arena, &folds, err));
    l->folds = folds.n;
    l->fold = folds.fold;
    l->balance = folds.balance;
    assay__additive_options options = choose(l);
    predict_out_of_fold(l, &options);
    ASSAY__TRY(measure_views(l, err));
    leave_out(l, SIZE_MAX, false);
    (void)assay__additive_fit(l->cuts, l->part, &options, l->curves, l->margin,
                              (assay__additive_watch){NULL, NULL});
    take_curves(l, l->weight);
    for (size_t v = 1; v < VIEWS; v++)
        set_on_people(l, v);
    for (size_t i = 0; i < l->table->rows; i++)
        l->model->n += l->weight[i];
    return ASSAY_OK;
}

assay_status assay__profiles_learn(const assay__profile_table *table,
                                   const double weight[], assay_profiles_model *model,
                                   assay_error *err)
{
    assay_arena *arena = NULL;
    ASSAY__TRY(assay_arena_new((size_t)1 << 20, NULL, &arena, err));
    assay_status status;
    learner *l = assay_arena_alloc(arena, sizeof *l);
    if (l == NULL) {
        status = no_memory(err);
    } else {
        *l = (learner){.table = table, .weight = weight, .model = model, .arena = arena};
        model->labelled = true;
        status = learn(l, err);
    }
    assay_arena_free(arena);
    return status;
}
