/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likes that lie on every post alike: how many, and that adding them hides nothing. */
#include <criterion/criterion.h>
#include <math.h>

#include <assay/features.h>

#include "engagement/floor.h"
#include "feature/scale.h"
#include "support/posts.h"

static assay_engagement analyse(planted *p, const assay_span *campaign)
{
    assay_engagement out;
    assay_norms norms = planted_norms();
    cr_assert_eq(
        assay_engagement_analyse(&p->account, &norms, campaign, p->arena, &out, NULL),
        ASSAY_OK);
    return out;
}

static void add_likes(planted *p, double amount)
{
    for (size_t i = 0; i < p->account.n_posts; i++)
        p->posts[i].likes += amount;
}

static double value_of(const assay_engagement *e, const char *name)
{
    assay_findings findings = {.engagement = *e};
    double *values = calloc(assay_feature_count(), sizeof *values);
    size_t feature = assay_feature_find((assay_str){name, strlen(name)});
    cr_assert(values != NULL && feature != SIZE_MAX, "%s", name);
    assay_features_compute(&findings, values);
    double value = values[feature];
    free(values);
    return value;
}

Test(floor, of_organic_posts_is_about_nothing)
{
    size_t held = 0;
    double share = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        planted p = planted_new(30, seed);
        assay_engagement e = analyse(&p, NULL);
        held += e.likes_floor.low <= 0 && e.likes_floor.high >= 0;
        share += e.likes_floor_share / 40;
        planted_free(&p);
    }
    cr_assert_geq(held, 32, "%zu of 40", held);
    cr_assert_lt(share, 0.03, "%g", share);
}

Test(floor, tells_the_amount_that_was_added)
{
    size_t held = 0;
    double off = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        planted p = planted_new(30, seed);
        add_likes(&p, 500);
        assay_engagement e = analyse(&p, NULL);
        held += e.likes_floor.low <= 500 && e.likes_floor.high >= 500;
        off += fabs(e.likes_floor.value - 500) / 40;
        cr_assert_gt(e.likes_floor_share, 0.1);
        planted_free(&p);
    }
    cr_assert_geq(held, 32, "%zu of 40", held);
    cr_assert_lt(off, 60, "%g", off);
}

Test(floor, rises_by_what_is_added_and_its_error_stays)
{
    planted p = planted_new(30, 7);
    assay_engagement before = analyse(&p, NULL);
    add_likes(&p, 300);
    assay_engagement after = analyse(&p, NULL);
    cr_assert_float_eq(after.likes_floor.value, before.likes_floor.value + 300, 1e-3);
    cr_assert_float_eq(after.likes_floor.low, before.likes_floor.low + 300, 1e-3);
    cr_assert_float_eq(after.likes_floor.high, before.likes_floor.high + 300, 1e-3);
    cr_assert_gt(after.likes_floor_share, before.likes_floor_share);
    planted_free(&p);
}

Test(floor, grows_with_all_counters)
{
    planted p = planted_new(30, 8);
    add_likes(&p, 300);
    assay_engagement one = analyse(&p, NULL);
    for (size_t i = 0; i < 30; i++) {
        p.posts[i].likes *= 10;
        p.posts[i].views *= 10;
    }
    assay_engagement ten = analyse(&p, NULL);
    cr_assert_float_eq(ten.likes_floor.value, 10 * one.likes_floor.value, 0.01);
    cr_assert_float_eq(ten.likes_floor_share, one.likes_floor_share, 1e-6);
    planted_free(&p);
}

Test(floor, needs_five_posts_with_likes_and_views_of_several_sizes)
{
    planted p = planted_new(12, 9);
    for (size_t i = 0; i < 8; i++)
        p.posts[i].views = (double)NAN;
    assay_engagement e = analyse(&p, NULL);
    cr_assert(isnan(e.likes_floor.value) && isnan(e.likes_floor_share));
    cr_assert_null(e.less);
    cr_assert(isnan(value_of(&e, "engagement.likes_floor")));
    for (size_t i = 0; i < 12; i++)
        p.posts[i].views = 4096;
    e = analyse(&p, NULL);
    cr_assert(isnan(e.likes_floor.value), "one number of views tells no slope");
    for (size_t i = 0; i < 12; i++)
        p.posts[i].likes = p.posts[i].views = 0;
    e = analyse(&p, NULL);
    cr_assert(isnan(e.likes_floor.value), "no views, no likes per view");
    planted_free(&p);
}

