/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Posts: when they appear, what they earn, and what is bought for them.
 *
 * Reach is the engaged audience's, times luck; likes follow reach with a spread of the
 * account's own; comments share the luck of the likes by half and have their own, so
 * that corr(log L, log C) lies about its measured median 0.34. Counters of young posts
 * are not full yet. What is bought is kept apart until the record is written. */
#include "sim.h"

#include <math.h>

static const int64_t TWO_DAYS = INT64_C(2) * SIM_DAY;

/* Seconds of the day (UTC) when people are awake in Hanoi; the peak is the evening. */
static int64_t hour_of_day(gsl_rng *rng, unsigned language)
{
    double local = sim_chance(rng, 0.6) ? 19.5 + gsl_ran_gaussian_ziggurat(rng, 2)
                                        : 12 + gsl_ran_gaussian_ziggurat(rng, 3);
    double zone = language == 0 ? 7 : -3;
    double hour = fmod(local - zone + 48, 24);
    return (int64_t)(hour * 3600);
}

static bool paused(const sim_plan *plan, size_t step)
{
    return plan->hiatus_from != SIZE_MAX && step >= plan->hiatus_from &&
           step < plan->hiatus_to;
}

static void draw_kind(const sim_plan *plan, gsl_rng *rng, sim_post *post)
{
    post->video = sim_chance(rng, plan->video);
    post->sponsored = sim_chance(rng, plan->sponsored);
    bool stray = sim_chance(rng, 0.15);
    size_t other = sim_below(rng, 8);
    post->topic = stray ? (unsigned)other : plan->topic;
    post->lift = 1;
    if (post->step == plan->viral_at) {
        post->lift = plan->viral_lift;
    }
    if (post->step == plan->giveaway_at) {
        post->giveaway = true;
        post->lift = sim_between(rng, 1.3, 4);
    }
    if (post->step == plan->collab_at) {
        post->collab = true;
        post->lift = sim_between(rng, 1.5, 5);
    }
    if (post->step >= plan->ads_from && post->step <= plan->ads_to) {
        post->lift *= sim_between(rng, 1.2, 2.5); /* paid reach */
    }
    if (plan->press_at != SIZE_MAX && post->step >= plan->press_at &&
        post->step < plan->press_at + 14) {
        post->lift *= sim_between(rng, 1.05, 1.6);
    }
}

static void add_post(const sim_plan *plan, gsl_rng *rng, size_t step, sim_days *days)
{
    if (days->n_posted == days->room || step < 1 || step > plan->steps) {
        return;
    }
    sim_post *post = &days->posted[days->n_posted++];
    *post = (sim_post){.step = step};
    /* within the day that ends with this step's reading, at an hour people use */
    int64_t start = (sim_plan_day(plan, step) - 1) * SIM_DAY + plan->clock;
    int64_t hour = hour_of_day(rng, plan->language);
    post->at = start + (hour - plan->clock + TWO_DAYS) % SIM_DAY + 1;
    draw_kind(plan, rng, post);
}

static void add_unless(bool no, const sim_plan *plan, gsl_rng *rng, size_t step,
                       sim_days *days)
{
    if (!no) {
        add_post(plan, rng, step, days);
    }
}

static bool is_special(const sim_plan *plan, size_t step)
{
    return step == plan->viral_at || step == plan->giveaway_at || step == plan->collab_at;
}

assay_status sim_posts_schedule(const sim_plan *plan, sim_bench *bench, sim_days *days,
                                assay_error *err)
{
    days->n_posted = 0;
    /* twice what is expected, and some; gamma gaps of shape 2 do not come near it */
    days->room = 60 + (size_t)(2 * plan->posts_week * (double)plan->steps / 7);
    days->posted = assay_arena_array(bench->arena, days->room, sizeof *days->posted);
    if (!days->posted) {
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the posts of an account");
    }
    gsl_rng *rng = bench->rng;
    double gap = 7 / plan->posts_week;
    double next = sim_between(rng, 0, gap);
    for (size_t step = 1; step <= plan->steps; step++) {
        while (next < (double)step) {
            add_unless(paused(plan, step), plan, rng, step, days);
            next += fmax(gsl_ran_gamma(rng, 2, gap / 2), 0.05);
        }
        bool any = days->n_posted > 0 && days->posted[days->n_posted - 1].step == step;
        add_unless(any || !is_special(plan, step), plan, rng, step, days);
    }
    return ASSAY_OK;
}

