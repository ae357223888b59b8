/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits of parts merge into the fit of the whole, byte for byte. */
#include <assay/fit.h>

#include "invented.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <string.h>

enum { ACCOUNTS = 70, PARTS = 7 };

static const assay_str NO_GROUP = {NULL, 0};
static assay_fit_options options = {
    .name = "test", .sample = 64, .simulated = true, .whole_only = true};

static assay_fit *fit_new(void)
{
    assay_fit *fit = NULL;
    assay_initialise();
    cr_assert_eq(assay_fit_new(&options, &fit, NULL), ASSAY_OK);
    return fit;
}

static void add(assay_fit *fit, int i, bool labelled)
{
    static invented it;
    assay_error err = {0};
    invent(&it, i, i % 2 == 1);
    it.account.n_growth = 0; /* the curve is the dear part, and parts are what matters */
    it.account.followers = 8000.0 + i;
    double label = labelled ? (double)(i % 2) : ASSAY_NUMBER_UNKNOWN;
    assay_str group = i % 3 == 0 ? ASSAY__LITERAL("a") : ASSAY__LITERAL("b");
    cr_assert_eq(assay_fit_add(fit, &it.account, NULL, label, group, &err), ASSAY_OK,
                 "%s", err.message);
}

static assay_bytes finish(assay_fit *fit)
{
    assay_bytes model = {0};
    assay_error err = {0};
    cr_assert_eq(assay_fit_finish(fit, &model, &err), ASSAY_OK, "%s", err.message);
    return model;
}

static void same(assay_bytes a, assay_bytes b)
{
    cr_assert_eq(a.len, b.len);
    cr_assert_eq(memcmp(a.ptr, b.ptr, a.len), 0);
}

/* All in one fit; in seven merged forwards; in seven merged backwards through bytes. */
Test(fit, any_parts_in_any_order_give_one_model)
{
    assay_fit *whole = fit_new(), *forwards = fit_new(), *backwards = fit_new();
    assay_fit *part[PARTS];
    for (int k = 0; k < PARTS; k++)
        part[k] = fit_new();
    for (int i = ACCOUNTS; i-- > 0;)
        add(whole, i, true);
    for (int i = 0; i < ACCOUNTS; i++)
        add(part[i % PARTS], i, true);
    for (int k = 0; k < PARTS; k++) {
        cr_assert_eq(assay_fit_merge(forwards, part[k], NULL), ASSAY_OK);
        assay_bytes bytes = {0};
        assay_fit *restored = NULL;
        cr_assert_eq(assay_fit_serialise(part[PARTS - 1 - k], &bytes, NULL), ASSAY_OK);
        cr_assert_eq(assay_fit_restore((assay_str){bytes.ptr, bytes.len}, &options,
                                       &restored, NULL),
                     ASSAY_OK);
        cr_assert_eq(assay_fit_merge(backwards, restored, NULL), ASSAY_OK);
        assay_fit_free(restored);
        assay_bytes_free(&bytes);
    }
    assay_bytes a = finish(whole), b = finish(forwards), c = finish(backwards);
    same(a, b);
    same(a, c);
    assay_model *model = NULL;
    assay_error err = {0};
    cr_assert_eq(assay_model_load((assay_str){a.ptr, a.len}, &model, &err), ASSAY_OK,
                 "%s", err.message);
    cr_assert_eq(assay_model_basis(model), ASSAY_BASIS_SIMULATION);
    assay_model_free(model);
    assay_prediction *folds = NULL;
    size_t n = 0;
    cr_assert_eq(assay_fit_folds(whole, 8, &folds, &n, &err), ASSAY_OK, "%s",
                 err.message);
    cr_assert_eq(n, 64);
    for (size_t i = 1; i < n; i++)
        cr_assert_lt(assay__str_compare(folds[i - 1].handle, folds[i].handle), 0);
    double right = 0.0;
    for (size_t i = 0; i < n; i++)
        right += (folds[i].probability > 0.5) == (folds[i].label > 0.5);
    cr_assert_gt(right / (double)n, 0.9, "%g", right / (double)n);
    assay_predictions_free(folds);
    assay_bytes_free(&a);
    assay_bytes_free(&b);
    assay_bytes_free(&c);
    for (int k = 0; k < PARTS; k++)
        assay_fit_free(part[k]);
    assay_fit_free(whole);
    assay_fit_free(forwards);
    assay_fit_free(backwards);
}

Test(fit, without_labels_there_is_a_score_and_no_probability)
{
    assay_fit *fit = fit_new();
    for (int i = 0; i < 60; i++)
        add(fit, i, false);
    assay_bytes bytes = finish(fit);
    assay_model *model = NULL;
    cr_assert_eq(assay_model_load((assay_str){bytes.ptr, bytes.len}, &model, NULL),
                 ASSAY_OK);
    cr_assert_eq(assay_model_basis(model), ASSAY_BASIS_NONE);
    assay_model_free(model);
    assay_bytes_free(&bytes);
    assay_fit_free(fit);
}

