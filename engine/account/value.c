/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each kind of field accepts. Numbers people write in their own way, 12.4K or 2,5,
 * are refused with the fix rather than guessed: a comma is a decimal point in one
 * country and a separator in the next. */
#include "account/value.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

bool assay__refuse(assay__refusal *refusal, assay_status status, const char *format, ...)
{
    refusal->status = status;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(refusal->why, sizeof refusal->why, format, arguments);
    va_end(arguments);
    return false;
}

const char *assay__excerpt(assay_str text, char out[])
{
    enum { MOST = 24 };
    size_t n = 0, i = 0;
    int characters = 0;
    text.len = assay__utf8_check((assay_str){text.ptr, text.len < 100 ? text.len : 100});
    while (i < text.len && characters++ < MOST) {
        uint32_t code = assay__utf8_next(text, &i);
        bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
        n += assay__utf8_put(control ? '?' : code, out + n);
    }
    if (i < text.len)
        n += assay__utf8_put(0x2026, out + n);
    out[n] = '\0';
    return out;
}

static void *member_of(const assay__field *field, void *row)
{
    return (char *)row + field->offset;
}

/* The number before K, M, B, tr, … as a whole number; NaN when there is none. */
static double expand(assay_str raw)
{
    static const struct {
        const char *suffix;
        double times;
    } SUFFIXES[] = {{"K", 1e3}, {"k", 1e3}, {"M", 1e6},
                    {"m", 1e6}, {"B", 1e9}, {"tr", 1e6}};
    for (size_t i = 0; i < sizeof SUFFIXES / sizeof SUFFIXES[0]; i++) {
        size_t len = strlen(SUFFIXES[i].suffix);
        double value;
        if (raw.len <= len ||
            memcmp(raw.ptr + raw.len - len, SUFFIXES[i].suffix, len) != 0)
            continue;
        if (assay__number_read((assay_str){raw.ptr, raw.len - len}, &value))
            return floor(value * SUFFIXES[i].times + 0.5);
    }
    return (double)NAN;
}

static bool refuse_number(assay_str raw, assay__refusal *refusal)
{
    char shown[ASSAY__EXCERPT_ROOM];
    assay__excerpt(raw, shown);
    double whole = expand(raw);
    if (isfinite(whole)) {
        char digits[ASSAY__NUMBER_ROOM];
        assay__number_print(whole, digits);
        return assay__refuse(refusal, ASSAY_BAD_VALUE, "%s is abbreviated: write %s",
                             shown, digits);
    }
    bool digits_only = raw.len > 0;
    for (size_t i = 0; i < raw.len; i++)
        digits_only = digits_only && strchr("0123456789.,-+eE ", raw.ptr[i]) != NULL;
    if (digits_only && memchr(raw.ptr, ',', raw.len) != NULL)
        return assay__refuse(refusal, ASSAY_BAD_VALUE,
                             "%s has a comma: write digits and a decimal point only",
                             shown);
    if (digits_only && memchr(raw.ptr, 'e', raw.len) != NULL)
        return assay__refuse(refusal, ASSAY_BAD_VALUE,
                             "%s is beyond the range of a number", shown);
    return assay__refuse(refusal, ASSAY_BAD_VALUE, "%s is not a number", shown);
}

/* Up to 15 digits and nothing else, the usual count; exact as a double. */
static bool read_short(assay_str raw, double *out)
{
    if (raw.len == 0 || raw.len > 15 || (raw.ptr[0] == '0' && raw.len > 1))
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < raw.len; i++) {
        unsigned digit = (unsigned)(unsigned char)raw.ptr[i] - '0';
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    *out = (double)value;
    return true;
}

