/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comment is judged by, as numbers. */
#ifndef ASSAY_COMMENTS_SIGNS_H
#define ASSAY_COMMENTS_SIGNS_H

#include "comments/duplicates.h"
#include "comments/sample.h"

/** The signs, in the order of signs.def. */
typedef enum assay__sign {
#define SIGN(NAME, name, because, weight, value) ASSAY__SIGN_##NAME,
#include "comments/signs.def"
#undef SIGN
    ASSAY__SIGN_COUNT
} assay__sign;

/** A row of the list. */
typedef struct assay__sign_row {
    const char *name;
    assay_comment_because because;
    double weight; /**< log-odds a unit without a model */
} assay__sign_row;

/** The rows. @param sign  < ASSAY__SIGN_COUNT */
const assay__sign_row *assay__sign_row_of(assay__sign sign);

/** The signs of one remark.
 * @param found   NULL while clusters are not known: the signs of repetition are 0
 * @param values  [ASSAY__SIGN_COUNT] finite */
void assay__signs_read(const assay__sample *sample, const assay__duplicates *found,
                       const assay__remark *remark, double values[]);

#endif
