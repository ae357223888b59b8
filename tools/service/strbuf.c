/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing by doubling; JSON strings escaped as they are put. */
#include "strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room that most prints do with, so that they are made once. */
enum { USUAL_PRINT = 192 };

static bool make_room(strbuf *out, size_t more)
{
    if (out->failed || more > SIZE_MAX / 4 - out->len) {
        out->failed = true;
        return false;
    }
    if (out->len + more <= out->room)
        return true;
    size_t room = out->room < 256 ? 256 : out->room * 2;
    room = room < out->len + more ? out->len + more : room;
    char *bigger = realloc(out->ptr, room);
    if (bigger == NULL) {
        out->failed = true;
        return false;
    }
    out->ptr = bigger;
    out->room = room;
    return true;
}

void strbuf_reserve(strbuf *out, size_t bytes)
{
    (void)make_room(out, bytes);
}

void strbuf_put(strbuf *out, const char *bytes, size_t n)
{
    if (n == 0 || !make_room(out, n))
        return;
    memcpy(out->ptr + out->len, bytes, n);
    out->len += n;
}

void strbuf_word(strbuf *out, const char *word)
{
    strbuf_put(out, word, strlen(word));
}

void strbuf_printf(strbuf *out, const char *format, ...)
{
    va_list arguments, again;
    if (!make_room(out, USUAL_PRINT))
        return;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t left = out->room - out->len;
    int wanted = vsnprintf(out->ptr + out->len, left, format, arguments);
    va_end(arguments);
    if (wanted >= 0 && (size_t)wanted >= left && make_room(out, (size_t)wanted + 1))
        (void)vsnprintf(out->ptr + out->len, (size_t)wanted + 1, format, again);
    va_end(again);
    if (wanted >= 0 && !out->failed)
        out->len += (size_t)wanted;
}

/* Smallest code point of each length: what could be said shorter is not UTF-8. */
static const uint32_t LEAST[5] = {0, 0, 0x80, 0x800, 0x10000};

/* Bytes that a sequence has by its first; 0 when none begins so. */
static size_t length_by_first(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >> 5U == 6)
        return 2;
    if (first >> 4U == 14)
        return 3;
    return first >> 3U == 30 ? 4 : 0;
}

size_t strbuf_utf8_length(const char *bytes, size_t left)
{
    unsigned char first = (unsigned char)bytes[0];
    size_t length = length_by_first(first);
    if (length <= 1 || length > left)
        return length <= left ? length : 0;
    uint32_t point = first & (0x7FU >> length);
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if ((byte & 0xC0U) != 0x80U)
            return 0;
        point = point << 6U | (byte & 0x3FU);
    }
    bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    return point < LEAST[length] || surrogate || point > 0x10FFFF ? 0 : length;
}

static size_t put_character(strbuf *out, const char *bytes, size_t left)
{
    unsigned char byte = (unsigned char)bytes[0];
    if (byte == '"' || byte == '\\') {
        strbuf_printf(out, "\\%c", byte);
        return 1;
    }
    if (byte < 0x20 || byte == 0x7F) {
        strbuf_printf(out, "\\u%04x", byte);
        return 1;
    }
    size_t length = strbuf_utf8_length(bytes, left);
    if (length == 0) {
        strbuf_word(out, "\\ufffd");
        return 1;
    }
    strbuf_put(out, bytes, length);
    return length;
}

void strbuf_json(strbuf *out, const char *bytes, size_t n)
{
    strbuf_put(out, "\"", 1);
    for (size_t i = 0; i < n;)
        i += put_character(out, bytes + i, n - i);
    strbuf_put(out, "\"", 1);
}

void strbuf_json_word(strbuf *out, const char *word)
{
    strbuf_json(out, word, strlen(word));
}

void strbuf_clear(strbuf *out)
{
    out->len = 0;
    out->failed = false;
}

void strbuf_free(strbuf *out)
{
    free(out->ptr);
    *out = (strbuf){0};
}
