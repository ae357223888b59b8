/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of calls, three forms: a cell goes to the CSV writer, or to the JSON writer
 * under the name of its column. */
#include <assay/rows.h>

#include "base/str.h"
#include "format/csv_writer.h"
#include "format/json_writer.h"

#include <math.h>
#include <stdlib.h>

struct assay_rows {
    assay_rows_form form;
    const char *const *columns;
    size_t n, at; /* columns, and the one whose cell comes next */
    assay_buffer text;
    assay__csv_writer csv;
    assay__json_writer json;
};

assay_status assay_rows_new(assay_rows_form form, const char *const columns[], size_t n,
                            assay_rows **out, assay_error *err)
{
    assay_rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a table");
    rows->form = form;
    rows->columns = columns;
    rows->n = n;
    rows->csv.out = &rows->text;
    rows->csv.guard = form == ASSAY_ROWS_CSV_GUARDED;
    rows->json.out = &rows->text;
    *out = rows;
    return ASSAY_OK;
}

static bool is_json(const assay_rows *rows)
{
    return rows->form == ASSAY_ROWS_NDJSON;
}

void assay_rows_header(assay_rows *rows)
{
    if (is_json(rows))
        return;
    for (size_t i = 0; i < rows->n; i++)
        assay__csv_name(&rows->csv, rows->columns[i]);
    assay__csv_end_row(&rows->csv);
}

/* Where a cell of JSON goes: true with the key written, false when it is unknown. */
static bool json_cell(assay_rows *rows, bool known)
{
    if (rows->at == 0) {
        rows->json.comma = false;
        assay__json_begin(&rows->json);
    }
    const char *name = rows->columns[rows->at++];
    if (known)
        assay__json_key(&rows->json, name);
    return known;
}

void assay_rows_text(assay_rows *rows, assay_str text)
{
    if (!is_json(rows))
        assay__csv_text(&rows->csv, text);
    else if (json_cell(rows, text.ptr != NULL))
        assay__json_text(&rows->json, text);
}

void assay_rows_word(assay_rows *rows, const char *word)
{
    if (is_json(rows)) {
        if (json_cell(rows, word != NULL))
            assay__json_text(&rows->json, assay__str(word));
    } else if (word == NULL) {
        assay__csv_empty(&rows->csv);
    } else {
        assay__csv_name(&rows->csv, word);
    }
}

void assay_rows_number(assay_rows *rows, double number)
{
    if (!is_json(rows))
        assay__csv_number(&rows->csv, number);
    else if (json_cell(rows, isfinite(number)))
        assay__json_number(&rows->json, number);
}

void assay_rows_micro(assay_rows *rows, int64_t millionths)
{
    if (!is_json(rows))
        assay__csv_micro(&rows->csv, millionths);
    else if (json_cell(rows, true))
        assay__json_micro(&rows->json, millionths);
}

void assay_rows_time(assay_rows *rows, int64_t at, bool dated)
{
    if (!is_json(rows))
        assay__csv_time(&rows->csv, at, dated);
    else if (json_cell(rows, at != ASSAY_TIME_UNKNOWN))
        assay__json_time(&rows->json, at, dated);
}

void assay_rows_truth(assay_rows *rows, assay_truth truth)
{
    if (is_json(rows)) {
        if (json_cell(rows, truth != ASSAY_UNKNOWN))
            assay__json_bool(&rows->json, truth == ASSAY_YES);
    } else if (truth == ASSAY_UNKNOWN) {
        assay__csv_empty(&rows->csv);
    } else {
        assay__csv_bool(&rows->csv, truth == ASSAY_YES);
    }
}

void assay_rows_end(assay_rows *rows)
{
    if (is_json(rows)) {
        if (rows->at == 0)
            assay__json_begin(&rows->json);
        assay__json_end(&rows->json);
        assay__buffer_put_char(&rows->text, '\n');
    } else {
        assay__csv_end_row(&rows->csv);
    }
    rows->at = 0;
}

assay_status assay_rows_view(const assay_rows *rows, assay_str *text, assay_error *err)
{
    if (rows->text.failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out while writing a table");
    *text = (assay_str){rows->text.bytes, rows->text.len};
    return ASSAY_OK;
}

void assay_rows_clear(assay_rows *rows)
{
    assay__buffer_clear(&rows->text);
}

void assay_rows_free(assay_rows *rows)
{
    if (rows == NULL)
        return;
    assay__buffer_free(&rows->text);
    free(rows);
}
