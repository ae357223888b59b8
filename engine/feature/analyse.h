/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All families over one account, in their order. */
#ifndef ASSAY_FEATURE_ANALYSE_H
#define ASSAY_FEATURE_ANALYSE_H

#include <assay/features.h>

/** What is timed when ASSAY_STAGE_CLOCK is built. */
typedef enum assay__stage {
    ASSAY__STAGE_GROWTH,
    ASSAY__STAGE_ENGAGEMENT,
    ASSAY__STAGE_COMMENTS,
    ASSAY__STAGE_WITNESSES, /**< audience, network, livestreams, sales */
    ASSAY__STAGE_EVENTS,
    ASSAY__STAGE_SCORE,
    ASSAY__STAGE_COUNT
} assay__stage;

/** What every family is handed. */
typedef struct assay__surroundings {
    const assay_norms *norms;
    const assay_roster *roster; /**< NULL: one account alone */
    double *seconds;            /**< [ASSAY__STAGE_COUNT] added to; NULL: not timed */
} assay__surroundings;

/** Seconds of the thread on a core; always 0 unless ASSAY_STAGE_CLOCK was built. */
double assay__stage_now(void);

/** All families, then what joins them. @errors NO_MEMORY, NUMERIC */
ASSAY_CHECKED assay_status assay__findings_analyse(const assay_account *account,
                                                   const assay__surroundings *around,
                                                   assay_arena *arena,
                                                   assay_findings *out, assay_error *err);

#endif
