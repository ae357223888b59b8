/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which languages the credible comments of an account are in.
 *
 * Many comments are too short to tell alone. The shares are those under which all texts
 * together are likeliest (expectation maximisation over the mixture), so `ok` counts as
 * what its neighbours are. Somebody who writes nine comments weighs as three who write
 * one. Computed only when a target is asked about.
 *
 * Source: Dempster, Laird & Rubin 1977.
 */
#ifndef ASSAY_COMMENTS_TONGUES_H
#define ASSAY_COMMENTS_TONGUES_H

#include <assay/comments.h>

#include "text/language.h"

/** The languages of an account's comments. */
typedef struct assay__tongues {
    size_t n;         /**< credible comments with words */
    double effective; /**< what they are worth: Kish's size over authors */
    double share[ASSAY__LANGUAGE_COUNT];   /**< 0..1; what is missing to 1 is other */
    size_t dialects[ASSAY__DIALECT_COUNT]; /**< Vietnamese comments marked by dialect */
} assay__tongues;

/** Read them.
 *
 * @param checks  [account->n_comments] or NULL: all are read
 * @errors NO_MEMORY   @cost about 0.5 ms for 300 comments
 */
ASSAY_CHECKED assay_status assay__tongues_read(const assay_account *account,
                                               const assay_comment_check checks[],
                                               const assay__languages *languages,
                                               assay_arena *arena, assay__tongues *out,
                                               assay_error *err);

#endif
