/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XXH3 from the header of libxxhash, inlined here alone. */
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t assay__hash(assay_str text, uint64_t key)
{
    return XXH3_64bits_withSeed(text.len == 0 ? "" : text.ptr, text.len, key);
}
