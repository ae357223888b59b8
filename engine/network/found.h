/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A group as it was found, in numbers of ranked names. */
#ifndef ASSAY_NETWORK_FOUND_H
#define ASSAY_NETWORK_FOUND_H

#include <assay/network.h>

typedef struct assay__found {
    bool explained; /**< by who acts on what and when that is busy: not to be told */
    bool timeless;  /**< found by whom it shares, not by when it came */
    bool circle;    /**< timeless, of a few objects: see circles.h */
    bool mixed;     /**< its objects are of several languages */
    bool smaller;   /**< its actors have far fewer followers than others there */
    assay_group_kind kind;
    uint32_t *actors, *objects; /**< [n_actors], [n_objects] ascending */
    double *actor_scores, *object_scores;
    uint32_t n_actors, n_objects;
    double p_value; /**< of this search alone */
    double density; /**< weight of ties a member; NaN for pods and copies */
    double typical; /**< the same of the best group that chance gives */
    int64_t bin_seconds;
    int64_t from, to;      /**< first and last act of the group */
    uint32_t windows;      /**< deliveries more than seven days apart */
    double at_once;        /**< of a timeless group: share of acts in its busiest week */
    double actor_windows;  /**< median over actors of the same */
    double object_windows; /**< median over objects */
    double suspicious;     /**< mean over actors whose profiles are known; NaN */
    uint32_t known;        /**< how many those are */
} assay__found;

/** A growing list; groups lie in the arena. */
typedef struct assay__founds {
    assay__found *items;
    size_t n, room;
} assay__founds;

/** @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__found_add(assay__founds *all, const assay__found *one,
                                            assay_error *err);
void assay__founds_free(assay__founds *all);

#endif
