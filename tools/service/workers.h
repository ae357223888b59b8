/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where accounts are scored: a few threads with a scorer each, before them a queue of
 * bounded length. A place in the queue is reserved before a job is handed over, so that
 * who finds it full can still say so; a worker that nobody waits for can be borrowed, to
 * work on the caller's own thread without two threads waking each other. The turns of a
 * batch that has its place come back to the queue's end, so that a batch does not hold up
 * single requests. */
#ifndef ASSAY_SERVICE_WORKERS_H
#define ASSAY_SERVICE_WORKERS_H

#include "snapshot.h"

/** What one thread works with. */
typedef struct worker {
    snapshot *set; /**< that the scorer was made for */
    assay_scorer *scorer;
    assay_arena *arena; /**< for the account; reset by whoever uses it */
    assay_report *report;
    uint64_t jobs;
    assay_scorer *shadow; /**< the challenger's; NULL until it is needed */
    snapshot *shadow_set; /**< that it was made for */
} worker;

/** A piece of work, a part of the worker's own struct. */
typedef struct job job;
struct job {
    void (*run)(job *self, worker *by);
    job *next;
    bool placed; /**< it has a place; set by workers_push */
};

typedef struct workers workers;

/** Start the threads. @errors NO_MEMORY, IO */
ASSAY_CHECKED assay_status workers_new(size_t threads, size_t places, workers **out,
                                       assay_error *err);

/** Reserve a place for a job. @return false when all are taken */
bool workers_reserve(workers *all);
/** Hand over a job that has a place. */
void workers_push(workers *all, job *work);
/** Hand over a turn of work that needs no place; it waits behind all others. */
void workers_push_turn(workers *all, job *work);

/** Borrow an idle worker while the queue is empty. It takes a place, as a job does; give
 * it back by workers_return. @return NULL when there is none: reserve a place, and push */
worker *workers_borrow(workers *all);
/** @param began_ns  when the work began, by http_now_ns */
void workers_return(workers *all, worker *by, uint64_t began_ns);

/** Jobs with a place that wait or are worked on; how many there may be; threads. */
size_t workers_busy(workers *all);
size_t workers_places(const workers *all);
size_t workers_threads(const workers *all);
/** Seconds a client should wait before it asks again, by what waits now, >= 1. */
unsigned workers_retry_after(workers *all);

/** Give no places any more, let every job be done whose place is reserved or which was
 * handed over, then end the threads. NULL does nothing. */
void workers_stop(workers *all);
/** Stop, and forget. NULL does nothing. */
void workers_free(workers *all);

/** The worker's scorer, made for this set of models. @errors as assay_scorer_new */
ASSAY_CHECKED assay_status worker_scorer(worker *by, snapshot *set, assay_error *err);

/** Give the challenger's scorer back; without one, nothing. */
void worker_drop_shadow(worker *by);

#endif
