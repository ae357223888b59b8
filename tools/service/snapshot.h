/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models that answers are made with: an immutable set, counted by those who use it,
 * replaced as a whole. A request holds one set from its first account to its last, so
 * every reply names exactly one. */
#ifndef ASSAY_SERVICE_SNAPSHOT_H
#define ASSAY_SERVICE_SNAPSHOT_H

#include "cli/models.h"

#include <pthread.h>
#include <stdatomic.h>

/** One set of models. */
typedef struct snapshot {
    models loaded;
    assay_model *challenger;  /**< scores in the shadow; NULL: none */
    assay_model_ref accounts; /**< what every verdict names */
    uint64_t number;          /**< 1 for the first, then counted up */
    int64_t loaded_at;        /**< Unix seconds */
    atomic_uint users;
} snapshot;

/** Where the present set is kept. */
typedef struct snapshots {
    const cli_call *call;   /**< names the files */
    const char *challenger; /**< file of the challenger; empty: none */
    pthread_mutex_t lock, loading;
    snapshot *now;
    uint64_t number;
} snapshots;

/** Load the first set. @errors as models_load */
ASSAY_CHECKED assay_status snapshots_begin(const cli_call *call, const char *challenger,
                                           snapshots *all, assay_error *err);

/** Load and check a new set wholly, then let it take the place of the old one; when that
 * fails, the old one stays. One at a time. @errors as models_load */
ASSAY_CHECKED assay_status snapshots_reload(snapshots *all, assay_error *err);

/** The present set, to be given to snapshot_drop. */
snapshot *snapshot_take(snapshots *all);
/** NULL does nothing. */
void snapshot_drop(snapshot *used);

/** Drop the present set, at the end. */
void snapshots_end(snapshots *all);

#endif
