/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over a text with a table entry a code point; the moment a code point may
 * compose with its neighbour, the letters and marks of the text are joined by a table of
 * pairs and it is folded again; where marks are left over, utf8proc does it. All ways
 * feed the same two writers, so they can only differ where a table is wrong, and a test
 * compares them.
 */
#include "text/fold.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/fold_keys.h"
#include "text/tone.h"

/* Room for both keys of `codes` code points. */
static bool open_writers(assay_arena *arena, size_t bytes, writer *visible,
                         writer *skeleton)
{
    *visible =
        (writer){.bytes = assay__arena_raw(arena, bytes, 1), .longest_run = VISIBLE_RUN};
    *skeleton =
        (writer){.bytes = assay__arena_raw(arena, bytes, 1), .longest_run = SKELETON_RUN};
    return visible->bytes != NULL && skeleton->bytes != NULL;
}

static void close_writers(const writer *visible, const writer *skeleton,
                          assay__folded *out)
{
    out->visible = (assay_str){visible->bytes, visible->len};
    out->skeleton = (assay_str){skeleton->bytes, skeleton->len};
    out->stretched = visible->dropped;
}

/* Some platforms' texts have hoá and some hóa: done over only where a pair is seen. A
 * moved tone may make a third of a kind, which goes the way of all such. */
static bool place_tones(assay__folded *out, assay_arena *arena)
{
    uint32_t *codes = assay__arena_raw(arena, out->visible.len + 1, sizeof *codes);
    writer placed = {.bytes = assay__arena_raw(arena, 2 * out->visible.len + 4, 1),
                     .longest_run = VISIBLE_RUN};
    if (codes == NULL || placed.bytes == NULL)
        return false;
    size_t n = 0;
    for (size_t at = 0; at < out->visible.len;)
        codes[n++] = next_code(out->visible, &at);
    for (size_t i = 0; i + 1 < n; i++)
        if ((opens_of(codes[i]) & follows_of(codes[i + 1])) != 0)
            assay__tone_place(codes, n, i);
    for (size_t i = 0; i < n; i++)
        write_code(&placed, codes[i]);
    out->visible = (assay_str){placed.bytes, placed.len};
    return true;
}

typedef enum fold_end { FOLDED, NEEDS_EXACT, OUT_OF_MEMORY } fold_end;

/* A code point that the table cannot decide: several, composing, or out of order. */
static bool is_undecided(assay__fold_state *s, const assay__fold_entry *entry)
{
    s->marks = entry->combining != 0 ? s->marks + 1 : 0;
    bool disordered = entry->combining != 0 && entry->combining < s->combining;
    s->combining = entry->combining;
    return (entry->flags & ASSAY__FOLD_SLOW) != 0 || disordered ||
           s->marks + MARKS_INSIDE > MARKS_KEPT;
}

/* A letter or digit whose skeleton is none or several code points. */
static void write_several(writer *visible, writer *skeleton, uint32_t code)
{
    uint32_t plain[ASSAY__SKELETON_ROOM];
    size_t n = assay__unicode_skeleton(code, plain);
    write_code(visible, code);
    for (size_t i = 0; i < n; i++)
        write_code(skeleton, plain[i]);
}

bool assay__fold_code(uint32_t code, assay__fold_state *s)
{
    const assay__fold_entry *entry = entry_of(code);
    count_code(&s->census, code, entry);
    if (entry->class == ASSAY__CHAR_HIDDEN)
        return true;
    if (is_undecided(s, entry))
        return false;
    uint32_t shown = code + (uint32_t)entry->visible;
    if ((entry->flags & ASSAY__FOLD_SEVERAL) != 0) {
        write_several(&s->visible, &s->skeleton, shown);
        return true;
    }
    s->tones = s->tones || (opens_of(s->visible.last) & follows_of(shown)) != 0;
    write_both(&s->visible, &s->skeleton, shown, code + (uint32_t)entry->skeleton,
               entry->class);
    return true;
}

