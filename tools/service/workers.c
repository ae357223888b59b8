/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One list, one lock; the lock is held for a pointer or two, a job lasts milliseconds. */
#include "workers.h"

#include "http.h"

#include <stdlib.h>

enum { ACCOUNT_ARENA = 1 << 20 };

typedef struct one {
    worker by; /* first, so that a worker is its thread's */
    pthread_t thread;
    workers *all;
    bool working, borrowed; /* by its own thread; by another */
} one;

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    job *first, *last;
    size_t busy, places; /* jobs with a place, waiting or running */
    size_t borrowed;     /* workers */
    bool stop;
    uint64_t work_ns, done; /* for a guess of how long a queue takes */
    size_t n;
    one threads[];
};

/* Under the lock. */
static bool must_wait(const one *self)
{
    const workers *all = self->all;
    bool over = all->stop && all->busy == 0;
    return self->borrowed || (all->first == NULL && !over);
}

static job *take(one *self)
{
    workers *all = self->all;
    (void)pthread_mutex_lock(&all->lock);
    self->working = false;
    while (must_wait(self))
        (void)pthread_cond_wait(&all->changed, &all->lock);
    job *work = all->first;
    if (work != NULL) {
        self->working = true;
        all->first = work->next;
        if (all->first == NULL)
            all->last = NULL;
    }
    (void)pthread_mutex_unlock(&all->lock);
    return work;
}

static void finish(workers *all, bool placed, uint64_t began_ns)
{
    uint64_t lasted = http_now_ns() - began_ns;
    (void)pthread_mutex_lock(&all->lock);
    all->work_ns += lasted;
    all->done++;
    all->busy -= placed;
    if (all->stop && all->busy == 0)
        (void)pthread_cond_broadcast(&all->changed);
    (void)pthread_mutex_unlock(&all->lock);
}

static void *work_on(void *argument)
{
    one *self = argument;
    for (job *work = take(self); work != NULL; work = take(self)) {
        uint64_t began = http_now_ns();
        bool placed = work->placed; /* the job may be gone after its run */
        self->by.jobs++;
        work->run(work, &self->by);
        finish(self->all, placed, began);
    }
    return NULL;
}

void worker_drop_shadow(worker *by)
{
    assay_scorer_free(by->shadow);
    snapshot_drop(by->shadow_set);
    by->shadow = NULL;
    by->shadow_set = NULL;
}

static void end_worker(worker *by)
{
    worker_drop_shadow(by);
    assay_scorer_free(by->scorer);
    snapshot_drop(by->set);
    assay_arena_free(by->arena);
    assay_report_free(by->report);
}

static assay_status start_worker(workers *all, assay_error *err)
{
    one *self = &all->threads[all->n];
    self->all = all;
    assay_status status = assay_arena_new(ACCOUNT_ARENA, NULL, &self->by.arena, err);
    if (status == ASSAY_OK)
        status = assay_report_new(&self->by.report, err);
    if (status == ASSAY_OK && pthread_create(&self->thread, NULL, work_on, self) != 0)
        status = assay_fail(err, ASSAY_IO, "a thread cannot be started");
    if (status != ASSAY_OK)
        end_worker(&self->by);
    else
        all->n++;
    return status;
}

assay_status workers_new(size_t threads, size_t places, workers **out, assay_error *err)
{
    workers *all = calloc(1, sizeof *all + threads * sizeof all->threads[0]);
    if (all == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for workers");
    (void)pthread_mutex_init(&all->lock, NULL);
    (void)pthread_cond_init(&all->changed, NULL);
    all->places = threads + places;
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK && all->n < threads)
        status = start_worker(all, err);
    if (status != ASSAY_OK) {
        workers_free(all);
        return status;
    }
    *out = all;
    return ASSAY_OK;
}

bool workers_reserve(workers *all)
{
    (void)pthread_mutex_lock(&all->lock);
    bool is_free = all->busy < all->places && !all->stop;
    all->busy += is_free;
    (void)pthread_mutex_unlock(&all->lock);
    return is_free;
}

/* Under the lock. A borrowed worker may be woken instead of an idle one, so then all
 * are. */
