/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a request: named, routed, let in, measured against limits, handed to its
 * route, logged. Whatever refuses it answers as a problem and ends the way. */
#include "service.h"

#include "batch.h"
#include "log.h"
#include "routes.h"
#include "unpack.h"
#include "wish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Ids need to differ, not to be secret: a random start, then the steps of SplitMix64. */
static uint64_t next_id(service *all)
{
    uint64_t z = atomic_fetch_add(&all->ids, UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ z >> 30U) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27U) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31U;
}

/* 16 hexadecimal digits. */
static void put_id(service *all, char out[17])
{
    static const char HEX[] = "0123456789abcdef";
    uint64_t id = next_id(all);
    for (size_t i = 0; i < 16; i++, id >>= 4U)
        out[i] = HEX[id & 15U];
    out[16] = '\0';
}

/* The client's id when it is harmless in a log and a header, else one of ours. */
static void choose_id(request *r)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789._-";
    const char *given = http_header_of(r->x, "X-Request-Id");
    size_t length = given == NULL ? 0 : strlen(given);
    if (length > 0 && length < REQUEST_ID_ROOM && strspn(given, LETTERS) == length)
        memcpy(r->id, given, length + 1);
    else
        put_id(r->of, r->id);
}

/* W3C Trace Context: `00-` 32 digits `-` 16 digits `-` 2 digits, neither all zeros. */
static bool is_traceparent(const char *given)
{
    static const char HEX[] = "0123456789abcdef";
    if (given == NULL || strlen(given) != 55 || strncmp(given, "00-", 3) != 0)
        return false;
    return strspn(given + 3, HEX) == 32 && given[35] == '-' &&
           strspn(given + 36, HEX) == 16 && given[52] == '-' &&
           strspn(given + 53, HEX) == 2 && strspn(given + 3, "0") != 32 &&
           strspn(given + 36, "0") != 16;
}

static void choose_trace(request *r)
{
    const char *given = http_header_of(r->x, "traceparent");
    put_id(r->of, r->trace);
    put_id(r->of, r->trace + 16);
    if (is_traceparent(given))
        memcpy(r->trace, given + 3, 32);
    put_id(r->of, r->span);
}

/* A page of another site, open in a browser on this machine, can reach this address too.
 * Without keys nothing else tells it from the user, so its marks are looked at: a Host
 * that is no name of this machine (rebinding), an Origin that is not this Host. */
static bool is_loopback_name(const char *host)
{
    static const char *const NAMES[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; host != NULL && i < LENGTH(NAMES); i++) {
        size_t length = strlen(NAMES[i]);
        if (strncasecmp(host, NAMES[i], length) == 0 &&
            (host[length] == '\0' || host[length] == ':'))
            return true;
    }
    return false;
}

static bool is_cross_site(const request *r)
{
    const char *host = http_header_of(r->x, "Host");
    const char *origin = http_header_of(r->x, "Origin");
    const char *site = http_header_of(r->x, "Sec-Fetch-Site");
    if (site != NULL && strcmp(site, "cross-site") == 0 && r->asked->scopes != SCOPE_NONE)
        return true;
    if (r->of->over_unix)
        return false;
    if (host != NULL && !is_loopback_name(host))
        return true;
    if (origin == NULL || host == NULL)
        return false;
    return strncmp(origin, "http://", 7) != 0 || strcasecmp(origin + 7, host) != 0;
}

static bool refuse_key(request *r, unsigned status, const char *error, const char *why)
{
    request_fail(r, status, "%s", why);
    metrics_refused(&r->of->metrics, REFUSED_KEY);
    http_set(r->x, "WWW-Authenticate", "Bearer realm=\"assay\"%s", error);
    return false;
}

static bool let_in(request *r)
{
    r->scopes = SCOPE_SCORE | SCOPE_ADMIN;
    if (r->of->local) {
        if (!is_cross_site(r))
            return true;
        request_fail(r, 403,
                     "without keys only pages of this service may ask; Host or "
                     "Origin is another's");
        return false;
    }
    const char *shown = http_header_of(r->x, "Authorization");
    r->scopes = keys_check(&r->of->keys, shown, r->key);
    if (r->asked->scopes == SCOPE_NONE)
        return true;
    if (shown == NULL)
        return refuse_key(r, 401, "", "a key is needed: Authorization: Bearer KEY");
    if (r->scopes == SCOPE_NONE)
        return refuse_key(r, 401, ", error=\"invalid_token\"", "this key is not valid");
    if ((r->scopes & r->asked->scopes) == SCOPE_NONE)
        return refuse_key(r, 403, ", error=\"insufficient_scope\"",
                          "the key's scopes do not allow this");
    return true;
}

/* Who has no part in the limits: health, the page, the description. */
static bool within_rate(request *r)
{
    service *all = r->of;
    if (all->rate == NULL || r->asked->scopes == SCOPE_NONE)
        return true;
    const char *who = r->key[0] != '\0' ? r->key : r->x->address;
    rate_state state = rate_take(all->rate, who, 1, http_now_ns() / 1000000);
    http_set(r->x, "RateLimit-Policy", "\"accounts\";q=%llu;w=60",
             (unsigned long long)all->set.rate);
    http_set(r->x, "RateLimit", "\"accounts\";r=%llu;t=%llu",
             (unsigned long long)state.left, (unsigned long long)state.seconds);
    if (state.allowed)
        return true;
    metrics_refused(&all->metrics, REFUSED_RATE);
    request_fail(r, 429, "the limit is %llu accounts a minute",
                 (unsigned long long)all->set.rate);
    http_set(r->x, "Retry-After", "%llu", (unsigned long long)state.seconds);
    return false;
}