/* Posts keep earning for days: the share of the final count seen by the end. */
static double ripe(const sim_plan *plan, const sim_post *post)
{
    double age = (double)(plan->steps - post->step) + 0.6;
    return 1 - pow(1 + age / 0.5, -1.4);
}

void sim_posts_earn(const sim_plan *plan, gsl_rng *rng, double audience, sim_post *post)
{
    double heavy = sim_chance(rng, 0.06) ? fabs(gsl_ran_gaussian_ziggurat(rng, 1.2)) : 0;
    double luck = gsl_ran_gaussian_ziggurat(rng, 1) + heavy;
    post->z = luck;
    double kind = post->video ? 1.04 : 0.97;
    double sold = post->sponsored ? 0.82 : 1;
    double reach =
        plan->view_rate * audience * kind * sold * post->lift * ripe(plan, post);
    post->views = sim_count(rng, reach * exp(plan->view_spread * luck), 2000);
    /* strangers that a burst or an advertisement reaches like less than followers */
    double warm = pow(post->lift, -0.22);
    double own = gsl_ran_gaussian_ziggurat(rng, 1);
    double like = plan->like_rate * warm * exp(plan->like_spread * own);
    post->likes = sim_count(rng, post->views * fmin(like, 0.6), 2000);
    double usual = plan->view_rate * audience * plan->like_rate + 1;
    double bent = usual * pow((post->likes + 0.5) / usual, plan->comment_bend);
    double talk = plan->comment_rate * bent *
                  exp(gsl_ran_gaussian_ziggurat(rng, plan->comment_spread));
    if (post->giveaway) {
        talk *= sim_between(rng, 4, 18);
    }
    post->comments = sim_count(rng, talk, 30);
    post->shares =
        sim_count(rng, plan->share_rate * post->likes * sim_lognormal(rng, 1, 0.4), 20);
    post->saves =
        sim_count(rng, plan->save_rate * post->likes * sim_lognormal(rng, 1, 0.3), 20);
}

/* Packages spread by care: the same amount each time, then less and less so. */
static double package(const sim_plan *plan, gsl_rng *rng, double amount, double organic,
                      double mean)
{
    double jitter = plan->vendor->jitter;
    double over = 1 + sim_between(rng, 0, plan->vendor->over);
    switch (plan->level) {
    case 0:
        return floor(amount * over *
                     (1 + 0.2 * fabs(gsl_ran_gaussian_ziggurat(rng, jitter))));
    case 1:
        return floor(amount * over * sim_lognormal(rng, 1, 0.10 + jitter));
    case 2:
        return floor(amount * sim_lognormal(rng, 1, 0.35 + jitter));
    default:
        return floor(amount * organic / fmax(mean, 1) * sim_lognormal(rng, 1, 0.25));
    }
}

/* Menu sizes for the naive: 50, 100, 200, 500, 1000, … */
static double menu(const sim_plan *plan, double amount)
{
    if (plan->level >= 2 || amount < 10) {
        return fmax(amount, 3);
    }
    double unit = pow(10, floor(log10(amount)));
    double lead = amount / unit;
    double step = lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10;
    return step * unit;
}

static double mean_of(const sim_days *days, const sim_plan *plan, sim_metric metric)
{
    double sum = 0;
    double n = 0;
    for (size_t i = 0; i < days->n_posted; i++) {
        const sim_post *p = &days->posted[i];
        if (p->step > SIM_WARM || plan->steps <= SIM_WARM) {
            sum += metric == SIM_LIKES_METRIC   ? p->likes
                   : metric == SIM_VIEWS_METRIC ? p->views
                                                : p->comments;
            n += 1;
        }
    }
    return n > 0 ? sum / n : 0;
}

