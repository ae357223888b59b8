/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a group's people are, beside the others who come to the same objects: accounts made
 * for delivery have few followers, and go where they are sent, whatever is spoken there. */
#ifndef ASSAY_NETWORK_PEOPLE_H
#define ASSAY_NETWORK_PEOPLE_H

#include "network/found.h"
#include "network/grid.h"

/** What is known of actors and objects. */
typedef struct assay__people {
    const uint32_t *sum;      /**< [actors] of followers, see assay__people_scaled */
    const uint32_t *count;    /**< [actors] how often they were told */
    const uint32_t *language; /**< [n_objects] UINT32_MAX unknown */
    uint32_t n_objects;
} assay__people;

/** Followers on a scale of 0..1 by their logarithm, to be summed; 10^9 is 1. */
double assay__people_scaled(double followers);

/** Sets `mixed` and `smaller` of all groups of actors.
 *
 * Smaller: Welch's z of the logarithms of followers is -3 or less, and the geometric mean
 * half of the others' or less, ten known of each.
 *
 * @param audiences  one window an object: its actors, times left out
 * @errors NO_MEMORY   @cost O(ties of a group's objects) a group */
ASSAY_CHECKED assay_status assay__people_look(const assay__grid *audiences,
                                              const assay__people *people,
                                              assay__founds *all, assay_error *err);

#endif
