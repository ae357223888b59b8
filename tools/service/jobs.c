/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One list in the order of arrival, one lock, one thread. The search itself and giving
 * its memory back are outside the lock. */
#include "jobs.h"

#include "http.h"
#include "log.h"

#include "cli/network_rows.h"

#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct network_jobs {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    bool started;
    atomic_bool stopping;
    network_job *first;
    size_t places, kept; /* how many there may be */
    uint64_t most_bytes; /* of a result */
    uint64_t work_ns, done;
    metrics *counts;
};

static bool is_active(const network_job *it)
{
    return it->state <= NETWORK_RUNNING;
}

/* Under the lock. */
static size_t count(const network_jobs *all, bool active)
{
    size_t n = 0;
    for (const network_job *it = all->first; it != NULL; it = it->next)
        n += is_active(it) == active;
    return n;
}

static void free_job(network_job *it)
{
    assay_network_free(it->network);
    strbuf_free(&it->rows);
    free(it);
}

/* Under the lock. */
static void unlink_job(network_job *it)
{
    network_job **at = &it->of->first;
    while (*at != it)
        at = &(*at)->next;
    *at = it->next;
}

/* ---- the search ------------------------------------------------------------------- */

static bool is_unwanted(void *ctx)
{
    network_job *it = ctx;
    return atomic_load(&it->unwanted) || atomic_load(&it->of->stopping);
}

static assay_status take_rows(assay_rows *rows, uint64_t most, strbuf *out,
                              assay_error *err)
{
    assay_str text = {NULL, 0};
    assay_status status = assay_rows_view(rows, &text, err);
    if (status != ASSAY_OK)
        return status;
    if (out->len + text.len > most)
        return assay_fail(err, ASSAY_TOO_LARGE,
                          "the result is over %llu bytes: search fewer actions at once",
                          (unsigned long long)most);
    strbuf_put(out, text.ptr, text.len);
    assay_rows_clear(rows);
    return out->failed ? assay_fail(err, ASSAY_NO_MEMORY, "memory ran out") : ASSAY_OK;
}

static assay_status write_rows(const assay_group groups[], size_t n, uint64_t most,
                               strbuf *out, assay_error *err)
{
    assay_rows *rows = NULL;
    assay_status status =
        assay_rows_new(ASSAY_ROWS_NDJSON, network_columns, NETWORK_COLUMNS, &rows, err);
    for (size_t g = 0; status == ASSAY_OK && g < n; g++) {
        status = network_put_group(&groups[g], g + 1, rows, err);
        if (status == ASSAY_OK)
            status = take_rows(rows, most, out, err);
    }
    assay_rows_free(rows);
    return status;
}

/* What came of a job, before it is told. */
typedef struct outcome {
    assay_status status;
    assay_error why;
    size_t groups;
    strbuf rows;
    uint64_t ns;
} outcome;

static outcome search(network_job *it)
{
    const assay_group *groups = NULL;
    outcome out = {.status = ASSAY_OK};
    uint64_t began = http_now_ns();
    out.status = assay_network_find(it->network, &groups, &out.groups, &out.why);
    if (out.status == ASSAY_OK)
        out.status =
            write_rows(groups, out.groups, it->of->most_bytes, &out.rows, &out.why);
    assay_network_free(it->network);
    it->network = NULL;
    out.ns = http_now_ns() - began;
    return out;
}

static void note(const network_job *it, const outcome *out)
{
    metrics *counts = it->of->counts;
    bool given_up = out->status == ASSAY_END;
    bool done = out->status == ASSAY_OK;
    metrics_network(counts,
                    done       ? NETWORK_OUTCOME_DONE
                    : given_up ? NETWORK_OUTCOME_CANCELLED
                               : NETWORK_OUTCOME_FAILED,
                    it->size.actions, (double)out->ns * 1e-9);
    log_event("network_job",
              "job %s: %s after %.3f s; %zu actions, %zu actors, %zu objects, %zu groups",
              it->id,
              done       ? "done"
              : given_up ? "given up"
                         : "failed",
              (double)out->ns * 1e-9, it->size.actions, it->size.actors, it->size.objects,
              out->groups);
}

