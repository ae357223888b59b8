/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys are compared as inputs are read: platforms in lower case, a leading @ of a handle
 * dropped, times by what they mean and not by how they are written, ids by bytes. */
#include "join.h"

#include <stdlib.h>
#include <string.h>

typedef enum key_kind { KEY_TEXT, KEY_PLATFORM, KEY_HANDLE, KEY_TIME } key_kind;

typedef struct key_row {
    const char *name;
    key_kind kind;
} key_row;

/* Every column that says what a row is about, in any output or label file. */
static const key_row KEYS[JOIN_KEYS] = {
    {"platform", KEY_PLATFORM}, {"handle", KEY_HANDLE}, {"post", KEY_TEXT},
    {"id", KEY_TEXT},           {"metric", KEY_TEXT},   {"member", KEY_TEXT},
    {"from", KEY_TIME},         {"to", KEY_TIME},
};

bool join_is_key(const char *name, size_t length)
{
    for (size_t i = 0; i < JOIN_KEYS; i++)
        if (strlen(KEYS[i].name) == length && memcmp(KEYS[i].name, name, length) == 0)
            return true;
    return false;
}

static int compare_bytes(assay_str a, assay_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static unsigned char lower(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

static int compare_folded(assay_str a, assay_str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return lower(a.ptr[i]) < lower(b.ptr[i]) ? -1 : 1;
    return (a.len > b.len) - (a.len < b.len);
}

static assay_str without_at(assay_str handle)
{
    if (handle.len > 0 && handle.ptr[0] == '@')
        return (assay_str){handle.ptr + 1, handle.len - 1};
    return handle;
}

static int compare_times(assay_str a, assay_str b)
{
    int64_t left = 0, right = 0;
    bool dated = false;
    if (assay_time_read(a, &left, &dated) && assay_time_read(b, &right, &dated))
        return (left > right) - (left < right);
    return compare_bytes(a, b);
}

static int compare_keys(key_kind kind, assay_str a, assay_str b)
{
    switch (kind) {
    case KEY_PLATFORM:
        return compare_folded(a, b);
    case KEY_HANDLE:
        return compare_bytes(without_at(a), without_at(b));
    case KEY_TIME:
        return compare_times(a, b);
    case KEY_TEXT:
        break;
    }
    return compare_bytes(a, b);
}

/* A row of a table by its columns, one a key in the order of KEYS. */
static int compare_rows(const sheet *a, const size_t a_columns[], size_t a_row,
                        const sheet *b, const size_t b_columns[], size_t b_row)
{
    size_t used = 0;
    for (size_t i = 0; i < JOIN_KEYS; i++) {
        if (a_columns[i] == NO_COLUMN)
            continue;
        int order = compare_keys(KEYS[i].kind, sheet_cell(a, a_row, a_columns[i]),
                                 sheet_cell(b, b_row, b_columns[i]));
        if (order != 0)
            return order;
        used++;
    }
    return used == 0 ? 1 : 0;
}

static int compare_own(const join *keys, size_t a, size_t b)
{
    int order = compare_rows(keys->table, keys->own, a, keys->table, keys->own, b);
    return order != 0 ? order : (a > b) - (a < b);
}

/* qsort knows no context: a merge sort from below, stable as the row breaks ties. */
static void merge(const join *keys, size_t from[], size_t to[], size_t low, size_t mid,
                  size_t high)
{
    size_t left = low, right = mid;
    for (size_t i = low; i < high; i++) {
        bool take_left = left < mid && (right >= high ||
                                        compare_own(keys, from[left], from[right]) <= 0);
        to[i] = take_left ? from[left++] : from[right++];
    }
}

static bool sort_rows(join *keys)
{
    size_t n = keys->table->rows;
    size_t *work = calloc(n + 1, sizeof *work);
    if (work == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        keys->sorted[i] = i;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t mid = low + width < n ? low + width : n;
            size_t high = low + 2 * width < n ? low + 2 * width : n;
            merge(keys, keys->sorted, work, low, mid, high);
        }
        size_t *swap = keys->sorted;
        keys->sorted = work;
        work = swap;
    }
    free(work);
    return true;
}

assay_status join_new(const sheet *table, const sheet *other, join *out, assay_error *err)
{
    join keys = {.table = table};
    for (size_t i = 0; i < JOIN_KEYS; i++) {
        keys.own[i] = sheet_column(table, KEYS[i].name);
        keys.other[i] = sheet_column(other, KEYS[i].name);
        if (keys.own[i] == NO_COLUMN || keys.other[i] == NO_COLUMN)
            keys.own[i] = keys.other[i] = NO_COLUMN;
        else
            keys.n++;
    }
    if (keys.n == 0)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "%s and %s share no key column (platform, handle, id, …)",
                          table->path, other->path);
    keys.sorted = calloc(table->rows + 1, sizeof *keys.sorted);
    if (keys.sorted == NULL || !sort_rows(&keys)) {
        free(keys.sorted);
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    }
    for (size_t i = 1; i < table->rows; i++)
        keys.repeated += compare_rows(table, keys.own, keys.sorted[i - 1], table,
                                      keys.own, keys.sorted[i]) == 0;
    *out = keys;
    return ASSAY_OK;
}

size_t join_find(const join *keys, const sheet *other, size_t row)
{
    size_t low = 0, high = keys->table->rows;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = compare_rows(keys->table, keys->own, keys->sorted[mid], other,
                                 keys->other, row);
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < keys->table->rows && compare_rows(keys->table, keys->own, keys->sorted[low],
                                                other, keys->other, row) == 0)
        return keys->sorted[low];
    return SIZE_MAX;
}

void join_free(join *keys)
{
    free(keys->sorted);
    *keys = (join){0};
}
