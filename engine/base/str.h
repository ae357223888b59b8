/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small questions about text from outside, and the macro that passes a failure on. */
#ifndef ASSAY_BASE_STR_H
#define ASSAY_BASE_STR_H

#include <string.h>

#include <assay/base.h>

/** Pass a failure on. Only in functions that own nothing; owners use a `done:` label. */
#define ASSAY__TRY(call)                                                                 \
    do {                                                                                 \
        assay_status assay__status = (call);                                             \
        if (assay__status != ASSAY_OK)                                                   \
            return assay__status;                                                        \
    } while (0)

/** Arguments for `%.*s`. */
#define ASSAY__ARG(text) (int)(text).len, (text).ptr

/** A span over a string literal. */
#define ASSAY__LITERAL(text) ((assay_str){(text), sizeof(text) - 1})

/** A span over a terminated string. */
static inline assay_str assay__str(const char *terminated)
{
    return (assay_str){terminated, strlen(terminated)};
}

static inline bool assay__str_known(assay_str text)
{
    return text.ptr != NULL;
}

static inline bool assay__str_equal(assay_str a, assay_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/** Byte order, shorter first on a tie; <0, 0, >0. Unknown sorts with the empty text. */
static inline int assay__str_compare(assay_str a, assay_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

/** Line ends in a text. @cost O(bytes) */
static inline uint64_t assay__str_lines(assay_str text)
{
    uint64_t lines = 0;
    for (const char *at = text.ptr, *end = at + text.len; at < end; at++, lines++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (at == NULL)
            break;
    }
    return lines;
}

#endif
