/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

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

TestSuite(growth, .init = set_up, .fini = tear_down);

static assay_growth analyse(const assay_roster *roster)
{
    assay_norms norms = world_norms();
    assay_growth growth;
    cr_assert_eq(
        assay_growth_analyse(&drawn.account, &norms, roster, arena, &growth, NULL),
        ASSAY_OK);
    return growth;
}

/* A quiet account without bursts. */
static world quiet(void)
{
    return (world){.followers = 50000, .monthly = 0.03, .k = 5, .days = 365};
}

static void set_counts(const double counts[], size_t n)
{
    world w = quiet();
    world_curve(1, &w, NULL, 0, &drawn);
    for (size_t i = 0; i < n; i++)
        drawn.growth[i].followers = counts[i];
    drawn.account.n_growth = n;
}

static double strongest(const assay_growth *growth)
{
    double best = 0.0;
    for (size_t i = 0; i < growth->n_pulses; i++)
        best = fmax(best, growth->pulses[i].shape);
    return best;
}

static double day_of(int64_t at)
{
    return (double)(at - drawn.growth[0].at) / ASSAY__DAY;
}

Test(growth, no_readings_are_not_assessable)
{
    set_counts(NULL, 0);
    assay_growth growth = analyse(NULL);
    cr_assert_eq(growth.state, ASSAY_NOT_ASSESSABLE);
    cr_assert_eq(growth.lack, ASSAY_LACK_TABLE);
    cr_assert_eq(growth.n_steps, 0);
    cr_assert(isnan(growth.shape_max));
    cr_assert(isnan(growth.bought.value));
}

Test(growth, one_reading_is_too_few)
{
    set_counts((const double[]){1000.0}, 1);
    assay_growth growth = analyse(NULL);
    cr_assert_eq(growth.state, ASSAY_NOT_ASSESSABLE);
    cr_assert_eq(growth.lack, ASSAY_LACK_FEW);
}

Test(growth, two_readings_make_one_step_with_a_number)
{
    set_counts((const double[]){1000.0, 1500.0}, 2);
    assay_growth growth = analyse(NULL);
    cr_assert_eq(growth.state, ASSAY_LOW_DATA);
    cr_assert_eq(growth.n_steps, 1);
    cr_assert_eq(assay_growth_step_at(&growth, 0).gained, 500.0);
    cr_assert_geq(assay_growth_step_at(&growth, 0).bought, 0.0);
    cr_assert_leq(assay_growth_step_at(&growth, 0).bought, 1.0);
}

Test(growth, a_curve_that_stands_still_says_so)
{
    double counts[100];
    for (size_t i = 0; i < 100; i++)
        counts[i] = 777.0;
    set_counts(counts, 100);
    assay_growth growth = analyse(NULL);
    cr_assert_eq(growth.state, ASSAY_LOW_DATA);
    cr_assert_eq(growth.lack, ASSAY_LACK_CONSTANT);
    cr_assert_eq(growth.n_pulses, 0);
}

Test(growth, zero_followers_are_a_count)
{
    double counts[60] = {0.0};
    set_counts(counts, 60);
    assay_growth growth = analyse(NULL);
    cr_assert_eq(growth.n_pulses, 0);
    cr_assert_eq(growth.n_steps, 59);
}

Test(growth, a_quiet_account_has_nothing_that_looks_delivered)
{
    for (uint64_t seed = 0; seed < 10; seed++) {
        world w = quiet();
        world_curve(seed, &w, NULL, 0, &drawn);
        assay_growth growth = analyse(NULL);
        cr_assert_eq(growth.state, ASSAY_STATE_OK);
        cr_assert_lt(strongest(&growth), 8.0, "seed %zu", (size_t)seed);
        cr_assert_lt(growth.bought.value, 500.0);
    }
}