static void wake_one(workers *all)
{
    if (all->borrowed > 0)
        (void)pthread_cond_broadcast(&all->changed);
    else
        (void)pthread_cond_signal(&all->changed);
}

static void push(workers *all, job *work)
{
    work->next = NULL;
    (void)pthread_mutex_lock(&all->lock);
    if (all->last != NULL)
        all->last->next = work;
    else
        all->first = work;
    all->last = work;
    wake_one(all);
    (void)pthread_mutex_unlock(&all->lock);
}

void workers_push(workers *all, job *work)
{
    work->placed = true;
    push(all, work);
}

void workers_push_turn(workers *all, job *work)
{
    work->placed = false;
    push(all, work);
}

/* Under the lock. @return NULL when all are at work */
static one *find_idle(workers *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (!all->threads[i].working && !all->threads[i].borrowed)
            return &all->threads[i];
    return NULL;
}

worker *workers_borrow(workers *all)
{
    (void)pthread_mutex_lock(&all->lock);
    bool waits = all->first != NULL || all->busy >= all->places || all->stop;
    one *idle = waits ? NULL : find_idle(all);
    if (idle != NULL) {
        idle->borrowed = true;
        idle->by.jobs++;
        all->borrowed++;
        all->busy++;
    }
    (void)pthread_mutex_unlock(&all->lock);
    return idle == NULL ? NULL : &idle->by;
}

void workers_return(workers *all, worker *by, uint64_t began_ns)
{
    one *lent = (one *)by;
    (void)pthread_mutex_lock(&all->lock);
    lent->borrowed = false;
    all->borrowed--;
    if (all->first != NULL)
        wake_one(all);
    (void)pthread_mutex_unlock(&all->lock);
    finish(all, true, began_ns);
}

size_t workers_busy(workers *all)
{
    (void)pthread_mutex_lock(&all->lock);
    size_t busy = all->busy;
    (void)pthread_mutex_unlock(&all->lock);
    return busy;
}

size_t workers_places(const workers *all)
{
    return all->places;
}

size_t workers_threads(const workers *all)
{
    return all->n;
}

unsigned workers_retry_after(workers *all)
{
    (void)pthread_mutex_lock(&all->lock);
    uint64_t each = all->done == 0 ? 0 : all->work_ns / all->done;
    uint64_t wait = each * all->busy / (all->n == 0 ? 1 : all->n);
    (void)pthread_mutex_unlock(&all->lock);
    return 1 + (unsigned)(wait / 1000000000U);
}

void workers_stop(workers *all)
{
    if (all == NULL)
        return;
    (void)pthread_mutex_lock(&all->lock);
    all->stop = true;
    (void)pthread_cond_broadcast(&all->changed);
    (void)pthread_mutex_unlock(&all->lock);
    for (size_t i = 0; i < all->n; i++)
        (void)pthread_join(all->threads[i].thread, NULL);
    if (all->n > 0) /* what was handed over as the last thread went */
        (void)work_on(&all->threads[0]);
    for (size_t i = 0; i < all->n; i++)
        end_worker(&all->threads[i].by);
    all->n = 0;
}

void workers_free(workers *all)
{
    if (all == NULL)
        return;
    workers_stop(all);
    (void)pthread_cond_destroy(&all->changed);
    (void)pthread_mutex_destroy(&all->lock);
    free(all);
}

assay_status worker_scorer(worker *by, snapshot *set, assay_error *err)
{
    if (by->set == set)
        return ASSAY_OK;
    assay_scorer *fresh = NULL;
    assay_scorer_options options = {.accounts = set->loaded.accounts,
                                    .comments = set->loaded.comments,
                                    .profiles = set->loaded.profiles,
                                    .panel = set->loaded.panel,
                                    .policy = &set->loaded.policy};
    assay_status status = assay_scorer_new(&options, &fresh, err);
    if (status != ASSAY_OK)
        return status;
    assay_scorer_free(by->scorer);
    snapshot_drop(by->set);
    (void)atomic_fetch_add(&set->users, 1);
    by->scorer = fresh;
    by->set = set;
    return ASSAY_OK;
}
