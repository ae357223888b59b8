/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account from its index: each part from a stream of its own, so that settings of
 * one part leave the others as they were. */
#include "sim.h"

static void stream(const sim_settings *settings, uint64_t index, sim_purpose purpose,
                   sim_bench *bench)
{
    sim_rng_key(bench->rng, settings->seed, index, (uint64_t)purpose);
}

assay_status sim_account_make(const sim_settings *settings, uint64_t index,
                              sim_bench *bench, assay_account *account, sim_truth *truth,
                              assay_error *err)
{
    sim_plan *plan = assay_arena_alloc(bench->arena, sizeof *plan);
    if (!plan) {
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for an account");
    }
    plan->settings = settings;
    plan->index = index;
    plan->steps = SIM_WARM + settings->days;
    sim_days days = {0};
    *account = assay_account_unknown();
    *truth = (sim_truth){0};
    stream(settings, index, SIM_FOR_WHO, bench);
    sim_plan_who(plan, bench->rng);
    stream(settings, index, SIM_FOR_ROLE, bench);
    sim_plan_role(plan, bench->rng);
    stream(settings, index, SIM_FOR_SHARED, bench);
    sim_shared_plan(plan, bench->rng);
    stream(settings, index, SIM_FOR_WITNESSES, bench);
    sim_witness_plan(plan, bench->rng);
    stream(settings, index, SIM_FOR_LIFE, bench);
    sim_plan_life(plan, bench->rng);
    stream(settings, index, SIM_FOR_POSTS, bench);
    assay_status status = sim_posts_schedule(plan, bench, &days, err);
    if (status == ASSAY_OK) {
        stream(settings, index, SIM_FOR_ORDERS, bench);
        sim_plan_orders(plan, &days, bench->rng);
        stream(settings, index, SIM_FOR_CURVE, bench);
        status = sim_curve_run(plan, bench, &days, err);
    }
    if (status == ASSAY_OK) {
        stream(settings, index, SIM_FOR_ENGAGEMENT, bench);
        sim_posts_inflate(plan, bench->rng, &days);
        stream(settings, index, SIM_FOR_TRACKER, bench);
        status = sim_record(plan, bench, &days, account, truth, err);
    }
    if (status == ASSAY_OK) {
        stream(settings, index, SIM_FOR_COMMENTS, bench);
        status = sim_comments_write(plan, bench, &days, account, truth, err);
    }
    if (status == ASSAY_OK && plan->tells) {
        status = sim_witness_write(plan, bench, &days, account, truth, err);
    }
    return status;
}
