/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two rows are held: the one that is being merged, and the one that was read after it.
 * Cells are the spellings that the reader takes, so that writing is copying. */
#include "account/import/output.h"

#include "base/clock.h"
#include "base/str.h"
#include "format/csv_writer.h"
#include "format/json_writer.h"

#include <stdlib.h>

enum { CELLS = 64 };

/* A row taken from the sorter, in memory of its own. */
typedef struct held {
    assay_buffer key, body;
    bool there;
} held;

struct assay__output {
    assay__emitter *from;
    held row, next;
    assay_buffer text, merged, account; /* account: the names of the last row */
    bool headed[ASSAY__TABLE_COUNT];
    size_t table; /* of NDJSON: whose array is open; ASSAY__ACCOUNT: none */
    bool begun;   /* an account is open in NDJSON */
    assay__json_writer json;
};

/* A row's cells as spans; a cell counts when its bit is in `known`. */
typedef struct cells {
    uint64_t known;
    assay_str cell[CELLS];
} cells;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to write rows");
}

assay_status assay__output_new(assay__emitter *from, assay__output **out,
                               assay_error *err)
{
    assay__output *output = calloc(1, sizeof *output);
    if (output == NULL)
        return no_memory(err);
    output->from = from;
    output->json.out = &output->text;
    *out = output;
    return ASSAY_OK;
}

void assay__output_free(assay__output *output)
{
    if (output == NULL)
        return;
    assay__buffer_free(&output->row.key);
    assay__buffer_free(&output->row.body);
    assay__buffer_free(&output->next.key);
    assay__buffer_free(&output->next.body);
    assay__buffer_free(&output->text);
    assay__buffer_free(&output->merged);
    assay__buffer_free(&output->account);
    free(output);
}

static assay_str span(const assay_buffer *buffer)
{
    return (assay_str){buffer->bytes, buffer->len};
}

/* ---- rows from the sorter -------------------------------------------------------- */

static bool knows(const cells *row, size_t field)
{
    return (row->known >> field & 1) != 0;
}

static void take_cells(assay_str body, cells *out)
{
    memcpy(&out->known, body.ptr, sizeof out->known);
    const char *at = body.ptr + sizeof out->known;
    for (uint64_t left = out->known; left != 0; left &= left - 1) {
        uint32_t len;
        memcpy(&len, at, sizeof len);
        at += sizeof len;
        out->cell[__builtin_ctzll(left)] = (assay_str){at, len};
        at += len;
    }
}

static void put_cells(assay_buffer *body, const cells *from)
{
    assay__buffer_clear(body);
    assay__buffer_put(body, (assay_str){(const char *)&from->known, sizeof from->known});
    for (uint64_t left = from->known; left != 0; left &= left - 1) {
        assay_str cell = from->cell[__builtin_ctzll(left)];
        uint32_t len = (uint32_t)cell.len;
        assay__buffer_put(body, (assay_str){(const char *)&len, sizeof len});
        assay__buffer_put(body, cell);
    }
}

/* The parts of a key: platform and handle with their zeros, and the table. */
static size_t account_length(assay_str key)
{
    size_t first = strlen(key.ptr) + 1;
    return first + strlen(key.ptr + first) + 1;
}

static assay__table_id table_of(assay_str key)
{
    return (assay__table_id)key.ptr[account_length(key)];
}

static assay_status read_next(assay__output *o, assay_error *err)
{
    assay_str key, body;
    assay__buffer_clear(&o->next.key);
    assay__buffer_clear(&o->next.body);
    o->next.there = false;
    assay_status status = assay__sort_next(o->from->rows, &key, &body, err);
    if (status == ASSAY_END)
        return ASSAY_OK;
    if (status != ASSAY_OK)
        return status;
    assay__buffer_put(&o->next.key, key);
    assay__buffer_put(&o->next.body, body);
    o->next.there = true;
    return o->next.key.failed || o->next.body.failed ? no_memory(err) : ASSAY_OK;
}

