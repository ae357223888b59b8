/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file through the engine, whatever its form: JSON, CSV or pairs of lines. */
#ifndef ASSAY_ACCOUNT_IMPORT_READ_H
#define ASSAY_ACCOUNT_IMPORT_READ_H

#include "account/import/emit.h"
#include "format/csv_reader.h"

/** Bytes that can be opened again. */
typedef struct assay__bytes_source {
    const char *name; /**< a path when bytes.ptr is NULL */
    assay_str bytes;
} assay__bytes_source;

/** Open it, from its beginning where that can be. @errors as assay__input_open */
ASSAY_CHECKED assay_status assay__source_open(const assay__bytes_source *from,
                                              assay__input **out, assay_error *err);

/** What one reading of a file needs besides the emitter. */
typedef struct assay__file_reading {
    assay__emitter *to;
    assay__bytes_source from;
    size_t most_bytes;     /**< of a record */
    uint64_t most_records; /**< after which it ends; 0: never */
} assay__file_reading;

/** Read it all.
 * @errors as assay_import_read */
ASSAY_CHECKED assay_status assay__read_file(const assay__file_reading *reading,
                                            assay_error *err);

/** Read what follows the header of a table. @errors as assay_import_read */
ASSAY_CHECKED assay_status assay__read_rows(const assay__file_reading *reading,
                                            assay__csv *csv,
                                            const assay__columns *columns,
                                            assay_error *err);

/** Read one of our own tables, exactly, as rows that came before.
 * @param lasting  for its plan  @errors as assay_import_read */
ASSAY_CHECKED assay_status assay__read_own(const assay__file_reading *reading,
                                           assay__table_id table, assay_arena *lasting,
                                           assay_error *err);

#endif
