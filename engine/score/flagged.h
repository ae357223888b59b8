/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which comments and posts count as flagged, for every writer and for what asks how the
 * answer would be without them. */
#ifndef ASSAY_SCORE_FLAGGED_H
#define ASSAY_SCORE_FLAGGED_H

#include <assay/comments.h>
#include <assay/engagement.h>

/** More likely inauthentic than not, and for a reason that can be named. */
static inline bool assay__comment_flagged(const assay_comment_check *check)
{
    return check->inauthentic >= 0.5 && check->because != ASSAY_COMMENT_ORDINARY;
}

static inline bool assay__post_flagged(const assay_post_check *check)
{
    return check->because != ASSAY_POST_ORDINARY;
}

#endif
