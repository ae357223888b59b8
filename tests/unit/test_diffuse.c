/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diffuse channel: honest about clean accounts, sharp on combinations, the same after
 * a file, and refused when the file is damaged. */
#include "model/fit_weights.h"
#include "model/model.h"
#include "model/model_names.h"

#include "base/random.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 1000, COLUMNS = 8, FOLDS = 5 };

static assay__fit_row rows[N];
static double label[N];
static size_t fold[N];
static bool clean[N];
static double *digits;
static assay_model *model;
static assay_arena *arena;

/* Digits of a clean account: exponential as -log10 p is, a shared factor in each. */
static void fill(size_t i)
{
    assay__random random = {.key = i + 1};
    double shared = -log10(1.0 - assay__random_uniform(&random));
    double *row = digits + i * assay_feature_count();
    for (size_t f = 0; f < assay_feature_count(); f++)
        row[f] = ASSAY_NUMBER_UNKNOWN;
    for (size_t j = 0; j < COLUMNS; j++)
        row[j] = 0.7 * shared - 0.3 * log10(1.0 - assay__random_uniform(&random));
}

static void make(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    cr_assert_eq(assay__model_new("test", &model, NULL), ASSAY_OK);
    digits = calloc(N * assay_feature_count(), sizeof *digits);
    for (size_t i = 0; i < N; i++) {
        rows[i] = (assay__fit_row){.account = i, .real = true, .weight = 1.0};
        rows[i].pattern = ASSAY__WHOLE_PATTERN;
        fold[i] = i % FOLDS;
        clean[i] = true;
        label[i] = i % 7 == 0; /* of no relation to the digits */
        rows[i].score = label[i] + (double)(i % 11) * 0.2;
        fill(i);
    }
    for (size_t j = 0; j < COLUMNS; j++) {
        model->references[j].used = true;
        for (size_t bin = 0; bin < ASSAY__BINS; bin++)
            model->steps[j * ASSAY__BINS + bin] = 0.1 * (double)bin;
    }
}

static void drop(void)
{
    assay_model_free(model);
    assay_arena_free(arena);
    free(digits);
}

TestSuite(diffuse, .init = make, .fini = drop);

static void fit(void)
{
    assay__fit_data data = {.row = rows,
                            .n = N,
                            .digits = digits,
                            .label = label,
                            .fold = fold,
                            .n_folds = FOLDS};
    assay_error err = {0};
    cr_assert_eq(assay__fit_diffuse(&data, clean, model, arena, &err), ASSAY_OK, "%s",
                 err.message);
    cr_assert_eq(model->diffuse.n, COLUMNS);
}

static double digits_of(const double row[])
{
    return assay__diffuse_digits(&model->diffuse, row);
}

/* One account: two columns high together and the others, which go with them, low. */
static void plant(double row[])
{
    memcpy(row, digits, assay_feature_count() * sizeof *row);
    for (size_t j = 0; j < COLUMNS; j++)
        row[j] = j == 2 || j == 5 ? 2.0 : 0.05;
}

static void clean_accounts_are_as_strange_as_p_says(void)
{
    size_t below = 0, judged = 0;
    for (size_t i = 0; i < N; i++) {
        if (fold[i] < 3) /* the detectors saw these */
            continue;
        judged++;
        below += digits_of(digits + i * assay_feature_count()) >= 1.0;
    }
    double share = (double)below / (double)judged;
    cr_expect_float_eq(share, 0.1, 0.03, "%g", share);
}

static void a_combination_nobody_shows_stands_out_and_is_named(void)
{
    double *row = calloc(assay_feature_count(), sizeof *row);
    size_t far[ASSAY__DIFFUSE_NAMED];
    plant(row);
    cr_expect_gt(digits_of(row), 2.0, "%g", digits_of(row));
    cr_assert_eq(assay__diffuse_farthest(&model->diffuse, row, far),
                 ASSAY__DIFFUSE_NAMED);
    cr_expect((far[0] == 2 && far[1] == 5) || (far[0] == 5 && far[1] == 2));
    free(row);
}

static void what_is_noise_gets_no_weight(void)
{
    cr_expect_eq(model->diffuse.weight, 0.0);
    cr_expect_eq(rows[0].score, 1.0);
}

