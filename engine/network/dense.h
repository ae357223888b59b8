/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block that greedy peeling finds: drop the member tied least to what is left, again
 * and again; of all the sets on the way, the one of the highest weight of ties a member.
 *
 * Exact: leaving out a member tied by less than a set's density makes it denser, so the
 * best set lies within the core of every bound up to its own density. Cores of rising
 * bounds are taken first (a queue, no order needed); the core of the best density among
 * them is peeled by a heap, and who falls below that bound on the way goes at once.
 * Members that are tied equally leave together, so names decide nothing.
 *
 * Source: Charikar 2000; Hooi et al. 2016.
 */
#ifndef ASSAY_NETWORK_DENSE_H
#define ASSAY_NETWORK_DENSE_H

#include "network/core.h"

/** A set of actors and windows, in the grid's numbers, ascending. */
typedef struct assay__block {
    uint32_t *actors, *windows;
    uint32_t n_actors, n_windows;
    double density; /**< weight of ties a member, in ones; 0 for none */
} assay__block;

/** @errors NO_MEMORY; TOO_LARGE (2^31 ties in the core)
 * @cost O(ties + V log V of the last core)
 * @source Charikar 2000: at least half of the largest density there is */
ASSAY_CHECKED assay_status assay__densest(const assay__core *core, assay__block *out,
                                          assay_error *err);

/** The same of a core's part, from a guess: what lies in the core for a bound below the
 * density found is all that can matter, and is little when the guess is near.
 * @param guess  a density, as of a like network; 0: none. It decides the cost alone
 * @errors NO_MEMORY, TOO_LARGE */
ASSAY_CHECKED assay_status assay__densest_near(const assay__core *from, double guess,
                                               assay__block *out, assay_error *err);

/** The density of a grid's block.
 * @param guess   as above
 * @param enough  a core on the way that is denser than this is an answer, too: then it is
 *                that core's density, which the block's is not below; HUGE_VAL: never
 * @errors NO_MEMORY, TOO_LARGE */
ASSAY_CHECKED assay_status assay__density_near(const assay__grid *grid, double guess,
                                               double enough, double *out,
                                               assay_error *err);
void assay__block_free(assay__block *block);

#endif
