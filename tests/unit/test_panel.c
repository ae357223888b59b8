/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panels: p-values that are never too small, files that hold, rosters that differ. */
#include <assay/panel_shift.h>
#include <assay/profiles.h>
#include <assay/scorer.h>

#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FEATURES = 512 };

/* A verdict of an account with a score, and nothing else that matters. */
typedef struct made {
    char handle[32];
    double features[MOST_FEATURES];
    assay_account account;
    assay_verdict verdict;
} made;

static const char HASH_A[] =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
static const char HASH_B[] =
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/* SplitMix64: a stream of its own for each test. */
static double uniform(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

static const assay_verdict *make(made *m, const char *platform, unsigned i, double score)
{
    memset(m, 0, sizeof *m);
    (void)snprintf(m->handle, sizeof m->handle, "account.%u", i);
    m->account = assay_account_unknown();
    m->account.platform = assay__str(platform);
    m->account.handle = assay__str(m->handle);
    m->account.followers = 10000.0;
    for (size_t f = 0; f < assay_feature_count(); f++)
        m->features[f] = ASSAY_NUMBER_UNKNOWN;
    m->verdict.account = &m->account;
    m->verdict.features = m->features;
    m->verdict.state = ASSAY_STATE_OK;
    m->verdict.score = llround(score * 1e6);
    m->verdict.basis = ASSAY_BASIS_SIMULATION;
    m->verdict.risk = (assay_interval){1.0 / (1.0 + exp(-score)), 0.0, 1.0};
    m->verdict.p_value = 0.5;
    m->verdict.models[0] = (assay_model_ref){"accounts", "invented", HASH_A};
    m->verdict.n_models = 1;
    return &m->verdict;
}

static assay_panel_fit *fit_new(void)
{
    assay_panel_fit *fit = NULL;
    assay_initialise();
    cr_assert_eq(assay_panel_fit_new("test", &fit, NULL), ASSAY_OK);
    return fit;
}

static void add(assay_panel_fit *fit, const assay_verdict *verdict, double label)
{
    assay_error err = {0};
    cr_assert_eq(assay_panel_fit_add(fit, verdict, label, &err), ASSAY_OK, "%s",
                 err.message);
}

/* Accounts `from` to `to` of a platform with scores 0.01 i - 9. */
static void add_many(assay_panel_fit *fit, const char *platform, unsigned from,
                     unsigned to)
{
    static made m;
    for (unsigned i = from; i < to; i++)
        add(fit, make(&m, platform, i, 0.01 * i - 9.0), ASSAY_NUMBER_UNKNOWN);
}

static assay_panel *panel_of(assay_panel_fit *fit)
{
    assay_bytes file = {0};
    assay_panel *panel = NULL;
    assay_error err = {0};
    cr_assert_eq(assay_panel_fit_finish(fit, &file, &err), ASSAY_OK, "%s", err.message);
    cr_assert_eq(assay_panel_load((assay_str){file.ptr, file.len}, &panel, &err),
                 ASSAY_OK, "%s", err.message);
    assay_bytes_free(&file);
    assay_panel_fit_free(fit);
    return panel;
}

static double p_of(const assay_panel *panel, double score)
{
    return assay_panel_p(panel, ASSAY__LITERAL("tiktok"), score).p_value;
}

Test(panel, p_is_the_share_that_is_as_strange_counting_the_account_itself)
{
    assay_panel_fit *fit = fit_new();
    add_many(fit, "tiktok", 0, 99);
    assay_panel *panel = panel_of(fit);
    cr_assert_eq(assay_panel_size(panel), 99);
    cr_assert_float_eq(p_of(panel, 5.0), 0.01, 1e-12);   /* above all */
    cr_assert_float_eq(p_of(panel, -8.02), 0.02, 1e-12); /* equal to the highest */
    cr_assert_float_eq(p_of(panel, -100.0), 1.0, 1e-12);
    cr_assert(isnan(p_of(panel, ASSAY_NUMBER_UNKNOWN)));
    assay_panel_free(panel);
}

Test(panel, p_never_rises_with_the_score)
{
    assay_panel_fit *fit = fit_new();
    add_many(fit, "tiktok", 0, 60);
    assay_panel *panel = panel_of(fit);
    double last = 1.0;
    for (double score = -10.0; score < -8.0; score += 0.003) {
        double p = p_of(panel, score);
        cr_assert_leq(p, last);
        cr_assert_gt(p, 0.0);
        last = p;
    }
    assay_panel_free(panel);
}

/* Panel and account from one law: P(p <= t) <= t, and not by much less. */
Test(panel, p_of_an_exchangeable_account_is_uniform)
{
    enum { PANELS = 60, EACH = 100, N = 40 };
    uint64_t state = 7;
    size_t low = 0, half = 0;
    static made m;
    for (unsigned k = 0; k < PANELS; k++) {
        assay_panel_fit *fit = fit_new();
        for (unsigned i = 0; i < N; i++)
            add(fit, make(&m, "tiktok", i, uniform(&state) - 9.0), ASSAY_NUMBER_UNKNOWN);
        assay_panel *panel = panel_of(fit);
        for (unsigned i = 0; i < EACH; i++) {
            double p = p_of(panel, uniform(&state) - 9.0);
            low += p <= 0.1;
            half += p <= 0.5;
        }
        assay_panel_free(panel);
    }
    /* 6,000 draws about panels' own chance: 4 of 41 and 20 of 41, three standard errors */
    cr_assert_float_eq((double)low / (PANELS * EACH), 4.0 / 41.0, 0.022);
    cr_assert_float_eq((double)half / (PANELS * EACH), 20.0 / 41.0, 0.035);
}

Test(panel, a_large_platform_is_compared_with_itself)
{
    assay_panel_fit *fit = fit_new();
    add_many(fit, "tiktok", 0, ASSAY_PANEL_STRATUM);
    add_many(fit, "youtube", 500, 560);
    assay_panel *panel = panel_of(fit);
    assay_panel_place large = assay_panel_p(panel, ASSAY__LITERAL("tiktok"), -4.0);
    cr_assert_str_eq(large.stratum, "tiktok");
    cr_assert_float_eq(large.n, ASSAY_PANEL_STRATUM, 0.0);
    cr_assert_float_eq(large.p_value, 1.0 / (ASSAY_PANEL_STRATUM + 1.0), 1e-12);
    assay_panel_place small = assay_panel_p(panel, ASSAY__LITERAL("youtube"), -4.0);
    cr_assert_str_eq(small.stratum, "*");
    cr_assert_float_eq(small.p_value, 61.0 / (ASSAY_PANEL_STRATUM + 61.0), 1e-12);
    assay_panel_free(panel);
}

Test(panel, any_parts_in_any_order_give_one_file)
{
    static made m;
    assay_panel_fit *whole = fit_new(), *merged = fit_new(), *part = fit_new();
    add_many(whole, "tiktok", 0, 80);
    add_many(part, "tiktok", 0, 30);
    for (unsigned i = 80; i-- > 30;)
        add(merged, make(&m, "tiktok", i, 0.01 * i - 9.0), ASSAY_NUMBER_UNKNOWN);
    cr_assert_eq(assay_panel_fit_merge(merged, part, NULL), ASSAY_OK);
    assay_bytes a = {0}, b = {0};
    cr_assert_eq(assay_panel_fit_finish(whole, &a, NULL), ASSAY_OK);
    cr_assert_eq(assay_panel_fit_finish(merged, &b, NULL), ASSAY_OK);
    cr_assert_eq(a.len, b.len);
    cr_assert_eq(memcmp(a.ptr, b.ptr, a.len), 0);
    assay_bytes_free(&a);
    assay_bytes_free(&b);
    assay_panel_fit_free(whole);
    assay_panel_fit_free(merged);
    assay_panel_fit_free(part);
}

Test(panel, the_file_names_nobody)
{
    assay_panel_fit *fit = fit_new();
    add_many(fit, "tiktok", 0, 40);
    assay_bytes file = {0};
    cr_assert_eq(assay_panel_fit_finish(fit, &file, NULL), ASSAY_OK);
    char *text = calloc(1, file.len + 1);
    memcpy(text, file.ptr, file.len);
    cr_assert_null(strstr(text, "account."));
    free(text);
    assay_bytes_free(&file);
    assay_panel_fit_free(fit);
}

static void refused(assay_panel_fit *fit, const char *word)
{
    assay_bytes file = {0};
    assay_error err = {0};
    cr_assert_eq(assay_panel_fit_finish(fit, &file, &err), ASSAY_UNUSABLE);
    cr_assert_not_null(strstr(err.message, word), "%s", err.message);
    cr_assert_null(file.ptr);
    assay_panel_fit_free(fit);
}

Test(panel, empty_and_small_ones_are_refused)
{
    refused(fit_new(), "empty");
    assay_panel_fit *small = fit_new();
    add_many(small, "tiktok", 0, ASSAY_PANEL_LEAST - 1);
    refused(small, "needs 20");
}

Test(panel, one_that_is_all_inflated_is_refused_with_the_reason)
{
    static made m;
    assay_panel_fit *looks = fit_new(), *checked = fit_new();
    for (unsigned i = 0; i < 50; i++) {
        add(looks, make(&m, "tiktok", i, 3.0), ASSAY_NUMBER_UNKNOWN);
        add(checked, make(&m, "tiktok", i, 3.0), 1.0);
    }
    refused(looks, "look inflated");
    refused(checked, "50 were checked and are inflated");
}

Test(panel, a_check_that_says_clean_stands_over_the_looks)
{
    static made m;
    assay_panel_fit *fit = fit_new();
    for (unsigned i = 0; i < 50; i++)
        add(fit, make(&m, "tiktok", i, 3.0), 0.0);
    assay_panel *panel = panel_of(fit);
    cr_assert_eq(assay_panel_size(panel), 50);
    assay_panel_free(panel);
}

Test(panel, labels_take_inflated_accounts_out_and_tell_how_far_a_check_went)
{
    static made m;
    assay_panel_fit *fit = fit_new();
    for (unsigned i = 0; i < 200;
         i++) { /* the 100 highest are checked, 8 of the top bad */
        double label = i < 100 ? ASSAY_NUMBER_UNKNOWN : i >= 192 ? 1.0 : 0.0;
        add(fit, make(&m, "tiktok", i, 0.01 * i - 9.0), label);
    }
    const assay_panel_account *accounts = NULL;
    assay_panel_state state;
    cr_assert_eq(assay_panel_fit_list(fit, &accounts, &state, NULL), ASSAY_OK);
    cr_assert_eq(state.checked, 100);
    cr_assert_eq(state.trimmed, 8);
    cr_assert_eq(state.used, 192);
    cr_assert_eq(state.from_top, 100);
    cr_assert(state.checked_enough);
    cr_assert(assay__str_equal(accounts[0].handle, ASSAY__LITERAL("account.199")));
    assay_panel *panel = panel_of(fit);
    cr_assert_float_eq(p_of(panel, -7.05), 1.0 / 193.0,
                       1e-12); /* above all that stayed */
    assay_panel_free(panel);
}

Test(panel, a_check_that_still_finds_many_is_not_enough)
{
    static made m;
    assay_panel_fit *fit = fit_new();
    for (unsigned i = 0; i < 200; i++) {
        double label = i < 120 ? ASSAY_NUMBER_UNKNOWN : i % 10 == 0 ? 1.0 : 0.0;
        add(fit, make(&m, "tiktok", i, 0.01 * i - 9.0), label);
    }
    assay_panel_state state;
    cr_assert_eq(assay_panel_fit_list(fit, NULL, &state, NULL), ASSAY_OK);
    cr_assert_eq(state.from_top, 80);
    cr_assert_not(state.checked_enough);
    assay_panel_fit_free(fit);
}

Test(panel, what_is_not_assessable_is_counted_and_not_compared_with)
{
    static made m;
    assay_panel_fit *fit = fit_new();
    add_many(fit, "tiktok", 0, 30);
    (void)make(&m, "tiktok", 99, 0.0);
    m.verdict.state = ASSAY_NOT_ASSESSABLE;
    add(fit, &m.verdict, ASSAY_NUMBER_UNKNOWN);
    assay_panel_state state;
    cr_assert_eq(assay_panel_fit_list(fit, NULL, &state, NULL), ASSAY_OK);
    cr_assert_eq(state.accounts, 30);
    cr_assert_eq(state.unusable, 1);
    assay_panel_fit_free(fit);
}

Test(panel, accounts_scored_by_two_models_do_not_make_one)
{
    static made m;
    assay_panel_fit *fit = fit_new();
    assay_error err = {0};
    add_many(fit, "tiktok", 0, 3);
    (void)make(&m, "tiktok", 9, 0.0);
    m.verdict.models[0].sha256 = HASH_B;
    cr_assert_eq(assay_panel_fit_add(fit, &m.verdict, 0.0, &err), ASSAY_USAGE);
    assay_panel_fit_free(fit);
}

Test(panel, serves_the_models_that_scored_it_alone)
{
    assay_panel_fit *fit = fit_new();
    assay_error err = {0};
    add_many(fit, "tiktok", 0, 30);
    assay_panel *panel = panel_of(fit);
    const assay_model_ref own = {"accounts", "other name", HASH_A};
    const assay_model_ref other = {"accounts", "invented", HASH_B};
    cr_assert_eq(assay_panel_check(panel, &own, 1, &err), ASSAY_OK);
    cr_assert_eq(assay_panel_check(panel, &other, 1, &err), ASSAY_UNKNOWN_MODEL);
    cr_assert_not_null(strstr(err.message, "aaaaaaaaaaaa"), "%s", err.message);
    assay_scorer *scorer = NULL;
    assay_scorer_options options = {.panel = panel}; /* the built-in model did not */
    cr_assert_eq(assay_scorer_new(&options, &scorer, &err), ASSAY_UNKNOWN_MODEL);
    cr_assert_null(scorer);
    assay_panel_free(panel);
}

/* A panel of accounts that brought an audience, judged by this model of profiles. */
static assay_panel *panel_with_profiles(const char *sha256)
{
    static made m;
    assay_model *accounts = NULL;
    cr_assert_eq(assay_model_default(&accounts, NULL), ASSAY_OK);
    assay_panel_fit *fit = fit_new();
    for (unsigned i = 0; i < 30; i++) {
        (void)make(&m, "tiktok", i, 0.01 * i - 9.0);
        m.verdict.models[0] = assay_model_reference(accounts);
        m.verdict.models[1] = (assay_model_ref){"profiles", "invented", sha256};
        m.verdict.n_models = i % 2 == 0 ? 2 : 1; /* half of them brought none */
        add(fit, &m.verdict, ASSAY_NUMBER_UNKNOWN);
    }
    assay_model_free(accounts);
    return panel_of(fit);
}

Test(panel, of_accounts_with_audiences_is_bound_to_the_model_of_profiles)
{
    assay_scorer *scorer = NULL;
    assay_error err = {0};
    assay_profiles_model *profiles = NULL;
    cr_assert_eq(assay_profiles_model_default(&profiles, NULL), ASSAY_OK);
    assay_panel *same = panel_with_profiles(assay_profiles_model_sha256(profiles));
    assay_panel *other = panel_with_profiles(HASH_B);
    assay_scorer_options options = {.panel = same};
    cr_assert_eq(assay_scorer_new(&options, &scorer, &err), ASSAY_OK, "%s", err.message);
    assay_scorer_free(scorer);
    scorer = NULL;
    options.panel = other;
    cr_assert_eq(assay_scorer_new(&options, &scorer, &err), ASSAY_UNKNOWN_MODEL);
    cr_assert_null(scorer);
    cr_assert_not_null(strstr(err.message, "the profiles model"), "%s", err.message);
    assay_panel_free(same);
    assay_panel_free(other);
    assay_profiles_model_free(profiles);
}

/* A file in which one text stands for another, with the payload's hash left as it was. */
static assay_status load_changed(const char *from, const char *to, assay_error *err)
{
    assay_panel_fit *fit = fit_new();
    assay_bytes file = {0};
    assay_panel *panel = NULL;
    add_many(fit, "tiktok", 0, 30);
    cr_assert_eq(assay_panel_fit_finish(fit, &file, NULL), ASSAY_OK);
    char *text = calloc(1, file.len + 1);
    memcpy(text, file.ptr, file.len);
    char *at = strstr(text, from);
    cr_assert_not_null(at);
    memcpy(at, to, strlen(to));
    assay_status status = assay_panel_load((assay_str){text, file.len}, &panel, err);
    assay_panel_free(panel);
    free(text);
    assay_bytes_free(&file);
    assay_panel_fit_free(fit);
    return status;
}

Test(panel, a_changed_file_is_refused)
{
    assay_error err = {0};
    cr_assert_eq(load_changed("\"n\":30", "\"n\":31", &err), ASSAY_UNKNOWN_MODEL);
    cr_assert_not_null(strstr(err.message, "payload_sha256"), "%s", err.message);
    cr_assert_eq(load_changed("\"panel\"", "\"paxel\"", &err), ASSAY_UNKNOWN_MODEL);
    cr_assert_not_null(strstr(err.message, "another kind"), "%s", err.message);
}

/* P(U_(r) <= bound for all r) >= 0.9 for uniform panels of 100, counted over 2,000. */
Test(panel, the_conditional_p_holds_for_nine_panels_of_ten_at_all_ranks)
{
    enum { N = 100, DRAWS = 2000 };
    uint64_t state = 11;
    double bound[N];
    size_t held = 0;
    for (size_t r = 1; r <= N; r++)
        bound[r - 1] = assay_panel_conditional_p(N, (double)r / (N + 1.0), 0.1);
    for (int k = 0; k < DRAWS; k++) {
        /* sorted uniforms from exponential gaps */
        double sum = 0.0, at[N + 1];
        for (size_t r = 0; r <= N; r++)
            at[r] = sum += -log(1.0 - uniform(&state));
        bool holds = true;
        for (size_t r = 0; r < N; r++)
            holds = holds && at[r] / sum <= bound[r];
        held += holds;
    }
    cr_assert_geq((double)held / DRAWS, 0.88);
}

Test(panel, the_conditional_p_is_no_smaller_and_never_falls)
{
    double last = 0.0;
    for (size_t r = 1; r <= 501; r++) {
        double p = (double)r / 501.0, bound = assay_panel_conditional_p(500, p, 0.1);
        cr_assert_geq(bound, p);
        cr_assert_leq(bound, 1.0);
        cr_assert_geq(bound, last);
        last = bound;
    }
    cr_assert(isnan(assay_panel_conditional_p(1, 0.5, 0.1)));
    cr_assert(isnan(assay_panel_conditional_p(500, ASSAY_NUMBER_UNKNOWN, 0.1)));
}

Test(panel, fewest_flags_is_what_its_size_allows)
{
    cr_assert_eq(assay_panel_fewest_flags(500, 1000, 0.1), 20);
    cr_assert_eq(assay_panel_fewest_flags(499, 1000, 0.1), 20);
    cr_assert_eq(assay_panel_fewest_flags(99, 10, 0.1), 1);
    cr_assert_eq(assay_panel_fewest_flags(99, 0, 0.1), 0);
}

Test(panel, q_values_against_a_panel_use_the_share_of_clean_accounts)
{
    double p[8] = {0.002, 0.002, 0.002, 0.002, 0.3, 0.6, 0.9, ASSAY_NUMBER_UNKNOWN};
    double q[8], share = 0.0;
    cr_assert_eq(assay_q_values_panel(p, 8, q, &share, NULL), ASSAY_OK);
    cr_assert_float_eq(share, 3.0 / 3.5, 1e-12); /* (1 + 2 above 1/2) / (7 / 2) */
    cr_assert_float_eq(q[0], 0.002 * 7.0 / 4.0 * share, 1e-12);
    cr_assert(isnan(q[7]));
    double none = ASSAY_NUMBER_UNKNOWN;
    cr_assert_eq(assay_q_values_panel(&none, 1, &none, &share, NULL), ASSAY_OK);
    cr_assert_float_eq(share, 1.0, 0.0);
}

/* ---- rosters beside a panel ------------------------------------------------------- */

/* An account whose first statistics are standard normal about a shift, more or less. */
static const assay_verdict *draw(made *m, unsigned i, uint64_t *state, double shift)
{
    double normal = -6.0;
    for (int k = 0; k < 12; k++)
        normal += uniform(state);
    (void)make(m, "tiktok", i, normal + shift);
    for (size_t f = 0; f < 10; f++) {
        double x = -6.0;
        for (int k = 0; k < 12; k++)
            x += uniform(state);
        m->features[f] = x + shift;
    }
    return &m->verdict;
}

static assay_panel *drawn_panel(uint64_t *state)
{
    static made m;
    assay_panel_fit *fit = fit_new();
    for (unsigned i = 0; i < 300; i++) {
        (void)draw(&m, i, state, 0.0);
        m.verdict.risk.value = 0.1;
        add(fit, &m.verdict, ASSAY_NUMBER_UNKNOWN);
    }
    return panel_of(fit);
}

/* A roster of which a share lies far off, and the others at a shift. */
static assay_panel_likeness compare(const assay_panel *panel, uint64_t *state,
                                    double inflated, double shift)
{
    static made m;
    assay_panel_shift *all = NULL;
    assay_panel_likeness like;
    cr_assert_eq(assay_panel_shift_new(panel, &all, NULL), ASSAY_OK);
    for (unsigned i = 0; i < 400; i++) {
        bool bad = i < inflated * 400.0;
        const assay_verdict *verdict = draw(&m, 1000 + i, state, bad ? 4.0 : shift);
        cr_assert_eq(assay_panel_shift_add(all, verdict, NULL), ASSAY_OK);
    }
    cr_assert_eq(assay_panel_shift_finish(all, &like, NULL), ASSAY_OK);
    assay_panel_shift_free(all);
    return like;
}

Test(panel, a_roster_like_the_panel_raises_no_alarm_even_when_four_in_ten_are_inflated)
{
    uint64_t state = 3;
    assay_panel *panel = drawn_panel(&state);
    const double shares[] = {0.0, 0.2, 0.4};
    for (size_t k = 0; k < 3; k++) {
        assay_panel_likeness like = compare(panel, &state, shares[k], 0.0);
        cr_assert_not(like.alarm, "at %g inflated", shares[k]);
        cr_assert_eq(like.n_differences, 0);
        cr_assert_eq(like.compared, 400);
    }
    assay_panel_free(panel);
}

Test(panel, a_roster_of_another_kind_raises_the_alarm_and_says_in_what)
{
    uint64_t state = 5;
    assay_panel *panel = drawn_panel(&state);
    assay_panel_likeness like = compare(panel, &state, 0.0, 1.5);
    cr_assert(like.alarm);
    cr_assert_lt(like.like.high, 0.6);
    cr_assert_eq(like.n_differences, ASSAY_PANEL_DIFFERENCES);
    cr_assert_gt(like.difference[0].apart, 0.7);
    cr_assert_geq(like.difference[0].apart, like.difference[1].apart);
    cr_assert_lt(like.difference[0].panel, like.difference[0].roster);
    assay_panel_free(panel);
}

Test(panel, a_roster_too_small_to_say_raises_no_alarm)
{
    static made m;
    uint64_t state = 9;
    assay_panel *panel = drawn_panel(&state);
    assay_panel_shift *shift = NULL;
    assay_panel_likeness like;
    cr_assert_eq(assay_panel_shift_new(panel, &shift, NULL), ASSAY_OK);
    for (unsigned i = 0; i < 20; i++)
        cr_assert_eq(assay_panel_shift_add(shift, draw(&m, i, &state, 9.0), NULL),
                     ASSAY_OK);
    cr_assert_eq(assay_panel_shift_finish(shift, &like, NULL), ASSAY_OK);
    cr_assert_not(like.alarm);
    cr_assert(isnan(like.like.value));
    assay_panel_shift_free(shift);
    assay_panel_free(panel);
}

Test(panel, parts_of_a_roster_merge_in_any_order)
{
    static made m;
    uint64_t state = 13;
    assay_panel *panel = drawn_panel(&state);
    assay_panel_shift *whole = NULL, *part[2] = {NULL, NULL}, *merged = NULL;
    cr_assert_eq(assay_panel_shift_new(panel, &whole, NULL), ASSAY_OK);
    cr_assert_eq(assay_panel_shift_new(panel, &merged, NULL), ASSAY_OK);
    for (int k = 0; k < 2; k++)
        cr_assert_eq(assay_panel_shift_new(panel, &part[k], NULL), ASSAY_OK);
    for (unsigned i = 0; i < 100; i++) {
        const assay_verdict *verdict = draw(&m, i, &state, 0.5);
        cr_assert_eq(assay_panel_shift_add(whole, verdict, NULL), ASSAY_OK);
        cr_assert_eq(assay_panel_shift_add(part[i % 2], verdict, NULL), ASSAY_OK);
    }
    cr_assert_eq(assay_panel_shift_merge(merged, part[1], NULL), ASSAY_OK);
    cr_assert_eq(assay_panel_shift_merge(merged, part[0], NULL), ASSAY_OK);
    assay_panel_likeness a, b;
    cr_assert_eq(assay_panel_shift_finish(whole, &a, NULL), ASSAY_OK);
    cr_assert_eq(assay_panel_shift_finish(merged, &b, NULL), ASSAY_OK);
    cr_assert_eq(memcmp(&a.like, &b.like, sizeof a.like), 0);
    assay_panel_shift_free(whole);
    assay_panel_shift_free(merged);
    assay_panel_shift_free(part[0]);
    assay_panel_shift_free(part[1]);
    assay_panel_free(panel);
}
