/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Circles of people, found by keys.
 *
 * A vendor's pool serves the customers of one platform within a block of 64 accounts
 * and delivers to them on the same days; a loop of up to 40 accounts has its prize draw
 * on one day; fans return to a few creators over months (Hooi et al. 2016 and Cao et
 * al. 2014 see such groups alike; what tells them apart is how often and for whom).
 * Pod members within the roster comment on each other (Weerasinghe et al. 2020). */
#include "sim.h"
#include "words.h"

#include <math.h>
#include <string.h>

enum { POOL_BLOCK = 64, LOOP_BLOCK = 256, POD_BLOCK = 64 };

static const char *const WORDS[] = {
#define SIM_ROW(name, text, word) word,
    SIM_CIRCLE_TABLE(SIM_ROW)
#undef SIM_ROW
        "public",
};

const char *sim_circle_word(sim_circle_kind kind)
{
    return WORDS[kind];
}

static double part_of(uint64_t key, unsigned shift)
{
    return (double)((key >> shift) & 0xFFFFU) / 0x10000;
}

static uint64_t cell_key(const sim_plan *plan, uint64_t block, uint64_t what)
{
    uint64_t cell = plan->index / block * SIM_PLATFORMS + (uint64_t)plan->platform;
    return sim_mix(plan->settings->seed, cell, what) | 1U;
}

static bool wants(const sim_plan *plan, sim_circle_kind kind)
{
    return (plan->settings->shared & SIM_BIT(kind)) != 0;
}

/* Days before the end, some ten days and more apart. */
static void draw_windows(sim_shared *s, uint64_t key, size_t days)
{
    size_t back = 3 + key % 6;
    size_t n = 4 + (key >> 8) % (SIM_WINDOWS - 3);
    s->n_windows = 0;
    for (size_t i = 0; i < n && back + 2 < days; i++) {
        s->window[s->n_windows++] = back;
        back += 9 + (key >> (12 + 4 * i)) % 8;
    }
}

/* A vendor that the settings allow, by a number. */
static const sim_vendor *vendor_of(const sim_plan *plan, uint64_t pick)
{
    size_t n = 0;
    for (size_t i = 0; i < sim_vendor_count(); i++) {
        n += (plan->settings->vendors >> i) & 1U;
    }
    size_t rank = (size_t)(pick % n);
    size_t i = 0;
    while (!((plan->settings->vendors >> i) & 1U) || rank > 0) {
        rank -= (plan->settings->vendors >> i) & 1U;
        i++;
    }
    return sim_vendor_at(i);
}

/* Most customers of a platform's cell are served from its vendor's one pool. */
static void join_pool(sim_plan *plan, gsl_rng *rng)
{
    static const unsigned SERVED = SIM_BIT(SIM_BULK) | SIM_BIT(SIM_STAIRCASE) |
                                   SIM_BIT(SIM_DRIP) | SIM_BIT(SIM_REFILL) |
                                   SIM_BIT(SIM_LIKES) | SIM_BIT(SIM_COMMENTS);
    sim_shared *s = &plan->shared;
    bool joins = sim_chance(rng, 0.75);
    bool buys = plan->inflated && (plan->mechanisms & SERVED);
    uint64_t key = cell_key(plan, POOL_BLOCK, 0x706F6F6C);
    if (!wants(plan, SIM_SHARES_POOLS) || !joins || !buys) {
        return;
    }
    size_t size = 30 + (size_t)(330 * pow(part_of(key, 16), 3));
    unsigned language = part_of(key, 32) < 0.7 ? 0U : 1U; /* most are Vietnamese */
    s->circle[SIM_SHARES_POOLS] = (sim_circle){key, SIM_SHARES_POOLS, size, language};
    draw_windows(s, key, plan->settings->days);
    plan->vendor = vendor_of(plan, key >> 24);
}

static void join_loop(sim_plan *plan, gsl_rng *rng)
{
    sim_shared *s = &plan->shared;
    uint64_t key = cell_key(plan, LOOP_BLOCK, 0x6C6F6F70);
    double of_platform = 0.03 + 0.17 * part_of(key, 8);
    bool joins = sim_chance(rng, of_platform);
    size_t days = plan->settings->days;
    bool may = (plan->settings->confounders & SIM_BIT(SIM_GIVEAWAY)) &&
               !plan->settings->one_confounder && days > 40;
    if (!wants(plan, SIM_SHARES_LOOPS) || !joins || !may) {
        return;
    }
    size_t size = 150 + (size_t)(1200 * part_of(key, 24));
    s->circle[SIM_SHARES_LOOPS] =
        (sim_circle){key, SIM_SHARES_LOOPS, size, plan->language};
    s->loop_back = 15 + (size_t)(key >> 40) % (days < 120 ? days - 30 : 90);
    plan->confounders |= SIM_BIT(SIM_GIVEAWAY);
}

static void join_fans(sim_plan *plan, gsl_rng *rng)
{
    sim_shared *s = &plan->shared;
    bool joins = sim_chance(rng, 0.10);
    uint64_t which = sim_below(rng, 3);
    double share = sim_between(rng, 0.2, 0.5);
    uint64_t key = cell_key(plan, LOOP_BLOCK, 0x66616E00 + which * 8 + plan->language);
    if (wants(plan, SIM_SHARES_FANS) && joins) {
        size_t size = 30 + (size_t)(90 * part_of(key, 16));
        s->circle[SIM_SHARES_FANS] =
            (sim_circle){key, SIM_SHARES_FANS, size, plan->language};
        s->fan_share = share;
    }
}

