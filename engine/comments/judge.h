/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From signs to a probability and a reason, by a model or by the built-in weights. */
#ifndef ASSAY_COMMENTS_JUDGE_H
#define ASSAY_COMMENTS_JUDGE_H

#include <assay/comments.h>

#include "comments/background.h"
#include "comments/signs.h"

/** The background rates of a model; those of the priors for NULL. */
const assay__background *assay__background_of(const assay_comments_model *model);

/** The lexicons of a model; for NULL the shipped ones, read into the arena.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__lexicon_of(const assay_comments_model *model,
                                             assay_arena *arena,
                                             const assay__lexicon **out,
                                             assay_error *err);

/** Judge one remark.
 * @param values  [ASSAY__SIGN_COUNT] its signs
 * @return probability, the reason that weighs most, no cluster */
assay_comment_check assay__judge(const assay_comments_model *model,
                                 const assay__remark *remark, const double values[]);

#endif
