/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many people of a group come to two of its objects alike. */
#ifndef ASSAY_NETWORK_OVERLAP_H
#define ASSAY_NETWORK_OVERLAP_H

#include "network/store.h"

/** Who came to what, times left out, as numbered. */
typedef struct assay__visits {
    const assay_network *network;
    assay__ties ties;
    uint32_t *place; /**< [actors] scratch, all 0 between uses */
} assay__visits;

/** @errors NO_MEMORY   @cost O(acts) */
ASSAY_CHECKED assay_status assay__visits_new(const assay_network *network,
                                             assay__visits *out, assay_error *err);
void assay__visits_free(assay__visits *visits);

/** A group's objects against its actors, a bit a visit. Zeroed is none. */
typedef struct assay__overlap {
    uint64_t *bits; /**< [n][words]; NULL: not told of so large a group */
    size_t n, words;
} assay__overlap;

/** @errors NO_MEMORY   @cost O(ties of the group's objects) */
ASSAY_CHECKED assay_status assay__overlap_new(assay__visits *visits,
                                              const assay_group *group,
                                              assay__overlap *out, assay_error *err);

/** People of the group who came to both its i-th and its k-th object; bits are there. */
size_t assay__overlap_count(const assay__overlap *overlap, size_t i, size_t k);

void assay__overlap_free(assay__overlap *overlap);

#endif
