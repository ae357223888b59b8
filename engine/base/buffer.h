/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing run of bytes that remembers its first failure, so that writers need look
 * only once, at the end. */
#ifndef ASSAY_BASE_BUFFER_H
#define ASSAY_BASE_BUFFER_H

#include <assay/base.h>

/** Zeroed is empty and ready. */
typedef struct assay_buffer {
    char *bytes;
    size_t len, room;
    bool failed; /**< memory ran out; everything after was dropped */
} assay_buffer;

void assay__buffer_put(assay_buffer *buffer, assay_str text);
/** `len` bytes more, to be written by the caller; NULL when memory has run out. */
char *assay__buffer_more(assay_buffer *buffer, size_t len);
void assay__buffer_put_char(assay_buffer *buffer, char byte);
void assay__buffer_put_quoted(assay_buffer *buffer, assay_str text); /**< "text" */
void assay__buffer_printf(assay_buffer *buffer, const char *format, ...)
    ASSAY_PRINTF(2, 3);
/** Shortest decimal; nothing for NaN. */
void assay__buffer_put_number(assay_buffer *buffer, double number);
void assay__buffer_clear(assay_buffer *buffer); /**< keeps the memory */
void assay__buffer_free(assay_buffer *buffer);  /**< leaves it empty and ready */

#endif
