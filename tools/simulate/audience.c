/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample of the followers' list, newest first, as the days of the account left it.
 *
 * The list is the arrivals of each day that are still there, real and bought, over a
 * base that came before the window. Bought ones lie in a run within their day, as they
 * were delivered; some real ones fall between them. A share of the real arrivals is
 * suspicious anywhere (bots follow whom everybody follows: 3 to 20 %), some look and say
 * nothing, some follow thousands. Newly made profiles that are genuine come in crowds to
 * accounts that a platform recommends to newcomers. */
#include "people.h"

#include <math.h>
#include <string.h>

enum { BATCHES = 6, BASE_ORDERS = 3 };

/** The list before it is sampled, by step of arrival; [0] is all that came before. */
typedef struct crowd {
    const sim_plan *plan;
    const sim_days *days;
    double *real, *bought; /* [steps + 1] still there */
    double all;
    int64_t since;        /* when the account's first followers came */
    double fresh;         /* share of arrivals that are new to the platform */
    size_t pooled;        /* rows out of the shared pool so far */
    bool talkers, likers; /* those who comment and like are told of, too */
    sim_list list;
} crowd;

static double kept_after(const sim_plan *plan, size_t step, double churn)
{
    return exp(-churn / 30 * (double)(plan->steps - step));
}

/* Make the arrivals of the window no more than there are at the end. */
static double fit_to(double column[], size_t n, double all)
{
    double sum = 0;
    for (size_t i = 1; i <= n; i++) {
        sum += column[i];
    }
    double factor = sum > all && sum > 0 ? all / sum : 1;
    for (size_t i = 1; i <= n; i++) {
        column[i] *= factor;
    }
    return all - sum * factor;
}

static bool gather(crowd *c, assay_arena *arena)
{
    const sim_plan *plan = c->plan;
    const sim_days *days = c->days;
    c->real = assay_arena_array(arena, plan->steps + 1, sizeof *c->real);
    c->bought = assay_arena_array(arena, plan->steps + 1, sizeof *c->bought);
    if (!c->real || !c->bought) {
        return false;
    }
    double bought = days->bought[plan->steps];
    double real = fmax(days->followers[plan->steps] - bought, 0);
    for (size_t i = 1; i <= plan->steps; i++) {
        c->real[i] = days->come[i] * kept_after(plan, i, plan->churn);
        c->bought[i] = days->order_rate[i] * kept_after(plan, i, 0.7 * plan->churn);
    }
    c->real[0] = fit_to(c->real, plan->steps, real);
    c->bought[0] = fit_to(c->bought, plan->steps, bought);
    c->all = floor(real + bought);
    return true;
}

/** Where a rank of the list lies. */
typedef struct place {
    size_t step;
    double within; /* 0 newest of its day, 1 oldest */
} place;

static place place_of(const crowd *c, double rank)
{
    double before = 0;
    for (size_t step = c->plan->steps; step > 0; step--) {
        double here = c->real[step] + c->bought[step];
        if (rank < before + here) {
            return (place){step, (rank - before) / here};
        }
        before += here;
    }
    double base = fmax(c->real[0] + c->bought[0], 1);
    return (place){0, sim_clamp((rank - before) / base, 0, 0.999999)};
}

static uint64_t keyed(const crowd *c, uint64_t what)
{
    return sim_mix(c->plan->settings->seed, c->plan->index, what);
}

/* Whether the one at a place came with an order, and with which of the base's. */
static bool is_bought(const crowd *c, place p, gsl_rng *rng)
{
    double bought = c->bought[p.step];
    double all = c->real[p.step] + bought;
    double strays = gsl_rng_uniform(rng);
    if (!(bought > 0) || !(all > 0)) {
        return false;
    }
    double share = bought / all;
    if (strays < 0.12) {
        return strays / 0.12 < share;
    }
    double orders = p.step > 0 ? 1 : BASE_ORDERS;
    double scaled = p.within * orders;
    double order = floor(scaled);
    uint64_t key = keyed(c, 0x6F7264 + p.step * 8 + (uint64_t)order);
    double offset = (1 - share) * (double)(key >> 11) * 0x1p-53;
    double in = scaled - order;
    return in >= offset && in < offset + share;
}

