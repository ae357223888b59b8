/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales by channel and day, and what past campaigns brought.
 *
 * Clicks follow the engaged audience and the posts of the last days, orders the clicks,
 * revenue the orders: bought likes or followers add nothing to them, so honest sales
 * may stand beside odd engagement and none beside much of it. Orders that an account
 * places with itself come in waves on a cadence, cheap, with hardly a click before
 * them, and part of them goes back when the commission has been claimed. */
#include "sim.h"

#include <math.h>
#include <string.h>

enum { DAYS = 60, ROWS = 4 * DAYS + 40 };

/** A creator's trade: what a click is worth. */
typedef struct trade {
    double clicks, buys, price, fresh, commission; /* a viewer; shares; money; shares */
    double returned;
    bool tells_clicks, tells_new, tells_commission;
    bool returns_apart; /* goods that come back are rows of their own, two weeks later */
    const char *currency;
    double unit; /* prices are told in steps of it */
} trade;

static trade draw_trade(const sim_plan *plan, gsl_rng *rng)
{
    bool dong = plan->language == 0;
    trade t = {0};
    t.clicks = sim_clamp(sim_lognormal(rng, 0.012, 0.8), 0.001, 0.15);
    t.buys = sim_clamp(sim_lognormal(rng, 0.025, 0.6), 0.003, 0.2);
    t.price = sim_lognormal(rng, dong ? 260000 : 22, 0.6);
    t.fresh = gsl_ran_beta(rng, 5, 4);
    t.commission = floor(sim_between(rng, 5, 18)) / 100;
    t.returned = sim_between(rng, 0.01, 0.12);
    t.tells_clicks = sim_chance(rng, 0.85);
    t.tells_new = sim_chance(rng, 0.7);
    t.tells_commission = sim_chance(rng, 0.6);
    t.returns_apart = sim_chance(rng, 0.4);
    t.currency = dong ? "VND" : "USD";
    t.unit = dong ? 1000 : 0.01;
    return t;
}

static assay_str fixed(const char *words)
{
    return (assay_str){words, strlen(words)};
}

static double known_if(bool known, double value)
{
    return known ? value : ASSAY_NUMBER_UNKNOWN;
}

/** A day of one channel before it is told. */
typedef struct takings {
    double clicks, orders, revenue, fresh;
    double back; /* revenue that is lost again */
} takings;

static void add_row(const trade *t, assay_account *account, const assay_sale *where,
                    const takings *day)
{
    assay_sale *row = &account->sales[account->n_sales++];
    *row = *where;
    double net = day->revenue - (t->returns_apart ? 0 : day->back);
    double revenue = floor(net / t->unit + 0.5) * t->unit;
    row->clicks = known_if(t->tells_clicks, day->clicks);
    row->orders = day->orders;
    row->revenue = revenue;
    row->new_customers = known_if(t->tells_new, day->fresh);
    row->commission = known_if(t->tells_commission,
                               floor(revenue * t->commission / t->unit + 0.5) * t->unit);
    row->currency = fixed(t->currency);
}

/* A day, and its returns where they are told apart and known already. */
static void add_day(const sim_plan *plan, const trade *t, assay_account *account,
                    assay_sale where, const takings *day)
{
    add_row(t, account, &where, day);
    where.at += INT64_C(14) * SIM_DAY;
    if (t->returns_apart && day->back > 0 && where.at <= plan->settings->until) {
        takings returned = {.revenue = -day->back};
        add_row(t, account, &where, &returned);
    }
}

/* Views of the posts of a day and what is left of those before it: half a day's. */
static double attention(const sim_days *days, size_t step)
{
    double sum = 0;
    for (size_t i = 0; i < days->n_posted; i++) {
        const sim_post *p = &days->posted[i];
        if (p->step <= step && p->step + 7 > step) {
            sum += p->views * pow(0.5, (double)(step - p->step)) * 0.5;
        }
    }
    return sum;
}

static takings real_day(const trade *t, double views, gsl_rng *rng)
{
    takings day = {0};
    day.clicks = sim_count(rng, views * t->clicks, 6);
    day.orders = fmin(sim_count(rng, day.clicks * t->buys, 8), day.clicks);
    for (size_t i = 0; i < 200 && (double)i < day.orders; i++) {
        day.revenue += sim_lognormal(rng, t->price, 0.5);
    }
    day.revenue += fmax(day.orders - 200, 0) * t->price * 1.13; /* the mean of such */
    day.fresh = sim_thin(rng, day.orders, t->fresh);
    double back = sim_thin(rng, day.orders, t->returned);
    day.back = day.orders > 0 ? day.revenue * back / day.orders : 0;
    return day;
}

/** Waves of orders placed by oneself. */
typedef struct waves {
    double every, size, off, clicks; /* days; orders; spread; clicks an order */
    double back;                     /* share sent back two weeks later */
} waves;

static waves draw_waves(const sim_plan *plan, double real, gsl_rng *rng)
{
    static const double OFF[SIM_LEVELS] = {0.02, 0.1, 0.3, 0.5};
    static const double CLICKS[SIM_LEVELS] = {0, 1.5, 6, 20};
    waves w = {.every = floor(sim_between(rng, 2, 9)), .off = OFF[plan->level]};
    double bought = fmax(real * plan->orders / (1 - plan->orders), 6);
    w.size = fmax(floor(bought * w.every / DAYS + 0.5), 2);
    w.clicks = CLICKS[plan->level];
    w.back = sim_between(rng, 0.3, 0.9) * (plan->level < 2 ? 1 : 0.5);
    return w;
}