/* Whether the earlier of two posts is the one seen later. */
static bool earlier_is_newer(assay__table_id table, const cells *earlier,
                             const cells *later)
{
    const assay__table *posts = assay__table_of(ASSAY__POSTS);
    size_t seen = assay__field_by_column(posts, ASSAY__LITERAL("seen_at"));
    int64_t a, b;
    bool dated;
    if (table != ASSAY__POSTS || !knows(earlier, seen) || !knows(later, seen))
        return false;
    return assay__time_read(earlier->cell[seen], &a, &dated) &&
           assay__time_read(later->cell[seen], &b, &dated) && a > b;
}

/* Joins the next row to the one held: what it knows stands, the rest stays. */
static assay_status merge_next(assay__output *o, assay_error *err)
{
    cells first, second;
    take_cells(span(&o->row.body), &first);
    take_cells(span(&o->next.body), &second);
    bool swap = earlier_is_newer(table_of(span(&o->row.key)), &first, &second);
    const cells *winner = swap ? &first : &second;
    cells *both = swap ? &second : &first;
    bool differ = false;
    for (uint64_t left = winner->known; left != 0; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        differ = differ ||
                 (knows(both, i) && !assay__str_equal(winner->cell[i], both->cell[i]));
        both->cell[i] = winner->cell[i];
        both->known |= UINT64_C(1) << i;
    }
    put_cells(&o->merged, both);
    if (o->merged.failed)
        return no_memory(err);
    assay_buffer old = o->row.body;
    o->row.body = o->merged;
    o->merged = old;
    o->from->counts.merged++;
    o->from->counts.differ += differ;
    return ASSAY_OK;
}

/* Joins all rows of the same thing to the one held. */
static assay_status merge_equal(assay__output *o, assay_error *err)
{
    while (o->next.there && assay__str_equal(span(&o->row.key), span(&o->next.key))) {
        ASSAY__TRY(merge_next(o, err));
        ASSAY__TRY(read_next(o, err));
    }
    return ASSAY_OK;
}

/* The next row with all that are of the same thing. */
static assay_status take_row(assay__output *o, assay_error *err)
{
    if (!o->begun && !o->next.there)
        ASSAY__TRY(read_next(o, err));
    o->begun = true;
    if (!o->next.there)
        return ASSAY_END;
    held spare = o->row;
    o->row = o->next;
    o->next = spare;
    ASSAY__TRY(read_next(o, err));
    return merge_equal(o, err);
}

/* ---- CSV ------------------------------------------------------------------------- */

static bool is_text(const assay__field *field)
{
    return field->kind == ASSAY__TEXT || field->kind == ASSAY__NAME;
}

/* Whether a table has a column for a field, beside the names every table has. */
static bool has_column(const assay__output *o, assay__table_id table, size_t field)
{
    return (o->from->plan->columns[table] >> field & 1) != 0;
}

static void put_header(assay__output *o, assay__csv_writer *csv, assay__table_id table)
{
    const assay__table *fields = assay__table_of(table);
    assay__csv_name(csv, "platform");
    assay__csv_name(csv, "handle");
    for (size_t i = 0; i < fields->n_fields; i++) {
        if (has_column(o, table, i))
            assay__csv_name(csv, fields->fields[i].column);
    }
    assay__csv_end_row(csv);
    o->headed[table] = true;
}

static bool same_account(const assay__output *o)
{
    assay_str key = span(&o->row.key);
    return assay__str_equal(span(&o->account), (assay_str){key.ptr, account_length(key)});
}

static void note_account(assay__output *o)
{
    assay_str key = span(&o->row.key);
    assay__buffer_clear(&o->account);
    assay__buffer_put(&o->account, (assay_str){key.ptr, account_length(key)});
    o->from->counts.accounts++;
}

static void put_csv(assay__output *o, assay__table_id table, const cells *row)
{
    const assay__table *fields = assay__table_of(table);
    const char *platform = o->row.key.bytes;
    assay__csv_writer csv = {.out = &o->text, .guard = true};
    if (!same_account(o))
        note_account(o);
    if (!o->headed[table])
        put_header(o, &csv, table);
    assay__csv_text(&csv, assay__str(platform));
    assay__csv_text(&csv, assay__str(platform + strlen(platform) + 1));
    for (size_t i = 0; i < fields->n_fields; i++) {
        if (!has_column(o, table, i))
            continue;
        assay_str cell = knows(row, i) ? row->cell[i] : (assay_str){NULL, 0};
        if (is_text(&fields->fields[i]))
            assay__csv_text(&csv, cell);
        else
            assay__csv_plain(&csv, cell);
    }
    assay__csv_end_row(&csv);
}

