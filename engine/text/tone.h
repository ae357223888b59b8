/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vietnamese tone placement: hoá and hòa, lựơng and lượng are one word each. */
#ifndef ASSAY_TEXT_TONE_H
#define ASSAY_TEXT_TONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Which vowel comes first in a pair that may carry its tone on the wrong one, or second:
 * a pair is suspect when the first opens what the second follows. */
enum {
    ASSAY__TONE_OA_FIRST = 1,  /**< óa, óe: toned on the o */
    ASSAY__TONE_OA_SECOND = 2, /**< oá, oé */
    ASSAY__TONE_UY_FIRST = 4,  /**< úy */
    ASSAY__TONE_UY_SECOND = 8, /**< uý */
    ASSAY__TONE_UO_HORNS = 16, /**< ứơ */
    ASSAY__TONE_IE = 32,       /**< íê, ýê */
    ASSAY__TONE_UO_HAT = 64    /**< úô */
};

/** What a composed lower-case vowel opens, what it follows: bits; 0 for any other. */
unsigned assay__tone_opens(uint32_t code);
unsigned assay__tone_follows(uint32_t code);

/** Move the tone of a suspect pair at i, in composed lower-case code points, if it is
 * misplaced: onto o or u of a final oa, oe, uy; onto the second vowel before a final
 * consonant, and of ươ, iê, yê, uô. Idempotent; letters that are no Vietnamese syllable
 * stay.   @param codes  [n], i + 1 < n */
void assay__tone_place(uint32_t codes[], size_t n, size_t i);

#endif
