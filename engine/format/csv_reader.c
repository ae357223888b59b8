/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv pushes cells; here they queue up, block by block, until they are asked for.
 *
 * It trims spaces unless told what a space is not, and reports no lines: those are
 * counted from the ends of rows (CSV_REPALL_NL reports empty ones too) and from the
 * newlines inside cells.
 */
#include "format/csv_reader.h"

#include "base/buffer.h"
#include "base/str.h"
#include "base/utf8.h"

#include <csv.h>
#include <stdlib.h>

/* The state of libcsv's parser inside a cell, as libcsv.c names it. Its strict mode would
 * tell of a quote that is never closed, but refuses quotes within a cell as well. */
enum { BLOCK = 1 << 16, FIELD_BEGUN = 2 };

/* A cell in `bytes`; unknown when it was empty and not in quotes. */
typedef struct cell {
    size_t offset, len;
    bool unknown;
} cell;

/* A row that is complete. */
typedef struct mark {
    size_t first, n;
    uint64_t line;
} mark;

struct assay__csv {
    assay__input *input;
    const char *name;
    size_t most;
    struct csv_parser parser;
    bool parser_begun, ended, failed; /* failed: memory ran out in a callback */
    char block[BLOCK];
    size_t block_len; /* of the first block, read to find the delimiter */
    assay_buffer bytes;
    cell *cells;
    size_t n_cells, room_cells;
    mark *marks;
    size_t n_marks, room_marks, next_mark;
    size_t row_first; /* first cell of the row that is not complete */
    uint64_t row_line, lines;
    bool after_cr;
    bool torn;       /* a cell begins with a byte that cannot begin one in UTF-8 */
    bool utf8;       /* all cells at hand are UTF-8 */
    assay_str *view; /* cells of the row handed out */
    size_t room_view;
    assay_buffer header_bytes;
    assay_str *header;
    size_t n_header;
};

static int never_a_space(unsigned char c)
{
    (void)c;
    return 0;
}

/* Room for one more item of an array that doubles; false when memory has run out. */
static bool room_for(void **items, size_t *room, size_t n, size_t size)
{
    if (n < *room)
        return true;
    size_t more = *room == 0 ? 64 : *room * 2;
    void *grown = realloc(*items, more * size);
    if (grown == NULL)
        return false;
    *items = grown;
    *room = more;
    return true;
}

static void on_cell(void *bytes, size_t len, void *ctx)
{
    assay__csv *csv = ctx;
    void *cells = csv->cells;
    if (!room_for(&cells, &csv->room_cells, csv->n_cells, sizeof(cell))) {
        csv->failed = true;
        return;
    }
    csv->cells = cells;
    if (csv->n_cells == csv->row_first)
        csv->row_line = csv->lines + 1;
    csv->cells[csv->n_cells++] = (cell){csv->bytes.len, len, bytes == NULL};
    if (bytes != NULL && len > 0) {
        char *to = assay__buffer_more(&csv->bytes, len);
        if (to != NULL)
            memcpy(to, bytes, len);
        csv->torn |= (*(const unsigned char *)bytes & 0xC0U) == 0x80U;
        csv->lines += assay__str_lines((assay_str){bytes, len});
    }
    csv->after_cr = false;
}

/* A row ends: with CR or LF, or -1 for the end of the file. */
static void on_row(int terminator, void *ctx)
{
    assay__csv *csv = ctx;
    size_t n = csv->n_cells - csv->row_first;
    bool half = terminator == '\n' && csv->after_cr && n == 0; /* of CR LF */
    csv->lines += !half;
    csv->after_cr = terminator == '\r';
    void *marks = csv->marks;
    if (n == 0)
        return;
    if (!room_for(&marks, &csv->room_marks, csv->n_marks, sizeof(mark))) {
        csv->failed = true;
        return;
    }
    csv->marks = marks;
    csv->marks[csv->n_marks++] = (mark){csv->row_first, n, csv->row_line};
    csv->row_first = csv->n_cells;
}