Test(floor, of_a_campaign_is_not_taken_off)
{
    planted p = planted_new(30, 10);
    add_likes(&p, 800);
    const assay_span campaign = {PLANTED_START + 40 * (int64_t)PLANTED_DAY,
                                 PLANTED_START + 50 * (int64_t)PLANTED_DAY};
    cr_assert_null(analyse(&p, &campaign).less);
    cr_assert_not_null(analyse(&p, NULL).less);
    planted_free(&p);
}

Test(floor, leaves_the_rest_as_it_was)
{
    planted p = planted_new(30, 11);
    add_likes(&p, 200);
    assay_engagement before = analyse(&p, NULL);
    add_likes(&p, 700);
    assay_engagement after = analyse(&p, NULL);
    cr_assert(before.less != NULL && after.less != NULL);
    cr_assert_null(after.less->less, "once, not again and again");
    cr_assert_float_eq(after.less->likes_spread, before.less->likes_spread, 1e-4);
    cr_assert_float_eq(after.less->likes_views_spread, before.less->likes_views_spread,
                       1e-4);
    cr_assert_float_eq(after.less->bimodality, before.less->bimodality, 1e-2);
    cr_assert_float_eq(after.less->log_rate[ASSAY_LIKES_PER_FOLLOWER],
                       before.less->log_rate[ASSAY_LIKES_PER_FOLLOWER], 1e-4);
    planted_free(&p);
}

/* Likes that do not follow the views are drowned by an amount on top; told of the rest,
 * they are seen as before. */
Test(floor, loose_likes_stay_loose_under_more_likes)
{
    double before = 0, as_they_are = 0, told = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        planted p = planted_new(30, seed);
        for (size_t i = 0; i < 30; i += 3)
            p.posts[i].views = floor(p.posts[i].views * 3);
        assay_engagement e = analyse(&p, NULL);
        before += value_of(&e, "engagement.likes_views_loose");
        add_likes(&p, 1600);
        e = analyse(&p, NULL);
        as_they_are += e.likes_views_spread;
        told += value_of(&e, "engagement.likes_views_loose");
        planted_free(&p);
    }
    cr_assert_lt(as_they_are, 0.9 * before);
    cr_assert_gt(told, 0.9 * before, "%g of %g", told, before);
}

Test(floor, few_likes_of_the_followers_stay_few_under_more_likes)
{
    planted p = planted_new(30, 12);
    p.account.followers = 2e6;
    assay_engagement e = analyse(&p, NULL);
    double before = value_of(&e, "engagement.likes_rate_low");
    add_likes(&p, 5000);
    e = analyse(&p, NULL);
    cr_assert_lt(value_of(&e, "engagement.likes_rate_low"), 1.05 * before);
    cr_assert_gt(value_of(&e, "engagement.likes_rate_high"), 5 * before);
    planted_free(&p);
}

Test(floor, the_worse_of_both_is_told_in_each_direction)
{
    assay_engagement less = {.likes_views_spread = 0.5, .state = ASSAY_STATE_OK};
    assay_engagement e = {
        .likes_views_spread = 0.2, .state = ASSAY_STATE_OK, .less = &less};
    assay_findings findings = {.engagement = e};
    assay_str loose = {"engagement.likes_views_loose", 28};
    assay_str tight = {"engagement.likes_views_tight", 28};
    cr_assert_eq(value_of(&e, loose.ptr), 0.5);
    cr_assert_eq(value_of(&e, tight.ptr), 0.2);
    cr_assert(assay__feature_of_less(&findings, assay_feature_find(loose)));
    cr_assert_not(assay__feature_of_less(&findings, assay_feature_find(tight)));
    e.likes_views_spread = (double)NAN;
    cr_assert(isnan(value_of(&e, loose.ptr)), "unknown stays unknown");
    less.likes_views_spread = (double)NAN;
    e.likes_views_spread = 0.2;
    cr_assert_eq(value_of(&e, loose.ptr), 0.2);
}