Test(growth, a_package_over_two_weeks_is_found_with_its_dates_and_amount)
{
    for (uint64_t seed = 0; seed < 10; seed++) {
        world w = quiet();
        package p = {
            .amount = 2500, .days = 14, .start = 200, .jitter = 0.2, .kept = 1.0};
        double came = world_curve(seed, &w, &p, 1, &drawn);
        assay_growth growth = analyse(NULL);
        cr_assert_gt(strongest(&growth), 8.0, "seed %zu", (size_t)seed);
        const assay_pulse *best = &growth.pulses[0];
        for (size_t i = 1; i < growth.n_pulses; i++)
            best = growth.pulses[i].shape > best->shape ? &growth.pulses[i] : best;
        cr_assert_float_eq(day_of(best->from), 200.0, 2.1);
        cr_assert_float_eq(day_of(best->to), 214.0, 2.1);
        cr_assert_float_eq(best->excess.value, came, 0.35 * came);
    }
}

/* Of 120 packages, a world that the widths were not learnt from: most amounts lie within
 * their interval, and an interval is no wider than it has to be to hold them. */
Test(growth, intervals_hold_what_came_and_are_not_wide)
{
    static const double LENGTHS[] = {1, 2, 14, 28};
    size_t held = 0, found = 0;
    double width = 0.0;
    for (uint64_t seed = 0; seed < 120; seed++) {
        const package p = {.amount = 5000 + 40.0 * (double)seed,
                           .days = LENGTHS[seed % 4],
                           .start = 100.0 + (double)seed,
                           .jitter = 0.1,
                           .kept = 0.9};
        world w = {.followers = 60000, .monthly = 0.01, .k = 8, .days = 330, .bursts = 2};
        double came = world_curve(seed + 70000, &w, &p, 1, &drawn);
        assay_growth growth = analyse(NULL);
        for (size_t i = 0; i < growth.n_pulses; i++) {
            const assay_pulse *pulse = &growth.pulses[i];
            double from = day_of(pulse->from), to = day_of(pulse->to);
            if (fabs(from - p.start) > 3.1 || fabs(to - p.start - p.days) > 4.1)
                continue;
            found++;
            held += pulse->excess.low <= came && came <= pulse->excess.high;
            width += (pulse->excess.high - pulse->excess.low) / came;
        }
    }
    cr_assert_geq(found, 90, "%zu", found);
    cr_assert_geq((double)held, 0.82 * (double)found, "%zu of %zu", held, found);
    cr_assert_leq(width, 0.3 * (double)found, "%f", width / (double)found);
}

Test(growth, a_package_in_a_day_is_found)
{
    for (uint64_t seed = 0; seed < 10; seed++) {
        world w = quiet();
        package p = {.amount = 2500, .days = 1, .start = 100, .kept = 1.0};
        world_curve(seed, &w, &p, 1, &drawn);
        assay_growth growth = analyse(NULL);
        cr_assert_gt(assay_growth_step_at(&growth, 100).bought, 0.0);
        cr_assert_gt(growth.tail_max, 6.0);
        cr_assert_gt(strongest(&growth), 2.0, "seed %zu", (size_t)seed);
    }
}

/* Two lesser days beside it once drew the whole pulse away from the day that mattered. */
/* How many of two sudden gains are found whose followers leave over the month after. */
static size_t found_of_two(uint64_t seed)
{
    world w = {.followers = 30000, .monthly = 0.004, .k = 2, .days = 240, .bursts = 6};
    size_t found = 0;
    world_curve(seed, &w, NULL, 0, &drawn);
    for (size_t turn = 0; turn < 2; turn++) {
        size_t at = 19 + 40 * turn;
        for (size_t i = at; i < drawn.account.n_growth; i++) {
            double kept = fmax(1.0 - (double)(i - at) / 34.0, 0.0);
            drawn.growth[i].followers += floor(2400.0 * kept);
        }
    }
    assay_growth growth = analyse(NULL);
    for (size_t i = 0; i < growth.n_pulses; i++) {
        double day = day_of(growth.pulses[i].to);
        bool one = fabs(day - 19.0) < 2.0 || fabs(day - 59.0) < 2.0;
        found += one && growth.pulses[i].excess.value > 2000.0;
    }
    return found;
}

/* A quarter of the days are days of loss, and none of them what the account loses by
 * itself: were it taken for that, ordinary days would stand out and hide the gains. */
Test(growth, weeks_in_which_a_package_leaves_hide_no_package)
{
    size_t found = 0;
    for (uint64_t seed = 1; seed <= 20; seed++)
        found += found_of_two(seed);
    cr_assert_geq(found, 38, "%zu of 40", found);
}

