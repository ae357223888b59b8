/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stretches of viewers that look delivered, with how many. */
#ifndef ASSAY_LIVESTREAM_PLATEAU_H
#define ASSAY_LIVESTREAM_PLATEAU_H

#include "livestream/steps.h"

enum { ASSAY__LIVE_BOXES = 8 };

/** A stretch [from, to) between two edges, or between one and the end. */
typedef struct assay__box {
    size_t from, to;
    bool closed;           /**< it ends in a step down */
    double digits;         /**< -log10 p for all stretches of the stream */
    double before, after;  /**< viewers beside it */
    assay_interval amount; /**< viewer-minutes on top of what would be there, 90 % */
} assay__box;

/** The stretches of a stream at p <= 0.01 that do not overlap, by place; and the digits
 * of the strangest, whatever they are.
 *
 * @param box      [ASSAY__LIVE_BOXES]
 * @param scratch  [2n]
 * @return how many   @cost O(n edges^2) */
size_t assay__live_boxes(const assay__airing *a, const assay__edges *edges,
                         assay__box box[], double *strangest, double scratch[]);

/** Refills: steps up that end at the level of the step up before, after a loss.
 * @param at [ASSAY__LIVE_EDGES] first readings of the refilled levels @return how many */
size_t assay__live_top_ups(const assay__edges *edges, size_t at[]);

#endif
