/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New models and new keys, by POST /v1/model:reload or SIGHUP. */
#include "log.h"
#include "notify.h"
#include "routes.h"
#include "service.h"

#include <stdio.h>
#include <stdlib.h>

void service_note(service *all, const char *event, const char *by)
{
    strbuf members = {0};
    snapshot *set = snapshot_take(&all->models);
    const assay_comments_model *comments = set->loaded.comments;
    strbuf_printf(
        &members,
        ",\"by\":\"%s\",\"engine\":\"%s\",\"accounts\":\"%s\","
        "\"comments\":\"%s\",\"challenger\":\"%s\",\"keys\":",
        by, assay_version(), set->accounts.sha256, assay_comments_model_sha256(comments),
        set->challenger == NULL ? "" : assay_model_reference(set->challenger).sha256);
    keys_list(&all->keys, &members);
    snapshot_drop(set);
    if (!chain_append(&all->chain, event, &members))
        log_event("audit_log_failed", "the chained log could not be written");
    strbuf_free(&members);
}

assay_status service_reload(service *all, const char *by, assay_error *err)
{
    key *fresh = NULL;
    size_t n = 0;
    notify_reloading();
    assay_status status = keys_read(&all->keys, &fresh, &n, err);
    if (status == ASSAY_OK)
        status = snapshots_reload(&all->models, err);
    notify_state("READY=1");
    (void)atomic_fetch_add(
        status == ASSAY_OK ? &all->metrics.reloads : &all->metrics.reloads_failed, 1);
    if (status != ASSAY_OK) {
        free(fresh);
        log_event("reload_failed", "models and keys stay as they were: %s", err->message);
        return status;
    }
    keys_install(&all->keys, fresh, n);
    service_note(all, "reload", by);
    log_event("reload", "models and keys were loaded anew, by %s", by);
    return ASSAY_OK;
}

static void run_reload(job *self, worker *by)
{
    request *r = (request *)self;
    assay_error err = {0};
    char who[KEY_ID_ROOM + 8];
    (void)by;
    (void)snprintf(who, sizeof who, "%s%s", r->key[0] != '\0' ? "key " : "local", r->key);
    assay_status status = service_reload(r->of, who, &err);
    if (status == ASSAY_OK)
        route_model(r);
    else
        request_fail(r, status == ASSAY_NO_MEMORY ? 503 : 422,
                     "models and keys stay as they were: %s", err.message);
    http_answer(r->x);
}

void route_reload(request *r)
{
    r->work.run = run_reload;
    http_defer(r->x);
    workers_push_turn(r->of->workers, &r->work); /* also when the queue is full */
}
