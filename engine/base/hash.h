/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One 64-bit hash of bytes, XXH3, the same on every machine; no defence against
 * chosen collisions, so whatever uses it compares the bytes as well. */
#ifndef ASSAY_BASE_HASH_H
#define ASSAY_BASE_HASH_H

#include <assay/base.h>

/** Hash of a text under a key; unknown and empty text hash alike. */
uint64_t assay__hash(assay_str text, uint64_t key);

#endif
