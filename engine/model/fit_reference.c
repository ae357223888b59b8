/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clean reference of each statistic: a robust line in log followers and in the amount
 * of data, an offset per stratum drawn to its parent, a scale that may change with the
 * amount, and the upper tail of what is left.
 *
 * A statistic on which a third of the clean accounts agree (mostly 0) has no line: its
 * order among the others is all there is.
 */
#include "model/fit_reference.h"

#include "base/str.h"
#include "feature/scale.h"
#include "stat/order.h"
#include "stat/robust.h"
#include "stat/shrink.h"

#include <math.h>

enum { FEWEST = 20, COLUMNS = 3 };

static const double POINT_MASS = 0.3, OUTSIDE = 0.01;

/* The known values of one statistic among clean accounts. */
typedef struct column {
    size_t n;
    double *x;                  /* on the scale, times the direction */
    double *setting;            /* [n * COLUMNS] 1, size, amount */
    size_t *platform, *country; /* strata, SIZE_MAX for none */
    double *rest;               /* x less what is usual */
    double *scratch;            /* [2n] */
} column;

static bool column_room(column *c, size_t rows, assay_arena *arena)
{
    c->x = assay_arena_array(arena, rows, sizeof(double));
    c->setting = assay_arena_array(arena, rows, COLUMNS * sizeof(double));
    c->platform = assay_arena_array(arena, rows, sizeof(size_t));
    c->country = assay_arena_array(arena, rows, sizeof(size_t));
    c->rest = assay_arena_array(arena, rows, sizeof(double));
    c->scratch = assay_arena_array(arena, rows, 2 * sizeof(double));
    return c->x && c->setting && c->platform && c->country && c->rest && c->scratch;
}

static size_t stratum_index(const assay_model *model, const assay__stratum *stratum)
{
    return stratum == NULL ? SIZE_MAX : (size_t)(stratum - model->strata);
}

static void gather(const assay_fit *fit, const bool clean[], const assay_model *model,
                   size_t feature, column *c)
{
    const assay_feature *row = assay_feature_at(feature);
    c->n = 0;
    for (size_t i = 0; i < fit->n_kept; i++) {
        const assay__sampled *account = fit->kept[i];
        if (!clean[i])
            continue;
        size_t platform =
            stratum_index(model, assay__stratum_find(model, account->platform));
        size_t country = stratum_index(
            model, assay__stratum_of(model, account->platform, account->country));
        for (size_t v = 0; v < ASSAY__VIEW_COUNT; v++) {
            const assay__view *view = &account->view[v];
            double value = view->values[feature];
            if (view->setting.there == 0 || isnan(value))
                continue;
            c->x[c->n] = row->direction * assay__feature_scaled(feature, value);
            double *at = c->setting + COLUMNS * c->n;
            at[0] = 1.0;
            at[1] = view->setting.size;
            at[2] = view->setting.amount[row->family];
            c->platform[c->n] = platform;
            c->country[c->n++] = country;
        }
    }
}

/* Largest share of one value. */
static double mode_share(const column *c)
{
    memcpy(c->scratch, c->x, c->n * sizeof(double));
    assay__sort(c->scratch, c->n);
    size_t best = 0, run = 0;
    for (size_t i = 0; i < c->n; i++) {
        run = i > 0 && c->scratch[i] == c->scratch[i - 1] ? run + 1 : 1;
        best = run > best ? run : best;
    }
    return (double)best / (double)c->n;
}

/* Fits on the first d columns of the setting; false when they depend on each other. */
static bool line_on(const column *c, size_t d, double location[])
{
    double *packed = c->rest; /* not needed yet; d columns do not fit beyond one */
    assay__robust_problem problem = {.y = c->x, .n = c->n, .d = d};
    problem.x = c->setting;
    if (d == 1) {
        for (size_t i = 0; i < c->n; i++)
            packed[i] = 1.0;
        problem.x = packed;
    }
    assay__robust_fit fitted = assay__robust_regression(&problem, c->scratch);
    if (isnan(fitted.coefficient[0]))
        return false;
    for (size_t k = 0; k < COLUMNS; k++)
        location[k] = k < d ? fitted.coefficient[k] : 0.0;
    return true;
}

static void subtract_line(column *c, const double location[])
{
    for (size_t i = 0; i < c->n; i++) {
        const double *at = c->setting + COLUMNS * i;
        c->rest[i] = c->x[i] - location[0] - location[1] * at[1] - location[2] * at[2];
    }
}

/* Adds shrunk means of what is left to the offsets of the strata rows belong to. */
static assay_status shift_strata(assay_model *model, size_t feature, column *c,
                                 const size_t belongs[], assay_arena *arena)
{
    size_t n = model->n_strata;
    assay__group *groups = assay_arena_array(arena, n + 1, sizeof *groups);
    if (groups == NULL)
        return ASSAY_NO_MEMORY;
    double spread = assay__mad(c->rest, c->n, 0.0, c->scratch);
    for (size_t i = 0; i < c->n; i++) {
        if (belongs[i] == SIZE_MAX)
            continue;
        assay__group *group = &groups[belongs[i]];
        double kept = fmax(-3.0 * spread, fmin(3.0 * spread, c->rest[i]));
        group->n += 1.0;
        double step = kept - group->mean;
        group->mean += step / group->n;
        group->variance += step * (kept - group->mean);
    }
    for (size_t g = 0; g < n; g++)
        groups[g].variance /= fmax(1.0, groups[g].n - 1.0);
    double kappa = assay__shrink_kappa(groups, n);
    if (isnan(kappa))
        return ASSAY_OK; /* one stratum: nothing to tell apart */
    for (size_t g = 0; g < n; g++) {
        double mean = assay__shrink(groups[g].n, groups[g].mean, kappa, 0.0);
        groups[g].mean = groups[g].n > 0.0 ? mean : 0.0;
        model->strata[g].offset[feature] += groups[g].mean;
    }
    for (size_t i = 0; i < c->n; i++)
        c->rest[i] -= belongs[i] != SIZE_MAX ? groups[belongs[i]].mean : 0.0;
    return ASSAY_OK;
}