/* ---- NDJSON ---------------------------------------------------------------------- */

static void put_value(assay__output *o, const assay__field *field, assay_str cell)
{
    assay__json_key(&o->json, field->key);
    if (is_text(field) || field->kind == ASSAY__TIME) {
        assay__json_text(&o->json, cell);
    } else if (field->kind == ASSAY__TRUTH) {
        assay__json_bool(&o->json, cell.ptr[0] == '1');
    } else {
        assay__buffer_put(&o->text, cell); /* a number as JSON has it */
        o->json.comma = true;
    }
}

static void put_values(assay__output *o, assay__table_id table, const cells *row)
{
    const assay__table *fields = assay__table_of(table);
    for (size_t i = 0; i < fields->n_fields; i++) {
        if (knows(row, i))
            put_value(o, &fields->fields[i], row->cell[i]);
    }
}

static void close_account(assay__output *o)
{
    if (o->account.len == 0)
        return;
    if (o->table != ASSAY__ACCOUNT)
        assay__json_end_array(&o->json);
    assay__json_end(&o->json);
    assay__buffer_put_char(&o->text, '\n');
    o->json.comma = false;
}

static void open_account(assay__output *o)
{
    const char *platform = o->row.key.bytes;
    note_account(o);
    o->table = ASSAY__ACCOUNT;
    assay__json_begin(&o->json);
    assay__json_key(&o->json, "platform");
    assay__json_text(&o->json, assay__str(platform));
    assay__json_key(&o->json, "handle");
    assay__json_text(&o->json, assay__str(platform + strlen(platform) + 1));
}

/* *ended: an account ended before the row. */
static void put_json(assay__output *o, assay__table_id table, const cells *row,
                     bool *ended)
{
    *ended = !same_account(o) && o->account.len > 0;
    if (!same_account(o)) {
        close_account(o);
        open_account(o);
    }
    if (table != o->table) {
        if (o->table != ASSAY__ACCOUNT)
            assay__json_end_array(&o->json);
        assay__json_key(&o->json, assay__table_of(table)->name);
        assay__json_begin_array(&o->json);
        o->table = table;
    }
    if (table != ASSAY__ACCOUNT)
        assay__json_begin(&o->json);
    put_values(o, table, row);
    if (table != ASSAY__ACCOUNT)
        assay__json_end(&o->json);
}

/* ---- pieces ---------------------------------------------------------------------- */

/* The end of the last account of NDJSON. */
static assay_status last_piece(assay__output *o, assay_import_piece *piece,
                               assay_error *err)
{
    bool json = o->from->options->form == ASSAY_IMPORT_NDJSON;
    if (!json || o->account.len == 0)
        return ASSAY_END;
    close_account(o);
    assay__buffer_clear(&o->account);
    *piece = (assay_import_piece){.row = true, .text = span(&o->text)};
    return o->text.failed ? no_memory(err) : ASSAY_OK;
}

assay_status assay__output_next(assay__output *output, assay_import_piece *piece,
                                assay_error *err)
{
    bool json = output->from->options->form == ASSAY_IMPORT_NDJSON;
    assay__buffer_clear(&output->text);
    assay_status status = take_row(output, err);
    if (status == ASSAY_END)
        return last_piece(output, piece, err);
    if (status != ASSAY_OK)
        return status;
    assay__table_id table = table_of(span(&output->row.key));
    cells row;
    take_cells(span(&output->row.body), &row);
    bool ended = true;
    if (json)
        put_json(output, table, &row, &ended);
    else
        put_csv(output, table, &row);
    if (output->text.failed || output->account.failed)
        return no_memory(err);
    *piece = (assay_import_piece){.table = json ? NULL : assay__table_of(table)->name,
                                  .row = ended,
                                  .text = span(&output->text)};
    return ASSAY_OK;
}
