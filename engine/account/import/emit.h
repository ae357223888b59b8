/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instances into rows of our tables, put aside to be sorted. */
#ifndef ASSAY_ACCOUNT_IMPORT_EMIT_H
#define ASSAY_ACCOUNT_IMPORT_EMIT_H

#include "account/import/owners.h"
#include "account/import/walk.h"
#include "base/buffer.h"

/** What making rows needs, and what it leaves. */
typedef struct assay__emitter {
    assay__plan *plan;
    const assay_import_options *options;
    const char *platform; /**< of the shape; NULL: it has none */
    assay__sort *rows;
    assay__sort *owners;   /**< of posts; NULL: no comment of the shape needs them */
    assay__converter with; /**< its arena is the record's */
    assay_buffer key, body;
    bool *seen;           /**< [cells of all rows] a record had it */
    uint64_t *made;       /**< [n_rows] */
    uint64_t number;      /**< of the next row */
    uint64_t orphans;     /**< comments that wait for the owner of their post */
    uint64_t nameless[2]; /**< rows without platform, handle */
    assay_import_counts counts;
    assay_str file; /**< being read, for rejects */
    struct {
        size_t followers, following, posts_count; /**< in accounts */
        size_t at, reading, reading_following, reading_posts;
        size_t seen_at, post; /**< in posts */
        size_t comment_post;  /**< in comments */
    } at;                     /**< the fields that are looked at here */
} assay__emitter;

/** @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__emit_begin(assay__emitter *e, assay_arena *arena,
                                             assay_error *err);

/** Make the rows of a record. @param line  where it stands
 *  @errors IO, NO_MEMORY, TOO_LARGE */
ASSAY_CHECKED assay_status assay__emit(assay__emitter *e, const assay__instances *record,
                                       uint64_t line, assay_error *err);

/** Tell of something that cannot be used. */
void assay__emit_reject(assay__emitter *e, uint64_t line, assay_str field,
                        const char *why);

/** End the reading: comments find the owners of their posts.
 * @errors UNUSABLE with the fields that were missed; USAGE when only names were; IO,
 *         NO_MEMORY */
ASSAY_CHECKED assay_status assay__emit_finish(assay__emitter *e, assay_error *err);

/** Give rows back that were put aside for their owners. @errors IO, NO_MEMORY */
ASSAY_CHECKED assay_status assay__emit_settle(assay__emitter *e, assay_error *err);

void assay__emit_end(assay__emitter *e);

#endif
