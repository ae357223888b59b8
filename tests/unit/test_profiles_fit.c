/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assay/profiles_fit.h>

#include "audience/profile_model.h"
#include "base/random.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PEOPLE = 160 };

static assay_member nobody(void)
{
    assay_account account = assay_account_unknown();
    return assay_member_of_account(&account);
}

/* An invented person, or a fake that follows many and has little; every fourth hides its
 * counts. */
static assay_member invent(size_t i, bool fake)
{
    assay__random random = {.key = 40 + i};
    assay_member m = nobody();
    double luck = assay__random_uniform(&random), mood = assay__random_uniform(&random);
    m.username_length = 8 + floor(6 * mood);
    m.username_digits = fake && luck > 0.4 ? 4 : 0;
    m.has_picture = fake && mood < 0.4 ? ASSAY_NO : ASSAY_YES;
    if (i % 4 == 3)
        return m;
    m.followers = floor(exp(fake ? 1 + 3 * luck : 4 + 3 * luck));
    m.following = floor(exp(fake ? 5 + 3 * mood : 4 + 2 * mood));
    m.posts = floor(exp(fake ? 2 * luck : 2 + 3 * mood));
    return m;
}

static void add(assay_profiles_fit *fit, size_t i, bool labelled)
{
    char key[32], seller[16];
    bool fake = i % 5 == 0;
    snprintf(key, sizeof key, "invented,u%zu", i);
    snprintf(seller, sizeof seller, "seller%zu", i / 5 % 2);
    assay_profile_label label = {assay__str(key),
                                 labelled ? (double)fake : ASSAY_NUMBER_UNKNOWN,
                                 fake ? assay__str(seller) : (assay_str){NULL, 0}};
    assay_member member = invent(i, fake);
    cr_assert_eq(assay_profiles_fit_add(fit, &member, ASSAY_TIME_UNKNOWN, &label, NULL),
                 ASSAY_OK);
}

static assay_profiles_fit *gathered(bool backwards, bool labelled)
{
    assay_profiles_fit *fit;
    cr_assert_eq(assay_profiles_fit_new(NULL, &fit, NULL), ASSAY_OK);
    for (size_t i = 0; i < PEOPLE; i++)
        add(fit, backwards ? PEOPLE - 1 - i : i, labelled);
    return fit;
}

static assay_profiles_model *fitted(bool backwards, bool labelled)
{
    assay_profiles_fit *fit = gathered(backwards, labelled);
    assay_profiles_model *model;
    cr_assert_eq(assay_profiles_fit_finish(fit, labelled, &model, NULL), ASSAY_OK);
    assay_profiles_fit_free(fit);
    return model;
}

Test(profiles_fit, order_of_rows_does_not_matter)
{
    assay_buffer one = {0}, other = {0};
    for (int labelled = 0; labelled < 2; labelled++) {
        assay_profiles_model *a = fitted(false, labelled), *b = fitted(true, labelled);
        cr_assert_eq(assay__profiles_save(a, &one, NULL), ASSAY_OK);
        cr_assert_eq(assay__profiles_save(b, &other, NULL), ASSAY_OK);
        cr_assert(assay__str_equal((assay_str){one.bytes, one.len},
                                   (assay_str){other.bytes, other.len}));
        assay__buffer_free(&one);
        assay__buffer_free(&other);
        assay_profiles_model_free(a);
        assay_profiles_model_free(b);
    }
}

/* More of what speaks for a fake never lowers the answer, whatever the rest is. */
Test(profiles_fit, more_of_a_fakes_look_never_lowers_the_answer)
{
    for (int labelled = 0; labelled < 2; labelled++) {
        assay_profiles_model *model = fitted(false, labelled);
        for (size_t i = 0; i < PEOPLE; i += 7) {
            double last = -1;
            for (double step = 0; step < 8; step++) {
                assay_member m = invent(i - i % 4, i % 2 == 0);
                m.following = 30 * exp(step);
                m.posts = floor(300 * exp(-step));
                m.followers = floor(900 * exp(-step));
                m.username_digits = step < m.username_length ? step : m.username_length;
                double p = assay_profiles_probability(model, &m, ASSAY_TIME_UNKNOWN);
                cr_assert_geq(p, last - 1e-12);
                last = p;
            }
        }
        assay_profiles_model_free(model);
    }
}