/* The fast way; NEEDS_EXACT as soon as the table cannot tell. */
static fold_end fold_by_table(assay_str text, assay_arena *arena, assay__folded *out)
{
    assay__fold_state s = {.tones = false};
    /* case folding and look-alikes lengthen a code point by a byte at most */
    if (!open_writers(arena, 2 * text.len + 8, &s.visible, &s.skeleton))
        return OUT_OF_MEMORY;
    if (!assay__fold_quickly(text, &s))
        return NEEDS_EXACT;
    *out = s.census.counts;
    close_writers(&s.visible, &s.skeleton, out);
    return s.tones && !place_tones(out, arena) ? OUT_OF_MEMORY : FOLDED;
}

/* The letter of a pair of letter and mark; 0 when they make none. */
static uint32_t whole_of(uint32_t letter, uint32_t mark)
{
    uint32_t parts = letter << 8 | (mark - ASSAY__FOLD_FIRST_MARK);
    size_t low = 0, high = assay__fold_n_pairs;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (assay__fold_pairs[middle].parts < parts)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < assay__fold_n_pairs && assay__fold_pairs[low].parts == parts;
    return found ? assay__fold_pairs[low].whole : 0;
}

/* Puts a mark onto the code point that was written last, from `begin` on. */
static bool put_mark(uint32_t mark, size_t begin, char bytes[], size_t *len)
{
    size_t at = begin;
    assay_str written = {bytes, *len};
    uint32_t whole = begin == *len ? 0 : whole_of(next_code(written, &at), mark);
    *len = begin + (whole == 0 ? 0 : put_code(whole, bytes + begin));
    return whole != 0;
}

/* Joins each letter with the marks behind it. A pair that composes is canonical whatever
 * follows it, so that a text of which no mark is left over is composed as UAX 15 says.
 * False when one is; a text without marks comes out as it was.
 * @param bytes  [text.len] */
static bool join_marks(assay_str text, char bytes[], size_t *len)
{
    size_t last = 0;
    *len = 0;
    for (size_t at = 0; at < text.len;) {
        size_t begin = at;
        uint32_t mark = next_code(text, &at) - ASSAY__FOLD_FIRST_MARK;
        if (mark < ASSAY__FOLD_MARKS) {
            if (!put_mark(mark + ASSAY__FOLD_FIRST_MARK, last, bytes, len))
                return false;
            continue;
        }
        last = *len;
        memcpy(bytes + last, text.ptr + begin, at - begin);
        *len += at - begin;
    }
    return true;
}

static fold_end fold_joined(assay_str text, assay_arena *arena, assay__folded *out)
{
    size_t len;
    char *bytes = assay__arena_raw(arena, text.len, 1);
    if (bytes == NULL)
        return OUT_OF_MEMORY;
    if (!join_marks(text, bytes, &len) || len == text.len)
        return NEEDS_EXACT;
    return fold_by_table((assay_str){bytes, len}, arena, out);
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

/* A Hangul vowel or final that stands behind no letter: what the skeleton leaves out in
 * between must not let the two grow together when the key is folded again. */
static bool is_parted(uint32_t code, const writer *visible, const writer *skeleton)
{
    bool joins = (code >= 0x1161 && code <= 0x1175) || (code >= 0x11A8 && code <= 0x11C2);
    return joins && visible->last != skeleton->last;
}

static void write_exactly(writer *visible, writer *skeleton, uint32_t code)
{
    assay__char_class class = entry_of(code)->class;
    skeleton->blank = skeleton->blank || is_parted(code, visible, skeleton);
    if (class == ASSAY__CHAR_LETTER || class == ASSAY__CHAR_DIGIT)
        write_several(visible, skeleton, code);
    else
        write_both(visible, skeleton, code, 0, class);
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
        end = fold_joined(cut(text), arena, &folded);
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