/* The public scope is told little, and may not turn the knobs that would tell more. */
static bool keep_public(request *r)
{
    bool is_public = (r->scopes & SCOPE_SCORE) == 0 && r->asked->body != BODY_NONE;
    r->wish.rounded = is_public;
    if (!is_public ||
        (!r->wish.own_policy && !r->wish.exhibits && !r->wish.counterfactuals &&
         r->wish.form != FORM_CSV && r->wish.form != FORM_HTML))
        return true;
    request_fail(
        r, 403,
        "the public scope has no policy, no exhibits, no counterfactuals, no table, "
        "no page");
    return false;
}

static bool find_route(request *r)
{
    char allow[128];
    r->asked = route_find(r->x->target.path, r->x->method, allow);
    if (r->asked != NULL)
        return true;
    if (allow[0] == '\0') {
        request_fail(r, 404, "there is nothing at this path");
        return false;
    }
    request_fail(r, 405, "this path takes %s", allow);
    http_put(r->x, "Allow", allow);
    return false;
}

/* What a body may be, by route_body. */
static const char *const BODY_TYPES[][2] = {
    [BODY_NONE] = {"", NULL},
    [BODY_ACCOUNT] = {"application/json", NULL},
    [BODY_ACCOUNTS] = {"application/x-ndjson", NULL},
    [BODY_ACTIONS] = {"application/x-ndjson", "text/csv"}};

static bool is_type(const char *given, const char *type)
{
    size_t length = strlen(type);
    return given != NULL && strncasecmp(given, type, length) == 0 &&
           (given[length] == '\0' || given[length] == ';' || given[length] == ' ');
}

static bool check_type(request *r)
{
    const char *type = http_header_of(r->x, "Content-Type");
    const char *encoding = http_header_of(r->x, "Content-Encoding");
    const char *const *may = BODY_TYPES[r->asked->body];
    if (!is_type(type, may[0]) && (may[1] == NULL || !is_type(type, may[1]))) {
        request_fail(r, 415, "Content-Type must be %s%s%s", may[0],
                     may[1] == NULL ? "" : " or ", may[1] == NULL ? "" : may[1]);
        return false;
    }
    if (encoding != NULL && strcasecmp(encoding, "identity") != 0 &&
        !unpack_knows(encoding)) {
        request_fail(r, 415, "Content-Encoding is neither gzip nor zstd");
        http_put(r->x, "Accept-Encoding", "gzip, zstd");
        return false;
    }
    return true;
}

static bool check_body(request *r)
{
    http_exchange *x = r->x;
    const settings *set = &r->of->set;
    bool many = r->asked->body == BODY_ACCOUNTS || r->asked->body == BODY_ACTIONS;
    if (r->asked->body == BODY_NONE) {
        x->limits = (http_limits){.wire_bytes = 1 << 16, .expanded_bytes = 1 << 16};
        x->limits.ratio = 1;
    } else {
        x->limits =
            (http_limits){.wire_bytes = many ? set->batch_bytes : set->body_bytes,
                          .expanded_bytes = many ? set->batch_bytes : set->expanded_bytes,
                          .ratio = set->ratio};
    }
    if (x->declared_bytes > x->limits.wire_bytes) {
        metrics_refused(&r->of->metrics, REFUSED_SIZE);
        request_fail(r, 413, "the body is over %llu bytes",
                     (unsigned long long)x->limits.wire_bytes);
        x->close = true;
        return false;
    }
    if (r->asked->body == BODY_NONE)
        return true;
    if (!x->has_body && http_header_of(x, "Content-Length") == NULL) {
        request_fail(r, 411, "a body is needed, with its length or in chunks");
        return false;
    }
    return check_type(r);
}

void service_head(void *ctx, http_exchange *x)
{
    request *r = calloc(1, sizeof *r);
    if (r == NULL) {
        x->close = true;
        http_reply(x, 503, "text/plain");
        return;
    }
    r->of = ctx;
    r->x = x;
    x->user = r;
    choose_id(r);
    choose_trace(r);
    request_dress(r);
    if (x->status != 0) {
        request_fail(r, x->status, "%s", x->faulty);
        return;
    }
    if (find_route(r) && let_in(r) && within_rate(r) && check_body(r) && wish_read(r))
        (void)keep_public(r);
}

void service_body(void *ctx, http_exchange *x)
{
    request *r = x->user;
    (void)ctx;
    if (x->faulty != NULL) {
        request_fail(r, x->status, "%s", x->faulty);
        if (x->status == 413)
            metrics_refused(&r->of->metrics, REFUSED_SIZE);
        if (x->status == 503) {
            metrics_refused(&r->of->metrics, REFUSED_MEMORY);
            http_put(x, "Retry-After", "1");
        }
    } else if (x->status == 0) {
        r->asked->run(r);
    }
}

void service_done(void *ctx, http_exchange *x, bool whole)
{
    request *r = x->user;
    (void)ctx;
    if (r == NULL)
        return;
    if (r->many != NULL)
        batch_release(r->many, r);
    metrics_request(&r->of->metrics, r);
    log_request(r, whole);
    snapshot_drop(r->set);
    free(r);
}
