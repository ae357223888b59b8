/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well an account fits a target, from what was found of it. */
#ifndef ASSAY_SCORE_TARGET_H
#define ASSAY_SCORE_TARGET_H

#include <assay/target.h>

#include "comments/tongues.h"
#include "score/score.h"
#include "score/target_pool.h"

/** What a target is held against. */
typedef struct assay__target_ground {
    const assay_account *account;
    const assay_target *target;
    const double *suspicious; /**< [n_audience] probability of each member being made to
                                  order, NaN unknown; NULL: none is judged */
    assay_interval suspicious_share; /**< of the followers; NaN unknown */
    const assay__tongues *tongues;   /**< of the credible comments */
    assay_arena *arena;
} assay__target_ground;

/** What the sources say of one part. */
typedef struct assay__target_evidence {
    assay__logit says[ASSAY_TARGET_SOURCES];
    double n[ASSAY_TARGET_SOURCES];
    assay_target_source_kind kind[ASSAY_TARGET_SOURCES];
    size_t count;
} assay__target_evidence;

/** Gather what is known of a part. A region is told within its country, a language among
 * all. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__target_gather(const assay__target_ground *ground,
                                                assay_target_part part,
                                                assay__target_evidence *out,
                                                assay_error *err);

/** Whether a member is known to lie outside some part of a target. */
bool assay__target_excludes(const assay_target *target, const assay_member *member);

/** The language within the place of the target, from members that tell both.
 * @return false without any */
bool assay__target_language_there(const assay__target_ground *ground, assay__logit *out);

/** Pool the parts and join them.
 *
 * @param reach  credible reach of the account; NaN unknown
 * @param fit    its target is set; all else is filled   @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__target_join(const assay__target_ground *ground,
                                              assay_interval reach, assay_target_fit *fit,
                                              assay_error *err);

/** The fit of a case that has its estimates, into the verdict.
 * @errors NO_MEMORY   @cost about 1 ms; nothing of it without a target */
ASSAY_CHECKED assay_status assay__score_target(const assay__case *c,
                                               const assay_target *target,
                                               const assay__languages *languages,
                                               assay_verdict *out, assay_error *err);

#endif
