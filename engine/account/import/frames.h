/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one record of a JSON export ends and the next begins, in a stream.
 *
 * A record is a line of NDJSON, an element of an array, or an object; a document larger
 * than a record may be is gone down into, along the paths where the plan says that
 * records lie, and all else in it is passed over without being kept. */
#ifndef ASSAY_ACCOUNT_IMPORT_FRAMES_H
#define ASSAY_ACCOUNT_IMPORT_FRAMES_H

#include "account/import/plan.h"
#include "format/input.h"

typedef struct assay__frames assay__frames;

/** One record, or the words for why there is none here. */
typedef struct assay__frame {
    assay_str json;    /**< until the next call */
    uint64_t line;     /**< its first line, from 1 */
    const char *fault; /**< static; NULL when json is a record */
} assay__frame;

/** @param input  and plan: they stay the caller's  @param most  bytes of the largest record
 *  @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__frames_new(assay__input *input, const assay__plan *plan,
                                             size_t most, assay__frames **out,
                                             assay_error *err);

/** @errors END; what assay__input_read fails with; NO_MEMORY */
ASSAY_CHECKED assay_status assay__frames_next(assay__frames *frames, assay__frame *out,
                                              assay_error *err);

/** NULL does nothing. */
void assay__frames_free(assay__frames *frames);

#endif
