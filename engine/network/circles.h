/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Circles: people who meet on the same few objects, whenever they come.
 *
 * A vendor that serves three or five creators of a roster leaves no dense block among
 * windows of time: its accounts comment on each customer's posts when those appear, and a
 * handful of objects weighs little against a whole network. It does leave pairs of
 * objects that share far more people than chance and far more than either shares with
 * the next ones. Objects of which most pairs are so linked are one circle's.
 */
#ifndef ASSAY_NETWORK_CIRCLES_H
#define ASSAY_NETWORK_CIRCLES_H

#include "network/found.h"
#include "network/grid.h"

typedef struct assay__circles_ask {
    const uint32_t *stratum; /**< [objects] platforms; only pairs of one are looked at */
    const uint8_t *left_out; /**< [actors] not 0: not looked at, as creators themselves */
    double alpha;
} assay__circles_ask;

/** Adds the circles, in the order of their first objects.
 *
 * Chance gives two objects the people it would if all acts of a platform were dealt anew;
 * habit gives them what each shares with its next neighbours. The larger of chance and
 * twice habit is the mean of a Poisson count. An actor counts that came to two of the
 * objects; to three, where that happens by chance. Pairs that share so much that they are
 * near-copies are left to those.
 *
 * Where people came to more than one and a half of the objects each, or beyond ten million
 * pairs, nothing is looked for: that is a whole platform, not a sample of a roster's
 * audiences; its popular objects share people by interest more than this chance knows
 * (61 groups were named in the crowd of bench/network), and dense blocks are seen there.
 *
 * @param audiences  one window an object: its actors, times left out
 * @errors NO_MEMORY   @cost O(ties + pairs), links squared
 * @source Cao et al. 2014 (SynchroTrap), whose pairs are of actors; Newman 2001 (what
 *         dealing acts anew gives two objects) */
ASSAY_CHECKED assay_status assay__circles_find(const assay__grid *audiences,
                                               const assay__circles_ask *ask,
                                               assay_arena *arena, assay__founds *out,
                                               assay_error *err);

#endif
