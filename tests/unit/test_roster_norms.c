/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A roster's own norms: shifts with numbers, an alarm, and re-centring. */
#include <assay/fit.h>
#include <assay/scorer.h>

#include "engagement/rates.h"
#include "invented.h"

#include <criterion/criterion.h>
#include <math.h>

static assay_arena *arena;
static invented it;

static void setup(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(1 << 16, NULL, &arena, NULL), ASSAY_OK);
}

static void teardown(void)
{
    assay_arena_free(arena);
}

TestSuite(roster_norms, .init = setup, .fini = teardown);

/* Accounts whose likes are `times` what the invented ones have. */
static assay_roster_norms *roster(int accounts, double times)
{
    assay_roster_norms *norms = NULL;
    cr_assert_eq(assay_roster_norms_new(&norms, NULL), ASSAY_OK);
    for (int i = 0; i < accounts; i++) {
        invent(&it, i, false);
        it.account.n_comments = 0;
        for (int p = 0; p < INVENTED_POSTS; p++)
            it.posts[p].likes = floor(it.posts[p].likes * times);
        assay_arena_reset(arena);
        cr_assert_eq(assay_roster_norms_add(norms, &it.account, arena, NULL), ASSAY_OK);
    }
    return norms;
}

static assay_norms_shift likes_shift(assay_roster_norms *norms)
{
    const assay_norms_shift *shifts = NULL;
    size_t n = 0;
    cr_assert_eq(assay_roster_norms_finish(norms, NULL, &shifts, &n, NULL), ASSAY_OK);
    for (size_t i = 0; i < n; i++)
        if (shifts[i].rate == ASSAY_LIKES_PER_FOLLOWER)
            return shifts[i];
    return (assay_norms_shift){.shift = (double)NAN};
}

Test(roster_norms, a_factor_between_markets_is_told_as_its_logarithm)
{
    assay_roster_norms *one = roster(40, 1.0), *ten = roster(40, 10.0);
    assay_norms_shift here = likes_shift(one), there = likes_shift(ten);
    cr_assert_float_eq(there.shift - here.shift, log(10.0), 0.02);
    cr_assert_float_eq(there.roster / there.model, exp(there.shift), 1e-9);
    cr_assert(there.alarm);
    cr_assert_eq(there.n, 40);
    assay_roster_norms_free(one);
    assay_roster_norms_free(ten);
}

Test(roster_norms, rates_taken_alone_are_those_of_the_whole_analysis)
{
    for (int i = 0; i < 10; i++) {
        double alone[ASSAY_RATE_COUNT];
        assay_engagement whole;
        invent(&it, i, i % 2 == 0);
        assay_norms prior = assay_norms_prior(it.account.platform);
        assay_arena_reset(arena);
        cr_assert_eq(
            assay_engagement_analyse(&it.account, &prior, NULL, arena, &whole, NULL),
            ASSAY_OK);
        cr_assert_eq(assay__rates_of(&it.account, &prior, arena, alone, NULL), ASSAY_OK);
        cr_assert(!isnan(alone[ASSAY_LIKES_PER_FOLLOWER]));
        for (size_t r = 0; r < ASSAY_RATE_COUNT; r++)
            cr_assert(alone[r] == whole.log_rate[r] ||
                      (isnan(alone[r]) && isnan(whole.log_rate[r])));
    }
}

Test(roster_norms, parts_merge_into_the_whole)
{
    assay_roster_norms *whole = roster(30, 1.0), *empty = NULL;
    cr_assert_eq(assay_roster_norms_new(&empty, NULL), ASSAY_OK);
    cr_assert_eq(assay_roster_norms_merge(empty, whole, NULL), ASSAY_OK);
    cr_assert_eq(likes_shift(empty).shift, likes_shift(whole).shift);
    assay_roster_norms_free(whole);
    assay_roster_norms_free(empty);
}

Test(roster_norms, a_handful_of_accounts_shifts_nothing)
{
    assay_roster_norms *few = roster(5, 10.0);
    cr_assert(isnan(likes_shift(few).shift));
    assay_roster_norms_free(few);
}

Test(roster_norms, re_centring_makes_what_is_usual_there_usual)
{
    assay_roster_norms *rich = roster(60, 8.0);
    const assay_norms_shift *shifts = NULL;
    size_t n = 0;
    assay_model *model = NULL;
    cr_assert_eq(assay_model_default(&model, NULL), ASSAY_OK);
    cr_assert_eq(assay_roster_norms_finish(rich, model, &shifts, &n, NULL), ASSAY_OK);
    double typical[2] = {0.0, 0.0};
    for (int k = 0; k < 2; k++) {
        assay_scorer_options options = {.accounts = model,
                                        .roster_norms = k == 1 ? rich : NULL};
        assay_scorer *scorer = NULL;
        const assay_verdict *verdict = NULL;
        cr_assert_eq(assay_scorer_new(&options, &scorer, NULL), ASSAY_OK);
        invent(&it, 3, false);
        for (int p = 0; p < INVENTED_POSTS; p++)
            it.posts[p].likes = floor(it.posts[p].likes * 8.0);
        cr_assert_eq(assay_scorer_score(scorer, &it.account, &verdict, NULL), ASSAY_OK);
        typical[k] = verdict->findings->engagement.log_rate_z[ASSAY_LIKES_PER_FOLLOWER];
        assay_scorer_free(scorer);
    }
    cr_assert_lt(fabs(typical[1]), fabs(typical[0]));
    assay_model_free(model);
    assay_roster_norms_free(rich);
}