static void unknown_when_a_third_is_missing(void)
{
    for (size_t j = 0; j < 3; j++)
        digits[j] = ASSAY_NUMBER_UNKNOWN;
    cr_expect(isnan(digits_of(digits)));
    cr_expect_eq(assay__diffuse_part(&model->diffuse, digits_of(digits)), 0.0);
    assay__diffuse_free(&model->diffuse);
    cr_expect(isnan(digits_of(digits + assay_feature_count())), "no channel at all");
}

/* One fit for all that is asked of it: it is what takes the time. */
Test(diffuse, a_channel_of_clean_accounts_is_honest_and_sharp_on_combinations)
{
    fit();
    clean_accounts_are_as_strange_as_p_says();
    a_combination_nobody_shows_stands_out_and_is_named();
    what_is_noise_gets_no_weight();
    unknown_when_a_third_is_missing();
}

Test(diffuse, too_few_accounts_give_no_channel)
{
    assay__fit_data few = {.row = rows,
                           .n = 300,
                           .digits = digits,
                           .label = label,
                           .fold = fold,
                           .n_folds = FOLDS};
    cr_assert_eq(assay__fit_diffuse(&few, clean, model, arena, NULL), ASSAY_OK);
    cr_expect_eq(model->diffuse.n, 0);
}

Test(diffuse, what_tells_labels_apart_gets_a_weight)
{
    for (size_t i = 0; i < N; i++) {
        clean[i] = label[i] < 0.5;
        if (!clean[i])
            plant(digits + i * assay_feature_count());
    }
    fit();
    cr_expect_gt(model->diffuse.weight, 0.0);
    cr_expect_gt(rows[0].score, 1.0);
}

static assay_bytes saved(void)
{
    assay_bytes file = {0};
    assay_error err = {0};
    fit();
    cr_assert_eq(assay__model_save(model, &file, &err), ASSAY_OK, "%s", err.message);
    return file;
}

/* Loading the payload's channel with the first `old` turned into `new` of equal length. */
static assay_status load_changed(const assay_bytes *file, const char *old,
                                 const char *new)
{
    char *copy = calloc(file->len + 1, 1);
    memcpy(copy, file->ptr, file->len);
    char *at = strstr(strstr(copy, "\"diffuse\":"), old);
    cr_assert_not_null(at, "%s", old);
    memcpy(at, new, strlen(new));
    assay__document *document = NULL;
    cr_assert_eq(assay__document_parse((assay_str){copy, file->len}, &document, NULL),
                 ASSAY_OK);
    const assay__node *payload =
        assay__node_member(assay__document_root(document), "payload");
    assay_model *target = NULL;
    assay_error err = {0};
    cr_assert_eq(assay__model_new("test", &target, NULL), ASSAY_OK);
    assay_status status = assay__model_fill(payload, target, &err);
    assay_model_free(target);
    assay__document_free(document);
    free(copy);
    return status;
}

static void gives_back_the_same_bits(const assay_bytes *file)
{
    assay_model *loaded = NULL;
    assay_error err = {0};
    cr_assert_eq(assay_model_load((assay_str){file->ptr, file->len}, &loaded, &err),
                 ASSAY_OK, "%s", err.message);
    for (size_t i = 0; i < N; i++) {
        const double *row = digits + i * assay_feature_count();
        cr_assert_eq(assay__diffuse_digits(&loaded->diffuse, row), digits_of(row));
    }
    assay_model_free(loaded);
}

static void is_refused_when_damaged(const assay_bytes *file)
{
    cr_expect_eq(load_changed(file, "\"weight\":", "\"weight\":"), ASSAY_OK);
    cr_expect_eq(load_changed(file, "\"weight\":", "\"weighs\":"), ASSAY_UNKNOWN_MODEL);
    cr_expect_eq(load_changed(file, "\"forest\"", "\"florid\""), ASSAY_UNKNOWN_MODEL);
    cr_expect_eq(load_changed(file, "\"size\":", "\"size\":1"), ASSAY_UNKNOWN_MODEL);
    cr_expect_eq(load_changed(file, "\"numbers\":\"", "\"numbers\":\"////"),
                 ASSAY_UNKNOWN_MODEL, "not a number of columns");
    cr_expect_eq(load_changed(file, "growth.tail_max", "growth.tall_max"),
                 ASSAY_UNKNOWN_MODEL);
}

Test(diffuse, a_file_gives_back_the_same_bits_and_is_refused_when_damaged)
{
    assay_bytes file = saved();
    gives_back_the_same_bits(&file);
    is_refused_when_damaged(&file);
    assay_bytes_free(&file);
}
