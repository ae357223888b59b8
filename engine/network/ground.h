/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is searched for blocks: windows and their weights, and the densest block of all.
 *
 * A crowd that acts much is denser than any group within it: where everybody comes to
 * hundreds of objects, the densest block is everybody. Nothing stands out from that by
 * the number of its ties. It may by when they are: a group's visit is much of what an
 * object ever gets, a crowd's day is little. There a tie weighs by the share of the
 * object's acts that are in its window, and chance, which leaves every object its busy
 * days, is weighed alike.
 *
 * Source: Liu, Hooi & Faloutsos 2017 (HoloScope: bursts in time as contrast).
 */
#ifndef ASSAY_NETWORK_GROUND_H
#define ASSAY_NETWORK_GROUND_H

#include "network/dense.h"

typedef struct assay__ground {
    bool bursts; /**< ties are weighed by their share of the object's acts */
    assay__grid grid;
    assay__block block; /**< the densest */
} assay__ground;

/** Whether a block is the crowd itself: a tenth of all actors in a twentieth of all
 * windows; half in a quarter where windows are fewer than a hundred thousand, for a small
 * network may be mostly the group that it was gathered for. */
bool assay__ground_is_crowd(const assay__grid *grid, const assay__block *block);

/** Windows of a day or more are weighed by bursts when the densest block is the crowd;
 * beyond ten million acts, when half of all actors are in the densest core, for peeling a
 * crowd costs more than all the rest.
 * @errors NO_MEMORY, TOO_LARGE   @cost a search of the network, or two */
ASSAY_CHECKED assay_status assay__ground_new(const assay__ties *ties, int64_t bin_seconds,
                                             assay__ground *out, assay_error *err);
void assay__ground_free(assay__ground *ground);

#endif
