/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches of networks that go on after the request that asked for them: a thread of
 * their own takes them one after another, so that scoring keeps its workers.
 *
 * Jobs that wait or run are bounded, and so are the results kept; the oldest result is
 * forgotten for a new one. Nothing is written down: a restart forgets all. A job is seen
 * by the key that asked for it alone. */
#ifndef ASSAY_SERVICE_JOBS_H
#define ASSAY_SERVICE_JOBS_H

#include "metrics.h"
#include "settings.h"

enum { NETWORK_ID_ROOM = 33 };

typedef enum network_state {
    NETWORK_READING, /**< its actions are being read: nobody knows of it yet */
    NETWORK_QUEUED,
    NETWORK_RUNNING,
    NETWORK_DONE,
    NETWORK_FAILED
} network_state;

typedef struct network_jobs network_jobs;

/** One job. Whoever began it fills the network; all else is behind the store's lock. */
typedef struct network_job {
    network_jobs *of;
    struct network_job *next;
    char id[NETWORK_ID_ROOM], key[KEY_ID_ROOM];
    network_state state;
    atomic_bool unwanted;   /**< deleted: its search gives up, and nobody sees it */
    assay_network *network; /**< NULL once it is over */
    assay_network_size size;
    size_t groups;
    strbuf rows;     /**< NDJSON, when done */
    unsigned status; /**< HTTP's, when failed */
    assay_error why;
} network_job;

/** Start the thread. @param counts  what is counted of jobs; must outlive
 * @errors NO_MEMORY, IO */
ASSAY_CHECKED assay_status network_jobs_new(const settings *set, metrics *counts,
                                            network_jobs **out, assay_error *err);

/** Take a place and make a job with an empty network, for the key's owner.
 * @param why  [1] static words when there is none
 * @return NULL without a place or memory */
network_job *network_jobs_begin(network_jobs *all, const char *key, const char **why);
/** Hand it over; it may be gone after this. */
void network_jobs_queue(network_job *it);
/** Give back a job that was begun and not queued. */
void network_jobs_drop(network_job *it);

/** Show a job, under the lock. @return false when there is none for this key */
bool network_jobs_see(network_jobs *all, const char *id, const char *key,
                      void (*see)(const network_job *it, void *ctx), void *ctx);
/** Cancel or forget a job. @return as network_jobs_see */
bool network_jobs_forget(network_jobs *all, const char *id, const char *key);

/** Jobs that have a place; results kept. */
size_t network_jobs_active(network_jobs *all);
size_t network_jobs_kept(network_jobs *all);
/** Seconds after which there may be a place, >= 1. */
unsigned network_jobs_retry_after(network_jobs *all);

/** Give up what waits or runs, take nothing new, and say so in the log. NULL: nothing */
void network_jobs_stop(network_jobs *all);
/** Stop, wait for the thread, forget all. NULL does nothing. */
void network_jobs_free(network_jobs *all);

#endif
