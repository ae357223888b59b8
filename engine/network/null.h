/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What chance gives: the best density when actors are dealt anew among each object's
 * times, several times. An object keeps its audience and its busy days, so a viral day
 * or a fan base is in the null already; only coming together again and again is not. */
#ifndef ASSAY_NETWORK_NULL_H
#define ASSAY_NETWORK_NULL_H

#include "network/ties.h"

enum { ASSAY__MOST_SHUFFLES = 64 };

typedef struct assay__null {
    double density[ASSAY__MOST_SHUFFLES]; /**< [n] ascending */
    size_t n;
} assay__null;

/** @param shuffles  3..64   @param jobs  threads, the caller's among them
 * @errors NO_MEMORY   @cost a search of the whole network each; memory of one a job */
ASSAY_CHECKED assay_status assay__null_new(const assay__ties *ties, int64_t bin_seconds,
                                           size_t shuffles, size_t jobs, assay__null *out,
                                           assay_error *err);

/** Median density under chance. */
double assay__null_typical(const assay__null *null);

#endif
