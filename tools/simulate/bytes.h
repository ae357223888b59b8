/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that grow: what an account's lines are written into.
 *
 * A failed allocation sets `failed` and drops what follows, so that a writer checks
 * once, at its end. / */
#ifndef SIMULATE_BYTES_H
#define SIMULATE_BYTES_H

#include <assay/base.h>

/** A growing text; zeroed is empty. */
typedef struct sim_text {
    char *bytes;
    size_t length, room;
    bool failed;
} sim_text;

/** Append bytes. */
void sim_text_add(sim_text *text, const char *bytes, size_t length);

/** Append a terminated string. */
void sim_text_puts(sim_text *text, const char *string);

/** Append one byte. */
void sim_text_putc(sim_text *text, char byte);

/** Append a whole number; nothing for NaN (unknown). */
void sim_text_count(sim_text *text, double count);

/** Append a number with up to six decimals, without trailing zeros; nothing for NaN. */
void sim_text_number(sim_text *text, double number);

/** Append a time as a date or as `…Z`; nothing when unknown. */
void sim_text_time(sim_text *text, int64_t at, bool date_only);

/** Give the memory back; the text is empty afterwards. */
void sim_text_free(sim_text *text);

#endif
