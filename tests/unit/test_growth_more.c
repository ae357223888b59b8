/* SPDX-License-Identifier: GPL-3.0-or-later */
/* More of what looks delivered takes nothing away: deliveries that are lost and put back
 * are seen as one is, and no gain is an excuse for another. */
#include <criterion/criterion.h>

#include "growth/relief.h"
#include "growth_world.h"

static assay_arena *arena;
static curve_world drawn;

static void set_up(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
}

static void tear_down(void)
{
    assay_arena_free(arena);
}

TestSuite(growth_more, .init = set_up, .fini = tear_down);

static const world calm = {.followers = 50000, .monthly = 0.03, .k = 5, .days = 240};
enum { SIZE = 4000, FIRST = 40, EVERY = 40, STAYS = 34 };

static assay_growth analyse(void)
{
    assay_norms norms = world_norms();
    assay_growth growth;
    cr_assert_eq(assay_growth_analyse(&drawn.account, &norms, NULL, arena, &growth, NULL),
                 ASSAY_OK);
    return growth;
}

/* Some that come within a day and leave within five weeks, `turns` times. */
static void deliver_and_lose(uint64_t seed, size_t turns)
{
    world_curve(seed, &calm, NULL, 0, &drawn);
    for (size_t t = 0; t < turns; t++) {
        size_t first = FIRST + t * EVERY;
        for (size_t d = 0; d < STAYS && first + d < drawn.account.n_growth; d++) {
            double kept = 1.0 - (double)d / STAYS;
            drawn.growth[first + d].followers += floor(SIZE * kept);
        }
    }
}

static bool found_on(const assay_growth *growth, int64_t at)
{
    const int64_t days = 5;
    for (size_t i = 0; i < growth->n_pulses; i++) {
        const assay_pulse *p = &growth->pulses[i];
        bool here = p->from < at && at <= p->to && p->to - p->from <= days * 86400;
        if (here && p->excess.value > 0.7 * SIZE)
            return true;
    }
    return false;
}

static size_t found_on_their_days(const assay_growth *growth, size_t turns)
{
    size_t found = 0;
    for (size_t t = 0; t < turns; t++)
        found += found_on(growth, drawn.growth[FIRST + t * EVERY].at) ? 1 : 0;
    return found;
}

Test(growth_more, deliveries_that_are_lost_and_put_back_are_all_found)
{
    size_t found = 0, all = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        deliver_and_lose(seed, 4);
        assay_growth growth = analyse();
        found += found_on_their_days(&growth, 4);
        all += 4;
    }
    cr_assert_geq(found, all - 3, "%zu of %zu", found, all);
}

Test(growth_more, four_deliveries_show_no_less_than_one)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        deliver_and_lose(seed, 1);
        assay_growth once = analyse();
        deliver_and_lose(seed, 4);
        assay_growth often = analyse();
        cr_expect_geq(often.pulse_share, once.pulse_share);
        cr_expect_geq(often.evidence_max, once.evidence_max - 0.05, "%g %g",
                      often.evidence_max, once.evidence_max);
    }
}

static assay_pulse pulse_of(double excess)
{
    return (assay_pulse){.excess = {excess, 0.9 * excess, 1.1 * excess},
                         .tail = 20.0,
                         .shape = 9.0,
                         .evidence = 0.9,
                         .roundness = 1.5,
                         .aftershock = 0.1,
                         .lost_30d = 0.2,
                         .per_view = (double)NAN,
                         .posts_near = 0.0,
                         .views_z = 0.0};
}

/* What the pulses come to on an account of 20,000 followers. */
static assay_growth sum_of(assay_pulse pulses[], size_t n)
{
    static const double followers = 20000.0;
    assay_post post = {.at = 86400};
    assay_reading reading = {.at = 86400, .followers = followers};
    assay_account account = {
        .posts = &post, .n_posts = 1, .growth = &reading, .n_growth = 1};
    assay_growth growth = {.pulses = pulses, .n_pulses = n, .days = 240.0};
    reading.views = ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 1; i < n; i++) /* the more pulses, the larger the account */
        reading.followers += pulses[i].excess.value;
    assay__growth_relieve(&account, NULL, &growth);
    return growth;
}

Test(growth_more, a_harmless_burst_is_no_excuse_for_a_delivery)
{
    assay_pulse pulses[] = {pulse_of(2000.0), pulse_of(9000.0)};
    pulses[1].shape = -5.0;
    pulses[1].evidence = 0.01;
    pulses[1].roundness = -2.0;
    pulses[1].aftershock = 3.0;
    pulses[1].lost_30d = 0.0;
    pulses[1].posts_near = 2.0;
    pulses[1].views_z = 4.0;
    assay_growth alone = sum_of(pulses, 1), both = sum_of(pulses, 2);
    cr_expect_geq(both.pulse_share, alone.pulse_share);
    cr_expect_geq(both.unexplained_share, alone.unexplained_share);
    cr_expect_geq(both.roundness_sum, alone.roundness_sum);
    cr_expect_geq(both.lost_30d_max, alone.lost_30d_max);
    cr_expect_leq(both.aftershock_min, alone.aftershock_min);
}

Test(growth_more, no_pulse_is_as_harmless_as_the_most_harmless_one)
{
    assay_pulse one = pulse_of(2000.0);
    one.evidence = 0.0;
    one.roundness = -2.0;
    one.aftershock = 8.0;
    one.lost_30d = 0.0;
    one.posts_near = 1.0;
    assay_growth none = sum_of(&one, 0), harmless = sum_of(&one, 1);
    cr_expect_eq(none.pulse_share, 0.0);
    cr_expect_eq(harmless.pulse_share, 0.0);
    cr_expect_eq(none.unexplained_share, harmless.unexplained_share);
    cr_expect_eq(none.roundness_sum, harmless.roundness_sum);
    cr_expect_eq(none.lost_30d_max, harmless.lost_30d_max);
    cr_expect_eq(none.aftershock_min, harmless.aftershock_min);
}
