/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON written as it comes, onto a buffer: no tree, no white space, members in the
 * order of the calls. Failures of memory stay in the buffer.
 *
 * Whoever writes balances the calls: begin and end, and in an object a key before each
 * value. Text that is not UTF-8 loses only its bad bytes, each to U+FFFD.
 */
#ifndef ASSAY_FORMAT_JSON_WRITER_H
#define ASSAY_FORMAT_JSON_WRITER_H

#include "base/buffer.h"

/** Nothing but the buffer and whether a comma is due; begin with
 * `{.out = &buffer}`. */
typedef struct assay__json_writer {
    assay_buffer *out;
    bool comma;
} assay__json_writer;

void assay__json_begin(assay__json_writer *json); /**< { */
void assay__json_end(assay__json_writer *json);   /**< } */
void assay__json_begin_array(assay__json_writer *json);
void assay__json_end_array(assay__json_writer *json);
void assay__json_key(assay__json_writer *json, const char *key);

/** A string; unknown text is `null`. */
void assay__json_text(assay__json_writer *json, assay_str text);
/** The shortest decimal; NaN and infinities are `null`. */
void assay__json_number(assay__json_writer *json, double number);
void assay__json_integer(assay__json_writer *json, int64_t number);
/** Millionths as an exact decimal. */
void assay__json_micro(assay__json_writer *json, int64_t millionths);
void assay__json_bool(assay__json_writer *json, bool truth);
void assay__json_time(assay__json_writer *json, int64_t at, bool dated);

/* Members that are left out when unknown: a key and a value in one call. */
void assay__json_member_text(assay__json_writer *json, const char *key, assay_str text);
void assay__json_member_word(assay__json_writer *json, const char *key, const char *word);
void assay__json_member_number(assay__json_writer *json, const char *key, double number);
void assay__json_member_time(assay__json_writer *json, const char *key, int64_t at,
                             bool dated);
/** A count is always known. */
void assay__json_member_count(assay__json_writer *json, const char *key, size_t count);
/* A key and the beginning of what it holds. */
void assay__json_open(assay__json_writer *json, const char *key);       /**< "key":{ */
void assay__json_open_array(assay__json_writer *json, const char *key); /**< "key":[ */
/** {"value":…,"low":…,"high":…}; nothing when the value is NaN. */
void assay__json_member_interval(assay__json_writer *json, const char *key,
                                 assay_interval interval);

#endif
