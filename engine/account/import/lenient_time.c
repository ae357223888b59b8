/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times in the spellings of exports and spreadsheets. A text is cut into numbers, words
 * and a time of day; what the numbers are follows from their length, from a month's name,
 * and only then from the order that was given. */
#include "account/import/lenient.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"

enum { NUMBERS = 3, LONGEST = 80 };

/* Unix times before 1973 are no posts and no follows but day numbers of a spreadsheet. */
static const int64_t FIRST_SECOND = 100000000;
static const int64_t FIRST_MILLISECOND = INT64_C(100000000000);
static const int64_t FIRST_MICROSECOND = INT64_C(100000000000000);

/* What was found in a text. */
typedef struct found {
    unsigned number[NUMBERS], digits[NUMBERS];
    size_t n;
    size_t month_at; /* the number that a word says is the month; NUMBERS: none */
    unsigned month;  /* by name, 0: none */
    char mark;       /* between the first two numbers */
    bool clocked;
    int64_t seconds, offset;
} found;

typedef struct cursor {
    const char *p, *end;
} cursor;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c > 0x7F;
}

static char lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + ('a' - 'A'));
    return c;
}

/* Up to `most` digits; how many there were. */
static unsigned take_digits(cursor *in, unsigned most, unsigned *value)
{
    unsigned n = 0;
    *value = 0;
    for (; in->p < in->end && is_digit(*in->p) && n < most; in->p++, n++)
        *value = *value * 10 + (unsigned)(*in->p - '0');
    return n;
}

static bool take_mark(cursor *in, char mark)
{
    bool there = in->p < in->end && *in->p == mark;
    in->p += there;
    return there;
}

/* Whether a text begins with a word of small letters. */
static bool is_word(assay_str text, const char *word)
{
    size_t len = strlen(word);
    bool same = text.len == len;
    for (size_t i = 0; i < len && same; i++)
        same = lower(text.ptr[i]) == word[i];
    return same;
}

