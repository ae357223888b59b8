/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes being written: replies, log lines, pages. A failure of memory is remembered, so
 * writers look once, at the end. */
#ifndef ASSAY_SERVICE_STRBUF_H
#define ASSAY_SERVICE_STRBUF_H

#include <assay/base.h>

/** Zeroed is empty and ready. `ptr` is malloc's and may be taken over. */
typedef struct strbuf {
    char *ptr;
    size_t len, room;
    bool failed; /**< memory ran out; what came after was dropped */
} strbuf;

void strbuf_reserve(strbuf *out, size_t bytes); /**< room for so many more */
void strbuf_put(strbuf *out, const char *bytes, size_t n);
void strbuf_word(strbuf *out, const char *word);
void strbuf_printf(strbuf *out, const char *format, ...) ASSAY_PRINTF(2, 3);
/** A JSON string in its quotes; what is no UTF-8 becomes U+FFFD. */
void strbuf_json(strbuf *out, const char *bytes, size_t n);
void strbuf_json_word(strbuf *out, const char *word);
void strbuf_clear(strbuf *out); /**< keeps the memory */
void strbuf_free(strbuf *out);  /**< leaves it empty and ready */

/** The first byte of this sequence's length when it is whole and valid UTF-8, else 0.
 * @param left  bytes from `bytes` on, > 0 */
size_t strbuf_utf8_length(const char *bytes, size_t left);

#endif
