/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing bytes with own number and date writing: no locale, no library's idea of how a
 * number looks, the same bytes everywhere. */
#include "bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool make_room(sim_text *text, size_t more)
{
    if (text->failed) {
        return false;
    }
    if (text->length + more <= text->room) {
        return true;
    }
    size_t room = text->room ? text->room : 4096;
    while (room < text->length + more) {
        room *= 2;
    }
    char *bytes = realloc(text->bytes, room);
    if (!bytes) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->room = room;
    return true;
}

void sim_text_add(sim_text *text, const char *bytes, size_t length)
{
    if (length > 0 && make_room(text, length)) {
        memcpy(text->bytes + text->length, bytes, length);
        text->length += length;
    }
}

void sim_text_puts(sim_text *text, const char *string)
{
    sim_text_add(text, string, strlen(string));
}

void sim_text_putc(sim_text *text, char byte)
{
    sim_text_add(text, &byte, 1);
}

static void add_digits(sim_text *text, uint64_t value, size_t at_least)
{
    char digits[24];
    size_t n = sizeof digits;
    do {
        digits[--n] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 || sizeof digits - n < at_least);
    sim_text_add(text, digits + n, sizeof digits - n);
}

void sim_text_count(sim_text *text, double count)
{
    if (isnan(count)) {
        return;
    }
    if (count < 0) {
        sim_text_putc(text, '-');
    }
    add_digits(text, (uint64_t)(fabs(count) + 0.5), 1);
}

void sim_text_number(sim_text *text, double number)
{
    if (isnan(number)) {
        return;
    }
    if (number < 0) {
        sim_text_putc(text, '-');
    }
    uint64_t micro = (uint64_t)(fabs(number) * 1e6 + 0.5);
    add_digits(text, micro / 1000000, 1);
    uint64_t rest = micro % 1000000;
    if (rest == 0) {
        return;
    }
    size_t places = 6;
    while (rest % 10 == 0) {
        rest /= 10;
        places--;
    }
    sim_text_putc(text, '.');
    add_digits(text, rest, places);
}

/* Days since 1970-01-01 to year, month, day (Hinnant, chrono-compatible algorithms). */
static void add_date(sim_text *text, int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = z / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    add_digits(text, (uint64_t)(yoe + era * 400 + (month <= 2)), 4);
    sim_text_putc(text, '-');
    add_digits(text, (uint64_t)month, 2);
    sim_text_putc(text, '-');
    add_digits(text, (uint64_t)(doy - (153 * mp + 2) / 5 + 1), 2);
}

void sim_text_time(sim_text *text, int64_t at, bool date_only)
{
    if (at == ASSAY_TIME_UNKNOWN) {
        return;
    }
    int64_t days = at / 86400;
    uint64_t second = (uint64_t)(at % 86400);
    add_date(text, days);
    if (date_only) {
        return;
    }
    sim_text_putc(text, 'T');
    add_digits(text, second / 3600, 2);
    sim_text_putc(text, ':');
    add_digits(text, second / 60 % 60, 2);
    sim_text_putc(text, ':');
    add_digits(text, second % 60, 2);
    sim_text_putc(text, 'Z');
}

void sim_text_free(sim_text *text)
{
    free(text->bytes);
    *text = (sim_text){0};
}
