/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proposals: overlaps from lists, the search, its guarantee, its ranges. */
#include <criterion/criterion.h>

#include <assay/proposal.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "base/str.h"
#include "score/overlap.h"

enum { ROOM = 60, LIST = 2000 };

static assay_arena *arena;
static assay_candidate candidates[ROOM];
static char names[ROOM][32];
static uint64_t people[ROOM][LIST];

static void open_arena(void)
{
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
}

static void close_arena(void)
{
    assay_arena_free(arena);
}

TestSuite(proposal, .init = open_arena, .fini = close_arena);

static assay_candidate *put(size_t i, double fee, double reach)
{
    snprintf(names[i], sizeof names[i], "creator%02zu", i);
    candidates[i] = (assay_candidate){.platform = ASSAY__LITERAL("tiktok"),
                                      .handle = assay__str(names[i]),
                                      .fee = fee,
                                      .reach = {reach, reach * 0.8, reach * 1.1},
                                      .people = people[i]};
    return &candidates[i];
}

static assay_proposal propose(size_t n, double budget)
{
    assay_proposal out;
    cr_assert_eq(assay_propose(candidates, n, budget, arena, &out, NULL), ASSAY_OK);
    return out;
}

static double reach_for(size_t n, double budget)
{
    return propose(n, budget).reach.value;
}

/* Creators of random fees and sizes, whose lists are drawn from a market. */
static void invent(size_t n, uint64_t key, uint64_t market, size_t list)
{
    assay__random random = {.key = key};
    for (size_t i = 0; i < n; i++) {
        double reach = 500 + floor(4000 * assay__random_uniform(&random));
        put(i, 10 + floor(90 * assay__random_uniform(&random)), reach);
        candidates[i].n_people = list;
        for (size_t k = 0; k < list; k++)
            people[i][k] = assay__mix64(assay__random_below(&random, market) + 1);
    }
}

Test(proposal, whole_lists_are_counted)
{
    for (size_t i = 0; i < 3; i++) {
        put(i, 10, 100)->n_people = 100;
        for (uint64_t k = 0; k < 100; k++) /* neighbours share forty people */
            people[i][k] = 1000 + i * 60 + k;
    }
    assay_proposal all = propose(3, 30);
    cr_expect_eq(all.n, 3);
    cr_expect_float_eq(all.reach.value, 220, 1e-9);
    cr_expect_float_eq(all.sum, 300, 1e-9);
    cr_expect_float_eq(all.spent, 30, 1e-9);
    cr_expect(all.proven);
    cr_expect_eq(all.untold, 0);
    assay_proposal two = propose(3, 20);
    cr_expect_eq(two.n, 2);
    cr_expect_float_eq(two.reach.value, 200, 1e-9, "the two that share nobody");
    cr_expect_neq(two.chosen[0], 1);
    cr_expect_neq(two.chosen[1], 1);
}

Test(proposal, a_copy_of_an_audience_adds_nobody)
{
    for (size_t i = 0; i < 2; i++) {
        put(i, 10, 500)->n_people = 500;
        for (uint64_t k = 0; k < 500; k++)
            people[i][k] = 77 + k;
    }
    assay_proposal one = propose(2, 100);
    cr_expect_eq(one.n, 1, "nothing is paid for nothing");
    cr_expect_float_eq(one.reach.value, 500, 1e-9);
}

Test(proposal, samples_of_lists_show_how_large_the_market_is)
{
    assay__overlap overlap;
    invent(20, 5, 50000, 400);
    for (size_t i = 0; i < 20; i++)
        candidates[i].reach.value = 20000;
    cr_assert_eq(assay__overlap_learn(candidates, 20, arena, &overlap, NULL), ASSAY_OK);
    cr_expect_eq(overlap.n_markets, 1);
    cr_expect(overlap.markets[0].size > 40000 && overlap.markets[0].size < 60000, "%g",
              overlap.markets[0].size);
}

Test(proposal, a_pair_that_shares_more_than_chance_has_a_group)
{
    invent(10, 9, 1000000, 500);
    for (size_t i = 0; i < 10; i++)
        candidates[i].reach = (assay_interval){5000, 4000, 6000};
    memcpy(people[1], people[0], 250 * sizeof people[0][0]); /* half of two samples */
    assay__overlap overlap;
    assay__crew crew;
    cr_assert_eq(assay__overlap_learn(candidates, 10, arena, &overlap, NULL), ASSAY_OK);
    cr_assert_eq(assay__crew_new(&overlap, arena, &crew, NULL), ASSAY_OK);
    bool chosen[10] = {true, true};
    double pair = assay__crew_reach(&crew, chosen);
    bool others[10] = {[2] = true, [3] = true};
    double strangers = assay__crew_reach(&crew, others);
    cr_expect_lt(pair, 5100, "250 seen twice of a tenth each are all: %g", pair);
    cr_expect_gt(strangers, 9900, "%g", strangers);
}

