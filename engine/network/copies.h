/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects with one audience: pairs whose audiences overlap far more than each of them
 * overlaps with its neighbours, and the groups such pairs form. */
#ifndef ASSAY_NETWORK_COPIES_H
#define ASSAY_NETWORK_COPIES_H

#include "network/found.h"
#include "network/grid.h"

/** Overlap that counts: people of both over people of either. */
#define ASSAY__NEAR_COPY 0.3

/** Adds the groups found, nearest first.
 *
 * Neighbours are the null: two objects of one interest share an audience, as each does
 * with many others; near-copies share far more with each other than with the next ones.
 *
 * @param audiences  one window an object: its actors, times left out
 * @param owners     [objects] UINT32_MAX unknown; one owner's objects are no pair; or NULL
 * @errors NO_MEMORY   @cost O(ties + sketches)
 * @source Broder 1997 (sketches); Zhang & Lu 2016 (near-copied audiences) */
ASSAY_CHECKED assay_status assay__copies_find(const assay__grid *audiences,
                                              const uint32_t owners[], double alpha,
                                              assay_arena *arena, assay__founds *out,
                                              assay_error *err);

#endif
