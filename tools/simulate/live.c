/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Livestreams, read every minute or two, and viewers bought for them.
 *
 * Real viewers come quickly, stay around a level that wanders, and go; another stream
 * may send its own over (a raid: a step that decays), the platform may push it. Sellers
 * of viewers charge 20 to 45 VND a viewer-minute from 100 at once, deliver in a step,
 * guarantee the first five minutes and fill up what falls out. Bought viewers neither
 * speak nor like nor order. Counts beside the viewers are those since the last
 * reading. */
#include "bytes.h"
#include "sim.h"

#include <math.h>
#include <string.h>

enum { READINGS = 400 };

/** One stream while it is made, by reading. */
typedef struct airing {
    const sim_plan *plan;
    gsl_rng *rng;
    size_t n;
    double every; /* minutes between readings */
    double real[READINGS], bought[READINGS];
    const char *luck;
    double ordered;
} airing;

/* Rise, level and end, with slow noise as people hold each other. */
static void draw_real(airing *a, double level)
{
    gsl_rng *rng = a->rng;
    double rise = sim_between(rng, 4, 18);
    double lean = sim_between(rng, -0.5, 0.4); /* of the level over the stream */
    double wander = 0;
    double spread = sim_between(rng, 0.03, 0.10);
    for (size_t i = 0; i < a->n; i++) {
        double t = (double)i * a->every;
        double way = (double)i / (double)a->n;
        wander = 0.92 * wander + gsl_ran_gaussian_ziggurat(rng, spread);
        double end = way > 0.95 ? 1 - 0.5 * (way - 0.95) / 0.05 : 1;
        double mean =
            level * (1 - exp(-(t + 1) / rise)) * (1 + lean * way) * end * exp(wander);
        a->real[i] = sim_count(rng, mean, 150);
    }
}

/* Another stream ends and sends its viewers: a step that decays within the half hour;
 * they greet and like. Or the platform shows the stream: a swell over ten minutes. */
static void draw_luck(airing *a, double level)
{
    gsl_rng *rng = a->rng;
    double u = gsl_rng_uniform(rng);
    double at = sim_between(rng, 0.1, 0.8) * (double)a->n;
    double size = level * sim_between(rng, 0.4, 2.5);
    double stay = sim_between(rng, 8, 35);
    double rise = u < 0.18 ? 0.3 : sim_between(rng, 4, 12);
    a->luck = u < 0.18 ? "raid" : u < 0.34 ? "push" : "none";
    for (size_t i = (size_t)at; i < a->n && u < 0.34; i++) {
        double t = ((double)i - floor(at) + 0.5) * a->every;
        double mean = size * (1 - exp(-t / rise)) * exp(-t / stay);
        a->real[i] += sim_count(rng, mean, 80);
    }
}

/* Sizes on the menu: from 100, in two figures at most. */
static double menu(double amount)
{
    double unit = pow(10, floor(log10(fmax(amount, 100))));
    double lead = fmax(amount, 100) / unit;
    double step = lead < 1.5 ? 1 : lead < 2.5 ? 2 : lead < 4 ? 3 : lead < 7.5 ? 5 : 10;
    return step * unit;
}

/** What is ordered and how it is delivered. */
typedef struct package {
    double amount, begins, lasts; /* viewers; minutes */
    double ramp, drop, wobble;    /* minutes; share that falls out a minute; sd */
    double top_up;                /* share missing at which it is filled up again */
} package;

static package draw_package(const airing *a, double amount)
{
    static const double RAMP[SIM_LEVELS] = {0.5, 2, 8, 15};
    static const double WOBBLE[SIM_LEVELS] = {0.004, 0.012, 0.03, 0.04};
    const sim_plan *plan = a->plan;
    gsl_rng *rng = a->rng;
    double minutes = (double)a->n * a->every;
    package p = {.amount = plan->level < 2 ? menu(amount) : floor(fmax(amount, 100))};
    p.begins = sim_between(rng, 0.02, 0.25) * minutes;
    double lasts = sim_between(rng, 0.5, 1) * minutes;
    p.lasts = plan->level < 2 ? fmax(floor(lasts / 15), 1) * 15 : lasts;
    p.ramp = RAMP[plan->level] * sim_lognormal(rng, 1, 0.3);
    p.wobble = WOBBLE[plan->level] + 0.05 * plan->vendor->jitter;
    p.drop = sim_between(rng, 0.002, 0.02) * (1.6 - plan->vendor->kept_28);
    p.top_up = sim_chance(rng, 0.6) ? sim_between(rng, 0.06, 0.2) : 2;
    return p;
}

