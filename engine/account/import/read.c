/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON is known by its first byte, pairs of lines by the first of them; the rest is CSV.
 * A CSV file whose dates leave their order open is read once before, for a date that
 * tells. */
#include "account/import/read.h"

#include "account/import/frames.h"
#include "account/import/lenient.h"
#include "account/import/pairs.h"
#include "base/str.h"
#include "format/json_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

assay_status assay__source_open(const assay__bytes_source *from, assay__input **out,
                                assay_error *err)
{
    if (from->bytes.ptr != NULL)
        return assay__input_open_bytes(from->bytes, out, err);
    if (strcmp(from->name, "-") == 0)
        (void)lseek(STDIN_FILENO, 0, SEEK_SET); /* a pipe is read on, once */
    return assay__input_open(from->name, out, err);
}

static assay_status open_input(const assay__file_reading *r, assay__input **out,
                               assay_error *err)
{
    return assay__source_open(&r->from, out, err);
}

static bool is_enough(const assay__file_reading *r)
{
    return r->most_records > 0 && r->to->counts.records >= r->most_records;
}

/* ---- JSON ------------------------------------------------------------------------ */

/* A copy of a record that can be written to, with zeros behind. */
static char *copy_record(assay_buffer *copy, assay_str json)
{
    static const char ZEROS[ASSAY__PULL_PADDING] = {0};
    assay__buffer_clear(copy);
    assay__buffer_put(copy, json);
    assay__buffer_put(copy, (assay_str){ZEROS, sizeof ZEROS});
    return copy->failed ? NULL : copy->bytes;
}

static void reject_json(assay__emitter *e, const assay__frame *frame, const char *why,
                        size_t offset)
{
    char sentence[192];
    uint64_t line, column;
    assay__text_place(frame->json, offset, &line, &column);
    (void)snprintf(sentence, sizeof sentence, "%s (column %llu)", why,
                   (unsigned long long)column);
    assay__emit_reject(e, frame->line + line - 1, (assay_str){"", 0}, sentence);
}

