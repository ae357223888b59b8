/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engagement family on planted posts. */
#include <criterion/criterion.h>
#include <math.h>

#include <assay/engagement.h>

#include "base/random.h"
#include "engagement/checks.h"
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

static const assay_post_check *check_of(const assay_engagement *e, size_t post,
                                        assay_metric metric)
{
    for (size_t i = 0; i < e->n_checks; i++)
        if (e->checks[i].post == post && e->checks[i].metric == metric)
            return &e->checks[i];
    return NULL;
}

static size_t flagged(const assay_engagement *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n_checks; i++)
        n += e->checks[i].because != ASSAY_POST_ORDINARY;
    return n;
}

Test(engagement, no_posts_are_not_assessable)
{
    planted p = planted_new(0, 1);
    assay_engagement e = analyse(&p, NULL);
    cr_assert_eq(e.state, ASSAY_NOT_ASSESSABLE);
    cr_assert_eq(e.lack, ASSAY_LACK_TABLE);
    cr_assert(isnan(e.rate.value) && isnan(e.inflated_share.value));
    cr_assert_eq(e.n_checks, 0);
    planted_free(&p);
}

Test(engagement, one_to_three_posts_are_low_data_but_answered_from_the_norms)
{
    for (size_t n = 1; n <= 3; n++) {
        planted p = planted_new(n, n);
        assay_engagement e = analyse(&p, NULL);
        cr_assert_eq(e.state, ASSAY_LOW_DATA);
        cr_assert_eq(e.lack, ASSAY_LACK_FEW);
        cr_assert(e.rate.low <= e.rate.value && e.rate.value <= e.rate.high);
        cr_assert(e.rate.value > 0);
        const assay_post_check *likes = check_of(&e, 0, ASSAY_METRIC_LIKES);
        cr_assert(likes->low < likes->observed && likes->observed < likes->high);
        cr_assert(isnan(e.likes_spread) && isnan(e.bimodality));
        planted_free(&p);
    }
}

Test(engagement, hidden_likes_are_missing_and_not_zero)
{
    planted p = planted_new(20, 3);
    for (size_t i = 0; i < 20; i += 2)
        p.posts[i].likes = (double)NAN;
    assay_engagement e = analyse(&p, NULL);
    cr_assert_eq(e.hidden_likes, 10);
    cr_assert_eq(e.n_checks, 20 * 4 - 10);
    cr_assert(e.rate.value > 0.02, "rate %g", e.rate.value);
    for (size_t i = 0; i < 20; i++)
        p.posts[i].likes = (double)NAN;
    e = analyse(&p, NULL);
    cr_assert_eq(e.lack, ASSAY_LACK_HIDDEN);
    cr_assert(isnan(e.rate.value) && isnan(e.likes_spread));
    cr_assert(isnan(e.log_rate[ASSAY_LIKES_PER_VIEW]));
    cr_assert(!isnan(e.inflated_share.value), "views still answer");
    planted_free(&p);
}

Test(engagement, an_ordinary_account_has_few_flags_and_little_inflation)
{
    size_t flags = 0, checks = 0;
    double inflated = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        planted p = planted_new(40, seed);
        assay_engagement e = analyse(&p, NULL);
        flags += flagged(&e);
        checks += e.n_checks;
        inflated += e.inflated_share.value;
        cr_assert(e.inflated_share.low <= e.inflated_share.value &&
                  e.inflated_share.value <= e.inflated_share.high);
        planted_free(&p);
    }
    cr_assert((double)flags < 0.03 * (double)checks, "%zu of %zu", flags, checks);
    cr_assert(inflated / 60 < 0.1, "mean inflated %g", inflated / 60);
}

