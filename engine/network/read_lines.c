/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions as NDJSON: an object a line, members in any order, among any others. A line is
 * copied before it is read, since the pull reader unescapes texts where they stand. */
#include "network/read.h"

#include "base/str.h"
#include "format/json_reader.h"

#include <stdlib.h>

enum { LONGEST_LINE = 1 << 20 };

/* One line being read. */
typedef struct row {
    assay_str cells[ASSAY__CELLS];
    bool seen[ASSAY__CELLS];
    const char *field; /* being read; empty between them */
} row;

static bool read_cell(assay__pull *in, size_t c, assay_str *cell)
{
    char first = assay__pull_peek(in);
    if (first == '"')
        return assay__pull_string(in, cell);
    if (first == 'n')
        return assay__pull_word(in, &first);
    if (c != ASSAY__CELL_AT && c != ASSAY__CELL_POSTED_AT && c != ASSAY__CELL_FOLLOWERS)
        return assay__pull_fail(in, ASSAY_BAD_VALUE, "not a text");
    if (first == '-' || (first >= '0' && first <= '9'))
        return assay__pull_number(in, cell);
    return assay__pull_fail(in, ASSAY_BAD_VALUE, "neither a text nor a number");
}

static void read_member(assay__pull *in, row *r)
{
    assay_str key;
    size_t c = 0;
    if (!assay__pull_key(in, &key))
        return;
    while (c < ASSAY__CELLS && !assay__str_equal(key, assay__str(assay__cell_names[c])))
        c++;
    if (c == ASSAY__CELLS) {
        (void)assay__pull_skip(in);
        return;
    }
    r->field = assay__cell_names[c];
    if (r->seen[c])
        (void)assay__pull_fail(in, ASSAY_BAD_SYNTAX, "it stands twice");
    r->seen[c] = true;
    if (read_cell(in, c, &r->cells[c]))
        r->field = "";
}

/* @return what is wrong; NULL: nothing */
static const char *read_row(char *copy, size_t len, row *r)
{
    assay__pull in;
    assay__pull_begin(&in, copy, len);
    if (assay__pull_enter(&in, '{'))
        while (assay__pull_more(&in))
            read_member(&in, r);
    (void)assay__pull_finish(&in);
    return in.status == ASSAY_OK ? NULL : in.why;
}

static bool is_blank(assay_str line)
{
    size_t n = 0;
    while (n < line.len &&
           (line.ptr[n] == ' ' || line.ptr[n] == '\t' || line.ptr[n] == '\r'))
        n++;
    return n == line.len;
}

static assay_status take_line(const assay__intake *to, assay_str line, uint64_t number,
                              char *copy, assay_error *err)
{
    row r = {.field = ""};
    if (is_blank(line))
        return ASSAY_OK;
    if (line.len > LONGEST_LINE) {
        assay__intake_reject(to, number, "", "a line of more than 1 MiB");
        return ASSAY_OK;
    }
    memcpy(copy, line.ptr, line.len);
    memset(copy + line.len, 0, ASSAY__PULL_PADDING);
    const char *why = read_row(copy, line.len, &r);
    if (why == NULL)
        return assay__intake_row(to, number, r.cells, err);
    assay__intake_reject(to, number, r.field, why);
    return ASSAY_OK;
}

assay_status assay__intake_lines(const assay__intake *to, assay_str text,
                                 assay_error *err)
{
    char *copy = malloc(LONGEST_LINE + ASSAY__PULL_PADDING);
    if (copy == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to read actions");
    assay_status status = ASSAY_OK;
    uint64_t number = 0;
    for (size_t at = 0; status == ASSAY_OK && at < text.len;) {
        const char *from = text.ptr + at, *end = memchr(from, '\n', text.len - at);
        size_t len = end == NULL ? text.len - at : (size_t)(end - from);
        number++;
        status = take_line(to, (assay_str){from, len}, number, copy, err);
        at += len + 1;
    }
    free(copy);
    return status;
}