Test(growth, a_sudden_gain_keeps_its_day_beside_lesser_ones)
{
    world w = quiet();
    world_curve(5, &w, NULL, 0, &drawn);
    const double extra[] = {180, 150, 0, 0, 2700};
    double sum = 0.0;
    for (size_t i = 0; i < drawn.account.n_growth; i++) {
        if (i >= 213 && i < 218)
            sum += extra[i - 213];
        drawn.growth[i].followers += sum;
    }
    assay_growth growth = analyse(NULL);
    bool found = false;
    for (size_t i = 0; i < growth.n_pulses; i++) {
        const assay_pulse *p = &growth.pulses[i];
        found = found || (day_of(p->from) <= 216.0 && day_of(p->to) >= 217.0 &&
                          p->gained > 2500.0);
    }
    cr_assert(found, "no pulse holds the day of 2,700");
}

Test(growth, a_glitch_that_reverses_is_the_trackers)
{
    world w = quiet();
    world_curve(3, &w, NULL, 0, &drawn);
    for (size_t i = 120; i < 122; i++)
        drawn.growth[i].followers -= 20000.0;
    drawn.growth[240].followers += 15000.0;
    assay_growth growth = analyse(NULL);
    cr_assert_eq(growth.glitches, 2);
    cr_assert_eq(growth.n_drops, 1);
    cr_assert_eq(growth.drops[0].kind, ASSAY_DROP_GLITCH);
    cr_assert_lt(strongest(&growth), 8.0);
}

/* A jump that stays is no glitch, however the days after it add up. */
Test(growth, three_days_of_delivery_are_not_taken_for_a_glitch)
{
    world w = {.followers = 500000, .monthly = 0.04, .k = 3, .days = 365};
    package p = {.amount = 25000, .days = 3, .start = 188.8, .kept = 0.9};
    for (uint64_t seed = 0; seed < 20; seed++) {
        world_curve(seed, &w, &p, 1, &drawn);
        assay_growth growth = analyse(NULL);
        cr_assert_eq(growth.glitches, 0, "seed %zu", (size_t)seed);
    }
}

Test(growth, a_burst_that_fades_is_not_called_delivered)
{
    size_t called = 0, pulses = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        world w = quiet();
        w.bursts = 6;
        world_curve(seed, &w, NULL, 0, &drawn);
        assay_growth growth = analyse(NULL);
        pulses += growth.n_pulses;
        for (size_t i = 0; i < growth.n_pulses; i++)
            called += growth.pulses[i].evidence > 0.9;
    }
    cr_assert_gt(pulses, 40);
    cr_assert_leq(called, 2);
}

Test(growth, a_change_of_pace_is_not_called_delivered)
{
    for (uint64_t seed = 0; seed < 10; seed++) {
        world w = quiet();
        world_curve(seed, &w, NULL, 0, &drawn);
        /* Three times the pace from day 180 on. */
        for (size_t i = 181; i <= 365; i++)
            drawn.growth[i].followers +=
                2.0 * (drawn.growth[i].followers - drawn.growth[180].followers);
        assay_growth growth = analyse(NULL);
        for (size_t i = 0; i < growth.n_pulses; i++)
            cr_assert_lt(growth.pulses[i].evidence, 0.9, "seed %zu", (size_t)seed);
    }
}

Test(growth, evidence_and_amounts_move_with_time_and_nothing_else)
{
    world w = quiet();
    package p = {.amount = 2500, .days = 7, .start = 90, .kept = 1.0};
    world_curve(5, &w, &p, 1, &drawn);
    assay_growth here = analyse(NULL);
    double evidence = here.pulses[0].evidence, amount = here.pulses[0].excess.value;
    int64_t from = here.pulses[0].from;
    for (size_t i = 0; i <= 365; i++)
        drawn.growth[i].at += 700 * (int64_t)ASSAY__DAY;
    assay_growth there = analyse(NULL);
    cr_assert_eq(there.n_pulses, here.n_pulses);
    cr_assert_eq(there.pulses[0].evidence, evidence);
    cr_assert_eq(there.pulses[0].excess.value, amount);
    cr_assert_eq(there.pulses[0].from, from + 700 * (int64_t)ASSAY__DAY);
}

