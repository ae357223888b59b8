/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What http.c and http_body.c share; nobody else includes this. */
#ifndef ASSAY_SERVICE_HTTP_INNER_H
#define ASSAY_SERVICE_HTTP_INNER_H

#include "gate.h"
#include "http.h"
#include "reaper.h"
#include "unpack.h"

#include <microhttpd.h>
#include <stdatomic.h>

/** Where an exchange is. */
typedef enum http_step {
    STEP_LINE,    /**< the request line was read */
    STEP_BODY,    /**< the body is coming in */
    STEP_DISCARD, /**< a body nobody wants is coming in; the reply is set */
    STEP_AWAY,    /**< deferred */
    STEP_REPLY    /**< the reply was handed to the library */
} http_step;

struct http_inner {
    http_server *server;
    struct MHD_Connection *connection;
    reaped *watched;
    http_step step;
    char *raw;       /**< the target as sent */
    unpack *packing; /**< NULL: the body comes as it is */
    size_t reserved; /**< of the server's memory */
};

struct http_server {
    struct MHD_Daemon *daemon;
    http_app app;
    reaper *watch;
    uint64_t memory_most;
    atomic_size_t memory;
    atomic_size_t exchanges;
    atomic_ullong refused_gate;
    _Atomic(const reaped *) asked_last; /**< the connection of the newest request */
    atomic_ullong changed_ns;           /**< when it last was another than before */
    int listener; /**< to be closed by us once the daemon is quiesced; -1: not ours */
};

/** Begin the body: its encoding. Sets a reply (415, 503) when it cannot. */
void http_body_begin(http_exchange *x);
/** Take bytes of the body. @return false: too much has come, close the connection */
bool http_body_take(http_exchange *x, const char *bytes, size_t n);
/** The body has ended. Sets a reply (400) when it is not whole. */
void http_body_end(http_exchange *x);
/** Give its memory back. */
void http_body_free(http_exchange *x);
/** Refuse, in plain words for the application to dress. @param why  static */
void http_refuse(http_exchange *x, unsigned status, const char *why);

#endif
