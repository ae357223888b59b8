/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to an account without anyone buying: dates, sizes and shapes.
 *
 * Attention relaxes as an Omori law after a shock and may build up before its peak
 * when it spreads from within (Crane and Sornette 2008). Giveaways lose 20 to 60 % of
 * their followers within two weeks; advertising is a ramped box of 7 to 14 days that
 * brings real people; a purge takes 2 to 7 % of honest accounts on one day of the
 * platform. */
#include "sim.h"

#include <math.h>

static bool has(const sim_plan *plan, sim_confounder confounder)
{
    return (plan->confounders & SIM_BIT(confounder)) != 0;
}

/* A step at least `tail` before the end of what is seen. */
static size_t some_step(const sim_plan *plan, gsl_rng *rng, size_t tail)
{
    size_t last = plan->steps > SIM_WARM + tail + 2 ? plan->steps - tail : plan->steps;
    return SIM_WARM + 1 + sim_below(rng, last - SIM_WARM - 1);
}

static void draw_viral(sim_plan *plan, gsl_rng *rng)
{
    size_t peak = some_step(plan, rng, 6);
    double c = sim_between(rng, 0.4, 2);
    double from_within = sim_chance(rng, 0.3) ? sim_between(rng, 1, 4) : 0;
    size_t rise = (size_t)from_within;
    double share = sim_clamp(sim_lognormal(rng, 0.08, 0.8), 0.02, 0.6);
    plan->viral_at = peak - rise;
    plan->viral_lift = exp(sim_between(rng, log(5), log(45)));
    sim_burst *burst = sim_plan_burst(plan);
    if (!burst) {
        return;
    }
    burst->cause = ASSAY_CAUSE_VIRAL;
    burst->start = plan->viral_at;
    burst->length = SIM_BURST;
    burst->share = share;
    burst->shown = true;
    double total = 0;
    for (size_t t = 0; t < burst->length; t++) {
        double away = fabs((double)t - (double)rise);
        burst->weight[t] = pow(away + c, -(1 + plan->theta));
        total += burst->weight[t];
    }
    for (size_t t = 0; t < burst->length; t++) {
        burst->weight[t] /= total;
    }
}

static void draw_press(sim_plan *plan, gsl_rng *rng)
{
    plan->press_at = some_step(plan, rng, 5);
    double share = sim_clamp(sim_lognormal(rng, 0.05, 0.6), 0.01, 0.25);
    double c = sim_between(rng, 0.4, 1.2);
    double theta = sim_between(rng, 0.2, 0.7);
    sim_burst *burst = sim_plan_burst(plan);
    if (burst) {
        burst->cause = ASSAY_CAUSE_PRESS;
        burst->start = plan->press_at;
        burst->length = SIM_BURST;
        burst->share = share;
        burst->shown = true;
        sim_omori(burst->weight, burst->length, c, theta);
    }
}

static void normalise(sim_burst *burst)
{
    double total = 0;
    for (size_t t = 0; t < burst->length; t++) {
        total += burst->weight[t];
    }
    for (size_t t = 0; t < burst->length; t++) {
        burst->weight[t] /= total;
    }
}

static void draw_giveaway(sim_plan *plan, gsl_rng *rng)
{
    plan->giveaway_at = some_step(plan, rng, 8);
    if (plan->shared.circle[SIM_SHARES_LOOPS].key) {
        plan->giveaway_at = plan->steps - plan->shared.loop_back;
    }
    size_t days = 1 + sim_below(rng, 4);
    double share = sim_between(rng, 0.03, 0.25);
    double leaves = sim_between(rng, 0.2, 0.6);
    sim_burst *burst = sim_plan_burst(plan);
    if (!burst) {
        return;
    }
    burst->cause = ASSAY_CAUSE_GIVEAWAY;
    burst->start = plan->giveaway_at;
    burst->length = days + 2;
    burst->share = share;
    burst->engaged = 0.35;
    burst->leaves = leaves;
    burst->leave_days = 14;
    burst->shown = true;
    for (size_t t = 0; t < burst->length; t++) {
        double after = t < days ? 1 : 0.12 / (double)(t - days + 1);
        burst->weight[t] = after * sim_lognormal(rng, 1, 0.3);
    }
    normalise(burst);
}

