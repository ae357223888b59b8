/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invented livestreams for the tests and benches of the family: people arrive at a rate
 * that wanders and stay for a while of their own each (M/M/infinity with a moving rate),
 * raids and pushes bring more, give-aways bring comments; packages of viewers are added
 * by minute, held, lost and filled up. It knows nothing of the detector and shares no
 * code with the simulator. */
#ifndef ASSAY_TESTS_LIVE_WORLD_H
#define ASSAY_TESTS_LIVE_WORLD_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <assay/assay.h>

#include "base/random.h"

enum { LIVE_MOST = 4000, LIVE_STREAMS = 12 };

static const int64_t LIVE_START = INT64_C(1767268800); /* 2026-01-01 12:00 */

/** Viewers added to a stream; zeroes: none. */
typedef struct live_package {
    double viewers, from, minutes; /**< at once; minutes from the start; how long */
    double ramp;                   /**< minutes until all are there */
    double loss;                   /**< share that falls out a minute */
    double refill;                 /**< filled up when this share is missing; 0 never */
} live_package;

/** One stream as it is to be. */
typedef struct live_plan {
    double level, minutes, every;   /**< people at its height; length; between readings */
    double stay;                    /**< minutes a viewer stays on average */
    double raid, push, giveaway;    /**< times the level; times the arrivals; comments */
    double comments, likes, orders; /**< per viewer-minute; < 0: not told */
    bool rounded, gaps;             /**< 3 digits (1.2K); a tenth of the readings lost */
    live_package package;
} live_plan;

/** An account with its streams. */
typedef struct live_world {
    assay_account account;
    assay_live rows[LIVE_MOST];
    char names[LIVE_STREAMS][8];
    size_t streams;
    double bought; /**< viewer-minutes delivered, as read */
    assay__random random;
} live_world;

static inline double live_normal(assay__random *random)
{
    double u = 1 - assay__random_uniform(random), v = assay__random_uniform(random);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static inline double live_poisson(assay__random *random, double mean)
{
    if (mean > 40)
        return fmax(0, floor(mean + sqrt(mean) * live_normal(random) + 0.5));
    double product = 1, limit = exp(-mean), count = -1;
    do {
        product *= 1 - assay__random_uniform(random);
        count++;
    } while (product > limit);
    return count;
}

static inline double live_between(assay__random *random, double low, double high)
{
    return low + (high - low) * assay__random_uniform(random);
}

static inline void live_open(live_world *world, uint64_t seed)
{
    memset(world, 0, sizeof *world);
    world->account = assay_account_unknown();
    world->account.platform = (assay_str){"tiktok", 6};
    world->account.handle = (assay_str){"cho.hoa", 7};
    world->account.followers = 40000;
    world->account.livestreams = world->rows;
    world->random = (assay__random){assay__mix64(seed + 77), 0};
}

static inline double live_cut(double viewers, bool rounded)
{
    if (!rounded || viewers < 1000)
        return viewers;
    return viewers < 1e6 ? floor(viewers / 100) * 100 : floor(viewers / 1e5) * 1e5;
}

/** State of one stream while it runs. */
typedef struct live_run {
    double people, raiders, wander, mood, added, since;
} live_run;

/* A minute's part: people come and go, a package is held. */
static inline void live_step(live_world *world, const live_plan *plan, live_run *run,
                             double t, double dt, double raid_at, double push_at)
{
    assay__random *r = &world->random;
    const live_package *p = &plan->package;
    run->wander = run->wander * exp(-dt / 15) + 0.12 * sqrt(dt) * live_normal(r);
    run->mood = run->mood * exp(-dt / 8) + 0.12 * sqrt(dt) * live_normal(r);
    double pushed = t >= push_at && t < push_at + 10 && plan->push > 0 ? plan->push : 1;
    double rate = plan->level / plan->stay * exp(run->wander) * pushed;
    double leave = 1 - exp(-dt / plan->stay);
    run->people += live_poisson(r, rate * dt) - live_poisson(r, run->people * leave);
    run->people = fmax(run->people, 0);
    if (plan->raid > 0 && t >= raid_at && t - dt < raid_at)
        run->raiders += plan->raid * plan->level;
    run->raiders = fmax(run->raiders - live_poisson(r, run->raiders * dt / 12), 0);
    if (!(p->viewers > 0) || t < p->from || t >= p->from + p->minutes) {
        run->added = 0;
        return;
    }
    double ramped = p->ramp > 0 ? fmin((t - p->from + dt) / p->ramp, 1) : 1;
    if (ramped < 1 || run->added <= 0)
        run->added = p->viewers * ramped;
    run->added -= t - p->from > 5 ? run->added * p->loss * dt : 0;
    if (p->refill > 0 && ramped >= 1 && run->added < p->viewers * (1 - p->refill))
        run->added = p->viewers;
}

/** Adds one stream. */
static inline void live_air(live_world *world, const live_plan *plan)
{
    assay__random *r = &world->random;
    size_t number = world->streams++;
    char *name = world->names[number];
    int length = snprintf(name, sizeof world->names[number], "s%02zu", number % 100);
    live_run run = {.people = 0.3 * plan->level};
    const double dt = 0.5;
    double next = 0, comments = 0, likes = 0, orders = 0, last = 0;
    double raid_at = live_between(r, 0.2, 0.7) * plan->minutes;
    double push_at = live_between(r, 0.2, 0.6) * plan->minutes;
    double gift_at = live_between(r, 0.2, 0.8) * plan->minutes;
    for (double t = 0; t <= plan->minutes; t += dt) {
        live_step(world, plan, &run, t, dt, raid_at, push_at);
        bool gift = plan->giveaway > 0 && t >= gift_at && t < gift_at + 2;
        double doing = (run.people + run.raiders) * dt * exp(run.mood);
        comments += live_poisson(r, fmax(plan->comments, 0) * doing *
                                        (gift ? plan->giveaway : 1));
        likes += live_poisson(r, fmax(plan->likes, 0) * doing * (gift ? 2 : 1));
        orders += live_poisson(r, fmax(plan->orders, 0) * doing);
        if (t + 1e-9 < next)
            continue;
        next = t + plan->every;
        if (plan->gaps && assay__random_uniform(r) < 0.1)
            continue;
        if (world->account.n_livestreams == LIVE_MOST)
            return;
        assay_live *row = &world->rows[world->account.n_livestreams++];
        double shown =
            run.people + run.raiders + floor(run.added * (1 + 0.005 * live_normal(r)));
        double unknown = ASSAY_NUMBER_UNKNOWN;
        *row = (assay_live){{name, (size_t)length},
                            LIVE_START + (int64_t)number * 86400 + (int64_t)(t * 60),
                            live_cut(shown, plan->rounded),
                            plan->comments < 0 ? unknown : comments,
                            plan->likes < 0 ? unknown : likes,
                            unknown,
                            plan->orders < 0 ? unknown : orders};
        world->bought += run.added * (t - last);
        last = t;
        comments = likes = orders = 0;
    }
}

/** A stream as most are. */
static inline live_plan live_usual(assay__random *r)
{
    return (live_plan){.level = 60 * exp(live_between(r, 0, 2.5)),
                       .minutes = live_between(r, 40, 120),
                       .every = 1,
                       .stay = live_between(r, 3, 12),
                       .comments = 0.03 * exp(0.5 * live_normal(r)),
                       .likes = 0.4 * exp(0.5 * live_normal(r)),
                       .orders = 0.001};
}

#endif
