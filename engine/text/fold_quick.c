/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding of everyday writing: eight ASCII letters and blanks at a time where no two are
 * the same in a row, otherwise a code point at a time by an entry that holds the finished
 * bytes. Whatever is rarer goes through assay__fold_code(), in the same state, so that
 * the order of code points is kept.
 */
#include <string.h>

#include "text/fold_keys.h"
#include "text/tone.h"

enum { WIDE = 8, EVERY = 0xFF, VISIBLE_DUE = 1, PLAIN_DUE = 2, BOTH_DUE = 3 };

/* Every byte of a word. */
static const uint64_t ONES = UINT64_C(0x0101010101010101);

/* What the loop changes, in registers. The counts are four of sixteen bits: letters,
 * capitals, digits, punctuation; a text has at most ASSAY__FOLD_LIMIT of each. */
typedef struct quick {
    char *shown, *plain;
    size_t v, k; /* bytes written of each */
    uint32_t last, plain_last, run, dropped;
    uint32_t digit_run, longest_digits;
    size_t digits_end; /* where the run of digits ended */
    uint64_t counts;
    unsigned opens; /* pairs of vowels that the last one visible may open */
    unsigned due;   /* blanks: bits of both keys */
    bool tones;
} quick;

/* What an entry of a kind adds to the counts. */
static const uint64_t STEPS[] = {[ASSAY__QUICK_LETTER] = 1,
                                 [ASSAY__QUICK_UPPER] = 1 | UINT64_C(1) << 16,
                                 [ASSAY__QUICK_DIGIT] = UINT64_C(1) << 32,
                                 [ASSAY__QUICK_JOIN] = UINT64_C(1) << 48,
                                 [ASSAY__QUICK_BREAK] = UINT64_C(1) << 48};

INLINE quick take_up(const assay__fold_state *s, size_t at)
{
    return (quick){.shown = s->visible.bytes,
                   .plain = s->skeleton.bytes,
                   .v = s->visible.len,
                   .k = s->skeleton.len,
                   .last = s->visible.last,
                   .plain_last = s->skeleton.last,
                   .run = s->visible.run,
                   .dropped = s->visible.dropped,
                   .digit_run = s->census.digit_run,
                   .digits_end = at,
                   .longest_digits = s->census.counts.longest_digits,
                   .opens = opens_of(s->visible.last),
                   .due = (s->visible.blank ? VISIBLE_DUE : 0U) |
                          (s->skeleton.blank ? PLAIN_DUE : 0U),
                   .tones = s->tones};
}

INLINE void lay_down(const quick *q, size_t at, assay__fold_state *s)
{
    assay__folded *counts = &s->census.counts;
    s->visible.len = q->v;
    s->visible.last = q->last;
    s->visible.run = q->run;
    s->visible.dropped = q->dropped;
    s->visible.blank = (q->due & VISIBLE_DUE) != 0;
    s->skeleton.len = q->k;
    s->skeleton.last = q->plain_last;
    s->skeleton.run = 1;
    s->skeleton.blank = (q->due & PLAIN_DUE) != 0;
    s->tones = q->tones;
    s->census.digit_run = q->digits_end == at ? q->digit_run : 0;
    counts->longest_digits = q->longest_digits;
    uint32_t letters = q->counts & UINT16_MAX, digits = q->counts >> 32 & UINT16_MAX;
    uint32_t punctuation = (uint32_t)(q->counts >> 48);
    counts->letters += letters;
    counts->upper += (uint32_t)(q->counts >> 16 & UINT16_MAX);
    counts->digits += digits;
    counts->punctuation += punctuation;
    counts->graphemes += letters + digits + punctuation;
}

/* A word's byte's highest bit where the byte is 0. */
INLINE uint64_t zeros_of(uint64_t word)
{
    return ~(((word & 0x7F * ONES) + 0x7F * ONES) | word | 0x7F * ONES);
}

/* How many highest bits are set. */
INLINE unsigned marked(uint64_t mask)
{
    return (unsigned)(((mask >> 7) * ONES) >> 56);
}

INLINE void flush_blank(quick *q)
{
    if ((q->due & VISIBLE_DUE) == 0)
        return;
    q->due &= PLAIN_DUE;
    q->opens = 0;
    if (q->v == 0)
        return;
    q->shown[q->v++] = ' ';
    q->last = ' ';
}

INLINE void flush_plain_blank(quick *q)
{
    if ((q->due & PLAIN_DUE) == 0)
        return;
    q->due &= VISIBLE_DUE;
    if (q->k == 0)
        return;
    q->plain[q->k++] = ' ';
    q->plain_last = ' ';
}

INLINE void flush(quick *q)
{
    if (q->due == 0)
        return;
    flush_blank(q);
    flush_plain_blank(q);
}