Test(growth, monthly_readings_show_the_month_of_a_delivery)
{
    double counts[25], count = 100.0;
    for (size_t i = 0; i < 25; i++) {
        count += i == 18 ? 300.0 : (double)(3 + i % 3);
        counts[i] = count;
    }
    set_counts(counts, 25);
    for (size_t i = 0; i < 25; i++)
        drawn.growth[i].at = (int64_t)i * 30 * ASSAY__DAY;
    assay_growth growth = analyse(NULL);
    size_t best = 0;
    for (size_t i = 0; i < growth.n_steps; i++)
        best = assay_growth_step_at(&growth, i).bought >
                       assay_growth_step_at(&growth, best).bought
                   ? i
                   : best;
    cr_assert_eq(best, 17);
    cr_assert_gt(assay_growth_step_at(&growth, 17).bought, 0.5);
    cr_assert_lt(assay_growth_step_at(&growth, 5).bought, 0.2);
}

Test(growth, readings_by_the_hour_find_the_same_package)
{
    static assay_reading hourly[24 * 120 + 1];
    world w = quiet();
    w.days = 120;
    package p = {.amount = 2500, .days = 5, .start = 60, .kept = 1.0};
    world_curve(6, &w, &p, 1, &drawn);
    for (size_t i = 0; i <= 24 * 120; i++) {
        double a = drawn.growth[i / 24].followers;
        double b = drawn.growth[i / 24 + (i % 24 != 0)].followers;
        hourly[i] = drawn.growth[0];
        hourly[i].at += (int64_t)i * 3600;
        hourly[i].followers = floor(a + (b - a) * (double)(i % 24) / 24.0);
    }
    drawn.account.growth = hourly;
    drawn.account.n_growth = 24 * 120 + 1;
    assay_growth growth = analyse(NULL);
    cr_assert_eq(growth.n_steps, 24 * 120);
    cr_assert_gt(strongest(&growth), 5.0);
}

Test(growth, a_thousand_million_followers_are_a_number_like_any)
{
    world w = {.followers = 1e9, .monthly = 0.01, .k = 20, .days = 365};
    package p = {.amount = 5e7, .days = 10, .start = 100, .jitter = 0.1, .kept = 1.0};
    world_curve(7, &w, &p, 1, &drawn);
    assay_growth growth = analyse(NULL);
    cr_assert_gt(strongest(&growth), 8.0);
    cr_assert(isfinite(growth.bought.value));
}

/* Twice the blind spot is found; a quarter of it is not, mostly. */
Test(growth, the_blind_spot_is_where_the_tests_stop_seeing)
{
    size_t twice = 0, quarter = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        world w = quiet();
        world_curve(seed, &w, NULL, 0, &drawn);
        double blind = analyse(NULL).blind_14d;
        cr_assert_gt(blind, 50.0);
        for (int large = 0; large < 2; large++) {
            package p = {.days = 14, .start = 180, .jitter = 0.1, .kept = 1.0};
            p.amount = large != 0 ? 2.0 * blind : 0.25 * blind;
            world_curve(seed, &w, &p, 1, &drawn);
            assay_growth growth = analyse(NULL);
            double best = 0.0;
            for (size_t i = 0; i < growth.n_pulses; i++)
                best = fmax(best, growth.pulses[i].evidence);
            twice += large != 0 && best >= 0.5;
            quarter += large == 0 && best >= 0.5;
        }
    }
    cr_assert_geq(twice, 16, "%zu of 20", twice);
    cr_assert_leq(quarter, 4, "%zu of 20", quarter);
}

Test(growth, monthly_readings_see_less_than_daily_ones)
{
    world w = quiet();
    world_curve(3, &w, NULL, 0, &drawn);
    double daily = analyse(NULL).blind_1d;
    for (size_t i = 0; i <= 12; i++)
        drawn.growth[i] = drawn.growth[i * 30];
    drawn.account.n_growth = 13;
    cr_assert_gt(analyse(NULL).blind_1d, daily);
}

