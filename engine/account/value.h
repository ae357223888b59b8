/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value into one member: what every kind of field accepts, for both input forms,
 * and the words for what it refuses. */
#ifndef ASSAY_ACCOUNT_VALUE_H
#define ASSAY_ACCOUNT_VALUE_H

#include "account/fields.h"

/** Longest text of a field; no platform has a tenth of it. */
enum { ASSAY__TEXT_MOST = 1 << 20 };

/** Why a value was refused: a status and words that follow `posts[3].likes: `. */
typedef struct assay__refusal {
    assay_status status;
    char why[224];
} assay__refusal;

/** A number as written in JSON or a CSV cell, into NUMBER, COUNT or SHARE. */
bool assay__value_number(const assay__field *field, assay_str raw, void *row,
                         assay__refusal *refusal);

/** UTF-8 text, already checked, into TEXT or NAME; an empty NAME is unknown. The span
 * is kept. */
bool assay__value_text(const assay__field *field, assay_str text, void *row,
                       assay__refusal *refusal);

/** A time as base/clock.h reads it; *dated when it is only a date. */
bool assay__value_time(const assay__field *field, assay_str text, void *row, bool *dated,
                       assay__refusal *refusal);

void assay__value_truth(const assay__field *field, bool truth, void *row);

/** A CSV cell, not empty, by the field's kind. */
bool assay__value_cell(const assay__field *field, assay_str cell, void *row, bool *dated,
                       assay__refusal *refusal);

/** What a row's fields must be together, once all are read: the span of an explanation
 * or an outcome does not end before it begins, a cause is one of the nine.
 * @param field  set to the field that is refused */
bool assay__row_check(const assay__table *table, const void *row,
                      const assay__field **field, assay__refusal *refusal);

/** Refuse: always false. */
bool assay__refuse(assay__refusal *refusal, assay_status status, const char *format, ...)
    ASSAY_PRINTF(3, 4);

enum { ASSAY__EXCERPT_ROOM = 104 };

/** The beginning of a value as it may stand in a message: printable, at most 24
 * characters. @param out [ASSAY__EXCERPT_ROOM] @return out */
const char *assay__excerpt(assay_str text, char out[]);

/** Platform in lower case (ASCII), copied into the arena only when it was not; ptr NULL
 * when memory has run out. */
assay_str assay__platform_fold(assay_str platform, assay_arena *arena);

/** A handle without one leading @. */
assay_str assay__handle_trim(assay_str handle);

#endif
