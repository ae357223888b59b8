/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of CSV from an input, by libcsv: spaces kept, quoted newlines, any line ends, a
 * delimiter of , ; or TAB that the header tells. An unquoted empty cell is unknown (ptr
 * NULL), `""` is the empty text. */
#ifndef ASSAY_FORMAT_CSV_READER_H
#define ASSAY_FORMAT_CSV_READER_H

#include "format/input.h"

typedef struct assay__csv assay__csv;

/** A row and where it stands. */
typedef struct assay__csv_row {
    const assay_str *cells; /**< until the next call */
    size_t n;
    uint64_t line; /**< its first line, from 1 */
    bool utf8;     /**< its cells are known to be UTF-8; else each is to be checked */
} assay__csv_row;

/** Reads the header.
 * @param input  stays the caller's  @param name  of the file, for messages; must outlive
 * @param most   bytes of the largest row
 * @errors BAD_SYNTAX (no header), TOO_LARGE, NO_MEMORY, what the input fails with */
ASSAY_CHECKED assay_status assay__csv_new(assay__input *input, const char *name,
                                          size_t most, assay__csv **out,
                                          assay_error *err);

/** Names of the columns, without spaces around them. */
const assay_str *assay__csv_header(const assay__csv *csv, size_t *n);

/** @errors END; BAD_SYNTAX (a quote that is never closed); TOO_LARGE, NO_MEMORY, what
 *  the input fails with */
ASSAY_CHECKED assay_status assay__csv_next(assay__csv *csv, assay__csv_row *out,
                                           assay_error *err);

/** NULL does nothing. */
void assay__csv_free(assay__csv *csv);

#endif