/* Forgets the rows handed out; what is left of the last one moves to the front. */
static void drop_rows(assay__csv *csv)
{
    size_t left = csv->n_cells - csv->row_first;
    size_t base = left > 0 ? csv->cells[csv->row_first].offset : csv->bytes.len;
    if (left > 0) {
        if (csv->bytes.len > base)
            memmove(csv->bytes.bytes, csv->bytes.bytes + base, csv->bytes.len - base);
        memmove(csv->cells, csv->cells + csv->row_first, left * sizeof(cell));
    }
    for (size_t i = 0; i < left; i++)
        csv->cells[i].offset -= base;
    csv->bytes.len -= base;
    csv->n_cells = left;
    csv->row_first = 0;
    csv->n_marks = 0;
    csv->next_mark = 0;
    csv->torn = csv->torn && left > 0;
}

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a row of a table");
}

static unsigned long long line_here(const assay__csv *csv)
{
    bool inside = csv->n_cells > csv->row_first;
    return inside ? csv->row_line : csv->lines + 1;
}

/* Parses the block at hand, or ends the parsing when it is empty. */
static assay_status parse_block(assay__csv *csv, assay_error *err)
{
    struct csv_parser *parser = &csv->parser;
    bool open_quote = false;
    unsigned long long line = line_here(csv);
    if (csv->block_len > 0) {
        (void)csv_parse(parser, csv->block, csv->block_len, on_cell, on_row, csv);
    } else {
        open_quote = parser->quoted && parser->pstate == FIELD_BEGUN;
        (void)csv_fini(parser, on_cell, on_row, csv);
        csv->ended = true;
    }
    if (csv->failed || csv->bytes.failed || csv_error(parser) == CSV_ENOMEM)
        return no_memory(err);
    if (open_quote)
        return assay_fail(err, ASSAY_BAD_SYNTAX,
                          "%s, line %llu: a quote is opened and never closed", csv->name,
                          line);
    size_t held = parser->entry_pos;
    if (csv->n_cells > csv->row_first)
        held += csv->bytes.len - csv->cells[csv->row_first].offset;
    if (held > csv->most)
        return assay_fail(err, ASSAY_TOO_LARGE,
                          "%s, line %llu: the row is over %zu bytes; is a quote open?",
                          csv->name, line_here(csv), csv->most);
    csv->block_len = 0;
    /* The cells lie side by side: their bytes are UTF-8 together, and none of them begins
     * within a character, so each of them is. */
    assay_str all = {csv->bytes.bytes, csv->bytes.len};
    csv->utf8 = !csv->torn && (all.len == 0 || assay__utf8_check(all) == all.len);
    return ASSAY_OK;
}

static assay_status more_rows(assay__csv *csv, assay_error *err)
{
    drop_rows(csv);
    if (csv->block_len == 0)
        ASSAY__TRY(
            assay__input_read(csv->input, csv->block, BLOCK, &csv->block_len, err));
    return parse_block(csv, err);
}

/* The cells of a row as spans; false when memory has run out. */
static bool show_row(assay__csv *csv, const mark *row)
{
    for (size_t i = 0; i < row->n; i++) {
        void *view = csv->view;
        if (!room_for(&view, &csv->room_view, i, sizeof(assay_str)))
            return false;
        csv->view = view;
        const cell *from = &csv->cells[row->first + i];
        csv->view[i] = (assay_str){NULL, 0};
        if (!from->unknown)
            csv->view[i] = (assay_str){
                from->len > 0 ? csv->bytes.bytes + from->offset : "", from->len};
    }
    return true;
}

assay_status assay__csv_next(assay__csv *csv, assay__csv_row *out, assay_error *err)
{
    while (csv->next_mark == csv->n_marks) {
        if (csv->ended)
            return ASSAY_END;
        ASSAY__TRY(more_rows(csv, err));
    }
    const mark *row = &csv->marks[csv->next_mark++];
    if (!show_row(csv, row))
        return no_memory(err);
    *out = (assay__csv_row){csv->view, row->n, row->line, csv->utf8};
    return ASSAY_OK;
}

