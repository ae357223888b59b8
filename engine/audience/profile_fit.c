/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles gathered for a fit. Rows are sorted by key, then by what they show, before
 * anything is learnt, so their order in the input cannot matter. */
#include <assay/profiles_fit.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audience/profile_learn.h"
#include "base/hash.h"
#include "base/str.h"

enum { SIGNS = ASSAY__PROFILE_SIGNS, MOST_FOLDS = 64 };

typedef struct taken {
    double value[SIGNS];
    double fake;
    assay_str key, source;
} taken;

struct assay_profiles_fit {
    assay_arena *arena; /* texts and predictions */
    taken *rows;
    size_t n, room, labelled;
    char name[64];
};

assay_status assay_profiles_fit_new(const char *name, assay_profiles_fit **out,
                                    assay_error *err)
{
    const char *wanted = name == NULL ? "fitted" : name;
    if (strlen(wanted) > 63)
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "the name of a model has 63 bytes at most");
    assay_profiles_fit *fit = calloc(1, sizeof *fit);
    if (fit == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit");
    assay_status status = assay_arena_new(1 << 16, NULL, &fit->arena, err);
    if (status != ASSAY_OK) {
        free(fit);
        return status;
    }
    memcpy(fit->name, wanted, strlen(wanted) + 1);
    *out = fit;
    return ASSAY_OK;
}

void assay_profiles_fit_free(assay_profiles_fit *fit)
{
    if (fit == NULL)
        return;
    assay_arena_free(fit->arena);
    free(fit->rows);
    free(fit);
}

size_t assay_profiles_fit_count(const assay_profiles_fit *fit, size_t *labelled)
{
    if (labelled != NULL)
        *labelled = fit->labelled;
    return fit->n;
}

static assay_status make_room(assay_profiles_fit *fit, assay_error *err)
{
    if (fit->n < fit->room)
        return ASSAY_OK;
    size_t room = fit->room == 0 ? 256 : fit->room * 2;
    taken *rows = realloc(fit->rows, room * sizeof *rows);
    if (rows == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for profiles");
    fit->rows = rows;
    fit->room = room;
    return ASSAY_OK;
}

assay_status assay_profiles_fit_add(assay_profiles_fit *fit, const assay_member *member,
                                    int64_t as_of, const assay_profile_label *label,
                                    assay_error *err)
{
    if (label->fake < 0 || label->fake > 1 ||
        (label->fake > 0 && label->fake < 1)) /* NaN passes */
        return assay_fail(err, ASSAY_BAD_VALUE, "%.*s: a label is 0 or 1",
                          ASSAY__ARG(label->key));
    ASSAY__TRY(make_room(fit, err));
    taken *row = &fit->rows[fit->n];
    assay__profile_read(member, as_of, row->value);
    if (assay__profile_view_of(row->value) == ASSAY_PROFILE_NOTHING)
        return ASSAY_OK;
    row->fake = label->fake;
    row->key = assay_arena_copy(fit->arena, label->key);
    row->source = assay_arena_copy(
        fit->arena, label->source.ptr == NULL ? ASSAY__LITERAL("") : label->source);
    if (row->key.ptr == NULL || row->source.ptr == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for profiles");
    fit->n++;
    fit->labelled += isnan(label->fake) ? 0 : 1;
    return ASSAY_OK;
}

/* ---- the one order --------------------------------------------------------------- */

static int compare_numbers(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (int)isnan(a) - (int)isnan(b);
    return (a > b) - (a < b);
}

static int compare_rows(const void *a, const void *b)
{
    const taken *left = a, *right = b;
    int order = assay__str_compare(left->key, right->key);
    if (order == 0)
        order = assay__str_compare(left->source, right->source);
    if (order == 0)
        order = compare_numbers(left->fake, right->fake);
    for (size_t k = 0; order == 0 && k < SIGNS; k++)
        order = compare_numbers(left->value[k], right->value[k]);
    return order;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sources by name, numbered. */
static size_t number_sources(const assay_profiles_fit *fit, const char *name[],
                             size_t source[])
{
    size_t n = 0;
    for (size_t i = 0; i < fit->n; i++)
        name[i] = fit->rows[i].source.ptr;
    qsort(name, fit->n, sizeof *name, compare_names);
    for (size_t i = 0; i < fit->n; i++)
        if (n == 0 || strcmp(name[n - 1], name[i]) != 0)
            name[n++] = name[i];
    for (size_t i = 0; i < fit->n; i++) {
        const char *own = fit->rows[i].source.ptr;
        const char *const *found = bsearch(&own, name, n, sizeof *name, compare_names);
        source[i] = found == NULL ? 0 : (size_t)(found - name);
    }
    return n;
}

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to fit profiles");
}

/* The rows as columns. */
static assay_status lay_out(assay_profiles_fit *fit, assay_arena *arena,
                            assay__profile_table *out, assay_error *err)
{
    size_t n = fit->n;
    if (n > 0)
        qsort(fit->rows, n, sizeof *fit->rows, compare_rows);
    double *value = assay_arena_array(arena, SIGNS * n + 1, sizeof *value);
    double *label = assay_arena_array(arena, n + 1, sizeof *label);
    size_t *source = assay_arena_array(arena, n + 1, sizeof *source);
    uint64_t *hash = assay_arena_array(arena, n + 1, sizeof *hash);
    const char **name = assay_arena_array(arena, n + 1, sizeof *name);
    if (!value || !label || !source || !hash || !name)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < SIGNS; k++)
            value[k * n + i] = fit->rows[i].value[k];
        label[i] = fit->rows[i].fake > 0.5;
        hash[i] = assay__hash(fit->rows[i].key, 0);
    }
    *out = (assay__profile_table){.rows = n,
                                  .value = value,
                                  .label = label,
                                  .source = source,
                                  .name = name,
                                  .n_sources = number_sources(fit, name, source),
                                  .hash = hash};
    return ASSAY_OK;
}

