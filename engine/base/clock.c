/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Civil dates by counting 400-year eras from 0000-03-01 (Hinnant, chrono-compatible
 * low-level date algorithms). */
#include "base/clock.h"

#include "base/number.h"

static const int64_t FIRST = INT64_C(-62135596800); /* 0001-01-01 */
static const int64_t LAST = INT64_C(253402300799);  /* 9999-12-31T23:59:59 */

int64_t assay__days_from_civil(int64_t year, unsigned month, unsigned day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t march_month = month > 2 ? (int64_t)month - 3 : (int64_t)month + 9;
    int64_t day_of_year = (153 * march_month + 2) / 5 + (int64_t)day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void assay__civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    *day = (unsigned)(day_of_year - (153 * march_month + 2) / 5 + 1);
    *month = (unsigned)(march_month < 10 ? march_month + 3 : march_month - 9);
    *year = year_of_era + era * 400 + (*month <= 2);
}

int assay__weekday(int64_t at)
{
    int64_t days = at / ASSAY__DAY - (at % ASSAY__DAY < 0);
    return (int)(((days + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}

/* What of the text is still unread. */
typedef struct cursor {
    const char *p, *end;
} cursor;

static bool take_char(cursor *in, char wanted)
{
    if (in->p == in->end || *in->p != wanted)
        return false;
    in->p++;
    return true;
}

/* Exactly `count` digits as a number up to `most`. */
static bool take_number(cursor *in, int count, unsigned most, unsigned *out)
{
    if (in->end - in->p < count)
        return false;
    unsigned value = 0;
    for (int i = 0; i < count; i++) {
        unsigned digit = (unsigned)(unsigned char)in->p[i] - '0';
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    in->p += count;
    *out = value;
    return value <= most;
}

static unsigned days_in_month(unsigned year, unsigned month)
{
    static const unsigned char DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : DAYS[month - 1];
}

static bool take_date(cursor *in, int64_t *days)
{
    unsigned year, month, day;
    if (!take_number(in, 4, 9999, &year) || !take_char(in, '-') ||
        !take_number(in, 2, 12, &month) || !take_char(in, '-') ||
        !take_number(in, 2, 31, &day))
        return false;
    if (year == 0 || month == 0 || day == 0 || day > days_in_month(year, month))
        return false;
    *days = assay__days_from_civil(year, month, day);
    return true;
}

/* `10:11`, `10:11:12`, `10:11:12.345`; 24:00 and leap seconds are refused. */
static bool take_clock(cursor *in, int64_t *seconds)
{
    unsigned hour, minute, second = 0;
    if (!take_number(in, 2, 23, &hour) || !take_char(in, ':') ||
        !take_number(in, 2, 59, &minute))
        return false;
    if (take_char(in, ':')) {
        if (!take_number(in, 2, 59, &second))
            return false;
        if (take_char(in, '.')) {
            unsigned digit;
            if (!take_number(in, 1, 9, &digit))
                return false;
            while (take_number(in, 1, 9, &digit))
                continue;
        }
    }
    *seconds = (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
    return true;
}

/* `Z`, `+07:00`, `-0330`, or nothing, which is UTC. */
static bool take_zone(cursor *in, int64_t *offset)
{
    *offset = 0;
    if (in->p == in->end || take_char(in, 'Z') || take_char(in, 'z'))
        return true;
    bool west = take_char(in, '-');
    if (!west && !take_char(in, '+'))
        return false;
    unsigned hours, minutes;
    if (!take_number(in, 2, 23, &hours))
        return false;
    (void)take_char(in, ':');
    if (!take_number(in, 2, 59, &minutes))
        return false;
    *offset = (int64_t)hours * 3600 + (int64_t)minutes * 60;
    if (west)
        *offset = -*offset;
    return true;
}

/* What follows a date: `T10:11:12Z` and its kind. */
static bool take_rest(cursor *in, int64_t *seconds)
{
    int64_t offset;
    if (!take_char(in, 'T') && !take_char(in, ' ') && !take_char(in, 't'))
        return false;
    if (!take_clock(in, seconds) || !take_zone(in, &offset) || in->p != in->end)
        return false;
    *seconds -= offset;
    return true;
}

static bool read_civil(assay_str text, int64_t *at, bool *dated)
{
    cursor in = {text.ptr, text.ptr + text.len};
    int64_t days, seconds = 0;
    if (!take_date(&in, &days))
        return false;
    *dated = in.p == in.end;
    if (!*dated && !take_rest(&in, &seconds))
        return false;
    *at = days * ASSAY__DAY + seconds;
    return true;
}

/* Two digits; beyond 99 when they are not. */
static unsigned two_digits(const char *p)
{
    unsigned tens = (unsigned)(unsigned char)p[0] - '0';
    unsigned ones = (unsigned)(unsigned char)p[1] - '0';
    return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

/* The two forms that writers write, `2026-03-04` and `2026-03-04T10:11:12Z`, by their
 * places; false sends the text the long way. */
static bool read_usual(assay_str text, int64_t *at, bool *dated)
{
    const char *p = text.ptr;
    if ((text.len != 10 && text.len != 20) || p[4] != '-' || p[7] != '-')
        return false;
    unsigned year = two_digits(p) * 100 + two_digits(p + 2);
    unsigned month = two_digits(p + 5), day = two_digits(p + 8);
    if (year == 0 || year > 9999 || month == 0 || month > 12 || day == 0 ||
        day > days_in_month(year, month))
        return false;
    unsigned hour = 0, minute = 0, second = 0;
    if (text.len == 20) {
        hour = two_digits(p + 11);
        minute = two_digits(p + 14);
        second = two_digits(p + 17);
        if (p[10] != 'T' || p[13] != ':' || p[16] != ':' || p[19] != 'Z' || hour > 23 ||
            minute > 59 || second > 59)
            return false;
    }
    *dated = text.len == 10;
    int64_t in_day = (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
    *at = assay__days_from_civil(year, month, day) * ASSAY__DAY + in_day;
    return true;
}

bool assay__time_read(assay_str text, int64_t *at, bool *dated)
{
    int64_t value;
    bool date_only = false;
    if (read_usual(text, at, dated))
        return true;
    if (!assay__integer_read(text, &value) && !read_civil(text, &value, &date_only))
        return false;
    if (value < FIRST || value > LAST)
        return false;
    *at = value;
    *dated = date_only;
    return true;
}

static char *put_number(char *out, unsigned value, unsigned unit)
{
    for (; unit > 0; unit /= 10)
        *out++ = (char)('0' + value / unit % 10);
    return out;
}

size_t assay__time_print(int64_t at, bool dated, char text[])
{
    int64_t in_range = at < FIRST ? FIRST : at > LAST ? LAST : at;
    int64_t days = in_range / ASSAY__DAY - (in_range % ASSAY__DAY < 0);
    unsigned second = (unsigned)(in_range - days * ASSAY__DAY);
    int64_t year;
    unsigned month, day;
    assay__civil_from_days(days, &year, &month, &day);
    char *out = put_number(text, (unsigned)year, 1000);
    *out++ = '-';
    out = put_number(out, month, 10);
    *out++ = '-';
    out = put_number(out, day, 10);
    if (!dated) {
        *out++ = 'T';
        out = put_number(out, second / 3600, 10);
        *out++ = ':';
        out = put_number(out, second / 60 % 60, 10);
        *out++ = ':';
        out = put_number(out, second % 60, 10);
        *out++ = 'Z';
    }
    *out = '\0';
    return (size_t)(out - text);
}

bool assay_time_read(assay_str text, int64_t *at, bool *dated)
{
    return assay__time_read(text, at, dated);
}
