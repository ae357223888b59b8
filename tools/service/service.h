/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service as a whole: what all requests share. */
#ifndef ASSAY_SERVICE_SERVICE_H
#define ASSAY_SERVICE_SERVICE_H

#include "chain.h"
#include "keys.h"
#include "metrics.h"
#include "rate.h"
#include "request.h"
#include "settings.h"

struct service {
    const cli_call *call;
    settings set;
    snapshots models;
    workers *workers;
    struct network_jobs *networks;
    http_server *http;
    keys keys;
    metrics metrics;
    chain chain;
    rate *rate;     /**< NULL: no limits */
    strbuf openapi; /**< written once */
    bool local;     /**< without keys: only this machine is served, and all may */
    bool over_unix;
    _Atomic uint64_t ids;           /**< of requests and traces */
    atomic_bool draining, stopping; /**< finishing what was begun; not even that */
};

/** Load models and keys anew: both are checked wholly before either is used, and what was
 * done is written to the chained log.
 * @param by  who asked, a word or two without quotes
 * @errors as models_load and keys_read; the old ones stay then */
ASSAY_CHECKED assay_status service_reload(service *all, const char *by, assay_error *err);

/** Write what is in force to the chained log. @param event  `start`, `reload` */
void service_note(service *all, const char *event, const char *by);

/** The three callbacks of http_app; ctx is the service. */
void service_head(void *ctx, http_exchange *x);
void service_body(void *ctx, http_exchange *x);
void service_done(void *ctx, http_exchange *x, bool whole);

#endif
