/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows sorted by their key once; every label is read and checked while loading, so a
 * look-up cannot fail. */
#include "labels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct named_row {
    assay_str platform, name;
    size_t row;
} named_row;

static int compare_bytes(assay_str a, assay_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int fold(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : (unsigned char)byte;
}

static int compare_folded(assay_str a, assay_str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++)
        if (fold(a.ptr[i]) != fold(b.ptr[i]))
            return fold(a.ptr[i]) < fold(b.ptr[i]) ? -1 : 1;
    return (a.len > b.len) - (a.len < b.len);
}

static int compare_named(const void *a, const void *b)
{
    const named_row *left = a, *right = b;
    int order = compare_folded(left->platform, right->platform);
    if (order == 0)
        order = compare_bytes(left->name, right->name);
    return order != 0 ? order : (left->row > right->row) - (left->row < right->row);
}

/* The key of a row: platform and handle, or id alone. */
static named_row key_of(const labels *known, size_t row)
{
    named_row key = {.row = row};
    if (known->handle == NO_COLUMN) {
        key.name = sheet_cell(&known->table, row, known->id);
        return key;
    }
    key.name = sheet_cell(&known->table, row, known->handle);
    if (key.name.len > 0 && key.name.ptr[0] == '@')
        key.name = (assay_str){key.name.ptr + 1, key.name.len - 1};
    if (known->platform != NO_COLUMN)
        key.platform = sheet_cell(&known->table, row, known->platform);
    return key;
}

static assay_status sort_rows(labels *known, assay_error *err)
{
    size_t n = known->table.rows;
    named_row *rows = calloc(n + 1, sizeof *rows);
    known->sorted = calloc(n + 1, sizeof *known->sorted);
    if (rows == NULL || known->sorted == NULL) {
        free(rows);
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    }
    for (size_t i = 0; i < n; i++)
        rows[i] = key_of(known, i);
    qsort(rows, n, sizeof *rows, compare_named);
    for (size_t i = 0; i < n; i++)
        known->sorted[i] = rows[i].row;
    free(rows);
    return ASSAY_OK;
}

static assay_status find_label(labels *known, const char *label, assay_error *err)
{
    static const char *const NAMES[] = {"inflated", "inauthentic", "suspicious", "fake",
                                        "label"};
    known->label = label == NULL ? NO_COLUMN : sheet_column(&known->table, label);
    for (size_t i = 0;
         label == NULL && i < sizeof NAMES / sizeof *NAMES && known->label == NO_COLUMN;
         i++)
        known->label = sheet_column(&known->table, NAMES[i]);
    if (known->label == NO_COLUMN)
        return assay_fail(err, ASSAY_UNUSABLE, "%s has no column '%s'", known->table.path,
                          label == NULL ? "inflated" : label);
    assay_status status = ASSAY_OK;
    for (size_t row = 0; status == ASSAY_OK && row < known->table.rows; row++) {
        double ignored;
        status = sheet_label(&known->table, row, known->label, &ignored, err);
    }
    return status;
}

static assay_status find_columns(labels *known, const char *group, assay_error *err)
{
    known->platform = sheet_column(&known->table, "platform");
    known->handle = sheet_column(&known->table, "handle");
    known->id = sheet_column(&known->table, "id");
    known->group = group == NULL ? NO_COLUMN : sheet_column(&known->table, group);
    if (known->id != NO_COLUMN) /* rows about comments may name their account too */
        known->handle = NO_COLUMN;
    if (known->handle == NO_COLUMN && known->id == NO_COLUMN)
        return assay_fail(err, ASSAY_UNUSABLE, "%s has neither a handle nor an id column",
                          known->table.path);
    return ASSAY_OK;
}

assay_status labels_load(const char *path, const char *label, const char *group,
                         labels *out, assay_error *err)
{
    *out = (labels){0};
    if (path == NULL)
        return ASSAY_OK;
    assay_status status = sheet_load(path, &out->table, err);
    if (status == ASSAY_OK)
        status = find_label(out, label, err);
    if (status == ASSAY_OK)
        status = find_columns(out, group, err);
    return status == ASSAY_OK ? sort_rows(out, err) : status;
}

static labels_found find(const labels *known, const named_row *wanted)
{
    labels_found found = {ASSAY_NUMBER_UNKNOWN, {NULL, 0}};
    size_t low = 0, high = known->sorted == NULL ? 0 : known->table.rows;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        named_row key = key_of(known, known->sorted[mid]);
        key.row = 0;
        if (compare_named(&key, wanted) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (known->sorted == NULL || low == known->table.rows)
        return found;
    size_t row = known->sorted[low];
    named_row key = key_of(known, row);
    key.row = 0;
    if (compare_named(&key, wanted) != 0)
        return found;
    if (sheet_label(&known->table, row, known->label, &found.label, NULL) != ASSAY_OK)
        found.label = ASSAY_NUMBER_UNKNOWN;
    if (known->group != NO_COLUMN)
        found.group = sheet_cell(&known->table, row, known->group);
    return found;
}

labels_found labels_of_account(const labels *known, assay_str platform, assay_str handle)
{
    named_row wanted = {.name = handle};
    if (known->platform != NO_COLUMN)
        wanted.platform = platform;
    return find(known, &wanted);
}

labels_found labels_of_id(const labels *known, assay_str id)
{
    named_row wanted = {.name = id};
    return find(known, &wanted);
}

void labels_free(labels *known)
{
    sheet_free(&known->table);
    free(known->sorted);
    *known = (labels){0};
}
