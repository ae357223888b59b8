/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure the reach of a set is. */
#ifndef ASSAY_SCORE_PROPOSAL_RANGE_H
#define ASSAY_SCORE_PROPOSAL_RANGE_H

#include "score/overlap.h"

/** Ends of the 90 % interval about a set's reach, by draws of everything it rests on:
 * each creator's reach, the markets, whom pairs share.
 *
 * @param chosen  [n] flags   @param reach  its value is set; the ends are filled
 * @errors NO_MEMORY   @cost 400 sums over the set and its groups
 */
ASSAY_CHECKED assay_status assay__proposal_range(const assay__overlap *overlap,
                                                 const bool chosen[], assay_arena *arena,
                                                 assay_interval *reach, assay_error *err);

#endif
