/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actors against windows: a window is one object during one bin of time, and an actor is
 * tied to it when it acted there at least once.
 *
 * A tie weighs 1 / ln(d + 5), d being the actors of the window: what everybody touches
 * tells little, so ties to popular objects do not hide a block (camouflage). Weights are
 * whole numbers of 2^-32, so that sums are exact and do not depend on their order. A tie to
 * a window to which nobody else came says nothing of coming together and weighs nothing.
 *
 * Source: Hooi et al. 2016, FRAUDAR.
 */
#ifndef ASSAY_NETWORK_GRID_H
#define ASSAY_NETWORK_GRID_H

#include "network/ties.h"

/** One unit of weight. */
#define ASSAY__WEIGHT_ONE 4294967296.0

typedef struct assay__grid {
    uint32_t n_actors, n_windows;
    uint32_t *start;  /**< [n_windows + 1] */
    uint32_t *actor;  /**< [start[n_windows]] ascending within a window */
    uint32_t *object; /**< [n_windows] */
    uint32_t *bin;    /**< [n_windows] ascending within an object */
    uint32_t *weight; /**< [n_windows] of one tie to the window */
} assay__grid;

/** How actions are cut into windows. */
typedef struct assay__cut {
    int64_t bin_seconds; /**< 0: no windows in time, an object is one window */
    uint64_t shuffle;    /**< not 0: actors are dealt anew among each object's times; or
                            without windows in time, among the acts on all objects */
    bool bursts;         /**< weights as of assay__grid_weigh_bursts */
} assay__cut;

enum { ASSAY__RUN_WEIGHTS = 1024 };

/** Where the actions of one object in one bin end: the same for every shuffle. */
typedef struct assay__runs {
    uint32_t n, largest,
        busiest;            /**< actions of the largest run, of the busiest object */
    uint32_t *end;          /**< [n] into the ties */
    uint32_t *object, *bin; /**< [n] */
    uint32_t *weight; /**< [ASSAY__RUN_WEIGHTS] of a window by its actors, so far as any
                           can have them */
} assay__runs;

/** @errors NO_MEMORY   @cost O(actions), 12 bytes a window */
ASSAY_CHECKED assay_status assay__runs_new(const assay__ties *ties, int64_t bin_seconds,
                                           assay__runs *out, assay_error *err);
void assay__runs_free(assay__runs *runs);

/** The grid of known runs, which are those of the ties and of cut.bin_seconds.
 * @errors NO_MEMORY   @cost O(actions), 4 bytes each and 16 a window */
ASSAY_CHECKED assay_status assay__grid_lay(const assay__ties *ties,
                                           const assay__runs *runs, assay__cut cut,
                                           assay__grid *out, assay_error *err);

/** The same, cutting the runs first. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__grid_new(const assay__ties *ties, assay__cut cut,
                                           assay__grid *out, assay_error *err);
void assay__grid_free(assay__grid *grid);

/** Ties weigh by the share of their object's acts that their window has, as well: what
 * comes at once weighs most. */
void assay__grid_weigh_bursts(const assay__ties *ties, assay__grid *grid);

/** Weight of a tie to a window of `actors`; 0 when that is one. */
uint32_t assay__grid_weight(uint32_t actors);

/** The bin of a time that counts from `low`. */
uint32_t assay__grid_bin(const assay__ties *ties, int64_t bin_seconds, uint32_t at);

#endif
