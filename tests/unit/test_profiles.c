/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assay/profiles.h>

#include "audience/profile_model.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static assay_profiles_model *model;
static assay_arena *arena;

static void open_default(void)
{
    cr_assert_eq(assay_profiles_model_default(&model, NULL), ASSAY_OK);
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
}

static void close_default(void)
{
    assay_profiles_model_free(model);
    assay_arena_free(arena);
}

TestSuite(profiles, .init = open_default, .fini = close_default);

static assay_member nobody(void)
{
    assay_account account = assay_account_unknown();
    return assay_member_of_account(&account);
}

static assay_member somebody(double followers, double following, double posts)
{
    assay_member member = nobody();
    member.followers = followers;
    member.following = following;
    member.posts = posts;
    return member;
}

Test(profiles, of_a_profile_that_shows_nothing_nothing_is_said)
{
    assay_profile_answer answer;
    assay_member member = nobody();
    assay_profiles_judge(model, &member, ASSAY_TIME_UNKNOWN, &answer);
    cr_assert_eq(answer.view, ASSAY_PROFILE_NOTHING);
    cr_assert(isnan(answer.probability) && isnan(answer.score));
    cr_assert_eq(answer.n_reasons, 0);
}

Test(profiles, an_empty_page_that_follows_thousands_is_likelier_a_fake)
{
    assay_member fake = somebody(12, 6800, 0), real = somebody(420, 390, 85);
    double high = assay_profiles_probability(model, &fake, ASSAY_TIME_UNKNOWN);
    double low = assay_profiles_probability(model, &real, ASSAY_TIME_UNKNOWN);
    cr_assert_gt(high, 0.5);
    cr_assert_lt(low, 0.1);
}

Test(profiles, an_answer_is_the_sum_of_its_reasons)
{
    assay_member member = somebody(35, 900, 3);
    member.has_picture = ASSAY_NO;
    member.username = ASSAY__LITERAL("lan88213xkqpt");
    assay_profile_answer answer;
    assay_profiles_judge(model, &member, ASSAY_TIME_UNKNOWN, &answer);
    double sum = answer.base + answer.rest;
    for (size_t i = 0; i < answer.n_reasons; i++)
        sum += answer.reasons[i].contribution;
    cr_assert_float_eq(sum, answer.score, 1e-9);
    cr_assert_float_eq(answer.probability, 1 / (1 + exp(-answer.score)), 1e-12);
    cr_assert_eq(answer.n_reasons, ASSAY_PROFILE_REASONS);
}

Test(profiles, what_is_not_known_adds_nothing)
{
    double value[ASSAY__PROFILE_SIGNS], term[ASSAY__PROFILE_SIGNS];
    assay_member member = somebody((double)NAN, 500, (double)NAN);
    assay__profile_read(&member, ASSAY_TIME_UNKNOWN, value);
    (void)assay__profiles_sum(model, value, term);
    for (size_t i = 0; i < ASSAY__PROFILE_SIGNS; i++)
        cr_assert(!isnan(value[i]) || term[i] == 0);
    cr_assert(isnan(value[ASSAY__PROFILE_POSTS]));
    cr_assert_not(isnan(value[ASSAY__PROFILE_FOLLOWING]));
}

Test(profiles, a_curve_is_straight_between_its_knots_and_level_outside)
{
    assay__curve curve = {.n = 3, .x = {0, 1, 3}, .y = {-1, 0, 4}};
    cr_assert_eq(assay__curve_at(&curve, -5), -1);
    cr_assert_float_eq(assay__curve_at(&curve, 0.5), -0.5, 1e-15);
    cr_assert_float_eq(assay__curve_at(&curve, 2), 2, 1e-15);
    cr_assert_eq(assay__curve_at(&curve, 9), 4);
    cr_assert_eq(assay__curve_at(&curve, (double)NAN), 0);
}

Test(profiles, a_saved_model_loads_as_the_same_file)
{
    assay_buffer file = {0}, again = {0};
    assay_profiles_model *loaded;
    cr_assert_eq(assay__profiles_save(model, &file, NULL), ASSAY_OK);
    assay_str bytes = {file.bytes, file.len};
    cr_assert_eq(assay_profiles_model_load(bytes, &loaded, NULL), ASSAY_OK);
    cr_assert_eq(assay__profiles_save(loaded, &again, NULL), ASSAY_OK);
    cr_assert(assay__str_equal(bytes, (assay_str){again.bytes, again.len}));
    assay_profiles_model_free(loaded);
    assay__buffer_free(&file);
    assay__buffer_free(&again);
}

/* A file with one place changed; what it says must be refused. */
static void expect_refusal(const char *from, const char *to)
{
    assay_buffer file = {0};
    assay_profiles_model *loaded = NULL;
    assay_error err = {.message = ""};
    cr_assert_eq(assay__profiles_save(model, &file, NULL), ASSAY_OK);
    assay__buffer_put_char(&file, '\0');
    char *at = strstr(file.bytes, from);
    cr_assert_not_null(at, "%s", from);
    memcpy(at, to, strlen(to));
    assay_str bytes = {file.bytes, file.len - 1};
    cr_assert_eq(assay_profiles_model_load(bytes, &loaded, &err), ASSAY_UNKNOWN_MODEL);
    cr_assert_null(loaded);
    cr_assert_neq(err.message[0], '\0');
    assay__buffer_free(&file);
}

Test(profiles, a_file_that_was_changed_is_refused)
{
    expect_refusal("\"kind\":\"profiles\"", "\"kind\":\"comments\"");
    expect_refusal("\"schema\":\"assay.model/1\"", "\"schema\":\"assay.model/9\"");
    expect_refusal("\"follow_ratio\"", "\"follow_rotio\"");
    expect_refusal("\"labelled\":true", "\"labelled\":null");
    expect_refusal("\"slope\":", "\"slape\":");
}

Test(profiles, a_file_cut_short_anywhere_is_refused)
{
    assay_buffer file = {0};
    assay_profiles_model *loaded = NULL;
    cr_assert_eq(assay__profiles_save(model, &file, NULL), ASSAY_OK);
    for (size_t len = 0; len + 2 < file.len; len += file.len / 40 + 1)
        cr_assert_eq(
            assay_profiles_model_load((assay_str){file.bytes, len}, &loaded, NULL),
            ASSAY_UNKNOWN_MODEL);
    assay__buffer_free(&file);
}

Test(profiles, weights_count_as_what_they_are_worth)
{
    enum { N = 60 };
    double p[N], weight[N];
    assay_profile_view view[N];
    for (size_t i = 0; i < N; i++) {
        p[i] = i < N / 3 ? 0.9 : 0.01;
        view[i] = ASSAY_PROFILE_WHOLE;
        weight[i] = i < N / 3 ? 1 : 4;
    }
    assay_profiles_share alike, weighed;
    assay_profiles_sample sample = {p, view, NULL, N};
    cr_assert_eq(assay_profiles_share_of(model, &sample, 0.95, arena, &alike, NULL),
                 ASSAY_OK);
    sample.weight = weight;
    cr_assert_eq(assay_profiles_share_of(model, &sample, 0.95, arena, &weighed, NULL),
                 ASSAY_OK);
    cr_assert_lt(weighed.share.value, alike.share.value);
    cr_assert_float_eq(weighed.effective, 180.0 * 180 / (20 + 40 * 16), 1e-9);
    sample.n = 0;
    cr_assert_eq(assay_profiles_share_of(model, &sample, 0.95, arena, &alike, NULL),
                 ASSAY_OK);
    cr_assert(isnan(alike.share.value) && alike.n == 0);
}