bool assay__value_number(const assay__field *field, assay_str raw, void *row,
                         assay__refusal *refusal)
{
    double value;
    char shown[ASSAY__EXCERPT_ROOM];
    if (!read_short(raw, &value) && !assay__number_read(raw, &value))
        return refuse_number(raw, refusal);
    if (field->kind != ASSAY__NUMBER && value < 0.0)
        return assay__refuse(refusal, ASSAY_BAD_VALUE, "%s is negative",
                             assay__excerpt(raw, shown));
    if (field->kind == ASSAY__SHARE && value > 1.0)
        return assay__refuse(refusal, ASSAY_BAD_VALUE, "%s is over 1: shares are 0 to 1",
                             assay__excerpt(raw, shown));
    *(double *)member_of(field, row) = value + 0.0; /* -0 is 0 */
    return true;
}

bool assay__value_text(const assay__field *field, assay_str text, void *row,
                       assay__refusal *refusal)
{
    if (text.len > ASSAY__TEXT_MOST)
        return assay__refuse(refusal, ASSAY_TOO_LARGE, "text of %zu bytes, over %d",
                             text.len, ASSAY__TEXT_MOST);
    if (field->kind == ASSAY__NAME && text.len == 0)
        text.ptr = NULL;
    *(assay_str *)member_of(field, row) = text;
    return true;
}

bool assay__value_time(const assay__field *field, assay_str text, void *row, bool *dated,
                       assay__refusal *refusal)
{
    if (assay__time_read(text, (int64_t *)member_of(field, row), dated))
        return true;
    char shown[ASSAY__EXCERPT_ROOM];
    return assay__refuse(refusal, ASSAY_BAD_VALUE,
                         "%s is not a time: write 2026-03-04, 2026-03-04T10:11:12Z or "
                         "Unix seconds",
                         assay__excerpt(text, shown));
}

void assay__value_truth(const assay__field *field, bool truth, void *row)
{
    *(assay_truth *)member_of(field, row) = truth ? ASSAY_YES : ASSAY_NO;
}

static bool cell_truth(const assay__field *field, assay_str cell, void *row,
                       assay__refusal *refusal)
{
    static const char *const WORDS[] = {"0",    "1",     "false", "true", "False",
                                        "True", "FALSE", "TRUE",  "no",   "yes"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (assay__str_equal(cell, assay__str(WORDS[i]))) {
            assay__value_truth(field, i % 2 == 1, row);
            return true;
        }
    }
    char shown[ASSAY__EXCERPT_ROOM];
    return assay__refuse(refusal, ASSAY_BAD_VALUE,
                         "%s is neither 0 nor 1, true nor false, yes nor no",
                         assay__excerpt(cell, shown));
}

bool assay__value_cell(const assay__field *field, assay_str cell, void *row, bool *dated,
                       assay__refusal *refusal)
{
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        if (assay__utf8_check(cell) < cell.len)
            return assay__refuse(refusal, ASSAY_BAD_SYNTAX,
                                 "bytes that are not UTF-8: save the file as UTF-8");
        return assay__value_text(field, cell, row, refusal);
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        return assay__value_number(field, cell, row, refusal);
    case ASSAY__TRUTH:
        return cell_truth(field, cell, row, refusal);
    case ASSAY__TIME:
        break;
    }
    return assay__value_time(field, cell, row, dated, refusal);
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

assay_str assay__platform_fold(assay_str platform, assay_arena *arena)
{
    size_t first = 0;
    while (first < platform.len && !is_upper(platform.ptr[first]))
        first++;
    if (first == platform.len)
        return platform;
    char *folded = assay_arena_alloc(arena, platform.len);
    if (folded == NULL)
        return (assay_str){NULL, 0};
    for (size_t i = 0; i < platform.len; i++) {
        folded[i] = platform.ptr[i];
        if (is_upper(folded[i]))
            folded[i] = (char)((unsigned char)folded[i] | 0x20U);
    }
    return (assay_str){folded, platform.len};
}

assay_str assay__handle_trim(assay_str handle)
{
    if (handle.len > 0 && handle.ptr[0] == '@')
        return (assay_str){handle.ptr + 1, handle.len - 1};
    return handle;
}