static int64_t time_of(const crowd *c, place p)
{
    const sim_plan *plan = c->plan;
    int64_t end = sim_plan_day(plan, p.step) * SIM_DAY + plan->clock;
    if (p.step > 0) {
        return end - (int64_t)(p.within * SIM_DAY);
    }
    double back = (double)(end - c->since);
    return end - (int64_t)(back * pow(p.within, 1.6));
}

/* The order that delivered on a step; the base's by its turn. */
static uint64_t order_of(const crowd *c, place p)
{
    const sim_plan *plan = c->plan;
    for (size_t i = 0; i < plan->n_bursts && p.step > 0; i++) {
        const sim_burst *b = &plan->bursts[i];
        if (b->order && p.step >= b->start && p.step < b->start + b->length) {
            return i;
        }
    }
    return SIM_BURSTS + (uint64_t)(p.within * BASE_ORDERS);
}

/* One of the batches that an order is served from: the same for the whole order. */
static sim_batch batch_for(const crowd *c, sim_bench *bench, uint64_t order, int64_t when)
{
    const sim_plan *plan = c->plan;
    size_t batches = 1 + (size_t)(keyed(c, 0x626174 + order) % BATCHES);
    uint64_t pick = sim_below(bench->rng, batches);
    sim_rng_key(bench->aside, keyed(c, 0x6F6E65 + order), pick, 89);
    sim_model model = sim_model_of(plan->vendor, plan->level, bench->aside);
    return sim_batch_draw(model, when, bench->aside);
}

/* What posing profiles follow anybody: of any vendor, from batches met by chance. */
static sim_batch stray_batch(const crowd *c, sim_bench *bench, int64_t when)
{
    gsl_rng *rng = bench->rng;
    uint64_t pick = sim_below(rng, 400);
    sim_rng_key(bench->aside, c->plan->settings->seed, pick, 97);
    const sim_vendor *vendor = sim_vendor_at(sim_below(bench->aside, sim_vendor_count()));
    sim_model model = sim_model_of(vendor, 0, bench->aside);
    sim_batch batch = sim_batch_draw(model, when, bench->aside);
    batch.one_day = 0;
    return batch;
}

static sim_kind genuine_kind(const crowd *c, place p, gsl_rng *rng)
{
    const sim_list *list = &c->list;
    double come = c->days->come[p.step];
    double prize = 0;
    for (size_t i = 0; i < c->plan->n_bursts && p.step > 0; i++) {
        const sim_burst *b = &c->plan->bursts[i];
        bool here = p.step >= b->start && p.step < b->start + b->length;
        prize += here && b->cause == ASSAY_CAUSE_GIVEAWAY
                     ? b->ordered * b->weight[p.step - b->start]
                     : 0;
    }
    double u = gsl_rng_uniform(rng);
    double v = gsl_rng_uniform(rng);
    if (come > 0 && u < fmin(prize / come, 1) * 0.45) {
        return SIM_KIND_HUNTER;
    }
    if (sim_chance(rng, c->fresh)) {
        return SIM_KIND_NEWCOMER;
    }
    if (v < list->idle) {
        return SIM_KIND_INACTIVE;
    }
    v -= list->idle;
    return v < list->mass                 ? SIM_KIND_MASS
           : v < list->mass + list->known ? SIM_KIND_INFLUENCER
                                          : SIM_KIND_REAL;
}

static void tell_member(const sim_who *who, sim_member *truth)
{
    truth->kind = sim_kind_name(who->kind);
    truth->model = who->batch ? sim_model_name(who->batch->model) : NULL;
    truth->inauthentic = who->batch != NULL;
}

static sim_who somebody(const crowd *c, int64_t when, size_t row)
{
    uint64_t salt = c->plan->index * 40503U + 1299709U;
    return (sim_who){.followed = when,
                     .known = when,
                     .row = row,
                     .salt = salt,
                     .language = c->plan->language};
}

