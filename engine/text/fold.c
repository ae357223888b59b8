/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over a text with a table entry a code point; the moment a code point may
 * compose with its neighbour or becomes several, the text is done again by utf8proc.
 * Both ways feed the same two writers, so they can only differ where the table is wrong,
 * and a test compares them.
 */
#include "text/fold.h"

#include <string.h>

#include "base/str.h"
#include "text/fold_table.h"
#include "text/tone.h"
#include "text/unicode.h"

enum {
    REPLACEMENT = 0xFFFD,
    JOINER = 0x200D,
    MARKS_KEPT = 16, /* of a run, so that ordering stays cheap; UAX 15 allows 30 */
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

/* Room for both keys of `codes` code points. */
static bool open_writers(assay_arena *arena, size_t bytes, writer *visible,
                         writer *skeleton)
{
    *visible =
        (writer){.bytes = assay_arena_alloc(arena, bytes), .longest_run = VISIBLE_RUN};
    *skeleton =
        (writer){.bytes = assay_arena_alloc(arena, bytes), .longest_run = SKELETON_RUN};
    return visible->bytes != NULL && skeleton->bytes != NULL;
}

static void close_writers(const writer *visible, const writer *skeleton,
                          assay__folded *out)
{
    out->visible = (assay_str){visible->bytes, visible->len};
    out->skeleton = (assay_str){skeleton->bytes, skeleton->len};
    out->stretched = visible->dropped;
}

/* Some platforms' texts have hoá and some hóa: done over only where a pair is seen. */
static bool place_tones(assay__folded *out, assay_arena *arena)
{
    uint32_t *codes = assay_arena_array(arena, out->visible.len + 1, sizeof *codes);
    char *bytes = assay_arena_alloc(arena, 2 * out->visible.len + 4);
    if (codes == NULL || bytes == NULL)
        return false;
    size_t n = 0, len = 0;
    for (size_t at = 0; at < out->visible.len;)
        codes[n++] = next_code(out->visible, &at);
    assay__tone_place(codes, n);
    for (size_t i = 0; i < n; i++)
        len += put_code(codes[i], bytes + len);
    out->visible = (assay_str){bytes, len};
    return true;
}

typedef enum fold_end { FOLDED, NEEDS_EXACT, OUT_OF_MEMORY } fold_end;

/* What the fast way keeps between code points. */
typedef struct scan {
    unsigned combining, marks; /* class of the last mark, and how many in a row */
    bool tones; /* a pair of vowels was seen that may need its tone moved */
} scan;

/* A code point that the table cannot decide: several, composing, or out of order. */
INLINE bool is_undecided(scan *s, const assay__fold_entry *entry)
{
    s->marks = entry->combining != 0 ? s->marks + 1 : 0;
    bool disordered = entry->combining != 0 && entry->combining < s->combining;
    s->combining = entry->combining;
    return (entry->flags & ASSAY__FOLD_SLOW) != 0 || disordered || s->marks > MARKS_KEPT;
}

/* Two vowels of which one is toned: most neighbours are not even two vowels. */
INLINE bool may_be_pair(uint32_t last, uint32_t shown)
{
    bool first = last >= 0xE0 || last == 'o' || last == 'u' || last == 'i' || last == 'y';
    bool second = shown >= 0xE0 || shown == 'a' || shown == 'e' || shown == 'y';
    return first && second && (last >= 0x80 || shown >= 0x80);
}

INLINE bool is_ascii_letter(char byte)
{
    return ((unsigned char)byte | 0x20U) - 'a' < 26U;
}

/* A due blank is written before a run of letters. */
INLINE void begin_run(writer *w)
{
    if (w->blank && w->len > 0) {
        w->bytes[w->len++] = ' ';
        w->last = ' ';
    }
    w->blank = false;
}

/* A run of ASCII letters, by far the commonest text: nothing of the table is needed, and
 * both keys get the same bytes but where a letter is repeated. @return where it ends */
INLINE size_t read_letters(assay_str text, size_t at, census *c, scan *s, writer *visible,
                           writer *skeleton)
{
    uint32_t first = (unsigned char)text.ptr[at] | 0x20U;
    if (visible->last >= 0x80 && !visible->blank && may_be_pair(visible->last, first))
        s->tones = s->tones || assay__tone_suspect(visible->last, first);
    begin_run(visible);
    begin_run(skeleton);
    size_t begin = at, v = visible->len, k = skeleton->len;
    uint32_t last = visible->last, plain_last = skeleton->last, run = visible->run;
    uint32_t upper = 0, dropped = 0;
    char *shown = visible->bytes, *plain = skeleton->bytes;
    for (; at < text.len && is_ascii_letter(text.ptr[at]); at++) {
        uint32_t lower = (unsigned char)text.ptr[at] | 0x20U;
        upper += (unsigned char)text.ptr[at] < 'a';
        run = lower == last ? run + 1 : 1;
        last = lower;
        shown[v] = (char)lower;
        v += run <= VISIBLE_RUN;
        dropped += run > VISIBLE_RUN;
        plain[k] = (char)lower;
        k += lower != plain_last;
        plain_last = lower;
    }
    visible->len = v;
    visible->last = last;
    visible->run = run;
    visible->dropped += dropped;
    skeleton->len = k;
    skeleton->last = plain_last;
    skeleton->run = 1;
    c->counts.letters += (uint32_t)(at - begin);
    c->counts.graphemes += (uint32_t)(at - begin);
    c->counts.upper += upper;
    c->digit_run = 0;
    c->half_flag = c->joined = false;
    s->combining = s->marks = 0;
    return at;
}

INLINE size_t read_blank(size_t at, census *c, scan *s, writer *visible, writer *skeleton)
{
    visible->blank = skeleton->blank = true;
    c->digit_run = 0;
    c->half_flag = c->joined = false;
    s->combining = s->marks = 0;
    return at + 1;
}

/* Any other code point; false when the table cannot tell. */
INLINE bool read_code(uint32_t code, census *c, scan *s, writer *visible,
                      writer *skeleton)
{
    const assay__fold_entry *entry = entry_of(code);
    count_code(c, code, entry);
    if (entry->class == ASSAY__CHAR_HIDDEN)
        return true;
    if (is_undecided(s, entry))
        return false;
    uint32_t shown = code + (uint32_t)entry->visible;
    if (!s->tones && may_be_pair(visible->last, shown))
        s->tones = assay__tone_suspect(visible->last, shown);
    write_both(visible, skeleton, shown, code + (uint32_t)entry->skeleton, entry->class);
    return true;
}

/* The fast way; NEEDS_EXACT as soon as the table cannot tell. */
static fold_end fold_by_table(assay_str text, assay_arena *arena, assay__folded *out)
{
    writer opened[2];
    /* case folding and look-alikes lengthen a code point by a byte at most */
    if (!open_writers(arena, 2 * text.len + 4, &opened[0], &opened[1]))
        return OUT_OF_MEMORY;
    writer visible = opened[0], skeleton = opened[1];
    census c = {.digit_run = 0};
    scan s = {.tones = false};
    for (size_t at = 0; at < text.len;) {
        if (is_ascii_letter(text.ptr[at])) {
            at = read_letters(text, at, &c, &s, &visible, &skeleton);
            continue;
        }
        if (text.ptr[at] == ' ') {
            at = read_blank(at, &c, &s, &visible, &skeleton);
            continue;
        }
        if (!read_code(next_code(text, &at), &c, &s, &visible, &skeleton))
            return NEEDS_EXACT;
    }
    opened[0] = visible;
    opened[1] = skeleton;
    *out = c.counts;
    close_writers(&opened[0], &opened[1], out);
    return s.tones && !place_tones(out, arena) ? OUT_OF_MEMORY : FOLDED;
}

/* Decomposes without what is hidden; marks beyond MARKS_KEPT of a run are dropped. */
static size_t decompose_text(assay_str text, uint32_t codes[])
{
    size_t n = 0, marks = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t code = next_code(text, &at);
        if (entry_of(code)->class == ASSAY__CHAR_HIDDEN)
            continue;
        uint32_t parts[ASSAY__SKELETON_ROOM];
        size_t n_parts = assay__unicode_decompose(code, parts);
        for (size_t i = 0; i < n_parts; i++) {
            marks = entry_of(parts[i])->combining != 0 ? marks + 1 : 0;
            if (marks <= MARKS_KEPT)
                codes[n++] = parts[i];
        }
    }
    return n;
}

