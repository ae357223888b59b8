/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP as this service needs it, so that nothing else sees which library speaks it.
 *
 * A server takes requests from a listening socket; each passes the gate, has deadlines,
 * brings a body that is expanded within limits, and is answered once: at its head (a
 * refusal), when its body is there, or later from any thread. Bodies of all requests
 * together stay within one budget of memory.
 *
 * A request is worked on by one thread at a time: the library's, until http_defer; then
 * whoever it was handed to, until http_answer. */
#ifndef ASSAY_SERVICE_HTTP_H
#define ASSAY_SERVICE_HTTP_H

#include "strbuf.h"
#include "uri.h"

typedef struct http_server http_server;
typedef struct http_exchange http_exchange;

enum { HTTP_HEADERS_MOST = 14, HTTP_HEADER_ROOM = 200, HTTP_ADDRESS_ROOM = 64 };

/** What the application does with requests; all get `ctx`. */
typedef struct http_app {
    void *ctx;
    /** The head is there: set limits, or set a reply to refuse. */
    void (*head)(void *ctx, http_exchange *x);
    /** The body is there: set a reply, or http_defer and hand it on. */
    void (*body)(void *ctx, http_exchange *x);
    /** All is over; `x` is freed after. @param whole  the reply went out */
    void (*done)(void *ctx, http_exchange *x, bool whole);
} http_app;

/** Settings of a server. */
typedef struct http_settings {
    int listener; /**< bound and listening; owned by the server from then on */
    unsigned threads, connections, per_address; /**< per_address 0: any number */
    unsigned head_seconds, body_seconds, idle_seconds;
    size_t memory_bytes; /**< for the bodies of all requests together */
} http_settings;

/** A header of a reply. */
typedef struct http_header {
    const char *name; /**< static */
    char value[HTTP_HEADER_ROOM];
} http_header;

/** Gives the next bytes of a reply that is made while it goes out.
 * @return their number; 0: none yet, after http_pause; -1 at the end, -2 to break off */
typedef int64_t (*http_pull)(void *ctx, char *bytes, size_t room);

/** What a request may bring; set by the application at the head. */
typedef struct http_limits {
    uint64_t wire_bytes;     /**< as sent */
    uint64_t expanded_bytes; /**< as used; 0: no body is wanted */
    uint64_t ratio;          /**< expanded over sent, beyond the first 64 KiB */
} http_limits;

/** One request and its reply. The application reads the first part and sets the rest by
 * the calls below. */
struct http_exchange {
    const char *method; /**< static */
    uri target;
    char address[HTTP_ADDRESS_ROOM]; /**< of the client; `unix` over such a socket */
    bool has_body;
    uint64_t declared_bytes, wire_bytes;
    strbuf body; /**< expanded; may be taken over */
    http_limits limits;
    uint64_t begun_ns; /**< when the head was there, by http_now_ns */

    unsigned status; /**< 0: no reply yet */
    const char *type;
    strbuf reply;
    const char *fixed; /**< instead of `reply`: bytes that outlive the server */
    size_t fixed_bytes;
    http_pull pull; /**< instead of both */
    void *pull_ctx;
    http_header headers[HTTP_HEADERS_MOST];
    size_t n_headers;
    bool close; /**< close the connection after the reply */
    const char
        *faulty; /**< why the gate or the library's side refused, static; or NULL */
    uint64_t sent_bytes;

    void *user; /**< the application's own */
    struct http_inner *inner;
};

/** Start serving. @errors NO_MEMORY, IO */
ASSAY_CHECKED assay_status http_start(const http_settings *settings, const http_app *app,
                                      http_server **out, assay_error *err);

/** Take no new connections; those open are served on. */
void http_quiesce(http_server *server);

/** Stop; no exchange may be deferred or paused any more. NULL does nothing. */
void http_stop(http_server *server);

/** Value of a request's header; NULL without it. */
const char *http_header_of(const http_exchange *x, const char *name);

/** Set the reply; `reply` is filled before or after by strbuf_… calls. */
void http_reply(http_exchange *x, unsigned status, const char *type);
/** Add a header; one too many is dropped, a long one cut. @param name  static */
void http_set(http_exchange *x, const char *name, const char *format, ...)
    ASSAY_PRINTF(3, 4);
/** The same with a value as it is. */
void http_put(http_exchange *x, const char *name, const char *value);

/** Put the request aside, from `body` only. Then hand it on, and http_answer it. */
void http_defer(http_exchange *x);
/** A reply is set: send it. Any thread; `x` belongs to the server from then on. */
void http_answer(http_exchange *x);

/** From a pull, before it returns 0: ask no more until http_go_on. */
void http_pause(http_exchange *x);
/** From any thread, while paused. */
void http_go_on(http_exchange *x);

/** Whether its client is the only one that asks: nothing else is under way, and nobody
 * else has asked for some time. Then nobody waits when it is worked on in `body`. */
bool http_is_alone(const http_exchange *x);

/** Set more of the memory for bodies aside for this request, which holds it until it is
 * over; by one thread at a time. @return false when it is used up */
bool http_hold(http_exchange *x, size_t bytes);

/** Nanoseconds of a clock that never goes back. */
uint64_t http_now_ns(void);

/** What a server is at. */
typedef struct http_state {
    size_t connections;    /**< open */
    size_t exchanges;      /**< begun and not over */
    uint64_t reaped;       /**< shut down for being late */
    size_t memory_bytes;   /**< of bodies now */
    uint64_t refused_gate; /**< requests */
} http_state;

http_state http_state_of(http_server *server);

#endif