/* 1..12; the first three letters of an English month and maybe more of it. */
static unsigned month_of(assay_str word)
{
    static const char *const MONTHS[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    for (unsigned i = 0; i < 12; i++) {
        assay_str whole = assay__str(MONTHS[i]);
        bool same = word.len >= 3 && word.len <= whole.len;
        for (size_t k = 0; k < word.len && same; k++)
            same = lower(word.ptr[k]) == whole.ptr[k];
        if (same)
            return i + 1;
    }
    return is_word(word, "sept") ? 9 : 0;
}

static bool is_filler(assay_str word)
{
    static const char *const WORDS[] = {
        "mon",     "tue",       "wed",      "thu",    "fri",         "sat",
        "sun",     "utc",       "gmt",      "z",      "at",          "t",
        "st",      "nd",        "rd",       "th",     "ng\xC3\xA0y", "monday",
        "tuesday", "wednesday", "thursday", "friday", "saturday",    "sunday"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (is_word(word, WORDS[i]))
            return true;
    }
    return false;
}

/* Half a day's hours by AM and PM, also in Vietnamese. */
static bool take_half(assay_str word, found *out)
{
    bool morning = is_word(word, "am") || is_word(word, "sa");
    bool evening = is_word(word, "pm") || is_word(word, "ch");
    int64_t hour = out->seconds / 3600;
    if ((!morning && !evening) || !out->clocked || hour > 12 || hour == 0)
        return false;
    out->seconds += (hour % 12 + (evening ? 12 : 0) - hour) * 3600;
    return true;
}

static bool take_word(cursor *in, found *out)
{
    const char *from = in->p;
    while (in->p < in->end && is_letter(*in->p))
        in->p++;
    assay_str word = {from, (size_t)(in->p - from)};
    unsigned month = month_of(word);
    if (is_word(word, "thg") || is_word(word, "th\xC3\xA1ng")) {
        out->month_at = out->n;
        return true;
    }
    if (month > 0 && out->month == 0) {
        out->month = month;
        return true;
    }
    return take_half(word, out) || is_filler(word);
}

/* `10:11`, `6:05:09`, with a fraction that is cut; the first number was read. */
static bool take_clock(cursor *in, unsigned hour, found *out)
{
    unsigned minute, second = 0, fraction;
    if (out->clocked || hour > 23 || take_digits(in, 2, &minute) != 2 || minute > 59)
        return false;
    if (take_mark(in, ':') && (take_digits(in, 2, &second) != 2 || second > 59))
        return false;
    if (take_mark(in, '.') && take_digits(in, 9, &fraction) == 0)
        return false;
    out->clocked = true;
    out->seconds = (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
    return true;
}

/* `+07:00`, `-0330`, behind a time of day. */
static bool take_zone(cursor *in, found *out)
{
    bool west = *in->p == '-';
    unsigned hours, minutes = 0;
    in->p++;
    if (take_digits(in, 2, &hours) != 2 || hours > 23)
        return false;
    (void)take_mark(in, ':');
    if (take_digits(in, 2, &minutes) != 2 || minutes > 59)
        return false;
    out->offset = ((int64_t)hours * 3600 + (int64_t)minutes * 60) * (west ? -1 : 1);
    return true;
}

static bool take_number(cursor *in, found *out)
{
    unsigned value, digits = take_digits(in, 4, &value);
    if (take_mark(in, ':'))
        return take_clock(in, value, out);
    if (out->n == NUMBERS || digits == 3 || (in->p < in->end && is_digit(*in->p)))
        return false;
    out->number[out->n] = value;
    out->digits[out->n++] = digits;
    if (out->n == 1 && in->p < in->end)
        out->mark = *in->p;
    return true;
}

/* One piece of the text; false when it is of no date. */
static bool take_piece(cursor *in, found *out)
{
    char c = *in->p;
    if (is_digit(c))
        return take_number(in, out);
    if (is_letter(c))
        return take_word(in, out);
    if ((c == '+' || c == '-') && out->clocked && out->offset == 0 && in->p > in->end - 7)
        return take_zone(in, out);
    in->p++;
    return c == ' ' || c == ',' || c == '.' || c == '/' || c == '-' || c == '(' ||
           c == ')';
}

static bool take_all(assay_str text, found *out)
{
    cursor in = {text.ptr, text.ptr + text.len};
    *out = (found){.month_at = NUMBERS};
    bool good = text.len <= LONGEST;
    while (good && in.p < in.end) {
        /* ` +0000` between the time and the year, as Twitter writes it */
        bool zone = out->clocked && out->offset == 0 && in.end - in.p > 5 &&
                    (*in.p == '+' || *in.p == '-') && in.p[-1] == ' ';
        good = zone ? take_zone(&in, out) : take_piece(&in, out);
    }
    return good;
}

/* Which number is what: indices of year, month and day. */
typedef struct places {
    size_t year, month, day;
} places;

static const places DMY = {2, 1, 0}, MDY = {2, 0, 1}, YMD = {0, 1, 2};

static bool in_order(const found *f, places where)
{
    return f->number[where.month] >= 1 && f->number[where.month] <= 12 &&
           f->number[where.day] >= 1 && f->number[where.day] <= 31;
}

static places places_of(assay_date_order order)
{
    if (order == ASSAY_DATES_DMY)
        return DMY;
    return order == ASSAY_DATES_MDY ? MDY : YMD;
}

/* Three numbers and no name of a month. */
static assay__reading order_numbers(const found *f, assay_date_order order, places *out)
{
    if (f->digits[0] == 4) {
        *out = YMD;
        return ASSAY__READ;
    }
    if (f->mark == '.' && order == ASSAY_DATES_UNSAID)
        order = ASSAY_DATES_DMY; /* no country writes mm.dd.yyyy */
    if (order != ASSAY_DATES_UNSAID) {
        *out = places_of(order);
        bool year_last = order != ASSAY_DATES_YMD;
        return f->digits[2] == 4 && !year_last ? ASSAY__UNREADABLE : ASSAY__READ;
    }
    bool dmy = in_order(f, DMY), mdy = in_order(f, MDY);
    if (dmy && mdy && f->number[0] != f->number[1])
        return ASSAY__TWO_WAYS;
    *out = mdy ? MDY : DMY;
    return f->digits[2] == 4 ? ASSAY__READ : ASSAY__TWO_WAYS;
}

static unsigned full_year(const found *f, size_t at)
{
    unsigned year = f->number[at];
    if (f->digits[at] == 4)
        return year;
    return f->digits[at] == 2 ? year + (year < 70 ? 2000 : 1900) : 0;
}

/* A day and a year beside the name of a month: the one of four digits is the year. */
static void with_name(const found *f, size_t first, size_t second, unsigned date[3])
{
    bool year_first = f->digits[first] == 4;
    date[0] = full_year(f, year_first ? first : second);
    date[2] = f->number[year_first ? second : first];
}

static assay__reading date_of(const found *f, assay_date_order order, unsigned date[3])
{
    places where = YMD;
    assay__reading reading = ASSAY__READ;
    date[1] = f->month;
    if (f->month > 0 && f->n == 2) {
        with_name(f, 0, 1, date);
    } else if (f->month == 0 && f->month_at < f->n && f->n == 3) {
        date[1] = f->number[f->month_at];
        with_name(f, f->month_at == 0 ? 1 : 0, f->month_at == 2 ? 1 : 2, date);
    } else if (f->month == 0 && f->n == 3) {
        reading = order_numbers(f, order, &where);
        date[0] = full_year(f, where.year);
        date[1] = f->number[where.month];
        date[2] = f->number[where.day];
    } else {
        reading = ASSAY__UNREADABLE;
    }
    return reading;
}

/* By way of the strict reader, which knows the lengths of months. */
static bool seconds_of(const unsigned date[3], const found *f, int64_t *at, bool *dated)
{
    char text[] = "0000-00-00";
    if (date[0] > 9999 || date[1] > 12 || date[2] > 31)
        return false;
    unsigned value[] = {date[0], date[1], date[2]};
    static const unsigned char LAST[] = {3, 6, 9};
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = LAST[i]; value[i] > 0; k--, value[i] /= 10)
            text[k] = (char)('0' + value[i] % 10);
    }
    if (!assay__time_read((assay_str){text, 10}, at, dated))
        return false;
    *dated = !f->clocked;
    *at += f->seconds - f->offset;
    return true;
}

