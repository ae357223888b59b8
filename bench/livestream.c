/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power and false alarms of the livestream family on invented streams, from
 * tests/live_world.h: flagged streams by kind of confounder, recall by kind of package,
 * coverage and length of the amounts, time. A row is `what,case,value,low,high,n`; low
 * and high are the 90 % bootstrap interval over streams.
 *
 * Usage: livestream [streams a case, 400 by default] > livestream.csv
 */
#include <stdlib.h>
#include <time.h>

#include "live_world.h"
#include "stat/order.h"

enum { REPEATS = 1000, MOST = 5000 };

typedef struct tested {
    const char *name;
    double raid, push, giveaway, every;
    bool rounded, gaps, silent_table;
    double viewers, minutes, ramp, loss, refill; /* viewers: times the level */
} tested;

static const tested CASES[] = {
    {.name = "ordinary", .every = 1},
    {.name = "raid", .raid = 1.5, .every = 1},
    {.name = "push", .push = 3, .every = 1},
    {.name = "giveaway", .giveaway = 6, .push = 1.5, .every = 1},
    {.name = "raid, viewers alone", .raid = 1.5, .every = 1, .silent_table = true},
    {.name = "gaps", .gaps = true, .every = 1},
    {.name = "rounded to 3 digits", .rounded = true, .every = 1},
    {.name = "every 5 minutes", .every = 5},
    {.name = "plateau 10 min", .every = 1, .viewers = 1.5, .minutes = 10, .ramp = 1},
    {.name = "plateau 30 min", .every = 1, .viewers = 1.5, .minutes = 30, .ramp = 1},
    {.name = "plateau 30 min of half the level",
     .every = 1,
     .viewers = 0.5,
     .minutes = 30,
     .ramp = 1},
    {.name = "plateau 30 min over 8 min",
     .every = 1,
     .viewers = 1.5,
     .minutes = 30,
     .ramp = 8},
    {.name = "plateau 30 min, viewers alone",
     .every = 1,
     .viewers = 1.5,
     .minutes = 30,
     .ramp = 1,
     .silent_table = true},
    {.name = "plateau 30 min every 5 minutes",
     .every = 5,
     .viewers = 1.5,
     .minutes = 30,
     .ramp = 1},
    {.name = "refilled 30 min",
     .every = 1,
     .viewers = 2,
     .minutes = 30,
     .ramp = 1,
     .loss = 0.05,
     .refill = 0.2},
};

typedef struct figures {
    size_t n;
    double flagged[MOST], top_ups[MOST], waves[MOST], cadence[MOST], covered[MOST],
        error[MOST], elasticity[MOST];
} figures;

static live_world drawn;
static figures found;
static double seconds;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void draw(const tested *c, uint64_t seed)
{
    live_open(&drawn, seed);
    live_plan plan = live_usual(&drawn.random);
    plan.minutes = fmax(plan.minutes, c->minutes * 2);
    plan.raid = c->raid;
    plan.push = c->push;
    plan.giveaway = c->giveaway;
    plan.every = c->every;
    plan.rounded = c->rounded;
    plan.gaps = c->gaps;
    if (c->rounded)
        plan.level = fmax(plan.level, 1500);
    if (c->silent_table)
        plan.comments = plan.likes = plan.orders = -1;
    double from = live_between(&drawn.random, 0.15, 0.4) * plan.minutes;
    plan.package = (live_package){fmax(c->viewers * plan.level, c->viewers > 0 ? 100 : 0),
                                  from,
                                  c->minutes,
                                  c->ramp,
                                  c->loss,
                                  c->refill};
    live_air(&drawn, &plan);
}

static bool has(const assay_livestream *live, assay_live_kind kind)
{
    for (size_t i = 0; i < live->n_spans; i++)
        if (live->spans[i].kind == kind)
            return true;
    return false;
}

static void look(assay_arena *arena, const tested *c, uint64_t seed)
{
    assay_livestream live;
    assay_error err = {ASSAY_OK, ""};
    assay_norms norms = assay_norms_prior(drawn.account.platform);
    draw(c, seed);
    assay_arena_reset(arena);
    double before = now();
    if (assay_livestream_analyse(&drawn.account, &norms, NULL, arena, &live, &err) !=
        ASSAY_OK) {
        fprintf(stderr, "livestream: %s\n", err.message);
        exit(EXIT_FAILURE);
    }
    seconds += now() - before;
    size_t i = found.n++;
    bool box = has(&live, ASSAY_LIVE_PLATEAU) || has(&live, ASSAY_LIVE_STEP);
    found.flagged[i] = box;
    found.top_ups[i] = has(&live, ASSAY_LIVE_TOP_UP);
    found.waves[i] = has(&live, ASSAY_LIVE_COMMENT_WAVE);
    found.cadence[i] = has(&live, ASSAY_LIVE_REGULAR_ORDERS);
    found.elasticity[i] = live.elasticity;
    found.covered[i] = found.error[i] = ASSAY_NUMBER_UNKNOWN;
    if (box && drawn.bought > 0) {
        found.covered[i] =
            live.delivered.low <= drawn.bought && live.delivered.high >= drawn.bought;
        found.error[i] = fabs(log(live.delivered.value / drawn.bought));
    }
}

/* Mean with its bootstrap interval. */
static void print(const char *what, const char *name, const double x[], size_t all)
{
    static double known[MOST], means[REPEATS];
    size_t n = assay__keep_known(x, all, known);
    if (n == 0)
        return;
    assay__random random = {assay__mix64(n + 11), 0};
    double mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += known[i] / (double)n;
    for (size_t k = 0; k < REPEATS; k++) {
        means[k] = 0;
        for (size_t i = 0; i < n; i++)
            means[k] += known[assay__random_below(&random, n)] / (double)n;
    }
    assay__sort(means, REPEATS);
    printf("%s,\"%s\",%.4f,%.4f,%.4f,%zu\n", what, name, mean,
           assay__quantile_sorted(means, REPEATS, 0.05),
           assay__quantile_sorted(means, REPEATS, 0.95), n);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 400, streams = 0;
    assay_arena *arena = NULL;
    assay_initialise();
    if (n > MOST || assay_arena_new(1 << 20, NULL, &arena, NULL) != ASSAY_OK)
        return EXIT_FAILURE;
    printf("what,case,value,low,high,n\n");
    for (size_t c = 0; c < sizeof CASES / sizeof CASES[0]; c++) {
        const tested *one = &CASES[c];
        found.n = 0;
        for (size_t i = 0; i < n; i++)
            look(arena, one, 1000 * (c + 1) + i);
        streams += n;
        print(one->viewers > 0 ? "recall" : "false_alarms", one->name, found.flagged, n);
        print("top_ups", one->name, found.top_ups, n);
        print("comment_waves", one->name, found.waves, n);
        print("regular_orders", one->name, found.cadence, n);
        print("elasticity", one->name, found.elasticity, n);
        print("coverage_90", one->name, found.covered, n);
        print("log_error", one->name, found.error, n);
    }
    fprintf(stderr, "%.4f ms a stream\n", 1e3 * seconds / (double)streams);
    assay_arena_free(arena);
    return EXIT_SUCCESS;
}
