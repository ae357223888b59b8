/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a curve beside its pulses: teeth, rhythms, equal steps, refills, content
 * and views. Each is shown a curve that has it and one that does not. */
#include <criterion/criterion.h>

#include "growth_world.h"

static assay_arena *arena;
static curve_world drawn;
static assay_post posts[WORLD_MOST_DAYS];

static void set_up(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
}

static void tear_down(void)
{
    assay_arena_free(arena);
}

TestSuite(growth_signs, .init = set_up, .fini = tear_down);

static assay_growth analyse(void)
{
    assay_norms norms = world_norms();
    assay_growth growth;
    cr_assert_eq(assay_growth_analyse(&drawn.account, &norms, NULL, arena, &growth, NULL),
                 ASSAY_OK);
    return growth;
}

static const world calm = {.followers = 50000, .monthly = 0.03, .k = 5, .days = 365};

static void draw(uint64_t seed, const package packages[], size_t n)
{
    world_curve(seed, &calm, packages, n, &drawn);
}

/* Adds to every reading from `day` on. */
static void add_from(size_t day, double followers)
{
    for (size_t i = day; i < drawn.account.n_growth; i++)
        drawn.growth[i].followers += followers;
}

static void set_following(const double counts[], size_t n)
{
    for (size_t i = 0; i < drawn.account.n_growth; i++)
        drawn.growth[i].following = i < n ? counts[i] : (double)NAN;
}

Test(growth_signs, seven_following_counts_are_too_few_for_teeth)
{
    draw(1, NULL, 0);
    set_following((const double[]){500, 800, 500, 800, 500, 800, 500}, 7);
    cr_assert(isnan(analyse().saw_teeth));
    set_following((const double[]){500, 800, 500, 800, 500, 800, 500, 500}, 8);
    cr_assert_eq(analyse().saw_teeth, 3.0);
}

Test(growth_signs, a_climb_that_stays_or_is_small_is_no_tooth)
{
    draw(1, NULL, 0);
    set_following((const double[]){500, 800, 1100, 1400, 1400, 1400, 1400, 1400, 1400},
                  9);
    cr_assert_eq(analyse().saw_teeth, 0.0);
    set_following((const double[]){500, 549, 500, 549, 500, 549, 500, 549, 500}, 9);
    cr_assert_eq(analyse().saw_teeth, 0.0);
    /* Falls back, but only after more than two weeks at the top. */
    double late[24];
    for (size_t i = 0; i < 24; i++)
        late[i] = i >= 2 && i < 20 ? 900.0 : 500.0;
    set_following(late, 24);
    cr_assert_eq(analyse().saw_teeth, 0.0);
}

Test(growth_signs, unknown_following_counts_are_passed_over)
{
    const double nan = (double)NAN;
    draw(1, NULL, 0);
    set_following((const double[]){500, nan, 800, 500, nan, 800, 500, 800, nan, 500, 500},
                  11);
    cr_assert_eq(analyse().saw_teeth, 3.0);
}

Test(growth_signs, a_renewal_every_thirty_days_is_a_rhythm)
{
    draw(2, NULL, 0);
    double without = analyse().periodicity;
    for (size_t day = 15; day < 365; day += 30) {
        for (size_t d = 0; d < 8; d++)
            add_from(day + d, 120.0);
    }
    double with = analyse().periodicity;
    cr_assert_lt(without, 3.0);
    cr_assert_gt(with, 6.0);
}

Test(growth_signs, three_months_are_needed_for_a_monthly_rhythm)
{
    draw(2, NULL, 0);
    drawn.account.n_growth = 80;
    cr_assert(isnan(analyse().periodicity));
}

Test(growth_signs, noise_has_all_orders_and_a_ramp_has_one)
{
    draw(3, NULL, 0);
    double noise = analyse().entropy;
    cr_assert_gt(noise, 0.97);
    cr_assert_leq(noise, 1.0 + 1e-12);
    double count = 50000.0;
    for (size_t i = 0; i < drawn.account.n_growth; i++) {
        drawn.growth[i].followers = count;
        count += 40.0 + (double)i;
    }
    cr_assert_lt(analyse().entropy, 0.5);
    drawn.account.n_growth = 40;
    cr_assert(isnan(analyse().entropy));
}