/* What one covered post must be given so that `share` of the metric is bought. */
static double amount_for(const sim_plan *plan, const sim_days *days, sim_metric metric)
{
    double share = plan->metric[metric];
    return share / (1 - share) * mean_of(days, plan, metric) / plan->coverage;
}

static bool buys(const sim_plan *plan, sim_mechanism mechanism)
{
    return (plan->mechanisms & SIM_BIT(mechanism)) != 0;
}

static void buy_likes(const sim_plan *plan, gsl_rng *rng, sim_days *days, double part)
{
    double mean = mean_of(days, plan, SIM_LIKES_METRIC);
    double amount = menu(plan, amount_for(plan, days, SIM_LIKES_METRIC) * part);
    for (size_t i = 0; i < days->n_posted; i++) {
        sim_post *p = &days->posted[i];
        if (!p->bought) {
            continue;
        }
        p->bought_likes += package(plan, rng, amount, p->likes, mean);
        double fit = plan->like_rate * sim_between(rng, 2, 5);
        p->bought_views += plan->level > 0 ? floor(p->bought_likes / fit) : 0;
    }
}

static void buy_views(const sim_plan *plan, gsl_rng *rng, sim_days *days)
{
    double mean = mean_of(days, plan, SIM_VIEWS_METRIC);
    double amount = menu(plan, amount_for(plan, days, SIM_VIEWS_METRIC));
    for (size_t i = 0; i < days->n_posted; i++) {
        sim_post *p = &days->posted[i];
        if (!p->bought) {
            continue;
        }
        double views = package(plan, rng, amount, p->views, mean);
        p->bought_views += views;
        double along = plan->level == 2 ? 0.3 : 0.6;
        p->bought_likes += plan->level >= 2 ? floor(views * plan->like_rate * along) : 0;
    }
}

static void buy_comments(const sim_plan *plan, gsl_rng *rng, sim_days *days, double part)
{
    double mean = mean_of(days, plan, SIM_COMMENTS_METRIC);
    double wanted = amount_for(plan, days, SIM_COMMENTS_METRIC) * part;
    double amount = menu(plan, fmax(wanted, 3));
    for (size_t i = 0; i < days->n_posted; i++) {
        sim_post *p = &days->posted[i];
        if (p->bought) {
            p->bought_comments += package(plan, rng, amount, p->comments, mean);
        }
    }
}

/* A pod's members comment and like on most posts, soon after they appear. */
static void join_pod(const sim_plan *plan, gsl_rng *rng, sim_days *days)
{
    double keen = sim_between(rng, 0.5, 0.95);
    double need = amount_for(plan, days, SIM_COMMENTS_METRIC) * plan->coverage / keen;
    double members = sim_clamp(floor(need), 5, 200);
    for (size_t i = 0; i < days->n_posted; i++) {
        sim_post *p = &days->posted[i];
        if (p->step > SIM_WARM) {
            p->pod_comments = sim_thin(rng, members, keen);
            p->bought_likes += sim_thin(rng, members, keen);
        }
    }
}

void sim_posts_inflate(const sim_plan *plan, gsl_rng *rng, sim_days *days)
{
    for (size_t i = 0; i < days->n_posted; i++) {
        days->posted[i].bought = sim_chance(rng, plan->coverage);
    }
    bool along = plan->level >= 2 && sim_plan_kinds(plan) > 0;
    if (buys(plan, SIM_LIKES)) {
        buy_likes(plan, rng, days, 1);
    } else if (along) {
        buy_likes(plan, rng, days, plan->level == 2 ? 0.25 : 0.5);
    }
    if (buys(plan, SIM_VIEWS)) {
        buy_views(plan, rng, days);
    }
    /* the profiles of a shared pool write, too, for those who buy something else of it */
    bool pool = plan->shared.circle[SIM_SHARES_POOLS].key != 0;
    if (buys(plan, SIM_COMMENTS)) {
        buy_comments(plan, rng, days, 1);
    } else if (pool) {
        buy_comments(plan, rng, days, 0.5);
    }
    if (buys(plan, SIM_PODS)) {
        join_pod(plan, rng, days);
    }
}
