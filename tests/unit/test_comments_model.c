/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <assay/comments_model.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "base/str.h"
#include "comments/model.h"
#include "comments/signs.h"
#include "format/base64.h"

enum { PER_ACCOUNT = 40, ACCOUNTS = 6 };

/* Made-up words: `told` comments draw on some, the others on others. */
static const char *const TOLD[] = {"zub", "kelo", "frim", "vasto", "quib"};
static const char *const FREE[] = {"lorn", "mepa", "drus", "tilo", "hank"};

static assay_account accounts[ACCOUNTS];
static assay_comment rows[ACCOUNTS][PER_ACCOUNT];
static double labels[ACCOUNTS][PER_ACCOUNT];
static char texts[ACCOUNTS][PER_ACCOUNT][96], names[ACCOUNTS][8];
static char ids[PER_ACCOUNT][24];
static assay_arena *arena;

static void make_accounts(void)
{
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    for (size_t a = 0; a < ACCOUNTS; a++) {
        snprintf(names[a], sizeof names[a], "a%zu", a % 10);
        accounts[a] = assay_account_unknown();
        accounts[a].platform = ASSAY__LITERAL("tiktok");
        accounts[a].handle = assay__str(names[a]);
        accounts[a].comments = rows[a];
        accounts[a].n_comments = PER_ACCOUNT;
        for (size_t i = 0; i < PER_ACCOUNT; i++) {
            assay__random random = {.key = a * 1000 + i};
            const char *const *pool = i % 2 == 0 ? TOLD : FREE;
            snprintf(texts[a][i], sizeof texts[a][i], "%s %s %s %zu%zu%zu",
                     pool[assay__random_below(&random, 5)],
                     pool[assay__random_below(&random, 5)],
                     pool[assay__random_below(&random, 5)], a, i, a * i);
            snprintf(ids[i], sizeof ids[i], "c%02zu", i);
            labels[a][i] = i % 2 == 0;
            rows[a][i] = (assay_comment){.id = assay__str(ids[i]),
                                         .post = ASSAY__LITERAL("p"),
                                         .at = ASSAY_TIME_UNKNOWN,
                                         .author = assay__str(texts[a][i]),
                                         .text = assay__str(texts[a][i]),
                                         .likes = ASSAY_NUMBER_UNKNOWN,
                                         .author_followers = ASSAY_NUMBER_UNKNOWN};
        }
    }
}

static void drop_accounts(void)
{
    assay_arena_free(arena);
}

TestSuite(comments_model, .init = make_accounts, .fini = drop_accounts);

static assay_comments_fit *fit_in_order(size_t first)
{
    assay_comments_fit *fit;
    cr_assert_eq(assay_comments_fit_new(NULL, &fit, NULL), ASSAY_OK);
    for (size_t k = 0; k < ACCOUNTS; k++) {
        size_t a = (first + k) % ACCOUNTS;
        assay_comments_labels known = {labels[a], NULL, false};
        cr_assert_eq(assay_comments_fit_add(fit, &accounts[a], &known, NULL), ASSAY_OK);
    }
    return fit;
}

static assay_str saved(const assay_comments_model *model)
{
    assay_str bytes;
    cr_assert_eq(assay_comments_model_save(model, arena, &bytes, NULL), ASSAY_OK);
    return bytes;
}

Test(comments_model, shipped_model_loads_and_names_itself)
{
    assay_comments_model *model;
    assay_error err = {0};
    cr_assert_eq(assay_comments_model_default(&model, &err), ASSAY_OK, "%s", err.message);
    cr_expect_eq(strlen(assay_comments_model_sha256(model)), 64);
    cr_expect_str_eq(assay_comments_model_name(model), "default");
    assay_comments_model_free(model);
}

Test(comments_model, fitted_weights_tell_told_from_free)
{
    assay_comments_fit *fit = fit_in_order(0);
    const assay_comments_prediction *predictions;
    size_t n;
    cr_assert_eq(assay_comments_fit_folds(fit, 4, &predictions, &n, NULL), ASSAY_OK);
    cr_assert_eq(n, ACCOUNTS * PER_ACCOUNT);
    for (size_t i = 0; i < n; i++)
        cr_expect_eq(predictions[i].probability > 0.5, predictions[i].label == 1);
    assay_comments_fit_free(fit);
}

