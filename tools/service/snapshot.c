/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock is held for a pointer and a count, never while a file is read. */
#include "snapshot.h"

#include "cli/output.h"

#include <stdlib.h>
#include <time.h>

static void end_set(snapshot *set)
{
    models_free(&set->loaded);
    assay_model_free(set->challenger);
    free(set);
}

static assay_status load_challenger(const char *path, snapshot *set, assay_error *err)
{
    assay_bytes file = {NULL, 0};
    if (path[0] == '\0')
        return ASSAY_OK;
    assay_status status = file_read(path, &file, err);
    if (status == ASSAY_OK)
        status = assay_model_load((assay_str){file.ptr, file.len}, &set->challenger, err);
    free(file.ptr);
    return status;
}

static assay_status load_set(const snapshots *all, snapshot **out, assay_error *err)
{
    snapshot *set = calloc(1, sizeof *set);
    if (set == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a set of models");
    assay_status status = models_load(all->call, &set->loaded, err);
    if (status == ASSAY_OK)
        status = load_challenger(all->challenger, set, err);
    if (status != ASSAY_OK) {
        end_set(set);
        return status;
    }
    set->accounts = assay_model_reference(set->loaded.accounts);
    set->loaded_at = (int64_t)time(NULL);
    atomic_init(&set->users, 1);
    *out = set;
    return ASSAY_OK;
}

assay_status snapshots_begin(const cli_call *call, const char *challenger, snapshots *all,
                             assay_error *err)
{
    *all = (snapshots){.call = call, .challenger = challenger};
    (void)pthread_mutex_init(&all->lock, NULL);
    (void)pthread_mutex_init(&all->loading, NULL);
    return snapshots_reload(all, err);
}

assay_status snapshots_reload(snapshots *all, assay_error *err)
{
    snapshot *fresh = NULL;
    (void)pthread_mutex_lock(&all->loading);
    assay_status status = load_set(all, &fresh, err);
    if (fresh != NULL) {
        (void)pthread_mutex_lock(&all->lock);
        snapshot *old = all->now;
        fresh->number = ++all->number;
        all->now = fresh;
        (void)pthread_mutex_unlock(&all->lock);
        snapshot_drop(old);
    }
    (void)pthread_mutex_unlock(&all->loading);
    return status;
}

snapshot *snapshot_take(snapshots *all)
{
    (void)pthread_mutex_lock(&all->lock);
    snapshot *now = all->now;
    (void)atomic_fetch_add(&now->users, 1);
    (void)pthread_mutex_unlock(&all->lock);
    return now;
}

void snapshot_drop(snapshot *used)
{
    if (used != NULL && atomic_fetch_sub(&used->users, 1) == 1)
        end_set(used);
}

void snapshots_end(snapshots *all)
{
    snapshot_drop(all->now);
    all->now = NULL;
    (void)pthread_mutex_destroy(&all->lock);
    (void)pthread_mutex_destroy(&all->loading);
}
