/* SPDX-License-Identifier: GPL-3.0-or-later */
/* actions.csv: three columns that count, in any order, among any others. */
#include "base/str.h"
#include "base/utf8.h"
#include "format/csv_reader.h"
#include "format/csv_writer.h"
#include "network/store.h"

enum { ACTOR, OBJECT, AT, COLUMNS, LONGEST = 1024, LARGEST_ROW = 1 << 20 };

static const char *const NAMES[COLUMNS] = {"actor", "object", "at"};

typedef struct reading {
    assay_network *network;
    assay__csv *csv;
    const char *path;
    size_t place[COLUMNS];
    void (*reject)(const assay_network_reject *row, void *ctx);
    void *ctx;
} reading;

static assay_status find_columns(reading *r, assay_error *err)
{
    size_t n;
    const assay_str *header = assay__csv_header(r->csv, &n);
    for (size_t c = 0; c < COLUMNS; c++) {
        r->place[c] = SIZE_MAX;
        for (size_t i = 0; i < n; i++) {
            if (!assay__str_equal(header[i], assay__str(NAMES[c])))
                continue;
            if (r->place[c] != SIZE_MAX)
                return assay_fail(err, ASSAY_BAD_SYNTAX,
                                  "%s, line 1: the column %s stands twice", r->path,
                                  NAMES[c]);
            r->place[c] = i;
        }
        if (r->place[c] == SIZE_MAX)
            return assay_fail(err, ASSAY_BAD_SYNTAX,
                              "%s, line 1: the column %s is missing", r->path, NAMES[c]);
    }
    return ASSAY_OK;
}

static const char *fault_of_name(assay_str name)
{
    if (name.len == 0)
        return "it must be known and is not";
    if (name.len > LONGEST)
        return "a name of more than 1,024 bytes";
    if (assay__utf8_check(name) < name.len)
        return "bytes that are not UTF-8: save the file as UTF-8";
    return NULL;
}

/* Fills an act from a row. @return what is wrong, and where; NULL: nothing */
static const char *take_row(const reading *r, const assay__csv_row *row,
                            assay_action *action, const char **field)
{
    assay_str cells[COLUMNS];
    bool dated;
    for (size_t c = 0; c < COLUMNS; c++) {
        *field = NAMES[c];
        if (r->place[c] >= row->n)
            return "the row is too short";
        cells[c] = assay__csv_unguard(row->cells[r->place[c]]);
    }
    for (size_t c = ACTOR; c <= OBJECT; c++) {
        *field = NAMES[c];
        const char *why = fault_of_name(cells[c]);
        if (why != NULL)
            return why;
    }
    action->actor = cells[ACTOR];
    action->object = cells[OBJECT];
    *field = NAMES[AT];
    if (cells[AT].len == 0)
        return "it must be known and is not";
    if (!assay_time_read(cells[AT], &action->at, &dated))
        return "not a time: 2026-03-04, 2026-03-04T10:11:12Z or Unix seconds";
    return NULL;
}

static assay_status put_row(const reading *r, const assay__csv_row *row, assay_error *err)
{
    assay_action action = assay_action_unknown();
    const char *field = NULL, *why = take_row(r, row, &action, &field);
    assay_error place = {ASSAY_OK, ""};
    assay_status status = ASSAY_OK;
    if (why == NULL)
        status = assay_network_add(r->network, &action, &place);
    if (status == ASSAY_BAD_VALUE)
        why = "68 years or more from the first action";
    else if (status != ASSAY_OK && err != NULL)
        *err = place;
    if (why != NULL && r->reject != NULL)
        r->reject(&(assay_network_reject){row->line, field, why}, r->ctx);
    return why != NULL ? ASSAY_OK : status;
}

static assay_status read_rows(reading *r, assay_error *err)
{
    assay__csv_row row;
    assay_status status = find_columns(r, err);
    while (status == ASSAY_OK) {
        status = assay__csv_next(r->csv, &row, err);
        if (status == ASSAY_OK)
            status = put_row(r, &row, err);
    }
    return status == ASSAY_END ? ASSAY_OK : status;
}

assay_status assay_network_read(assay_network *network, const char *path,
                                void (*reject)(const assay_network_reject *row,
                                               void *ctx),
                                void *ctx, assay_error *err)
{
    reading r = {.network = network, .path = path, .reject = reject, .ctx = ctx};
    assay__input *input = NULL;
    ASSAY__TRY(assay__input_open(path, &input, err));
    assay_status status = assay__csv_new(input, path, LARGEST_ROW, &r.csv, err);
    if (status == ASSAY_OK)
        status = read_rows(&r, err);
    assay__csv_free(r.csv);
    assay__input_close(input);
    return status;
}