/** Delivered viewers while the stream runs. */
typedef struct delivery {
    double here, filled; /* viewers; minutes since the last filling up */
    bool complete;
} delivery;

/* The viewers `t` minutes after the delivery began. The guarantee holds them for five
 * minutes; then some fall out, and are filled up. */
static double delivered(delivery *d, const package *p, double t, double every)
{
    static const double GUARANTEE = 5; /* minutes */
    bool coming = t < p->ramp || !d->complete;
    d->complete = t + every >= p->ramp;
    if (coming) {
        d->here = p->amount * (d->complete ? 1 : (t + every) / p->ramp);
        return d->here;
    }
    d->here *= d->filled < GUARANTEE ? 1 : exp(-p->drop * every);
    d->filled += every;
    if (d->here < p->amount * (1 - p->top_up)) {
        d->here = p->amount;
        d->filled = 0;
    }
    return d->here;
}

/* The most careful follow the real curve. */
static void deliver(airing *a, const package *p)
{
    const sim_plan *plan = a->plan;
    delivery d = {0};
    double peak = 1;
    for (size_t i = 0; i < a->n; i++) {
        peak = fmax(peak, a->real[i]);
    }
    for (size_t i = 0; i < a->n; i++) {
        double t = (double)i * a->every - p->begins;
        if (t < 0 || t > p->lasts) {
            continue;
        }
        double here = delivered(&d, p, t, a->every);
        double like = plan->level == 3 ? fmin(a->real[i] / peak * 1.2, 1) : 1;
        double wobble = exp(gsl_ran_gaussian_ziggurat(a->rng, p->wobble));
        a->bought[i] = floor(here * like * wobble);
    }
}

static void buy_viewers(airing *a)
{
    const sim_plan *plan = a->plan;
    double real = 0;
    for (size_t i = 0; i < a->n; i++) {
        real += a->real[i];
    }
    double level = real / (double)a->n * plan->viewers / (1 - plan->viewers);
    package p = draw_package(a, level);
    a->ordered = p.amount;
    deliver(a, &p);
}

/** Rates of an account's streams, per viewer and minute. */
typedef struct talk {
    double comments, likes, gifts, orders;
    bool tells_comments, tells_likes, tells_gifts, tells_orders;
} talk;

static talk draw_talk(gsl_rng *rng)
{
    talk t = {0};
    t.comments = sim_clamp(sim_lognormal(rng, 0.035, 0.7), 0.004, 0.4);
    t.likes = sim_clamp(sim_lognormal(rng, 0.5, 0.8), 0.02, 6);
    t.gifts = sim_lognormal(rng, 0.002, 0.9);
    bool shop = sim_chance(rng, 0.6);
    double orders = sim_lognormal(rng, 0.0012, 0.8);
    t.orders = shop ? orders : 0;
    t.tells_comments = sim_chance(rng, 0.85);
    t.tells_likes = sim_chance(rng, 0.75);
    t.tells_gifts = sim_chance(rng, 0.45);
    t.tells_orders = shop && sim_chance(rng, 0.8);
    return t;
}

static double known_if(bool known, double value)
{
    return known ? value : ASSAY_NUMBER_UNKNOWN;
}

static void tell(const airing *a, const talk *t, assay_str id, int64_t from,
                 assay_live *rows)
{
    gsl_rng *rng = a->rng;
    double mood = 0;
    for (size_t i = 0; i < a->n; i++) {
        mood = 0.8 * mood + gsl_ran_gaussian_ziggurat(rng, 0.15);
        double people = a->real[i] * a->every * exp(mood);
        double comments = sim_count(rng, t->comments * people, 12);
        double likes = sim_count(rng, t->likes * people, 8);
        double gifts = sim_count(rng, t->gifts * people, 2);
        double orders = sim_count(rng, t->orders * people, 2);
        rows[i].stream = id;
        rows[i].at = from + (int64_t)((double)i * a->every * 60);
        rows[i].viewers = a->real[i] + a->bought[i];
        rows[i].comments = known_if(t->tells_comments, comments);
        rows[i].likes = known_if(t->tells_likes, likes);
        rows[i].gifts = known_if(t->tells_gifts, gifts);
        rows[i].orders = known_if(t->tells_orders, orders);
    }
}

