/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which further tables an account has, what is bought for them, and their writing.
 *
 * Whether a table is told of does not depend on the role, so its presence says nothing.
 * Viewers and orders are bought by some of those who buy elsewhere, and by a few who
 * buy nothing else. An account is inflated from 20 % of its viewer-minutes or orders on,
 * as from 20 % of its likes. */
#include "sim.h"

#include <math.h>

static const double MARK = 0.2;

static bool may_buy(const sim_plan *plan, sim_mechanism mechanism, sim_witness table)
{
    return (plan->settings->mechanisms & SIM_BIT(mechanism)) &&
           (plan->tells & SIM_BIT(table));
}

/* The share bought; 0 when none is. All is drawn, whatever comes of it. */
static double draw_share(const sim_plan *plan, gsl_rng *rng, bool may)
{
    double much = 0.24 + 0.55 * gsl_ran_beta(rng, 1.3, 2.2);
    double u = gsl_rng_uniform(rng);
    unsigned posted = plan->settings->mechanisms & (SIM_BIT(SIM_POSTED) - 1);
    double with_others = posted ? 0.4 : 1; /* of buyers */
    double alone = posted ? 0.1 : 0; /* of as many honest ones as there are buyers */
    double p = plan->inflated ? with_others
               : plan->small  ? 0
                              : alone * plan->settings->prevalence;
    return may && u < p ? much : 0;
}

void sim_witness_plan(sim_plan *plan, gsl_rng *rng)
{
    const sim_settings *s = plan->settings;
    plan->tells = 0;
    for (size_t i = 0; i < SIM_WITNESSES; i++) {
        bool has = sim_chance(rng, s->witnesses);
        plan->tells |= has ? s->tables & SIM_BIT(i) : 0;
    }
    bool live = may_buy(plan, SIM_LIVE_VIEWERS, SIM_TELLS_LIVESTREAMS);
    plan->viewers = draw_share(plan, rng, live);
    bool sales = may_buy(plan, SIM_SELF_ORDERS, SIM_TELLS_SALES);
    plan->orders = draw_share(plan, rng, sales);
    plan->mechanisms |= plan->viewers > 0 ? SIM_BIT(SIM_LIVE_VIEWERS) : 0;
    plan->mechanisms |= plan->orders > 0 ? SIM_BIT(SIM_SELF_ORDERS) : 0;
}

static void tell_role(const sim_plan *plan, sim_truth *truth)
{
    for (size_t m = SIM_METRICS; m < SIM_ALL_METRICS; m++) {
        truth->inflated |= truth->share[m] >= MARK;
        truth->bought_share = fmax(truth->bought_share, truth->share[m]);
    }
    truth->mechanisms = plan->mechanisms;
}

static void stream(const sim_plan *plan, sim_bench *bench, sim_purpose purpose)
{
    sim_rng_key(bench->rng, plan->settings->seed, plan->index, (uint64_t)purpose);
}

static bool has(const sim_plan *plan, sim_witness table)
{
    return (plan->tells & SIM_BIT(table)) != 0;
}

assay_status sim_witness_write(const sim_plan *plan, sim_bench *bench,
                               const sim_days *days, assay_account *account,
                               sim_truth *truth, assay_error *err)
{
    bool well = true;
    if (has(plan, SIM_TELLS_AUDIENCE)) {
        stream(plan, bench, SIM_FOR_AUDIENCE);
        well = sim_audience_write(plan, bench, days, account, truth);
    }
    if (well && has(plan, SIM_TELLS_LIVESTREAMS)) {
        stream(plan, bench, SIM_FOR_LIVE);
        well = sim_live_write(plan, bench, days, account, truth);
    }
    if (well && has(plan, SIM_TELLS_SALES)) {
        stream(plan, bench, SIM_FOR_SALES);
        well = sim_sales_write(plan, bench, days, account, truth);
    }
    if (well && has(plan, SIM_TELLS_EXPLANATIONS)) {
        stream(plan, bench, SIM_FOR_EXPLANATIONS);
        well = sim_explanations_write(plan, bench, account, truth);
    }
    if (well && has(plan, SIM_TELLS_OUTCOMES)) {
        stream(plan, bench, SIM_FOR_OUTCOMES);
        well = sim_outcomes_write(plan, bench, days, account);
    }
    if (well && has(plan, SIM_TELLS_DEMOGRAPHICS)) {
        stream(plan, bench, SIM_FOR_DEMOGRAPHICS);
        well = sim_demographics_write(plan, bench, account, truth);
    }
    if (well && has(plan, SIM_TELLS_ACTIONS)) {
        stream(plan, bench, SIM_FOR_ACTIONS);
        well = sim_actions_write(plan, bench, days, truth);
    }
    tell_role(plan, truth);
    return well ? ASSAY_OK : assay_fail(err, ASSAY_NO_MEMORY, "no memory for an account");
}
