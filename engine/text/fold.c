/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over a text with a table entry a code point; the moment a code point may
 * compose with its neighbour or becomes several, the text is done again by utf8proc.
 * Both ways feed the same two writers, so they can only differ where the table is wrong,
 * and a test compares them.
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

/* Some platforms' texts have hoá and some hóa: done over only where a pair is seen. */
static bool place_tones(assay__folded *out, assay_arena *arena)
{
    uint32_t *codes = assay__arena_raw(arena, out->visible.len + 1, sizeof *codes);
    char *bytes = assay__arena_raw(arena, 2 * out->visible.len + 4, 1);
    if (codes == NULL || bytes == NULL)
        return false;
    size_t n = 0, len = 0;
    for (size_t at = 0; at < out->visible.len;)
        codes[n++] = next_code(out->visible, &at);
    for (size_t i = 0; i + 1 < n; i++)
        if ((opens_of(codes[i]) & follows_of(codes[i + 1])) != 0)
            assay__tone_place(codes, n, i);
    for (size_t i = 0; i < n; i++)
        len += put_code(codes[i], bytes + len);
    out->visible = (assay_str){bytes, len};
    return true;
}

typedef enum fold_end { FOLDED, NEEDS_EXACT, OUT_OF_MEMORY } fold_end;

/* A code point that the table cannot decide: several, composing, or out of order. */
static bool is_undecided(assay__fold_state *s, const assay__fold_entry *entry)
{
    s->marks = entry->combining != 0 ? s->marks + 1 : 0;
    bool disordered = entry->combining != 0 && entry->combining < s->combining;
    s->combining = entry->combining;
    return (entry->flags & ASSAY__FOLD_SLOW) != 0 || disordered || s->marks > MARKS_KEPT;
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
