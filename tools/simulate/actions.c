/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likes with their times, as a network of actors and objects: a sample of those of the
 * last 90 days. The pool's come on the days on which it delivers, to all its customers
 * alike; those of a loop on its day; all others after posts, and now and then. */
#include "sim.h"

#include <math.h>

enum { BACK = 90 };

/** An account's likes while they are drawn. */
typedef struct likes {
    const sim_plan *plan;
    sim_bench *bench;
    const sim_days *days;
    sim_truth *truth;
    size_t room;
} likes;

static int64_t ends(const sim_plan *plan)
{
    return plan->settings->until + plan->clock;
}

/* Some hours after one of the posts of these days; any time where there is none. */
static int64_t after_post(const likes *l)
{
    gsl_rng *rng = l->bench->rng;
    size_t span = l->plan->settings->days < BACK ? l->plan->settings->days : BACK;
    int64_t from = ends(l->plan) - (int64_t)span * SIM_DAY;
    size_t first = 0;
    size_t n = l->days->n_posted;
    while (first < n && l->days->posted[first].at < from) {
        first++;
    }
    double u = gsl_rng_uniform(rng);
    if (first == n) {
        return from + (int64_t)(u * (double)span * SIM_DAY);
    }
    const sim_post *post = &l->days->posted[first + sim_below(rng, n - first)];
    double wait = 7200 * (pow(1 - u, -1 / 0.9) - 1);
    return post->at + 20 + (int64_t)fmin(wait, (double)(ends(l->plan) - post->at) - 30);
}

static int64_t in_window(const likes *l)
{
    const sim_shared *s = &l->plan->shared;
    gsl_rng *rng = l->bench->rng;
    size_t back = s->window[sim_below(rng, s->n_windows)];
    double within = gsl_rng_uniform(rng) * SIM_DAY * 1.5;
    return ends(l->plan) - (int64_t)back * SIM_DAY + (int64_t)within;
}

static bool add(likes *l, sim_someone who, int64_t at)
{
    assay_str name = sim_shared_handle(l->plan, l->bench, who);
    l->truth->acts[l->truth->n_acts++] = (sim_act){name, at};
    return name.ptr && sim_shared_met(l->bench, l->truth, who, name, "actions");
}

/* Share of the sampled likes that the pool gave. */
static double pool_share(const sim_plan *plan, const sim_truth *truth)
{
    bool pool = plan->shared.circle[SIM_SHARES_POOLS].key && plan->shared.n_windows > 0;
    return pool ? fmax(truth->share[SIM_LIKES_METRIC], 0.25) : 0;
}

static bool draw_one(likes *l, double pool, const sim_circle *own)
{
    const sim_shared *s = &l->plan->shared;
    gsl_rng *rng = l->bench->rng;
    if (sim_chance(rng, pool)) {
        const sim_circle *circle = &s->circle[SIM_SHARES_POOLS];
        return add(l, (sim_someone){circle, sim_below(rng, circle->size)}, in_window(l));
    }
    bool prize =
        s->circle[SIM_SHARES_LOOPS].key && s->loop_back < BACK && sim_chance(rng, 0.2);
    sim_someone who = sim_shared_person(l->plan, rng, prize);
    int64_t day = (int64_t)s->loop_back * SIM_DAY;
    double hours = gsl_rng_uniform(rng);
    int64_t at = after_post(l);
    if (prize && who.circle) {
        at = ends(l->plan) - day + (int64_t)(hours * 1.2 * SIM_DAY);
    }
    if (!who.circle) {
        who = (sim_someone){own, sim_below(rng, own->size)};
    }
    return add(l, who, at);
}

bool sim_actions_write(const sim_plan *plan, sim_bench *bench, const sim_days *days,
                       sim_truth *truth)
{
    likes l = {.plan = plan, .bench = bench, .days = days, .truth = truth};
    gsl_rng *rng = bench->rng;
    double wanted = (double)plan->settings->audience * sim_between(rng, 0.5, 1);
    size_t n = (size_t)ceil(wanted);
    truth->acts = assay_arena_array(bench->arena, n, sizeof *truth->acts);
    uint64_t key = sim_mix(plan->settings->seed, plan->index, 0x6F776E) | 1U;
    sim_circle own = {key, SIM_PUBLIC, 400 + 3 * n, plan->language};
    double pool = pool_share(plan, truth);
    bool well = truth->acts != NULL;
    for (size_t i = 0; i < n && well; i++) {
        well = draw_one(&l, pool, &own);
    }
    return well;
}