/* A number alone: 20260304, or seconds, milli- or microseconds since 1970. */
static bool read_number(int64_t number, int64_t *at, bool *dated)
{
    static const found NONE = {0};
    unsigned date[] = {(unsigned)(number / 10000 % 10000), (unsigned)(number / 100 % 100),
                       (unsigned)(number % 100)};
    if (number >= 19700101 && number <= 21001231)
        return seconds_of(date, &NONE, at, dated);
    if (number < FIRST_SECOND)
        return false;
    *dated = false;
    *at = number >= FIRST_MICROSECOND   ? number / 1000000
          : number >= FIRST_MILLISECOND ? number / 1000
                                        : number;
    return true;
}

/* Whether a text is a number that may be a time, also 1772618400.0, as data frames have
 * it. */
static bool is_number(assay_str text, int64_t *number)
{
    double real;
    if (text.len <= 5 || text.len >= 19)
        return false;
    if (assay__integer_read(text, number))
        return true;
    bool large = assay__number_read(text, &real) && real >= 1e8 && real < 1e15;
    if (large)
        *number = (int64_t)real;
    return large;
}

assay__reading assay__lenient_time(assay_str text, assay_date_order order, int64_t *at,
                                   bool *dated)
{
    int64_t number;
    unsigned date[3];
    found f;
    text = assay__trimmed(text);
    /* 03/04/2026 is none of the spellings that come first here */
    bool slashed = text.len > 2 && (text.ptr[1] == '/' || text.ptr[2] == '/');
    if (!slashed && is_number(text, &number))
        return read_number(number, at, dated) ? ASSAY__READ : ASSAY__UNREADABLE;
    if (!slashed && text.len >= 8 && assay__time_read(text, at, dated))
        return ASSAY__READ;
    if (!take_all(text, &f))
        return ASSAY__UNREADABLE;
    assay__reading reading = date_of(&f, order, date);
    if (reading != ASSAY__READ)
        return reading;
    return seconds_of(date, &f, at, dated) ? ASSAY__READ : ASSAY__UNREADABLE;
}

assay_date_order assay__date_evidence(assay_str text)
{
    found f;
    text = assay__trimmed(text);
    if (!take_all(text, &f) || f.n != 3 || f.month > 0 || f.month_at < NUMBERS ||
        f.digits[0] > 2 || f.digits[2] != 4)
        return ASSAY_DATES_UNSAID;
    bool dmy = in_order(&f, DMY), mdy = in_order(&f, MDY);
    if (dmy == mdy)
        return ASSAY_DATES_UNSAID;
    return dmy ? ASSAY_DATES_DMY : ASSAY_DATES_MDY;
}
