/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole JSON documents: models, settings, policies. Accounts have the pull reader.
 *
 * cJSON behind four defences it needs: UTF-8 is checked before it, names are looked up
 * by exact case, nothing may stand behind the value, and no object may hold a name
 * twice (found by sorting, since look-up in wide objects is linear).
 */
#ifndef ASSAY_FORMAT_DOCUMENT_H
#define ASSAY_FORMAT_DOCUMENT_H

#include "base/buffer.h"

/** A parsed document. */
typedef struct assay__document assay__document;
/** A value in it; lives as long as it does. */
typedef struct assay__node assay__node;

/** Parse a whole document. @errors BAD_SYNTAX with the byte or the name, NO_MEMORY */
ASSAY_CHECKED assay_status assay__document_parse(assay_str bytes, assay__document **out,
                                                 assay_error *err);
/** NULL does nothing. */
void assay__document_free(assay__document *document);
const assay__node *assay__document_root(const assay__document *document);

/** Member of an object by exact name; NULL when there is none or it is no object. */
const assay__node *assay__node_member(const assay__node *object, const char *name);
bool assay__node_is_object(const assay__node *node);
bool assay__node_is_array(const assay__node *node);
/** Number of members or items; 0 of anything else. */
size_t assay__node_count(const assay__node *node);
/** First member or item, NULL when there is none; then the next. */
const assay__node *assay__node_first(const assay__node *node);
const assay__node *assay__node_next(const assay__node *node);
/** Name of a member; NULL of an item. */
const char *assay__node_name(const assay__node *node);
/** A finite number, a string, true or false; false when it is none. NULL is none. */
bool assay__node_number(const assay__node *node, double *out);
bool assay__node_text(const assay__node *node, const char **out);
bool assay__node_truth(const assay__node *node, bool *out);

/** The value in canonical form: names sorted by bytes, no white space, shortest numbers.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__node_canonical(const assay__node *node,
                                                 assay_buffer *out, assay_error *err);

#endif
