/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every known counter of every post against what the account lets expect of it. */
#ifndef ASSAY_ENGAGEMENT_CHECKS_H
#define ASSAY_ENGAGEMENT_CHECKS_H

#include "engagement/coupling.h"

/** Fill checks, n_checks, outlier_share and excess_share.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__checks_make(assay__sample *sample,
                                              const assay__coupling *coupling,
                                              assay_arena *arena, assay_engagement *out,
                                              assay_error *err);

/** Two-sided p of Student's t with 6 degrees of freedom, exact, at least 1e-12. */
double assay__two_sided_t6(double t);

#endif