/* The best of all sets, one by one. */
static double best_of_all(size_t n, double budget)
{
    assay__overlap overlap;
    assay__crew crew;
    double best = 0;
    bool chosen[16];
    cr_assert_eq(assay__overlap_learn(candidates, n, arena, &overlap, NULL), ASSAY_OK);
    cr_assert_eq(assay__crew_new(&overlap, arena, &crew, NULL), ASSAY_OK);
    for (unsigned set = 0; set < 1U << n; set++) {
        double spent = 0;
        for (size_t i = 0; i < n; i++) {
            chosen[i] = (set >> i & 1U) != 0;
            spent += chosen[i] ? candidates[i].fee : 0;
        }
        if (spent <= budget)
            best = fmax(best, assay__crew_reach(&crew, chosen));
    }
    return best;
}

Test(proposal, small_rosters_get_the_best_set_there_is)
{
    for (uint64_t round = 0; round < 30; round++) {
        invent(11, 100 + round, 3000, 300);
        double budget = 60 + 20 * (double)(round % 10);
        assay_proposal found = propose(11, budget);
        double best = best_of_all(11, budget);
        cr_expect(found.proven);
        cr_expect_float_eq(found.reach.value, best, 1e-9 * best);
        cr_expect_float_eq(found.at_most, found.reach.value, 1e-9 * best);
        cr_expect_leq(found.spent, budget);
        assay_arena_reset(arena);
    }
}

/* Twenty who reach nobody make a roster too large for exact search. */
Test(proposal, greedy_sets_keep_their_guarantee_and_are_nearly_best)
{
    double worst = 1, sum = 0;
    for (uint64_t round = 0; round < 30; round++) {
        double budget = 60 + 20 * (double)(round % 10);
        invent(11, 100 + round, 3000, 300);
        double best = best_of_all(11, budget);
        for (size_t i = 11; i < 31; i++)
            put(i, 1, 0)->n_people = 0;
        assay_proposal found = propose(31, budget);
        cr_expect_not(found.proven);
        cr_expect_geq(found.at_most, best * (1 - 1e-9));
        worst = fmin(worst, found.reach.value / best);
        sum += found.reach.value / best;
        assay_arena_reset(arena);
    }
    cr_expect_geq(worst, 0.316, "(1 - 1/e)/2"); /* Khuller, Moss & Naor 1999 */
    cr_expect_geq(worst, 0.85, "%g", worst);
    cr_expect_geq(sum / 30, 0.97, "%g", sum / 30);
}

Test(proposal, a_larger_budget_never_reaches_less)
{
    static const size_t SIZES[] = {12, 50};
    for (size_t s = 0; s < 2; s++) {
        double last = 0;
        invent(SIZES[s], 7 + s, 8000, 200);
        for (double budget = 5; budget < 900; budget *= 1.07) {
            double reach = reach_for(SIZES[s], budget);
            cr_expect_geq(reach, last, "%g at %g", reach, budget);
            last = reach;
            assay_arena_reset(arena);
        }
    }
}

Test(proposal, order_of_creators_does_not_matter)
{
    invent(40, 3, 20000, 200);
    assay_proposal first = propose(40, 400);
    for (size_t i = 0; i < 20; i++) {
        assay_candidate other = candidates[i];
        candidates[i] = candidates[39 - i];
        candidates[39 - i] = other;
    }
    assay_proposal again = propose(40, 400);
    cr_assert_eq(first.n, again.n);
    for (size_t i = 0; i < first.n; i++) {
        cr_expect_eq(first.chosen[i], 39 - again.chosen[i]);
        cr_expect_eq(first.adds[i], again.adds[i]);
    }
    cr_expect_eq(first.reach.value, again.reach.value);
    cr_expect_eq(first.reach.low, again.reach.low);
    cr_expect_eq(first.reach.high, again.reach.high);
}

Test(proposal, what_each_adds_sums_to_the_reach)
{
    invent(20, 11, 9000, 300);
    assay_proposal found = propose(20, 500);
    double sum = 0;
    for (size_t i = 0; i < found.n; i++)
        sum += found.adds[i];
    cr_expect_float_eq(sum, found.reach.value, 1e-6);
    cr_expect_leq(found.reach.value, found.sum + 1e-6);
    cr_expect(found.reach.low <= found.reach.value &&
              found.reach.value <= found.reach.high);
}

