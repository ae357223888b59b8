/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fitting the comments model.
 *
 * Each labelled comment becomes a sparse row: the sum the built-in weights give it, its
 * signs, and the runs of its words and letters, these scaled to one length. A ridge on
 * all but a light one on the first draws the whole towards the built-in weights, since
 * the model is what the first column's slope makes of them and what the others add.
 *
 * Rows are sorted before they are fitted, so that the order of accounts does not matter.
 */
#include <assay/comments_model.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "comments/describe.h"
#include "comments/fit_slopes.h"
#include "comments/grams.h"
#include "comments/judge.h"
#include "comments/model.h"
#include "stat/logistic.h"

enum { ARENA_BYTES = 1 << 20, MOST_FOLDS = 64 };

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to fit a comments model");
}

static assay_status check_options(const assay_comments_fit_options *options,
                                  assay_error *err)
{
    if (!(options->l2 >= 0) || !isfinite(options->l2))
        return assay_fail(err, ASSAY_BAD_VALUE, "the penalty must be positive");
    if (options->gram_bits < 10 || options->gram_bits > 18)
        return assay_fail(err, ASSAY_BAD_VALUE, "gram_bits must be 10 to 18");
    return ASSAY_OK;
}

/* A fit in the arena, its lexicons read; the arena stays the caller's on failure. */
static assay_status make_fit(assay_arena *arena, const assay_comments_fit_options *given,
                             assay_comments_fit **out, assay_error *err)
{
    assay_comments_fit *fit = assay_arena_alloc(arena, sizeof *fit);
    if (fit == NULL)
        return no_memory(err);
    *fit = (assay_comments_fit){.arena = arena, .options = *given};
    (void)snprintf(fit->name, sizeof fit->name, "%s",
                   given->name != NULL ? given->name : "fitted");
    ASSAY__TRY(assay__lexicon_default(arena, &fit->lexicon, err));
    ASSAY__TRY(assay_arena_new(ARENA_BYTES, NULL, &fit->work, err));
    *out = fit;
    return ASSAY_OK;
}

assay_status assay_comments_fit_new(const assay_comments_fit_options *options,
                                    assay_comments_fit **out, assay_error *err)
{
    assay_comments_fit_options given = {.name = NULL};
    if (options != NULL)
        given = *options;
    given.l2 = given.l2 != 0 ? given.l2 : 1;
    given.gram_bits = given.gram_bits != 0 ? given.gram_bits : 15;
    ASSAY__TRY(check_options(&given, err));
    assay_arena *arena;
    ASSAY__TRY(assay_arena_new(ARENA_BYTES, NULL, &arena, err));
    assay_status status = make_fit(arena, &given, out, err);
    if (status != ASSAY_OK)
        assay_arena_free(arena);
    return status;
}

static double rule_score(const double signs[])
{
    double sum = 0;
    for (unsigned i = 0; i < ASSAY__SIGN_COUNT; i++)
        sum += assay__sign_row_of((assay__sign)i)->weight * signs[i];
    return sum;
}

