/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing run of bytes; growth doubles. */
#include "base/buffer.h"

#include "base/number.h"
#include "base/str.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool reserve(assay_buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    if (buffer->room - buffer->len >= more)
        return true;
    size_t wanted;
    bool overflow = __builtin_add_overflow(buffer->len, more, &wanted);
    size_t room = buffer->room < 256 ? 256 : buffer->room;
    while (!overflow && room < wanted)
        overflow = __builtin_mul_overflow(room, (size_t)2, &room);
    char *bytes = overflow ? NULL : realloc(buffer->bytes, room);
    if (bytes == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->bytes = bytes;
    buffer->room = room;
    return true;
}

void assay__buffer_put(assay_buffer *buffer, assay_str text)
{
    if (text.len == 0 || !reserve(buffer, text.len))
        return;
    memcpy(buffer->bytes + buffer->len, text.ptr, text.len);
    buffer->len += text.len;
}

char *assay__buffer_more(assay_buffer *buffer, size_t len)
{
    if (!reserve(buffer, len))
        return NULL;
    buffer->len += len;
    return buffer->bytes + buffer->len - len;
}

void assay__buffer_put_char(assay_buffer *buffer, char byte)
{
    bool full = buffer->failed || buffer->len == buffer->room;
    if (full && !reserve(buffer, 1))
        return;
    buffer->bytes[buffer->len++] = byte;
}

void assay__buffer_put_quoted(assay_buffer *buffer, assay_str text)
{
    if (text.len > SIZE_MAX - 2 || !reserve(buffer, text.len + 2))
        return;
    char *to = buffer->bytes + buffer->len;
    to[0] = '"';
    if (text.len > 0)
        memcpy(to + 1, text.ptr, text.len);
    to[text.len + 1] = '"';
    buffer->len += text.len + 2;
}

void assay__buffer_printf(assay_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (wanted < 0 || !reserve(buffer, (size_t)wanted + 1)) {
        buffer->failed = true;
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(buffer->bytes + buffer->len, (size_t)wanted + 1, format, arguments);
    va_end(arguments);
    buffer->len += (size_t)wanted;
}

void assay__buffer_put_number(assay_buffer *buffer, double number)
{
    if (!isfinite(number))
        return;
    char text[ASSAY__NUMBER_ROOM];
    /* Adding zero turns -0, which tells a reader nothing, into 0. */
    size_t length = assay__number_print(number + 0.0, text);
    assay__buffer_put(buffer, (assay_str){text, length});
}

void assay__buffer_clear(assay_buffer *buffer)
{
    buffer->len = 0;
    buffer->failed = false;
}

void assay__buffer_free(assay_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (assay_buffer){0};
}
