/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instances into rows of our tables, put aside to be sorted. */
#ifndef ASSAY_ACCOUNT_IMPORT_EMIT_H
#define ASSAY_ACCOUNT_IMPORT_EMIT_H

#include "account/import/sort.h"
#include "account/import/walk.h"
#include "base/buffer.h"

/** What making rows needs, and what it leaves. */
typedef struct assay__emitter {
    const assay__plan *plan;
    const assay_import_options *options;
    const char *platform; /**< of the shape; NULL: it has none */
    assay__sort *rows;
    assay__converter with; /**< its arena is the record's */
    assay_buffer key;
    bool *seen;           /**< [cells of all rows] a record had it */
    uint64_t *made;       /**< [n_rows] */
    uint64_t nameless[2]; /**< rows without platform, handle */
    assay_import_counts counts;
    const char *file; /**< being read, for rejects */
    struct {
        size_t followers, following, posts_count; /**< in accounts */
        size_t at, reading, reading_following, reading_posts;
        size_t seen_at; /**< in posts */
    } at;               /**< fields that as_of fills or reads */
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

/** Whether the reading came to anything.
 * @errors UNUSABLE with the fields that were missed; USAGE when only names were */
ASSAY_CHECKED assay_status assay__emit_check(const assay__emitter *e, assay_error *err);

void assay__emit_end(assay__emitter *e);

#endif
