/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows copied into one arena as they are read; the header is the first. */
#include "sheet.h"

#include <assay/table.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct cells {
    assay_str *items;
    size_t n, room;
} cells;

static bool keep_row(cells *list, assay_arena *arena, const assay_str row[], size_t n)
{
    if (list->n + n > list->room) {
        size_t room = list->room == 0 ? 1024 + n : list->room * 2 + n;
        assay_str *more = realloc(list->items, room * sizeof *more);
        if (more == NULL)
            return false;
        list->items = more;
        list->room = room;
    }
    for (size_t i = 0; i < n; i++) {
        assay_str copy = assay_arena_copy(arena, row[i]);
        if (copy.ptr == NULL && row[i].ptr != NULL)
            return false;
        list->items[list->n++] = copy;
    }
    return true;
}

static assay_status read_rows(sheet *table, assay_table *reader, cells *list,
                              assay_error *err)
{
    const assay_str *row = assay_table_header(reader, &table->columns);
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK) {
        if (!keep_row(list, table->arena, row, table->columns))
            return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        status = assay_table_next(reader, &row, err);
    }
    return status == ASSAY_END ? ASSAY_OK : status;
}

/* The cells move into the arena, the header first. */
static assay_status settle(sheet *table, const cells *list, assay_error *err)
{
    table->names = assay_arena_array(table->arena, list->n, sizeof *list->items);
    if (table->names == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    if (list->n > 0)
        memcpy(table->names, list->items, list->n * sizeof *list->items);
    table->cells = table->names + table->columns;
    table->rows = table->columns == 0 ? 0 : list->n / table->columns - 1;
    return ASSAY_OK;
}

assay_status sheet_load(const char *path, sheet *out, assay_error *err)
{
    assay_table *reader = NULL;
    cells list = {0};
    *out = (sheet){.path = path};
    assay_status status = assay_table_open(path, &reader, err);
    if (status == ASSAY_OK)
        status = assay_arena_new(1 << 16, NULL, &out->arena, err);
    if (status == ASSAY_OK)
        status = read_rows(out, reader, &list, err);
    if (status == ASSAY_OK)
        status = settle(out, &list, err);
    assay_table_close(reader);
    free(list.items);
    if (status != ASSAY_OK)
        sheet_free(out);
    return status;
}

void sheet_free(sheet *table)
{
    assay_arena_free(table->arena);
    *table = (sheet){0};
}

size_t sheet_column(const sheet *table, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < table->columns; i++)
        if (table->names[i].len == length &&
            memcmp(table->names[i].ptr, name, length) == 0)
            return i;
    return NO_COLUMN;
}

assay_str sheet_cell(const sheet *table, size_t row, size_t column)
{
    return table->cells[row * table->columns + column];
}

static assay_status bad_cell(const sheet *table, size_t row, size_t column,
                             const char *what, assay_error *err)
{
    assay_str cell = sheet_cell(table, row, column);
    assay_str name = table->names[column];
    return assay_fail(err, ASSAY_BAD_VALUE, "%s: row %zu: %.*s: '%.*s' is not %s",
                      table->path, row + 1, (int)name.len, name.ptr,
                      (int)(cell.len < 40 ? cell.len : 40), cell.ptr, what);
}

assay_status sheet_number(const sheet *table, size_t row, size_t column, double *out,
                          assay_error *err)
{
    assay_str cell = sheet_cell(table, row, column);
    double number = ASSAY_NUMBER_UNKNOWN;
    if (!assay_table_number(cell, &number))
        return bad_cell(table, row, column, "a number", err);
    *out = number;
    return ASSAY_OK;
}

static bool is_word(assay_str cell, const char *word)
{
    return strlen(word) == cell.len && memcmp(word, cell.ptr, cell.len) == 0;
}

assay_status sheet_label(const sheet *table, size_t row, size_t column, double *out,
                         assay_error *err)
{
    assay_str cell = sheet_cell(table, row, column);
    *out = ASSAY_NUMBER_UNKNOWN;
    if (cell.len == 0)
        return ASSAY_OK;
    if (is_word(cell, "1") || is_word(cell, "true") || is_word(cell, "yes"))
        *out = 1.0;
    else if (is_word(cell, "0") || is_word(cell, "false") || is_word(cell, "no"))
        *out = 0.0;
    else
        return bad_cell(table, row, column, "a label of 0 or 1", err);
    return ASSAY_OK;
}
