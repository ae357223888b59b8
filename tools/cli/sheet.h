/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole table in memory, for eval, fit and score: names of columns and text cells. */
#ifndef ASSAY_CLI_SHEET_H
#define ASSAY_CLI_SHEET_H

#include <assay/assay.h>

/** No such column. */
#define NO_COLUMN SIZE_MAX

/** A table; zeroed is empty, to be freed by sheet_free. */
typedef struct sheet {
    const char *path;
    assay_arena *arena; /**< the cells lie in it */
    assay_str *names;   /**< [columns] */
    assay_str *cells;   /**< [rows x columns] row by row; ptr NULL: empty */
    size_t columns, rows;
} sheet;

/** Read a CSV file with a header, also .gz or .zst, or `-`.
 * @errors NOT_FOUND, IO, BAD_SYNTAX, NO_MEMORY */
ASSAY_CHECKED assay_status sheet_load(const char *path, sheet *out, assay_error *err);

void sheet_free(sheet *table);

/** Index of a column, or NO_COLUMN. */
size_t sheet_column(const sheet *table, const char *name);

/** A cell. */
assay_str sheet_cell(const sheet *table, size_t row, size_t column);

/** A cell as a number; NaN when it is empty.
 * @errors BAD_VALUE, naming file, row and column */
ASSAY_CHECKED assay_status sheet_number(const sheet *table, size_t row, size_t column,
                                        double *out, assay_error *err);

/** A cell as a label: 0 or 1, also no/yes, false/true; NaN when it is empty.
 * @errors BAD_VALUE */
ASSAY_CHECKED assay_status sheet_label(const sheet *table, size_t row, size_t column,
                                       double *out, assay_error *err);

#endif
