/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `type` is left at about:blank, so `title` is the status's own phrase. */
#include "problem.h"

#include <inttypes.h>
#include <string.h>

typedef struct phrase {
    unsigned status;
    const char *text;
} phrase;

/* RFC 9110 section 15, RFC 6585. */
static const phrase PHRASES[] = {
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {409, "Conflict"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

const char *problem_title(unsigned status)
{
    for (size_t i = 0; i < sizeof PHRASES / sizeof PHRASES[0]; i++)
        if (PHRASES[i].status == status)
            return PHRASES[i].text;
    return "Error";
}

static void put_fault(const assay_json_fault *fault, strbuf *out)
{
    char pointer[sizeof fault->pointer + 1] = "#";
    (void)strncat(pointer, fault->pointer, sizeof pointer - 2);
    strbuf_word(out, ",\"errors\":[{\"pointer\":");
    strbuf_json_word(out, pointer);
    strbuf_word(out, ",\"detail\":");
    strbuf_json_word(out, fault->why);
    strbuf_printf(out, ",\"line\":%" PRIu64 ",\"column\":%" PRIu64 "}]", fault->line,
                  fault->column);
}

static void put_places(const problem *what, strbuf *out)
{
    strbuf_word(out, ",\"errors\":[");
    for (size_t i = 0; i < what->n_rows; i++) {
        const assay_network_reject *row = &what->rows[i];
        const char *slash = row->field[0] == '\0' ? "" : "/";
        strbuf_printf(out, "%s{\"pointer\":\"#%s%s\",\"detail\":", i > 0 ? "," : "",
                      slash, row->field);
        strbuf_json_word(out, row->message);
        strbuf_printf(out, ",\"line\":%" PRIu64 "}", row->line);
    }
    strbuf_word(out, "]");
}

void problem_write(const problem *what, strbuf *out)
{
    strbuf_printf(out, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u",
                  problem_title(what->status), what->status);
    if (what->detail != NULL) {
        strbuf_word(out, ",\"detail\":");
        strbuf_json_word(out, what->detail);
    }
    if (what->instance != NULL) {
        strbuf_word(out, ",\"instance\":\"urn:assay:request:");
        strbuf_word(out, what->instance); /* its letters are checked */
        strbuf_word(out, "\"");
    }
    if (what->fault != NULL)
        put_fault(what->fault, out);
    if (what->n_rows > 0)
        put_places(what, out);
    if (what->parameter != NULL) {
        strbuf_word(out, ",\"errors\":[{\"parameter\":");
        strbuf_json_word(out, what->parameter);
        strbuf_word(out, "}]");
    }
    strbuf_word(out, "}");
}
