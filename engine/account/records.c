/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Framing of JSON records in a stream, without parsing them.
 *
 * Lines are the usual case, and the one in which a bad record cannot take its neighbours
 * along. Brackets are counted only where lines do not do: in an array, and when the first
 * line is the beginning of an object that does end somewhere.
 */
#include "account/records.h"

#include "base/str.h"

#include <stdlib.h>

enum { FIRST_ROOM = 1 << 18 };

typedef enum framing { NOT_YET, LINES, OBJECTS, ARRAY } framing;

struct assay__records {
    assay__input *input;
    size_t most;
    char *bytes;
    size_t at, len, room;
    bool ended; /* the input has no more */
    bool over;  /* nothing more will be handed out */
    framing framing;
    bool inside; /* of the array, behind its bracket */
    uint64_t line;
};

assay_status assay__records_new(assay__input *input, size_t most, assay__records **out,
                                assay_error *err)
{
    assay__records *records = calloc(1, sizeof *records);
    if (records == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to read records");
    records->input = input;
    records->most = most;
    records->line = 1;
    *out = records;
    return ASSAY_OK;
}

void assay__records_free(assay__records *records)
{
    if (records == NULL)
        return;
    free(records->bytes);
    free(records);
}

/* Makes room behind what is unread: first by moving it to the front. */
static assay_status make_room(assay__records *records, assay_error *err)
{
    size_t left = records->len - records->at;
    if (records->at > 0 && records->at >= records->room / 2) {
        memmove(records->bytes, records->bytes + records->at, left);
        records->at = 0;
        records->len = left;
    }
    if (records->len < records->room)
        return ASSAY_OK;
    size_t room = records->room == 0 ? FIRST_ROOM : records->room * 2;
    char *bytes = realloc(records->bytes, room);
    if (bytes == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a record");
    records->bytes = bytes;
    records->room = room;
    return ASSAY_OK;
}

static assay_status fill(assay__records *records, assay_error *err)
{
    ASSAY__TRY(make_room(records, err));
    size_t got;
    ASSAY__TRY(assay__input_read(records->input, records->bytes + records->len,
                                 records->room - records->len, &got, err));
    records->len += got;
    records->ended = got == 0;
    return ASSAY_OK;
}

/* The next byte that is not white space, left in place; *end when there is none. */
static assay_status skip_space(assay__records *records, bool *end, assay_error *err)
{
    for (;;) {
        for (; records->at < records->len; records->at++) {
            char c = records->bytes[records->at];
            *end = false;
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
                return ASSAY_OK;
            records->line += c == '\n';
        }
        *end = true;
        if (records->ended)
            return ASSAY_OK;
        ASSAY__TRY(fill(records, err));
    }
}

static void set_fault(assay__records *records, assay__record *out, assay_status status,
                      const char *why)
{
    *out = (assay__record){.line = records->line, .fault = why, .status = status};
}

static void hand_out(assay__records *records, assay__record *out, size_t len)
{
    *out = (assay__record){
        {records->bytes + records->at, len}, records->line, NULL, ASSAY_OK};
    records->line += assay__str_lines((assay_str){out->json.ptr, len});
    records->at += len;
}

/* Passes over the rest of a line that is too long, keeping none of it. */
static assay_status skip_line(assay__records *records, assay_error *err)
{
    for (;;) {
        size_t left = records->len - records->at;
        const char *at = records->bytes + records->at;
        const char *newline = left > 0 ? memchr(at, '\n', left) : NULL;
        if (newline != NULL) {
            records->at += (size_t)(newline - at);
            return ASSAY_OK;
        }
        records->at = records->len;
        if (records->ended)
            return ASSAY_OK;
        ASSAY__TRY(fill(records, err));
    }
}

/* Length of the line that begins here; *too_long when it is over the limit. */
static assay_status measure_line(assay__records *records, size_t *len, bool *too_long,
                                 assay_error *err)
{
    size_t looked = 0;
    *too_long = false;
    for (;;) {
        size_t left = records->len - records->at;
        const char *from = records->bytes + records->at;
        const char *newline =
            left > looked ? memchr(from + looked, '\n', left - looked) : NULL;
        *len = newline != NULL ? (size_t)(newline - from) : left;
        *too_long = *len > records->most;
        if (newline != NULL || records->ended || *too_long)
            return ASSAY_OK;
        looked = left;
        ASSAY__TRY(fill(records, err));
    }
}

static assay_status next_line(assay__records *records, assay__record *out,
                              assay_error *err)
{
    size_t len;
    bool too_long;
    ASSAY__TRY(measure_line(records, &len, &too_long, err));
    if (!too_long) {
        hand_out(records, out, len);
        return ASSAY_OK;
    }
    set_fault(records, out, ASSAY_TOO_LARGE, "the record is over the size limit");
    return skip_line(records, err);
}

/* Counting brackets outside of strings, piece by piece. */
typedef struct brackets {
    size_t looked; /* bytes behind `at` */
    size_t depth;
    bool in_string, escaped;
    bool closed, broken;
} brackets;

static void count_byte(brackets *count, char c)
{
    if (count->in_string) {
        bool escaped = count->escaped;
        count->escaped = !escaped && c == '\\';
        count->in_string = escaped || c != '"';
        count->broken = c == '\n';
        return;
    }
    if (c == '"')
        count->in_string = true;
    else if (c == '{' || c == '[')
        count->depth++;
    else if (c == '}' || c == ']')
        count->closed = --count->depth == 0;
}

/* Counts what is at hand; whether the object is decided, one way or the other. */
static bool count_on(const assay__records *records, brackets *count)
{
    const char *from = records->bytes + records->at;
    size_t left = records->len - records->at;
    while (count->looked < left && !count->closed && !count->broken)
        count_byte(count, from[count->looked++]);
    return count->closed || count->broken || count->looked > records->most ||
           records->ended;
}

/* Length of the object that begins here; 0 when it does not end. */
static assay_status measure_object(assay__records *records, size_t *len, assay_error *err)
{
    brackets count = {0};
    while (!count_on(records, &count))
        ASSAY__TRY(fill(records, err));
    *len = count.closed && count.looked <= records->most ? count.looked : 0;
    return ASSAY_OK;
}

/* An object by its brackets; when it does not end, neither does what follows it. */
static assay_status next_object(assay__records *records, assay__record *out,
                                assay_error *err)
{
    size_t len;
    ASSAY__TRY(measure_object(records, &len, err));
    if (len > 0) {
        hand_out(records, out, len);
        return ASSAY_OK;
    }
    bool large = records->len - records->at > records->most;
    records->over = true;
    set_fault(records, out, large ? ASSAY_TOO_LARGE : ASSAY_BAD_SYNTAX,
              large ? "the record is over the size limit"
                    : "the record does not end; what follows cannot be read");
    return ASSAY_OK;
}

static assay_status array_fault(assay__records *records, assay__record *out,
                                const char *why)
{
    records->over = true;
    set_fault(records, out, ASSAY_BAD_SYNTAX, why);
    return ASSAY_OK;
}

/* The byte at hand; 0 when there is none. */
static char byte_at_hand(const assay__records *records)
{
    if (records->at == records->len)
        return '\0';
    return records->bytes[records->at];
}

/* Behind the array's bracket nothing may stand. */
static assay_status end_array(assay__records *records, assay__record *out,
                              assay_error *err)
{
    bool end;
    records->at++;
    ASSAY__TRY(skip_space(records, &end, err));
    if (!end)
        return array_fault(records, out, "something follows the array");
    records->over = true;
    return ASSAY_END;
}

/* Passes the comma before an element; *why says what is wrong with it. */
static assay_status pass_comma(assay__records *records, const char **why,
                               assay_error *err)
{
    bool end;
    char c = byte_at_hand(records);
    *why = NULL;
    if (!records->inside || c == ']')
        return ASSAY_OK;
    if (c != ',') {
        *why = "a comma or ] is missing between records";
        return ASSAY_OK;
    }
    records->at++;
    ASSAY__TRY(skip_space(records, &end, err));
    if (byte_at_hand(records) == ']')
        *why = "a comma before the array's end";
    return ASSAY_OK;
}

/* The next element of an array; the first byte of it, or of what parts it from the one
 * before, is at hand. */
static assay_status next_element(assay__records *records, assay__record *out,
                                 assay_error *err)
{
    const char *why;
    ASSAY__TRY(pass_comma(records, &why, err));
    if (why != NULL)
        return array_fault(records, out, why);
    records->inside = true;
    char c = byte_at_hand(records);
    if (c == '{')
        return next_object(records, out, err);
    if (c == ']')
        return end_array(records, out, err);
    return array_fault(records, out, "an account is an object");
}

/* Lines, unless the first of them only begins an object that ends on a later one. */
static assay_status choose_framing(assay__records *records, assay_error *err)
{
    if (records->bytes[records->at] == '[') {
        records->framing = ARRAY;
        records->at++;
        return ASSAY_OK;
    }
    size_t line, object;
    bool too_long;
    records->framing = LINES;
    ASSAY__TRY(measure_line(records, &line, &too_long, err));
    const char *text = records->bytes + records->at;
    while (line > 0 && strchr(" \t\r", text[line - 1]) != NULL)
        line--;
    if (too_long || line == 0 || text[line - 1] == '}')
        return ASSAY_OK;
    ASSAY__TRY(measure_object(records, &object, err));
    if (object > line)
        records->framing = OBJECTS;
    return ASSAY_OK;
}

/* At the first byte of the input: how records are told apart. */
static assay_status begin(assay__records *records, assay_error *err)
{
    bool end;
    ASSAY__TRY(choose_framing(records, err));
    return records->framing == ARRAY ? skip_space(records, &end, err) : ASSAY_OK;
}

assay_status assay__records_next(assay__records *records, assay__record *out,
                                 assay_error *err)
{
    bool end;
    if (records->over)
        return ASSAY_END;
    ASSAY__TRY(skip_space(records, &end, err));
    if (records->framing == NOT_YET && !end)
        ASSAY__TRY(begin(records, err));
    if (records->framing == ARRAY)
        return next_element(records, out, err);
    if (end)
        return ASSAY_END;
    return records->framing == LINES ? next_line(records, out, err)
                                     : next_object(records, out, err);
}
