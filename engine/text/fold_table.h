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
    ASSAY__FOLD_TONED = 8,   /**< a vowel with a mark: tone placement may concern it */
    ASSAY__FOLD_EXTENDS = 16 /**< belongs to the character before it */
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

/** Page of each run of ASSAY__FOLD_PAGE code points, up to U+10FFFF. */
extern const uint16_t assay__fold_page_of[0x110000 / ASSAY__FOLD_PAGE];

/** The pages, each once. */
extern const assay__fold_entry assay__fold_entries[][ASSAY__FOLD_PAGE];

#endif