Test(engagement, delivered_likes_stand_out_and_a_viral_post_does_not)
{
    size_t caught = 0, viral = 0, views = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        planted p = planted_new(30, seed);
        p.posts[10].likes = floor(p.posts[10].likes * 6);
        p.posts[20].likes = floor(p.posts[20].likes * 12);
        p.posts[20].views = floor(p.posts[20].views * 15);
        p.posts[20].comments = floor(p.posts[20].comments * 9);
        p.posts[20].shares = floor(p.posts[20].shares * 12);
        assay_engagement e = analyse(&p, NULL);
        const assay_post_check *bought = check_of(&e, 10, ASSAY_METRIC_LIKES);
        caught += bought->because == ASSAY_POST_COUPLING && bought->excess > 0;
        views += check_of(&e, 10, ASSAY_METRIC_VIEWS)->because != ASSAY_POST_ORDINARY;
        for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++)
            viral += check_of(&e, 20, (assay_metric)m)->because != ASSAY_POST_ORDINARY;
        planted_free(&p);
    }
    cr_assert(caught >= 32, "caught %zu of 40", caught);
    cr_assert(viral <= 8, "viral flagged %zu of 160", viral);
    cr_assert(views <= 4, "honest views flagged %zu of 40", views);
}

Test(engagement, likes_alone_are_judged_by_the_level)
{
    planted p = planted_new(30, 5);
    for (size_t i = 0; i < 30; i++)
        p.posts[i].views = p.posts[i].comments = p.posts[i].shares = (double)NAN;
    p.posts[12].likes *= 30;
    assay_engagement e = analyse(&p, NULL);
    const assay_post_check *check = check_of(&e, 12, ASSAY_METRIC_LIKES);
    cr_assert_eq(check->because, ASSAY_POST_LEVEL);
    cr_assert(check->p_value < 0.01);
    planted_free(&p);
}

Test(engagement, a_campaign_is_judged_by_the_posts_outside_it)
{
    planted p = planted_new(30, 8);
    for (size_t i = 20; i < 26; i++)
        p.posts[i].likes = floor(p.posts[i].likes * 8);
    assay_span campaign = {p.posts[19].at, p.posts[25].at};
    assay_engagement e = analyse(&p, &campaign);
    cr_assert_eq(e.n_checks, 6 * ASSAY_METRIC_COUNT);
    size_t high = 0;
    for (size_t i = 20; i < 26; i++) {
        const assay_post_check *check = check_of(&e, i, ASSAY_METRIC_LIKES);
        cr_assert(check->observed > check->high, "post %zu", i);
        high += check->because != ASSAY_POST_ORDINARY;
    }
    cr_assert(high >= 5);
    planted_free(&p);
}

Test(engagement, even_likes_have_no_spread_and_organic_ones_do)
{
    planted p = planted_new(30, 4);
    assay_engagement e = analyse(&p, NULL);
    cr_assert(e.likes_spread > 0.15, "organic %g", e.likes_spread);
    cr_assert(e.likes_views_correlation > 0.3, "%g", e.likes_views_correlation);
    assay__random random = {77, 0};
    for (size_t i = 0; i < 30; i++)
        p.posts[i].likes = floor(5000 * (1 + 0.03 * assay__random_uniform(&random)));
    e = analyse(&p, NULL);
    cr_assert(e.likes_spread < 0.03, "even %g", e.likes_spread);
    cr_assert_eq(e.round_share, 1);
    cr_assert_eq(e.plateau_share, 1);
    cr_assert(e.likes_views_correlation < 0.8);
    cr_assert_eq(check_of(&e, 3, ASSAY_METRIC_LIKES)->because, ASSAY_POST_ROUND);
    planted_free(&p);
}

Test(engagement, copied_counters_are_named)
{
    planted p = planted_new(12, 6);
    p.posts[7].likes = p.posts[2].likes;
    p.posts[7].comments = p.posts[2].comments;
    p.posts[7].views = p.posts[2].views;
    p.posts[7].shares = p.posts[2].shares;
    assay_engagement e = analyse(&p, NULL);
    cr_assert_float_eq(e.duplicate_share, 2.0 / 12, 1e-12);
    cr_assert_eq(check_of(&e, 7, ASSAY_METRIC_LIKES)->because, ASSAY_POST_DUPLICATE);
    planted_free(&p);
}

