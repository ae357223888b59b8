/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One copy of the target, in which every part is decoded and ended in its place. */
#include "uri.h"

#include "strbuf.h"

#include <stdlib.h>
#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes [from, to) to *at, which is moved on and terminated. A space is %20; a plus is
 * one as well in parameters, as forms write it. */
static bool decode(const char *from, const char *to, bool plus, char **at)
{
    char *start = *at, *out = *at;
    while (from < to) {
        int byte = (unsigned char)*from++;
        if (byte == '%') {
            int high = to - from >= 2 ? hex_digit(from[0]) : -1;
            int low = high >= 0 ? hex_digit(from[1]) : -1;
            if (low < 0)
                return false;
            byte = high * 16 + low;
            from += 2;
        } else if (byte == '+' && plus) {
            byte = ' ';
        }
        if (byte < 0x20 || byte == 0x7F)
            return false;
        *out++ = (char)byte;
    }
    *out = '\0';
    *at = out + 1;
    size_t length = 0;
    for (char *p = start; p < out; p += length) {
        length = strbuf_utf8_length(p, (size_t)(out - p));
        if (length == 0)
            return false;
    }
    return true;
}

static bool take_param(uri *out, const char *from, const char *to, char **at)
{
    const char *equals = memchr(from, '=', (size_t)(to - from));
    const char *name_end = equals == NULL ? to : equals;
    uri_param *param = &out->params[out->n_params];
    param->name = *at;
    if (!decode(from, name_end, true, at))
        return false;
    param->value = *at;
    if (!decode(equals == NULL ? to : equals + 1, to, true, at))
        return false;
    out->n_params++;
    return true;
}

static const char *take_params(uri *out, const char *query, char *at)
{
    while (*query != '\0') {
        size_t length = strcspn(query, "&");
        if (out->n_params == URI_PARAMS_MOST)
            return "the target has too many parameters";
        if (length > 0 && !take_param(out, query, query + length, &at))
            return "a parameter is wrongly encoded";
        for (size_t i = 0; length > 0 && i + 1 < out->n_params; i++)
            if (strcmp(out->params[i].name, out->params[out->n_params - 1].name) == 0)
                return "a parameter stands twice";
        query += length + (query[length] == '&');
    }
    return NULL;
}

bool uri_parse(const char *raw, uri *out, const char **why)
{
    size_t length = strlen(raw);
    *out = (uri){0};
    *why = NULL;
    if (raw[0] != '/')
        *why = "the target is not a path";
    else if (memchr(raw, '#', length) != NULL)
        *why = "the target has a fragment";
    /* Each of path, names and values gets one byte for its end. */
    out->memory = *why == NULL ? malloc(length + 2 * URI_PARAMS_MOST + 4) : NULL;
    if (out->memory == NULL) {
        *why = *why == NULL ? "memory ran out" : *why;
        return false;
    }
    char *at = out->memory;
    size_t path = strcspn(raw, "?");
    out->path = at;
    if (!decode(raw, raw + path, false, &at))
        *why = "the path is wrongly encoded";
    else
        *why = take_params(out, raw + path + (raw[path] == '?'), at);
    if (*why != NULL)
        uri_free(out);
    return *why == NULL;
}

const char *uri_value(const uri *target, const char *name)
{
    for (size_t i = 0; i < target->n_params; i++)
        if (strcmp(target->params[i].name, name) == 0)
            return target->params[i].value;
    return NULL;
}

void uri_free(uri *target)
{
    free(target->memory);
    *target = (uri){0};
}
