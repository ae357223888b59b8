/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libmicrohttpd behind http.h: one epoll loop or several, connections of bounded memory,
 * requests put aside while others work on them.
 *
 * What was measured decides three settings: 64 KiB a connection (at 1 MiB throughput
 * falls sevenfold), MHD_USE_ITC (without it quiescing silently does nothing), and the
 * library's own time-out, which is idle time, only as a net under the reaper. */
#include "http_inner.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTION_BYTES = 64 << 10,
    STREAM_BLOCK = 32 << 10,
    REPLY_SECONDS = 30,
    /* A body nobody wants is read this far, so that the connection can be kept. */
    DISCARD_BYTES = 1 << 16,
    /* Slowest upload and download that get more time than the fixed deadlines. */
    BYTES_PER_MS = 256,
    /* A client that has asked alone for so long is likely to go on alone. */
    ALONE_NS = 50000000
};

uint64_t http_now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

const char *http_header_of(const http_exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->inner->connection, MHD_HEADER_KIND, name);
}

void http_reply(http_exchange *x, unsigned status, const char *type)
{
    x->status = status;
    x->type = type;
}

void http_set(http_exchange *x, const char *name, const char *format, ...)
{
    if (x->n_headers == HTTP_HEADERS_MOST)
        return;
    http_header *header = &x->headers[x->n_headers++];
    va_list arguments;
    va_start(arguments, format);
    header->name = name;
    (void)vsnprintf(header->value, sizeof header->value, format, arguments);
    va_end(arguments);
}

void http_put(http_exchange *x, const char *name, const char *value)
{
    size_t length = strlen(value);
    if (x->n_headers == HTTP_HEADERS_MOST)
        return;
    http_header *header = &x->headers[x->n_headers++];
    header->name = name;
    length = length < sizeof header->value ? length : sizeof header->value - 1;
    memcpy(header->value, value, length);
    header->value[length] = '\0';
}

void http_refuse(http_exchange *x, unsigned status, const char *why)
{
    http_reply(x, status, "text/plain");
    x->faulty = why;
}

/* The request line was read: the library's first word about a request. */
static void *on_line(void *cls, const char *raw, struct MHD_Connection *connection)
{
    http_server *server = cls;
    http_exchange *x = calloc(1, sizeof *x);
    struct http_inner *in = calloc(1, sizeof *in);
    char *copy = strdup(raw);
    if (x == NULL || in == NULL || copy == NULL) {
        free(x);
        free(in);
        free(copy);
        return NULL;
    }
    const union MHD_ConnectionInfo *slot =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    x->inner = in;
    *in = (struct http_inner){.server = server,
                              .connection = connection,
                              .watched = slot == NULL ? NULL : slot->socket_context,
                              .raw = copy};
    (void)atomic_fetch_add(&server->exchanges, 1);
    return x;
}

static void find_address(http_exchange *x)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(x->inner->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info == NULL ? NULL : info->client_addr;
    const void *bytes = NULL;
    int family = address == NULL ? AF_UNSPEC : address->sa_family;
    if (family == AF_INET)
        bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    else if (family == AF_INET6)
        bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (bytes == NULL || inet_ntop(family, bytes, x->address, sizeof x->address) == NULL)
        (void)snprintf(x->address, sizeof x->address, "unix");
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *key,
                                 size_t key_size, const char *value, size_t value_size)
{
    (void)kind;
    gate_header(cls, (assay_str){key, key_size}, value, value_size);
    return MHD_YES;
}

static void note_who_asks(const http_exchange *x)
{
    const reaped *now = x->inner->watched;
    if (atomic_exchange(&x->inner->server->asked_last, now) != now)
        atomic_store(&x->inner->server->changed_ns, x->begun_ns);
}

bool http_is_alone(const http_exchange *x)
{
    http_server *server = x->inner->server;
    return atomic_load(&server->exchanges) == 1 &&
           x->begun_ns - atomic_load(&server->changed_ns) > ALONE_NS;
}

static uint64_t patience(uint64_t bytes)
{
    return bytes / BYTES_PER_MS;
}

