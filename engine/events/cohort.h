/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who came with a gain, against who was there before. */
#ifndef ASSAY_EVENTS_COHORT_H
#define ASSAY_EVENTS_COHORT_H

#include <assay/events.h>

/** Fill each event's cohort and what the strongest of them says. Reads the audience's
 * checks; without an audience nothing is filled.
 * @errors NO_MEMORY   @cost O(gains x followers log followers) */
ASSAY_CHECKED assay_status assay__cohorts_compare(assay_findings *findings,
                                                  assay_arena *arena, assay_error *err);

#endif