Test(profiles_fit, fakes_rank_above_people_with_labels_and_without)
{
    for (int labelled = 0; labelled < 2; labelled++) {
        assay_profiles_model *model = fitted(false, labelled);
        double right = 0, pairs = 0;
        for (size_t i = 1000; i < 1060; i++) {
            assay_member fake = invent(i, true), real = invent(i + 60, false);
            double a = assay_profiles_probability(model, &fake, ASSAY_TIME_UNKNOWN);
            double b = assay_profiles_probability(model, &real, ASSAY_TIME_UNKNOWN);
            right += a > b;
            pairs++;
        }
        cr_assert_gt(right / pairs, 0.85);
        cr_assert_eq(assay_profiles_model_labelled(model), labelled);
        assay_profiles_model_free(model);
    }
}

Test(profiles_fit, sellers_are_counted_by_models_that_had_not_seen_them)
{
    assay_profiles_model *model = fitted(false, true);
    const assay_profiles_source *sources;
    const double *edges;
    size_t n = assay_profiles_model_sources(model, ASSAY_PROFILE_WHOLE, &sources, &edges);
    cr_assert_eq(n, 3);
    cr_assert(sources[0].fake && sources[1].fake && !sources[2].fake);
    cr_assert_str_eq(sources[0].name, "seller0");
    double total = 0;
    for (size_t s = 0; s < n; s++)
        total += sources[s].n;
    cr_assert_eq(total, PEOPLE - PEOPLE / 4);
    for (size_t b = 1; b < ASSAY_PROFILE_BINS - 1; b++)
        cr_assert_gt(edges[b], edges[b - 1]);
    assay_profiles_model_free(model);
}

/* What a list hides then moves nobody. */
Test(profiles_fit, a_curve_adds_nothing_for_people_on_average)
{
    assay_profiles_model *model = fitted(false, true);
    double value[ASSAY__PROFILE_SIGNS], term[ASSAY__PROFILE_SIGNS];
    double sum[ASSAY__PROFILE_SIGNS] = {0}, known[ASSAY__PROFILE_SIGNS] = {0};
    size_t fitted_signs = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        assay_member m = invent(i, false);
        if (i % 5 == 0)
            continue;
        assay__profile_read(&m, ASSAY_TIME_UNKNOWN, value);
        (void)assay__profiles_sum(model, value, term);
        for (size_t k = 0; k < ASSAY__PROFILE_SIGNS; k++) {
            sum[k] += isnan(value[k]) ? 0 : term[k];
            known[k] += isnan(value[k]) ? 0 : 1;
        }
    }
    for (size_t k = 0; k < ASSAY__PROFILE_SIGNS; k++) {
        if (model->grounds[k] != ASSAY__GROUND_LABELS)
            continue;
        fitted_signs++;
        cr_assert_float_eq(sum[k] / known[k], 0, 1e-9);
    }
    cr_assert_gt(fitted_signs, 3);
    assay_profiles_model_free(model);
}

/* Fakes of two sellers, each of four deliveries. */
static assay_profiles_fit *delivered(bool apart)
{
    assay_profiles_fit *fit;
    cr_assert_eq(assay_profiles_fit_new(NULL, &fit, NULL), ASSAY_OK);
    for (size_t i = 0; i < PEOPLE; i++) {
        char key[32], name[32];
        bool fake = i % 4 == 0;
        snprintf(key, sizeof key, "invented,u%zu", i);
        snprintf(name, sizeof name, "seller%zu/%zu", i / 4 % 2, i / 8 % 4);
        if (!apart)
            *strchr(name, '/') = '\0';
        assay_profile_label label = {assay__str(key), (double)fake,
                                     fake ? assay__str(name) : (assay_str){NULL, 0}};
        assay_member member = invent(i, fake);
        cr_assert_eq(
            assay_profiles_fit_add(fit, &member, ASSAY_TIME_UNKNOWN, &label, NULL),
            ASSAY_OK);
    }
    return fit;
}

Test(profiles_fit, deliveries_are_counted_apart_and_their_seller_left_out_whole)
{
    assay_profiles_model *apart, *whole;
    const assay_profiles_source *sources;
    const double *edges;
    assay_profiles_fit *fit = delivered(true);
    cr_assert_eq(assay_profiles_fit_finish(fit, true, &apart, NULL), ASSAY_OK);
    assay_profiles_fit_free(fit);
    fit = delivered(false);
    cr_assert_eq(assay_profiles_fit_finish(fit, true, &whole, NULL), ASSAY_OK);
    assay_profiles_fit_free(fit);
    cr_assert_eq(
        assay_profiles_model_sources(apart, ASSAY_PROFILE_NAMES, &sources, &edges), 9);
    cr_assert_str_eq(sources[7].name, "seller1/3");
    double together[ASSAY_PROFILE_BINS] = {0};
    for (size_t s = 0; s < 4; s++)
        for (size_t b = 0; b < ASSAY_PROFILE_BINS; b++)
            together[b] += sources[s].count[b];
    cr_assert_eq(
        assay_profiles_model_sources(whole, ASSAY_PROFILE_NAMES, &sources, &edges), 3);
    for (size_t b = 0; b < ASSAY_PROFILE_BINS; b++)
        cr_assert_eq(sources[0].count[b], together[b]);
    assay_profiles_model_free(apart);
    assay_profiles_model_free(whole);
}