/* How often a byte stands in the first line outside of quotes. */
static size_t count_in_header(const assay__csv *csv, char wanted)
{
    size_t n = 0;
    bool quoted = false;
    for (size_t i = 0; i < csv->block_len; i++) {
        char c = csv->block[i];
        if (!quoted && (c == '\n' || c == '\r') && i > 0)
            break;
        quoted ^= c == '"';
        n += !quoted && c == wanted;
    }
    return n;
}

/* Fills the block as far as the input gives, so that it holds the whole header. */
static assay_status first_block(assay__csv *csv, assay_error *err)
{
    size_t got = 1;
    while (got > 0 && csv->block_len < BLOCK) {
        ASSAY__TRY(assay__input_read(csv->input, csv->block + csv->block_len,
                                     BLOCK - csv->block_len, &got, err));
        csv->block_len += got;
    }
    return ASSAY_OK;
}

static void choose_delimiter(assay__csv *csv)
{
    static const char DELIMITERS[] = ",;\t";
    size_t most = 0;
    for (size_t i = 0; i < 3; i++) {
        size_t n = count_in_header(csv, DELIMITERS[i]);
        if (n > most) {
            csv_set_delim(&csv->parser, (unsigned char)DELIMITERS[i]);
            most = n;
        }
    }
}

static assay_str trim(assay_str text)
{
    while (text.len > 0 && (text.ptr[0] == ' ' || text.ptr[0] == '\t')) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 &&
           (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
        text.len--;
    return text;
}

/* Copies the first row's names, which must outlive it. */
static assay_status keep_header(assay__csv *csv, const assay__csv_row *row,
                                assay_error *err)
{
    csv->header = calloc(row->n + 1, sizeof csv->header[0]);
    for (size_t i = 0; i < row->n; i++)
        assay__buffer_put(&csv->header_bytes, trim(row->cells[i]));
    if (csv->header == NULL || csv->header_bytes.failed)
        return no_memory(err);
    size_t at = 0;
    for (size_t i = 0; i < row->n; i++) {
        size_t len = trim(row->cells[i]).len;
        csv->header[i] = (assay_str){len > 0 ? csv->header_bytes.bytes + at : "", len};
        at += len;
    }
    csv->n_header = row->n;
    return ASSAY_OK;
}

static assay_status begin(assay__csv *csv, assay_error *err)
{
    unsigned char options = CSV_REPALL_NL | CSV_EMPTY_IS_NULL;
    if (csv_init(&csv->parser, options) != 0)
        return no_memory(err);
    csv->parser_begun = true;
    csv_set_space_func(&csv->parser, never_a_space);
    ASSAY__TRY(first_block(csv, err));
    choose_delimiter(csv);
    assay__csv_row row = {0};
    assay_status status = assay__csv_next(csv, &row, err);
    if (status == ASSAY_END)
        return assay_fail(err, ASSAY_BAD_SYNTAX, "%s: the file is empty", csv->name);
    return status == ASSAY_OK ? keep_header(csv, &row, err) : status;
}

assay_status assay__csv_new(assay__input *input, const char *name, size_t most,
                            assay__csv **out, assay_error *err)
{
    assay__csv *csv = calloc(1, sizeof *csv);
    if (csv == NULL)
        return no_memory(err);
    csv->input = input;
    csv->name = name;
    csv->most = most;
    assay_status status = begin(csv, err);
    if (status != ASSAY_OK) {
        assay__csv_free(csv);
        return status;
    }
    *out = csv;
    return ASSAY_OK;
}

const assay_str *assay__csv_header(const assay__csv *csv, size_t *n)
{
    *n = csv->n_header;
    return csv->header;
}

void assay__csv_free(assay__csv *csv)
{
    if (csv == NULL)
        return;
    if (csv->parser_begun)
        csv_free(&csv->parser);
    assay__buffer_free(&csv->bytes);
    assay__buffer_free(&csv->header_bytes);
    free(csv->cells);
    free(csv->marks);
    free(csv->view);
    free(csv->header);
    free(csv);
}
