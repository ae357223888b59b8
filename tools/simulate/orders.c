/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders of followers: when, how many, and in what shape they are delivered.
 *
 * An order is a burst whose newcomers do not engage. Its shape depends on mechanism
 * and care, its noise and its losses on the vendor. Shares are of the followers at its
 * start, chosen so that about the planned share is left at the end of the window. */
#include "sim.h"

#include <math.h>

/* Growth still to come after a step, as a factor. */
static double growth_after(const sim_plan *plan, size_t step)
{
    double end = 1 + plan->growth * (double)plan->steps / 30;
    return end / (1 + plan->growth * (double)step / 30);
}

/* A new order of a mechanism for `part` of the planned severity. */
static sim_burst *place(sim_plan *plan, sim_mechanism mechanism, size_t start,
                        double part)
{
    sim_burst *order = sim_plan_burst(plan);
    if (!order) {
        return NULL;
    }
    bool fixed = !isnan(plan->settings->share_low);
    double s = plan->severity * part;
    double whole = plan->severity;
    double left = s / (1 - whole) * growth_after(plan, start) / plan->vendor->kept_28;
    order->cause = ASSAY_CAUSE_PURCHASE;
    order->mechanism = mechanism;
    order->order = true;
    order->start = start;
    order->share = fixed ? s : left;
    order->engaged = 0;
    order->package = plan->level >= 2 ? 0 : 1;
    order->leave_days = 28;
    order->shown = true;
    return order;
}

/* Losses differ from order to order; care buys better accounts. */
static void draw_losses(const sim_plan *plan, sim_burst *order, gsl_rng *rng)
{
    double lost = (1 - plan->vendor->kept_28) * (plan->level == 3 ? 0.6 : 1);
    order->leaves = sim_clamp(lost * sim_lognormal(rng, 1, 0.3), 0, 0.8);
}

static void normalise(sim_burst *order)
{
    double total = 0;
    for (size_t t = 0; t < order->length; t++) {
        total += order->weight[t];
    }
    for (size_t t = 0; t < order->length; t++) {
        order->weight[t] /= total;
    }
}

/* Delivered at an even rate over some hours: the days they touch get their part. */
static void shape_hours(sim_burst *order, double hours, gsl_rng *rng)
{
    double from = sim_between(rng, 0, 24);
    double to = from + hours;
    order->length = (size_t)ceil(to / 24);
    for (size_t t = 0; t < order->length; t++) {
        double left = fmax(from, 24 * (double)t);
        double right = fmin(to, 24 * (double)(t + 1));
        order->weight[t] = fmax(right - left, 0);
    }
    normalise(order);
}

/* Delivered day by day, each day off its plan by the vendor's jitter and the level's. */
static void shape_box(const sim_plan *plan, sim_burst *order, size_t days, gsl_rng *rng)
{
    static const double NOISE[SIM_LEVELS] = {0.0, 0.12, 0.35, 0.35};
    double sd = hypot(plan->vendor->jitter, NOISE[plan->level]);
    order->length = days < SIM_BURST ? days : SIM_BURST;
    for (size_t t = 0; t < order->length; t++) {
        size_t weekday = (size_t)((sim_plan_day(plan, order->start + t) + 3) % 7);
        double week = plan->level >= 2 ? plan->weekday[weekday] : 1;
        order->weight[t] = week * sim_lognormal(rng, 1, sd);
    }
    normalise(order);
}

/* Delivered as attention would relax. */
static void shape_envelope(const sim_plan *plan, sim_burst *order, size_t days,
                           gsl_rng *rng)
{
    order->length = days < SIM_BURST ? days : SIM_BURST;
    sim_omori(order->weight, order->length, sim_between(rng, 0.6, 2.5), plan->theta);
    for (size_t t = 0; t < order->length; t++) {
        order->weight[t] *= sim_lognormal(rng, 1, hypot(plan->vendor->jitter, 0.15));
    }
    normalise(order);
}

/* A start such that `tail` days of the window follow; careful buyers wait for a post. */
static size_t some_start(const sim_plan *plan, const sim_days *days, size_t tail,
                         gsl_rng *rng)
{
    size_t first = SIM_WARM + 2;
    size_t last = plan->steps > first + tail + 3 ? plan->steps - tail : first + 1;
    size_t start = first + sim_below(rng, last - first);
    if (plan->level < 2) {
        return start;
    }
    for (size_t i = 0; i < days->n_posted; i++) {
        if (days->posted[i].step >= start && days->posted[i].step < last) {
            return days->posted[i].step;
        }
    }
    return start;
}

static void order_bulk(sim_plan *plan, const sim_days *days, double part, gsl_rng *rng)
{
    bool fixed = !isnan(plan->settings->share_low);
    size_t n = fixed ? 1 : 1 + sim_below(rng, plan->level == 0 ? 2 : 3);
    for (size_t i = 0; i < n; i++) {
        size_t start = some_start(plan, days, 4, rng);
        sim_burst *order = place(plan, SIM_BULK, start, part / (double)n);
        if (!order) {
            return;
        }
        if (plan->level == 0) {
            shape_hours(order, sim_between(rng, 3, 24), rng);
        } else if (plan->level == 1) {
            shape_hours(order, sim_between(rng, 12, 48), rng);
        } else if (plan->level == 2) {
            shape_box(plan, order, 3 + sim_below(rng, 5), rng);
        } else {
            shape_envelope(plan, order, 21, rng);
        }
        draw_losses(plan, order, rng);
    }
}

