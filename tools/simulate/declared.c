/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is declared of an account: causes that the creator gives for spans, true ones and
 * false ones, and the aggregates that vendors report about an audience.
 *
 * Honest creators explain what they remember, buyers sometimes call an order a giveaway
 * or advertisements, and some speak of a time that the readings do not cover. */
#include "sim.h"
#include "words.h"

#include <math.h>
#include <string.h>

enum { FALSE_ONES = 2, CODES = 8 };

static assay_str fixed(const char *words)
{
    return (assay_str){words, strlen(words)};
}

static bool may_be_declared(assay_cause cause)
{
    return cause == ASSAY_CAUSE_GIVEAWAY || cause == ASSAY_CAUSE_PRESS ||
           cause == ASSAY_CAUSE_ADS || cause == ASSAY_CAUSE_COLLABORATION ||
           cause == ASSAY_CAUSE_VIRAL;
}

static int64_t midnight(int64_t at)
{
    return at / SIM_DAY * SIM_DAY;
}

static void declare(assay_account *account, sim_truth *truth, const sim_event *event,
                    assay_cause cause, bool is_true)
{
    size_t i = account->n_explanations++;
    assay_explanation *e = &account->explanations[i];
    e->from = midnight(event->from);
    e->to = midnight(event->to);
    e->cause = fixed(sim_cause_name(cause));
    e->note =
        cause == ASSAY_CAUSE_ADS ? fixed("invoice of the platform") : (assay_str){0};
    truth->explained[i] = is_true;
}

bool sim_explanations_write(const sim_plan *plan, sim_bench *bench,
                            assay_account *account, sim_truth *truth)
{
    static const assay_cause STORIES[] = {ASSAY_CAUSE_GIVEAWAY, ASSAY_CAUSE_ADS,
                                          ASSAY_CAUSE_PRESS};
    gsl_rng *rng = bench->rng;
    size_t room = truth->n_events + 1;
    account->explanations =
        assay_arena_array(bench->arena, room, sizeof *account->explanations);
    truth->explained = assay_arena_array(bench->arena, room, sizeof(bool));
    if (!account->explanations || !truth->explained) {
        return false;
    }
    bool lies = sim_chance(rng, 0.45);
    size_t told = 0;
    for (size_t i = 0; i < truth->n_events; i++) {
        const sim_event *event = &truth->events[i];
        bool remembers = sim_chance(rng, 0.65);
        assay_cause story = STORIES[sim_below(rng, 3)];
        if (may_be_declared(event->cause) && remembers) {
            declare(account, truth, event, event->cause, true);
        } else if (event->cause == ASSAY_CAUSE_PURCHASE && lies && told < FALSE_ONES) {
            declare(account, truth, event, story, false);
            told++;
        }
    }
    if (sim_chance(rng, 0.08)) {
        int64_t before = sim_plan_day(plan, SIM_WARM) * SIM_DAY - INT64_C(300) * SIM_DAY;
        sim_event old = {.from = before, .to = before + INT64_C(5) * SIM_DAY};
        declare(account, truth, &old, ASSAY_CAUSE_GIVEAWAY, true);
    }
    return true;
}

/** A dimension being reported. */
typedef struct report {
    assay_account *account;
    const char *of, *dimension;
    double n;
} report;

static void add_share(const report *r, assay_str code, double share)
{
    assay_demographic *row = &r->account->demographics[r->account->n_demographics++];
    row->of = fixed(r->of);
    row->dimension = fixed(r->dimension);
    row->code = code;
    row->share = floor(share * 1000 + 0.5) / 1000; /* as dashboards round */
    row->n = r->n;
}

/* Country: the account's own, the usual others, and where its idle profiles say they
 * live, as far as they do not say the market's. */
static void report_countries(const sim_plan *plan, gsl_rng *rng, const report *r,
                             double idle)
{
    static const char *const OTHERS[] = {"US", "KR", "JP", "TW", "AU"};
    static const char *const FARMS[] = {"ID", "IN", "BD"};
    const char *home = sim_language_at(plan->language)->countries;
    double abroad = gsl_ran_beta(rng, 1.5, 9) * (1 - idle);
    double farms = idle * sim_between(rng, 0.2, 0.9);
    size_t pick = sim_below(rng, 3);
    add_share(r, (assay_str){home, 2}, 1 - abroad - farms);
    double left = abroad;
    for (size_t i = 0; i < 5; i++) {
        bool own = !strncmp(OTHERS[i], home, 2);
        double part = left * sim_between(rng, 0.2, 0.6);
        if (!own) {
            add_share(r, fixed(OTHERS[i]), part);
            left -= part;
        }
    }
    bool same = !strncmp(FARMS[pick], home, 2);
    add_share(r, fixed(FARMS[same ? (pick + 1) % 3 : pick]), farms);
}

static void report_people(gsl_rng *rng, report *r)
{
    static const char *const AGES[] = {"13-17", "18-24", "25-34", "35-44", "45+"};
    static const double USUAL[] = {1.2, 5, 4, 1.5, 0.8};
    double part[5];
    r->dimension = "gender";
    double women = gsl_ran_beta(rng, 4, 3);
    add_share(r, fixed("female"), women);
    add_share(r, fixed("male"), 1 - women);
    r->dimension = "age";
    gsl_ran_dirichlet(rng, 5, USUAL, part);
    for (size_t i = 0; i < 5; i++) {
        add_share(r, fixed(AGES[i]), part[i]);
    }
}

bool sim_demographics_write(const sim_plan *plan, sim_bench *bench,
                            assay_account *account, const sim_truth *truth)
{
    gsl_rng *rng = bench->rng;
    bool likers = sim_chance(rng, 0.4);
    bool sized = sim_chance(rng, 0.6);
    double n = floor(sim_lognormal(rng, 3000, 0.8));
    account->demographics = assay_arena_array(bench->arena, (size_t)2 * (7 + CODES),
                                              sizeof *account->demographics);
    if (!account->demographics) {
        return false;
    }
    report r = {account, "followers", "country", sized ? n : ASSAY_NUMBER_UNKNOWN};
    report_countries(plan, rng, &r, truth->idle_share);
    report_people(rng, &r);
    if (likers) {
        r.of = "likers";
        r.dimension = "country";
        report_countries(plan, rng, &r, truth->share[SIM_LIKES_METRIC]);
    }
    return true;
}
