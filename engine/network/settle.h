/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what several searches found to one list: the same group once, its kind decided. */
#ifndef ASSAY_NETWORK_SETTLE_H
#define ASSAY_NETWORK_SETTLE_H

#include "network/found.h"

/** Suspicion of actors' profiles. */
typedef struct assay__profiles {
    const uint32_t *sum;   /**< [actors] in 65,536ths; NULL: none known */
    const uint32_t *count; /**< [actors] */
} assay__profiles;

/** Drops groups half of whose actors are in an earlier one, and names the others' kinds.
 * @cost O(members) a pair of groups */
void assay__settle(assay__founds *all, const assay__profiles *profiles);

#endif
