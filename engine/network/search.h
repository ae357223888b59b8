/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search of a network: names in their order, and what is made of the groups found. */
#ifndef ASSAY_NETWORK_SEARCH_H
#define ASSAY_NETWORK_SEARCH_H

#include "network/store.h"

typedef struct assay__search {
    assay_network *network;
    uint32_t *actor_order, *actor_rank, *object_order, *object_rank;
    assay__numbering ranks;
    assay__tally profiles; /* by rank */
    uint32_t *owner;       /* by rank */
} assay__search;

/** The groups to be told, named and in order, in the network. @param n [1] how many
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__groups_make(const assay__search *s, size_t *n,
                                              assay_error *err);

#endif
