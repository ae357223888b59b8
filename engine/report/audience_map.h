/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audience map: when each follower's account was made, against the order in which
 * they came. People lie anywhere below the line of the newest account so far; a batch is
 * a flat streak. */
#ifndef ASSAY_REPORT_AUDIENCE_MAP_H
#define ASSAY_REPORT_AUDIENCE_MAP_H

#include <assay/verdict.h>

enum { ASSAY__MAP_POINTS = 600, ASSAY__MAP_LEAST = 20 };

/** One follower on the map. */
typedef struct assay__map_point {
    size_t rank; /**< in the order of following, 0 came first */
    const assay_member_check *check;
} assay__map_point;

/** Followers evenly chosen from the order. */
typedef struct assay__audience_map {
    size_t n; /**< 0: too few have a place and a date */
    assay__map_point points[ASSAY__MAP_POINTS];
} assay__audience_map;

/** @cost O(followers), no allocation */
void assay__audience_map_make(const assay_verdict *verdict, assay__audience_map *out);

#endif
