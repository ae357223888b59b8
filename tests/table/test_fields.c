/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of fields.def keeps its promise in both forms: a value of its kind arrives in
 * its member, NDJSON and CSV give one record, and a value of another kind is refused by
 * its name. */
#include <criterion/criterion.h>

#include <assay/reader.h>

#include "account/fields.h"
#include "base/buffer.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A good and a bad value of each kind, as NDJSON and as a CSV cell. */
typedef struct sample {
    const char *json, *cell, *bad_json, *bad_cell;
} sample;

static const sample SAMPLES[] = {
    [ASSAY__TEXT] = {"\"quá, \\\"x\\\"\"", "\"quá, \"\"x\"\"\"", "7", "\xFF"},
    [ASSAY__NAME] = {"7321098765432109871", "7321098765432109871", "true", "\xFF"},
    [ASSAY__NUMBER] = {"-2.5", "-2.5", "\"2\"", "\"2,5\""},
    [ASSAY__COUNT] = {"1234", "1234", "-1", "12.4K"},
    [ASSAY__SHARE] = {"0.25", "0.25", "1.5", "25%"},
    [ASSAY__TRUTH] = {"true", "1", "\"yes\"", "maybe"},
    [ASSAY__TIME] = {"1772619072", "2026-03-04T10:11:12Z", "\"4/3/2026\"", "4/3/2026"},
};

static assay_arena *arena;
static char folder[] = "/tmp/assay-fields-XXXXXX";
static char told[256];

static void on_reject(const assay_reject *reject, void *ctx)
{
    (void)ctx;
    size_t len = reject->field.len < 200 ? reject->field.len : 200;
    memcpy(told, reject->field.ptr, len);
    told[len] = '\0';
}

static bool must_be_known(const assay__field *field)
{
    return field->part == ASSAY__KEY || field->part == ASSAY__NEEDED;
}

/* A cause is one of nine words, whatever else a text may be. */
static const sample CAUSE = {"\"giveaway\"", "giveaway", "\"sale\"", "sale"};

static const sample *sample_of(const assay__field *field)
{
    return strcmp(field->key, "cause") == 0 ? &CAUSE : &SAMPLES[field->kind];
}

/* `"key":value` for the field itself and for what must be known beside it. */
static void put_members(assay_buffer *out, const assay__table *table, size_t wanted,
                        bool bad)
{
    bool first = true;
    for (size_t i = 0; i < table->n_fields; i++) {
        const assay__field *field = &table->fields[i];
        if (i != wanted && !must_be_known(field))
            continue;
        const sample *value = sample_of(field);
        assay__buffer_printf(out, "%s\"%s\":%s", first ? "" : ",", field->key,
                             i == wanted && bad ? value->bad_json : value->json);
        first = false;
    }
}

static assay_status read_json(size_t t, size_t field, bool bad,
                              const assay_account **account, assay_error *err)
{
    const assay__table *table = assay__table_of((assay__table_id)t);
    assay_buffer text = {0};
    if (t == ASSAY__ACCOUNT) {
        assay__buffer_printf(&text, "{");
        put_members(&text, table, field, bad);
        assay__buffer_printf(&text, "}");
    } else {
        assay__buffer_printf(&text,
                             "{\"platform\":7321098765432109871,\"handle\":"
                             "7321098765432109871,\"%s\":[{",
                             table->name);
        put_members(&text, table, field, bad);
        assay__buffer_printf(&text, "}]}");
    }
    cr_assert_not(text.failed);
    assay_status status =
        assay_account_from_json((assay_str){text.bytes, text.len}, arena, account, err);
    assay__buffer_free(&text);
    return status;
}

static void write_csv(const char *path, size_t t, size_t wanted, bool bad)
{
    const assay__table *table = assay__table_of((assay__table_id)t);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    if (t != ASSAY__ACCOUNT)
        (void)fprintf(file, "platform,handle,");
    for (size_t i = 0; i < table->n_fields; i++)
        (void)fprintf(file, "%s%s", i == 0 ? "" : ",", table->fields[i].column);
    (void)fprintf(file, "\n");
    if (t != ASSAY__ACCOUNT)
        (void)fprintf(file, "7321098765432109871,7321098765432109871,");
    for (size_t i = 0; i < table->n_fields; i++) {
        const assay__field *field = &table->fields[i];
        const sample *value = sample_of(field);
        const char *cell = i == wanted && bad ? value->bad_cell : value->cell;
        bool there = i == wanted || must_be_known(field);
        (void)fprintf(file, "%s%s", i == 0 ? "" : ",", there ? cell : "");
    }
    (void)fprintf(file, "\n");
    cr_assert_eq(fclose(file), 0);
}

static assay_status read_csv(size_t t, size_t field, bool bad,
                             const assay_account **account)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s.csv", folder,
                   assay__table_of((assay__table_id)t)->name);
    write_csv(path, t, field, bad);
    assay_reader_options options = {.reject = on_reject};
    assay_reader *reader;
    told[0] = '\0';
    cr_assert_eq(assay_reader_open(path, &options, &reader, NULL), ASSAY_OK);
    assay_status status = assay_reader_next(reader, arena, account, NULL);
    assay_reader_close(reader);
    (void)unlink(path);
    return status;
}

