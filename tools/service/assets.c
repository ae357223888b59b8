/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file never changes while the program runs, so a tag is all that a client needs to
 * keep it; the tag is asked for each time, since the next program may have others. */
#include "assets.h"

#include <string.h>

const asset *asset_find(const char *path)
{
    for (size_t i = 0; i < ASSET_COUNT; i++)
        if (strcmp(ASSETS[i].path, path) == 0)
            return &ASSETS[i];
    return NULL;
}

static bool takes_gzip(const http_exchange *x)
{
    const char *encodings = http_header_of(x, "Accept-Encoding");
    const char *found = encodings == NULL ? NULL : strstr(encodings, "gzip");
    return found != NULL && strncmp(found + 4, ";q=0", 4) != 0;
}

void route_page(request *r)
{
    http_exchange *x = r->x;
    const asset *file = asset_find(x->target.path);
    const char *known = http_header_of(x, "If-None-Match");
    bool packed = takes_gzip(x) && file->packed_end > file->packed;
    http_put(x, "ETag", file->etag);
    http_put(x, "Cache-Control", "no-cache");
    http_put(x, "Vary", "Accept-Encoding");
    http_put(
        x, "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data: blob:; worker-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'");
    http_put(x, "Referrer-Policy", "no-referrer");
    if (known != NULL && strstr(known, file->etag) != NULL) {
        http_reply(x, 304, NULL);
        return;
    }
    if (packed)
        http_put(x, "Content-Encoding", "gzip");
    x->fixed = packed ? file->packed : file->plain;
    x->fixed_bytes = packed ? (size_t)(file->packed_end - file->packed)
                            : (size_t)(file->plain_end - file->plain);
    http_reply(x, 200, file->type);
}