static void draw_ads(sim_plan *plan, gsl_rng *rng)
{
    size_t days = 7 + sim_below(rng, 8);
    plan->ads_from = some_step(plan, rng, days + 2);
    plan->ads_to = plan->ads_from + days;
    double share = sim_between(rng, 0.03, 0.2);
    double engaged = sim_between(rng, 0.7, 1.1);
    double ramp = sim_between(rng, 0.5, 2.5);
    sim_burst *burst = sim_plan_burst(plan);
    if (!burst) {
        return;
    }
    burst->cause = ASSAY_CAUSE_ADS;
    burst->start = plan->ads_from;
    burst->length = days;
    burst->share = share;
    burst->engaged = engaged;
    burst->shown = true;
    for (size_t t = 0; t < days; t++) {
        double edge = fmin((double)t + 1, (double)(days - t)) / ramp;
        size_t weekday = (size_t)((sim_plan_day(plan, plan->ads_from + t) + 3) % 7);
        burst->weight[t] =
            fmin(1, edge) * sim_lognormal(rng, 1, 0.12) * plan->weekday[weekday];
    }
    normalise(burst);
}

static void draw_collaboration(sim_plan *plan, gsl_rng *rng)
{
    plan->collab_at = some_step(plan, rng, 5);
    double share = sim_clamp(sim_lognormal(rng, 0.035, 0.6), 0.008, 0.12);
    double c = sim_between(rng, 0.4, 1.4);
    sim_burst *burst = sim_plan_burst(plan);
    if (burst) {
        burst->cause = ASSAY_CAUSE_COLLABORATION;
        burst->start = plan->collab_at;
        burst->length = SIM_BURST;
        burst->share = share;
        burst->shown = true;
        sim_omori(burst->weight, burst->length, c, plan->theta + 0.2);
    }
}

static void draw_hiatus(sim_plan *plan, gsl_rng *rng)
{
    size_t days = 25 + sim_below(rng, 55);
    plan->hiatus_from = some_step(plan, rng, days / 2);
    plan->hiatus_to = plan->hiatus_from + days;
}

/* The platform's purge: the same day and strength for all its accounts. At least one of
 * the platforms has one. */
static void draw_purge(sim_plan *plan)
{
    const sim_settings *s = plan->settings;
    uint64_t luck = sim_mix(s->seed, (uint64_t)plan->platform, UINT64_C(0x707572676500));
    uint64_t sure = sim_mix(s->seed, UINT64_C(0x73757265), 0);
    unsigned open = s->platforms;
    size_t n = 0;
    size_t rank = 0;
    for (size_t i = 0; i < SIM_PLATFORMS; i++) {
        rank += i < (size_t)plan->platform ? (open >> i) & 1U : 0;
        n += (open >> i) & 1U;
    }
    bool here = (luck & 1U) || s->one_confounder || sure % n == rank;
    bool counts = (s->confounders & SIM_BIT(SIM_PURGE)) &&
                  (!s->one_confounder || has(plan, SIM_PURGE));
    plan->confounders &= ~SIM_BIT(SIM_PURGE);
    if (!here || !counts || s->days < 30) {
        return;
    }
    plan->confounders |= SIM_BIT(SIM_PURGE);
    plan->purge.step = SIM_WARM + 10 + (luck >> 8) % (s->days - 20);
    plan->purge.junk = 0.2 + 0.2 * (double)((luck >> 32) & 0xFFFF) / 0xFFFF;
}

/* Events of the size that was asked for, for a bench of what size alone does. */
static void resize(sim_plan *plan, gsl_rng *rng)
{
    const sim_settings *s = plan->settings;
    for (size_t i = 0; i < plan->n_bursts && !isnan(s->gain_low); i++) {
        plan->bursts[i].share = sim_between(rng, s->gain_low, s->gain_high);
    }
}

void sim_plan_life(sim_plan *plan, gsl_rng *rng)
{
    plan->viral_at = plan->press_at = plan->giveaway_at = plan->collab_at = SIZE_MAX;
    plan->ads_from = plan->ads_to = plan->hiatus_from = plan->hiatus_to = SIZE_MAX;
    plan->purge.step = SIZE_MAX;
    draw_purge(plan);
    if (has(plan, SIM_SEASON)) {
        plan->tet = sim_between(rng, 1.6, 3);
    }
    if (has(plan, SIM_HIATUS)) {
        draw_hiatus(plan, rng);
    }
    if (has(plan, SIM_VIRAL)) {
        draw_viral(plan, rng);
    }
    if (has(plan, SIM_PRESS)) {
        draw_press(plan, rng);
    }
    if (has(plan, SIM_GIVEAWAY)) {
        draw_giveaway(plan, rng);
    }
    if (has(plan, SIM_ADS)) {
        draw_ads(plan, rng);
    }
    if (has(plan, SIM_COLLABORATION)) {
        draw_collaboration(plan, rng);
    }
    resize(plan, rng);
}
