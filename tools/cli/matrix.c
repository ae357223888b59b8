/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column is a number, a key, or, where its first known cell is no number, a word that
 * no model reads. The same file may be a table of accounts: what tells them apart is a
 * column that no table of the input has. */
#include "matrix.h"

#include <assay/account.h>
#include <assay/reader.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_key(assay_str name)
{
    static const char *const KEYS[] = {"platform", "handle", "id"};
    for (size_t i = 0; i < 3; i++)
        if (strlen(KEYS[i]) == name.len && memcmp(KEYS[i], name.ptr, name.len) == 0)
            return true;
    return false;
}

static bool has_suffix(const char *path, const char *suffix)
{
    size_t n = strlen(path), k = strlen(suffix);
    return n >= k && strcmp(path + n - k, suffix) == 0;
}

static bool is_csv_file(const char *path)
{
    struct stat about;
    return (has_suffix(path, ".csv") || has_suffix(path, ".csv.gz") ||
            has_suffix(path, ".csv.zst")) &&
           stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* Whether any table of the input has a column of this name. */
static bool is_input_column(assay_str name)
{
    const char *column;
    for (size_t t = 0; assay_input_table(t) != NULL; t++)
        for (size_t i = 0; (column = assay_input_column(t, i)) != NULL; i++)
            if (strlen(column) == name.len && memcmp(column, name.ptr, name.len) == 0)
                return true;
    return is_key(name);
}

assay_status matrix_probe(const char *path, bool *is_matrix, assay_error *err)
{
    sheet table = {0};
    *is_matrix = false;
    if (!is_csv_file(path))
        return ASSAY_OK;
    assay_status status = sheet_load(path, &table, err);
    if (status != ASSAY_OK)
        return status;
    bool keyed = sheet_column(&table, "handle") != NO_COLUMN ||
                 sheet_column(&table, "id") != NO_COLUMN;
    for (size_t c = 0; keyed && c < table.columns; c++)
        *is_matrix = *is_matrix || !is_input_column(table.names[c]);
    sheet_free(&table);
    return ASSAY_OK;
}

/* Whether the first known cell of a column is a number. */
static bool is_numeric(const sheet *table, size_t column)
{
    double number = ASSAY_NUMBER_UNKNOWN;
    for (size_t row = 0; row < table->rows; row++)
        if (sheet_cell(table, row, column).len > 0)
            return sheet_number(table, row, column, &number, NULL) == ASSAY_OK;
    return true;
}

/* The key of a row as one text, the key cells with commas between. */
static assay_str key_text(const matrix *m, size_t row)
{
    const size_t columns[] = {m->platform, m->handle, m->id};
    size_t length = 0;
    for (size_t i = 0; i < 3; i++)
        if (columns[i] != NO_COLUMN)
            length += sheet_cell(&m->table, row, columns[i]).len + 1;
    char *text = assay_arena_alloc(m->table.arena, length + 1);
    if (text == NULL)
        return (assay_str){NULL, 0};
    size_t at = 0;
    for (size_t i = 0; i < 3; i++) {
        if (columns[i] == NO_COLUMN)
            continue;
        assay_str cell = sheet_cell(&m->table, row, columns[i]);
        if (at > 0)
            text[at++] = ',';
        if (cell.len > 0)
            memcpy(text + at, cell.ptr, cell.len);
        at += cell.len;
    }
    return (assay_str){text, at};
}

static assay_status fill_row(matrix *m, const size_t columns[], size_t row,
                             assay_error *err)
{
    assay_matrix *numbers = &m->numbers;
    assay_status status = ASSAY_OK;
    numbers->keys[row] = key_text(m, row);
    if (numbers->keys[row].ptr == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    for (size_t c = 0; status == ASSAY_OK && c < numbers->columns; c++)
        status = sheet_number(&m->table, row, columns[c],
                              &numbers->cells[row * numbers->columns + c], err);
    return status;
}

static assay_status fill(matrix *m, assay_error *err)
{
    const sheet *table = &m->table;
    assay_matrix *numbers = &m->numbers;
    size_t *columns = assay_arena_array(table->arena, table->columns, sizeof *columns);
    numbers->names =
        assay_arena_array(table->arena, table->columns, sizeof *numbers->names);
    if (columns == NULL || numbers->names == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    for (size_t c = 0; c < table->columns; c++) {
        if (is_key(table->names[c]) || !is_numeric(table, c))
            continue;
        numbers->names[numbers->columns] = table->names[c];
        columns[numbers->columns++] = c;
    }
    numbers->rows = table->rows;
    numbers->keys = assay_arena_array(table->arena, table->rows, sizeof *numbers->keys);
    numbers->cells = assay_arena_array(table->arena, table->rows * numbers->columns,
                                       sizeof *numbers->cells);
    if (numbers->keys == NULL || numbers->cells == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    assay_status status = ASSAY_OK;
    for (size_t row = 0; status == ASSAY_OK && row < table->rows; row++)
        status = fill_row(m, columns, row, err);
    return status;
}

assay_status matrix_load(const char *path, matrix *out, assay_error *err)
{
    *out = (matrix){0};
    assay_status status = sheet_load(path, &out->table, err);
    if (status != ASSAY_OK)
        return status;
    out->platform = sheet_column(&out->table, "platform");
    out->handle = sheet_column(&out->table, "handle");
    out->id = sheet_column(&out->table, "id");
    if (out->handle == NO_COLUMN && out->id == NO_COLUMN)
        status = assay_fail(err, ASSAY_UNUSABLE,
                            "%s has neither a handle nor an id column", path);
    if (status == ASSAY_OK)
        status = fill(out, err);
    if (status != ASSAY_OK)
        matrix_free(out);
    return status;
}

void matrix_free(matrix *loaded)
{
    sheet_free(&loaded->table);
    *loaded = (matrix){0};
}
