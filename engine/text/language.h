/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which language a short text is in, and which Vietnamese.
 *
 * Evidence is added up in nats against "some other language": function words, endings of
 * words, letters that only one language writes, whether a word could be a Vietnamese
 * syllable, and the writing itself. A text without diacritics is read as well as one with
 * them. What a text alone leaves open is left to its company: a mixture of languages is
 * fitted over all texts of an account (comments/tongues.h).
 *
 * Sources: Cavnar & Trenkle 1994 and Lui & Baldwin 2012 (what tells languages apart);
 * Hoàng Thị Châu 1989 (the dialects of Vietnamese and their words).
 */
#ifndef ASSAY_TEXT_LANGUAGE_H
#define ASSAY_TEXT_LANGUAGE_H

#include "text/fold.h"
#include "text/word_bits.h"
#include "text/words.h"

typedef enum assay__language {
#define LANGUAGE(code, writing, home, at_home, words, affixes, letters)                  \
    ASSAY__LANGUAGE_##code,
#include "text/languages.def"
#undef LANGUAGE
    ASSAY__LANGUAGE_COUNT,
    ASSAY__LANGUAGE_NONE = ASSAY__LANGUAGE_COUNT
} assay__language;

typedef enum assay__dialect {
    ASSAY__DIALECT_NORTH,
    ASSAY__DIALECT_CENTRE,
    ASSAY__DIALECT_SOUTH,
    ASSAY__DIALECT_COUNT,
    ASSAY__DIALECT_NONE = ASSAY__DIALECT_COUNT
} assay__dialect;

/** The tables of words; constant once made. */
typedef struct assay__languages {
    assay__word_bits words;  /**< of skeletons: a bit a language */
    assay__word_bits marked; /**< of visible keys, one or two words: a bit a dialect */
    assay__word_bits plain;  /**< of skeletons, one or two words: a bit a dialect */
    assay__word_bits onsets, rhymes; /**< of Vietnamese syllables without diacritics */
} assay__languages;

/** Fill the tables. @errors NO_MEMORY   @cost about 0.3 ms */
ASSAY_CHECKED assay_status assay__languages_new(assay_arena *arena, assay__languages *out,
                                                assay_error *err);

/** Evidence of a text for each language against any other, in nats.
 *
 * @param split  words of the skeleton
 * @param nats   [ASSAY__LANGUAGE_COUNT]
 * @return false, and nothing written, for a text without words of any one language: `ok`,
 *         laughter, names of platforms
 * @cost about 0.2 us a word   @thread any
 */
bool assay__language_read(const assay__languages *languages, const assay__folded *folded,
                          const assay__split *split, double nats[]);

/** The dialect that most of a text's marked words belong to; NONE without any or where
 * two have as many. The text should be Vietnamese. */
assay__dialect assay__dialect_read(const assay__languages *languages,
                                   const assay__folded *folded,
                                   const assay__split *split);

/** Code of a language as `vi`; static. */
const char *assay__language_code(assay__language language);

/** A language by its code, `vi` or `vi-VN`, in any case; NONE when not told apart here. */
assay__language assay__language_find(assay_str code);

/** Country a language is at home in, as `VN`, and the share of its speakers online who
 * live there; NULL where it has no one home. */
const char *assay__language_home(assay__language language, double *at_home);

/** `north`, `centre`, `south`; static. */
const char *assay__dialect_name(assay__dialect dialect);

#endif
