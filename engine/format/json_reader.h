/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pull reader of JSON: whoever reads asks for what it expects, and no tree is built.
 *
 * The text is a private copy of the caller's, followed by ASSAY__PULL_PADDING zero
 * bytes: the zero ends every scan, so that no byte needs a question about the end, and
 * strings are unescaped where they stand and handed out as spans of the copy. Numbers
 * are handed out as written, so that an id of 19 digits loses none.
 *
 * The first failure stays (`status`, `why`, `p`); every call after it answers false.
 * Grammar, depth and UTF-8 are checked in skipped values as well.
 *
 *     assay__pull_enter(&in, '{');
 *     while (assay__pull_more(&in)) {
 *         assay__pull_key(&in, &key);
 *         ... one of assay__pull_string, _number, _word, _enter, _skip
 *     }
 */
#ifndef ASSAY_FORMAT_JSON_READER_H
#define ASSAY_FORMAT_JSON_READER_H

#include <string.h>

#include <assay/base.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/** Bytes of zeros behind the text; deepest nesting of arrays and objects. */
enum { ASSAY__PULL_PADDING = 32, ASSAY__PULL_DEPTH = 64 };

/** A text being read. */
typedef struct assay__pull {
    char *p; /**< next byte; after a failure, where it stands */
    char *start, *end;
    uint64_t objects; /**< bit d: the container at depth d is an object */
    unsigned depth;
    bool fresh;          /**< the innermost container was just entered */
    assay_status status; /**< ASSAY_OK until something fails */
    const char *why;     /**< static words on the failure, `a comma or } is missing` */
} assay__pull;

/** Begin. @param text [len + ASSAY__PULL_PADDING] with zeros behind; written to */
void assay__pull_begin(assay__pull *in, char *text, size_t len);

/** Fail here, unless something failed before. @return false, always */
bool assay__pull_fail(assay__pull *in, assay_status status, const char *why);

/** The byte that the next value begins with, past white space; 0 at the end. */
static inline char assay__pull_peek(assay__pull *in)
{
    while (*in->p == ' ' || *in->p == '\n' || *in->p == '\r' || *in->p == '\t')
        in->p++;
    return *in->p;
}

/* What is left of the two calls below when they cannot do the usual. */
bool assay__pull_enter_slowly(assay__pull *in, char bracket);
bool assay__pull_more_fails(assay__pull *in);

/** Enter `{` or `[`. */
static inline bool assay__pull_enter(assay__pull *in, char bracket)
{
    bool usual = in->status == ASSAY_OK && in->depth < ASSAY__PULL_DEPTH;
    if (!usual || assay__pull_peek(in) != bracket)
        return assay__pull_enter_slowly(in, bracket);
    uint64_t bit = UINT64_C(1) << in->depth++;
    in->objects = bracket == '{' ? in->objects | bit : in->objects & ~bit;
    in->p++;
    in->fresh = true;
    return true;
}

/** Whether the innermost container has another member or element, now next; leaves the
 * container otherwise. */
static inline bool assay__pull_more(assay__pull *in)
{
    if (in->status != ASSAY_OK)
        return false;
    char next = assay__pull_peek(in);
    bool fresh = in->fresh;
    bool object = (in->objects >> (in->depth - 1) & 1) != 0;
    in->fresh = false;
    if (next == ',' && !fresh) {
        in->p++;
        return true;
    }
    if (next == (object ? '}' : ']')) {
        in->p++;
        in->depth--;
        return false;
    }
    return fresh || assay__pull_more_fails(in);
}

/** A member's key and its colon. */
bool assay__pull_key(assay__pull *in, assay_str *key);
/** A string, unescaped and checked, terminated by whatever follows it. */
bool assay__pull_string(assay__pull *in, assay_str *text);
/** A number as written; its grammar is left to assay__number_read. */
bool assay__pull_number(assay__pull *in, assay_str *raw);
/** `true`, `false` or `null`; the byte it begins with in *first. */
bool assay__pull_word(assay__pull *in, char *first);
/** Pass over any value, iteratively. */
bool assay__pull_skip(assay__pull *in);
/** Nothing but white space is left. */
bool assay__pull_finish(assay__pull *in);

/** Whether `len` bytes are the same, at least 16 of each being there to be read. */
static inline bool assay__pull_same(const char *a, const char *b, size_t len)
{
#ifdef __SSE2__
    __m128i left = _mm_loadu_si128((const __m128i *)(const void *)a);
    __m128i right = _mm_loadu_si128((const __m128i *)(const void *)b);
    uint64_t same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(left, right));
    uint64_t wanted = len < 16 ? (UINT64_C(1) << len) - 1 : 0xFFFF;
    return (same & wanted) == wanted &&
           (len <= 16 || memcmp(a + 16, b + 16, len - 16) == 0);
#else
    return memcmp(a, b, len) == 0;
#endif
}

/** Take a key when it is the one predicted.
 * @param quoted  [>= 16, zeros behind] the key in its quotes, free of escapes */
static inline bool assay__pull_key_is(assay__pull *in, const char *quoted, size_t len)
{
    assay__pull_peek(in);
    if (!assay__pull_same(in->p, quoted, len)) /* the padding is longer */
        return false;
    char *p = in->p + len;
    if (*p != ':')
        return false;
    in->p = p + 1;
    return true;
}

/** Line and column (characters) of an offset, both from 1. */
void assay__text_place(assay_str text, size_t offset, uint64_t *line, uint64_t *column);

#endif
