/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting what ordinary people say, for the background of a model. */
#ifndef ASSAY_COMMENTS_PHRASES_H
#define ASSAY_COMMENTS_PHRASES_H

#include <assay/comments_model.h>

#include "comments/background.h"
#include "comments/sample.h"

/** A phrase and by how many it was said. */
typedef struct assay__phrase_slot {
    uint64_t phrase; /**< hash of the whole comment; 0 empty */
    uint32_t n;
    uint32_t here;    /**< in the account being added */
    uint32_t account; /**< number of the account `here` is of */
} assay__phrase_slot;

/** Counts; zeroed is empty. Comments labelled 1 are never counted. */
typedef struct assay__phrase_count {
    assay__phrase_slot *slots;
    size_t n_slots, used;
    double comments;
    uint32_t accounts;
} assay__phrase_count;

/** Count an account's comments. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__phrase_count_add(assay__phrase_count *count,
                                                   const assay__sample *sample,
                                                   const assay_comments_labels *labels,
                                                   assay_arena *arena, assay_error *err);

/** The background of the counts: phrases said at least three times, by hash.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__phrase_count_finish(const assay__phrase_count *count,
                                                      assay_arena *arena,
                                                      assay__background *out,
                                                      assay_error *err);

#endif
