/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any CSV as rows of text: labels, matrices, the outputs of assay itself.
 *
 * Plain, .gz or .zst, or `-`; delimiter , ; or TAB; BOM and UTF-16; the guard against
 * formulas is undone. A row that does not fit the header is an error with its line.
 */
#ifndef ASSAY_TABLE_H
#define ASSAY_TABLE_H

#include <assay/base.h>

/** A CSV file being read. */
typedef struct assay_table assay_table;

/** Open a CSV file and read its header.
 *
 * @param path  a file, or `-` for standard input
 * @param out   the table, to be given to assay_table_close
 * @errors NOT_FOUND, IO, BAD_SYNTAX, TOO_LARGE, NO_MEMORY   @cost a block is read
 */
ASSAY_API ASSAY_CHECKED assay_status assay_table_open(const char *path, assay_table **out,
                                                      assay_error *err);

/** Names of the columns, as in the file. @param n [1] their number @cost O(1) */
ASSAY_API const assay_str *assay_table_header(const assay_table *table, size_t *n);

/** Index of the column with this name, or SIZE_MAX. @cost O(columns) */
ASSAY_API size_t assay_table_column(const assay_table *table, const char *name);

/** The next row, with as many cells as the header.
 *
 * @param cells  [1] [columns] valid until the next call; ptr NULL is an empty cell
 * @errors END at the end; BAD_SYNTAX with file, line and field; IO, TOO_LARGE, NO_MEMORY
 */
ASSAY_API ASSAY_CHECKED assay_status assay_table_next(assay_table *table,
                                                      const assay_str **cells,
                                                      assay_error *err);

/** Line of the row handed out last, from 1. @cost O(1) */
ASSAY_API uint64_t assay_table_line(const assay_table *table);

/** A cell as a number, strict and free of any locale; an empty cell is NaN.
 * @return false when it is something else   @cost O(length)   @thread any */
ASSAY_API bool assay_table_number(assay_str cell, double *number);

/** A cell as a time: `2026-03-04`, `2026-03-04T10:11:12Z`, Unix seconds; an empty cell is
 * ASSAY_TIME_UNKNOWN. @return false when it is something else @cost O(length) */
ASSAY_API bool assay_table_time(assay_str cell, int64_t *at);

/** NULL does nothing. */
ASSAY_API void assay_table_close(assay_table *table);

#endif