Test(engagement, two_levels_and_the_day_they_begin)
{
    planted p = planted_new(30, 9);
    assay_engagement before = analyse(&p, NULL);
    cr_assert(before.break_gain < 5, "organic break %g", before.break_gain);
    cr_assert(before.bimodality < 3, "organic levels %g", before.bimodality);
    for (size_t i = 15; i < 30; i++)
        p.posts[i].likes = floor(p.posts[i].likes * 7);
    assay_engagement e = analyse(&p, NULL);
    cr_assert(e.break_gain > 10, "break %g", e.break_gain);
    cr_assert(fabs(e.break_size - log(7)) < 0.4, "size %g", e.break_size);
    cr_assert_eq(e.break_at, p.posts[15].at);
    planted_free(&p);
    p = planted_new(40, 10);
    for (size_t i = 0; i < 40; i += 3)
        p.posts[i].likes = floor(p.posts[i].likes * 9);
    e = analyse(&p, NULL);
    cr_assert(e.bimodality > 5, "levels %g", e.bimodality);
    planted_free(&p);
}

Test(engagement, likes_bought_for_sponsored_posts_lift_them)
{
    planted p = planted_new(30, 12);
    for (size_t i = 0; i < 30; i++)
        p.posts[i].sponsored = i % 3 == 0 ? ASSAY_YES : ASSAY_NO;
    assay_engagement e = analyse(&p, NULL);
    cr_assert(fabs(e.sponsored_lift) < 0.35, "organic %g", e.sponsored_lift);
    for (size_t i = 0; i < 30; i += 3)
        p.posts[i].likes = floor(p.posts[i].likes * 4);
    e = analyse(&p, NULL);
    cr_assert(e.sponsored_lift > 0.6, "lift %g", e.sponsored_lift);
    planted_free(&p);
}

Test(engagement, a_whole_account_of_added_likes_shows_in_its_share)
{
    planted p = planted_new(30, 15);
    for (size_t i = 0; i < 30; i++)
        p.posts[i].likes = floor(p.posts[i].likes * 6);
    assay_engagement e = analyse(&p, NULL);
    cr_assert(e.inflated[ASSAY_METRIC_LIKES].value > 0.4, "likes %g",
              e.inflated[ASSAY_METRIC_LIKES].value);
    cr_assert(e.inflated[ASSAY_METRIC_VIEWS].value < 0.1);
    cr_assert(e.log_rate_z[ASSAY_LIKES_PER_VIEW] > 2);
    cr_assert(e.log_rate_z[ASSAY_COMMENTS_PER_LIKE] < -1.5);
    planted_free(&p);
}

Test(engagement, the_order_of_posts_changes_nothing)
{
    planted p = planted_new(30, 21);
    assay_engagement a = analyse(&p, NULL);
    for (size_t i = 0; i < 15; i++) {
        assay_post swap = p.posts[i];
        p.posts[i] = p.posts[29 - i];
        p.posts[29 - i] = swap;
    }
    assay_engagement b = analyse(&p, NULL);
    cr_assert_eq(a.likes_spread, b.likes_spread);
    cr_assert_eq(a.break_gain, b.break_gain);
    cr_assert_eq(a.inflated_share.value, b.inflated_share.value);
    for (size_t i = 0; i < 30; i++)
        cr_assert_eq(check_of(&a, i, ASSAY_METRIC_LIKES)->p_value,
                     check_of(&b, 29 - i, ASSAY_METRIC_LIKES)->p_value);
    planted_free(&p);
}

Test(engagement, a_thousand_times_all_counters_and_followers_leaves_the_shape)
{
    planted p = planted_new(30, 22);
    assay_engagement a = analyse(&p, NULL);
    for (size_t i = 0; i < 30; i++) {
        p.posts[i].likes *= 1000;
        p.posts[i].comments *= 1000;
        p.posts[i].views *= 1000;
        p.posts[i].shares *= 1000;
    }
    p.account.followers *= 1000;
    assay_engagement b = analyse(&p, NULL);
    cr_assert_float_eq(a.likes_spread, b.likes_spread, 0.02);
    cr_assert_float_eq(a.likes_views_spread, b.likes_views_spread, 0.05);
    planted_free(&p);
}

