/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a grid can matter for a block of a given density.
 *
 * In the set that greedy peeling finds best, every member is tied to the others by at
 * least the set's density g (or leaving it out would be better), so the set lies within
 * the g-core: what is left when members tied by less than g are dropped again and again.
 * Greedy peeling drops everything outside of a core before anything inside of it. Peeling
 * the core of any density that greedy reaches therefore finds what peeling the whole
 * graph finds, and dropping needs no order, only passes over memory.
 *
 * Source: Charikar 2000 (the greedy); Seidman 1983 (cores).
 */
#ifndef ASSAY_NETWORK_CORE_H
#define ASSAY_NETWORK_CORE_H

#include "network/grid.h"

/** A part of a grid, in the grid's own numbers. */
typedef struct assay__core {
    uint32_t n_actors;  /**< of the grid; those in the core have key >= least */
    uint32_t n_windows; /**< in the core */
    uint32_t live;      /**< actors in the core */
    uint64_t least;     /**< every member is tied by at least this much */
    uint64_t total;     /**< weight of all ties in the core */
    uint32_t *window;   /**< [n_windows] which of the grid's */
    uint32_t *weight;   /**< [n_windows] */
    uint32_t *start;    /**< [n_windows + 1] */
    uint32_t *actor;    /**< [start[n_windows]] */
    uint64_t *key;      /**< [n_actors] weight of an actor's ties in the core */
} assay__core;

/** The core for `least`, complete; with 0, a set that holds what peeling finds best: near
 * the core for the best density that a core of the grid has, bounds a quarter apart, or
 * where ties are few, what a pass by the density of the whole leaves.
 * @errors NO_MEMORY   @cost O(ties) a pass */
ASSAY_CHECKED assay_status assay__core_new(const assay__grid *grid, uint64_t least,
                                           assay__core *out, assay_error *err);

/** The same with 0, unless more than `most` actors are in the densest core of many ties:
 * then there is nothing in it but how many those are, and the work of making it is saved.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__core_unless(const assay__grid *grid, uint32_t most,
                                              assay__core *out, assay_error *err);

/** Leave out the ties between marked actors and marked windows, and what then falls
 * below the core's bound. @param actors [n_actors] not 0: marked
 * @param windows  [grid's windows]   @cost O(ties) a pass */
void assay__core_cut(assay__core *core, const uint8_t actors[], const uint8_t windows[]);

/** The core of a core, as assay__core_new finds it.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__core_climb(const assay__core *from, uint64_t least,
                                             assay__core *out, assay_error *err);

/** Weight a member, in ones; 0 without members. */
double assay__core_density(const assay__core *core);
void assay__core_free(assay__core *core);

#endif
