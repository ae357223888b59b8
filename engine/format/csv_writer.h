/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV rows onto a buffer: comma, LF, quotes only where needed.
 *
 * For machines the bytes are exact. Files for people guard text cells that a
 * spreadsheet would run as a formula (= + - @ TAB CR in front, also the full-width
 * ones) with a leading '; text that begins with ' gets one more, so that the readers
 * here can undo it. Numbers are never guarded.
 */
#ifndef ASSAY_FORMAT_CSV_WRITER_H
#define ASSAY_FORMAT_CSV_WRITER_H

#include "base/buffer.h"

/** Begin with `{.out = &buffer, .guard = …}`. */
typedef struct assay__csv_writer {
    assay_buffer *out;
    bool guard; /**< for people */
    bool comma; /**< a cell stands before in this row */
} assay__csv_writer;

/** Unknown text is an empty cell; the empty text is `""`. */
void assay__csv_text(assay__csv_writer *csv, assay_str text);
/** A name of a column or any text of ours: never guarded. */
void assay__csv_name(assay__csv_writer *csv, const char *name);
/** Text that needs neither quotes nor a guard: a number or time already printed. */
void assay__csv_plain(assay__csv_writer *csv, assay_str text);
/** The shortest decimal; NaN and infinities are an empty cell. */
void assay__csv_number(assay__csv_writer *csv, double number);
void assay__csv_integer(assay__csv_writer *csv, int64_t number);
/** Millionths as an exact decimal. */
void assay__csv_micro(assay__csv_writer *csv, int64_t millionths);
/** Unknown is an empty cell. */
void assay__csv_time(assay__csv_writer *csv, int64_t at, bool dated);
/** 0 or 1. */
void assay__csv_bool(assay__csv_writer *csv, bool truth);
void assay__csv_empty(assay__csv_writer *csv);
void assay__csv_end_row(assay__csv_writer *csv);

/** Whether a text cell would be guarded. */
bool assay__csv_is_formula(assay_str text);
/** Undo the guard: `'=1` is `=1`, `''a` is `'a`; other text as it is. */
assay_str assay__csv_unguard(assay_str text);

#endif