Test(growth_signs, a_scheduler_repeats_its_steps)
{
    world large = calm;
    large.followers = 500000;
    world_curve(4, &large, NULL, 0, &drawn);
    drawn.account.n_growth = 71;
    double organic = analyse().equal_steps;
    cr_assert_lt(fabs(organic), 0.2);
    /* Every third day of ten weeks brings the same number. */
    for (size_t i = 1; i < 70; i += 3) {
        double gained = drawn.growth[i + 1].followers - drawn.growth[i].followers;
        add_from(i + 1, 900.0 - gained);
    }
    cr_assert_gt(analyse().equal_steps, organic + 0.1);
}

Test(growth_signs, small_steps_cannot_be_equal_by_half_a_per_cent)
{
    draw(4, NULL, 0);
    cr_assert(isnan(analyse().equal_steps));
}

Test(growth_signs, losses_given_back_at_once_are_refills)
{
    draw(5, NULL, 0);
    cr_assert_eq(analyse().refills, 0.0);
    for (size_t start = 100; start <= 200; start += 50) {
        for (size_t d = 0; d < 4; d++)
            add_from(start + d, -400.0);
        add_from(start + 4, 1600.0);
    }
    cr_assert_geq(analyse().refills, 2.0);
}

/* A post every five days; those of odd weeks draw ten times the views. */
static void set_posts(void)
{
    size_t n = 0;
    for (size_t day = 2; day + 5 < drawn.account.n_growth; day += 5) {
        posts[n] = (assay_post){.at = drawn.growth[day].at, .views = 3000.0};
        posts[n].likes = posts[n].comments = posts[n].shares = (double)NAN;
        posts[n].saves = posts[n].reach = posts[n].clicks = (double)NAN;
        posts[n].views *= assay__mix64(day) % 4 == 0 ? 20.0 : 1.0;
        n++;
    }
    drawn.account.posts = posts;
    drawn.account.n_posts = n;
}

Test(growth_signs, followers_that_come_with_views_are_coupled_to_content)
{
    draw(6, NULL, 0);
    set_posts();
    double apart = analyse().content_coupling;
    for (size_t i = 0; i < drawn.account.n_posts; i++) {
        size_t day = (size_t)((posts[i].at - drawn.growth[0].at) / ASSAY__DAY);
        for (size_t d = 1; d <= 2; d++)
            add_from(day + d, floor(posts[i].views / 200.0));
    }
    double with = analyse().content_coupling;
    cr_assert(apart >= 0.0 && apart <= 1.0);
    cr_assert_gt(with, 0.97);
}

Test(growth_signs, without_posts_nothing_is_said_of_content)
{
    draw(6, NULL, 0);
    assay_growth growth = analyse();
    cr_assert(isnan(growth.content_coupling));
    cr_assert(isnan(growth.followers_per_view));
    cr_assert(isnan(growth.unexplained_share));
}

static void set_views(double a_day)
{
    double views = 1e6;
    for (size_t i = 0; i < drawn.account.n_growth; i++) {
        drawn.growth[i].views = views;
        views += a_day * (1.0 + 0.2 * (double)(assay__mix64(i) % 7));
    }
}

Test(growth_signs, followers_without_viewers_are_too_many_a_view)
{
    const package p = {.amount = 4000, .days = 7, .start = 180, .kept = 1.0};
    draw(7, &p, 1);
    set_views(1000.0);
    double few = analyse().followers_per_view;
    set_views(100000.0);
    double many = analyse().followers_per_view;
    cr_assert_gt(few, 0.2);
    cr_assert_gt(few, 20.0 * many);
}

/* Ten times the account, all else equal: the same days, ten times the amount. */
Test(growth_signs, what_is_found_scales_with_the_account)
{
    const package small = {.amount = 5000, .days = 14, .start = 180, .kept = 1.0};
    double share[2];
    for (size_t large = 0; large < 2; large++) {
        world w = calm;
        package p = small;
        w.followers *= large == 0 ? 1.0 : 10.0;
        p.amount *= large == 0 ? 1.0 : 10.0;
        world_curve(8, &w, &p, 1, &drawn);
        assay_growth growth = analyse();
        cr_assert_gt(growth.n_pulses, 0);
        share[large] = growth.bought.value / p.amount;
    }
    cr_assert_float_eq(share[0], 1.0, 0.25);
    cr_assert_float_eq(share[1], 1.0, 0.25);
}

