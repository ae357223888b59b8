/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markup being written: tags of ours as they are, text from outside escaped.
 *
 * There is one context for text from outside, between tags; no attribute, address or
 * style is made from input. Characters that turn the direction of writing and those that
 * HTML forbids become U+FFFD, so that a hostile handle shows as what it is. */
#ifndef ASSAY_REPORT_MARKUP_H
#define ASSAY_REPORT_MARKUP_H

#include "report/words.h"

/** A page being written. */
typedef struct assay__page {
    assay_buffer *out;
    assay_language language;
    bool owner;     /**< for the account's owner: no peers, no policy, no money */
    unsigned level; /**< of its largest heading */
} assay__page;

/** Markup of ours. */
void assay__put(const assay__page *p, const char *markup);

/** Text from outside, between tags. */
void assay__put_text(const assay__page *p, assay_str text);
/** The same, set apart from the direction of writing around it. */
void assay__put_name(const assay__page *p, assay_str text);

void assay__put_word(const assay__page *p, assay__word word);
void assay__put_message(const assay__page *p, assay__message message);
/** A message with its words filled in; escaped with them. */
void assay__put_filled(const assay__page *p, assay__message message,
                       const assay_str words[], size_t n);
/** The same as a paragraph of a class; NULL: of none. */
void assay__put_paragraph(const assay__page *p, const char *class, assay__message message,
                          const assay_str words[], size_t n);

/** A heading of a level below the page's largest: 0 is that. */
void assay__put_heading(const assay__page *p, unsigned below, assay__message message);
void assay__put_heading_open(const assay__page *p, unsigned below);
void assay__put_heading_close(const assay__page *p, unsigned below);

/** A whole number, for attributes of ours. */
void assay__put_integer(const assay__page *p, int64_t number);
/** A position of 0..1 as a percentage with one decimal. */
void assay__put_percentage(const assay__page *p, double share);

/** Everything up to the page's body: policy, title, style.
 * @param put_title  writes text only */
void assay__put_head(const assay__page *p,
                     void (*put_title)(const assay__page *p, const void *of),
                     const void *of);
/** The end of the document. */
void assay__put_end(const assay__page *p);

#endif