/* Under the lock: the oldest results go, down to how many may be kept. */
static void keep_few(network_jobs *all)
{
    size_t kept = count(all, false);
    for (network_job *it = all->first, *next; it != NULL && kept > all->kept; it = next) {
        next = it->next;
        if (is_active(it))
            continue;
        unlink_job(it);
        free_job(it);
        kept--;
    }
}

/* Under the lock. */
static void settle(network_job *it, outcome *out)
{
    network_jobs *all = it->of;
    all->work_ns += out->ns;
    all->done++;
    if (atomic_load(&it->unwanted) || out->status == ASSAY_END) {
        strbuf_free(&out->rows);
        unlink_job(it);
        free_job(it);
        return;
    }
    it->state = out->status == ASSAY_OK ? NETWORK_DONE : NETWORK_FAILED;
    it->groups = out->groups;
    it->rows = out->rows;
    it->why = out->why;
    it->status = (unsigned)assay_status_http(out->status);
    if (it->state == NETWORK_FAILED)
        strbuf_free(&it->rows);
    keep_few(all);
}

/* Under the lock; the oldest that waits. */
static network_job *next_queued(const network_jobs *all)
{
    network_job *it = all->first;
    while (it != NULL && it->state != NETWORK_QUEUED)
        it = it->next;
    return it;
}

static void *work_on(void *argument)
{
    network_jobs *all = argument;
    (void)pthread_mutex_lock(&all->lock);
    while (!atomic_load(&all->stopping)) {
        network_job *it = next_queued(all);
        if (it == NULL) {
            (void)pthread_cond_wait(&all->changed, &all->lock);
            continue;
        }
        it->state = NETWORK_RUNNING;
        (void)pthread_mutex_unlock(&all->lock);
        outcome out = search(it);
        note(it, &out);
        (void)pthread_mutex_lock(&all->lock);
        settle(it, &out);
    }
    (void)pthread_mutex_unlock(&all->lock);
    return NULL;
}

/* ---- the store -------------------------------------------------------------------- */

assay_status network_jobs_new(const settings *set, metrics *counts, network_jobs **out,
                              assay_error *err)
{
    network_jobs *all = calloc(1, sizeof *all);
    if (all == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for jobs");
    (void)pthread_mutex_init(&all->lock, NULL);
    (void)pthread_cond_init(&all->changed, NULL);
    all->places = (size_t)set->network_jobs;
    all->kept = (size_t)set->network_results;
    all->most_bytes = set->batch_bytes;
    all->counts = counts;
    all->started = pthread_create(&all->thread, NULL, work_on, all) == 0;
    if (!all->started) {
        network_jobs_free(all);
        return assay_fail(err, ASSAY_IO, "a thread cannot be started");
    }
    *out = all;
    return ASSAY_OK;
}

/* Others cannot guess it. @return false when the system gives no random bytes */
static bool make_id(char id[NETWORK_ID_ROOM])
{
    static const char HEX[] = "0123456789abcdef";
    unsigned char bytes[(NETWORK_ID_ROOM - 1) / 2];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++) {
        id[2 * i] = HEX[bytes[i] >> 4U];
        id[2 * i + 1] = HEX[bytes[i] & 15U];
    }
    id[NETWORK_ID_ROOM - 1] = '\0';
    return true;
}

static network_job *make_job(network_jobs *all, const char *key)
{
    network_job *it = calloc(1, sizeof *it);
    if (it == NULL)
        return NULL;
    assay_network_options options = {.stop = is_unwanted, .ctx = it};
    it->of = all;
    memcpy(it->key, key, strlen(key) + 1); /* both have the room of a key's id */
    if (!make_id(it->id) || assay_network_new(&options, &it->network, NULL) != ASSAY_OK) {
        free_job(it);
        return NULL;
    }
    return it;
}

/* Under the lock. @return NULL when there is a place */
static const char *refusal_of(const network_jobs *all)
{
    if (atomic_load(&all->stopping))
        return "the service is ending: no job is begun";
    if (count(all, true) >= all->places)
        return "as many jobs as there may be wait or run";
    return NULL;
}