/* Gate, target, application: what may be known before a body comes. */
static void judge_head(http_exchange *x, const char *method, const char *version)
{
    struct http_inner *in = x->inner;
    gate_facts facts = {0};
    const char *why = NULL;
    (void)MHD_get_connection_values_n(in->connection, MHD_HEADER_KIND, on_header, &facts);
    unsigned refused = gate_judge(&facts, method, version, &why);
    const char *known = gate_method(method);
    x->method = known == NULL ? "" : known;
    x->begun_ns = http_now_ns();
    note_who_asks(x);
    x->declared_bytes = refused == 0 ? gate_length(&facts) : 0;
    x->has_body = facts.lengths > 0 ? x->declared_bytes > 0 : facts.encodings > 0;
    find_address(x);
    if (refused == 0 && !uri_parse(in->raw, &x->target, &why))
        refused = 400;
    if (refused != 0) {
        (void)atomic_fetch_add(&in->server->refused_gate, 1);
        http_refuse(x, refused, why);
        x->close = true;
    }
    in->server->app.head(in->server->app.ctx, x);
}

static void free_exchange(http_exchange *x)
{
    http_body_free(x);
    uri_free(&x->target);
    strbuf_free(&x->reply);
    free(x->inner->raw);
    free(x->inner);
    free(x);
}

/* A reply that is made while it goes out: its progress is what the reaper sees. */
static ssize_t on_pull(void *cls, uint64_t at, char *bytes, size_t room)
{
    (void)at;
    http_exchange *x = cls;
    int64_t got = x->pull(x->pull_ctx, bytes, room);
    if (got == -1)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (got < 0)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (got > 0) {
        x->sent_bytes += (uint64_t)got;
        reaper_enter(x->inner->server->watch, x->inner->watched, REAPER_REPLY, 0);
    }
    return (ssize_t)got;
}

static struct MHD_Response *make_response(http_exchange *x)
{
    if (x->pull != NULL)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, on_pull,
                                                 x, NULL);
    if (x->fixed != NULL) {
        x->sent_bytes = x->fixed_bytes;
        void *fixed = NULL;
        memcpy(&fixed, &x->fixed, sizeof fixed); /* read only, whatever the type says */
        return MHD_create_response_from_buffer(x->fixed_bytes, fixed,
                                               MHD_RESPMEM_PERSISTENT);
    }
    x->sent_bytes = x->reply.len;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        x->reply.len, x->reply.ptr, MHD_RESPMEM_MUST_FREE);
    if (response != NULL)
        x->reply = (strbuf){0};
    return response;
}

static enum MHD_Result send_reply(http_exchange *x)
{
    struct http_inner *in = x->inner;
    if (x->status == 0 || x->reply.failed)
        return MHD_NO;
    struct MHD_Response *response = make_response(x);
    if (response == NULL)
        return MHD_NO;
    if (x->type != NULL)
        (void)MHD_add_response_header(response, "Content-Type", x->type);
    for (size_t i = 0; i < x->n_headers; i++)
        (void)MHD_add_response_header(response, x->headers[i].name, x->headers[i].value);
    if (x->close)
        (void)MHD_add_response_header(response, "Connection", "close");
    in->step = STEP_REPLY;
    if (x->pull == NULL)
        http_body_free(x); /* a reply that is still made holds on to what it is made of */
    reaper_enter(in->server->watch, in->watched, REAPER_REPLY, patience(x->sent_bytes));
    enum MHD_Result queued = MHD_queue_response(in->connection, x->status, response);
    MHD_destroy_response(response);
    return queued;
}

/* The head is there. */
static enum MHD_Result begin(http_exchange *x, const char *method, const char *version)
{
    struct http_inner *in = x->inner;
    judge_head(x, method, version);
    if (x->status == 0 && x->has_body)
        http_body_begin(x);
    bool small = x->declared_bytes > 0 && x->declared_bytes <= DISCARD_BYTES;
    if (x->status != 0 && (!x->has_body || x->close || !small))
        return send_reply(x); /* with a body on its way, the library closes after it */
    in->step = x->status == 0 ? STEP_BODY : STEP_DISCARD;
    reaper_enter(in->server->watch, in->watched, REAPER_BODY,
                 patience(x->declared_bytes));
    return MHD_YES;
}

static enum MHD_Result end_body(http_exchange *x)
{
    struct http_inner *in = x->inner;
    if (x->status == 0)
        http_body_end(x);
    reaper_enter(in->server->watch, in->watched, REAPER_WORK, 0);
    in->server->app.body(in->server->app.ctx, x);
    return in->step == STEP_AWAY ? MHD_YES : send_reply(x);
}

