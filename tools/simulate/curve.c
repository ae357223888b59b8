/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days of an account, one after another.
 *
 *     arrivals(d) = NB( season x weekday x (own pace + sum over posts and bursts of an
 *                   Omori kernel), k )
 *
 * Posts earn by the engaged audience of their day and bring followers in proportion to
 * their views, so growth, reach and engagement move together as they do in life. Bought
 * followers are added to the count and never to the engaged: rates fall when they come,
 * not before (Crane and Sornette 2008; Zhao et al. 2015 for the kernel). */
#include "sim.h"

#include <math.h>

/* Most that follow back in a day: one in five of 600 strangers followed. */
static const double FOLLOW_BACKS = 120;

/** What changes from day to day and is not kept. */
typedef struct pace {
    double drift, slow, real, bought, engaged, following, followed;
    double views_ever, likes_ever, posts_ever;
} pace;

static double season(const sim_plan *plan, size_t step)
{
    int64_t day = sim_plan_day(plan, step);
    double turn = SIM_TURN * (double)day / 365.25 + plan->season_phase;
    double factor = 1 + plan->season_depth * sin(turn);
    /* Tet of 2024 to 2028 for Vietnamese accounts, New Year for the others */
    static const int64_t TET[] = {19763, 20117, 20501, 20855, 21209};
    for (size_t i = 0; i < sizeof TET / sizeof *TET; i++) {
        int64_t feast = plan->language == 0 ? TET[i] : 19723 + 365 * (int64_t)i;
        int64_t away = day - feast;
        if (away >= -18 && away < -1) {
            factor *= 1 + (plan->tet - 1) * (double)(18 + away) / 17;
        } else if (away >= -1 && away < 6) {
            factor *= 1 - 0.4 * fmin(1, plan->tet - 1);
        }
    }
    return factor;
}

static double weekday(const sim_plan *plan, size_t step)
{
    return plan->weekday[(size_t)((sim_plan_day(plan, step) + 3) % 7)];
}

/* The pace drifts: a slow walk, and now and then a change for good. */
static void drift(gsl_rng *rng, pace *now)
{
    now->drift = 0.75 * now->drift + gsl_ran_gaussian_ziggurat(rng, 0.10);
    if (sim_chance(rng, 2.0 / 365)) {
        now->slow += gsl_ran_gaussian_ziggurat(rng, 0.4);
    }
    now->slow = sim_clamp(now->slow, -1.2, 1.2);
}

/* Round an order as sellers' menus do: two figures, one where it is near. */
static double menu_size(double amount)
{
    if (amount < 50) {
        return fmax(floor(amount / 5 + 0.5) * 5, 5);
    }
    double unit = pow(10, floor(log10(amount)));
    double one = floor(amount / unit + 0.5) * unit;
    double two = floor(amount / unit * 10 + 0.5) * unit / 10;
    return fabs(one - amount) < 0.1 * amount ? one : two;
}

/* Spread what leaves over the days after a burst, quickly at first. */
static void schedule_leaving(const sim_plan *plan, const sim_burst *burst, double leavers,
                             double leaving[])
{
    double days = fmax(burst->leave_days, 1);
    double total = 0;
    for (size_t t = 0; (double)t < days; t++) {
        total += exp(-2.5 * (double)t / days);
    }
    for (size_t t = 0; (double)t < days; t++) {
        size_t step = burst->start + burst->length + t;
        if (step <= plan->steps) {
            leaving[step] += leavers * exp(-2.5 * (double)t / days) / total;
        }
    }
}

static void open_order(const sim_plan *plan, gsl_rng *rng, sim_burst *order,
                       sim_days *days)
{
    double followers = days->followers[order->start - 1];
    double amount = fmax(order->share * followers, 5);
    if (order->mechanism == SIM_FOLLOW_UNFOLLOW) {
        amount = fmin(amount, FOLLOW_BACKS * (double)order->length);
    }
    order->ordered = order->package > 0 ? menu_size(amount) : floor(amount);
    double sent = order->ordered * (1 + sim_between(rng, 0, plan->vendor->over));
    double carry = 0;
    for (size_t t = 0; t < order->length; t++) {
        size_t step = order->start + t;
        if (step > plan->steps) {
            return;
        }
        carry += sent * order->weight[t];
        double today = floor(carry);
        carry -= today;
        days->order_rate[step] += today;
        order->arrived += today;
    }
    schedule_leaving(plan, order, order->arrived * order->leaves, days->order_leaving);
}

