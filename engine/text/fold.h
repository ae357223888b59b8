/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding: two keys of a text under which what people write as the same is the same.
 *
 * The visible key keeps what is read: NFC, case folded, invisible code points and skin
 * tones gone, one blank between words, at most two of a kind in a row, Vietnamese tone
 * marks where the spelling rules want them, Eth as đ. The skeleton keeps what survives a
 * hurried or hiding hand: diacritics and punctuation dropped, look-alike letters Latin,
 * digits 0, one of a kind in a row, no emoji. Both are idempotent, and canonically
 * equivalent texts have equal keys.
 *
 * Source: Unicode 15, UAX 15 and UTS 39; Vietnamese tone placement after the 1984 rules.
 */
#ifndef ASSAY_TEXT_FOLD_H
#define ASSAY_TEXT_FOLD_H

#include <assay/base.h>

/** Bytes of a text that are looked at: more than any platform lets a comment have
 * (YouTube 10,000 characters), so that a 10 MB text costs no more than a long one. */
enum { ASSAY__FOLD_LIMIT = 65535 };

/** The keys of a text, and what was counted on the way, in code points. */
typedef struct assay__folded {
    assay_str visible;
    assay_str skeleton;
    uint32_t letters, upper, digits, punctuation;
    uint32_t emoji;      /**< pictographs as seen: a family or a flag is one */
    uint32_t hidden;     /**< zero-width and bidi code points, joiners in emoji apart */
    uint32_t lookalikes; /**< letters drawn like Latin ones */
    uint32_t stretched;  /**< code points dropped from runs */
    uint32_t graphemes;  /**< characters as people count them, blanks apart */
    uint32_t longest_digits;
} assay__folded;

/** Fold a text.
 *
 * @param text  UTF-8; a byte that is none counts as U+FFFD
 * @param out   keys in the arena
 * @errors NO_MEMORY   @cost O(length), about 4 ns a byte, twice that when letters and
 *         marks are to be joined; through utf8proc, where marks are left over, some twenty
 *         times that   @thread the arena's
 */
ASSAY_CHECKED assay_status assay__fold(assay_str text, assay_arena *arena,
                                       assay__folded *out, assay_error *err);

/** The same by utf8proc alone, for the test that the table tells the truth. */
ASSAY_CHECKED assay_status assay__fold_exactly(assay_str text, assay_arena *arena,
                                               assay__folded *out, assay_error *err);

/** A text out of HTML as some interfaces hand comments out: tags as blanks, character
 * references as their character. Gives `text` itself back when it holds neither.
 * @return ptr NULL when memory has run out and `text` was known  @cost O(length) */
assay_str assay__text_plain(assay_str text, assay_arena *arena);

#endif
