/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal text to double and back, exact and free of any locale.
 *
 * Reading: up to 2^53 times or over up to 10^22 is one correctly rounded operation
 * (Clinger 1990, How to read floating point numbers accurately); the rest is an exact
 * quotient of big integers, rounded half to even. No double's halfway point has more
 * than 768 digits, so digits beyond 800 count only as "and some more".
 *
 * Printing: the decimal of fewest digits within the rounding interval, nearest first.
 * Any decimal of up to 15 digits survives the way through a double, so 15, 16 and 17
 * digits are all that need trying (Steele & White 1990). Between 10^-16 and 2^53 the
 * trial is exact in 128 bits, for a power of ten is one of five and a shift.
 */
#include "base/number.h"

#include "base/big.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { DIGITS_KEPT = 800, EXACT_POWER = 22 };

__extension__ typedef unsigned __int128 wide;

static const uint64_t POWER[] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
    UINT64_C(10000000000000000000),
};

static const double EXACT[EXACT_POWER + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* A decimal as written: 0.d1d2d3… times 10^point. */
typedef struct decimal {
    bool negative;
    const char *digits, *end; /* from the first non-zero digit; may hold one '.' */
    size_t count;             /* significant digits, inner and trailing zeros too */
    int64_t point;
    uint64_t head; /* the first 19 digits */
} decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes a run of digits into the decimal; whole says they stand before the point. */
static const char *take_digits(const char *p, const char *end, bool whole, decimal *out)
{
    for (; p < end && is_digit(*p); p++) {
        if (out->count == 0 && *p == '0') {
            out->point -= !whole;
            continue;
        }
        if (out->count == 0)
            out->digits = p;
        if (out->count < 19)
            out->head = out->head * 10 + (uint64_t)(*p - '0');
        out->count++;
        out->point += whole;
    }
    out->end = p;
    return p;
}

/* Takes `e+12`; NULL when malformed. The exponent saturates far beyond any double. */
static const char *take_exponent(const char *p, const char *end, int64_t *point)
{
    const int64_t limit = INT64_C(1) << 40;
    bool negative = p < end && *p == '-';
    p += p < end && (*p == '-' || *p == '+');
    if (p == end || !is_digit(*p))
        return NULL;
    int64_t exponent = 0;
    for (; p < end && is_digit(*p); p++)
        exponent = exponent < limit ? exponent * 10 + (*p - '0') : limit;
    *point += negative ? -exponent : exponent;
    return p;
}

/* The whole text in JSON's grammar. */
static bool parse(assay_str text, decimal *out)
{
    *out = (decimal){0};
    const char *p = text.ptr;
    const char *end = p + text.len;
    if (text.len > 0 && *p == '-') {
        out->negative = true;
        p++;
    }
    if (p == end || !is_digit(*p))
        return false;
    if (*p == '0' && p + 1 < end && is_digit(p[1]))
        return false;
    p = take_digits(p, end, true, out);
    if (p < end && *p == '.') {
        if (p + 1 == end || !is_digit(p[1]))
            return false;
        p = take_digits(p + 1, end, false, out);
    }
    if (p < end && (*p == 'e' || *p == 'E'))
        p = take_exponent(p + 1, end, &out->point);
    return p == end;
}

/* (quotient + sticky / 2) * 2^exponent to the nearest double; the top bit of quotient
 * is set. Infinity when it is beyond. */
static double round_bits(uint64_t quotient, bool sticky, int exponent)
{
    int top = exponent + 63;
    int drop = 11 + (top < -1022 ? -1022 - top : 0);
    if (drop > 64)
        return 0.0;
    if (top > 1023)
        return HUGE_VAL;
    wide bits = ((wide)quotient << 1) | sticky;
    wide half = (wide)1 << drop;
    uint64_t mantissa = (uint64_t)(bits >> (drop + 1));
    wide rest = bits & ((half << 1) - 1);
    mantissa += rest > half || (rest == half && (mantissa & 1) != 0);
    return ldexp((double)mantissa, exponent + drop);
}

/* All digits as a big number, those beyond DIGITS_KEPT as one that is not zero. */
static size_t big_digits(const decimal *number, assay__big *out)
{
    size_t used = 0;
    assay__big_set(out, 0);
    for (const char *p = number->digits; p < number->end && used < DIGITS_KEPT; p++) {
        if (!is_digit(*p))
            continue;
        if (used == 0)
            assay__big_set(out, (uint64_t)(*p - '0'));
        else
            assay__big_multiply(out, 10, (uint32_t)(*p - '0'));
        used++;
    }
    if (used < number->count) {
        assay__big_multiply(out, 10, 1);
        used++;
    }
    return used;
}

static double exact_value(const decimal *number)
{
    if (number->point > 310)
        return HUGE_VAL;
    if (number->point < -330)
        return 0.0;
    assay__big over, under;
    int power = (int)(number->point - (int64_t)big_digits(number, &over));
    assay__big_set(&under, 1);
    assay__big_scale(power > 0 ? &over : &under, (unsigned)(power > 0 ? power : -power));
    int exponent = (int)assay__big_bits(&over) - (int)assay__big_bits(&under) - 63;
    assay__big_shift(exponent > 0 ? &under : &over,
                     (unsigned)(exponent > 0 ? exponent : -exponent));
    uint64_t quotient = assay__big_divide(&over, &under);
    if (quotient >> 63 == 0) {
        quotient <<= 1;
        exponent--;
    }
    return round_bits(quotient, over.count > 0, exponent);
}

bool assay__number_read(assay_str text, double *out)
{
    decimal number;
    if (!parse(text, &number))
        return false;
    double value;
    int64_t power = number.point - (int64_t)number.count;
    if (number.count == 0)
        value = 0.0;
    else if (number.count <= 19 && number.head <= UINT64_C(1) << 53 && power >= 0 &&
             power <= EXACT_POWER)
        value = (double)number.head * EXACT[power];
    else if (number.count <= 19 && number.head <= UINT64_C(1) << 53 && power < 0 &&
             power >= -EXACT_POWER)
        value = (double)number.head / EXACT[-power];
    else
        value = exact_value(&number);
    if (!isfinite(value))
        return false;
    *out = number.negative ? -value : value;
    return true;
}

bool assay__integer_read(assay_str text, int64_t *out)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    size_t first = negative;
    if (text.len <= first || text.len > first + 19)
        return false;
    if (text.ptr[first] == '0' && text.len > first + 1)
        return false;
    uint64_t value = 0;
    for (size_t i = first; i < text.len; i++) {
        if (!is_digit(text.ptr[i]))
            return false;
        value = value * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    if (value > (uint64_t)INT64_MAX + negative)
        return false;
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

/* Digits of value, not terminated; length. */
static size_t put_digits(uint64_t value, char text[])
{
    size_t length = 1;
    while (length < 20 && value >= POWER[length])
        length++;
    for (size_t i = length; i-- > 0; value /= 10)
        text[i] = (char)('0' + value % 10);
    return length;
}

size_t assay__integer_print(int64_t number, char text[])
{
    size_t sign = number < 0;
    text[0] = '-';
    uint64_t size = sign ? 0 - (uint64_t)number : (uint64_t)number;
    size_t length = sign + put_digits(size, text + sign);
    text[length] = '\0';
    return length;
}

/* A positive double taken apart: mantissa * 2^exponent. */
typedef struct binary {
    uint64_t mantissa;
    int exponent;
} binary;

static binary take_apart(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    int biased = (int)(bits >> 52);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    if (biased == 0)
        return (binary){fraction, -1074};
    return (binary){fraction | UINT64_C(1) << 52, biased - 1075};
}

/* floor(log10) of a positive double; beyond the tables it may be one off, which the count
 * of digits mends. */
static int decade_of(double number)
{
    static const double TINY[] = {1e0,   1e-1,  1e-2,  1e-3,  1e-4,  1e-5,
                                  1e-6,  1e-7,  1e-8,  1e-9,  1e-10, 1e-11,
                                  1e-12, 1e-13, 1e-14, 1e-15, 1e-16, 1e-17};
    if (number < 1e-16 || number >= 0x1p53)
        return (int)floor(log10(number));
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    int exponent = (int)(bits >> 52) - 1023;
    int low = (exponent * 1233 >> 12) + 1; /* times log10(2): the number may reach it */
    return low - (number < (low < 0 ? TINY[-low] : EXACT[low]));
}

/* 5^n for n in 0..32. */
static wide five_to(int n)
{
    static const uint64_t FIVE[] = {
        UINT64_C(1),           UINT64_C(5),           UINT64_C(25),
        UINT64_C(125),         UINT64_C(625),         UINT64_C(3125),
        UINT64_C(15625),       UINT64_C(78125),       UINT64_C(390625),
        UINT64_C(1953125),     UINT64_C(9765625),     UINT64_C(48828125),
        UINT64_C(244140625),   UINT64_C(1220703125),  UINT64_C(6103515625),
        UINT64_C(30517578125), UINT64_C(152587890625)};
    return n <= 16 ? (wide)FIVE[n] : (wide)FIVE[16] * FIVE[n - 16];
}

/* Digits in 128 bits: the nearest decimal with `places` places that reads back as the
 * number, or 0. Needs a number in [10^-16, 2^53) and places in 0..32. */
static uint64_t short_digits(binary number, int places)
{
    int shift = -number.exponent - places;
    assert(shift >= 0 && shift < 80);
    wide unit = five_to(places);
    wide scaled = unit * number.mantissa;
    uint64_t digits = (uint64_t)(scaled >> shift);
    wide rest = scaled & (((wide)1 << shift) - 1);
    wide up = ((wide)1 << shift) - rest;
    bool even = (number.mantissa & 1) == 0;
    /* Below a power of two doubles lie twice as dense. */
    unsigned below = number.mantissa == UINT64_C(1) << 52 ? 4 : 2;
    bool down_fits = rest * below < unit || (even && rest * below == unit);
    bool up_fits = up * 2 < unit || (even && up * 2 == unit);
    if (down_fits && (rest <= up || !up_fits))
        return digits;
    return up_fits ? digits + 1 : 0;
}

/* number * 10^places rounded down; *up says the next is nearer. */
static uint64_t scaled_digits(binary number, int places, bool *up)
{
    assay__big over, under;
    assay__big_set(&over, number.mantissa);
    assay__big_set(&under, 1);
    assay__big_scale(places > 0 ? &over : &under,
                     (unsigned)(places > 0 ? places : -places));
    assay__big_shift(
        number.exponent > 0 ? &over : &under,
        (unsigned)(number.exponent > 0 ? number.exponent : -number.exponent));
    uint64_t digits = assay__big_divide(&over, &under);
    *up = assay__big_compare_twice(&over, &under) > 0;
    return digits;
}

/* Whether digits * 10^-places reads as the number. */
static bool reads_back(uint64_t digits, int places, double number)
{
    char text[ASSAY__NUMBER_ROOM];
    size_t length = put_digits(digits, text);
    text[length++] = 'e';
    length += assay__integer_print(-places, text + length);
    double value;
    return assay__number_read((assay_str){text, length}, &value) && value == number;
}

/* The shortest decimal of any positive double by big integers. */
static uint64_t long_digits(double number, int *places)
{
    binary parts = take_apart(number);
    int count = parts.mantissa >> 52 == 0 ? 1 : 15;
    int decade = decade_of(number);
    for (;; count++) {
        *places = count - 1 - decade;
        bool up;
        uint64_t digits = scaled_digits(parts, *places, &up);
        if (digits >= POWER[count] || digits < POWER[count - 1]) {
            decade += digits >= POWER[count] ? 1 : -1;
            count--;
            continue;
        }
        if (reads_back(digits + up, *places, number))
            return digits + up;
        if (reads_back(digits + !up, *places, number))
            return digits + !up;
    }
}

static uint64_t shortest_digits(double number, int *places)
{
    if (number < 1e-16 || number >= 0x1p53)
        return long_digits(number, places);
    binary parts = take_apart(number);
    int decade = decade_of(number);
    for (int count = 15; count < 18; count++) {
        *places = count - 1 - decade;
        bool short_enough = *places >= 0 && *places <= 32;
        uint64_t digits = short_enough ? short_digits(parts, *places) : 0;
        if (digits >= POWER[count - 1] && digits <= POWER[count])
            return digits;
    }
    return long_digits(number, places);
}

/* Lays digits out as 123000, 12.3, 0.00123 or 1.23e-9. */
static size_t lay_out(const char *digits, size_t count, int point, char text[])
{
    size_t n = 0;
    if (point > 21 || point < -5) {
        text[n++] = digits[0];
        if (count > 1) {
            text[n++] = '.';
            memcpy(text + n, digits + 1, count - 1);
            n += count - 1;
        }
        text[n++] = 'e';
        return n + assay__integer_print(point - 1, text + n);
    }
    if (point <= 0) {
        text[0] = '0';
        text[1] = '.';
        memset(text + 2, '0', (size_t)-point);
        n = 2 + (size_t)-point;
        memcpy(text + n, digits, count);
        return n + count;
    }
    size_t whole = (size_t)point;
    if (whole >= count) {
        memcpy(text, digits, count);
        memset(text + count, '0', whole - count);
        return whole;
    }
    memcpy(text, digits, whole);
    text[whole] = '.';
    memcpy(text + whole + 1, digits + whole, count - whole);
    return count + 1;
}

size_t assay__number_print(double number, char text[])
{
    if (fabs(number) < 0x1p53 && number == trunc(number) &&
        (number != 0.0 || !signbit(number)))
        return assay__integer_print((int64_t)number, text);
    size_t sign = signbit(number) != 0;
    text[0] = '-';
    char digits[20] = "0";
    size_t count = 1;
    int places = 0;
    if (number != 0.0) {
        uint64_t value = shortest_digits(fabs(number), &places);
        for (; value % 10000 == 0; value /= 10000)
            places -= 4;
        for (; value % 10 == 0; value /= 10)
            places--;
        count = put_digits(value, digits);
    }
    int point = (int)count - places;
    size_t length = sign + lay_out(digits, count, point, text + sign);
    text[length] = '\0';
    return length;
}

size_t assay__micro_print(int64_t millionths, char text[])
{
    size_t sign = millionths < 0;
    text[0] = '-';
    uint64_t size = sign ? 0 - (uint64_t)millionths : (uint64_t)millionths;
    size_t length = sign + put_digits(size / 1000000, text + sign);
    uint64_t rest = size % 1000000;
    if (rest != 0) {
        text[length++] = '.';
        for (uint64_t unit = 100000; rest != 0; unit /= 10) {
            text[length++] = (char)('0' + rest / unit);
            rest %= unit;
        }
    }
    text[length] = '\0';
    return length;
}