static void open_burst(const sim_plan *plan, sim_burst *burst, sim_days *days)
{
    double gain = burst->share * days->followers[burst->start - 1];
    burst->ordered = gain;
    for (size_t t = 0; t < burst->length && burst->start + t <= plan->steps; t++) {
        days->burst_rate[burst->start + t] += gain * burst->weight[t];
        days->burst_engaged[burst->start + t] += gain * burst->weight[t] * burst->engaged;
    }
    if (burst->leaves > 0) {
        schedule_leaving(plan, burst, gain * burst->leaves, days->leaving);
    }
}

static void open_bursts(sim_plan *plan, gsl_rng *rng, size_t step, sim_days *days)
{
    for (size_t i = 0; i < plan->n_bursts; i++) {
        sim_burst *burst = &plan->bursts[i];
        if (burst->start != step) {
            continue;
        }
        if (burst->order) {
            open_order(plan, rng, burst, days);
        } else {
            open_burst(plan, burst, days);
        }
    }
}

/* Posts of the day earn, and bring followers over the days to come. */
static void publish(const sim_plan *plan, gsl_rng *rng, size_t step, sim_days *days,
                    pace *now)
{
    double weight[SIM_BURST];
    double pace_a_day = plan->followers * plan->growth / 30;
    for (size_t i = 0; i < days->n_posted; i++) {
        sim_post *post = &days->posted[i];
        if (post->step != step) {
            continue;
        }
        sim_posts_earn(plan, rng, now->engaged, post);
        now->views_ever += post->views;
        now->likes_ever += post->likes;
        now->posts_ever += 1;
        double usual = plan->view_rate * fmax(now->engaged, 1);
        /* what a burst brings is in the burst; the post's own luck is here */
        double luck = fmin(post->views / usual / post->lift, 60);
        double gain = plan->branching * pace_a_day * 7 / plan->posts_week * luck;
        sim_omori(weight, SIM_BURST, 0.8, plan->theta);
        for (size_t t = 0; t < SIM_BURST && step + t <= plan->steps; t++) {
            days->kernel[step + t] += gain * weight[t];
        }
    }
}

static void gain_and_lose(const sim_plan *plan, gsl_rng *rng, size_t step, sim_days *days,
                          pace *now)
{
    double usual = season(plan, step) * weekday(plan, step) * exp(now->drift + now->slow);
    double own = plan->followers * plan->growth / 30 * (1 - plan->branching);
    double come = sim_count(rng, (own + days->kernel[step]) * usual, plan->shape);
    double burst = days->burst_rate[step] > 0
                       ? sim_count(rng, days->burst_rate[step], 4 * plan->shape)
                       : 0;
    double fresh = days->burst_rate[step] > 0
                       ? burst * days->burst_engaged[step] / days->burst_rate[step]
                       : 0;
    double churn = plan->churn / 30;
    double gone = sim_thin(rng, now->real, churn * sim_lognormal(rng, 1, 0.25));
    double loose = fmin(sim_count(rng, days->leaving[step], 20), now->real * 0.3);
    double dead = fmin(sim_count(rng, days->order_leaving[step], 20), now->bought);
    dead += sim_thin(rng, now->bought - dead, churn * 0.7);
    days->come[step] = come + burst;
    now->real += come + burst - gone - loose;
    now->bought += days->order_rate[step] - dead;
    now->engaged += come * (1 - plan->junk) + fresh - now->engaged * churn - loose * 0.35;
    now->engaged = fmax(now->engaged, 1);
}

static void purge(const sim_plan *plan, gsl_rng *rng, pace *now)
{
    double junk = now->real * plan->junk;
    double a = plan->purge.junk * 14;
    double idle = junk * gsl_ran_beta(rng, a, 14 - a);
    double b = sim_clamp(plan->vendor->purged, 0.05, 0.95) * 14;
    now->real -= floor(idle);
    now->bought -= floor(now->bought * gsl_ran_beta(rng, b, 14 - b));
}

