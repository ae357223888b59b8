/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an account: a refusal names its place; what is accepted keeps every
 * promise of the record, and white space around it changes nothing. */
#include <assay/reader.h>

#include "account/fields.h"
#include "base/str.h"
#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool truth)
{
    if (!truth)
        abort();
}

static void check_member(const assay__field *field, const char *row)
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

static void check_rows(const assay__table *table, const char *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *row = rows + i * table->row_size;
        insist(i == 0 || assay__row_compare(table, row - table->row_size, row) <= 0);
        for (size_t f = 0; f < table->n_fields; f++)
            check_member(&table->fields[f], row);
    }
}

static void check_account(const assay_account *account)
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    assay_arena *arena;
    const assay_account *account, *again;
    char one[65], other[65];
    assay_error err;
    insist(assay_arena_new(0, NULL, &arena, NULL) == ASSAY_OK);
    assay_str json = {(const char *)data, size};
    assay_status status = assay_account_from_json(json, arena, &account, &err);
    if (status == ASSAY_OK) {
        char *spaced = assay_arena_alloc(arena, size + 2);
        insist(spaced != NULL);
        spaced[0] = ' ';
        memcpy(spaced + 1, data, size);
        spaced[size + 1] = '\n';
        json = (assay_str){spaced, size + 2};
        check_account(account);
        insist(assay_account_from_json(json, arena, &again, &err) == ASSAY_OK);
        insist(assay_account_sha256(account, one, NULL) == ASSAY_OK);
        insist(assay_account_sha256(again, other, NULL) == ASSAY_OK);
        insist(strcmp(one, other) == 0);
    } else {
        insist(strncmp(err.message, "line ", 5) == 0);
        insist(assay__utf8_check(assay__str(err.message)) == strlen(err.message));
    }
    assay_arena_free(arena);
    return 0;
}