/* How many code points the decomposition can have. */
static size_t decomposed_length(assay_str text, census *c)
{
    size_t n = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t code = next_code(text, &at), parts[ASSAY__SKELETON_ROOM];
        count_code(c, code, entry_of(code));
        n += code < 0x80 ? 1 : assay__unicode_decompose(code, parts);
    }
    return n;
}

static void write_exactly(writer *visible, writer *skeleton, uint32_t code)
{
    assay__char_class class = entry_of(code)->class;
    uint32_t plain[ASSAY__SKELETON_ROOM] = {0};
    size_t n = 0;
    if (class == ASSAY__CHAR_LETTER || class == ASSAY__CHAR_DIGIT)
        n = assay__unicode_skeleton(code, plain);
    if (n == 1 || (class != ASSAY__CHAR_LETTER && class != ASSAY__CHAR_DIGIT)) {
        write_both(visible, skeleton, code, plain[0], class);
        return;
    }
    write_code(visible, code);
    for (size_t i = 0; i < n; i++)
        write_code(skeleton, plain[i]);
}

static fold_end fold_by_unicode(assay_str text, assay_arena *arena, assay__folded *out)
{
    census c = {.digit_run = 0};
    size_t room = decomposed_length(text, &c);
    *out = c.counts;
    uint32_t *codes = assay_arena_array(arena, room + 1, sizeof *codes);
    writer visible, skeleton;
    if (codes == NULL)
        return OUT_OF_MEMORY;
    size_t n = assay__unicode_compose(codes, decompose_text(text, codes));
    size_t longest = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t plain[ASSAY__SKELETON_ROOM];
        longest += 1 + assay__unicode_skeleton(codes[i], plain);
    }
    if (!open_writers(arena, 4 * longest + n + 4, &visible, &skeleton))
        return OUT_OF_MEMORY;
    for (size_t i = 0; i < n; i++)
        write_exactly(&visible, &skeleton, codes[i]);
    close_writers(&visible, &skeleton, out);
    return place_tones(out, arena) ? FOLDED : OUT_OF_MEMORY;
}

/* The first ASSAY__FOLD_LIMIT bytes, ending where a code point does. */
static assay_str cut(assay_str text)
{
    if (text.len <= ASSAY__FOLD_LIMIT)
        return text;
    size_t len = ASSAY__FOLD_LIMIT;
    while (len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    return (assay_str){text.ptr, len};
}

static assay_status finish(fold_end end, const assay__folded *folded, assay__folded *out,
                           assay_error *err)
{
    if (end == OUT_OF_MEMORY)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to fold a text");
    *out = *folded;
    return ASSAY_OK;
}

assay_status assay__fold(assay_str text, assay_arena *arena, assay__folded *out,
                         assay_error *err)
{
    assay__folded folded = {.visible = {NULL, 0}};
    fold_end end = fold_by_table(cut(text), arena, &folded);
    if (end == NEEDS_EXACT)
        return assay__fold_exactly(text, arena, out, err);
    return finish(end, &folded, out, err);
}

assay_status assay__fold_exactly(assay_str text, assay_arena *arena, assay__folded *out,
                                 assay_error *err)
{
    assay__folded folded = {.visible = {NULL, 0}};
    fold_end end = fold_by_unicode(cut(text), arena, &folded);
    return finish(end, &folded, out, err);
}