/* The library decides how many parameters this has. */
// NOLINTNEXTLINE(readability-function-size)
static enum MHD_Result on_access(void *cls, struct MHD_Connection *connection,
                                 const char *url, const char *method, const char *version,
                                 const char *upload, size_t *upload_size, void **ctx)
{
    (void)cls;
    (void)url;
    (void)connection;
    http_exchange *x = *ctx;
    if (x == NULL)
        return MHD_NO;
    if (x->inner->step == STEP_LINE)
        return begin(x, method, version);
    if (x->inner->step == STEP_AWAY)
        return send_reply(x);
    if (*upload_size == 0)
        return end_body(x);
    bool taken = http_body_take(x, upload, *upload_size);
    *upload_size = 0;
    return taken ? MHD_YES : MHD_NO;
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **ctx,
                         enum MHD_RequestTerminationCode how)
{
    http_server *server = cls;
    http_exchange *x = *ctx;
    (void)connection;
    if (x == NULL)
        return;
    *ctx = NULL;
    reaper_enter(server->watch, x->inner->watched, REAPER_IDLE, 0);
    if (x->method != NULL)
        server->app.done(server->app.ctx, x, how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    free_exchange(x);
    (void)atomic_fetch_sub(&server->exchanges, 1);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **slot,
                          enum MHD_ConnectionNotificationCode what)
{
    http_server *server = cls;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        reaper_close(server->watch, *slot);
        *slot = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *slot = info == NULL ? NULL : reaper_open(server->watch, info->connect_fd);
}

static struct MHD_Daemon *start_daemon(const http_settings *settings, http_server *server)
{
    unsigned idle = settings->idle_seconds > REPLY_SECONDS ? settings->idle_seconds
                                                           : (unsigned)REPLY_SECONDS;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_LISTEN_SOCKET, settings->listener, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)settings->connections, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)settings->per_address, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)idle, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE,
         settings->threads > 1 ? (intptr_t)settings->threads : 0, NULL},
        {MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME, 0, NULL,
        NULL, on_access, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_URI_LOG_CALLBACK,
        on_line, server, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

assay_status http_start(const http_settings *settings, const http_app *app,
                        http_server **out, assay_error *err)
{
    http_server *server = calloc(1, sizeof *server);
    if (server == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a server");
    reaper_limits limits = {.ms = {[REAPER_HEAD] = settings->head_seconds * 1000ULL,
                                   [REAPER_BODY] = settings->body_seconds * 1000ULL,
                                   [REAPER_REPLY] = REPLY_SECONDS * 1000ULL,
                                   [REAPER_IDLE] = settings->idle_seconds * 1000ULL}};
    server->app = *app;
    server->memory_most = settings->memory_bytes;
    server->listener = -1;
    assay_status status = reaper_new(&limits, &server->watch, err);
    if (status == ASSAY_OK) {
        server->daemon = start_daemon(settings, server);
        if (server->daemon == NULL)
            status = assay_fail(err, ASSAY_IO, "the HTTP server cannot be started");
    }
    if (status != ASSAY_OK) {
        http_stop(server);
        return status;
    }
    *out = server;
    return ASSAY_OK;
}

void http_quiesce(http_server *server)
{
    if (server->listener >= 0)
        return;
    server->listener = MHD_quiesce_daemon(server->daemon);
    if (server->listener >= 0)
        (void)close(server->listener); /* those who come now are refused at once */
}

void http_stop(http_server *server)
{
    if (server == NULL)
        return;
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    reaper_free(server->watch);
    free(server);
}

void http_defer(http_exchange *x)
{
    x->inner->step = STEP_AWAY;
    MHD_suspend_connection(x->inner->connection);
}

void http_answer(http_exchange *x)
{
    MHD_resume_connection(x->inner->connection);
}

void http_pause(http_exchange *x)
{
    reaper_enter(x->inner->server->watch, x->inner->watched, REAPER_WORK, 0);
    MHD_suspend_connection(x->inner->connection);
}

void http_go_on(http_exchange *x)
{
    MHD_resume_connection(x->inner->connection);
}

http_state http_state_of(http_server *server)
{
    return (http_state){.connections = reaper_count(server->watch),
                        .exchanges = atomic_load(&server->exchanges),
                        .reaped = reaper_reaped(server->watch),
                        .memory_bytes = atomic_load(&server->memory),
                        .refused_gate = atomic_load(&server->refused_gate)};
}
