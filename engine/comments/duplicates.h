/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comments that say the same: equal skeletons, nearly equal ones, one template with a
 * word or two swapped; and how surprising each such cluster is. */
#ifndef ASSAY_COMMENTS_DUPLICATES_H
#define ASSAY_COMMENTS_DUPLICATES_H

#include "comments/background.h"
#include "comments/sample.h"

/** The clusters of a sample, by first member; arrays in the arena. */
typedef struct assay__duplicates {
    assay_comment_cluster *clusters;
    double *voices; /**< [n] distinct authors, unknown ones each for themselves */
    size_t n;
    double said; /**< voices of the whole sample */
} assay__duplicates;

/** Find the clusters and note them in the remarks.
 * @errors NO_MEMORY   @cost O(bytes) and a comparison a proposed pair */
ASSAY_CHECKED assay_status assay__duplicates_find(assay__sample *sample,
                                                  const assay__background *background,
                                                  assay_arena *arena,
                                                  assay__duplicates *out,
                                                  assay_error *err);

#endif