Test(proposal, creators_who_cost_nothing_are_signed_and_those_who_reach_nobody_are_not)
{
    put(0, 0, 100);
    put(1, 5, 0);
    put(2, 500, 9000);
    assay_proposal found = propose(3, 10);
    cr_assert_eq(found.n, 1);
    cr_expect_eq(found.chosen[0], 0);
    cr_expect_eq(found.untold, 1);
    cr_expect_float_eq(found.spent, 0, 0);
}

Test(proposal, nothing_is_affordable_or_there_is_nobody)
{
    put(0, 100, 1000);
    assay_proposal found = propose(1, 10);
    cr_expect_eq(found.n, 0);
    cr_expect_float_eq(found.reach.value, 0, 0);
    found = propose(0, 10);
    cr_expect_eq(found.n, 0);
    cr_expect(found.proven);
}

Test(proposal, unknown_overlap_is_uncertain_and_said)
{
    for (size_t i = 0; i < 6; i++)
        put(i, 10, 1000)->n_people = 0;
    assay_proposal blind = propose(6, 60);
    cr_expect_eq(blind.untold, 6);
    cr_expect_lt(blind.reach.value, blind.sum);
    for (size_t i = 0; i < 6; i++) {
        candidates[i].n_people = 1000;
        for (uint64_t k = 0; k < 1000; k++)
            people[i][k] = 1 + i * 5000 + k;
    }
    assay_proposal seen = propose(6, 60);
    cr_expect_float_eq(seen.reach.value, 6000, 1e-9);
    cr_expect_gt(blind.reach.high - blind.reach.low, seen.reach.high - seen.reach.low);
}

Test(proposal, platforms_are_markets_of_their_own)
{
    invent(10, 21, 30000, 300);
    for (size_t i = 0; i < 5; i++)
        candidates[i].platform = ASSAY__LITERAL("youtube");
    assay_proposal found = propose(10, 5000);
    cr_expect_eq(found.platforms, 2);
    cr_expect_eq(found.n, 10);
}

Test(proposal, what_is_no_number_is_refused)
{
    assay_proposal out = {.n = 7};
    assay_error err = {0};
    put(0, 10, 100);
    cr_expect_eq(assay_propose(candidates, 1, 0, arena, &out, &err), ASSAY_BAD_VALUE);
    cr_expect_eq(assay_propose(candidates, 1, HUGE_VAL, arena, &out, &err),
                 ASSAY_BAD_VALUE);
    cr_expect_eq(assay_propose(candidates, 1, (double)NAN, arena, &out, &err),
                 ASSAY_BAD_VALUE);
    put(0, (double)NAN, 100);
    cr_expect_eq(assay_propose(candidates, 1, 10, arena, &out, &err), ASSAY_BAD_VALUE);
    cr_expect_not_null(strstr(err.message, "tiktok/creator00"));
    put(0, 10, (double)NAN);
    cr_expect_eq(assay_propose(candidates, 1, 10, arena, &out, &err), ASSAY_BAD_VALUE);
    put(0, -1, 100);
    cr_expect_eq(assay_propose(candidates, 1, 10, arena, &out, &err), ASSAY_BAD_VALUE);
    cr_expect_eq(out.n, 7, "nothing is written on failure");
}

/* The reach of a set drawn from a market of known people lies within the range, when
 * lists are whole and reaches are as unsure as said. */
Test(proposal, ranges_cover_as_often_as_they_say)
{
    int covered = 0;
    for (uint64_t round = 0; round < 60; round++) {
        static bool reached[40000];
        static uint64_t listed[40000];
        assay__random random = {.key = 4000 + round};
        size_t union_size = 0;
        memset(reached, 0, sizeof reached);
        for (size_t i = 0; i < 8; i++) {
            size_t size = 3000 + assay__random_below(&random, 3000);
            put(i, 10, (double)size)->n_people = 400;
            candidates[i].reach.low = candidates[i].reach.high = (double)size;
            for (size_t n = 0; n < size;) {
                uint64_t who = assay__random_below(&random, 40000);
                if (listed[who] == i + 8 * round + 1)
                    continue;
                listed[who] = i + 8 * round + 1;
                union_size += !reached[who];
                reached[who] = true;
                if (n < 400)
                    people[i][n] = who + 1;
                n++;
            }
        }
        assay_interval reach = propose(8, 80).reach;
        covered += reach.low <= (double)union_size && (double)union_size <= reach.high;
        assay_arena_reset(arena);
    }
    cr_expect(covered >= 45 && covered <= 60, "%d of 60", covered);
}
