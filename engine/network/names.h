/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as small numbers: each different text gets the next number, in the order of first
 * sight; ranks then give numbers that only the set of names decides. */
#ifndef ASSAY_NETWORK_NAMES_H
#define ASSAY_NETWORK_NAMES_H

#include "base/buffer.h"

/** Zeroed is empty and ready. */
typedef struct assay__names {
    assay_buffer bytes;
    size_t *ends; /**< [n] where a name's bytes end; it begins where the last one ended */
    uint32_t n, room;
    uint64_t *slots; /**< [n_slots] high half of the hash, then number + 1; 0: free */
    size_t n_slots;
} assay__names;

/** The number of a name, new or known. @param text  not longer than 4 GiB
 * @errors NO_MEMORY; TOO_LARGE beyond 2^31 names   @cost O(length) */
ASSAY_CHECKED assay_status assay__names_add(assay__names *names, assay_str text,
                                            uint32_t *number, assay_error *err);

/** The number of a name, or UINT32_MAX. @cost O(length) */
uint32_t assay__names_find(const assay__names *names, assay_str text);

/** The name of a number; until the next add. */
assay_str assay__names_text(const assay__names *names, uint32_t number);

/** Numbers in the order of the names' bytes.
 * @param order  [n] order[i] is the number of the i-th name
 * @param rank   [n] the inverse   @errors NO_MEMORY   @cost O(n log n) */
ASSAY_CHECKED assay_status assay__names_sort(const assay__names *names, uint32_t order[],
                                             uint32_t rank[], assay_error *err);

/** Leaves it empty and ready. */
void assay__names_free(assay__names *names);

#endif
