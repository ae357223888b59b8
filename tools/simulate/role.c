/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What role an account plays: what it buys, how carefully, of whom, and how much.
 *
 * Levels of care: L0 naive; L1 jitter and over-delivery; L2 times orders by its posts,
 * buys some likes along, varied texts; L3 follows the curve attention would take, buys
 * likes in proportion, of aged accounts that write like people. Severity follows
 * Beta(1.2, 4) above the mark from which an account counts as inflated. */
#include "sim.h"

#include <math.h>

/* Followers from which on a mechanism is of no use: pods have at most 200 members, and
 * platforms let nobody follow more than some hundred strangers a day. */
static const double NO_PODS_OVER = 150000;
static const double NO_FOLLOWING_OVER = 40000;

static size_t one_of(gsl_rng *rng, unsigned set, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += (set >> i) & 1U;
    }
    size_t pick = sim_below(rng, count);
    for (size_t i = 0; i < n; i++) {
        if (!((set >> i) & 1U)) {
            continue;
        }
        if (pick == 0) {
            return i;
        }
        pick--;
    }
    return 0;
}

static void draw_mechanisms(sim_plan *plan, gsl_rng *rng)
{
    /* what livestreams and sales show is drawn in witness.c, when they are told of */
    unsigned set = plan->settings->mechanisms & (SIM_BIT(SIM_POSTED) - 1);
    if (!set) {
        return;
    }
    unsigned idle = plan->followers > NO_PODS_OVER ? SIM_BIT(SIM_PODS) : 0;
    idle |= plan->followers > NO_FOLLOWING_OVER ? SIM_BIT(SIM_FOLLOW_UNFOLLOW) : 0;
    set = set & ~idle ? set & ~idle : set;
    plan->mechanisms = SIM_BIT(one_of(rng, set, SIM_POSTED));
    double more = gsl_rng_uniform(rng);
    if (more < 0.28) {
        plan->mechanisms |= SIM_BIT(one_of(rng, set, SIM_POSTED));
    }
    if (more < 0.07) {
        plan->mechanisms |= SIM_BIT(one_of(rng, set, SIM_POSTED));
    }
}

static void draw_amounts(sim_plan *plan, gsl_rng *rng)
{
    const sim_settings *s = plan->settings;
    bool inflated = plan->inflated;
    double followers = 0.065 + 0.7 * gsl_ran_beta(rng, 1.2, 4);
    double little = sim_between(rng, 0.004, 0.035);
    plan->severity = inflated ? followers : little;
    if (!isnan(s->share_low)) {
        plan->severity = sim_between(rng, s->share_low, s->share_high);
    }
    for (size_t m = 0; m < SIM_METRICS; m++) {
        double much = 0.24 + 0.55 * gsl_ran_beta(rng, 1.3, 2.2);
        double some = sim_between(rng, 0.02, 0.13);
        plan->metric[m] = inflated ? much : some;
    }
    plan->coverage = sim_between(rng, 0.35, 1);
}

static void draw_confounders(sim_plan *plan, gsl_rng *rng)
{
    const sim_settings *s = plan->settings;
    unsigned set = 0;
    for (size_t i = 0; i < SIM_CONFOUNDERS; i++) {
        bool now = sim_chance(rng, sim_confounder_share((sim_confounder)i));
        /* a purge is the platform's, see life.c */
        set |= now && i != SIM_PURGE ? SIM_BIT(i) : 0;
    }
    size_t only = one_of(rng, s->confounders, SIM_CONFOUNDERS);
    plan->confounders = s->one_confounder ? SIM_BIT(only) : set & s->confounders;
    if (plan->platform == SIM_ON_YOUTUBE) {
        plan->confounders |= SIM_BIT(SIM_TRUNCATION); /* its public counts always are */
    }
}

void sim_plan_role(sim_plan *plan, gsl_rng *rng)
{
    const sim_settings *s = plan->settings;
    double role = gsl_rng_uniform(rng);
    plan->inflated = role < s->prevalence;
    plan->small =
        !plan->inflated && role < s->prevalence + (1 - s->prevalence) * s->small;
    plan->level = (unsigned)one_of(rng, s->levels, SIM_LEVELS);
    plan->vendor = sim_vendor_at(one_of(rng, s->vendors, sim_vendor_count()));
    draw_amounts(plan, rng);
    draw_confounders(plan, rng);
    if (plan->inflated || plan->small) {
        draw_mechanisms(plan, rng);
    }
}
