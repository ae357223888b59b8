/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What chance gives: the best density when actors are dealt anew among each object's
 * times, several times. An object keeps its audience and its busy days, so a viral day
 * or a fan base is in the null already; only coming together again and again is not. */
#ifndef ASSAY_NETWORK_NULL_H
#define ASSAY_NETWORK_NULL_H

#include "network/ties.h"

enum { ASSAY__MOST_SHUFFLES = 64 };

/** How chance is asked, and what for. */
typedef struct assay__null_ask {
    int64_t bin_seconds;
    size_t shuffles, jobs; /**< 3..64; threads, the caller's among them */
    double best;           /**< density of the best block that is not by chance */
    double denser;         /**< how many times typical chance a block must be to count */
    bool bursts;           /**< ties are weighed by bursts, as of assay__cut */
    bool counting_only;    /**< blocks that do not count are of no use */
} assay__null_ask;

typedef struct assay__null {
    double density[ASSAY__MOST_SHUFFLES]; /**< [n] ascending */
    size_t n;
    bool beaten; /**< with counting_only: not even the best block counts; the densities
                      are such as chance has at least */
} assay__null;

/** Shuffles one after another, and no more of them than the answer needs. When more than
 * half of them are denser than the best block allows, it cannot count, however dense they
 * are exactly; and where it is clearly no denser than the first three, more would not make
 * it count.
 * @errors NO_MEMORY   @cost a search of the whole network each; memory of one a job */
ASSAY_CHECKED assay_status assay__null_new(const assay__ties *ties,
                                           const assay__null_ask *ask, assay__null *out,
                                           assay_error *err);

/** Median density under chance. */
double assay__null_typical(const assay__null *null);

#endif