/* Someone of the shared pool: the same profile, id and name at every customer. */
static bool show_pooled(crowd *c, sim_bench *bench, sim_someone who, sim_who *as,
                        assay_member *member)
{
    const sim_plan *plan = c->plan;
    uint64_t key = who.circle->key;
    sim_bench aside = {bench->aside, bench->aside, bench->arena};
    as->handle = sim_shared_handle(plan, bench, who);
    sim_rng_key(bench->aside, key, who.number % 3, 103);
    as->known = plan->settings->until - INT64_C(150) * SIM_DAY;
    sim_model model = sim_model_of(plan->vendor, 0, bench->aside);
    sim_batch batch = sim_batch_draw(model, as->known, bench->aside);
    as->batch = &batch;
    as->row = who.number;
    as->salt = key >> 16;
    as->language = who.circle->language;
    sim_rng_key(bench->aside, key, who.number, 107);
    bool well = sim_person_show(plan, &aside, &c->list, as, member);
    as->batch = NULL;
    return well && as->handle.ptr;
}

/* The next of the pool that this account has not met yet, of 60 % of what it buys. */
static bool pool_serves(crowd *c, gsl_rng *rng, sim_someone *who)
{
    const sim_circle *pool = &c->plan->shared.circle[SIM_SHARES_POOLS];
    if (!pool->key || !sim_chance(rng, 0.6) || c->pooled == pool->size) {
        return false;
    }
    size_t from = keyed(c, 0x706F6F6C) % pool->size;
    *who = (sim_someone){pool, (from + c->pooled++) % pool->size};
    return true;
}

static sim_batch ordered_batch(const crowd *c, sim_bench *bench, place p, int64_t when)
{
    uint64_t order = order_of(c, p);
    int64_t day = p.step > 0 ? when : c->since;
    if (order < SIM_BURSTS) {
        day = sim_plan_day(c->plan, c->plan->bursts[order].start) * SIM_DAY;
    }
    return batch_for(c, bench, order, day);
}

static bool show_row(crowd *c, sim_bench *bench, double rank, size_t row,
                     assay_member *member, sim_truth *truth)
{
    gsl_rng *rng = bench->rng;
    place p = place_of(c, rank);
    sim_who who = somebody(c, time_of(c, p), row);
    sim_someone pooled;
    sim_batch batch;
    bool bought = is_bought(c, p, rng);
    bool stray = !bought && sim_chance(rng, c->plan->junk);
    who.kind = bought  ? SIM_KIND_BOUGHT
               : stray ? SIM_KIND_BASELINE
                       : genuine_kind(c, p, rng);
    bool well = true;
    if (bought && pool_serves(c, rng, &pooled)) {
        well = show_pooled(c, bench, pooled, &who, member) &&
               sim_shared_met(bench, truth, pooled, who.handle, "audience");
        truth->members[row] = (sim_member){sim_kind_name(who.kind), "pool", true};
    } else {
        if (bought) {
            batch = ordered_batch(c, bench, p, who.followed);
        } else if (stray) {
            batch = stray_batch(c, bench, who.followed);
        }
        who.batch = bought || stray ? &batch : NULL;
        well = sim_person_show(c->plan, bench, &c->list, &who, member);
        tell_member(&who, &truth->members[row]);
    }
    member->role = (assay_str){"follower", 8};
    return well;
}

/* Someone who acts: posing with a probability, else a person. */
static bool show_actor(crowd *c, sim_bench *bench, bool posing, assay_str handle,
                       assay_account *account, sim_truth *truth)
{
    gsl_rng *rng = bench->rng;
    size_t row = account->n_audience++;
    assay_member *member = &account->audience[row];
    int64_t when = c->plan->settings->until - (int64_t)sim_below(rng, 60) * SIM_DAY;
    sim_who who = somebody(c, when, row);
    sim_batch batch;
    who.handle = handle;
    who.kind = posing ? SIM_KIND_BOUGHT : SIM_KIND_REAL;
    if (posing) {
        batch = batch_for(c, bench, SIM_BURSTS + BASE_ORDERS, when);
        who.batch = &batch;
    }
    bool well = sim_person_show(c->plan, bench, &c->list, &who, member);
    member->followed_at = ASSAY_TIME_UNKNOWN;
    tell_member(&who, &truth->members[row]);
    return well;
}

static bool heard_before(const assay_account *account, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (account->comments[i].author.len == account->comments[n].author.len &&
            !memcmp(account->comments[i].author.ptr, account->comments[n].author.ptr,
                    account->comments[n].author.len)) {
            return true;
        }
    }
    return false;
}

