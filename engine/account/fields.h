/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fields.def as data, and what can be done to a row without knowing its type. */
#ifndef ASSAY_ACCOUNT_FIELDS_H
#define ASSAY_ACCOUNT_FIELDS_H

#include <math.h>

#include <assay/account.h>

typedef enum assay__kind {
    ASSAY__TEXT,
    ASSAY__NAME,
    ASSAY__NUMBER,
    ASSAY__COUNT,
    ASSAY__SHARE,
    ASSAY__TRUTH,
    ASSAY__TIME
} assay__kind;

typedef enum assay__part {
    ASSAY__PLAIN,
    ASSAY__NEEDED,
    ASSAY__MAY_KEY,
    ASSAY__KEY
} assay__part;

typedef enum assay__repeats {
    ASSAY__AT_ONCE,
    ASSAY__NEWEST,
    ASSAY__EQUAL,
    ASSAY__COUNTED
} assay__repeats;

/** The tables; ACCOUNT is the account itself. */
typedef enum assay__table_id {
#define TABLE(id, name, type, rows, count, repeats) ASSAY__##id,
#include "account/fields.def"
    ASSAY__TABLE_COUNT
} assay__table_id;

/** One row of fields.def. */
typedef struct assay__field {
    const char *column;
    const char *key; /**< in NDJSON */
    char quoted[24]; /**< the key in its quotes, zeros behind */
    uint8_t column_len, key_len;
    assay__kind kind;
    assay__part part;
    size_t offset; /**< of the member in the row */
} assay__field;

typedef struct assay__table {
    const char *name; /**< of the file and of the array */
    const assay__field *fields;
    size_t n_fields; /**< at most 63, for masks of 64 bits */
    size_t row_size;
    size_t rows_offset, count_offset; /**< of the array in assay_account */
    assay__repeats repeats;
} assay__table;

const assay__table *assay__table_of(assay__table_id id);

/** Index of the field, or n_fields. */
size_t assay__field_by_column(const assay__table *table, assay_str column);
size_t assay__field_by_key(const assay__table *table, assay_str key);

/** Index of the table with this name, or ASSAY__TABLE_COUNT. */
size_t assay__table_by_name(assay_str name);

/** Bit i: field i must be known. */
uint64_t assay__table_needs(const assay__table *table);

/** The rows of a table in an account (not ACCOUNT), and their number in *n. */
void *assay__table_rows(const assay__table *table, const assay_account *account,
                        size_t *n);
void assay__table_set_rows(const assay__table *table, assay_account *account, void *rows,
                           size_t n);

/** Every member unknown. */
void assay__row_clear(const assay__table *table, void *row);

/** Order of two rows by their fields in table order; unknown first; 0 when equal. */
int assay__row_compare(const assay__table *table, const void *a, const void *b);

/** Order of two members of one field. */
int assay__member_compare(const assay__field *field, const void *a, const void *b);

/** Whether the member is known. */
static inline bool assay__member_known(const assay__field *field, const void *row)
{
    const void *member = (const char *)row + field->offset;
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        return ((const assay_str *)member)->ptr != NULL;
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        return !isnan(*(const double *)member);
    case ASSAY__TRUTH:
        return *(const assay_truth *)member != ASSAY_UNKNOWN;
    case ASSAY__TIME:
        break;
    }
    return *(const int64_t *)member != ASSAY_TIME_UNKNOWN;
}

#endif
