/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the dense heart of a group to all of it.
 *
 * Peeling leaves out members that came seldom: with 100 objects and one in twenty touched
 * by each actor, half of them. Two questions in turn bring them in, six times at most.
 * A window joins when far more of the group's actors came to it than their acts elsewhere
 * would bring. An actor joins when the objects it touched are explained better by the
 * group's habit than by the rest of the network, by Bayes' rule with the group's own size
 * as prior. Camouflage does not help: what members do elsewhere is not counted against
 * them, only what a member would do here by chance.
 */
#ifndef ASSAY_NETWORK_EXPAND_H
#define ASSAY_NETWORK_EXPAND_H

#include "network/dense.h"

/** Members marked in arrays over the whole grid. */
typedef struct assay__marks {
    uint8_t *actor, *window; /**< [grid's actors], [grid's windows]; 0 or 1 */
    uint32_t n_actors, n_windows;
} assay__marks;

/** What expanding needs beside the grid, made once. */
typedef struct assay__expander {
    const assay__grid *grid;
    uint32_t *degree; /**< [n_actors] windows an actor came to */
    uint32_t *hits;   /**< [n_actors] units of the group it came to */
    uint32_t *seen;   /**< [n_actors] the last unit it was counted in */
    double *gain;     /**< [n_actors] */
    uint32_t active;  /**< actors with any tie */
    uint32_t units;   /**< of the group */
    bool by_object;   /**< a unit is an object; else a window: the objects are few */
    bool timeless;    /**< a window is all of an object: most of it is its own audience */
    assay__marks marks;
} assay__expander;

/** @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__expander_new(const assay__grid *grid,
                                               assay__expander *out, assay_error *err);
void assay__expander_free(assay__expander *x);

/** Mark a block and what belongs to it; then hits and units tell how often each actor
 * came. @cost O(ties) a round */
void assay__expand(assay__expander *x, const assay__block *block);

/** A run of marked windows that counts once: those of an object, or one window.
 * @param from  where to look from   @param end  [1] behind the run
 * @return the first window of the next unit; the grid's n_windows when there is none */
uint32_t assay__unit_next(const assay__expander *x, uint32_t from, uint32_t *end);

#endif
