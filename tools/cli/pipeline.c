/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bounded queue of slots. The reader fills the arena of a free slot and marks it
 * ready; a worker takes it, works, and gives it back. With one job there are no
 * threads at all. The first failure stops everybody. */
#include "pipeline.h"

#include "progress.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_ARENA = 1 << 18 };

typedef enum slot_state { SLOT_FREE, SLOT_READY, SLOT_BUSY } slot_state;

typedef struct slot {
    slot_state state;
    assay_arena *arena;
    const assay_account *account;
} slot;

/* An account that failed by its own data; told when all threads are done. */
typedef struct fault {
    char *platform, *handle, *message;
} fault;

typedef struct pipeline {
    const pipeline_work *work;
    input *in;
    spool *out;
    slot *slots;
    size_t n_slots;
    fault *faults;
    size_t n_faults;
    bool over; /* no more accounts will come */
    assay_status status;
    assay_error error;
    pthread_mutex_t lock;
    pthread_cond_t changed;
} pipeline;

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = 1;
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
}

size_t pipeline_jobs(const cli_call *call)
{
    if (call->shared->jobs > 0)
        return (size_t)call->shared->jobs;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 1 ? (size_t)online : 1;
}

/* Whether a failure is the account's own and the rest can go on. */
static bool is_fault(assay_status status)
{
    return status == ASSAY_NUMERIC ||
           assay_status_exit_code(status) == assay_status_exit_code(ASSAY_UNUSABLE);
}

static assay_status keep_fault(pipeline *p, const assay_account *account,
                               const assay_error *why, assay_error *err)
{
    (void)pthread_mutex_lock(&p->lock);
    fault *more = realloc(p->faults, (p->n_faults + 1) * sizeof *more);
    if (more != NULL) {
        p->faults = more;
        more[p->n_faults++] = (fault){
            strndup(account->platform.ptr, account->platform.len),
            strndup(account->handle.ptr, account->handle.len), strdup(why->message)};
    }
    (void)pthread_mutex_unlock(&p->lock);
    return more != NULL ? ASSAY_OK : assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static int compare_faults(const void *a, const void *b)
{
    const fault *left = a, *right = b;
    int order = strcmp(or_empty(left->platform), or_empty(right->platform));
    return order != 0 ? order : strcmp(or_empty(left->handle), or_empty(right->handle));
}

/* In the order of names, so that errors.csv does not show who finished first. */
static void tell_faults(pipeline *p)
{
    if (p->n_faults > 0)
        qsort(p->faults, p->n_faults, sizeof *p->faults, compare_faults);
    for (size_t i = 0; i < p->n_faults; i++) {
        fault *told = &p->faults[i];
        const char *platform = or_empty(told->platform);
        const char *handle = or_empty(told->handle);
        input_fault(p->in, (assay_str){platform, strlen(platform)},
                    (assay_str){handle, strlen(handle)}, or_empty(told->message));
        free(told->platform);
        free(told->handle);
        free(told->message);
    }
    free(p->faults);
    p->in->accounts -= p->n_faults;
}

static assay_status work_on(pipeline *p, void *worker, const assay_account *account,
                            assay_error *err)
{
    assay_str record = {NULL, 0};
    assay_status status = p->work->account(worker, account, &record, err);
    if (is_fault(status)) {
        assay_error why = *err;
        return keep_fault(p, account, &why, err);
    }
    if (status != ASSAY_OK || record.ptr == NULL || p->out == NULL)
        return status;
    return spool_add(p->out, account->platform, account->handle, record, err);
}

/* ---- threads ------------------------------------------------------------------ */

static void fail_all(pipeline *p, const assay_error *err)
{
    if (p->status == ASSAY_OK) {
        p->status = err->status;
        p->error = *err;
    }
    (void)pthread_cond_broadcast(&p->changed);
}

/* A slot in a state, waited for; NULL when there will be none. Called with the lock. */
static slot *wait_for(pipeline *p, slot_state state)
{
    while (p->status == ASSAY_OK) {
        for (size_t i = 0; i < p->n_slots; i++)
            if (p->slots[i].state == state)
                return &p->slots[i];
        if (state == SLOT_READY && p->over)
            return NULL;
        (void)pthread_cond_wait(&p->changed, &p->lock);
    }
    return NULL;
}

static void work_through(pipeline *p, void *worker)
{
    (void)pthread_mutex_lock(&p->lock);
    for (slot *taken; (taken = wait_for(p, SLOT_READY)) != NULL;) {
        assay_error err = {0};
        taken->state = SLOT_BUSY;
        (void)pthread_mutex_unlock(&p->lock);
        assay_status status = work_on(p, worker, taken->account, &err);
        (void)pthread_mutex_lock(&p->lock);
        taken->state = SLOT_FREE;
        if (status != ASSAY_OK)
            fail_all(p, &err);
        (void)pthread_cond_broadcast(&p->changed);
    }
    (void)pthread_mutex_unlock(&p->lock);
}

static void *run_worker(void *ctx)
{
    pipeline *p = ctx;
    void *worker = NULL;
    assay_error err = {0};
    if (p->work->start(p->work->ctx, &worker, &err) == ASSAY_OK) {
        work_through(p, worker);
        p->work->stop(p->work->ctx, worker);
        return NULL;
    }
    (void)pthread_mutex_lock(&p->lock);
    fail_all(p, &err);
    (void)pthread_mutex_unlock(&p->lock);
    return NULL;
}

static assay_status stopped(assay_error *err)
{
    return stop_asked ? assay_fail(err, ASSAY_IO, "stopped by a signal") : ASSAY_OK;
}

/* Read the next account into a free slot; END when there is none. */
static assay_status read_into(pipeline *p, assay_reader *reader, assay_error *err)
{
    (void)pthread_mutex_lock(&p->lock);
    slot *empty = wait_for(p, SLOT_FREE);
    (void)pthread_mutex_unlock(&p->lock);
    if (empty == NULL)
        return ASSAY_END; /* a worker failed; its error is kept */
    assay_arena_reset(empty->arena);
    assay_status status = assay_reader_next(reader, empty->arena, &empty->account, err);
    (void)pthread_mutex_lock(&p->lock);
    if (status == ASSAY_OK) {
        p->in->accounts++;
        empty->state = SLOT_READY;
        (void)pthread_cond_broadcast(&p->changed);
    }
    (void)pthread_mutex_unlock(&p->lock);
    return status;
}

static assay_status read_all(pipeline *p, assay_reader *reader, assay_error *err)
{
    progress line = progress_begin(p->in->call, p->work->what);
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK) {
        status = stopped(err);
        if (status == ASSAY_OK)
            status = read_into(p, reader, err);
        progress_show(&line, assay_reader_where(reader));
    }
    progress_end(&line);
    return status == ASSAY_END ? ASSAY_OK : status;
}

