/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects that share something, and how much each usually shares with the next ones:
 * two objects of one interest share an audience, as each does with many others. */
#ifndef ASSAY_NETWORK_NEIGHBOURS_H
#define ASSAY_NETWORK_NEIGHBOURS_H

#include <assay/base.h>

/** Two objects and how much they share. */
typedef struct assay__neighbour {
    uint32_t a, b, shared; /**< a < b */
} assay__neighbour;

typedef struct assay__neighbours {
    assay__neighbour *pairs; /**< [n] by a, b */
    size_t n;
    size_t *start;    /**< [objects + 2] */
    uint32_t *shared; /**< [2 n] what each object shares with the others, most first */
} assay__neighbours;

/** Counts equal pairs. @param pairs  [n] a << 32 | b, any order; sorted here
 * @param scratch  [n]   @errors NO_MEMORY   @cost O(n) */
ASSAY_CHECKED assay_status assay__neighbours_new(uint64_t pairs[], size_t n,
                                                 uint64_t scratch[], uint32_t objects,
                                                 assay__neighbours *out,
                                                 assay_error *err);
void assay__neighbours_free(assay__neighbours *all);

/** The sum of what an object shares with its next neighbours, those left out that share
 * half as much as the pair in question: they may be of its kind.
 * @param most  neighbours at most   @param n  [1] how many there were */
double assay__neighbours_next(const assay__neighbours *all, uint32_t object,
                              uint32_t shared, uint32_t most, uint32_t *n);

#endif
