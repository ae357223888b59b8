/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service's workers, some of them borrowed by the threads that hand jobs over: never
 * more work at once than there are workers, every job is done exactly once, a job that
 * comes while the only worker is borrowed waits for it, and the end waits for all. */
#include "workers.h"

#include "http.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WORKERS = 2, PLACES = 3, ASKERS = 3, ROUNDS = 600 };

/* What the workers need of the rest of the service. */
uint64_t http_now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

void snapshot_drop(snapshot *used)
{
    (void)used;
}

static atomic_uint at_once, most_at_once, done, asked, refused, lent;

static void pause_ns(long ns)
{
    (void)nanosleep(&(struct timespec){.tv_nsec = ns}, NULL);
}

static void work(void)
{
    unsigned now = atomic_fetch_add(&at_once, 1) + 1, most = atomic_load(&most_at_once);
    while (now > most && !atomic_compare_exchange_weak(&most_at_once, &most, now))
        ;
    if (now % 2 == 0)
        pause_ns(1000);
    (void)atomic_fetch_sub(&at_once, 1);
    (void)atomic_fetch_add(&done, 1);
}

typedef struct errand {
    job work; /* first, so that a job is its errand */
} errand;

static void run(job *self, worker *by)
{
    (void)by;
    work();
    free(self);
}

/* @return whether a place was free */
static bool hand_over(workers *all)
{
    errand *fresh = workers_reserve(all) ? calloc(1, sizeof *fresh) : NULL;
    if (fresh == NULL)
        return false;
    fresh->work.run = run;
    workers_push(all, &fresh->work);
    return true;
}

static bool do_at_once(workers *all)
{
    worker *by = workers_borrow(all);
    if (by == NULL)
        return false;
    uint64_t began = http_now_ns();
    by->jobs++; /* a worker is its borrower's alone */
    work();
    workers_return(all, by, began);
    (void)atomic_fetch_add(&lent, 1);
    return true;
}

static void *ask(void *argument)
{
    workers *all = argument;
    for (size_t i = 0; i < ROUNDS; i++) {
        (void)atomic_fetch_add(&asked, 1);
        if (i % 3 != 0 && do_at_once(all))
            continue;
        for (; !hand_over(all); pause_ns(2000))
            (void)atomic_fetch_add(&refused, 1);
    }
    return NULL;
}

static bool fail(const char *what)
{
    (void)fprintf(stderr, "%s\n", what);
    return false;
}

static workers *begin(size_t threads)
{
    workers *all = NULL;
    if (workers_new(threads, PLACES, &all, NULL) != ASSAY_OK)
        exit(1);
    return all;
}

static bool many_ask(void)
{
    workers *all = begin(WORKERS);
    pthread_t askers[ASKERS];
    for (size_t i = 0; i < ASKERS; i++)
        if (pthread_create(&askers[i], NULL, ask, all) != 0)
            exit(1);
    for (size_t i = 0; i < ASKERS; i++)
        (void)pthread_join(askers[i], NULL);
    workers_stop(all);
    bool places = workers_reserve(all);
    if (workers_borrow(all) != NULL || places)
        return fail("workers that have stopped take work");
    workers_free(all);
    printf("%u asked, %u done, %u of them at once, %u refused\n", atomic_load(&asked),
           atomic_load(&done), atomic_load(&lent), atomic_load(&refused));
    if (atomic_load(&most_at_once) > WORKERS)
        return fail("more work at once than workers");
    if (atomic_load(&done) != ASKERS * ROUNDS)
        return fail("work was lost or done twice");
    return atomic_load(&lent) > 0 || fail("no worker was ever lent");
}

static bool wait_for(unsigned wanted)
{
    for (size_t i = 0; i < 5000 && atomic_load(&done) < wanted; i++)
        pause_ns(1000000);
    return atomic_load(&done) == wanted;
}

static bool one_is_lent(void)
{
    workers *all = begin(1);
    atomic_store(&done, 0);
    worker *by = workers_borrow(all);
    if (by == NULL || workers_busy(all) != 1)
        return fail("an idle worker is lent, and counts as busy");
    if (workers_borrow(all) != NULL)
        return fail("a worker is lent twice");
    bool first = hand_over(all), second = hand_over(all);
    if (!first || !second)
        return fail("the queue takes jobs while the worker is lent");
    pause_ns(20000000);
    if (atomic_load(&done) != 0)
        return fail("a lent worker does jobs");
    workers_return(all, by, http_now_ns());
    if (!wait_for(2))
        return fail("what waited is done once the worker is back");
    workers_free(all);
    return true;
}

int main(void)
{
    return many_ask() && one_is_lent() ? 0 : 1;
}
