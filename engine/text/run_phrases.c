/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list that is gone through for each text; what cannot stand in it is told by a few
 * bits, so that nearly all phrases are passed over without a search. */
#include "text/run_phrases.h"

#include <string.h>

enum {
    PAIR = 6,           /* bytes of two characters of such a script */
    NEIGHBOUR_WORDS = 4 /* 256 bits: a comment of twenty characters sets one in 13 */
};

/* Neighbouring characters of a text as bits: where one of a phrase is missing, the phrase
 * cannot stand. */
typedef struct neighbours {
    uint64_t bits[NEIGHBOUR_WORDS];
} neighbours;

/* A phrase of a script without blanks: three bytes at least, as its letters have. */
struct assay__run_phrase {
    assay__run_phrase *next;
    assay_str skeleton;
    neighbours needs;
    unsigned first; /* bit of its first neighbours */
    uint16_t inner; /* its second and third byte, which tell characters apart */
    assay__phrase_set kinds;
};

/* Most skeletons are ASCII and told by eight bytes at a time. */
static size_t ascii_length(assay_str text)
{
    size_t at = 0;
    for (uint64_t word; at + sizeof word <= text.len; at += sizeof word) {
        memcpy(&word, text.ptr + at, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    return at;
}

/* Thai letters, kana and ideographs: no blanks between words. */
bool assay__runs_on(assay_str skeleton)
{
    for (size_t i = ascii_length(skeleton); i + 2 < skeleton.len; i++) {
        unsigned char lead = (unsigned char)skeleton.ptr[i];
        unsigned char next = (unsigned char)skeleton.ptr[i + 1];
        bool thai = lead == 0xE0 && (next == 0xB8 || next == 0xB9);
        if (thai || (lead >= 0xE3 && lead <= 0xE9))
            return true;
    }
    return false;
}

/* Bit of the six bytes from the beginning of a character on: at least two characters. */
static unsigned bit_of(const char *bytes)
{
    uint64_t pair = 0;
    memcpy(&pair, bytes, PAIR);
    return (unsigned)(pair * UINT64_C(0x9E3779B97F4A7C15) >> 56);
}

/* Bit 0 is always set, for what has no neighbours. */
static neighbours neighbours_of(assay_str skeleton)
{
    neighbours out = {{1}};
    for (size_t i = 0; i + PAIR <= skeleton.len; i++) {
        if (((unsigned char)skeleton.ptr[i] & 0xC0) == 0x80)
            continue;
        unsigned bit = bit_of(skeleton.ptr + i);
        out.bits[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
    return out;
}

static uint16_t inner_of(const char *bytes)
{
    uint16_t inner;
    memcpy(&inner, bytes + 1, sizeof inner);
    return inner;
}

static bool may_stand(const assay__run_phrase *run, const neighbours *there)
{
    if ((there->bits[run->first / 64] >> (run->first % 64) & 1) == 0)
        return false;
    uint64_t missing = 0;
    for (size_t i = 0; i < NEIGHBOUR_WORDS; i++)
        missing |= run->needs.bits[i] & ~there->bits[i];
    return missing == 0;
}

bool assay__run_phrase_add(assay__run_phrase **list, assay__phrase_set kinds,
                           assay_str skeleton, assay_arena *arena)
{
    assay__run_phrase *phrase = assay_arena_alloc(arena, sizeof *phrase);
    if (phrase == NULL)
        return false;
    *phrase = (assay__run_phrase){.next = *list,
                                  .skeleton = skeleton,
                                  .needs = neighbours_of(skeleton),
                                  .first = skeleton.len < PAIR ? 0 : bit_of(skeleton.ptr),
                                  .inner = inner_of(skeleton.ptr),
                                  .kinds = kinds};
    *list = phrase;
    return true;
}

void assay__phrases_note(assay__phrases *out, uint32_t until[], assay__phrase_set kinds,
                         uint32_t from, uint32_t to)
{
    out->found |= kinds;
    for (; kinds != 0; kinds &= kinds - 1) {
        unsigned kind = (unsigned)__builtin_ctz(kinds);
        uint32_t begin = from > until[kind] ? from : until[kind];
        if (to > begin)
            out->bytes[kind] += to - begin;
        until[kind] = to > until[kind] ? to : until[kind];
    }
}

static void find_one(const assay__run_phrase *run, assay_str skeleton,
                     assay__phrases *out, uint32_t until[])
{
    size_t len = run->skeleton.len;
    for (size_t at = 0; at + len <= skeleton.len; at++)
        if (inner_of(skeleton.ptr + at) == run->inner &&
            memcmp(skeleton.ptr + at, run->skeleton.ptr, len) == 0)
            assay__phrases_note(out, until, run->kinds, (uint32_t)at,
                                (uint32_t)(at + len));
}

void assay__run_phrases_find(const assay__run_phrase *list, assay_str skeleton,
                             assay__phrases *out, uint32_t until[])
{
    neighbours there = neighbours_of(skeleton);
    for (const assay__run_phrase *run = list; run != NULL; run = run->next)
        if (may_stand(run, &there))
            find_one(run, skeleton, out, until);
}