static assay_str stream_id(const sim_plan *plan, sim_bench *bench, size_t i)
{
    sim_text text = {0};
    uint64_t key = sim_mix(plan->settings->seed, plan->index, 0x6C697665 + i);
    sim_text_count(&text, (double)(7000000 + key % 999999));
    sim_text_count(&text, (double)(100000 + (key >> 24) % 899999));
    assay_str id = assay_arena_copy(bench->arena, (assay_str){text.bytes, text.length});
    sim_text_free(&text);
    return id;
}

/* One stream, some days before the end, in the evening of Hanoi. */
static void draw_airing(airing *a, const sim_days *days, size_t step, bool bought)
{
    gsl_rng *rng = a->rng;
    a->every = sim_chance(rng, 0.75) ? 1 : 2;
    double minutes = sim_clamp(sim_lognormal(rng, 80, 0.45), 25, 300);
    a->n = (size_t)fmin(floor(minutes / a->every), READINGS);
    double rate = sim_lognormal(rng, 0.006, 0.6);
    double level = fmax(rate * pow(days->engaged[step], 0.95), 8);
    draw_real(a, level);
    draw_luck(a, level);
    if (bought) {
        buy_viewers(a);
    }
}

static bool add_stream(airing *a, const talk *t, sim_bench *bench, size_t step,
                       assay_account *account, sim_truth *truth)
{
    const sim_plan *plan = a->plan;
    size_t number = truth->n_streams++;
    assay_str id = stream_id(plan, bench, number);
    double evening = sim_between(a->rng, 11, 14.5) * 3600; /* UTC */
    int64_t from = (sim_plan_day(plan, step) - 1) * SIM_DAY + (int64_t)evening;
    double real = 0;
    double bought = 0;
    for (size_t i = 0; i < a->n; i++) {
        real += a->real[i];
        bought += a->bought[i];
    }
    double share = bought > 0 ? bought / (bought + real) : 0;
    truth->streams[number] = (sim_stream){id, share, a->ordered, a->luck};
    tell(a, t, id, from, account->livestreams + account->n_livestreams);
    account->n_livestreams += a->n;
    return id.ptr != NULL;
}

/* Share of all viewer-minutes told of that are bought. */
static double share_of(const sim_truth *truth, const assay_account *account)
{
    double bought = 0;
    double all = 0;
    size_t s = 0;
    for (size_t i = 0; i < account->n_livestreams; i++) {
        s += i > 0 && account->livestreams[i].stream.ptr != truth->streams[s].id.ptr;
        bought += account->livestreams[i].viewers * truth->streams[s].share;
        all += account->livestreams[i].viewers;
    }
    return all > 0 ? bought / all : 0;
}

bool sim_live_write(const sim_plan *plan, sim_bench *bench, const sim_days *days,
                    assay_account *account, sim_truth *truth)
{
    gsl_rng *rng = bench->rng;
    size_t n = 2 + sim_below(rng, 9);
    double covered = sim_between(rng, 0.6, 1);
    talk t = draw_talk(rng);
    account->livestreams =
        assay_arena_array(bench->arena, n * READINGS, sizeof *account->livestreams);
    truth->streams = assay_arena_array(bench->arena, n, sizeof *truth->streams);
    airing *a = assay_arena_alloc(bench->arena, sizeof *a);
    bool well = account->livestreams && truth->streams && a;
    size_t window = plan->steps - SIM_WARM < 60 ? plan->steps - SIM_WARM : 60;
    for (size_t i = 0; i < n && well; i++) {
        *a = (airing){.plan = plan, .rng = rng};
        size_t back = window * (n - i) / (n + 1);
        size_t step = plan->steps > back ? plan->steps - back : plan->steps;
        bool bought = (sim_chance(rng, covered) || i + 1 == n) && plan->viewers > 0;
        draw_airing(a, days, step, bought);
        well = add_stream(a, &t, bench, step, account, truth);
    }
    truth->share[SIM_VIEWERS_METRIC] = well ? share_of(truth, account) : 0;
    return well;
}
