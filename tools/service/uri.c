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

/* The next byte of an encoded text, moved on; -1 when it is wrongly encoded. A plus is a
 * space in parameters, as forms write it. */
static int take_byte(const char **from, const char *to, bool plus)
{
    const char *at = *from;
    *from = at + 1;
    if (*at == '+' && plus)
        return ' ';
    if (*at != '%')
        return (unsigned char)*at;
    int high = to - at >= 3 ? hex_digit(at[1]) : -1;
    int low = high >= 0 ? hex_digit(at[2]) : -1;
    *from = at + 3;
    return low >= 0 ? high * 16 + low : -1;
}

static bool is_utf8(const char *text, size_t length)
{
    size_t step = 1;
    for (size_t i = 0; i < length && step > 0; i += step)
        step = strbuf_utf8_length(text + i, length - i);
    return step > 0;
}

/* Decodes [from, to) to *at, which is moved on and terminated. */
static bool decode(const char *from, const char *to, bool plus, char **at)
{
    char *out = *at, *start = out;
    while (from < to) {
        int byte = take_byte(&from, to, plus);
        if (byte < 0x20 || byte == 0x7F)
            return false;
        *out++ = (char)byte;
    }
    *out = '\0';
    *at = out + 1;
    return is_utf8(start, (size_t)(out - start));
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
    out->memory = *why == NULL ? malloc(length + (size_t)2 * URI_PARAMS_MOST + 4) : NULL;
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