/* Highest bits of the bytes that are ASCII letters. `lower` has 0x20 set in each. */
INLINE uint64_t letters_of(uint64_t word, uint64_t lower)
{
    uint64_t low = lower & 0x7F * ONES;
    uint64_t from_a = low + (0x80 - 'a') * ONES, beyond_z = low + (0x80 - 'z' - 1) * ONES;
    return from_a & ~beyond_z & ~word & 0x80 * ONES;
}

/* ASCII letters and single blanks, a letter first and no two alike in a row: both keys
 * get the same bytes. @return how many were taken, 0 when another way must */
INLINE size_t take_word(quick *q, uint64_t word)
{
    uint64_t lower = word | 0x20 * ONES;
    uint64_t letters = letters_of(word, lower), blanks = zeros_of(word ^ 0x20 * ONES);
    uint64_t other = ~(letters | blanks) & 0x80 * ONES;
    other |= zeros_of(lower ^ lower << 8);
    size_t n = other == 0 ? WIDE : (size_t)__builtin_ctzll(other) / 8;
    uint32_t first = lower & EVERY;
    if ((letters & 0x80) == 0 || n == 0 || first == q->last || first == q->plain_last ||
        (q->opens & assay__fold_quick[first].follows) != 0)
        return 0;
    uint64_t kept = ~UINT64_C(0) >> (8 * (WIDE - n));
    flush(q);
    memcpy(q->shown + q->v, &lower, WIDE);
    memcpy(q->plain + q->k, &lower, WIDE);
    unsigned n_letters = (unsigned)n - marked(blanks & kept);
    unsigned upper = marked(~word << 2 & letters & kept);
    q->counts += n_letters | (uint64_t)upper << 16;
    size_t ends_blank = blanks >> (8 * n - 1) & 1, out = n - ends_blank;
    q->due = ends_blank != 0 ? BOTH_DUE : 0;
    q->v += out;
    q->k += out;
    q->last = q->plain_last = (uint32_t)(lower >> (8 * (out - 1)) & EVERY);
    q->opens = assay__fold_quick[q->last].opens;
    q->run = 1;
    return n;
}

/* True when what follows the pair leaves its tone where it is: toán, hòa. Only the two
 * commonest ways; the rules themselves (tone.c) decide the rest. */
static bool is_well_placed(unsigned pair, assay_str text, size_t next)
{
    char after = ' ';
    if (next < text.len)
        after = text.ptr[next];
    if (pair == ASSAY__TONE_OA_FIRST)
        return after == ' ' || after == '.' || after == ',' || after == '!';
    char lower = (char)(after | 0x20);
    bool closes = lower == 'n' || lower == 't' || lower == 'c' || lower == 'i' ||
                  lower == 'm' || lower == 'p';
    return (pair == ASSAY__TONE_OA_SECOND || pair == ASSAY__TONE_UY_SECOND) && closes;
}

INLINE void show(quick *q, const assay__quick_entry *entry)
{
    memcpy(q->shown + q->v, &entry->visible_bytes, sizeof entry->visible_bytes);
    size_t length = entry->lengths & 15U;
    q->opens = entry->opens;
    if (entry->visible != q->last) {
        q->last = entry->visible;
        q->run = 1;
    } else if (++q->run > VISIBLE_RUN) {
        q->dropped++;
        return;
    }
    q->v += length;
}

INLINE void show_plain(quick *q, const assay__quick_entry *entry)
{
    memcpy(q->plain + q->k, &entry->skeleton_bytes, sizeof entry->skeleton_bytes);
    q->k += entry->skeleton == q->plain_last ? 0 : entry->lengths >> 4U;
    q->plain_last = entry->skeleton;
}

INLINE void count_digit(quick *q, size_t at, size_t next)
{
    q->digit_run = q->digits_end == at ? q->digit_run + 1 : 1;
    q->digits_end = next;
    if (q->digit_run > q->longest_digits)
        q->longest_digits = q->digit_run;
}

/* Punctuation stays out of the skeleton. */
INLINE void take_punctuation(quick *q, const assay__quick_entry *entry)
{
    flush_blank(q);
    show(q, entry);
    q->due |= entry->kind == ASSAY__QUICK_BREAK ? PLAIN_DUE : 0;
}

/* One code point by its entry, which is not a rare one. */
INLINE void take_entry(quick *q, const assay__quick_entry *entry, assay_str text,
                       size_t at, size_t next)
{
    if (entry->kind == ASSAY__QUICK_SPACE) {
        q->due = BOTH_DUE;
        return;
    }
    q->counts += STEPS[entry->kind];
    if (entry->kind > ASSAY__QUICK_DIGIT) {
        take_punctuation(q, entry);
        return;
    }
    if (entry->kind == ASSAY__QUICK_DIGIT)
        count_digit(q, at, next);
    unsigned pair = q->opens & entry->follows;
    if (pair != 0 && !q->tones)
        q->tones = !is_well_placed(pair, text, next);
    flush(q);
    show(q, entry);
    show_plain(q, entry);
}

