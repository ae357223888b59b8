/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What captions say of a cause: giveaways, company, money, press. */
#ifndef ASSAY_EVENTS_CAPTIONS_H
#define ASSAY_EVENTS_CAPTIONS_H

#include <assay/account.h>
#include <assay/norms.h>

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

/** The captions of an account, each read when it is first asked for. */
typedef struct assay__captions {
    const assay_account *account;
    const assay_comments_model *model; /**< whose lexicon knows giveaways; or NULL */
    assay_arena *arena;
    uint8_t *subjects; /**< [n_posts] bits 1 << assay__saying, or not read yet */
    assay_status status;
} assay__captions;

/** Make ready to read. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__captions_new(const assay_account *account,
                                               const assay_norms *norms,
                                               assay_arena *arena, assay__captions *out,
                                               assay_error *err);

/** Read the captions of the posts published in `near`. When memory runs out,
 * captions->status says so and the counts are not to be used. */
assay__caption_counts assay__captions_say(assay__captions *captions, assay_span near);

/** Which subjects the i-th post speaks of, as bits 1 << assay__saying. */
unsigned assay__caption_subjects(assay__captions *captions, size_t i);

/** The built-in phrases, for the test that each is its own skeleton; NULL at the end. */
const char *assay__caption_phrase(size_t i);

#endif