static assay_status take_frame(const assay__file_reading *r, const assay__frame *frame,
                               assay_buffer *copy, assay_error *err)
{
    assay__instances record;
    assay__walk_fault fault;
    assay__emitter *e = r->to;
    if (frame->fault != NULL) {
        assay__emit_reject(e, frame->line, (assay_str){"", 0}, frame->fault);
        return ASSAY_OK;
    }
    char *text = copy_record(copy, frame->json);
    if (text == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a record");
    assay_arena_reset(e->with.arena);
    assay_status status =
        assay__walk_json(e->plan, text, frame->json.len, e->with.arena, &record, &fault);
    if (status == ASSAY_NO_MEMORY)
        return assay_fail(err, status, "no memory for a record");
    if (status != ASSAY_OK) {
        reject_json(e, frame, fault.why, fault.offset);
        return ASSAY_OK;
    }
    return assay__emit(e, &record, frame->line, err);
}

static assay_status read_json(const assay__file_reading *r, assay__input *input,
                              assay_error *err)
{
    assay__frames *frames = NULL;
    assay__frame frame;
    assay_buffer copy = {0};
    assay_status status =
        assay__frames_new(input, r->to->plan, r->most_bytes, &frames, err);
    r->to->with.dates = r->to->options->date_order;
    while (status == ASSAY_OK && !is_enough(r)) {
        status = assay__frames_next(frames, &frame, err);
        if (status == ASSAY_OK)
            status = take_frame(r, &frame, &copy, err);
    }
    assay__frames_free(frames);
    assay__buffer_free(&copy);
    return status == ASSAY_END ? ASSAY_OK : status;
}

/* ---- CSV ------------------------------------------------------------------------- */

/* Whether a column is read as a time. */
static bool is_time(const assay__plan *plan, uint16_t at)
{
    const assay__place *place = &plan->places[at];
    bool found = false;
    for (size_t i = 0; i < plan->n_rows && at != 0; i++) {
        const assay__plan_rows *rows = &plan->rows[i];
        for (size_t c = 0; c < rows->n_cells && rows->scope == place->scope; c++) {
            const assay__plan_cell *cell = &rows->cells[c];
            found = found || (cell->field < 64 && cell->source.constant.ptr == NULL &&
                              cell->how == ASSAY__PLAIN_VALUE && cell->source.up == 0 &&
                              cell->source.leaf == place->leaf &&
                              assay__table_of(rows->table)->fields[cell->field].kind ==
                                  ASSAY__TIME);
        }
    }
    return found;
}

/* What a file tells of the order of its dates. */
typedef struct evidence {
    assay_date_order order;
    bool open; /* a date was met that can be read in two ways */
    char cell[ASSAY__EXCERPT_ROOM];
    char column[ASSAY__EXCERPT_ROOM];
    uint64_t line;
} evidence;

static void weigh_cell(evidence *found, assay_str cell, assay_str column, uint64_t line)
{
    int64_t at;
    bool dated;
    if (cell.len == 0 ||
        assay__lenient_time(cell, ASSAY_DATES_UNSAID, &at, &dated) == ASSAY__UNREADABLE)
        return;
    assay_date_order order = assay__date_evidence(cell);
    if (order != ASSAY_DATES_UNSAID)
        found->order = order;
    else if (!found->open && assay__lenient_time(cell, ASSAY_DATES_UNSAID, &at, &dated) ==
                                 ASSAY__TWO_WAYS) {
        found->open = true;
        found->line = line;
        assay__excerpt(cell, found->cell);
        assay__excerpt(column, found->column);
    }
}

/* Reads rows until a date tells the order; without any that needs it, only the first. */
static assay_status weigh_rows(assay__csv *csv, const bool times[], evidence *found,
                               assay_error *err)
{
    enum { LOOK = 64 };
    size_t n;
    assay__csv_row row;
    const assay_str *header = assay__csv_header(csv, &n);
    assay_status status = ASSAY_OK;
    for (size_t rows = 0; found->order == ASSAY_DATES_UNSAID; rows++) {
        if (rows >= LOOK && !found->open)
            break;
        status = assay__csv_next(csv, &row, err);
        if (status != ASSAY_OK)
            break;
        for (size_t i = 0; i < n && i < row.n; i++) {
            if (times[i])
                weigh_cell(found, row.cells[i], header[i], row.line);
        }
    }
    return status == ASSAY_END ? ASSAY_OK : status;
}

static assay_status weigh_file(const assay__file_reading *r, const bool times[],
                               evidence *found, assay_error *err)
{
    assay__input *input = NULL;
    assay__csv *csv = NULL;
    assay_status status = open_input(r, &input, err);
    if (status == ASSAY_OK)
        status = assay__csv_new(input, r->from.name, r->most_bytes, &csv, err);
    if (status == ASSAY_OK)
        status = weigh_rows(csv, times, found, err);
    assay__csv_free(csv);
    assay__input_close(input);
    return status;
}

/* The order of the file's dates: the one that was given, else what a date tells, else
 * what the shape has. */
static assay_status find_order(const assay__file_reading *r,
                               const assay__columns *columns, assay_date_order shape,
                               assay_error *err)
{
    assay__emitter *e = r->to;
    evidence found = {.order = ASSAY_DATES_UNSAID};
    bool any = false;
    e->with.dates = e->options->date_order;
    bool *times = calloc(columns->n + 1, sizeof times[0]);
    if (times == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the columns of a table");
    for (size_t i = 0; i < columns->n; i++) {
        times[i] = is_time(e->plan, columns->places[i]);
        any = any || times[i];
    }
    assay_status status = ASSAY_OK;
    if (any && e->with.dates == ASSAY_DATES_UNSAID) {
        status = weigh_file(r, times, &found, err);
        e->with.dates = found.order != ASSAY_DATES_UNSAID ? found.order : shape;
    }
    free(times);
    if (status == ASSAY_OK && e->with.dates == ASSAY_DATES_UNSAID && found.open)
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "%s, line %llu, %s: %s can be read in two ways, and no other "
                          "row tells: give --date-order dmy, mdy or ymd",
                          r->from.name, (unsigned long long)found.line, found.column,
                          found.cell);
    return status;
}

assay_status assay__read_rows(const assay__file_reading *r, assay__csv *csv,
                              const assay__columns *columns, assay_error *err)
{
    assay__emitter *e = r->to;
    assay__csv_row row;
    assay__instances record;
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK && !is_enough(r)) {
        status = assay__csv_next(csv, &row, err);
        if (status != ASSAY_OK)
            break;
        if (row.n != columns->n) {
            char why[96];
            (void)snprintf(why, sizeof why, "%zu cells where the header has %zu", row.n,
                           columns->n);
            assay__emit_reject(e, row.line, (assay_str){"", 0}, why);
            continue;
        }
        assay_arena_reset(e->with.arena);
        e->with.checked = row.utf8;
        status = assay__walk_row(e->plan, columns, &row, e->with.arena, &record);
        if (status != ASSAY_OK)
            return assay_fail(err, status, "no memory for a row");
        status = assay__emit(e, &record, row.line, err);
    }
    e->with.checked = false;
    return status == ASSAY_END ? ASSAY_OK : status;
}

