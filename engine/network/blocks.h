/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dense blocks of one width of window: found, expanded, reported, cut out, and again. */
#ifndef ASSAY_NETWORK_BLOCKS_H
#define ASSAY_NETWORK_BLOCKS_H

#include "network/found.h"
#include "network/ties.h"

typedef struct assay__blocks_ask {
    int64_t bin_seconds;
    size_t shuffles, jobs, most;
    double alpha; /**< largest p-value of a group that is kept */
} assay__blocks_ask;

/** Adds the groups found, kind not decided.
 * @errors NO_MEMORY, TOO_LARGE   @cost a search of the network a shuffle and one a group */
ASSAY_CHECKED assay_status assay__blocks_find(const assay__ties *ties,
                                              const assay__blocks_ask *ask,
                                              assay_arena *arena, assay__founds *out,
                                              assay_error *err);

#endif
