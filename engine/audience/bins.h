/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting by key: how many members share a name's form, a biography, a country. Bins
 * are numbered in the order of their first member, so nothing depends on the hash. */
#ifndef ASSAY_AUDIENCE_BINS_H
#define ASSAY_AUDIENCE_BINS_H

#include <assay/base.h>

/** Members with one key. */
typedef struct assay__bin {
    uint64_t key;
    size_t n, first;
} assay__bin;

/** A table of at most `room` bins. */
typedef struct assay__bins {
    assay__bin *bins; /**< [n] */
    size_t n;
    uint32_t *slots; /**< [mask + 1] bin + 1; 0 empty */
    size_t mask;
} assay__bins;

/** Room for as many keys as there are members. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__bins_new(size_t room, assay_arena *arena,
                                           assay__bins *out, assay_error *err);

/** Count a member under a key. @return the bin's number   @cost O(1) */
size_t assay__bins_add(assay__bins *bins, uint64_t key, size_t member);

#endif
