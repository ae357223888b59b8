/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A core with its ties in both directions and its members numbered anew, actors first:
 * what peeling walks on. */
#ifndef ASSAY_NETWORK_WEB_H
#define ASSAY_NETWORK_WEB_H

#include "network/core.h"

typedef struct assay__web {
    uint32_t n_actors, n; /**< members; those from n_actors on are windows */
    uint32_t *start;      /**< [n + 1] */
    uint32_t *to;         /**< [start[n]] */
    uint32_t *weight;     /**< [n - n_actors] of a window's ties */
    uint32_t *name;       /**< [n] number in the grid, of an actor or of a window */
    uint64_t *key;        /**< [n] weight of a member's ties; the owner may change it */
    uint64_t total;       /**< of all ties */
} assay__web;

/** @errors NO_MEMORY, TOO_LARGE   @cost O(ties) */
ASSAY_CHECKED assay_status assay__web_new(const assay__core *core, assay__web *out,
                                          assay_error *err);
void assay__web_free(assay__web *web);

/** Weight of a tie of member v to member u. */
static inline uint32_t assay__web_weight(const assay__web *web, uint32_t v, uint32_t u)
{
    uint32_t window = v < web->n_actors ? u : v;
    return web->weight[window - web->n_actors];
}

#endif
