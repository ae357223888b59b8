/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is around every model file: kind, name, payload, its hash, and the schema. */
#ifndef ASSAY_FORMAT_ENVELOPE_H
#define ASSAY_FORMAT_ENVELOPE_H

#include "base/buffer.h"
#include "format/document.h"

/** What a model file says of itself; texts in the document. */
typedef struct assay__model_head {
    const char *kind, *name;
    const assay__node *payload;
    char file_sha256[65];
} assay__model_head;

/** Parse and check a file: schema, members, hash of the payload.
 * @param document  to be freed by the caller   @errors UNKNOWN_MODEL, NO_MEMORY */
ASSAY_CHECKED assay_status assay__model_open(assay_str file, assay__document **document,
                                             assay__model_head *head, assay_error *err);

/** Wrap a payload in canonical form.
 * @param file  empty; filled, to be freed by the caller   @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__envelope_wrap(const char *kind, const char *name,
                                                const assay_buffer *payload,
                                                assay_buffer *file, assay_error *err);

#endif