/* A wave on its day, part of which comes back.  @return orders placed */
static double buy_wave(const sim_plan *plan, const trade *t, const waves *w,
                       assay_account *account, assay_sale where, gsl_rng *rng)
{
    takings day = {0};
    day.orders = fmax(floor(w->size * sim_lognormal(rng, 1, w->off) + 0.5), 1);
    day.clicks = floor(day.orders * w->clicks * sim_lognormal(rng, 1, 0.2));
    double price = t->price * sim_between(rng, 0.25, 0.5); /* the cheapest on sale */
    day.revenue = day.orders * price;
    day.fresh = plan->level < 2 ? day.orders : sim_thin(rng, day.orders, t->fresh);
    day.back = floor(w->back * day.orders) * price;
    add_day(plan, t, account, where, &day);
    return day.orders;
}

static double buy_orders(const sim_plan *plan, const trade *t, assay_account *account,
                         double real, gsl_rng *rng)
{
    waves w = draw_waves(plan, real, rng);
    double placed = 0;
    double at = sim_between(rng, 1, w.every + 1);
    const assay_sale pattern = account->sales[0];
    for (size_t i = 0; i < 20 && at < DAYS; i++) {
        assay_sale where = pattern;
        where.at = plan->settings->until - (int64_t)(DAYS - floor(at)) * SIM_DAY;
        placed += buy_wave(plan, t, &w, account, where, rng);
        at += fmax(1, w.every * (1 + gsl_ran_gaussian_ziggurat(rng, w.off)));
    }
    return placed;
}

static assay_str code_of(const sim_plan *plan, sim_bench *bench)
{
    char code[] = "KOC0000";
    uint64_t key = sim_mix(plan->settings->seed, plan->index, 0x636F6465);
    for (size_t i = 3; i < 7; i++) {
        code[i] = (char)('0' + (char)(key % 10));
        key /= 10;
    }
    return assay_arena_copy(bench->arena, (assay_str){code, 7});
}

bool sim_sales_write(const sim_plan *plan, sim_bench *bench, const sim_days *days,
                     assay_account *account, sim_truth *truth)
{
    static const char *const CHANNELS[] = {"voucher", "link", "shop", "live"};
    gsl_rng *rng = bench->rng;
    trade t = draw_trade(plan, rng);
    size_t channels = 1 + sim_below(rng, 2);
    size_t first = sim_below(rng, 4);
    assay_str code = code_of(plan, bench);
    account->sales = assay_arena_array(bench->arena, ROWS, sizeof *account->sales);
    if (!account->sales || !code.ptr) {
        return false;
    }
    size_t window = plan->steps - SIM_WARM < DAYS ? plan->steps - SIM_WARM : DAYS;
    double real = 0;
    for (size_t d = 0; d < window; d++) {
        size_t step = plan->steps - window + 1 + d;
        double views = attention(days, step);
        for (size_t k = 0; k < channels; k++) {
            takings day = real_day(&t, views * (k > 0 ? 0.4 : 1), rng);
            assay_sale where = {.code = code};
            where.at = plan->settings->until - (int64_t)(window - 1 - d) * SIM_DAY;
            where.channel = fixed(CHANNELS[(first + k) % 4]);
            add_day(plan, &t, account, where, &day);
            real += day.orders;
        }
    }
    double placed = plan->orders > 0 ? buy_orders(plan, &t, account, real, rng) : 0;
    truth->share[SIM_ORDERS_METRIC] = placed > 0 ? placed / (placed + real) : 0;
    return true;
}

bool sim_outcomes_write(const sim_plan *plan, sim_bench *bench, const sim_days *days,
                        assay_account *account)
{
    gsl_rng *rng = bench->rng;
    size_t n = 1 + sim_below(rng, 3);
    trade t = draw_trade(plan, rng);
    account->outcomes = assay_arena_array(bench->arena, n, sizeof *account->outcomes);
    if (!account->outcomes) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        size_t length = 7 + sim_below(rng, 21);
        size_t span = plan->steps - SIM_WARM;
        size_t start = SIM_WARM + span * i / n;
        takings sum = {0};
        for (size_t d = 0; d < length && start + d <= plan->steps; d++) {
            takings day = real_day(&t, attention(days, start + d) * 0.3, rng);
            sum.clicks += day.clicks;
            sum.orders += day.orders;
            sum.revenue += day.revenue - day.back;
            sum.fresh += day.fresh;
        }
        double fee = plan->followers * (plan->language == 0 ? 500 : 0.02);
        assay_outcome *o = &account->outcomes[i];
        o->from = sim_plan_day(plan, start) * SIM_DAY;
        o->to = o->from + (int64_t)length * SIM_DAY;
        o->cost = floor(fee * sim_lognormal(rng, 1, 0.4) / t.unit) * t.unit;
        o->clicks = sum.clicks;
        o->orders = sum.orders;
        o->revenue = floor(sum.revenue / t.unit) * t.unit;
        o->new_customers = sum.fresh;
        o->brand_followers = sim_count(rng, sum.clicks * 0.05, 3);
        o->currency = fixed(t.currency);
    }
    account->n_outcomes = n;
    return true;
}
