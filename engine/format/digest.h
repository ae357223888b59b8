/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256, all at once or piece by piece, by OpenSSL's libcrypto. */
#ifndef ASSAY_FORMAT_DIGEST_H
#define ASSAY_FORMAT_DIGEST_H

#include <assay/base.h>

enum { ASSAY__SHA256_ROOM = 65 };

/** A digest being computed. */
typedef struct assay__digest assay__digest;

/** @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__digest_new(assay__digest **out, assay_error *err);
void assay__digest_put(assay__digest *digest, assay_str bytes);
/** End it. @param hex [ASSAY__SHA256_ROOM] lower-case, terminated @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__digest_end(assay__digest *digest, char hex[],
                                             assay_error *err);
/** NULL does nothing. */
void assay__digest_free(assay__digest *digest);

/** SHA-256 of bytes. @param hex [ASSAY__SHA256_ROOM] @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__sha256(assay_str bytes, char hex[], assay_error *err);

#endif
