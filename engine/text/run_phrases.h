/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phrases of scripts that put no blanks between words: looked for in the text itself. */
#ifndef ASSAY_TEXT_RUN_PHRASES_H
#define ASSAY_TEXT_RUN_PHRASES_H

#include "text/lexicon.h"

/** A phrase; the list of them has the newest first. */
typedef struct assay__run_phrase assay__run_phrase;

/** True when a skeleton holds Thai letters, kana or ideographs. @cost O(length) */
bool assay__runs_on(assay_str skeleton);

/** Put a phrase before the list. @return false when memory has run out */
bool assay__run_phrase_add(assay__run_phrase **list, assay__phrase_set kinds,
                           assay_str skeleton, assay_arena *arena);

/** Note all phrases of a list that stand in a skeleton.
 * @param until  [ASSAY__PHRASE_COUNT] where what is covered by each kind ends so far */
void assay__run_phrases_find(const assay__run_phrase *list, assay_str skeleton,
                             assay__phrases *out, uint32_t until[]);

/** Note a phrase over the bytes [from, to) of a skeleton; each byte counts once.
 * @param until  as above, moved on */
void assay__phrases_note(assay__phrases *out, uint32_t until[], assay__phrase_set kinds,
                         uint32_t from, uint32_t to);

#endif
