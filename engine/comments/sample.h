/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The comments of an account made ready to be judged: folded, split, their authors and
 * posts numbered, in one order whatever the order of the input.
 *
 * The creator's own comments are left out and only counted.
 */
#ifndef ASSAY_COMMENTS_SAMPLE_H
#define ASSAY_COMMENTS_SAMPLE_H

#include <assay/comments.h>

#include "text/fold.h"
#include "text/lexicon.h"
#include "text/words.h"

/** Not known, or not there. */
#define ASSAY__NONE UINT32_MAX

/** One comment on the bench. */
typedef struct assay__remark {
    const assay_comment *comment;
    uint32_t index;  /**< into account->comments */
    uint32_t post;   /**< into sample->posts, or ASSAY__NONE */
    uint32_t author; /**< into sample->voices, or ASSAY__NONE */
    uint32_t n_words;
    int64_t delay; /**< seconds after its post; ASSAY_TIME_UNKNOWN */
    assay__folded folded;
    assay_str plain;    /**< canonical skeleton: teencode written out */
    uint64_t text_hash; /**< of `plain`; 0 when it is empty */
    assay__word *words; /**< of `plain` */
    assay__phrases phrases;

    /* signs */
    bool emoji_only, generic, link, lure, seeding, purchase, mention, masked;
    bool early; /**< within an hour of its post */

    /* what the other comments tell about it */
    uint32_t cluster; /**< into the clusters found, or ASSAY__NONE */
    uint32_t text;    /**< number of its text among the distinct ones, or ASSAY__NONE */
    double wave;      /**< strength of the wave it is part of; 0 */
    double relevance; /**< lift against other captions; NaN */
} assay__remark;

/** An author. */
typedef struct assay__voice {
    assay_str name;
    uint32_t n;           /**< comments */
    uint32_t early_posts; /**< posts commented within the first hour */
    uint32_t last_early;  /**< the post counted last; ASSAY__NONE */
    bool creator;         /**< another creator of the roster */
    double randomness;    /**< of the handle */
} assay__voice;

/** A post with comments in the sample. */
typedef struct assay__thread {
    const assay_post *post; /**< NULL when the account has no such post */
    uint32_t first, n;      /**< its remarks: a run */
    bool asks;              /**< the caption asks for comments */
    bool live;              /**< a livestream */
    assay__word *words;     /**< of the caption's skeleton */
    size_t n_words;
} assay__thread;

/** The whole sample; lives in the arena. */
typedef struct assay__sample {
    const assay_account *account;
    const assay__lexicon *lexicon;
    assay__remark *remarks; /**< by post, time, id, author, text */
    size_t n;
    size_t own, replies; /**< the creator's comments; those that answer one */
    assay__voice *voices;
    size_t n_voices;
    assay__thread *threads;
    size_t n_threads;
    size_t n_named, n_timed; /**< remarks with author; with time and post time */
} assay__sample;

/** Make the sample. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__sample_make(const assay_account *account,
                                              const assay__lexicon *lexicon,
                                              const assay_roster *roster,
                                              assay_arena *arena, assay__sample *out,
                                              assay_error *err);

/** How random a handle looks: 0 for ordinary words, about 1 for a row of random letters
 * and digits. */
double assay__handle_randomness(const assay__lexicon *lexicon, assay_str handle);

#endif
