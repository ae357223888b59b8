/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shuffle i has key i + 1, whoever computes it; threads take the next that is free. */
#include "network/null.h"

#include "base/str.h"
#include "network/dense.h"
#include "stat/order.h"

#include <pthread.h>

enum { MOST_JOBS = 64 };

typedef struct work {
    const assay__ties *ties;
    const assay__runs *runs;
    int64_t bin_seconds;
    size_t next, end;
    double *density;
    assay_status status;
    assay_error error;
    pthread_mutex_t lock;
} work;

static assay_status shuffle(const work *w, size_t i, double *density, assay_error *err)
{
    assay__grid grid = {0};
    assay__core core = {0};
    assay__block block = {0};
    assay__cut cut = {w->bin_seconds, i + 1};
    assay_status status = assay__ties_halt(w->ties);
    if (status == ASSAY_OK)
        status = assay__grid_lay(w->ties, w->runs, cut, &grid, err);
    if (status == ASSAY_OK)
        status = assay__core_new(&grid, 0, &core, err);
    assay__grid_free(&grid);
    if (status == ASSAY_OK)
        status = assay__densest(&core, &block, err);
    if (status == ASSAY_OK)
        *density = block.density;
    assay__core_free(&core);
    assay__block_free(&block);
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

assay_status assay__null_new(const assay__ties *ties, int64_t bin_seconds,
                             size_t shuffles, size_t jobs, assay__null *out,
                             assay_error *err)
{
    assay__null null = {.n = shuffles};
    assay__runs runs;
    ASSAY__TRY(assay__runs_new(ties, bin_seconds, &runs, err));
    work w = {ties,     &runs,          bin_seconds,
              0,        shuffles,       null.density,
              ASSAY_OK, {ASSAY_OK, ""}, PTHREAD_MUTEX_INITIALIZER};
    pthread_t threads[MOST_JOBS];
    size_t begun = 0, more = jobs > MOST_JOBS ? MOST_JOBS : jobs;
    while (begun + 1 < more && begun + 1 < shuffles &&
           pthread_create(&threads[begun], NULL, run, &w) == 0)
        begun++;
    (void)run(&w);
    for (size_t i = 0; i < begun; i++)
        (void)pthread_join(threads[i], NULL);
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
