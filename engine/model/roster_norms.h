/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A roster's own norms, as the scorer reads them. */
#ifndef ASSAY_MODEL_ROSTER_NORMS_H
#define ASSAY_MODEL_ROSTER_NORMS_H

#include <assay/fit.h>

/** Move norms by the roster's shifts of their platform; nothing when it is not there. */
void assay__roster_norms_apply(const assay_roster_norms *roster, assay_str platform,
                               assay_norms *norms);

/** The offsets of a stratum with the roster's shifts added.
 * @param offset  [features] in and out; may be NULL going in   @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__roster_norms_offsets(const assay_roster_norms *roster,
                                                       assay_str platform,
                                                       assay_arena *arena,
                                                       const double **offset,
                                                       assay_error *err);

#endif