/* A country starts from its platform's offset. */
static void pass_on_offsets(assay_model *model, size_t feature)
{
    for (size_t s = 0; s < model->n_strata; s++) {
        const char *name = model->strata[s].name;
        const char *slash = strchr(name, '/');
        if (slash == NULL)
            continue;
        const assay__stratum *parent =
            assay__stratum_find(model, (assay_str){name, (size_t)(slash - name)});
        model->strata[s].offset[feature] = parent->offset[feature];
    }
}

/* Spread of what is left, by the halves of the amount, as a straight line in logs. */
static void fit_scale(const column *c, assay__reference *reference)
{
    double low = 0.0, high = 0.0, *part = c->scratch;
    double amounts[2] = {0.0, 0.0}, spread[2];
    for (size_t i = 0; i < c->n; i++)
        part[i] = c->setting[COLUMNS * i + 2];
    double middle = assay__median_in_place(part, c->n);
    for (int half = 0; half < 2; half++) {
        size_t n = 0;
        double sum = 0.0;
        for (size_t i = 0; i < c->n; i++) {
            double amount = c->setting[COLUMNS * i + 2];
            if ((amount > middle) != (half == 1))
                continue;
            part[n++] = c->rest[i];
            sum += amount;
        }
        spread[half] = assay__mad(part, n, 0.0, c->scratch + c->n);
        amounts[half] = n > 0 ? sum / (double)n : 0.0;
    }
    low = spread[0];
    high = spread[1];
    double whole = assay__mad(c->rest, c->n, 0.0, c->scratch);
    reference->log_scale[0] = log(fmax(whole, 1e-9));
    reference->log_scale[1] = 0.0;
    if (low > 0.0 && high > 0.0 && amounts[1] - amounts[0] > 0.3) {
        double slope = log(high / low) / (amounts[1] - amounts[0]);
        reference->log_scale[1] = fmax(-1.0, fmin(1.0, slope));
        reference->log_scale[0] = log(high) - reference->log_scale[1] * amounts[1];
    }
}

/* Narrows the setting to where all but a hundredth on either side lie, so that a few
 * accounts far out do not widen the range in which the line is believed. */
static void limit_setting(column *c, assay__reference *reference)
{
    double *ranges[] = {reference->size, reference->amount};
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < c->n; i++)
            c->scratch[i] = c->setting[COLUMNS * i + 1 + k];
        assay__sort(c->scratch, c->n);
        ranges[k][0] = assay__quantile_sorted(c->scratch, c->n, OUTSIDE);
        ranges[k][1] = assay__quantile_sorted(c->scratch, c->n, 1.0 - OUTSIDE);
    }
    for (size_t i = 0; i < c->n; i++)
        assay__reference_clamp(reference, &c->setting[COLUMNS * i + 1],
                               &c->setting[COLUMNS * i + 2]);
}

static assay_status fit_line(assay_model *model, size_t feature, column *c,
                             assay_arena *arena)
{
    assay__reference *reference = &model->references[feature];
    bool fitted =
        line_on(c, COLUMNS, reference->location) || line_on(c, 1, reference->location);
    if (!fitted)
        reference->location[0] = assay__median(c->x, c->n, c->scratch);
    subtract_line(c, reference->location);
    assay_status status = shift_strata(model, feature, c, c->platform, arena);
    if (status != ASSAY_OK)
        return status;
    pass_on_offsets(model, feature);
    status = shift_strata(model, feature, c, c->country, arena);
    fit_scale(c, reference);
    return status;
}

static assay_status fit_one(assay_model *model, size_t feature, column *c,
                            assay_arena *arena)
{
    assay__reference *reference = &model->references[feature];
    *reference = (assay__reference){.used = c->n >= FEWEST};
    if (!reference->used)
        return ASSAY_OK;
    reference->conditional = mode_share(c) < POINT_MASS;
    limit_setting(c, reference);
    if (reference->conditional) {
        assay_status status = fit_line(model, feature, c, arena);
        if (status != ASSAY_OK)
            return status;
    }
    for (size_t i = 0; i < c->n; i++) {
        double amount = c->setting[COLUMNS * i + 2];
        double scale = exp(reference->log_scale[0] + reference->log_scale[1] * amount);
        c->scratch[i] = reference->conditional ? c->rest[i] / scale : c->x[i];
    }
    assay__sort(c->scratch, c->n);
    reference->tail = assay__tail_table_fit(c->scratch, c->n);
    return ASSAY_OK;
}

assay_status assay__fit_references(const assay_fit *fit, const bool clean[],
                                   assay_model *model, assay_arena *arena,
                                   assay_error *err)
{
    for (size_t s = 0; s < model->n_strata; s++)
        memset(model->strata[s].offset, 0, assay_feature_count() * sizeof(double));
    for (size_t f = 0; f < assay_feature_count(); f++) {
        assay_arena_reset(arena);
        column c = {0};
        if (!column_room(&c, fit->n_kept * ASSAY__VIEW_COUNT + 1, arena))
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a reference");
        gather(fit, clean, model, f, &c);
        if (fit_one(model, f, &c, arena) != ASSAY_OK)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a reference");
    }
    return ASSAY_OK;
}
