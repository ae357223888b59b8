/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies as they come over the wire, expanded piece by piece into a sink that may say
 * stop: the size of what a few bytes expand to is never known beforehand. */
#ifndef ASSAY_SERVICE_UNPACK_H
#define ASSAY_SERVICE_UNPACK_H

#include <assay/base.h>

/** Largest zstd window: 8 MiB, as RFC 9659 says for HTTP. */
enum { UNPACK_WINDOW_LOG = 23 };

typedef struct unpack unpack;

/** How a step ended. */
typedef enum unpack_result {
    UNPACK_FINE,
    UNPACK_DAMAGED,
    UNPACK_STOPPED /**< the sink said stop */
} unpack_result;

/** Takes expanded bytes. @return false to stop */
typedef bool (*unpack_sink)(void *ctx, const char *bytes, size_t n);

/** Whether a Content-Encoding is one of ours: `gzip`, `x-gzip`, `zstd`. */
bool unpack_knows(const char *encoding);

/** For an encoding that unpack_knows. @return NULL when memory ran out */
unpack *unpack_new(const char *encoding);

/** Expand some bytes. */
unpack_result unpack_feed(unpack *from, assay_str bytes, unpack_sink sink, void *ctx);

/** Whether what came ends at the end of a member or frame. */
bool unpack_is_whole(const unpack *from);

/** Bytes of memory it holds. */
size_t unpack_memory(const unpack *from);

/** NULL does nothing. */
void unpack_free(unpack *from);

#endif
