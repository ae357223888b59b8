/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one code point is to a comment: letter, digit, mark, space, emoji, noise.
 *
 * The slow and exact word on every code point, from utf8proc; the table that folding
 * reads at speed is printed from here (make_fold_table.c) and tested against it.
 */
#ifndef ASSAY_TEXT_UNICODE_H
#define ASSAY_TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What folding does with a code point. */
typedef enum assay__char_class {
    ASSAY__CHAR_LETTER, /**< kept in both keys */
    ASSAY__CHAR_DIGIT,  /**< 0 in the skeleton */
    ASSAY__CHAR_SPACE,  /**< one blank in both keys */
    ASSAY__CHAR_JOIN,   /**< punctuation inside words: quotes, brackets, stars; dropped */
    ASSAY__CHAR_BREAK,  /**< other punctuation and symbols: a blank in the skeleton */
    ASSAY__CHAR_EMOJI,  /**< kept in the visible key, a blank in the skeleton */
    ASSAY__CHAR_MARK,   /**< diacritic: dropped from the skeleton */
    ASSAY__CHAR_HIDDEN  /**< zero width, bidi, selectors, skin tones: in neither key */
} assay__char_class;

/** Longest skeleton of one code point (U+FDFA, a phrase in one ligature, has 18). */
enum { ASSAY__SKELETON_ROOM = 24 };

/** The class of a code point. */
assay__char_class assay__unicode_class(uint32_t code);

/** Skeleton of one code point of a visible key: compatibility forms, diacritics and
 * look-alikes folded to their plain letter, digits to 0.
 * @param out  [ASSAY__SKELETON_ROOM]   @return length, 0 when nothing is left */
size_t assay__unicode_skeleton(uint32_t code, uint32_t out[]);

/** Canonical decomposition of one code point with case folded and Eth as đ.
 * @param out  [ASSAY__SKELETON_ROOM]   @return length */
size_t assay__unicode_decompose(uint32_t code, uint32_t out[]);

/** Canonical decomposition into several code points, case kept; false when it is one.
 * @param out  [ASSAY__SKELETON_ROOM] */
bool assay__unicode_splits(uint32_t code, uint32_t out[], size_t *n);

/** Canonical combining class, 0 for a starter. */
unsigned assay__unicode_combining(uint32_t code);

/** Bring decomposed code points into canonical order and compose them, in place.
 * @return the new length */
size_t assay__unicode_compose(uint32_t codes[], size_t n);

/** True when the code point belongs to the character before it (UAX 29). */
bool assay__unicode_extends(uint32_t code);

/** True for an upper-case letter. */
bool assay__unicode_upper(uint32_t code);

/** True when the code point only looks like the Latin letter its skeleton is: of
 * another script, or a mathematical, full-width or enclosed form. */
bool assay__unicode_lookalike(uint32_t code);

#endif
