/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every double, tried on many of fixed seeds; libc in its C locale is the
 * independent judge of both ways. */
#include <criterion/criterion.h>

#include "base/buffer.h"
#include "base/number.h"
#include "base/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double any_double(assay__random *random)
{
    double number;
    do {
        uint64_t bits = assay__random_next(random);
        memcpy(&number, &bits, sizeof number);
    } while (!isfinite(number));
    return number;
}

/* Numbers as statistics have them: of every decade from 1e-12 to 1e18. */
static double usual_double(assay__random *random)
{
    double decade = -12.0 + 30.0 * assay__random_uniform(random);
    return pow(10.0, decade) * (assay__random_uniform(random) - 0.5);
}

/* Fewest significant digits with which libc's printf still round-trips. */
static int digits_needed(double number)
{
    assay_buffer text = {0};
    int digits = 1;
    for (; digits < 17; digits++) {
        assay__buffer_clear(&text);
        assay__buffer_printf(&text, "%.*e", digits - 1, number);
        if (strtod(text.bytes, NULL) == number)
            break;
    }
    assay__buffer_free(&text);
    return digits;
}

static int digits_printed(const char *text)
{
    int digits = 0, zeros = 0;
    bool begun = false;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text < '0' || *text > '9')
            continue;
        begun = begun || *text != '0';
        digits += begun;
        zeros = *text == '0' ? zeros + 1 : 0;
    }
    return begun ? digits - zeros : 1;
}

static void check_number(double number)
{
    char text[ASSAY__NUMBER_ROOM];
    size_t length = assay__number_print(number, text);
    cr_assert_lt(length, ASSAY__NUMBER_ROOM);
    double back = strtod(text, NULL);
    cr_assert_eq(memcmp(&back, &number, sizeof back), 0, "%a printed as %s", number,
                 text);
    cr_assert(assay__number_read((assay_str){text, length}, &back));
    cr_assert_eq(memcmp(&back, &number, sizeof back), 0, "%s read as %a", text, back);
    cr_assert_leq(digits_printed(text), digits_needed(number), "%s of %a", text, number);
}

Test(number, every_double_survives_print_and_read)
{
    assay__random random = {UINT64_C(0x5eed), 0};
    for (int i = 0; i < 2500; i++) {
        check_number(any_double(&random));
        check_number(usual_double(&random));
    }
}

Test(number, powers_of_two_and_their_neighbours_survive)
{
    for (int power = -1074; power < 1024; power += 3) {
        double number = ldexp(1.0, power);
        check_number(number);
        check_number(nextafter(number, HUGE_VAL));
        if (nextafter(number, 0.0) > 0.0)
            check_number(nextafter(number, 0.0));
    }
}

Test(number, reads_any_decimal_as_libc_does)
{
    assay__random random = {UINT64_C(0xdec1), 0};
    for (int i = 0; i < 5000; i++) {
        char text[80];
        size_t length = 0;
        size_t digits = 1 + (size_t)assay__random_below(&random, 40);
        text[length++] = (char)('1' + (int)assay__random_below(&random, 9));
        text[length++] = '.';
        for (size_t d = 0; d < digits; d++)
            text[length++] = (char)('0' + (int)assay__random_below(&random, 10));
        int exponent = (int)assay__random_below(&random, 640) - 330;
        length += (size_t)snprintf(text + length, sizeof text - length, "e%d", exponent);
        double wanted = strtod(text, NULL);
        double value = 0.0;
        bool read = assay__number_read((assay_str){text, length}, &value);
        cr_assert_eq(read, isfinite(wanted) != 0, "%s", text);
        cr_assert(!read || value == wanted, "%s read as %a", text, value);
    }
}
