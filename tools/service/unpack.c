/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step buffer per upload; gzip members and zstd frames may follow one another. */
#define ZLIB_CONST 1

#include "unpack.h"

#include <stdlib.h>
#include <strings.h>
#include <zlib.h>
#include <zstd.h>

/* Room for one step of expansion; larger than zstd's blocks need. */
enum { STEP_BYTES = 1 << 16, GZIP_BYTES = 1 << 16 };

struct unpack {
    z_stream gzip;
    ZSTD_DStream *zstd; /* or gzip */
    bool whole, begun;
    char step[STEP_BYTES];
};

static bool is_zstd(const char *encoding)
{
    return strcasecmp(encoding, "zstd") == 0;
}

bool unpack_knows(const char *encoding)
{
    return strcasecmp(encoding, "gzip") == 0 || strcasecmp(encoding, "x-gzip") == 0 ||
           is_zstd(encoding);
}

static bool begin(unpack *from, const char *encoding)
{
    if (!is_zstd(encoding))
        return inflateInit2(&from->gzip, 15 + 16) == Z_OK; /* gzip's header, not zlib's */
    from->zstd = ZSTD_createDStream();
    return from->zstd != NULL && !ZSTD_isError(ZSTD_DCtx_setParameter(
                                     from->zstd, ZSTD_d_windowLogMax, UNPACK_WINDOW_LOG));
}

unpack *unpack_new(const char *encoding)
{
    unpack *from = calloc(1, sizeof *from);
    if (from == NULL)
        return NULL;
    if (!begin(from, encoding)) {
        ZSTD_freeDStream(from->zstd);
        free(from);
        return NULL;
    }
    return from;
}

static unpack_result feed_gzip(unpack *from, assay_str bytes, unpack_sink sink, void *ctx)
{
    z_stream *gzip = &from->gzip;
    gzip->next_in = (const unsigned char *)bytes.ptr;
    gzip->avail_in = (unsigned)bytes.len;
    do {
        gzip->next_out = (unsigned char *)from->step;
        gzip->avail_out = STEP_BYTES;
        int result = inflate(gzip, Z_NO_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return UNPACK_DAMAGED;
        from->whole = result == Z_STREAM_END;
        if (!sink(ctx, from->step, STEP_BYTES - gzip->avail_out))
            return UNPACK_STOPPED;
        if (from->whole && inflateReset(gzip) != Z_OK) /* a further member may follow */
            return UNPACK_DAMAGED;
    } while (gzip->avail_in > 0 || gzip->avail_out == 0);
    return UNPACK_FINE;
}

static unpack_result feed_zstd(unpack *from, assay_str bytes, unpack_sink sink, void *ctx)
{
    ZSTD_inBuffer in = {bytes.ptr, bytes.len, 0};
    ZSTD_outBuffer out = {from->step, STEP_BYTES, STEP_BYTES};
    while (in.pos < in.size || out.pos == out.size) {
        out.pos = 0;
        size_t result = ZSTD_decompressStream(from->zstd, &out, &in);
        if (ZSTD_isError(result))
            return UNPACK_DAMAGED;
        from->whole = result == 0;
        if (!sink(ctx, from->step, out.pos))
            return UNPACK_STOPPED;
    }
    return UNPACK_FINE;
}

unpack_result unpack_feed(unpack *from, assay_str bytes, unpack_sink sink, void *ctx)
{
    if (bytes.len == 0)
        return UNPACK_FINE;
    from->begun = true;
    return from->zstd != NULL ? feed_zstd(from, bytes, sink, ctx)
                              : feed_gzip(from, bytes, sink, ctx);
}

bool unpack_is_whole(const unpack *from)
{
    return from->whole || !from->begun;
}

size_t unpack_memory(const unpack *from)
{
    size_t inner = from->zstd != NULL ? ZSTD_sizeof_DStream(from->zstd) : GZIP_BYTES;
    return sizeof *from + inner;
}

void unpack_free(unpack *from)
{
    if (from == NULL)
        return;
    if (from->zstd != NULL)
        ZSTD_freeDStream(from->zstd);
    else
        (void)inflateEnd(&from->gzip);
    free(from);
}