Test(profiles_fit, the_share_of_a_mixed_sample_lies_in_its_interval)
{
    assay_profiles_model *model = fitted(false, true);
    assay_arena *arena;
    double p[200];
    assay_profile_view view[200];
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    for (size_t i = 0; i < 200; i++) {
        assay_profile_answer answer;
        assay_member m = invent(5000 + i, i < 60);
        assay_profiles_judge(model, &m, ASSAY_TIME_UNKNOWN, &answer);
        p[i] = answer.probability;
        view[i] = answer.view;
    }
    assay_profiles_sample sample = {p, view, NULL, 200};
    assay_profiles_share share;
    cr_assert_eq(assay_profiles_share_of(model, &sample, 0.95, arena, &share, NULL),
                 ASSAY_OK);
    cr_assert_lt(share.share.low, 0.3);
    cr_assert_gt(share.share.high, 0.3);
    cr_assert_lt(share.share.high - share.share.low, 0.45);
    cr_assert_eq(share.n, 200);
    cr_assert_float_eq(share.effective, 200, 1e-9);
    assay_arena_free(arena);
    assay_profiles_model_free(model);
}

Test(profiles_fit, a_model_without_labels_gives_no_share)
{
    assay_profiles_model *model = fitted(false, false);
    assay_profiles_sample sample = {NULL, NULL, NULL, 0};
    assay_profiles_share share;
    cr_assert_eq(assay_profiles_share_of(model, &sample, 0.95, NULL, &share, NULL),
                 ASSAY_UNUSABLE);
    assay_profiles_model_free(model);
}

Test(profiles_fit, predictions_cover_every_row_in_the_order_of_keys)
{
    assay_profiles_fit *fit = gathered(true, true);
    const assay_profile_prediction *found;
    size_t n;
    for (size_t folds = 0; folds <= 4; folds += 4) {
        cr_assert_eq(assay_profiles_fit_folds(fit, folds, &found, &n, NULL), ASSAY_OK);
        cr_assert_eq(n, PEOPLE);
        for (size_t i = 0; i < n; i++) {
            cr_assert(found[i].probability >= 0 && found[i].probability <= 1);
            cr_assert(i == 0 || assay__str_compare(found[i - 1].key, found[i].key) < 0);
        }
    }
    cr_assert_eq(assay_profiles_fit_folds(fit, 1, &found, &n, NULL), ASSAY_USAGE);
    assay_profiles_fit_free(fit);
}

Test(profiles_fit, labels_of_one_kind_are_refused_with_their_numbers)
{
    assay_profiles_fit *fit;
    assay_profiles_model *model;
    assay_error err;
    cr_assert_eq(assay_profiles_fit_new("one", &fit, NULL), ASSAY_OK);
    for (size_t i = 0; i < PEOPLE; i++)
        if (i % 5 != 0)
            add(fit, i, true);
    cr_assert_eq(assay_profiles_fit_finish(fit, true, &model, &err), ASSAY_UNUSABLE);
    cr_assert_not_null(strstr(err.message, "there are 0 of 1 and 128 of 0"));
    assay_profiles_fit_free(fit);
}

Test(profiles_fit, profiles_that_show_nothing_are_passed_over)
{
    assay_profiles_fit *fit;
    size_t labelled;
    assay_profile_label label = {ASSAY__LITERAL("x"), 1, {NULL, 0}};
    assay_member hidden = nobody();
    cr_assert_eq(assay_profiles_fit_new(NULL, &fit, NULL), ASSAY_OK);
    cr_assert_eq(assay_profiles_fit_add(fit, &hidden, ASSAY_TIME_UNKNOWN, &label, NULL),
                 ASSAY_OK);
    cr_assert_eq(assay_profiles_fit_count(fit, &labelled), 0);
    cr_assert_eq(labelled, 0);
    label.fake = 0.5;
    cr_assert_eq(assay_profiles_fit_add(fit, &hidden, ASSAY_TIME_UNKNOWN, &label, NULL),
                 ASSAY_BAD_VALUE);
    assay_profiles_fit_free(fit);
}