static const void *row_of(const assay__table *table, size_t t,
                          const assay_account *account)
{
    size_t n;
    if (t == ASSAY__ACCOUNT)
        return account;
    const void *rows = assay__table_rows(table, account, &n);
    cr_assert_eq(n, 1);
    return rows;
}

static void check_member(const assay__field *field, const char *row, const char *name)
{
    const void *member = row + field->offset;
    switch (field->kind) {
    case ASSAY__TEXT:
        cr_assert(assay__str_equal(*(const assay_str *)member,
                                   sample_of(field) == &CAUSE
                                       ? ASSAY__LITERAL("giveaway")
                                       : ASSAY__LITERAL("quá, \"x\"")),
                  "%s.%s", name, field->column);
        return;
    case ASSAY__NAME:
        cr_assert(assay__str_equal(*(const assay_str *)member,
                                   ASSAY__LITERAL("7321098765432109871")),
                  "%s.%s", name, field->column);
        return;
    case ASSAY__NUMBER:
        cr_assert_eq(*(const double *)member, -2.5, "%s.%s", name, field->column);
        return;
    case ASSAY__COUNT:
        cr_assert_eq(*(const double *)member, 1234, "%s.%s", name, field->column);
        return;
    case ASSAY__SHARE:
        cr_assert_eq(*(const double *)member, 0.25, "%s.%s", name, field->column);
        return;
    case ASSAY__TRUTH:
        cr_assert_eq(*(const assay_truth *)member, ASSAY_YES, "%s.%s", name,
                     field->column);
        return;
    case ASSAY__TIME:
        cr_assert_eq(*(const int64_t *)member, 1772619072, "%s.%s", name, field->column);
        return;
    }
}

static void check_field(size_t t, size_t f)
{
    const assay__table *table = assay__table_of((assay__table_id)t);
    const assay__field *field = &table->fields[f];
    const assay_account *json, *csv;
    assay_error err = {0};
    char one[65], other[65];
    cr_assert_eq(read_json(t, f, false, &json, &err), ASSAY_OK, "%s", err.message);
    check_member(field, row_of(table, t, json), table->name);
    cr_assert_eq(read_csv(t, f, false, &csv), ASSAY_OK, "%s.%s %s", table->name,
                 field->column, told);
    check_member(field, row_of(table, t, csv), table->name);
    cr_assert_eq(assay_account_sha256(json, one, NULL), ASSAY_OK);
    cr_assert_eq(assay_account_sha256(csv, other, NULL), ASSAY_OK);
    cr_assert_str_eq(one, other, "%s.%s", table->name, field->column);
    cr_assert_neq(read_json(t, f, true, &json, &err), ASSAY_OK, "%s.%s", table->name,
                  field->column);
    cr_assert_not_null(strstr(err.message, field->key), "%s", err.message);
    cr_assert_eq(read_csv(t, f, true, &csv), ASSAY_END);
    cr_assert_str_eq(told, field->column);
}

Test(fields, every_row_keeps_its_promise_in_both_forms)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    for (size_t t = 0; t < ASSAY__TABLE_COUNT; t++) {
        for (size_t f = 0; f < assay__table_of((assay__table_id)t)->n_fields; f++) {
            check_field(t, f);
            assay_arena_reset(arena);
        }
    }
    assay_arena_free(arena);
    cr_assert_eq(rmdir(folder), 0);
}

Test(fields, names_are_unique_and_fit_their_masks)
{
    for (size_t t = 0; t < ASSAY__TABLE_COUNT; t++) {
        const assay__table *table = assay__table_of((assay__table_id)t);
        cr_assert_lt(table->n_fields, 64);
        cr_assert_eq(assay__table_by_name(assay__str(table->name)), t);
        for (size_t f = 0; f < table->n_fields; f++) {
            const assay__field *field = &table->fields[f];
            cr_assert_eq(assay__field_by_column(table, assay__str(field->column)), f);
            cr_assert_eq(assay__field_by_key(table, assay__str(field->key)), f);
            cr_assert_lt(field->key_len + 2U, sizeof field->quoted);
            cr_assert_eq(strlen(field->quoted), field->key_len + 2U);
        }
    }
}

Test(fields, what_is_cleared_is_unknown_and_equal)
{
    _Alignas(16) char one[1024], other[1024];
    for (size_t t = 0; t < ASSAY__TABLE_COUNT; t++) {
        const assay__table *table = assay__table_of((assay__table_id)t);
        memset(one, 0x5A, sizeof one);
        memset(other, 0xA5, sizeof other);
        assay__row_clear(table, one);
        assay__row_clear(table, other);
        cr_assert_eq(assay__row_compare(table, one, other), 0);
        for (size_t f = 0; f < table->n_fields; f++)
            cr_assert_not(assay__member_known(&table->fields[f], one));
    }
}
