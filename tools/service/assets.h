/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page and its files, embedded when the program is built. */
#ifndef ASSAY_SERVICE_ASSETS_H
#define ASSAY_SERVICE_ASSETS_H

#include "request.h"

/** One file; the table is written by assets.cmake. */
typedef struct asset {
    const char *path; /**< as `/app.js`; `/` is index.html */
    const char *type;
    const char *etag;                                    /**< SHA-256 in quotes */
    const char *plain, *plain_end, *packed, *packed_end; /**< as it is, and gzip */
} asset;

/** @return NULL when there is none */
const asset *asset_find(const char *path);

/** GET of a file: 200 or 304. */
void route_page(request *r);

extern const asset ASSETS[];
extern const size_t ASSET_COUNT;

#endif