void sim_shared_plan(sim_plan *plan, gsl_rng *rng)
{
    sim_shared *s = &plan->shared;
    *s = (sim_shared){0};
    if (!plan->settings->shared) {
        return;
    }
    join_pool(plan, rng);
    join_loop(plan, rng);
    join_fans(plan, rng);
    if (wants(plan, SIM_SHARES_PODS) && (plan->mechanisms & SIM_BIT(SIM_PODS))) {
        uint64_t key = cell_key(plan, POD_BLOCK, 0x706F6400);
        s->circle[SIM_SHARES_PODS] = (sim_circle){key, SIM_SHARES_PODS, SIM_MATES, 0};
    }
    uint64_t topic = plan->topic * 16 + plan->language;
    uint64_t key = sim_mix(plan->settings->seed, topic, 0x7075626C + plan->platform) | 1U;
    s->circle[SIM_PUBLIC] = (sim_circle){key, SIM_PUBLIC, 20000, plan->language};
}

assay_str sim_shared_handle(const sim_plan *plan, sim_bench *bench, sim_someone who)
{
    double digits = who.circle->kind == SIM_SHARES_POOLS ? plan->vendor->digits : 0.5;
    sim_text text = {0};
    sim_rng_key(bench->aside, who.circle->key, who.number, 101);
    sim_person_handle(who.circle->language, digits, bench->aside, &text);
    assay_str handle =
        assay_arena_copy(bench->arena, (assay_str){text.bytes, text.length});
    sim_text_free(&text);
    return handle;
}

bool sim_shared_met(sim_bench *bench, sim_truth *truth, sim_someone who, assay_str name,
                    const char *where)
{
    if (!who.circle || who.circle->kind == SIM_PUBLIC) {
        return true;
    }
    if (truth->n_met == truth->met_room) {
        size_t room = 2 * truth->met_room + 64;
        sim_met *met = assay_arena_array(bench->arena, room, sizeof *met);
        if (!met) {
            return false;
        }
        for (size_t i = 0; i < truth->n_met; i++) {
            met[i] = truth->met[i];
        }
        truth->met = met;
        truth->met_room = room;
    }
    truth->met[truth->n_met++] =
        (sim_met){who.circle->kind, who.circle->key, name, where};
    return true;
}

static sim_someone one_of(const sim_circle *circle, double u)
{
    size_t number = (size_t)(u * (double)circle->size);
    return (sim_someone){circle, number < circle->size ? number : 0};
}

sim_someone sim_shared_person(const sim_plan *plan, gsl_rng *rng, bool prize)
{
    const sim_shared *s = &plan->shared;
    const sim_circle *loop = &s->circle[SIM_SHARES_LOOPS];
    const sim_circle *fans = &s->circle[SIM_SHARES_FANS];
    double u = gsl_rng_uniform(rng);
    double who = gsl_rng_uniform(rng);
    if (prize && loop->key) {
        return u < 0.75 ? one_of(loop, who) : (sim_someone){0};
    }
    if (fans->key && u < s->fan_share) {
        return one_of(fans, pow(who, 1.3));
    }
    /* some of those who remain are known from other creators of the topic */
    return sim_chance(rng, 0.25) ? one_of(&s->circle[SIM_PUBLIC], pow(who, 2.5))
                                 : (sim_someone){0};
}

sim_someone sim_shared_author(const sim_plan *plan, gsl_rng *rng, size_t mate,
                              sim_author who, bool prize)
{
    const sim_circle *pool = &plan->shared.circle[SIM_SHARES_POOLS];
    if (who == SIM_REAL) {
        return sim_shared_person(plan, rng, prize);
    }
    if (who == SIM_CREW && pool->key) {
        return one_of(pool, pow(gsl_rng_uniform(rng), 1.8)); /* some write most */
    }
    if (who == SIM_MATE && mate != SIZE_MAX) {
        return (sim_someone){&plan->shared.circle[SIM_SHARES_PODS], mate};
    }
    return (sim_someone){0};
}

size_t sim_shared_mates(const sim_plan *plan, sim_bench *bench, assay_str handles[])
{
    const sim_settings *s = plan->settings;
    size_t n = 0;
    if (!plan->shared.circle[SIM_SHARES_PODS].key) {
        return 0;
    }
    sim_plan *other = assay_arena_alloc(bench->arena, sizeof *other);
    uint64_t first = plan->index / POD_BLOCK * POD_BLOCK;
    for (uint64_t i = first; i < first + POD_BLOCK && other && n < SIM_MATES; i++) {
        if (i == plan->index) {
            continue;
        }
        *other = (sim_plan){.settings = s, .index = i, .steps = plan->steps};
        sim_rng_key(bench->aside, s->seed, i, SIM_FOR_WHO);
        sim_plan_who(other, bench->aside);
        sim_rng_key(bench->aside, s->seed, i, SIM_FOR_ROLE);
        sim_plan_role(other, bench->aside);
        if (other->platform == plan->platform &&
            (other->mechanisms & SIM_BIT(SIM_PODS))) {
            handles[n++] = sim_record_handle(other, bench);
        }
    }
    return n;
}