Test(comments_model, no_sign_weighs_against_its_own_meaning)
{
    for (size_t a = 0; a < ACCOUNTS; a++)
        for (size_t i = 1; i < PER_ACCOUNT; i += 2) { /* a number in each free comment */
            size_t len = strlen(texts[a][i]);
            snprintf(texts[a][i] + len, sizeof texts[a][i] - len, " 09%zu8765432%zu", i,
                     a);
            rows[a][i].text = assay__str(texts[a][i]);
        }
    assay_comments_fit *fit = fit_in_order(0);
    assay_comments_model *model;
    cr_assert_eq(assay_comments_fit_finish(fit, &model, NULL), ASSAY_OK);
    for (unsigned i = 0; i < ASSAY__SIGN_COUNT; i++)
        if (i != ASSAY__SIGN_BIAS)
            cr_expect_geq(model->weights[i] * assay__sign_row_of((assay__sign)i)->weight,
                          0, "%s", assay__sign_row_of((assay__sign)i)->name);
    cr_expect_eq(model->weights[ASSAY__SIGN_NUMBER], 0);
    assay_comments_model_free(model);
    assay_comments_fit_free(fit);
}

Test(comments_model, the_shipped_signs_mean_what_they_say)
{
    assay_comments_model *model;
    cr_assert_eq(assay_comments_model_default(&model, NULL), ASSAY_OK);
    for (unsigned i = 0; i < ASSAY__SIGN_COUNT; i++)
        if (i != ASSAY__SIGN_BIAS)
            cr_expect_geq(model->weights[i] * assay__sign_row_of((assay__sign)i)->weight,
                          0, "%s", assay__sign_row_of((assay__sign)i)->name);
    assay_comments_model_free(model);
}

Test(comments_model, order_of_accounts_does_not_matter_and_files_come_back_the_same)
{
    assay_comments_fit *a = fit_in_order(0), *b = fit_in_order(3);
    assay_comments_model *from_a, *from_b, *loaded;
    cr_assert_eq(assay_comments_fit_finish(a, &from_a, NULL), ASSAY_OK);
    cr_assert_eq(assay_comments_fit_finish(b, &from_b, NULL), ASSAY_OK);
    assay_str one = saved(from_a), other = saved(from_b);
    cr_assert(assay__str_equal(one, other));
    assay_error err = {0};
    cr_assert_eq(assay_comments_model_load(one, &loaded, &err), ASSAY_OK, "%s",
                 err.message);
    cr_expect(assay__str_equal(one, saved(loaded)));
    assay_comments_model_free(from_a);
    assay_comments_model_free(from_b);
    assay_comments_model_free(loaded);
    assay_comments_fit_free(a);
    assay_comments_fit_free(b);
}

Test(comments_model, a_loaded_model_judges_as_the_fitted_one)
{
    assay_comments_fit *fit = fit_in_order(0);
    assay_comments_model *model;
    cr_assert_eq(assay_comments_fit_finish(fit, &model, NULL), ASSAY_OK);
    assay_norms norms = {.comments = model};
    assay_comments found;
    cr_assert_eq(assay_comments_analyse(&accounts[2], &norms, NULL, arena, &found, NULL),
                 ASSAY_OK);
    for (size_t i = 0; i < PER_ACCOUNT; i++)
        cr_expect_eq(found.checks[i].inauthentic > 0.5, labels[2][i] == 1);
    assay_comments_model_free(model);
    assay_comments_fit_free(fit);
}

Test(comments_model, without_labels_the_built_in_weights_stay)
{
    assay_comments_fit *fit;
    assay_comments_model *model;
    cr_assert_eq(assay_comments_fit_new(NULL, &fit, NULL), ASSAY_OK);
    cr_assert_eq(assay_comments_fit_add(fit, &accounts[0], NULL, NULL), ASSAY_OK);
    cr_assert_eq(assay_comments_fit_finish(fit, &model, NULL), ASSAY_OK);
    for (unsigned i = 0; i < ASSAY__SIGN_COUNT; i++)
        cr_expect_eq(model->weights[i], assay__sign_row_of((assay__sign)i)->weight);
    cr_expect_eq(model->background.comments, PER_ACCOUNT);
    assay_comments_model_free(model);
    assay_comments_fit_free(fit);
}

Test(comments_model, common_phrases_surprise_less_once_they_are_known)
{
    for (size_t a = 0; a < ACCOUNTS; a++)
        for (size_t i = 0; i < 6; i++)
            rows[a][i].text = ASSAY__LITERAL("lorn mepa drus tilo hank nay");
    for (size_t a = 0; a < ACCOUNTS; a++)
        for (size_t i = 0; i < 6; i++)
            labels[a][i] = 0;
    assay_comments_fit *fit = fit_in_order(0);
    assay_comments_model *model;
    cr_assert_eq(assay_comments_fit_finish(fit, &model, NULL), ASSAY_OK);
    cr_expect_geq(model->background.n, 1);
    assay_norms norms = {.comments = model};
    assay_comments known, unknown;
    cr_assert_eq(assay_comments_analyse(&accounts[0], &norms, NULL, arena, &known, NULL),
                 ASSAY_OK);
    cr_assert_eq(assay_comments_analyse(&accounts[0], NULL, NULL, arena, &unknown, NULL),
                 ASSAY_OK);
    cr_expect_lt(known.clusters[0].surprise, unknown.clusters[0].surprise / 3);
    assay_comments_model_free(model);
    assay_comments_fit_free(fit);
}