Test(engagement, zero_constant_and_huge_counters_stay_finite)
{
    static const double counts[] = {0, 1, 777, 1e15, 1e300};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        planted p = planted_new(20, 30 + c);
        for (size_t i = 0; i < 20; i++)
            p.posts[i].likes = p.posts[i].comments = p.posts[i].views =
                p.posts[i].shares = counts[c];
        assay_engagement e = analyse(&p, NULL);
        for (size_t i = 0; i < e.n_checks; i++) {
            const assay_post_check *k = &e.checks[i];
            cr_assert(k->p_value >= 0 && k->p_value <= 1, "count %g", counts[c]);
            cr_assert(isfinite(k->expected) && k->low <= k->expected &&
                      k->expected <= k->high);
        }
        cr_assert(isfinite(e.rate.value));
        cr_assert(e.inflated_share.value >= 0 && e.inflated_share.value <= 1);
        planted_free(&p);
    }
}

Test(engagement, posts_without_times_or_followers_are_still_answered)
{
    planted p = planted_new(12, 41);
    for (size_t i = 0; i < 12; i++)
        p.posts[i].at = p.posts[i].seen_at = ASSAY_TIME_UNKNOWN;
    p.account.followers = (double)NAN;
    assay_engagement e = analyse(&p, NULL);
    cr_assert_eq(e.state, ASSAY_STATE_OK);
    cr_assert_eq(e.lack, ASSAY_LACK_FOLLOWERS);
    cr_assert_str_eq(e.rate_basis, "views");
    cr_assert(isnan(e.log_rate[ASSAY_LIKES_PER_FOLLOWER]));
    cr_assert(!isnan(e.likes_spread) && isnan(e.break_gain));
    planted_free(&p);
}

Test(engagement, fresh_posts_neither_teach_nor_look_low)
{
    planted p = planted_new(20, 44);
    double rate = analyse(&p, NULL).rate.value;
    assay_post *last = &p.posts[19];
    last->seen_at = last->at + 6 * 3600;
    last->likes = floor(last->likes / 3);
    last->views = floor(last->views / 3);
    last->comments = floor(last->comments / 3);
    last->shares = floor(last->shares / 3);
    assay_engagement e = analyse(&p, NULL);
    cr_assert_eq(e.mature, 19);
    cr_assert_eq(check_of(&e, 19, ASSAY_METRIC_LIKES)->because, ASSAY_POST_ORDINARY);
    cr_assert_float_eq(e.rate.value / rate, 1, 0.2);
    planted_free(&p);
}

Test(engagement, rates_follow_each_platforms_definition)
{
    static const struct {
        const char *platform, *basis;
        double rate;
    } cases[] = {{"tiktok", "views", 0.115},       {"youtube", "views", 0.11},
                 {"instagram", "followers", 0.11}, {"facebook", "followers", 0.115},
                 {"threads", "followers", 0.115},  {"somewhere", "followers", 0.11}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        planted p = planted_new(9, 50);
        p.account.platform = (assay_str){cases[c].platform, strlen(cases[c].platform)};
        p.account.followers = 20000;
        for (size_t i = 0; i < 9; i++) {
            p.posts[i].views = 20000;
            p.posts[i].likes = 2000;
            p.posts[i].comments = 200;
            p.posts[i].shares = 100;
        }
        assay_engagement e = analyse(&p, NULL);
        cr_assert_str_eq(e.rate_basis, cases[c].basis);
        cr_assert_float_eq(e.rate.value, cases[c].rate, 1e-12, "%s", cases[c].platform);
        planted_free(&p);
    }
}