/* ---- a model, and predictions ---------------------------------------------------- */

static assay_status learn_all(assay_profiles_fit *fit, bool labelled,
                              assay_profiles_model *model, assay_arena *arena,
                              assay_error *err)
{
    assay__profile_table table;
    double *weight = assay_arena_array(arena, fit->n + 1, sizeof *weight);
    if (weight == NULL)
        return no_memory(err);
    ASSAY__TRY(lay_out(fit, arena, &table, err));
    if (!labelled)
        return assay__profiles_learn_tails(&table, model, err);
    for (size_t i = 0; i < fit->n; i++)
        weight[i] = !isnan(fit->rows[i].fake);
    return assay__profiles_learn(&table, weight, model, err);
}

assay_status assay_profiles_fit_finish(assay_profiles_fit *fit, bool labelled,
                                       assay_profiles_model **out, assay_error *err)
{
    assay_arena *arena = NULL;
    assay_profiles_model *model = NULL;
    ASSAY__TRY(assay_arena_new((size_t)1 << 20, NULL, &arena, err));
    assay_status status = assay__profiles_model_new(fit->name, &model, err);
    if (status == ASSAY_OK)
        status = learn_all(fit, labelled, model, arena, err);
    assay_arena_free(arena);
    if (status != ASSAY_OK) {
        assay_profiles_model_free(model);
        return status;
    }
    *out = model;
    return ASSAY_OK;
}

/** Rows in folds, and room for the weights of those that teach. */
typedef struct folded {
    const assay_profiles_fit *fit;
    assay__profile_table table;
    size_t *fold;   /* [n] */
    double *weight; /* [n] */
} folded;

/* Keeps a fold out of the fit. @return whether anything lies in it */
static bool leave_out(const folded *f, size_t left_out)
{
    bool any = false;
    for (size_t i = 0; i < f->fit->n; i++) {
        any = any || f->fold[i] == left_out;
        f->weight[i] = f->fold[i] != left_out && !isnan(f->fit->rows[i].fake);
    }
    return any;
}

static double probability_of(const assay_profiles_model *model,
                             const assay__profile_table *table, size_t row)
{
    double value[SIGNS];
    assay__profile_row(table, row, value);
    const assay__profile_scale *scale = &model->scales[assay__profile_view_of(value)];
    double sum = assay__profiles_sum(model, value, NULL);
    return 1 / (1 + exp(-(scale->intercept + scale->slope * sum)));
}

/* Predictions for one fold by a model of the others. */
static assay_status predict_fold(const folded *f, size_t left_out,
                                 assay_profile_prediction out[], assay_error *err)
{
    assay_profiles_model *model = NULL;
    if (!leave_out(f, left_out))
        return ASSAY_OK;
    ASSAY__TRY(assay__profiles_model_new("fold", &model, err));
    assay_status status = assay__profiles_learn(&f->table, f->weight, model, err);
    for (size_t i = 0; status == ASSAY_OK && i < f->fit->n; i++)
        if (f->fold[i] == left_out)
            out[i].probability = probability_of(model, &f->table, i);
    assay_profiles_model_free(model);
    return status;
}

/* A row's fold: by its key, or by its source where sources are left out. */
static size_t fold_of(const assay__profile_table *table, size_t row, size_t folds)
{
    size_t source = table->source[row];
    if (folds > 0)
        return (size_t)(table->hash[row] % folds);
    return table->name[source][0] != '\0' ? source
                                          : (size_t)(table->hash[row] % table->n_sources);
}

static assay_status predict(assay_profiles_fit *fit, size_t folds,
                            assay_profile_prediction out[], assay_arena *arena,
                            assay_error *err)
{
    folded f = {.fit = fit,
                .fold = assay_arena_array(arena, fit->n + 1, sizeof *f.fold),
                .weight = assay_arena_array(arena, fit->n + 1, sizeof *f.weight)};
    if (f.weight == NULL || f.fold == NULL)
        return no_memory(err);
    ASSAY__TRY(lay_out(fit, arena, &f.table, err));
    for (size_t i = 0; i < fit->n; i++) {
        out[i] = (assay_profile_prediction){fit->rows[i].key, fit->rows[i].fake,
                                            ASSAY_NUMBER_UNKNOWN};
        f.fold[i] = fold_of(&f.table, i, folds);
    }
    size_t rounds = folds > 0 ? folds : f.table.n_sources;
    for (size_t k = 0; k < rounds; k++)
        ASSAY__TRY(predict_fold(&f, k, out, err));
    return ASSAY_OK;
}

assay_status assay_profiles_fit_folds(assay_profiles_fit *fit, size_t folds,
                                      const assay_profile_prediction **out, size_t *n,
                                      assay_error *err)
{
    if (folds == 1 || folds > MOST_FOLDS)
        return assay_fail(err, ASSAY_USAGE, "folds are 2 to %d", MOST_FOLDS);
    assay_arena *arena = NULL;
    ASSAY__TRY(assay_arena_new((size_t)1 << 20, NULL, &arena, err));
    assay_profile_prediction *found =
        assay_arena_array(fit->arena, fit->n + 1, sizeof *found);
    assay_status status =
        found == NULL ? no_memory(err) : predict(fit, folds, found, arena, err);
    assay_arena_free(arena);
    if (status != ASSAY_OK)
        return status;
    *out = found;
    *n = fit->n;
    return ASSAY_OK;
}