static void expect_refused(const char *file, const char *place)
{
    assay_comments_model *model = NULL;
    assay_error err = {0};
    cr_expect_eq(assay_comments_model_load(assay__str(file), &model, &err),
                 ASSAY_UNKNOWN_MODEL, "%s", file);
    cr_expect_not_null(strstr(err.message, place), "%s", err.message);
    cr_expect_null(model);
}

Test(comments_model, refuses_what_it_does_not_know)
{
    expect_refused("", "JSON");
    expect_refused("{}", "schema");
    expect_refused("{\"schema\":\"assay.model/2\"}", "schema");
    expect_refused("{\"schema\":\"assay.model/1\",\"kind\":\"accounts\"}", "kind");
    assay_comments_model *model;
    cr_assert_eq(assay_comments_model_default(&model, NULL), ASSAY_OK);
    assay_str good = saved(model);
    assay_comments_model_free(model);
    char *copy = malloc(good.len + 1);
    memcpy(copy, good.ptr, good.len + 1);
    char *weight = strstr(copy, "\"asked\":-");
    cr_assert_not_null(weight);
    weight[9] = weight[9] == '1' ? '2' : '1';
    expect_refused(copy, "payload_sha256");
    free(copy);
}

Test(comments_model, refuses_settings_and_labels_that_cannot_be)
{
    assay_comments_fit *fit;
    assay_comments_fit_options narrow = {.gram_bits = 3}, negative = {.l2 = -1};
    cr_expect_eq(assay_comments_fit_new(&narrow, &fit, NULL), ASSAY_BAD_VALUE);
    cr_expect_eq(assay_comments_fit_new(&negative, &fit, NULL), ASSAY_BAD_VALUE);
    cr_assert_eq(assay_comments_fit_new(NULL, &fit, NULL), ASSAY_OK);
    labels[0][0] = 0.5;
    assay_comments_labels bad = {labels[0], NULL, false};
    cr_expect_eq(assay_comments_fit_add(fit, &accounts[0], &bad, NULL), ASSAY_BAD_VALUE);
    const assay_comments_prediction *out;
    size_t n;
    cr_expect_eq(assay_comments_fit_folds(fit, 1, &out, &n, NULL), ASSAY_USAGE);
    assay_comments_fit_free(fit);
    assay_comments_fit_free(NULL);
    assay_comments_model_free(NULL);
}

Test(comments_model, takes_a_users_phrases)
{
    assay_comments_model *model;
    cr_assert_eq(assay_comments_model_default(&model, NULL), ASSAY_OK);
    assay_norms norms = {.comments = model};
    assay_comments before, after;
    rows[0][1].text = ASSAY__LITERAL("ghé tiệm bánh Hoa Mai nhé");
    cr_assert_eq(assay_comments_analyse(&accounts[0], &norms, NULL, arena, &before, NULL),
                 ASSAY_OK);
    cr_assert_eq(assay_comments_model_add_lexicon(
                     model, ASSAY__LITERAL("lure"),
                     ASSAY__LITERAL("# ours\ntiệm bánh hoa mai\n"), NULL),
                 ASSAY_OK);
    cr_assert_eq(assay_comments_analyse(&accounts[0], &norms, NULL, arena, &after, NULL),
                 ASSAY_OK);
    cr_expect_gt(after.checks[1].inauthentic, before.checks[1].inauthentic + 0.1);
    cr_expect_eq(assay_comments_model_add_lexicon(model, ASSAY__LITERAL("rumours"),
                                                  ASSAY__LITERAL("x"), NULL),
                 ASSAY_BAD_VALUE);
    assay_comments_model_free(model);
}

Test(comments_model, base64_is_that_of_rfc_4648)
{
    static const char *const PAIRS[][2] = {
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}};
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        size_t n = strlen(PAIRS[i][0]);
        assay_str text = assay__base64_write(PAIRS[i][0], n, arena);
        cr_expect(assay__str_equal(text, assay__str(PAIRS[i][1])));
        char back[8];
        cr_expect(assay__base64_read(text, back, n));
        cr_expect_eq(memcmp(back, PAIRS[i][0], n), 0);
        cr_expect_not(assay__base64_read(text, back, n + 3));
    }
    char back[8];
    cr_expect_not(assay__base64_read(ASSAY__LITERAL("Zm9*"), back, 3));
    cr_expect_not(assay__base64_read(ASSAY__LITERAL("ZgA="), back, 1));
}