static void finish_reading(pipeline *p, assay_status status, const assay_error *err)
{
    (void)pthread_mutex_lock(&p->lock);
    p->over = true;
    if (status != ASSAY_OK)
        fail_all(p, err);
    (void)pthread_cond_broadcast(&p->changed);
    (void)pthread_mutex_unlock(&p->lock);
}

static assay_status run_threads(pipeline *p, assay_reader *reader, size_t jobs,
                                assay_error *err)
{
    pthread_t *threads = calloc(jobs, sizeof *threads);
    if (threads == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    size_t begun = 0;
    while (begun < jobs && pthread_create(&threads[begun], NULL, run_worker, p) == 0)
        begun++;
    assay_error why = {0};
    assay_status status =
        begun > 0 ? read_all(p, reader, &why)
                  : assay_fail(&why, ASSAY_NO_MEMORY, "no thread could be started");
    finish_reading(p, status, &why);
    for (size_t i = 0; i < begun; i++)
        (void)pthread_join(threads[i], NULL);
    free(threads);
    if (p->status != ASSAY_OK && err != NULL)
        *err = p->error;
    return p->status;
}

/* ---- one job ------------------------------------------------------------------ */

static assay_status run_alone(pipeline *p, assay_reader *reader, assay_error *err)
{
    void *worker = NULL;
    assay_status status = p->work->start(p->work->ctx, &worker, err);
    if (status != ASSAY_OK)
        return status;
    progress line = progress_begin(p->in->call, p->work->what);
    while (status == ASSAY_OK && (status = stopped(err)) == ASSAY_OK) {
        assay_arena_reset(p->slots[0].arena);
        status = assay_reader_next(reader, p->slots[0].arena, &p->slots[0].account, err);
        if (status != ASSAY_OK)
            break;
        p->in->accounts++;
        status = work_on(p, worker, p->slots[0].account, err);
        progress_show(&line, assay_reader_where(reader));
    }
    progress_end(&line);
    p->work->stop(p->work->ctx, worker);
    return status == ASSAY_END ? ASSAY_OK : status;
}

static assay_status make_slots(pipeline *p, size_t n, assay_error *err)
{
    p->slots = calloc(n, sizeof *p->slots);
    if (p->slots == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    for (; p->n_slots < n; p->n_slots++) {
        assay_status status =
            assay_arena_new(FIRST_ARENA, NULL, &p->slots[p->n_slots].arena, err);
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

static void free_slots(pipeline *p)
{
    for (size_t i = 0; i < p->n_slots; i++)
        assay_arena_free(p->slots[i].arena);
    free(p->slots);
}

assay_status pipeline_run(const pipeline_work *work, input *in, spool *out,
                          assay_error *err)
{
    size_t jobs = pipeline_jobs(in->call);
    pipeline p = {.work = work, .in = in, .out = out};
    assay_reader *reader = NULL;
    in->accounts = 0;
    watch_signals();
    if (pthread_mutex_init(&p.lock, NULL) != 0)
        return assay_fail(err, ASSAY_NO_MEMORY, "no lock could be made");
    if (pthread_cond_init(&p.changed, NULL) != 0) {
        (void)pthread_mutex_destroy(&p.lock);
        return assay_fail(err, ASSAY_NO_MEMORY, "no lock could be made");
    }
    assay_status status = make_slots(&p, jobs == 1 ? 1 : 2 * jobs, err);
    if (status == ASSAY_OK)
        status = input_open(in, &reader, err);
    if (status == ASSAY_OK)
        status =
            jobs == 1 ? run_alone(&p, reader, err) : run_threads(&p, reader, jobs, err);
    assay_reader_close(reader);
    tell_faults(&p);
    free_slots(&p);
    (void)pthread_cond_destroy(&p.changed);
    (void)pthread_mutex_destroy(&p.lock);
    return status;
}
