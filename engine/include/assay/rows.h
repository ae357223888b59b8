/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a table as text: CSV for machines or for people, or one JSON object a row.
 *
 * Columns are named once; cells are put in their order and the form sees to the rest.
 * Unknown is an empty cell in CSV and an absent key in JSON, never 0 and never null.
 */
#ifndef ASSAY_ROWS_H
#define ASSAY_ROWS_H

#include <assay/base.h>

/** How rows are written. */
typedef enum assay_rows_form {
    ASSAY_ROWS_CSV,         /**< exact */
    ASSAY_ROWS_CSV_GUARDED, /**< for people: text that a spreadsheet would run is quoted */
    ASSAY_ROWS_NDJSON       /**< one object a line */
} assay_rows_form;

/** Rows being written; owns their text until it is cleared. */
typedef struct assay_rows assay_rows;

/** An empty table.
 *
 * @param columns  [n] names; kept, not copied
 * @param n        >= 1
 * @errors NO_MEMORY   @cost one allocation   @thread one
 */
ASSAY_API ASSAY_CHECKED assay_status assay_rows_new(assay_rows_form form,
                                                    const char *const columns[], size_t n,
                                                    assay_rows **out, assay_error *err);

/** The line of column names; nothing in NDJSON. @cost O(n) */
ASSAY_API void assay_rows_header(assay_rows *rows);

/** The next cell as text; ptr NULL is unknown. @cost O(length) */
ASSAY_API void assay_rows_text(assay_rows *rows, assay_str text);

/** The next cell as a word of ours, never guarded; NULL is unknown. @cost O(length) */
ASSAY_API void assay_rows_word(assay_rows *rows, const char *word);

/** The next cell as the shortest decimal that reads back the same; NaN is unknown.
 * @cost O(1) */
ASSAY_API void assay_rows_number(assay_rows *rows, double number);

/** The next cell from millionths, exactly: 3100000 as `3.1`. @cost O(1) */
ASSAY_API void assay_rows_micro(assay_rows *rows, int64_t millionths);

/** The next cell as a date or an instant. @param dated  print the date alone */
ASSAY_API void assay_rows_time(assay_rows *rows, int64_t at, bool dated);

/** The next cell as 1 or 0 in CSV, true or false in JSON. @cost O(1) */
ASSAY_API void assay_rows_truth(assay_rows *rows, assay_truth truth);

/** The end of a row, after a cell for every column. @cost O(1) */
ASSAY_API void assay_rows_end(assay_rows *rows);

/** What has been written since the last clear.
 *
 * @param text  valid until the next call on these rows
 * @errors NO_MEMORY when a cell was lost   @cost O(1)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_rows_view(const assay_rows *rows,
                                                     assay_str *text, assay_error *err);

/** Forget the text, keep its memory. @cost O(1) */
ASSAY_API void assay_rows_clear(assay_rows *rows);

/** NULL does nothing. */
ASSAY_API void assay_rows_free(assay_rows *rows);

#endif
