/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON onto a buffer; a comma is due after every value and never after an opening. */
#include "format/json_writer.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

#include <math.h>

static void before_value(assay__json_writer *json)
{
    if (json->comma)
        assay__buffer_put_char(json->out, ',');
    json->comma = true;
}

static void open_with(assay__json_writer *json, char bracket)
{
    before_value(json);
    assay__buffer_put_char(json->out, bracket);
    json->comma = false;
}

static void close_with(assay__json_writer *json, char bracket)
{
    assay__buffer_put_char(json->out, bracket);
    json->comma = true;
}

void assay__json_begin(assay__json_writer *json)
{
    open_with(json, '{');
}

void assay__json_end(assay__json_writer *json)
{
    close_with(json, '}');
}

void assay__json_begin_array(assay__json_writer *json)
{
    open_with(json, '[');
}

void assay__json_end_array(assay__json_writer *json)
{
    close_with(json, ']');
}

static void put_escape(assay_buffer *out, unsigned char c)
{
    static const char SHORT[] = "btn-fr"; /* 0x08..0x0D; 0x0B has no short form */
    if (c == '"' || c == '\\')
        assay__buffer_printf(out, "\\%c", c);
    else if (c >= 0x08 && c <= 0x0D && c != 0x0B)
        assay__buffer_printf(out, "\\%c", SHORT[c - 0x08]);
    else
        assay__buffer_printf(out, "\\u%04x", (unsigned)c);
}

/* Text known to be UTF-8, escaped. */
static void put_valid(assay_buffer *out, assay_str text)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        assay__buffer_put(out, (assay_str){text.ptr + plain, i - plain});
        put_escape(out, c);
        plain = i + 1;
    }
    assay__buffer_put(out, (assay_str){text.ptr + plain, text.len - plain});
}

/* The fewer than eight bytes from i on, upon those of `fill`. */
static uint64_t tail_of(assay_str text, size_t i, uint64_t fill)
{
    for (; i < text.len; i++)
        fill = fill << 8 | (unsigned char)text.ptr[i];
    return fill;
}

/* Whether all bytes are ASCII that stands for itself, eight at a time: the top bit shows
 * one beyond, and a difference that borrows. A byte after one that borrows may show too,
 * which is no matter. */
static bool is_plain(assay_str text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t special = 0, eight;
    size_t i = 0;
    for (; i < text.len; i += 8) {
        if (text.len - i >= 8)
            memcpy(&eight, text.ptr + i, 8);
        else
            eight = tail_of(text, i, ones * ' ');
        uint64_t quote = eight ^ ones * '"', slash = eight ^ ones * '\\';
        uint64_t delete = eight ^ ones * 0x7F;
        special |= eight | (eight - ones * 0x20) | (quote - ones) | (slash - ones) |
                   (delete - ones);
    }
    return (special & tops) == 0;
}

static void put_string(assay_buffer *out, assay_str text)
{
    if (is_plain(text)) {
        assay__buffer_put_quoted(out, text);
        return;
    }
    assay__buffer_put_char(out, '"');
    while (text.len > 0) {
        size_t good = assay__utf8_check(text);
        put_valid(out, (assay_str){text.ptr, good});
        if (good == text.len)
            break;
        assay__buffer_put(out, ASSAY__LITERAL("\xEF\xBF\xBD"));
        text.ptr += good + 1;
        text.len -= good + 1;
    }
    assay__buffer_put_char(out, '"');
}

void assay__json_key(assay__json_writer *json, const char *key)
{
    before_value(json);
    put_string(json->out, assay__str(key));
    assay__buffer_put_char(json->out, ':');
    json->comma = false;
}

void assay__json_text(assay__json_writer *json, assay_str text)
{
    before_value(json);
    if (text.ptr == NULL)
        assay__buffer_put(json->out, ASSAY__LITERAL("null"));
    else
        put_string(json->out, text);
}

void assay__json_number(assay__json_writer *json, double number)
{
    before_value(json);
    if (isfinite(number))
        assay__buffer_put_number(json->out, number);
    else
        assay__buffer_put(json->out, ASSAY__LITERAL("null"));
}

void assay__json_integer(assay__json_writer *json, int64_t number)
{
    char text[ASSAY__NUMBER_ROOM];
    before_value(json);
    size_t length = assay__integer_print(number, text);
    assay__buffer_put(json->out, (assay_str){text, length});
}

void assay__json_micro(assay__json_writer *json, int64_t millionths)
{
    char text[ASSAY__NUMBER_ROOM];
    before_value(json);
    size_t length = assay__micro_print(millionths, text);
    assay__buffer_put(json->out, (assay_str){text, length});
}

void assay__json_bool(assay__json_writer *json, bool truth)
{
    before_value(json);
    assay__buffer_put(json->out, assay__str(truth ? "true" : "false"));
}

void assay__json_time(assay__json_writer *json, int64_t at, bool dated)
{
    char text[ASSAY__TIME_ROOM];
    if (at == ASSAY_TIME_UNKNOWN) {
        assay__json_text(json, (assay_str){NULL, 0});
        return;
    }
    size_t length = assay__time_print(at, dated, text);
    assay__json_text(json, (assay_str){text, length});
}

void assay__json_member_text(assay__json_writer *json, const char *key, assay_str text)
{
    if (text.ptr == NULL)
        return;
    assay__json_key(json, key);
    assay__json_text(json, text);
}

void assay__json_member_word(assay__json_writer *json, const char *key, const char *word)
{
    if (word != NULL)
        assay__json_member_text(json, key, assay__str(word));
}

void assay__json_member_count(assay__json_writer *json, const char *key, size_t count)
{
    assay__json_key(json, key);
    assay__json_integer(json, (int64_t)count);
}

void assay__json_open(assay__json_writer *json, const char *key)
{
    assay__json_key(json, key);
    assay__json_begin(json);
}

void assay__json_open_array(assay__json_writer *json, const char *key)
{
    assay__json_key(json, key);
    assay__json_begin_array(json);
}

void assay__json_member_number(assay__json_writer *json, const char *key, double number)
{
    if (!isfinite(number))
        return;
    assay__json_key(json, key);
    assay__json_number(json, number);
}

void assay__json_member_time(assay__json_writer *json, const char *key, int64_t at,
                             bool dated)
{
    if (at == ASSAY_TIME_UNKNOWN)
        return;
    assay__json_key(json, key);
    assay__json_time(json, at, dated);
}

void assay__json_member_interval(assay__json_writer *json, const char *key,
                                 assay_interval interval)
{
    if (!isfinite(interval.value))
        return;
    assay__json_key(json, key);
    assay__json_begin(json);
    assay__json_member_number(json, "value", interval.value);
    assay__json_member_number(json, "low", interval.low);
    assay__json_member_number(json, "high", interval.high);
    assay__json_end(json);
}
