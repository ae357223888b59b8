/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all families saw around one stretch of growth. */
#ifndef ASSAY_EVENTS_EVIDENCE_H
#define ASSAY_EVENTS_EVIDENCE_H

#include <assay/events.h>

#include "events/captions.h"

/** The observables a cause is judged by; each has one row in events/evidence.def. */
typedef enum assay__clue {
#define LEFT_OVER(...)
#define CLUE(name, ...) ASSAY__CLUE_##name,
#include "events/evidence.def"
#undef CLUE
#undef LEFT_OVER
    ASSAY__CLUE_COUNT
} assay__clue;

/** One value an observable; NaN where nothing was seen. */
typedef struct assay__evidence {
    double clue[ASSAY__CLUE_COUNT];
    double elasticity, elasticity_sd; /**< see assay__echo; NaN unknown */
} assay__evidence;

/** Elasticity of likes (without likes: views) after a stretch of growth. */
typedef struct assay__echo {
    double elasticity,
        sd; /**< sd is its sampling error. NaN: fewer than 4 posts on a side, or followers still */
} assay__echo;

/** Elasticity of the posts' likes after (from, to] in which `gained` followers came.
 * @param scratch [2 n_posts]  @cost O(posts) */
assay__echo assay__echo_of(const assay_account *account, int64_t from, int64_t to,
                           double gained, double scratch[]);

/** Fill the clues SHARE and YIELD: what a gain is for the account and for its views.
 * @param scratch [n_posts]  @param clue [ASSAY__CLUE_COUNT]  @cost O(posts) */
void assay__size_tell(const assay_account *account, const assay_pulse *pulse,
                      double scratch[], double clue[]);

/** Collect what is known about a pulse. @param scratch [2 n_posts] */
assay__evidence assay__evidence_collect(const assay_findings *findings,
                                        const assay_pulse *pulse,
                                        assay__captions *captions, double scratch[]);

#endif
