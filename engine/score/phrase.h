/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences of evidence from the phrases of features.def. */
#ifndef ASSAY_SCORE_PHRASE_H
#define ASSAY_SCORE_PHRASE_H

#include <assay/base.h>

/** What goes into a phrase; terminated texts, empty dates when not known. */
typedef struct assay__phrase_words {
    const char *value, *typical, *from, *to;
} assay__phrase_words;

/** Fill a phrase: {value}, {typical}, {from}, {to} replaced; a [part] with an empty word
 * in it left out; the first letter made large again. NULL when memory has run out. */
char *assay__phrase_fill(const char *phrase, const assay__phrase_words *words,
                         assay_arena *arena);

#endif