/* The columns outlive the records' arena, so they have one of their own. */
static assay_status read_csv(const assay__file_reading *r, assay__csv *csv,
                             assay_error *err)
{
    size_t n;
    const assay_str *header = assay__csv_header(csv, &n);
    assay_arena *arena = NULL;
    assay__columns columns;
    assay_status status = assay_arena_new(4096, NULL, &arena, err);
    if (status == ASSAY_OK)
        status = assay__columns_find(r->to->plan, header, n, arena, &columns, err);
    if (status == ASSAY_OK) {
        assay__shape_id shape = assay__shape_by_name(r->to->options->shape);
        status = find_order(r, &columns, assay__shapes[shape].dates, err);
    }
    if (status == ASSAY_OK)
        status = assay__read_rows(r, csv, &columns, err);
    assay_arena_free(arena);
    return status;
}

/* `Date: 2026-03-04 10:11:12 UTC` is no header of a table. */
static bool is_pair(const assay__csv *csv)
{
    size_t n;
    const assay_str *header = assay__csv_header(csv, &n);
    return n == 1 && assay__pair_key(header[0]).len > 0;
}

static assay_status read_pairs(const assay__file_reading *r, assay_error *err)
{
    assay__input *input = NULL;
    r->to->with.dates = r->to->options->date_order;
    ASSAY__TRY(open_input(r, &input, err));
    assay_status status = assay__pairs_read(r, input, err);
    assay__input_close(input);
    return status;
}

static assay_status read_table(const assay__file_reading *r, assay__input *input,
                               bool *pairs, assay_error *err)
{
    assay__csv *csv = NULL;
    ASSAY__TRY(assay__csv_new(input, r->from.name, r->most_bytes, &csv, err));
    *pairs = is_pair(csv);
    assay_status status = *pairs ? ASSAY_OK : read_csv(r, csv, err);
    assay__csv_free(csv);
    return status;
}

assay_status assay__read_file(const assay__file_reading *reading, assay_error *err)
{
    assay__input *input = NULL;
    char first = '\0';
    bool pairs = false;
    ASSAY__TRY(open_input(reading, &input, err));
    assay_status status = assay__input_first(input, &first, err);
    if (status == ASSAY_OK && first == '\0')
        status = assay_fail(err, ASSAY_BAD_SYNTAX, "%s: the file is empty",
                            reading->from.name);
    else if (status == ASSAY_OK && (first == '{' || first == '['))
        status = read_json(reading, input, err);
    else if (status == ASSAY_OK)
        status = read_table(reading, input, &pairs, err);
    assay__input_close(input);
    return status == ASSAY_OK && pairs ? read_pairs(reading, err) : status;
}