static void order_drip(sim_plan *plan, const sim_days *days, double part, gsl_rng *rng)
{
    bool fixed = !isnan(plan->settings->share_low);
    size_t n = fixed ? 1 : 1 + sim_below(rng, 2);
    for (size_t i = 0; i < n; i++) {
        size_t length = 14 + sim_below(rng, plan->level >= 2 ? 47 : 17);
        length = fixed && length > 30 ? 30 : length;
        size_t start = some_start(plan, days, length + 2, rng);
        sim_burst *order = place(plan, SIM_DRIP, start, part / (double)n);
        if (!order) {
            return;
        }
        if (plan->level < 3) {
            shape_box(plan, order, length, rng);
        } else {
            shape_envelope(plan, order, length, rng);
        }
        draw_losses(plan, order, rng);
    }
}

static void order_staircase(sim_plan *plan, const sim_days *days, double part,
                            gsl_rng *rng)
{
    static const double OFF[SIM_LEVELS] = {0.0, 0.12, 0.35, 0.4}; /* of times and sizes */
    size_t n = 5 + sim_below(rng, 12);
    double every = floor(sim_between(rng, 4, 16));
    double room = (double)(plan->steps - SIM_WARM) / ((double)n + 1);
    every = fmax(2, fmin(every, floor(room)));
    size_t start = some_start(plan, days, (size_t)(every * (double)n), rng);
    double off = OFF[plan->level];
    double at = (double)start;
    for (size_t i = 0; i < n && at < (double)plan->steps - 1; i++) {
        double size = plan->level == 0 ? 1 : sim_lognormal(rng, 1, off);
        sim_burst *order =
            place(plan, SIM_STAIRCASE, (size_t)at, part * size / (double)n);
        if (!order) {
            return;
        }
        if (plan->level < 3) {
            shape_hours(order, sim_between(rng, 3, plan->level == 0 ? 12 : 24), rng);
        } else {
            shape_envelope(plan, order, 6, rng);
        }
        draw_losses(plan, order, rng);
        at += fmax(1, floor(every * (1 + gsl_ran_gaussian_ziggurat(rng, off)) + 0.5));
    }
}

/* A package, its losses, and what the guarantee puts back, some times over. */
static void order_refill(sim_plan *plan, const sim_days *days, double part, gsl_rng *rng)
{
    size_t cycles = 1 + sim_below(rng, 3);
    double lost = sim_between(rng, 0.15, 0.4);
    double gap = sim_between(rng, 18, 32);
    size_t start = some_start(plan, days, (size_t)(gap * (double)(cycles + 1)), rng);
    double amount = part;
    for (size_t i = 0; i <= cycles && start + 2 < plan->steps; i++) {
        sim_burst *order = place(plan, SIM_REFILL, start, amount);
        if (!order) {
            return;
        }
        if (plan->level < 2) {
            shape_hours(order, sim_between(rng, 3, 30), rng);
        } else {
            shape_box(plan, order, 2 + sim_below(rng, 6), rng);
        }
        if (i > 0) {
            order->package = 0;
        }
        order->leaves = i < cycles ? lost : lost * 0.5;
        order->leave_days = gap * 0.8;
        amount = part * lost * sim_between(rng, 0.9, 1.1);
        double wait = gap * (1 + gsl_ran_gaussian_ziggurat(rng, 0.05 * plan->level));
        start += (size_t)fmax(3, wait);
    }
}

/* Campaigns of following strangers; some follow back, and some of these leave when the
 * account unfollows them. The curve of `following` is drawn in curve.c. */
static void order_follows(sim_plan *plan, const sim_days *days, double part, gsl_rng *rng)
{
    size_t n = 2 + sim_below(rng, 4);
    for (size_t i = 0; i < n; i++) {
        size_t length = 10 + sim_below(rng, 25);
        size_t start = some_start(plan, days, length + 5, rng);
        sim_burst *order = place(plan, SIM_FOLLOW_UNFOLLOW, start, part / (double)n);
        if (!order) {
            return;
        }
        shape_box(plan, order, length, rng);
        for (size_t t = 0; t < order->length; t++) {
            order->weight[t] *= sim_lognormal(rng, 1, 0.25); /* people, not a service */
        }
        normalise(order);
        order->cause = ASSAY_CAUSE_OTHER;
        order->package = 0;
        order->leaves = sim_between(rng, 0.15, 0.4);
        order->leave_days = 20;
    }
}

double sim_plan_kinds(const sim_plan *plan)
{
    double kinds = 0;
    for (size_t m = 0; m < SIM_MECHANISMS; m++) {
        bool used = (plan->mechanisms & SIM_BIT(m)) != 0;
        kinds += used && sim_mechanism_metric((sim_mechanism)m) == SIM_FOLLOWERS;
    }
    return kinds;
}

typedef void order_function(sim_plan *plan, const sim_days *days, double part,
                            gsl_rng *rng);

void sim_plan_orders(sim_plan *plan, const sim_days *days, gsl_rng *rng)
{
    static order_function *const PLACE[SIM_MECHANISMS] = {
        [SIM_BULK] = order_bulk,
        [SIM_STAIRCASE] = order_staircase,
        [SIM_DRIP] = order_drip,
        [SIM_REFILL] = order_refill,
        [SIM_FOLLOW_UNFOLLOW] = order_follows,
    };
    double kinds = sim_plan_kinds(plan);
    for (size_t m = 0; m < SIM_MECHANISMS; m++) {
        if ((plan->mechanisms & SIM_BIT(m)) && PLACE[m]) {
            PLACE[m](plan, days, 1 / kinds, rng);
        }
    }
}
