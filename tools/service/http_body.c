/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies: expanded as they come, within the request's limits and the server's memory.
 * When one goes over, the rest is let pass unread, and the reply says why. */
#include "http_inner.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* So much may any body expand to before its ratio is asked. */
enum { RATIO_FREE_BYTES = 1 << 16 };

/* A declared length up to this is made room for at once; beyond, only what has come. */
enum { READY_BYTES = 1 << 16 };

/* Sets aside server memory up to `wanted` bytes for this exchange. */
static bool reserve(http_exchange *x, size_t wanted)
{
    struct http_inner *in = x->inner;
    if (wanted <= in->reserved)
        return true;
    size_t more = wanted - in->reserved;
    size_t now = atomic_fetch_add(&in->server->memory, more) + more;
    if (now > in->server->memory_most) {
        (void)atomic_fetch_sub(&in->server->memory, more);
        return false;
    }
    in->reserved = wanted;
    return true;
}

bool http_hold(http_exchange *x, size_t bytes)
{
    return reserve(x, x->inner->reserved + bytes);
}

static bool append(void *ctx, const char *bytes, size_t n)
{
    http_exchange *x = ctx;
    uint64_t size = x->body.len + n;
    if (size > x->limits.expanded_bytes) {
        http_refuse(x, 413, "the body is over the size limit");
        return false;
    }
    bool bomb = size > RATIO_FREE_BYTES && size / x->limits.ratio > x->wire_bytes;
    if (x->inner->packing != NULL && bomb) {
        http_refuse(x, 413, "the body expands beyond the ratio allowed");
        return false;
    }
    if (x->body.room == 0 && x->declared_bytes <= READY_BYTES)
        strbuf_reserve(&x->body, (size_t)x->declared_bytes);
    size_t room = x->body.room < size ? x->body.room * 2 + n : x->body.room;
    size_t packing = x->inner->packing != NULL ? unpack_memory(x->inner->packing) : 0;
    bool fits = reserve(x, room + packing);
    if (fits)
        strbuf_put(&x->body, bytes, n);
    if (!fits || x->body.failed) {
        http_refuse(x, 503, "the memory set aside for bodies is used up");
        return false;
    }
    return true;
}

void http_body_begin(http_exchange *x)
{
    const char *encoding = http_header_of(x, "Content-Encoding");
    if (encoding == NULL || strcasecmp(encoding, "identity") == 0)
        return;
    if (!unpack_knows(encoding)) {
        http_refuse(x, 415, "Content-Encoding is neither gzip nor zstd");
        return;
    }
    x->inner->packing = unpack_new(encoding);
    if (x->inner->packing == NULL)
        http_refuse(x, 503, "memory ran out");
}

bool http_body_take(http_exchange *x, const char *bytes, size_t n)
{
    x->wire_bytes += n;
    if (x->inner->step == STEP_DISCARD)
        return x->wire_bytes <= 2 * x->limits.wire_bytes + RATIO_FREE_BYTES;
    if (x->wire_bytes > x->limits.wire_bytes) {
        http_refuse(x, 413, "the body is over the size limit");
    } else if (x->inner->packing == NULL) {
        (void)append(x, bytes, n);
    } else if (unpack_feed(x->inner->packing, (assay_str){bytes, n}, append, x) ==
               UNPACK_DAMAGED) {
        http_refuse(x, 400, "the compressed body is damaged");
    }
    if (x->status != 0) {
        x->inner->step = STEP_DISCARD;
        http_body_free(x); /* what is refused holds no memory that others wait for */
    }
    return true;
}

void http_body_end(http_exchange *x)
{
    if (x->inner->packing != NULL && !unpack_is_whole(x->inner->packing))
        http_refuse(x, 400, "the compressed body is cut");
    unpack_free(x->inner->packing);
    x->inner->packing = NULL;
}

void http_body_free(http_exchange *x)
{
    unpack_free(x->inner->packing);
    x->inner->packing = NULL;
    strbuf_free(&x->body);
    (void)atomic_fetch_sub(&x->inner->server->memory, x->inner->reserved);
    x->inner->reserved = 0;
}
