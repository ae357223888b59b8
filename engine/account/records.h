/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one JSON record ends and the next begins: NDJSON by lines; one object over many
 * lines, several of them, or an array by brackets. */
#ifndef ASSAY_ACCOUNT_RECORDS_H
#define ASSAY_ACCOUNT_RECORDS_H

#include "format/input.h"

typedef struct assay__records assay__records;

/** One record, or the words for why there is none here. */
typedef struct assay__record {
    assay_str json;    /**< until the next call */
    uint64_t line;     /**< its first line, from 1 */
    const char *fault; /**< static; NULL when json is a record */
    assay_status status;
} assay__record;

/** @param input  stays the caller's  @param most  bytes of the largest record
 *  @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__records_new(assay__input *input, size_t most,
                                              assay__records **out, assay_error *err);

/** @errors END; what assay__input_read fails with; NO_MEMORY */
ASSAY_CHECKED assay_status assay__records_next(assay__records *records,
                                               assay__record *out, assay_error *err);

/** NULL does nothing. */
void assay__records_free(assay__records *records);

#endif
