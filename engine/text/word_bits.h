/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small table from hashes of words to sets of bits: which lists a word stands in. */
#ifndef ASSAY_TEXT_WORD_BITS_H
#define ASSAY_TEXT_WORD_BITS_H

#include <assay/base.h>

/** Made for a number of words, in an arena; constant once filled. */
typedef struct assay__word_bits {
    struct assay__word_bit {
        uint64_t hash; /**< 0: empty; no hash of a word is */
        uint32_t bits;
    } * slots;
    size_t mask, room;
} assay__word_bits;

/** Room for `words` different words. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__word_bits_new(assay_arena *arena, size_t words,
                                                assay__word_bits *out, assay_error *err);

/** Add bits to a word's. No more words than there is room for. */
void assay__word_bits_add(assay__word_bits *table, uint64_t hash, uint32_t bits);

/** The bits of a word; 0 for one that is not there. @cost O(1) */
uint32_t assay__word_bits_of(const assay__word_bits *table, uint64_t hash);

#endif