network_job *network_jobs_begin(network_jobs *all, const char *key, const char **why)
{
    network_job *it = make_job(all, key);
    (void)pthread_mutex_lock(&all->lock);
    *why = it == NULL ? "memory ran out" : refusal_of(all);
    if (*why == NULL) {
        network_job **end = &all->first;
        while (*end != NULL)
            end = &(*end)->next;
        *end = it;
    }
    (void)pthread_mutex_unlock(&all->lock);
    if (*why == NULL)
        return it;
    if (it != NULL)
        free_job(it);
    return NULL;
}

void network_jobs_queue(network_job *it)
{
    network_jobs *all = it->of;
    (void)pthread_mutex_lock(&all->lock);
    it->size = assay_network_measure(it->network);
    it->state = NETWORK_QUEUED;
    (void)pthread_cond_signal(&all->changed);
    (void)pthread_mutex_unlock(&all->lock);
}

void network_jobs_drop(network_job *it)
{
    network_jobs *all = it->of;
    (void)pthread_mutex_lock(&all->lock);
    unlink_job(it);
    (void)pthread_mutex_unlock(&all->lock);
    free_job(it);
}

/* Under the lock. */
static network_job *find(const network_jobs *all, const char *id, const char *key)
{
    for (network_job *it = all->first; it != NULL; it = it->next)
        if (it->state != NETWORK_READING && !atomic_load(&it->unwanted) &&
            strcmp(it->id, id) == 0 && strcmp(it->key, key) == 0)
            return it;
    return NULL;
}

bool network_jobs_see(network_jobs *all, const char *id, const char *key,
                      void (*see)(const network_job *it, void *ctx), void *ctx)
{
    (void)pthread_mutex_lock(&all->lock);
    const network_job *it = find(all, id, key);
    if (it != NULL)
        see(it, ctx);
    (void)pthread_mutex_unlock(&all->lock);
    return it != NULL;
}

bool network_jobs_forget(network_jobs *all, const char *id, const char *key)
{
    (void)pthread_mutex_lock(&all->lock);
    network_job *it = find(all, id, key);
    bool running = it != NULL && it->state == NETWORK_RUNNING;
    bool waited = it != NULL && it->state == NETWORK_QUEUED;
    if (running)
        atomic_store(&it->unwanted, true); /* its thread forgets it */
    else if (it != NULL)
        unlink_job(it);
    (void)pthread_mutex_unlock(&all->lock);
    if (waited)
        metrics_network(all->counts, NETWORK_OUTCOME_CANCELLED, 0, 0.0);
    if (it != NULL && !running)
        free_job(it);
    return it != NULL;
}

size_t network_jobs_active(network_jobs *all)
{
    (void)pthread_mutex_lock(&all->lock);
    size_t n = count(all, true);
    (void)pthread_mutex_unlock(&all->lock);
    return n;
}

size_t network_jobs_kept(network_jobs *all)
{
    (void)pthread_mutex_lock(&all->lock);
    size_t n = count(all, false);
    (void)pthread_mutex_unlock(&all->lock);
    return n;
}

unsigned network_jobs_retry_after(network_jobs *all)
{
    (void)pthread_mutex_lock(&all->lock);
    uint64_t each = all->done == 0 ? 0 : all->work_ns / all->done;
    (void)pthread_mutex_unlock(&all->lock);
    return 1 + (unsigned)(each / 1000000000U);
}

void network_jobs_stop(network_jobs *all)
{
    if (all == NULL || atomic_load(&all->stopping))
        return;
    (void)pthread_mutex_lock(&all->lock);
    size_t active = count(all, true), kept = count(all, false);
    atomic_store(&all->stopping, true);
    (void)pthread_cond_broadcast(&all->changed);
    (void)pthread_mutex_unlock(&all->lock);
    if (active + kept > 0)
        log_event("network_stopped", "jobs given up: %zu, results forgotten: %zu", active,
                  kept);
}

void network_jobs_free(network_jobs *all)
{
    if (all == NULL)
        return;
    if (all->started) {
        network_jobs_stop(all);
        (void)pthread_join(all->thread, NULL);
    }
    while (all->first != NULL) {
        network_job *it = all->first;
        all->first = it->next;
        free_job(it);
    }
    (void)pthread_cond_destroy(&all->changed);
    (void)pthread_mutex_destroy(&all->lock);
    free(all);
}
