/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A skeleton has single blanks and none at its ends, so that splitting is a search. */
#include "text/words.h"

#include "base/arena.h"

enum { WIDE = 8 };

/* One bit a byte, its highest, where eight bytes hold a blank. Little-endian. */
static inline uint64_t blanks_in(assay_str text, size_t at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), low = ones * 0x7F;
    uint64_t bytes = 0;
    size_t left = text.len - at;
    memcpy(&bytes, text.ptr + at, left < WIDE ? left : WIDE);
    uint64_t other = bytes ^ (ones * ' '); /* 0 where a blank is */
    return ~(((other & low) + low) | other | low);
}

size_t assay__word_count(assay_str skeleton)
{
    size_t n = skeleton.len > 0;
    for (size_t at = 0; at < skeleton.len; at += WIDE)
        n += (size_t)__builtin_popcountll(blanks_in(skeleton, at));
    return n;
}

/* Short words, by far the most, are loaded whole and cut: no call, no loop. */
static inline assay__word word_at(assay_str skeleton, size_t begin, size_t end)
{
    size_t len = end - begin;
    uint64_t hash;
    if (len - 1 < WIDE && begin + WIDE <= skeleton.len) {
        uint64_t part;
        memcpy(&part, skeleton.ptr + begin, WIDE);
        hash = assay__short_word_hash(part & ~UINT64_C(0) >> (8 * (WIDE - len)), len);
    } else {
        hash = assay__word_hash(skeleton.ptr + begin, len);
    }
    return (assay__word){hash, (uint32_t)begin, (uint32_t)len};
}

size_t assay__words(assay_str skeleton, assay__word words[])
{
    size_t n = 0, begin = 0;
    for (size_t at = 0; at < skeleton.len; at += WIDE)
        for (uint64_t blanks = blanks_in(skeleton, at); blanks != 0;
             blanks &= blanks - 1) {
            size_t end = at + (size_t)__builtin_ctzll(blanks) / 8;
            words[n++] = word_at(skeleton, begin, end);
            begin = end + 1;
        }
    if (begin < skeleton.len)
        words[n++] = word_at(skeleton, begin, skeleton.len);
    return n;
}

bool assay__split_words(assay_str skeleton, assay_arena *arena, assay__split *out)
{
    /* every other byte a blank at most: counting them would cost more than the room */
    size_t most = skeleton.len / 2 + 1;
    assay__word *words = assay__arena_raw(arena, most, sizeof *words);
    if (words == NULL)
        return false;
    *out = (assay__split){skeleton, words, assay__words(skeleton, words)};
    return true;
}
