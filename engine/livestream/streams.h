/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The streams of an account as plain columns: what the parts of the family look at. */
#ifndef ASSAY_LIVESTREAM_STREAMS_H
#define ASSAY_LIVESTREAM_STREAMS_H

#include <assay/livestream.h>

/** A stream of fewer readings has no noise of its own to compare with. */
enum { ASSAY__LIVE_LEAST = 8 };

/** One stream; columns lie in the arena. */
typedef struct assay__airing {
    size_t number; /**< index into streams of the findings */
    size_t n;
    double every;      /**< median minutes between readings */
    const int64_t *at; /**< [n] */
    double *minutes;   /**< [n] since the first reading */
    double *viewers;   /**< [n] known, >= 0 */
    double *log;       /**< [n] ln(viewers + 1/2) */
    double *span;      /**< [n] minutes a reading stands for: since the one before */
    bool *gap;         /**< [n] too long since the one before to call a change a step */
    double *count[ASSAY_LIVE_METRIC_COUNT]; /**< [n] since the one before; NaN unknown */
    bool told[ASSAY_LIVE_METRIC_COUNT];     /**< some count of it is known */
    double unit;                            /**< viewers are shown in multiples of it */
} assay__airing;

typedef struct assay__airings {
    assay__airing *all; /**< those of ASSAY__LIVE_LEAST readings and more */
    size_t n;
    size_t readings; /**< in them */
    size_t longest;  /**< readings of the longest */
} assay__airings;

/** Group the rows; fills order and streams of the findings (but not what is delivered).
 * @errors NO_MEMORY   @cost O(rows log rows) */
ASSAY_CHECKED assay_status assay__airings_make(const assay_account *account,
                                               assay_arena *arena, assay_livestream *out,
                                               assay__airings *airings, assay_error *err);

#endif
