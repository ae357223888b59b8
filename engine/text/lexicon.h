/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lexicons: phrases of one kind in one language, in plain files anyone can extend.
 *
 * A file `LANGUAGE/KIND.txt` has one phrase a line; `#` begins a comment. In `teencode`
 * a line is `short = long` of single words. Phrases are folded to skeletons and kept by
 * the hash of each beginning, so that a text is walked once for all of them. Languages
 * without blanks are searched in the text itself.
 */
#ifndef ASSAY_TEXT_LEXICON_H
#define ASSAY_TEXT_LEXICON_H

#include <assay/base.h>

#include "text/words.h"

/* clang-format off */
/** What a phrase tells. name, file. */
#define ASSAY__PHRASE_TABLE(ROW)                                                      \
    ROW(GENERIC,  "generic")  /* words of praise that fit any post */                 \
    ROW(LURE,     "lure")     /* away from the post: contact, channel, gain */        \
    ROW(SEEDING,  "seeding")  /* what hired commenters are told to write */           \
    ROW(PURCHASE, "purchase") /* asking to buy: price, size, address */               \
    ROW(ORDER,    "order")    /* codes of live selling: +1, chốt đơn */               \
    ROW(GREETING, "greeting") /* wishes whole audiences write on one day */             \
    ROW(REQUEST,  "request")  /* captions that ask for comments */                    \
    ROW(GIVEAWAY, "giveaway") /* captions that promise prizes */                      \
    ROW(STOP,     "stop")     /* words that say nothing of the subject */             \
    ROW(DIGIT,    "digit")    /* digits spelt as words */                              \
    ROW(TEENCODE, "teencode") /* short = long */                                      \
    ROW(INTENT,   "intent")   /* wanting to buy, beside `purchase` */                 \
    ROW(QUESTION, "question") /* asking, with or without its mark */                  \
    ROW(POSITIVE, "positive") /* liking */                                            \
    ROW(NEGATIVE, "negative") /* disliking and complaint */
/* clang-format on */

typedef enum assay__phrase_kind {
#define ASSAY__PHRASE_ENUMERATOR(name, file) ASSAY__PHRASE_##name,
    ASSAY__PHRASE_TABLE(ASSAY__PHRASE_ENUMERATOR)
#undef ASSAY__PHRASE_ENUMERATOR
        ASSAY__PHRASE_COUNT
} assay__phrase_kind;

/** A set of kinds as bits. */
typedef uint32_t assay__phrase_set;
#define ASSAY__PHRASE_BIT(kind) ((assay__phrase_set)1 << ASSAY__PHRASE_##kind)

/** A set of lexicons; lives in the arena it was made in. */
typedef struct assay__lexicon assay__lexicon;

/** An empty set. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__lexicon_new(assay_arena *arena, assay__lexicon **out,
                                              assay_error *err);

/** The lexicons that ship with the library. @errors NO_MEMORY
 * @cost folds some hundred phrases, about 0.3 ms */
ASSAY_CHECKED assay_status assay__lexicon_default(assay_arena *arena,
                                                  assay__lexicon **out, assay_error *err);

/** Add a file's phrases.
 *
 * @param kind   as `generic`
 * @param bytes  the file; not kept
 * @errors BAD_VALUE naming kind or line; TOO_LARGE; NO_MEMORY
 */
ASSAY_CHECKED assay_status assay__lexicon_add(assay__lexicon *lexicon, assay_str kind,
                                              assay_str bytes, assay_error *err);

/** How many phrases, teencode apart. */
size_t assay__lexicon_size(const assay__lexicon *lexicon);

/** Make it ready for use after the last assay__lexicon_add. @cost O(1) */
void assay__lexicon_seal(assay__lexicon *lexicon);

/** How surprising a letter is behind another in words of the lexicons' Latin languages.
 * Letters are 0 outside a word and 1..26 for a..z.   @return bits > 0 */
double assay__lexicon_bigram_bits(const assay__lexicon *lexicon, unsigned first,
                                  unsigned second);

/** What stands in a text. */
typedef struct assay__phrases {
    assay__phrase_set found;
    uint32_t bytes[ASSAY__PHRASE_COUNT]; /**< of the skeleton, covered by the kind */
    bool spelled;                        /**< a lure in single letters, as `z a l o` */
    bool number; /**< a telephone number in words or spaced digits */
} assay__phrases;

/** Find all phrases in a text.
 * @param skeleton  what the words lie in   @param words  [n] */
void assay__lexicon_find(const assay__lexicon *lexicon, assay_str skeleton,
                         const assay__word words[], size_t n, assay__phrases *out);

/** Write out the short words of a skeleton: `ko` as `khong`.
 * @param text  itself where there are none
 * @return false when memory has run out */
bool assay__lexicon_canonical(const assay__lexicon *lexicon, assay_arena *arena,
                              assay__split *text);

/** True when a text, folded here, holds a phrase of one of the kinds.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__lexicon_says(const assay__lexicon *lexicon,
                                               assay__phrase_set kinds, assay_str text,
                                               assay_arena *arena, bool *out,
                                               assay_error *err);

/** Name of the file of a kind, as `generic`; static. */
const char *assay__phrase_kind_name(assay__phrase_kind kind);

/** One shipped file, for tests and `assay init`: i-th of assay__lexicon_files(). */
typedef struct assay__lexicon_file {
    const char *language, *kind;
    assay_str bytes;
} assay__lexicon_file;

size_t assay__lexicon_files(void);
assay__lexicon_file assay__lexicon_file_at(size_t i);

#endif
