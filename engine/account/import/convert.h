/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value of an export into the spelling that the reader of assay's own input takes. */
#ifndef ASSAY_ACCOUNT_IMPORT_CONVERT_H
#define ASSAY_ACCOUNT_IMPORT_CONVERT_H

#include "account/import/shapes.h"
#include "account/value.h"

/** A value as it stood. */
typedef struct assay__raw {
    assay_str text;
    char type; /**< what it began with in JSON: '"', '0' a number, 't', 'f', 'n';
                  ',' a cell; 0: it did not stand */
} assay__raw;

typedef enum assay__got {
    ASSAY__GOT,
    ASSAY__NOT_KNOWN,
    ASSAY__DECIDED, /**< not known, and no other path is to be asked */
    ASSAY__REFUSED
} assay__got;

/** What converting needs besides the value. */
typedef struct assay__converter {
    assay_arena *arena; /**< for texts that change */
    assay_date_order dates;
    bool checked; /**< the cells of the row are known to be UTF-8 */
    assay__refusal refusal;
} assay__converter;

/** @param out  [1] the text of a cell: numbers and times canonical, truths 0 or 1 */
assay__got assay__convert(assay__converter *with, const assay__field *field,
                          assay__how how, assay__raw raw, assay_str *out);

/** Text whose every character is a byte, and whose bytes are UTF-8, as that UTF-8; any
 * other text as it is. ptr NULL when memory has run out. */
assay_str assay__repaired(assay_str text, assay_arena *arena);

/** HTML as YouTube writes comments: known entities, <br> a line's end, other tags left
 * out. ptr NULL when memory has run out. */
assay_str assay__from_html(assay_str text, assay_arena *arena);

/** The id of a post in a link: behind /p/, /reel/, /tv/, /video/, /photo/, v=, else the
 * last part of the path; empty when there is none. */
assay_str assay__link_id(assay_str link);

/** The handle in a link: behind @, behind _u/, else the path's first part. */
assay_str assay__link_name(assay_str link);

#endif
