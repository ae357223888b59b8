/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two writers of keys and the census, for the files that fold. Inline, because every
 * code point passes through here.
 */
#ifndef ASSAY_TEXT_FOLD_KEYS_H
#define ASSAY_TEXT_FOLD_KEYS_H

#include "text/fold.h"
#include "text/fold_table.h"
#include "text/unicode.h"

enum {
    REPLACEMENT = 0xFFFD,
    JOINER = 0x200D,
    MARKS_KEPT = 16,  /* of a run, so that ordering stays cheap; UAX 15 allows 30 */
    MARKS_INSIDE = 3, /* of the code point before a run, at most */
    VISIBLE_RUN = 2,
    SKELETON_RUN = 1
};

/* Writes one key. */
typedef struct writer {
    char *bytes;
    size_t len;
    uint32_t last, run, longest_run, dropped;
    bool blank; /* a blank is due before the next code point */
} writer;

/* Counts what is seen. A copy of the counts, because bytes written through a char pointer
 * might be anything of ours that has an address. */
typedef struct census {
    assay__folded counts;
    uint32_t digit_run;
    bool joined, half_flag;
} census;

#define INLINE static inline __attribute__((always_inline))

INLINE const assay__fold_entry *entry_of(uint32_t code)
{
    uint32_t page = assay__fold_page_of[code / ASSAY__FOLD_PAGE];
    return &assay__fold_entries[page][code % ASSAY__FOLD_PAGE];
}

INLINE bool continues(const char *bytes, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (((unsigned char)bytes[i] & 0xC0) != 0x80)
            return false;
    return true;
}

/* Bytes of the sequence that a lead byte opens; 0 when it opens none. */
INLINE size_t sequence_length(unsigned char lead)
{
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* A sequence of two to four bytes; U+FFFD for a byte that begins none. */
INLINE uint32_t next_wide(assay_str text, size_t *at)
{
    static const uint32_t SMALLEST[] = {0, 0, 0x80, 0x800, 0x10000};
    const char *p = text.ptr + *at;
    unsigned char lead = (unsigned char)*p;
    size_t n = sequence_length(lead);
    if (n == 0 || n > text.len - *at || !continues(p, n)) {
        (*at)++;
        return REPLACEMENT;
    }
    *at += n;
    uint32_t code = lead & (0x7FU >> n);
    for (size_t i = 1; i < n; i++)
        code = code << 6 | ((unsigned char)p[i] & 0x3FU);
    bool bad = code < SMALLEST[n] || code > 0x10FFFF || (code >> 11) == 0x1B;
    return bad ? REPLACEMENT : code;
}

INLINE uint32_t next_code(assay_str text, size_t *at)
{
    unsigned char lead = (unsigned char)text.ptr[*at];
    if (lead >= 0x80)
        return next_wide(text, at);
    (*at)++;
    return lead;
}

INLINE size_t put_code(uint32_t code, char bytes[])
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        bytes[0] = (char)(0xE0 | code >> 12);
        bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    bytes[0] = (char)(0xF0 | code >> 18);
    bytes[1] = (char)(0x80 | (code >> 12 & 0x3F));
    bytes[2] = (char)(0x80 | (code >> 6 & 0x3F));
    bytes[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

INLINE void write_code(writer *w, uint32_t code)
{
    if (w->blank) {
        w->blank = false;
        if (w->len > 0) {
            w->bytes[w->len++] = ' ';
            w->last = ' ';
        }
    }
    if (code == w->last) {
        if (++w->run > w->longest_run) {
            w->dropped++;
            return;
        }
    } else {
        w->run = 1;
        w->last = code;
    }
    w->len += put_code(code, w->bytes + w->len);
}

INLINE void count_emoji(census *c, uint32_t code)
{
    bool flag = code >= 0x1F1E6 && code <= 0x1F1FF;
    bool part_of_last = c->joined || (flag && c->half_flag);
    c->half_flag = flag && !c->half_flag;
    if (part_of_last)
        return;
    c->counts.emoji++;
    c->counts.graphemes++;
}

INLINE void count_code(census *c, uint32_t code, const assay__fold_entry *entry)
{
    assay__folded *out = &c->counts;
    bool digit = entry->class == ASSAY__CHAR_DIGIT;
    c->digit_run = digit ? c->digit_run + 1 : 0;
    if (c->digit_run > out->longest_digits)
        out->longest_digits = c->digit_run;
    out->lookalikes += (entry->flags & ASSAY__FOLD_LOOKALIKE) != 0;
    if (entry->class == ASSAY__CHAR_EMOJI) {
        count_emoji(c, code);
        c->joined = false;
        return;
    }
    bool own_place = (entry->flags & ASSAY__FOLD_EXTENDS) == 0;
    out->graphemes += own_place && entry->class != ASSAY__CHAR_SPACE &&
                      entry->class != ASSAY__CHAR_HIDDEN;
    out->letters += entry->class == ASSAY__CHAR_LETTER;
    out->upper += (entry->flags & ASSAY__FOLD_UPPER) != 0;
    out->digits += digit;
    out->punctuation +=
        entry->class == ASSAY__CHAR_JOIN || entry->class == ASSAY__CHAR_BREAK;
    bool in_emoji = code == JOINER || (entry->flags & ASSAY__FOLD_EXTENDS) != 0;
    out->hidden += entry->class == ASSAY__CHAR_HIDDEN && !in_emoji;
    if (entry->class != ASSAY__CHAR_HIDDEN)
        c->half_flag = false;
    c->joined = code == JOINER && out->emoji > 0;
}

/* All that is kept between code points. */
typedef struct assay__fold_state {
    writer visible, skeleton;
    census census;
    unsigned combining, marks; /* class of the last mark, and how many in a row */
    bool tones; /* a pair of vowels was seen that may need its tone moved */
} assay__fold_state;

/* What the vowels of a code point may open or follow (text/tone.h). */
INLINE unsigned opens_of(uint32_t code)
{
    return code < ASSAY__FOLD_QUICK_CODES ? assay__fold_quick[code].opens : 0;
}

INLINE unsigned follows_of(uint32_t code)
{
    return code < ASSAY__FOLD_QUICK_CODES ? assay__fold_quick[code].follows : 0;
}

/* Puts a code point of the visible key into both keys, its skeleton being one code. */
INLINE void write_both(writer *visible, writer *skeleton, uint32_t code, uint32_t plain,
                       unsigned class)
{
    switch ((assay__char_class) class) {
    case ASSAY__CHAR_LETTER:
    case ASSAY__CHAR_DIGIT:
        write_code(visible, code);
        write_code(skeleton, plain);
        return;
    case ASSAY__CHAR_SPACE:
        visible->blank = true;
        skeleton->blank = true;
        return;
    case ASSAY__CHAR_BREAK:
    case ASSAY__CHAR_EMOJI:
        skeleton->blank = true;
        write_code(visible, code);
        return;
    case ASSAY__CHAR_JOIN:
    case ASSAY__CHAR_MARK:
        write_code(visible, code);
        return;
    case ASSAY__CHAR_HIDDEN:
        return;
    }
}

/** Any code point, by its entry; false when the table cannot tell. */
bool assay__fold_code(uint32_t code, assay__fold_state *state);

/** A whole text, the code points of everyday writing by a table of finished bytes and
 * the others by assay__fold_code(); false when that cannot tell.
 * Each key needs room for twice the text and eight bytes. */
bool assay__fold_quickly(assay_str text, assay__fold_state *state);

#endif
