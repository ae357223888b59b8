/* SPDX-License-Identifier: GPL-3.0-or-later */
/* actions.csv: three columns that count and some that help, in any order, among any
 * others. */
#include "network/read.h"
#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"
#include "format/csv_reader.h"
#include "format/csv_writer.h"
#include "network/store.h"

enum { LONGEST = 1024, LARGEST_ROW = 1 << 20 };

const char *const assay__cell_names[ASSAY__CELLS] = {
    "actor", "object", "at", "post", "posted_at", "followers", "creator", "language"};

static const char *const KINDS[ASSAY__CELLS] = {"name", "name",  "time", "name",
                                                "time", "count", "name", "text"};

const char *assay_network_column(size_t i, const char **kind, bool *needed)
{
    if (i >= ASSAY__CELLS)
        return NULL;
    if (kind != NULL)
        *kind = KINDS[i];
    if (needed != NULL)
        *needed = i <= ASSAY__CELL_AT;
    return assay__cell_names[i];
}

typedef struct reading {
    assay__intake to;
    assay__csv *csv;
    const char *path;
    size_t place[ASSAY__CELLS];
} reading;

static assay_status find_columns(reading *r, assay_error *err)
{
    size_t n;
    const assay_str *header = assay__csv_header(r->csv, &n);
    for (size_t c = 0; c < ASSAY__CELLS; c++) {
        r->place[c] = SIZE_MAX;
        for (size_t i = 0; i < n; i++) {
            if (!assay__str_equal(header[i], assay__str(assay__cell_names[c])))
                continue;
            if (r->place[c] != SIZE_MAX)
                return assay_fail(err, ASSAY_BAD_SYNTAX,
                                  "%s, line 1: the column %s stands twice", r->path,
                                  assay__cell_names[c]);
            r->place[c] = i;
        }
        if (r->place[c] == SIZE_MAX && c <= ASSAY__CELL_AT)
            return assay_fail(err, ASSAY_BAD_SYNTAX,
                              "%s, line 1: the column %s is missing", r->path,
                              assay__cell_names[c]);
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

static const char *read_time(assay_str cell, int64_t *at)
{
    bool dated;
    if (!assay_time_read(cell, at, &dated))
        return "not a time: 2026-03-04, 2026-03-04T10:11:12Z or Unix seconds";
    return NULL;
}

/* What must be known. @return what is wrong, and where; NULL: nothing */
static const char *fill_act(const assay_str cells[], assay_action *action,
                            const char **field)
{
    for (size_t c = ASSAY__CELL_ACTOR; c <= ASSAY__CELL_OBJECT; c++) {
        *field = assay__cell_names[c];
        const char *why = fault_of_name(cells[c]);
        if (why != NULL)
            return why;
    }
    action->actor = cells[ASSAY__CELL_ACTOR];
    action->object = cells[ASSAY__CELL_OBJECT];
    *field = assay__cell_names[ASSAY__CELL_AT];
    if (cells[ASSAY__CELL_AT].len == 0)
        return "it must be known and is not";
    return read_time(cells[ASSAY__CELL_AT], &action->at);
}

/* What may be known: an empty cell is not. @return as fill_act */
static const char *fill_rest(const assay_str cells[], assay_action *action,
                             const char **field)
{
    assay_str *const texts[ASSAY__CELLS] = {[ASSAY__CELL_POST] = &action->post,
                                            [ASSAY__CELL_CREATOR] = &action->creator,
                                            [ASSAY__CELL_LANGUAGE] = &action->language};
    for (size_t c = ASSAY__CELL_AT + 1; c < ASSAY__CELLS; c++) {
        const char *why = NULL;
        *field = assay__cell_names[c];
        if (cells[c].len == 0)
            continue;
        if (c == ASSAY__CELL_POSTED_AT)
            why = read_time(cells[c], &action->posted_at);
        else if (c == ASSAY__CELL_FOLLOWERS)
            why =
                assay__number_read(cells[c], &action->followers) && action->followers >= 0
                    ? NULL
                    : "not a number of 0 or more";
        else if ((why = fault_of_name(cells[c])) == NULL)
            *texts[c] = cells[c];
        if (why != NULL)
            return why;
    }
    return NULL;
}

void assay__intake_reject(const assay__intake *to, uint64_t line, const char *field,
                          const char *why)
{
    if (to->reject != NULL)
        to->reject(&(assay_network_reject){line, field, why}, to->ctx);
}

assay_status assay__intake_row(const assay__intake *to, uint64_t line,
                               const assay_str cells[ASSAY__CELLS], assay_error *err)
{
    assay_action action = assay_action_unknown();
    const char *field = NULL, *why = fill_act(cells, &action, &field);
    if (why == NULL)
        why = fill_rest(cells, &action, &field);
    assay_error place = {ASSAY_OK, ""};
    assay_status status = ASSAY_OK;
    if (why == NULL)
        status = assay_network_add(to->network, &action, &place);
    if (status == ASSAY_BAD_VALUE) {
        field = assay__cell_names[ASSAY__CELL_AT];
        why = "68 years or more from the first action";
    } else if (status != ASSAY_OK && err != NULL)
        *err = place;
    if (why != NULL)
        assay__intake_reject(to, line, field, why);
    return why != NULL ? ASSAY_OK : status;
}

static assay_status put_row(const reading *r, const assay__csv_row *row, assay_error *err)
{
    assay_str cells[ASSAY__CELLS];
    for (size_t c = 0; c < ASSAY__CELLS; c++) {
        cells[c] = (assay_str){"", 0};
        if (r->place[c] == SIZE_MAX)
            continue;
        if (r->place[c] >= row->n) {
            assay__intake_reject(&r->to, row->line, assay__cell_names[c],
                                 "the row is too short");
            return ASSAY_OK;
        }
        cells[c] = assay__csv_unguard(row->cells[r->place[c]]);
    }
    return assay__intake_row(&r->to, row->line, cells, err);
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

static assay_status read_table(assay__input *input, const char *name,
                               const assay__intake *to, assay_error *err)
{
    reading r = {.to = *to, .path = name};
    assay_status status = assay__csv_new(input, name, LARGEST_ROW, &r.csv, err);
    if (status == ASSAY_OK)
        status = read_rows(&r, err);
    assay__csv_free(r.csv);
    return status;
}

assay_status assay_network_read(assay_network *network, const char *path,
                                void (*reject)(const assay_network_reject *row,
                                               void *ctx),
                                void *ctx, assay_error *err)
{
    assay__intake to = {network, reject, ctx};
    assay__input *input = NULL;
    ASSAY__TRY(assay__input_open(path, &input, err));
    assay_status status = read_table(input, path, &to, err);
    assay__input_close(input);
    return status;
}

assay_status
assay_network_read_bytes(assay_network *network, assay_str text, assay_actions_form form,
                         void (*reject)(const assay_network_reject *row, void *ctx),
                         void *ctx, assay_error *err)
{
    assay__intake to = {network, reject, ctx};
    assay__input *input = NULL;
    if (form == ASSAY_ACTIONS_NDJSON)
        return assay__intake_lines(&to, text, err);
    ASSAY__TRY(assay__input_open_bytes(text, &input, err));
    assay_status status = read_table(input, "the table", &to, err);
    assay__input_close(input);
    return status;
}
