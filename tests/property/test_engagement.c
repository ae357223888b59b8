/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the engagement family that hold for any posts at all. */
#include <criterion/criterion.h>
#include <math.h>

#include <assay/engagement.h>

#include "support/posts.h"

/* Posts with holes, zeros, repeats and wild counts. */
static planted wild(uint64_t seed)
{
    assay__random draw = {seed, 1000};
    planted p = planted_new(1 + (size_t)assay__random_below(&draw, 60), seed);
    for (size_t i = 0; i < p.account.n_posts; i++) {
        double *counters[] = {&p.posts[i].likes, &p.posts[i].comments, &p.posts[i].shares,
                              &p.posts[i].views};
        for (size_t m = 0; m < 4; m++) {
            uint64_t what = assay__random_below(&draw, 12);
            if (what == 0)
                *counters[m] = (double)NAN;
            else if (what == 1)
                *counters[m] = 0;
            else if (what == 2)
                *counters[m] *= 1e6;
            else if (what == 3 && i > 0)
                p.posts[i] = p.posts[i - 1];
        }
        if (assay__random_below(&draw, 10) == 0)
            p.posts[i].at = ASSAY_TIME_UNKNOWN;
        if (assay__random_below(&draw, 10) == 0)
            p.posts[i].seen_at = p.posts[i].at;
    }
    return p;
}

static bool in_range(double x, double low, double high)
{
    return isnan(x) || (x >= low && x <= high);
}

static bool ordered(assay_interval x)
{
    return isnan(x.value) ? isnan(x.low) && isnan(x.high)
                          : x.low <= x.value && x.value <= x.high;
}

Test(engagement_properties, every_statistic_stays_in_its_range)
{
    assay_norms norms = planted_norms();
    for (uint64_t seed = 1; seed <= 300; seed++) {
        planted p = wild(seed);
        assay_engagement e;
        cr_assert_eq(
            assay_engagement_analyse(&p.account, &norms, NULL, p.arena, &e, NULL),
            ASSAY_OK);
        cr_assert(ordered(e.rate) && ordered(e.inflated_share), "seed %zu", (size_t)seed);
        cr_assert(in_range(e.likes_spread, 0, HUGE_VAL));
        cr_assert(in_range(e.likes_views_correlation, -1, 1));
        cr_assert(in_range(e.likes_comments_correlation, -1, 1));
        double shares[] = {e.round_share, e.plateau_share, e.duplicate_share,
                           e.outlier_share};
        for (size_t i = 0; i < 4; i++)
            cr_assert(in_range(shares[i], 0, 1), "share %zu seed %zu", i, (size_t)seed);
        for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
            cr_assert(ordered(e.inflated[m]));
            cr_assert(in_range(e.inflated[m].value, 0, 1));
            cr_assert(in_range(e.excess_share[m], 0, 1));
        }
        for (size_t c = 0; c < e.n_checks; c++) {
            const assay_post_check *check = &e.checks[c];
            cr_assert(in_range(check->p_value, 0, 1));
            cr_assert(
                ordered((assay_interval){check->expected, check->low, check->high}));
            cr_assert(
                c == 0 || check->post > check[-1].post ||
                (check->post == check[-1].post && check->metric > check[-1].metric));
        }
        planted_free(&p);
    }
}

Test(engagement_properties, the_same_posts_in_any_order_give_the_same_numbers)
{
    assay_norms norms = planted_norms();
    for (uint64_t seed = 1; seed <= 100; seed++) {
        planted p = planted_new(25, seed);
        assay_engagement a, b;
        cr_assert_eq(
            assay_engagement_analyse(&p.account, &norms, NULL, p.arena, &a, NULL),
            ASSAY_OK);
        assay__random draw = {seed, 7};
        for (size_t i = 25; i-- > 1;) {
            size_t j = (size_t)assay__random_below(&draw, i + 1);
            assay_post swap = p.posts[i];
            p.posts[i] = p.posts[j];
            p.posts[j] = swap;
        }
        cr_assert_eq(
            assay_engagement_analyse(&p.account, &norms, NULL, p.arena, &b, NULL),
            ASSAY_OK);
        cr_assert_eq(a.likes_loading, b.likes_loading);
        cr_assert_eq(a.bimodality, b.bimodality);
        cr_assert_eq(a.break_at, b.break_at);
        cr_assert_eq(a.rate.low, b.rate.low);
        cr_assert_eq(a.inflated_share.high, b.inflated_share.high);
        planted_free(&p);
    }
}

Test(engagement_properties, more_delivered_likes_are_never_less_excess)
{
    assay_norms norms = planted_norms();
    for (uint64_t seed = 1; seed <= 40; seed++) {
        planted p = planted_new(30, seed);
        double likes = p.posts[9].likes, last = 0;
        for (double times = 1; times < 40; times *= 1.5) {
            assay_engagement e;
            p.posts[9].likes = floor(likes * times);
            cr_assert_eq(
                assay_engagement_analyse(&p.account, &norms, NULL, p.arena, &e, NULL),
                ASSAY_OK);
            double excess = e.checks[9 * ASSAY_METRIC_COUNT].excess;
            cr_assert(excess >= last * 0.98, "seed %zu: %g after %g", (size_t)seed,
                      excess, last);
            last = excess;
        }
        planted_free(&p);
    }
}
