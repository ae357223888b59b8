/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service as a whole: what all requests share. */
#ifndef ASSAY_SERVICE_SERVICE_H
#define ASSAY_SERVICE_SERVICE_H

#include "request.h"
#include "settings.h"

struct service {
    const cli_call *call;
    settings set;
    snapshots models;
    workers *workers;
    http_server *http;
    bool local; /**< without keys: only this machine is served, and all may */
    bool over_unix;
    atomic_bool draining;
};

/** The three callbacks of http_app; ctx is the service. */
void service_head(void *ctx, http_exchange *x);
void service_body(void *ctx, http_exchange *x);
void service_done(void *ctx, http_exchange *x, bool whole);

#endif
