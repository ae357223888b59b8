/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shuffle i has key i + 1, whoever computes it; threads take the next that is free. */
#include "network/null.h"

#include "base/str.h"
#include "network/dense.h"
#include "stat/order.h"

#include <math.h>
#include <pthread.h>

enum { MOST_JOBS = 64, FIRST_LOOK = 3 };

/* Networks of chance are alike: what a tenth below the first one's block leaves is little
 * and mostly holds the next one's. */
static const double LIKE = 0.9;

/* Best blocks below 1.1 times the least of three do not reach 1.2 times the median of
 * many: the spread of either is a few hundredths. */
static const double CLEARLY = 11.0 / 12;

typedef struct work {
    const assay__ties *ties;
    const assay__runs *runs;
    assay__cut cut;
    double guess, enough;
    size_t next, end;
    double *density;
    assay_status status;
    assay_error error;
    pthread_mutex_t lock;
} work;

static assay_status shuffle(const work *w, size_t i, double *density, assay_error *err)
{
    assay__grid grid = {0};
    assay__cut cut = w->cut;
    cut.shuffle = i + 1;
    assay_status status = assay__ties_halt(w->ties);
    if (status == ASSAY_OK)
        status = assay__grid_lay(w->ties, w->runs, cut, &grid, err);
    if (status == ASSAY_OK)
        status = assay__density_near(&grid, w->guess, w->enough, density, err);
    assay__grid_free(&grid);
    return status;
}

static void *run(void *ctx)
{
    work *w = ctx;
    (void)pthread_mutex_lock(&w->lock);
    while (w->status == ASSAY_OK && w->next < w->end) {
        size_t i = w->next++;
        assay_error err = {ASSAY_OK, ""};
        double density = 0;
        (void)pthread_mutex_unlock(&w->lock);
        assay_status status = shuffle(w, i, &density, &err);
        (void)pthread_mutex_lock(&w->lock);
        w->density[i] = density;
        if (status != ASSAY_OK && w->status == ASSAY_OK) {
            w->status = status;
            w->error = err;
        }
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* Shuffles from..end-1. @param enough  as of assay__density_near */
static void shuffle_all(work *w, size_t from, size_t end, size_t jobs, double enough)
{
    pthread_t threads[MOST_JOBS];
    size_t begun = 0, more = jobs > MOST_JOBS ? MOST_JOBS : jobs;
    w->next = from;
    w->end = end;
    w->enough = enough;
    while (begun + 1 < more && from + begun + 1 < end &&
           pthread_create(&threads[begun], NULL, run, w) == 0)
        begun++;
    (void)run(w);
    for (size_t i = 0; i < begun; i++)
        (void)pthread_join(threads[i], NULL);
}

static bool all_above(const double x[], size_t n, double bound)
{
    for (size_t i = 0; i < n; i++)
        if (x[i] <= bound)
            return false;
    return true;
}

/* Whether more than half of the shuffles are too dense for the best block to count. */
static bool is_beaten(work *w, const assay__null_ask *ask, assay__null *null)
{
    double enough = ask->best / ask->denser;
    size_t most = ask->shuffles / 2 + 1;
    if (!ask->counting_only || !all_above(null->density, 1, enough))
        return false;
    shuffle_all(w, 1, most, ask->jobs, enough);
    null->n = most;
    return w->status == ASSAY_OK && all_above(null->density, most, enough);
}

/* Whether a few shuffles show that the best block does not count. */
static bool is_typical(work *w, const assay__null_ask *ask, assay__null *null)
{
    if (ask->counting_only || ask->shuffles <= FIRST_LOOK)
        return false;
    shuffle_all(w, 1, FIRST_LOOK, ask->jobs, HUGE_VAL);
    null->n = FIRST_LOOK;
    return all_above(null->density, FIRST_LOOK, ask->best / (ask->denser * CLEARLY));
}

static void ask_chance(work *w, const assay__null_ask *ask, assay__null *null)
{
    null->n = 1;
    shuffle_all(w, 0, 1, 1, HUGE_VAL);
    w->guess = LIKE * null->density[0];
    null->beaten = is_beaten(w, ask, null);
    if (null->beaten || is_typical(w, ask, null))
        return;
    shuffle_all(w, ask->counting_only ? 1 : null->n, ask->shuffles, ask->jobs, HUGE_VAL);
    null->n = ask->shuffles;
}

assay_status assay__null_new(const assay__ties *ties, const assay__null_ask *ask,
                             assay__null *out, assay_error *err)
{
    assay__null null = {.n = 0};
    assay__runs runs;
    ASSAY__TRY(assay__runs_new(ties, ask->bin_seconds, &runs, err));
    work w = {.ties = ties,
              .runs = &runs,
              .cut = {.bin_seconds = ask->bin_seconds, .bursts = ask->bursts},
              .density = null.density,
              .status = ASSAY_OK,
              .lock = PTHREAD_MUTEX_INITIALIZER};
    ask_chance(&w, ask, &null);
    (void)pthread_mutex_destroy(&w.lock);
    assay__runs_free(&runs);
    if (w.status != ASSAY_OK) {
        if (err != NULL)
            *err = w.error;
        return w.status;
    }
    assay__sort(null.density, null.n);
    *out = null;
    return ASSAY_OK;
}

double assay__null_typical(const assay__null *null)
{
    return assay__quantile_sorted(null->density, null->n, 0.5);
}