/* Counts cut to three digits still show a large package. */
Test(growth_signs, cut_counts_show_what_is_larger_than_their_unit)
{
    size_t found = 0;
    for (uint64_t seed = 0; seed < 8; seed++) {
        const package p = {.amount = 8000, .days = 7, .start = 180, .kept = 1.0};
        draw(seed, &p, 1);
        for (size_t i = 0; i < drawn.account.n_growth; i++)
            drawn.growth[i].followers = floor(drawn.growth[i].followers / 100.0) * 100.0;
        assay_growth growth = analyse();
        cr_assert_eq(growth.truncation, 100.0);
        double best = 0.0;
        for (size_t i = 0; i < growth.n_pulses; i++)
            best = fmax(best, growth.pulses[i].evidence);
        found += best > 0.5;
    }
    cr_assert_geq(found, 6, "%zu of 8", found);
}

/* Gives as much memory as it was told to, and then none. */
typedef struct purse {
    size_t left; /* allocations */
} purse;

static void *give(size_t bytes, void *context)
{
    purse *p = context;
    if (p->left == 0)
        return NULL;
    p->left--;
    return malloc(bytes);
}

static void take(void *memory, void *context)
{
    (void)context;
    free(memory);
}

/* An arena that cannot grow, of every size until one is enough: memory runs out at every
 * request of the analysis in turn. */
Test(growth_signs, memory_that_runs_out_anywhere_is_a_status_and_leaves_the_findings)
{
    const package p = {.amount = 5000, .days = 14, .start = 180, .kept = 1.0};
    draw(9, &p, 1);
    set_posts();
    assay_norms norms = world_norms();
    assay_status status = ASSAY_NO_MEMORY;
    size_t failed = 0, bytes = 1024;
    for (; status != ASSAY_OK && bytes < (1 << 20); bytes += 3000) {
        purse two = {2}; /* the arena and its only piece */
        assay_allocator hooks = {give, take, &two};
        assay_growth growth = {.days = -1.0};
        assay_arena *small = NULL;
        cr_assert_eq(assay_arena_new(bytes, &hooks, &small, NULL), ASSAY_OK);
        status = assay_growth_analyse(&drawn.account, &norms, NULL, small, &growth, NULL);
        assay_arena_free(small);
        cr_assert(status == ASSAY_OK || status == ASSAY_NO_MEMORY);
        cr_assert_eq(growth.days, status == ASSAY_OK ? 365.0 : -1.0);
        failed += status != ASSAY_OK;
    }
    cr_assert_eq(status, ASSAY_OK);
    cr_assert_gt(failed, 40);
}

static assay_pulse largest(const assay_growth *growth)
{
    cr_assert_gt(growth->n_pulses, 0);
    size_t best = 0;
    for (size_t i = 1; i < growth->n_pulses; i++)
        if (growth->pulses[i].excess.value > growth->pulses[best].excess.value)
            best = i;
    return growth->pulses[best];
}

Test(growth_signs, a_day_of_delivery_is_all_peak_and_a_month_of_it_is_not)
{
    draw(5, (const package[]){{.amount = 6000, .days = 1, .start = 150, .kept = 1}}, 1);
    assay_growth growth = analyse();
    assay_pulse day = largest(&growth);
    cr_assert_float_eq(day.peak, 1.0, 0.1, "%g", day.peak);
    cr_assert_float_eq(day.peak_after, 0.0, 0.1, "%g", day.peak_after);
    cr_assert_float_eq(day.peak_before, 0.0, 0.1, "%g", day.peak_before);
    cr_assert_float_eq(day.left_14d, 0.0, 0.15, "%g", day.left_14d);
    draw(5, (const package[]){{.amount = 6000, .days = 28, .start = 150, .kept = 1}}, 1);
    growth = analyse();
    cr_assert_lt(largest(&growth).peak, 0.25);
}

Test(growth_signs, what_leaves_within_two_weeks_is_counted_of_the_gain)
{
    draw(6, (const package[]){{.amount = 6000, .days = 1, .start = 150, .kept = 1}}, 1);
    for (size_t day = 0; day < 10; day++)
        add_from(154 + day, -300.0);
    assay_growth growth = analyse();
    cr_assert_float_eq(largest(&growth).left_14d, 0.5, 0.15, "%g",
                       largest(&growth).left_14d);
}
