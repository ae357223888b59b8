/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fields.def as arrays, one a table, and rows looked at by offset. */
#include "account/fields.h"

#include "base/str.h"

#include <math.h>

#define TABLE(id, name, type, rows, count, repeats) typedef type row_of_##id;
#include "account/fields.def"

/* Each TABLE closes what stands before it and opens the array of its own fields. */
/* clang-format off */
enum { BEFORE_ALL_TABLES
#define TABLE(id, name, type, rows, count, repeats)                                      \
    };                                                                                   \
    static const assay__field FIELDS_##id[] = {
#define FIELD(table, column, key, kind, member, part)                                    \
    {column, key, "\"" key "\"", sizeof(column) - 1, sizeof(key) - 1, ASSAY__##kind,       \
     ASSAY__##part, offsetof(row_of_##table, member)},
#include "account/fields.def"
};
/* clang-format on */

static const assay__table TABLES[] = {
#define TABLE(id, name, type, rows, count, repeats)                                      \
    {#name,                                                                              \
     FIELDS_##id,                                                                        \
     sizeof FIELDS_##id / sizeof FIELDS_##id[0],                                         \
     sizeof(type),                                                                       \
     offsetof(assay_account, rows),                                                      \
     offsetof(assay_account, count),                                                     \
     ASSAY__##repeats},
#include "account/fields.def"
};

const assay__table *assay__table_of(assay__table_id id)
{
    return &TABLES[id];
}

size_t assay__field_by_column(const assay__table *table, assay_str column)
{
    for (size_t i = 0; i < table->n_fields; i++) {
        const assay__field *field = &table->fields[i];
        if (assay__str_equal(column, (assay_str){field->column, field->column_len}))
            return i;
    }
    return table->n_fields;
}

size_t assay__field_by_key(const assay__table *table, assay_str key)
{
    for (size_t i = 0; i < table->n_fields; i++) {
        const assay__field *field = &table->fields[i];
        if (assay__str_equal(key, (assay_str){field->key, field->key_len}))
            return i;
    }
    return table->n_fields;
}

size_t assay__table_by_name(assay_str name)
{
    size_t i = 0;
    while (i < ASSAY__TABLE_COUNT && !assay__str_equal(name, assay__str(TABLES[i].name)))
        i++;
    return i;
}

uint64_t assay__table_needs(const assay__table *table)
{
    uint64_t needs = 0;
    for (size_t i = 0; i < table->n_fields; i++) {
        assay__part part = table->fields[i].part;
        if (part == ASSAY__KEY || part == ASSAY__NEEDED)
            needs |= UINT64_C(1) << i;
    }
    return needs;
}

/* Pointers to rows differ in type from table to table, so they go by memcpy. */
void *assay__table_rows(const assay__table *table, const assay_account *account,
                        size_t *n)
{
    void *rows;
    memcpy(&rows, (const char *)account + table->rows_offset, sizeof(void *));
    memcpy(n, (const char *)account + table->count_offset, sizeof *n);
    return rows;
}

void assay__table_set_rows(const assay__table *table, assay_account *account, void *rows,
                           size_t n)
{
    memcpy((char *)account + table->rows_offset, &rows, sizeof(void *));
    memcpy((char *)account + table->count_offset, &n, sizeof n);
}

static void *member_of(const assay__field *field, void *row)
{
    return (char *)row + field->offset;
}

static const void *const_member_of(const assay__field *field, const void *row)
{
    return (const char *)row + field->offset;
}

static void clear_member(const assay__field *field, void *row)
{
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        *(assay_str *)member_of(field, row) = (assay_str){NULL, 0};
        return;
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        *(double *)member_of(field, row) = ASSAY_NUMBER_UNKNOWN;
        return;
    case ASSAY__TRUTH:
        *(assay_truth *)member_of(field, row) = ASSAY_UNKNOWN;
        return;
    case ASSAY__TIME:
        *(int64_t *)member_of(field, row) = ASSAY_TIME_UNKNOWN;
        return;
    }
}

void assay__row_clear(const assay__table *table, void *row)
{
    for (size_t i = 0; i < table->n_fields; i++)
        clear_member(&table->fields[i], row);
}

static int compare_numbers(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(b) != 0) - (isnan(a) != 0);
    return (a > b) - (a < b);
}

/* Unknown before empty, then bytes. */
static int compare_texts(assay_str a, assay_str b)
{
    if (a.ptr == NULL || b.ptr == NULL)
        return (a.ptr != NULL) - (b.ptr != NULL);
    return assay__str_compare(a, b);
}

int assay__member_compare(const assay__field *field, const void *a, const void *b)
{
    const void *left = const_member_of(field, a);
    const void *right = const_member_of(field, b);
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        return compare_texts(*(const assay_str *)left, *(const assay_str *)right);
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        return compare_numbers(*(const double *)left, *(const double *)right);
    case ASSAY__TRUTH:
        return (int)*(const assay_truth *)left - (int)*(const assay_truth *)right;
    case ASSAY__TIME:
        break;
    }
    int64_t one = *(const int64_t *)left, other = *(const int64_t *)right;
    return (one > other) - (one < other);
}

int assay__row_compare(const assay__table *table, const void *a, const void *b)
{
    int order = 0;
    for (size_t i = 0; i < table->n_fields && order == 0; i++)
        order = assay__member_compare(&table->fields[i], a, b);
    return order;
}
