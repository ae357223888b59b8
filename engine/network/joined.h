/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People known by two names: a row of an audience tells an id and a user name, a comment
 * or a like one of the two.
 *
 * What is known of the profile is known under both names. Their acts stay apart: a follow
 * of last year would hide the day on which a pool came to like, because blocks are looked
 * for among first visits. */
#ifndef ASSAY_NETWORK_JOINED_H
#define ASSAY_NETWORK_JOINED_H

#include "network/store.h"

/** Remember that the actor of a name goes by another one as well. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__joined_add(assay_network *network, uint32_t actor,
                                             assay_str other, assay_error *err);

/** Whose each further name is.
 *
 * @param of  [others] actors as numbered, those of no single actor beyond all; to be freed
 * @errors NO_MEMORY   @cost O(names told)
 */
ASSAY_CHECKED assay_status assay__joined_find(const assay_network *network, uint32_t **of,
                                              assay_error *err);

#endif