INLINE bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The sequences that Vietnamese is written in first. */
INLINE uint32_t next_common(assay_str text, size_t *at)
{
    const char *p = text.ptr + *at;
    uint32_t lead = (unsigned char)*p;
    size_t left = text.len - *at;
    if (lead < 0x80) {
        *at += 1;
        return lead;
    }
    if (lead == 0xE1 && left > 2 && is_continuation(p[1]) && is_continuation(p[2])) {
        *at += 3;
        return 0x1000 | ((unsigned char)p[1] & 0x3FU) << 6 |
               ((unsigned char)p[2] & 0x3FU);
    }
    if (lead >= 0xC2 && lead < 0xE0 && left > 1 && is_continuation(p[1])) {
        *at += 2;
        return (lead & 0x1F) << 6 | ((unsigned char)p[1] & 0x3FU);
    }
    return next_wide(text, at);
}

/* A rare one; what joins pictographs ended where an everyday code point came between. */
static bool take_rare(quick *q, uint32_t code, const size_t span[], size_t last_rare,
                      assay__fold_state *state)
{
    lay_down(q, span[0], state);
    if (span[0] != last_rare) {
        state->census.joined = state->census.half_flag = false;
        state->combining = state->marks = 0;
    }
    bool known = assay__fold_code(code, state);
    *q = take_up(state, span[1]);
    return known;
}

/* A single ASCII letter. */
INLINE void take_letter(quick *q, uint32_t byte, assay_str text, size_t next)
{
    uint32_t lower = byte | 0x20;
    const assay__quick_entry *entry = &assay__fold_quick[lower];
    unsigned pair = q->opens & entry->follows;
    if (pair != 0 && !q->tones)
        q->tones = !is_well_placed(pair, text, next);
    q->counts += 1 | (uint64_t)(byte < 'a') << 16;
    flush(q);
    q->opens = entry->opens;
    q->plain[q->k] = (char)lower;
    q->k += lower != q->plain_last;
    q->plain_last = lower;
    q->shown[q->v] = (char)lower;
    if (lower != q->last) {
        q->last = lower;
        q->run = 1;
    } else if (++q->run > VISIBLE_RUN) {
        q->dropped++;
        return;
    }
    q->v++;
}

/* Eight bytes at once, when they are ASCII; else how many were taken is 0 and `again`
 * is where it is worth to try again. */
INLINE size_t take_wide(quick *q, assay_str text, size_t at, size_t *again)
{
    uint64_t word, high;
    *again = text.len;
    if (text.len - at < WIDE)
        return 0;
    memcpy(&word, text.ptr + at, WIDE);
    high = word & 0x80 * ONES;
    *again = at + 1 + (high != 0 ? (size_t)__builtin_ctzll(high) / 8 : 0);
    return high != 0 ? 0 : take_word(q, word);
}

/* One code point by its entry or the long way; false when that cannot tell. */
INLINE bool take_any(quick *q, assay_str text, size_t *at, size_t *last_rare,
                     assay__fold_state *state)
{
    size_t next = *at;
    uint32_t code = next_common(text, &next);
    const assay__quick_entry *entry =
        &assay__fold_quick[code < ASSAY__FOLD_QUICK_CODES ? code : 0];
    if (entry->kind != ASSAY__QUICK_RARE) {
        take_entry(q, entry, text, *at, next);
    } else {
        quick held = *q; /* so that q itself has no address and stays in registers */
        if (!take_rare(&held, code, (size_t[]){*at, next}, *last_rare, state))
            return false;
        *q = held;
        *last_rare = next;
    }
    *at = next;
    return true;
}

bool assay__fold_quickly(assay_str text, assay__fold_state *state)
{
    quick q = take_up(state, 0);
    size_t last_rare = 0, wide_again = 0;
    for (size_t at = 0; at < text.len;) {
        size_t taken = at >= wide_again ? take_wide(&q, text, at, &wide_again) : 0;
        if (taken > 0) {
            at += taken;
            continue;
        }
        uint32_t byte = (unsigned char)text.ptr[at];
        if ((byte | 0x20) - 'a' < 26) {
            take_letter(&q, byte, text, ++at);
        } else if (byte == ' ') {
            q.due = BOTH_DUE;
            at++;
        } else if (!take_any(&q, text, &at, &last_rare, state)) {
            return false;
        }
    }
    lay_down(&q, text.len, state);
    return true;
}