static int compare_columns(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Appends the runs: each column once, all of them together of one length. */
static void put_grams(assay__comment_row *out, uint32_t grams[], size_t n)
{
    qsort(grams, n, sizeof *grams, compare_columns);
    float each = n == 0 ? 0 : (float)(ASSAY__GRAM_LENGTH / sqrt((double)n));
    for (size_t i = 0; i < n; i++) {
        uint32_t column = ASSAY__FIRST_GRAM + grams[i];
        if (out->n > 0 && out->columns[out->n - 1] == column) {
            out->values[out->n - 1] += each;
            continue;
        }
        out->columns[out->n] = column;
        out->values[out->n++] = each;
    }
}

static void put(assay__comment_row *out, uint32_t column, double value)
{
    if (value == 0)
        return;
    out->columns[out->n] = column;
    out->values[out->n++] = (float)value;
}

static assay_status make_row(assay_comments_fit *fit, const assay__remark *remark,
                             const double signs[], assay__comment_row *out,
                             assay_error *err)
{
    uint32_t grams[ASSAY__GRAMS_MOST];
    size_t n =
        out->invented ? 0 : assay__grams_read(remark, fit->options.gram_bits, grams);
    size_t room = n + ASSAY__FIRST_GRAM;
    out->columns = assay_arena_array(fit->arena, room, sizeof *out->columns);
    out->values = assay_arena_array(fit->arena, room, sizeof *out->values);
    if (out->columns == NULL || out->values == NULL)
        return no_memory(err);
    put(out, ASSAY__RULE_COLUMN, rule_score(signs) / ASSAY__RULE_SCALE);
    for (uint32_t i = 0; i < ASSAY__SIGN_COUNT; i++)
        put(out, ASSAY__FIRST_SIGN + i, signs[i]);
    put_grams(out, grams, n);
    return ASSAY_OK;
}

static assay_status describe_row(assay_comments_fit *fit, const assay_account *account,
                                 const assay_comment *comment, assay__comment_row *out,
                                 assay_error *err)
{
    const assay_str texts[] = {account->platform, account->handle, comment->post,
                               comment->id};
    assay_str copies[4];
    for (size_t i = 0; i < 4; i++) {
        copies[i] = assay_arena_copy(fit->arena, texts[i]);
        if (copies[i].ptr == NULL && texts[i].ptr != NULL)
            return no_memory(err);
    }
    out->about.platform = copies[0];
    out->about.handle = copies[1];
    out->about.post = copies[2];
    out->about.id = copies[3];
    uint64_t key = assay__hash(account->handle, assay__hash(account->platform, 0));
    out->key = assay__hash(comment->author, key);
    return ASSAY_OK;
}

static assay_status add_remark(assay_comments_fit *fit, const assay__sample *sample,
                               const assay__duplicates *found,
                               const assay__remark *remark,
                               const assay_comments_labels *labels, assay_error *err)
{
    assay__comment_row *fresh = assay_arena_alloc(fit->arena, sizeof *fresh);
    if (fresh == NULL)
        return no_memory(err);
    bool known = labels != NULL && labels->inauthentic != NULL;
    fresh->about.label = known ? labels->inauthentic[remark->index] : (double)NAN;
    bool usable =
        isnan(fresh->about.label) || fresh->about.label == 0 || fresh->about.label == 1;
    if (!usable)
        return assay_fail(err, ASSAY_BAD_VALUE, "comment %.*s: label not 0 or 1",
                          ASSAY__ARG(remark->comment->id));
    if (labels != NULL && labels->group != NULL)
        fresh->group = assay_arena_copy(fit->arena, labels->group[remark->index]);
    fresh->invented = labels != NULL && labels->invented;
    double signs[ASSAY__SIGN_COUNT];
    assay__signs_read(sample, found, remark, signs);
    ASSAY__TRY(describe_row(fit, sample->account, remark->comment, fresh, err));
    ASSAY__TRY(make_row(fit, remark, signs, fresh, err));
    fresh->next = fit->rows;
    fit->rows = fresh;
    fit->n_rows++;
    fit->labelled += !isnan(fresh->about.label) ? 1 : 0;
    fit->entries += fresh->n;
    return ASSAY_OK;
}

/* An account's comments with all that their signs need. */
static assay_status read_account(assay_comments_fit *fit, const assay_account *account,
                                 assay__sample *sample, assay__duplicates *found,
                                 assay_error *err)
{
    assay_comments scratch = {.n = 0};
    assay_arena_reset(fit->work);
    ASSAY__TRY(assay__sample_make(account, fit->lexicon, NULL, fit->work, sample, err));
    ASSAY__TRY(assay__duplicates_find(sample, assay__background_of(NULL), fit->work,
                                      found, err));
    ASSAY__TRY(assay__describe_times(sample, fit->work, &scratch, err));
    return assay__describe_words(sample, fit->work, &scratch, err);
}

assay_status assay_comments_fit_add(assay_comments_fit *fit, const assay_account *account,
                                    const assay_comments_labels *labels, assay_error *err)
{
    assay__sample sample = {.n = 0};
    assay__duplicates found = {.n = 0};
    ASSAY__TRY(read_account(fit, account, &sample, &found, err));
    for (size_t i = 0; i < sample.n; i++)
        ASSAY__TRY(add_remark(fit, &sample, &found, &sample.remarks[i], labels, err));
    if (labels != NULL && labels->invented)
        return ASSAY_OK;
    return assay__phrase_count_add(&fit->counts, &sample, labels, fit->arena, err);
}

static int compare_rows(const void *a, const void *b)
{
    const assay_comments_prediction *x = &(*(const assay__comment_row *const *)a)->about;
    const assay_comments_prediction *y = &(*(const assay__comment_row *const *)b)->about;
    int order = assay__str_compare(x->platform, y->platform);
    if (order == 0)
        order = assay__str_compare(x->handle, y->handle);
    if (order == 0)
        order = assay__str_compare(x->post, y->post);
    return order != 0 ? order : assay__str_compare(x->id, y->id);
}

static const assay__comment_row **sort_rows(const assay_comments_fit *fit,
                                            assay_arena *arena)
{
    const assay__comment_row **sorted =
        assay_arena_array(arena, fit->n_rows + 1, sizeof(void *));
    size_t n = 0;
    if (sorted == NULL)
        return NULL;
    for (const assay__comment_row *at = fit->rows; at != NULL; at = at->next)
        sorted[n++] = at;
    qsort(sorted, n, sizeof(void *), compare_rows);
    return sorted;
}

static double probability_of(const assay__comment_row *r, const double slopes[],
                             double intercept)
{
    double sum = intercept;
    for (uint32_t i = 0; i < r->n; i++)
        sum += slopes[r->columns[i]] * (double)r->values[i];
    return assay__logistic(sum);
}

/* Numbers the folds of the sorted rows: by hash, or groups in order of their name. */
static assay_status number_folds(const assay__selection *s, size_t folds, uint32_t fold[],
                                 uint32_t *n_folds, assay_error *err)
{
    for (size_t i = 0; i < s->n; i++) {
        if (folds > 0) {
            fold[i] = (uint32_t)(s->rows[i]->key % folds);
            continue;
        }
        size_t j = 0;
        while (j < i && !assay__str_equal(s->rows[j]->group, s->rows[i]->group))
            j++;
        fold[i] = j < i ? fold[j] : (*n_folds)++;
        if (*n_folds > 4096)
            return assay_fail(err, ASSAY_USAGE, "more than 4096 groups to leave out");
    }
    if (folds > 0)
        *n_folds = (uint32_t)folds;
    return ASSAY_OK;
}

static assay_status predict_with(const assay_comments_fit *fit, const assay__selection *s,
                                 assay_arena *arena, assay_comments_prediction out[],
                                 assay_error *err)
{
    size_t columns = assay__column_count(fit);
    double *slopes = assay_arena_array(arena, columns + 1, sizeof *slopes);
    if (slopes == NULL)
        return no_memory(err);
    ASSAY__TRY(assay__fit_slopes(fit, s, arena, slopes, err));
    for (size_t i = 0; i < s->n; i++)
        if (s->fold[i] == s->left_out)
            out[i].probability = probability_of(s->rows[i], slopes, slopes[columns]);
    return ASSAY_OK;
}

static assay_status predict_fold(const assay_comments_fit *fit, const assay__selection *s,
                                 assay_comments_prediction out[], assay_error *err)
{
    assay_arena *arena;
    ASSAY__TRY(assay_arena_new(ARENA_BYTES, NULL, &arena, err));
    assay_status status = predict_with(fit, s, arena, out, err);
    assay_arena_free(arena);
    return status;
}

assay_status assay_comments_fit_folds(assay_comments_fit *fit, size_t folds,
                                      const assay_comments_prediction **out, size_t *n,
                                      assay_error *err)
{
    if (folds == 1 || folds > MOST_FOLDS)
        return assay_fail(err, ASSAY_USAGE, "folds must be 2 to 64");
    const assay__comment_row **sorted = sort_rows(fit, fit->arena);
    uint32_t *fold = assay_arena_array(fit->arena, fit->n_rows + 1, sizeof *fold);
    assay_comments_prediction *predictions =
        assay_arena_array(fit->arena, fit->n_rows + 1, sizeof *predictions);
    if (sorted == NULL || fold == NULL || predictions == NULL)
        return no_memory(err);
    assay__selection s = {.rows = sorted, .n = fit->n_rows, .fold = fold};
    uint32_t n_folds = 0;
    ASSAY__TRY(number_folds(&s, folds, fold, &n_folds, err));
    for (size_t i = 0; i < s.n; i++)
        predictions[i] = sorted[i]->about;
    for (s.left_out = 0; s.left_out < n_folds; s.left_out++)
        ASSAY__TRY(predict_fold(fit, &s, predictions, err));
    *out = predictions;
    *n = fit->n_rows;
    return ASSAY_OK;
}

/* Weights by the slopes: what the first column makes of the built-in ones, and more. */
static assay_status take_slopes(const assay_comments_fit *fit, const double slopes[],
                                assay_comments_model *model, assay_error *err)
{
    size_t n_grams = (size_t)1 << fit->options.gram_bits;
    for (uint32_t i = 0; i < ASSAY__SIGN_COUNT; i++)
        model->weights[i] = assay__weight_of(slopes, ASSAY__FIRST_SIGN + i);
    model->weights[ASSAY__SIGN_BIAS] += slopes[ASSAY__FIRST_GRAM + n_grams];
    double most = 0;
    for (size_t i = 0; i < n_grams; i++)
        most = fabs(slopes[ASSAY__FIRST_GRAM + i]) > most
                   ? fabs(slopes[ASSAY__FIRST_GRAM + i])
                   : most;
    int8_t *grams = assay_arena_alloc(model->arena, n_grams);
    if (grams == NULL)
        return no_memory(err);
    model->gram_step = most / INT8_MAX;
    for (size_t i = 0; i < n_grams && most > 0; i++)
        grams[i] = (int8_t)lround(slopes[ASSAY__FIRST_GRAM + i] / model->gram_step);
    model->grams = grams;
    model->gram_bits = fit->options.gram_bits;
    return ASSAY_OK;
}

static bool has_both_labels(const assay_comments_fit *fit)
{
    size_t ones = 0, zeros = 0;
    for (const assay__comment_row *at = fit->rows; at != NULL; at = at->next) {
        ones += at->about.label == 1;
        zeros += at->about.label == 0;
    }
    return ones > 0 && zeros > 0;
}

static assay_status fill_model(assay_comments_fit *fit, assay_comments_model *model,
                               assay_error *err)
{
    ASSAY__TRY(
        assay__phrase_count_finish(&fit->counts, model->arena, &model->background, err));
    if (!has_both_labels(fit))
        return ASSAY_OK;
    assay_arena_reset(fit->work);
    assay__selection s = {
        .rows = sort_rows(fit, fit->work), .n = fit->n_rows, .left_out = ASSAY__NONE};
    double *slopes =
        assay_arena_array(fit->work, assay__column_count(fit) + 1, sizeof *slopes);
    if (s.rows == NULL || slopes == NULL)
        return no_memory(err);
    ASSAY__TRY(assay__fit_slopes(fit, &s, fit->work, slopes, err));
    return take_slopes(fit, slopes, model, err);
}

assay_status assay_comments_fit_finish(assay_comments_fit *fit,
                                       assay_comments_model **out, assay_error *err)
{
    assay_comments_model *model;
    ASSAY__TRY(assay__comments_model_new(fit->name, &model, err));
    assay_status status = fill_model(fit, model, err);
    if (status != ASSAY_OK) {
        assay_comments_model_free(model);
        return status;
    }
    *out = model;
    return ASSAY_OK;
}

void assay_comments_fit_free(assay_comments_fit *fit)
{
    if (fit == NULL)
        return;
    assay_arena_free(fit->work);
    assay_arena_free(fit->arena);
}
