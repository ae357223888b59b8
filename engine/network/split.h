/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One group of a block that is several. Peeling keeps groups that are alike together,
 * though they share nobody: none of them is dropped while the others are as dense. */
#ifndef ASSAY_NETWORK_SPLIT_H
#define ASSAY_NETWORK_SPLIT_H

#include "network/dense.h"

/** Leave the densest of the groups that a block falls into; a block that is one group
 * stays as it is. Two windows are of one group when they share at least half as many
 * actors as they would if the block's actors were dealt to its windows by chance.
 * @errors NO_MEMORY   @cost O(sum of the squares of the actors' ties in the block) */
ASSAY_CHECKED assay_status assay__split(const assay__grid *grid, assay__block *block,
                                        assay_error *err);

#endif