/* How many the account follows: a slow walk, and the campaigns of follow and unfollow. */
static void follow(const sim_plan *plan, gsl_rng *rng, size_t step, pace *now)
{
    now->following += sim_count(rng, 0.4, 1) - sim_count(rng, 0.3, 1);
    for (size_t i = 0; i < plan->n_bursts; i++) {
        const sim_burst *b = &plan->bursts[i];
        if (!b->order || b->mechanism != SIM_FOLLOW_UNFOLLOW || step < b->start) {
            continue;
        }
        size_t t = step - b->start;
        /* one in five follows back; from the second half on the account lets go */
        double sent = t < b->length ? b->arrived * b->weight[t] / 0.2 : 0;
        now->followed += sent;
        now->following += floor(sent);
    }
    double drop =
        now->followed * (plan->level >= 2 ? 0.12 : 0.05) * sim_lognormal(rng, 1, 0.3);
    drop = fmin(floor(drop), now->followed);
    now->followed -= drop;
    now->following = fmax(now->following - drop, 0);
}

static void keep(size_t step, sim_days *days, const pace *now)
{
    days->followers[step] = fmax(now->real, 0) + fmax(now->bought, 0);
    days->bought[step] = fmax(now->bought, 0);
    days->engaged[step] = now->engaged;
    days->following[step] = floor(now->following);
    days->posts[step] = now->posts_ever;
    days->views[step] = floor(now->views_ever);
    days->likes[step] = floor(now->likes_ever);
}

/* Bought before the window, of the followers then: what is planned to be left of it at
 * the end, made up for the growth until there. */
static double bought_before(const sim_plan *plan)
{
    double left = plan->severity / (1 - plan->severity) / sim_plan_kinds(plan);
    return left * (1 + plan->growth * (double)plan->steps / 30);
}

static pace first_day(const sim_plan *plan, gsl_rng *rng)
{
    bool old = (plan->mechanisms & SIM_BIT(SIM_OLD)) != 0;
    double ever = sim_between(rng, 30, 400);
    pace now = {0};
    now.real = plan->followers;
    now.bought = old ? floor(plan->followers * bought_before(plan)) : 0;
    now.engaged = plan->followers * (1 - plan->junk);
    now.following = sim_clamp(floor(sim_lognormal(rng, 350, 1.1)), 0, 7400);
    now.posts_ever = floor(ever);
    now.views_ever =
        ever * plan->followers * plan->view_rate * sim_lognormal(rng, 0.6, 0.5);
    now.likes_ever = now.views_ever * plan->like_rate;
    return now;
}

static bool take_days(const sim_plan *plan, assay_arena *arena, sim_days *days)
{
    double **const columns[] = {
        &days->followers,     &days->bought,     &days->engaged,       &days->following,
        &days->posts,         &days->views,      &days->likes,         &days->burst_rate,
        &days->kernel,        &days->order_rate, &days->burst_engaged, &days->leaving,
        &days->order_leaving, &days->come,
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        *columns[i] = assay_arena_array(arena, plan->steps + 1, sizeof(double));
        if (!*columns[i]) {
            return false;
        }
    }
    return true;
}

assay_status sim_curve_run(sim_plan *plan, sim_bench *bench, sim_days *days,
                           assay_error *err)
{
    if (!take_days(plan, bench->arena, days)) {
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the days of an account");
    }
    gsl_rng *rng = bench->rng;
    pace now = first_day(plan, rng);
    keep(0, days, &now);
    for (size_t step = 1; step <= plan->steps; step++) {
        drift(rng, &now);
        open_bursts(plan, rng, step, days);
        publish(plan, rng, step, days, &now);
        gain_and_lose(plan, rng, step, days, &now);
        if (step == plan->purge.step) {
            purge(plan, rng, &now);
        }
        follow(plan, rng, step, &now);
        keep(step, days, &now);
    }
    return ASSAY_OK;
}
