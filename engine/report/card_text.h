/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing on a card: words, bullets, broken lines. Text from outside cannot steer the
 * terminal: control characters and those that turn the direction of writing are
 * replaced. Lines break at 78 characters. */
#ifndef ASSAY_REPORT_CARD_TEXT_H
#define ASSAY_REPORT_CARD_TEXT_H

#include "report/words.h"

/** A card being written. */
typedef struct assay__card {
    assay_buffer *out;
    const assay_verdict *verdict;
    const assay_report_style *style;
    assay_language language;
} assay__card;

/** Text of ours. */
void assay__card_put(const assay__card *c, const char *text);
void assay__card_say(const assay__card *c, assay__message message);
void assay__card_word(const assay__card *c, assay__word word);
void assay__card_spaces(const assay__card *c, size_t n);
/** A dot, or a dash where only ASCII may be drawn; static. */
const char *assay__card_dot(const assay__card *c);
/** A dot with space around it. */
void assay__card_separator(const assay__card *c);
void assay__card_heading(const assay__card *c, assay__message message);

/** Text from outside. */
void assay__card_clean(const assay__card *c, assay_str text);

/** A paragraph, broken at spaces; later lines begin at `indent`.
 * @param used  columns already taken in the first line */
void assay__card_wrapped(const assay__card *c, assay_str text, size_t used,
                         size_t indent);
void assay__card_bullet(const assay__card *c, size_t indent, assay_str text);

/** Characters of valid UTF-8, as columns of a terminal for the scripts we write. */
size_t assay__card_columns(assay_str text);

#endif
