/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shape of the folding table that make_fold_table.c prints and fold.c reads. */
#ifndef ASSAY_TEXT_FOLD_TABLE_H
#define ASSAY_TEXT_FOLD_TABLE_H

#include <stdint.h>

/** Code points on a page. */
enum { ASSAY__FOLD_PAGE = 64 };

/** Bits of an entry. */
enum {
    ASSAY__FOLD_SLOW = 1, /**< not one to one, or may compose: the exact path decides */
    ASSAY__FOLD_UPPER = 2,
    ASSAY__FOLD_LOOKALIKE = 4,
    ASSAY__FOLD_EXTENDS = 8, /**< belongs to the character before it */
    ASSAY__FOLD_SEVERAL = 16 /**< its skeleton is none or several: asked for one by one */
};

/** What one code point becomes. */
typedef struct assay__fold_entry {
    int32_t visible;  /**< added to the code point: its visible key */
    int32_t skeleton; /**< added to the code point: its skeleton */
    uint8_t class;    /**< assay__char_class */
    uint8_t flags;
    uint8_t combining; /**< canonical combining class */
    uint8_t unused;
} assay__fold_entry;

/** Code points below this have an entry of finished bytes: Latin, Greek, Cyrillic, Thai
 * and the Vietnamese letters. */
enum { ASSAY__FOLD_QUICK_CODES = 0x2000 };

/** How such an entry is counted and written. */
typedef enum assay__quick_kind {
    ASSAY__QUICK_RARE, /**< not here: the page's entry tells */
    ASSAY__QUICK_LETTER,
    ASSAY__QUICK_UPPER,
    ASSAY__QUICK_DIGIT,
    ASSAY__QUICK_JOIN,
    ASSAY__QUICK_BREAK,
    ASSAY__QUICK_SPACE
} assay__quick_kind;

/** A code point that always becomes the same bytes. */
typedef struct assay__quick_entry {
    uint32_t visible_bytes, skeleton_bytes; /**< UTF-8, the first byte lowest */
    uint16_t visible, skeleton;             /**< code points */
    uint8_t kind;
    uint8_t lengths;        /**< bytes visible, bytes of the skeleton << 4 */
    uint8_t opens, follows; /**< pairs of vowels, text/tone.h */
} assay__quick_entry;

extern const assay__quick_entry assay__fold_quick[ASSAY__FOLD_QUICK_CODES];

/** A letter and a mark that make one letter of the same kind, as a + grave makes à. */
typedef struct assay__fold_pair {
    uint32_t parts; /**< letter << 8 | (mark - ASSAY__FOLD_FIRST_MARK), ascending */
    uint32_t whole;
} assay__fold_pair;

/** The marks of Latin, Greek and Cyrillic that compose: U+0300 to U+0344. */
enum { ASSAY__FOLD_FIRST_MARK = 0x300, ASSAY__FOLD_MARKS = 0x45 };

extern const assay__fold_pair assay__fold_pairs[];
extern const unsigned assay__fold_n_pairs;

/** Page of each run of ASSAY__FOLD_PAGE code points, up to U+10FFFF. */
extern const uint16_t assay__fold_page_of[0x110000 / ASSAY__FOLD_PAGE];

/** The pages, each once. */
extern const assay__fold_entry assay__fold_entries[][ASSAY__FOLD_PAGE];

#endif
