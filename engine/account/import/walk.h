/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record taken apart: the values that a plan asks for, by instance. */
#ifndef ASSAY_ACCOUNT_IMPORT_WALK_H
#define ASSAY_ACCOUNT_IMPORT_WALK_H

#include "account/import/plan.h"
#include "format/csv_reader.h"

/** An object of a scope. */
typedef struct assay__instance {
    struct assay__instance *around; /**< NULL: a record itself */
    struct assay__instance *next;   /**< the one that was met after it */
    uint16_t scope;
    assay__raw values[]; /**< by leaf */
} assay__instance;

/** A record's instances in the order they were met. */
typedef struct assay__instances {
    assay__instance *first, *last;
} assay__instances;

/** What is wrong with a JSON value. */
typedef struct assay__walk_fault {
    const char *why; /**< static; NULL: nothing is */
    size_t offset;   /**< where it is malformed, when it is */
} assay__walk_fault;

/** Take a JSON value apart.
 *
 * @param text   [len + ASSAY__PULL_PADDING] written to; the values lie in it
 * @param fault  [1] set always
 * @errors BAD_SYNTAX, BAD_VALUE, TOO_DEEP, UNUSABLE (no object), NO_MEMORY; no sentence,
 *         but *fault
 */
assay_status assay__walk_json(const assay__plan *plan, char *text, size_t len,
                              assay_arena *arena, assay__instances *out,
                              assay__walk_fault *fault);

/** Where the columns of a CSV file lead. */
typedef struct assay__columns {
    uint16_t *places; /**< [n] 0: nowhere */
    uint16_t *slots;  /**< [n] instance of the row that the column belongs to */
    size_t n;
    uint16_t *scopes; /**< [n_slots] */
    size_t *which;    /**< [n_slots] number of the element */
    size_t n_slots;   /**< slot 0 is the record */
    bool guarded;     /**< cells are guarded against formulas, as our own tables are */
} assay__columns;

/** Find where the columns of a header lead. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__columns_find(const assay__plan *plan,
                                               const assay_str header[], size_t n,
                                               assay_arena *arena, assay__columns *out,
                                               assay_error *err);

/** Take a row of cells apart. @errors NO_MEMORY, without a sentence */
assay_status assay__walk_row(const assay__plan *plan, const assay__columns *columns,
                             const assay__csv_row *row, assay_arena *arena,
                             assay__instances *out);

/** A new instance behind the others; NULL when memory has run out. */
assay__instance *assay__instance_new(const assay__plan *plan, uint16_t scope,
                                     assay__instance *around, assay_arena *arena,
                                     assay__instances *list);

#endif