Test(engagement, p_values_of_t6_agree_with_the_tables)
{
    cr_assert_float_eq(assay__two_sided_t6(0), 1, 1e-15);
    cr_assert_float_eq(assay__two_sided_t6(1.943180280515302), 0.1, 1e-9);
    cr_assert_float_eq(assay__two_sided_t6(-3.707428021324907), 0.01, 1e-9);
    cr_assert_float_eq(assay__two_sided_t6(5.958816178818685), 0.001, 1e-9);
    cr_assert(assay__two_sided_t6(17.14) > assay__two_sided_t6(17.15));
    cr_assert(fabs(assay__two_sided_t6(17.1464) / assay__two_sided_t6(17.1465) - 1) <
              1e-3);
    cr_assert(assay__two_sided_t6(1e200) > 0);
}

Test(engagement, names_are_those_of_the_outputs)
{
    cr_assert_str_eq(assay_metric_name(ASSAY_METRIC_SHARES), "shares");
    cr_assert_str_eq(assay_post_because_name(ASSAY_POST_ORDINARY), "");
    cr_assert_str_eq(assay_post_because_name(ASSAY_POST_COUPLING), "coupling");
}

/* The same likes on every post of some, on top of what each draws by itself. */
static void deliver(planted *p, size_t n, size_t every, double amount)
{
    for (size_t i = 0; i < n; i++)
        if (i % every == 0)
            p->posts[i].likes += floor(amount * (1 + 0.002 * (double)(i % 7)));
}

static double mean_likes(const planted *p, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += p->posts[i].likes;
    return sum / (double)n;
}

Test(engagement, one_amount_on_part_of_the_posts_is_seen_and_measured)
{
    for (size_t every = 2; every <= 3; every++) {
        size_t seen = 0;
        double off = 0;
        for (uint64_t seed = 1; seed <= 20; seed++) {
            planted p = planted_new(40, seed);
            double organic = mean_likes(&p, 40);
            deliver(&p, 40, every, 1.5 * organic * (double)every);
            double share = 1 - organic / mean_likes(&p, 40);
            assay_engagement e = analyse(&p, NULL);
            seen += e.package_gain[ASSAY_METRIC_LIKES] > 3;
            off += fabs(e.package_share[ASSAY_METRIC_LIKES] - share);
            planted_free(&p);
        }
        cr_assert_geq(seen, 16, "every %zu: %zu of 20", every, seen);
        cr_assert_lt(off / 20, 0.12, "every %zu: off by %g", every, off / 20);
    }
}

Test(engagement, no_package_is_seen_where_posts_are_ordinary_or_many_times_as_liked)
{
    size_t seen = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        planted p = planted_new(40, seed);
        for (size_t i = 0; i < 40; i++)
            p.posts[i].likes = floor(p.posts[i].likes * (seed % 2 ? 1 : 3));
        assay_engagement e = analyse(&p, NULL);
        for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++)
            seen += e.package_gain[m] > 3;
        cr_assert(isnan(e.package_gain[ASSAY_METRIC_SHARES]));
        planted_free(&p);
    }
    cr_assert_leq(seen, 6, "%zu of 120", seen);
}

Test(engagement, a_package_needs_eight_posts_and_falls_back_on_the_counters_there_are)
{
    planted p = planted_new(7, 5);
    assay_engagement e = analyse(&p, NULL);
    cr_assert(isnan(e.package_gain[ASSAY_METRIC_LIKES]));
    cr_assert(isnan(e.package_share[ASSAY_METRIC_LIKES]));
    planted_free(&p);
    p = planted_new(24, 5);
    for (size_t i = 0; i < 24; i++)
        p.posts[i].views = (double)NAN;
    e = analyse(&p, NULL);
    cr_assert(isfinite(e.package_gain[ASSAY_METRIC_LIKES]));
    cr_assert(isnan(e.package_gain[ASSAY_METRIC_VIEWS]));
    for (size_t i = 0; i < 24; i++)
        p.posts[i].likes = p.posts[i].shares = (double)NAN;
    e = analyse(&p, NULL);
    cr_assert(isnan(e.package_gain[ASSAY_METRIC_COMMENTS]));
    planted_free(&p);
}
