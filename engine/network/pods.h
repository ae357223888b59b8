/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pods: creators that comment on each other within the first hour of a post, each on
 * three posts or more of each other, five or more of them. */
#ifndef ASSAY_NETWORK_PODS_H
#define ASSAY_NETWORK_PODS_H

#include "network/found.h"

/** A creator's act on another's post within its first hour. Objects by rank. */
typedef struct assay__echo {
    uint32_t from, to; /**< the creator that acts, and the one acted on */
    uint64_t post;     /**< which post */
    int64_t at;
} assay__echo;

/** All of them, and how many creators there are. */
typedef struct assay__echoes {
    assay__echo *items; /**< [n] in any order */
    size_t n;
    uint32_t n_objects;
} assay__echoes;

/** Adds the pods, largest first.
 *
 * The p-value bounds, by their expected number, groups of that size in which all act on
 * each other that often, had each creator dealt its acts by how much the others get.
 *
 * @param echoes  their items are sorted here   @param most  pods at most
 * @errors NO_MEMORY   @cost O(n log n), and small powers of a pod's size
 * @source Weerasinghe et al. 2020 */
ASSAY_CHECKED assay_status assay__pods_find(const assay__echoes *echoes, size_t most,
                                            assay_arena *arena, assay__founds *out,
                                            assay_error *err);

#endif