Test(growth, follow_and_unfollow_leaves_teeth)
{
    world w = quiet();
    world_curve(8, &w, NULL, 0, &drawn);
    for (size_t i = 0; i <= 365; i++)
        drawn.growth[i].following = 500.0 + 60.0 * (double)(i % 10 < 7 ? i % 10 : 0);
    assay_growth growth = analyse(NULL);
    cr_assert_gt(growth.saw_teeth, 20.0);
    cr_assert_gt(growth.follow_churn, 20.0);
}

Test(growth, one_sharp_fall_with_the_pace_kept_is_a_purge)
{
    world w = quiet();
    world_curve(4, &w, NULL, 0, &drawn);
    for (size_t i = 150; i <= 365; i++)
        drawn.growth[i].followers -= 1500.0;
    assay_growth growth = analyse(NULL);
    cr_assert_eq(growth.n_drops, 1);
    cr_assert_eq(growth.drops[0].kind, ASSAY_DROP_PURGE);
    cr_assert_eq(day_of(growth.drops[0].to), 150.0);
    cr_assert_float_eq(growth.drops[0].lost, 1500.0, 300.0);
}

Test(growth, counts_cut_to_three_digits_flag_no_one)
{
    for (uint64_t seed = 0; seed < 10; seed++) {
        world w = quiet();
        world_curve(seed, &w, NULL, 0, &drawn);
        for (size_t i = 0; i <= 365; i++)
            drawn.growth[i].followers = 100.0 * floor(drawn.growth[i].followers / 100.0);
        assay_growth growth = analyse(NULL);
        cr_assert_eq(growth.truncation, 100.0);
        cr_assert_lt(strongest(&growth), 8.0, "seed %zu", (size_t)seed);
        cr_assert_eq(growth.n_drops, 0);
    }
}

/* Falls of every account but the k-th on day 100. */
static void purge_world(uint64_t seed)
{
    world w = quiet();
    world_curve(seed, &w, NULL, 0, &drawn);
    for (size_t i = 100; i <= 365; i++)
        drawn.growth[i].followers -= floor(0.02 * drawn.growth[99].followers);
}

Test(growth, a_purge_is_found_across_a_roster_in_any_order)
{
    assay_purge_finder *ahead, *back;
    cr_assert_eq(assay_purge_finder_new(&ahead, NULL), ASSAY_OK);
    cr_assert_eq(assay_purge_finder_new(&back, NULL), ASSAY_OK);
    for (uint64_t i = 0; i < 24; i++) {
        purge_world(i);
        cr_assert_eq(assay_purge_finder_add(ahead, &drawn.account, NULL), ASSAY_OK);
        purge_world(23 - i);
        cr_assert_eq(assay_purge_finder_add(back, &drawn.account, NULL), ASSAY_OK);
    }
    const assay_purge *a, *b;
    size_t n, m;
    cr_assert_eq(assay_purge_finder_finish(ahead, &a, &n, NULL), ASSAY_OK);
    cr_assert_eq(assay_purge_finder_finish(back, &b, &m, NULL), ASSAY_OK);
    cr_assert_eq(n, 1);
    cr_assert_eq(m, 1);
    cr_assert_eq(a[0].share, b[0].share);
    cr_assert_float_eq(a[0].share, 0.02, 0.003);
    assay_roster roster = {.accounts = 24, .purges = a, .n_purges = n};
    assay_growth growth = analyse(&roster);
    cr_assert_eq(growth.n_drops, 1);
    cr_assert_eq(growth.drops[0].kind, ASSAY_DROP_PURGE);
    cr_assert_lt(fabs(growth.drops[0].excess_z), 4.0);
    assay_purge_finder_free(ahead);
    assay_purge_finder_free(back);
}

Test(growth, fewer_than_twenty_accounts_find_no_purge)
{
    assay_purge_finder *finder;
    cr_assert_eq(assay_purge_finder_new(&finder, NULL), ASSAY_OK);
    for (uint64_t i = 0; i < 19; i++) {
        purge_world(i);
        cr_assert_eq(assay_purge_finder_add(finder, &drawn.account, NULL), ASSAY_OK);
    }
    const assay_purge *purges;
    size_t n;
    cr_assert_eq(assay_purge_finder_finish(finder, &purges, &n, NULL), ASSAY_OK);
    cr_assert_eq(n, 0);
    assay_purge_finder_free(finder);
}
