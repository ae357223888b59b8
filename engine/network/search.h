/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search of a network: names in their order, and what is made of the groups found. */
#ifndef ASSAY_NETWORK_SEARCH_H
#define ASSAY_NETWORK_SEARCH_H

#include "network/store.h"

typedef struct assay__search {
    assay_network *network;
    uint32_t *actor_order, *actor_rank, *object_order, *object_rank;
    assay__numbering ranks;
    assay__tally profiles, followers; /* by rank */
    uint32_t *owner, *language;       /* by rank */
} assay__search;

/** Tells whoever waits how far a stage is. @param done 0..1 */
void assay__search_say(const assay_network *network, const char *stage, double done);

/** What asks whether the search is still wanted. */
assay__halt assay__search_halt(const assay_network *network);

/** How many shuffles for so many acts. */
size_t assay__search_shuffles(const assay_network *network, size_t acts);

/** Dense blocks of actors against objects. @param timed  acts whose time is known
 * @errors NO_MEMORY, END; so the next ones */
ASSAY_CHECKED assay_status assay__search_shared(assay__search *s,
                                                const assay__ties *timed,
                                                assay_error *err);
ASSAY_CHECKED assay_status assay__search_copies(assay__search *s, assay_error *err);
ASSAY_CHECKED assay_status assay__search_circles(assay__search *s,
                                                 const assay__ties *timed,
                                                 assay_error *err);

/** Who the people of the groups are, where something is known of them. */
ASSAY_CHECKED assay_status assay__search_people(assay__search *s, assay_error *err);

/** The groups to be told, named and in order, in the network. @param n [1] how many
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__groups_make(const assay__search *s, size_t *n,
                                              assay_error *err);

#endif
