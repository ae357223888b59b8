/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a skeleton, their hashes, and the hashes of runs of characters.
 *
 * The hash is a multiply and a fold a word of eight bytes: texts are hashed word by word
 * and four bytes by four bytes, where a call and a set-up for each would cost more than
 * the hashing. Nothing rests on it that is not compared or verified afterwards, or that a
 * chosen collision could do more to than make two texts seem alike.
 */
#ifndef ASSAY_TEXT_WORDS_H
#define ASSAY_TEXT_WORDS_H

#include <string.h>

#include <assay/base.h>

#include "base/random.h"

/** A word of a skeleton. */
typedef struct assay__word {
    uint64_t hash;
    uint32_t offset, len; /**< bytes in the skeleton */
} assay__word;

/** A skeleton and its words. */
typedef struct assay__split {
    assay_str text;
    assay__word *words; /**< [n] */
    size_t n;
} assay__split;

/** A product of 64-bit numbers, its halves folded together. */
static inline uint64_t assay__fold_product(uint64_t a, uint64_t b)
{
    assay__wide product = (assay__wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/** The last eight bytes or fewer of a word go into its hash. */
static inline uint64_t assay__end_hash(uint64_t hash, uint64_t part)
{
    hash = assay__fold_product(hash ^ part, UINT64_C(0xD6E8FEB86659FD93));
    hash = assay__fold_product(hash, UINT64_C(0xA0761D6478BD642F));
    return hash | (hash == 0);
}

/** Hash of a word of at most eight bytes, zeros behind them: as assay__word_hash(). */
static inline uint64_t assay__short_word_hash(uint64_t part, size_t len)
{
    return assay__end_hash(UINT64_C(0x9E3779B97F4A7C15) ^ len, part);
}

/** Hash of a few bytes; never 0, so that 0 can mean an empty place. */
static inline uint64_t assay__word_hash(const char *bytes, size_t len)
{
    uint64_t hash = UINT64_C(0x9E3779B97F4A7C15) ^ len;
    while (len > 8) {
        uint64_t part;
        memcpy(&part, bytes, 8);
        hash = assay__fold_product(hash ^ part, UINT64_C(0xD6E8FEB86659FD93));
        bytes += 8;
        len -= 8;
    }
    uint64_t part = 0;
    memcpy(&part, bytes, len);
    return assay__end_hash(hash, part);
}

/** The hash of a run of words grows by one word. */
static inline uint64_t assay__phrase_hash(uint64_t phrase, uint64_t word)
{
    uint64_t hash = assay__fold_product(phrase ^ UINT64_C(0xE7037ED1A0B428DB),
                                        word ^ UINT64_C(0x8EBC6AF09C88C6E3));
    return hash | (hash == 0);
}

/** How many words a skeleton has: its blanks and one. @cost O(length) */
size_t assay__word_count(assay_str skeleton);

/** Split a skeleton at its blanks. @param words  [assay__word_count()] @return count */
size_t assay__words(assay_str skeleton, assay__word words[]);

/** The same into an arena. @return false when memory has run out */
bool assay__split_words(assay_str skeleton, assay_arena *arena, assay__split *out);

#endif
