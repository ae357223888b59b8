/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every account keeps that a reader lets through, whatever it was read from. */
#ifndef TESTS_FUZZ_PROMISES_H
#define TESTS_FUZZ_PROMISES_H

#include "account/fields.h"
#include "base/utf8.h"

#include <stdlib.h>

static inline void insist(bool truth)
{
    if (!truth)
        abort();
}

static inline void check_member(const assay__field *field, const char *row)
{
    const void *member = row + field->offset;
    double number;
    assay_str text;
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        text = *(const assay_str *)member;
        insist(assay__utf8_check(text) == text.len);
        return;
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        number = *(const double *)member;
        insist(!(number < 0.0) || field->kind == ASSAY__NUMBER);
        insist(!(number > 1.0) || field->kind != ASSAY__SHARE);
        insist(!(number > 1e308 * 10.0));
        return;
    case ASSAY__TRUTH:
    case ASSAY__TIME:
        return;
    }
}

static inline void check_rows(const assay__table *table, const char *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *row = rows + i * table->row_size;
        insist(i == 0 || assay__row_compare(table, row - table->row_size, row) <= 0);
        for (size_t f = 0; f < table->n_fields; f++)
            check_member(&table->fields[f], row);
    }
}

static inline void check_account(const assay_account *account)
{
    insist(account->platform.len > 0 && account->handle.len > 0);
    check_rows(assay__table_of(ASSAY__ACCOUNT), (const char *)account, 1);
    for (size_t t = ASSAY__ACCOUNT + 1; t < ASSAY__TABLE_COUNT; t++) {
        const assay__table *table = assay__table_of((assay__table_id)t);
        size_t n;
        const char *rows = assay__table_rows(table, account, &n);
        check_rows(table, rows, n);
    }
    for (size_t i = 1; i < account->n_growth; i++)
        insist(account->growth[i - 1].at < account->growth[i].at);
}

#endif
