/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file whose every row fits its header, guards undone. */
#include <assay/table.h>

#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"
#include "format/csv_reader.h"
#include "format/csv_writer.h"

#include <stdlib.h>

static const size_t MOST_ROW = (size_t)64 << 20;

struct assay_table {
    char *path;
    assay__input *input;
    assay__csv *csv;
    const assay_str *header;
    size_t n;
    assay_str *cells; /* [n] */
    uint64_t line;
};

static assay_status begin(assay_table *table, const char *path, assay_error *err)
{
    table->path = strdup(path);
    if (table->path == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a table");
    ASSAY__TRY(assay__input_open(path, &table->input, err));
    ASSAY__TRY(assay__csv_new(table->input, table->path, MOST_ROW, &table->csv, err));
    table->header = assay__csv_header(table->csv, &table->n);
    table->cells = calloc(table->n, sizeof table->cells[0]);
    return table->cells != NULL ? ASSAY_OK
                                : assay_fail(err, ASSAY_NO_MEMORY, "no memory for a row");
}

assay_status assay_table_open(const char *path, assay_table **out, assay_error *err)
{
    assay_table *table = calloc(1, sizeof *table);
    if (table == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a table");
    assay_status status = begin(table, path, err);
    if (status != ASSAY_OK) {
        assay_table_close(table);
        return status;
    }
    *out = table;
    return ASSAY_OK;
}

const assay_str *assay_table_header(const assay_table *table, size_t *n)
{
    *n = table->n;
    return table->header;
}

size_t assay_table_column(const assay_table *table, const char *name)
{
    for (size_t i = 0; i < table->n; i++) {
        if (assay__str_equal(table->header[i], assay__str(name)))
            return i;
    }
    return SIZE_MAX;
}

static assay_status take_row(assay_table *table, const assay__csv_row *row,
                             assay_error *err)
{
    unsigned long long line = row->line;
    if (row->n != table->n)
        return assay_fail(err, ASSAY_BAD_SYNTAX,
                          "%s, line %llu: %zu cells where the header has %zu",
                          table->path, line, row->n, table->n);
    for (size_t i = 0; i < row->n; i++) {
        assay_str cell = row->cells[i];
        if (assay__utf8_check(cell) < cell.len)
            return assay_fail(err, ASSAY_BAD_SYNTAX,
                              "%s, line %llu, %.*s: bytes that are not UTF-8",
                              table->path, line, ASSAY__ARG(table->header[i]));
        table->cells[i] = assay__csv_unguard(cell);
    }
    table->line = row->line;
    return ASSAY_OK;
}

assay_status assay_table_next(assay_table *table, const assay_str **cells,
                              assay_error *err)
{
    assay__csv_row row;
    ASSAY__TRY(assay__csv_next(table->csv, &row, err));
    ASSAY__TRY(take_row(table, &row, err));
    *cells = table->cells;
    return ASSAY_OK;
}

uint64_t assay_table_line(const assay_table *table)
{
    return table->line;
}

bool assay_table_number(assay_str cell, double *number)
{
    if (cell.len > 0)
        return assay__number_read(cell, number);
    *number = ASSAY_NUMBER_UNKNOWN;
    return true;
}

bool assay_table_time(assay_str cell, int64_t *at)
{
    bool dated;
    if (cell.len > 0)
        return assay__time_read(cell, at, &dated);
    *at = ASSAY_TIME_UNKNOWN;
    return true;
}

void assay_table_close(assay_table *table)
{
    if (table == NULL)
        return;
    assay__csv_free(table->csv);
    assay__input_close(table->input);
    free(table->cells);
    free(table->path);
    free(table);
}
