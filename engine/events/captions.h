/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What captions say of a cause: giveaways, company, money, press. */
#ifndef ASSAY_EVENTS_CAPTIONS_H
#define ASSAY_EVENTS_CAPTIONS_H

#include <assay/account.h>

/** Subjects of captions. */
typedef enum assay__saying {
    ASSAY__SAYS_GIVEAWAY, /**< prizes, draws, follow and tag */
    ASSAY__SAYS_TOGETHER, /**< somebody else takes part, or is named with @ */
    ASSAY__SAYS_PAID,     /**< advertising, or the post is marked as sponsored */
    ASSAY__SAYS_PRESS,    /**< television, papers, interviews */
    ASSAY__SAYINGS
} assay__saying;

/** How many captions near a time speak of each subject; 0 also when the account always
 * does (a fifth of its captions); NaN where no caption near is known. */
typedef struct assay__caption_counts {
    double of[ASSAY__SAYINGS];
} assay__caption_counts;

/** Read the captions of the posts published in `near`. */
assay__caption_counts assay__captions_say(const assay_account *account, assay_span near);

/** Which subjects a post speaks of, as bits 1 << assay__saying. */
unsigned assay__caption_subjects(const assay_post *post);

#endif