/* Those who wrote the first comments told of, each once; some of them are shared. */
static bool show_talkers(crowd *c, sim_bench *bench, size_t most, assay_account *account,
                         sim_truth *truth)
{
    bool well = true;
    size_t shown = 0;
    for (size_t i = 0; i < account->n_comments && shown < most && well; i++) {
        sim_author who = truth->authors[i];
        if (who == SIM_CREATOR || heard_before(account, i)) {
            continue;
        }
        bool posing = who == SIM_CREW || who == SIM_LURE;
        well = show_actor(c, bench, posing, account->comments[i].author, account, truth);
        account->audience[account->n_audience - 1].role = (assay_str){"commenter", 9};
        shown++;
    }
    return well;
}

static bool show_likers(crowd *c, sim_bench *bench, size_t n, assay_account *account,
                        sim_truth *truth)
{
    bool well = true;
    for (size_t i = 0; i < n && well; i++) {
        bool bought = sim_chance(bench->rng, truth->share[SIM_LIKES_METRIC]);
        well = show_actor(c, bench, bought, (assay_str){0}, account, truth);
        account->audience[account->n_audience - 1].role = (assay_str){"liker", 5};
    }
    return well;
}

/** How ranks were chosen. */
typedef enum design { NEWEST, SPREAD, RANDOM } design;

static design draw_design(gsl_rng *rng)
{
    double u = gsl_rng_uniform(rng);
    return u < 0.45 ? NEWEST : u < 0.85 ? SPREAD : RANDOM;
}

static double rank_of(design how, double all, size_t n, size_t i, gsl_rng *rng)
{
    double apart = all / (double)n;
    double u = gsl_rng_uniform(rng);
    switch (how) {
    case NEWEST:
        return (double)i;
    case SPREAD:
        return floor(apart * ((double)i + 0.5));
    case RANDOM:
        return floor(apart * ((double)i + u)); /* one of each stretch: none is twice */
    }
    return 0;
}

static void draw_crowd(crowd *c, const assay_account *account, gsl_rng *rng,
                       sim_truth *truth)
{
    const sim_plan *plan = c->plan;
    double years = sim_between(rng, 1, 5);
    bool newcomers = sim_chance(rng, 0.12);
    double fresh = sim_between(rng, 0.15, 0.5);
    c->list = sim_list_draw(plan, rng);
    int64_t start = sim_plan_day(plan, 0) * SIM_DAY;
    bool known = account->created_at != ASSAY_TIME_UNKNOWN && account->created_at < start;
    c->since = known ? account->created_at : start - (int64_t)(years * 365 * SIM_DAY);
    c->fresh = newcomers ? fresh : 0.01;
    c->talkers = sim_chance(rng, 0.35);
    c->likers = sim_chance(rng, 0.25);
    truth->odd_crowd = newcomers ? "newcomers" : "none";
}

bool sim_audience_write(const sim_plan *plan, sim_bench *bench, const sim_days *days,
                        assay_account *account, sim_truth *truth)
{
    static const char *const DESIGNS[] = {"newest", "spread", "random"};
    gsl_rng *rng = bench->rng;
    crowd c = {.plan = plan, .days = days};
    draw_crowd(&c, account, rng, truth);
    design how = draw_design(rng);
    double wanted = (double)plan->settings->audience * sim_between(rng, 0.4, 1);
    if (!gather(&c, bench->arena)) {
        return false;
    }
    size_t n = (size_t)fmax(fmin(ceil(wanted), c.all), 1);
    size_t aside = n / 3; /* of commenters, and of likers */
    size_t room = n + 2 * aside;
    account->audience = assay_arena_array(bench->arena, room, sizeof *account->audience);
    truth->members = assay_arena_array(bench->arena, room, sizeof *truth->members);
    bool well = account->audience && truth->members;
    truth->design = DESIGNS[how];
    for (size_t i = 0; i < n && well; i++) {
        double rank = rank_of(how, c.all, n, i, rng);
        well = show_row(&c, bench, rank, i, &account->audience[i], truth);
        bool placed = c.list.position && how != RANDOM;
        account->audience[i].position = placed ? rank + 1 : ASSAY_NUMBER_UNKNOWN;
        account->n_audience = i + 1;
    }
    if (c.talkers) {
        well = well && show_talkers(&c, bench, aside, account, truth);
    }
    if (c.likers) {
        well = well && show_likers(&c, bench, aside, account, truth);
    }
    return well;
}
