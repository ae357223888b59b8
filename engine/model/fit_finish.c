/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the settled sample to the model file, and out-of-fold predictions on the way.
 *
 * Everything here reads the sample in its one order, so the same accounts give the same
 * bytes whoever added them in whichever parts.
 */
#include "model/fit_reference.h"
#include "model/fit_weights.h"

#include "base/str.h"

#include <math.h>
#include <stdlib.h>

enum { FEWEST_ACCOUNTS = 50, FEWEST_LABELS = 20, FOLDS = 5, MOST_FOLDS = 64 };

/* Accounts that count as clean, and how labels stand. */
typedef struct standing {
    bool *clean;  /* [kept] */
    size_t *fold; /* [kept] */
    size_t bad, good;
} standing;

/* Everything a fit's end works with. */
typedef struct work {
    assay_fit *fit;
    assay_model *model;
    assay_arena *arena;   /* lives to the end */
    assay_arena *scratch; /* reset by whoever uses it */
    standing stand;
    assay__fit_data data;
    double spread;
} work;

static void work_free(work *w)
{
    assay_model_free(w->model);
    assay_arena_free(w->arena);
    assay_arena_free(w->scratch);
}

static assay_status work_new(assay_fit *fit, work *w, assay_error *err)
{
    *w = (work){.fit = fit};
    ASSAY__TRY(assay_arena_new((size_t)1 << 20, NULL, &w->arena, err));
    ASSAY__TRY(assay_arena_new((size_t)1 << 20, NULL, &w->scratch, err));
    ASSAY__TRY(assay__model_new(fit->name, &w->model, err));
    w->stand.clean = assay_arena_array(w->arena, fit->n_kept + 1, sizeof(bool));
    w->stand.fold = assay_arena_array(w->arena, fit->n_kept + 1, sizeof(size_t));
    if (w->stand.clean == NULL || w->stand.fold == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to finish a fit");
    return ASSAY_OK;
}

static void count_labels(const assay_fit *fit, standing *stand)
{
    for (size_t i = 0; i < fit->n_kept; i++) {
        double label = fit->kept[i]->label;
        stand->bad += label > 0.5;
        stand->good += label <= 0.5;
    }
    bool enough = stand->good >= FEWEST_ACCOUNTS;
    for (size_t i = 0; i < fit->n_kept; i++) {
        double label = fit->kept[i]->label;
        stand->clean[i] = label <= 0.5 || (!enough && isnan(label));
    }
}

static void describe(work *w)
{
    const assay_fit *fit = w->fit;
    const standing *stand = &w->stand;
    assay_model *model = w->model;
    bool labelled = stand->bad >= FEWEST_LABELS && stand->good >= FEWEST_LABELS;
    model->basis = ASSAY_BASIS_NONE;
    if (labelled)
        model->basis = fit->simulated ? ASSAY_BASIS_SIMULATION : ASSAY_BASIS_LABELS;
    model->evidence = fit->simulated ? ASSAY_SIMULATED : ASSAY_REAL;
    model->n = (double)fit->n_kept;
    double known = (double)(stand->bad + stand->good);
    model->prevalence = labelled ? (double)stand->bad / known : 0.0;
    model->base = labelled ? log(model->prevalence / (1.0 - model->prevalence)) : 0.0;
}

/* Without labels the strangest fifth of a population may be what is looked for: it is
 * left out of the reference, once. */
static const double TRIMMED = 0.2;

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static assay_status trim(work *w, assay_error *err)
{
    size_t n = 0, kept = w->fit->n_kept;
    double *score = assay_arena_array(w->arena, kept + 1, sizeof(double));
    double *sorted = assay_arena_array(w->arena, kept + 1, sizeof(double));
    if (score == NULL || sorted == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to trim a reference");
    size_t row = 0; /* rows are in the order of accounts */
    for (size_t i = 0; i < kept; i++) {
        score[i] = ASSAY_NUMBER_UNKNOWN;
        while (row < w->data.n && w->data.row[row].account < i)
            row++;
        if (row < w->data.n && w->data.row[row].account == i)
            sorted[n++] = score[i] = w->data.row[row].score;
    }
    if (n == 0)
        return ASSAY_OK;
    qsort(sorted, n, sizeof(double), compare_doubles);
    double limit = sorted[(size_t)((1.0 - TRIMMED) * (double)(n - 1))];
    for (size_t i = 0; i < kept; i++)
        w->stand.clean[i] = w->stand.clean[i] && !(score[i] > limit);
    return ASSAY_OK;
}

/* References, and the rows under them. */
static assay_status prepare(work *w, assay_error *err)
{
    ASSAY__TRY(assay__fit_references(w->fit, w->stand.clean, w->model, w->scratch, err));
    return assay__fit_data_make(w->fit, w->model, w->arena, &w->data, err);
}

static assay_status fit_plain(work *w, assay_error *err)
{
    w->data = (assay__fit_data){.fold = w->stand.fold, .n_folds = 1};
    ASSAY__TRY(prepare(w, err));
    assay__plain_weights(&w->data, w->model);
    ASSAY__TRY(trim(w, err));
    ASSAY__TRY(prepare(w, err));
    assay__plain_weights(&w->data, w->model);
    return assay__fit_tables(&w->data, w->stand.clean, w->model, w->arena, err);
}

/* What a score adds up, and what it is worth as a probability. */
static assay_status fit_score(work *w, assay_error *err)
{
    ASSAY__TRY(assay__fit_weights(&w->data, w->model, w->arena, &w->spread, err));
    ASSAY__TRY(assay__fit_diffuse(&w->data, w->stand.clean, w->model, w->arena, err));
    return assay__fit_calibration(&w->data, w->spread, w->model, w->arena, err);
}

static assay_status fit_labelled(work *w, size_t folds, assay_error *err)
{
    w->data = (assay__fit_data){.fold = w->stand.fold, .n_folds = folds};
    ASSAY__TRY(prepare(w, err));
    ASSAY__TRY(fit_score(w, err));
    ASSAY__TRY(assay__fit_witnesses(w->fit, &w->data, w->model, w->arena, err));
    ASSAY__TRY(assay__fit_label_map(&w->data, w->model, w->arena, err));
    return assay__fit_tables(&w->data, w->stand.clean, w->model, w->arena, err);
}

static void folds_by_hash(work *w, size_t folds)
{
    for (size_t i = 0; i < w->fit->n_kept; i++)
        w->stand.fold[i] = (size_t)((w->fit->kept[i]->hash >> 32) % folds);
}

static double predict(const assay_model *model, const assay__sampled *account,
                      double digits[])
{
    const assay__view *whole = &account->view[ASSAY__VIEW_WHOLE];
    const assay__stratum *stratum =
        assay__stratum_of(model, account->platform, account->country);
    assay__model_digits(model, whole->values, &whole->setting,
                        stratum != NULL ? stratum->offset : NULL, digits);
    assay__margin margin = {.core = model->base};
    for (size_t f = 0; f < assay_feature_count(); f++) {
        double part = assay__step_at(model->steps + f * ASSAY__BINS, digits[f]);
        if (assay__is_witness(assay_feature_at(f)->family))
            margin.witnesses += part;
        else
            margin.core += part;
    }
    margin.core += assay__diffuse_part(&model->diffuse,
                                       assay__diffuse_digits(&model->diffuse, digits));
    unsigned pattern = assay__pattern_of(&whole->setting);
    return assay__model_probability(model, pattern, margin, 0.0).value;
}

static assay_status rename_model(assay_model *model, const char *name, assay_error *err)
{
    char *copy = strdup(name);
    if (copy == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to calibrate a model");
    free(model->name);
    model->name = copy;
    return ASSAY_OK;
}

/* A model of its own with the same content. */
static assay_status copy_model(const assay_model *from, assay_model **out,
                               assay_error *err)
{
    assay_bytes file = {0};
    ASSAY__TRY(assay__model_save(from, &file, err));
    assay_status status = assay_model_load((assay_str){file.ptr, file.len}, out, err);
    assay_bytes_free(&file);
    return status;
}

/* Probabilities of the labelled accounts by a model that has seen none of them.
 * @param score, label [kept] of the sample */
static assay_status predict_labelled(const work *w, double score[], double label[],
                                     size_t *n, assay_error *err)
{
    const assay_fit *fit = w->fit;
    double *digits = assay_arena_array(w->arena, assay_feature_count(), sizeof(double));
    if (digits == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to calibrate a model");
    *n = 0;
    for (size_t i = 0; i < fit->n_kept; i++) {
        double p = predict(w->model, fit->kept[i], digits);
        if (isnan(fit->kept[i]->label) || isnan(p))
            continue;
        score[*n] = p;
        label[(*n)++] = fit->kept[i]->label > 0.5 ? 1.0 : 0.0;
    }
    return ASSAY_OK;
}

/* The base model with a map by labels laid over its probabilities. Few labels tell that
 * much; weights they do not. */
static assay_status adapt(work *w, assay_error *err)
{
    assay_model *model = NULL;
    size_t n = 0, bad = 0;
    double *score = assay_arena_array(w->arena, w->fit->n_kept + 1, sizeof(double));
    double *label = assay_arena_array(w->arena, w->fit->n_kept + 1, sizeof(double));
    if (score == NULL || label == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to calibrate a model");
    ASSAY__TRY(copy_model(w->fit->base, &model, err));
    assay_model_free(w->model);
    w->model = model;
    assay__label_map_free(&model->labels);
    ASSAY__TRY(predict_labelled(w, score, label, &n, err));
    for (size_t i = 0; i < n; i++)
        bad += label[i] > 0.5 ? 1 : 0;
    if (assay__label_method_for(bad, n - bad) == ASSAY__LABELS_NO_MAP)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "%zu labels of assessable accounts (%zu inflated) do not tell "
                          "what probabilities are worth: %d of both kinds are needed",
                          n, bad, ASSAY__BETA_FEWEST);
    assay__labelled sample = {score, label, n};
    ASSAY__TRY(assay__label_map_fit(&sample, &model->labels, w->arena, err));
    model->basis = ASSAY_BASIS_LABELS;
    model->prevalence = (double)bad / (double)n;
    return rename_model(model, w->fit->name, err);
}

/* Fills the model of prepared work. */
static assay_status fit_all(work *w, assay_error *err)
{
    if (w->fit->base != NULL)
        return adapt(w, err);
    count_labels(w->fit, &w->stand);
    describe(w);
    ASSAY__TRY(assay__fit_strata(w->fit, w->model, err));
    if (w->model->basis == ASSAY_BASIS_NONE)
        return fit_plain(w, err);
    folds_by_hash(w, FOLDS);
    return fit_labelled(w, FOLDS, err);
}

assay_status assay_fit_finish(assay_fit *fit, assay_bytes *out, assay_error *err)
{
    assay__fit_settle(fit);
    if (fit->n_kept < FEWEST_ACCOUNTS)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "%zu accounts are too few for a model: %d are needed",
                          fit->n_kept, FEWEST_ACCOUNTS);
    work w;
    assay_status status = work_new(fit, &w, err);
    if (status == ASSAY_OK)
        status = fit_all(&w, err);
    if (status == ASSAY_OK)
        status = assay__model_save(w.model, out, err);
    work_free(&w);
    return status;
}

/* Numbers the groups in order of first appearance in the sorted sample; more than
 * MOST_FOLDS of them count as one too many. */
static size_t number_groups(const assay_fit *fit, size_t fold[])
{
    assay_str names[MOST_FOLDS];
    size_t n = 0;
    for (size_t i = 0; i < fit->n_kept; i++) {
        size_t k = 0;
        while (k < n && !assay__str_equal(names[k], fit->kept[i]->group))
            k++;
        if (k == MOST_FOLDS)
            return MOST_FOLDS + 1;
        if (k == n)
            names[n++] = fit->kept[i]->group;
        fold[i] = k;
    }
    return n;
}

/* Fold of each kept account: by hash, or by group when none are wanted. */
static assay_status number_folds(const assay_fit *fit, size_t wanted, size_t fold[],
                                 size_t *folds, assay_error *err)
{
    *folds = wanted > 0 ? wanted : number_groups(fit, fold);
    if (*folds < 2 || *folds > MOST_FOLDS)
        return assay_fail(err, ASSAY_USAGE, "2 to %d folds are needed", MOST_FOLDS);
    for (size_t i = 0; wanted > 0 && i < fit->n_kept; i++)
        fold[i] = (size_t)(fit->kept[i]->hash % wanted);
    return ASSAY_OK;
}

/* Predicts one fold by a model of all the others. @param part an empty shell of a fit
 * whose room holds every account */
static assay_status predict_fold(const assay_fit *fit, assay_fit *part,
                                 const size_t fold[], size_t left_out,
                                 double probability[], assay_error *err)
{
    part->n_kept = 0;
    for (size_t i = 0; i < fit->n_kept; i++)
        if (fold[i] != left_out)
            part->kept[part->n_kept++] = fit->kept[i];
    work w;
    assay_status status = work_new(part, &w, err);
    if (status == ASSAY_OK)
        status = fit_all(&w, err);
    if (status == ASSAY_OK && w.model->basis == ASSAY_BASIS_NONE)
        status = assay_fail(err, ASSAY_UNUSABLE,
                            "without fold %zu fewer than %d labels of a class are left",
                            left_out, FEWEST_LABELS);
    double *digits = NULL;
    if (status == ASSAY_OK)
        digits = assay_arena_array(w.arena, assay_feature_count(), sizeof(double));
    if (status == ASSAY_OK && digits == NULL)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fold");
    for (size_t i = 0; status == ASSAY_OK && i < fit->n_kept; i++)
        if (fold[i] == left_out)
            probability[i] = predict(w.model, fit->kept[i], digits);
    work_free(&w);
    return status;
}

static int compare_predictions(const void *a, const void *b)
{
    const assay_prediction *left = a, *right = b;
    int order = assay__str_compare(left->platform, right->platform);
    return order != 0 ? order : assay__str_compare(left->handle, right->handle);
}

static void list_predictions(const assay_fit *fit, const double probability[],
                             assay_prediction out[])
{
    for (size_t i = 0; i < fit->n_kept; i++)
        out[i] = (assay_prediction){fit->kept[i]->platform, fit->kept[i]->handle,
                                    fit->kept[i]->label, probability[i]};
    qsort(out, fit->n_kept, sizeof *out, compare_predictions);
}

/* Memory of the folds of one fit. */
typedef struct fold_work {
    assay__sampled **kept;
    size_t *fold;
    double *probability;
    assay_prediction *list;
} fold_work;

static bool fold_room(fold_work *w, size_t accounts)
{
    w->kept = calloc(accounts + 1, sizeof(assay__sampled *));
    w->fold = calloc(accounts + 1, sizeof *w->fold);
    w->probability = calloc(accounts + 1, sizeof *w->probability);
    w->list = calloc(accounts + 1, sizeof *w->list);
    return w->kept != NULL && w->fold != NULL && w->probability != NULL &&
           w->list != NULL;
}

static assay_status predict_all(const assay_fit *fit, size_t folds, fold_work *w,
                                assay_error *err)
{
    if (!fold_room(w, fit->n_kept))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for folds");
    assay_fit part = *fit;
    part.kept = w->kept;
    size_t numbered = 0;
    ASSAY__TRY(number_folds(fit, folds, w->fold, &numbered, err));
    for (size_t k = 0; k < numbered; k++)
        ASSAY__TRY(predict_fold(fit, &part, w->fold, k, w->probability, err));
    list_predictions(fit, w->probability, w->list);
    return ASSAY_OK;
}

assay_status assay_fit_folds(assay_fit *fit, size_t folds, assay_prediction **out,
                             size_t *n, assay_error *err)
{
    assay__fit_settle(fit);
    fold_work w = {0};
    assay_status status = predict_all(fit, folds, &w, err);
    if (status == ASSAY_OK) {
        *out = w.list;
        *n = fit->n_kept;
    } else {
        free(w.list);
    }
    free(w.kept);
    free(w.fold);
    free(w.probability);
    return status;
}

void assay_predictions_free(assay_prediction *predictions)
{
    free(predictions);
}
