/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorted rows, merged where they are of one thing, as CSV tables or NDJSON. */
#ifndef ASSAY_ACCOUNT_IMPORT_OUTPUT_H
#define ASSAY_ACCOUNT_IMPORT_OUTPUT_H

#include "account/import/emit.h"

typedef struct assay__output assay__output;

/** @param from  its rows are taken, its counts of merged rows kept  @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__output_new(assay__emitter *from, assay__output **out,
                                             assay_error *err);

/** @errors END, IO, NO_MEMORY */
ASSAY_CHECKED assay_status assay__output_next(assay__output *output,
                                              assay_import_piece *piece,
                                              assay_error *err);

/** NULL does nothing. */
void assay__output_free(assay__output *output);

#endif