Test(fit, bytes_of_something_else_and_of_other_settings_are_refused)
{
    assay_fit *fit = fit_new(), *restored = NULL;
    for (int i = 0; i < 3; i++)
        add(fit, i, true);
    assay_bytes bytes = {0};
    cr_assert_eq(assay_fit_serialise(fit, &bytes, NULL), ASSAY_OK);
    for (size_t len = 0; len < bytes.len; len += bytes.len / 60 + 1)
        cr_assert_eq(
            assay_fit_restore((assay_str){bytes.ptr, len}, &options, &restored, NULL),
            ASSAY_BAD_SYNTAX);
    assay_fit_options other = options;
    other.sample = 99;
    cr_assert_eq(
        assay_fit_restore((assay_str){bytes.ptr, bytes.len}, &other, &restored, NULL),
        ASSAY_BAD_SYNTAX);
    assay_fit *different = NULL;
    cr_assert_eq(assay_fit_new(&other, &different, NULL), ASSAY_OK);
    cr_assert_eq(assay_fit_merge(fit, different, NULL), ASSAY_USAGE);
    assay_fit_free(different);
    assay_bytes_free(&bytes);
    assay_fit_free(fit);
}

Test(fit, a_handful_and_a_bad_name_are_refused)
{
    assay_fit *fit = fit_new(), *none = NULL;
    assay_bytes bytes = {0};
    add(fit, 1, true);
    cr_assert_eq(assay_fit_finish(fit, &bytes, NULL), ASSAY_UNUSABLE);
    assay_fit_options bad = {.name = "a b"};
    cr_assert_eq(assay_fit_new(&bad, &none, NULL), ASSAY_BAD_VALUE);
    cr_assert(NO_GROUP.ptr == NULL);
    assay_fit_free(fit);
}

/* Bytes of the library do not end in a NUL. */
static bool holds(assay_bytes bytes, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= bytes.len; i++)
        if (memcmp(bytes.ptr + i, word, n) == 0)
            return true;
    return false;
}

/* 70 labels: the built-in model's weights stay, a beta map says what they are worth. */
Test(fit, few_labels_calibrate_a_base_model_and_leave_its_weights)
{
    assay_model *base = NULL, *made = NULL;
    assay_error err = {0};
    assay_fit *fit = NULL;
    assay_initialise();
    cr_assert_eq(assay_model_default(&base, &err), ASSAY_OK, "%s", err.message);
    assay_fit_options few = {.name = "few", .base = base, .whole_only = true};
    cr_assert_eq(assay_fit_new(&few, &fit, &err), ASSAY_OK);
    for (int i = 0; i < ACCOUNTS; i++)
        add(fit, i, true);
    assay_bytes file = finish(fit), facts = {0}, apart = {0};
    const assay_str text = {file.ptr, file.len};
    cr_assert_eq(assay_model_load(text, &made, &err), ASSAY_OK, "%s", err.message);
    cr_assert_eq(assay_model_basis(made), ASSAY_BASIS_LABELS);
    cr_assert_eq(assay_model_show(text, &facts, &err), ASSAY_OK);
    cr_assert(holds(facts, "beta, 70"));
    cr_assert_eq(assay_model_diff(assay_model_default_file(), text, &apart, &err),
                 ASSAY_OK);
    cr_assert_not(holds(apart, "steps"));
    cr_assert(holds(apart, "label_map"));
    assay_bytes_free(&file);
    assay_bytes_free(&facts);
    assay_bytes_free(&apart);
    assay_model_free(base);
    assay_model_free(made);
    assay_fit_free(fit);
}

Test(fit, a_base_model_needs_labels_of_both_kinds)
{
    assay_model *base = NULL;
    assay_error err = {0};
    assay_fit *fit = NULL;
    assay_bytes file = {0};
    assay_initialise();
    cr_assert_eq(assay_model_default(&base, &err), ASSAY_OK, "%s", err.message);
    assay_fit_options few = {.name = "few", .base = base, .whole_only = true};
    cr_assert_eq(assay_fit_new(&few, &fit, &err), ASSAY_OK);
    for (int i = 0; i < ACCOUNTS; i++)
        add(fit, i, false);
    cr_assert_eq(assay_fit_finish(fit, &file, &err), ASSAY_UNUSABLE);
    cr_assert_not_null(strstr(err.message, "50 of both kinds"), "%s", err.message);
    cr_assert(assay_fit_bears_weights(50, 150));
    cr_assert_not(assay_fit_bears_weights(49, 900));
    assay_model_free(base);
    assay_fit_free(fit);
}
