/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/number.h"
#include "base/str.h"

#include <float.h>
#include <math.h>

static bool read_text(const char *text, double *out)
{
    return assay__number_read(assay__str(text), out);
}

Test(number, reads_what_json_allows)
{
    static const struct {
        const char *text;
        double value;
    } CASES[] = {
        {"0", 0.0},
        {"-0", -0.0},
        {"10", 10.0},
        {"-17.5", -17.5},
        {"1e3", 1000.0},
        {"1E+3", 1000.0},
        {"25e-1", 2.5},
        {"0.000001", 1e-6},
        {"123456789012345678", 123456789012345678.0},
        {"9007199254740993", 9007199254740992.0},
        {"9007199254740993.0000000000000000000001", 9007199254740994.0},
        {"1.7976931348623157e308", DBL_MAX},
        {"2.2250738585072014e-308", DBL_MIN},
        {"5e-324", 0x1p-1074},
        {"2.4703282292062327e-324", 0.0},
        {"2.4703282292062328e-324", 0x1p-1074},
        {"1e-400", 0.0},
        {"0.1", 0.1},
        {"0.3", 0.3},
        {"1e23", 1e23},
        {"8.5e22", 8.5e22},
        {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
        {"1e00000000000000000000005", 1e5},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double value = 77.0;
        cr_assert(read_text(CASES[i].text, &value), "%s", CASES[i].text);
        cr_assert_eq(memcmp(&value, &CASES[i].value, sizeof value), 0, "%s reads as %a",
                     CASES[i].text, value);
    }
}

Test(number, refuses_what_json_does_not_allow)
{
    static const char *const CASES[] = {
        "",         "-",
        "+1",       " 1",
        "1 ",       "01",
        "-01",      ".5",
        "5.",       "1.e",
        "1e",       "1e+",
        "0x10",     "NaN",
        "nan",      "inf",
        "1,5",      "12.4K",
        "1_0",      "1e5x",
        "--1",      "1.2.3",
        "1e400",    "-1e400",
        "Infinity", "1e99999999999999999999",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double value = 77.0;
        cr_assert_not(read_text(CASES[i], &value), "%s", CASES[i]);
        cr_assert_eq(value, 77.0);
    }
}

Test(number, long_texts_round_as_the_exact_value)
{
    char text[2000];
    /* 1 + 2^-53 is halfway between 1 and its successor: even wins, until a digit a
     * thousand places on breaks the tie. */
    const char *half = "1.00000000000000011102230246251565404236316680908203125";
    double value;
    cr_assert(read_text(half, &value));
    cr_assert_eq(value, 1.0);
    size_t length = strlen(half);
    memcpy(text, half, length);
    memset(text + length, '0', 1000);
    text[length + 1000] = '1';
    text[length + 1001] = '\0';
    cr_assert(read_text(text, &value));
    cr_assert_eq(value, 0x1.0000000000001p0);
    memset(text, '0', 400);
    text[1] = '.';
    memcpy(text + 400, "1e399", 6);
    cr_assert(read_text(text, &value));
    cr_assert_eq(value, 1.0);
}

Test(number, prints_the_shortest_decimal)
{
    static const struct {
        double value;
        const char *text;
    } CASES[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {1.0, "1"},
        {-15230.0, "-15230"},
        {0.1, "0.1"},
        {0.031, "0.031"},
        {-2.5, "-2.5"},
        {1.0 / 3.0, "0.3333333333333333"},
        {2.0 / 3.0, "0.6666666666666666"},
        {1e20, "100000000000000000000"},
        {1e21, "1e21"},
        {1e22, "1e22"},
        {1e23, "1e23"},
        {123456789012345680.0, "123456789012345680"},
        {9007199254740992.0, "9007199254740992"},
        {0.00001, "0.00001"},
        {0.000001, "0.000001"},
        {0.0000001, "1e-7"},
        {5e-324, "5e-324"},
        {DBL_MAX, "1.7976931348623157e308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {0x1p-44, "5.684341886080802e-14"},
        {0x1.0000000000001p0, "1.0000000000000002"},
        {4503599627370495.5, "4503599627370495.5"},
        {1125899906842623.9, "1125899906842623.9"},
        {1e-5 * (1 - 0x1p-53), "0.000009999999999999999"},
    };
    char text[ASSAY__NUMBER_ROOM];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        size_t length = assay__number_print(CASES[i].value, text);
        cr_assert_str_eq(text, CASES[i].text);
        cr_assert_eq(length, strlen(text));
    }
}

/* On both sides of where the digits stop fitting into 128 bits, and of each decade. */
Test(number, small_numbers_print_as_the_decimal_they_were_read_from)
{
    static const char *const TEXTS[] = {
        "0.00001",
        "0.000009999999999999999",
        "1.2345678901234566e-7",
        "3.5e-9",
        "1.797693134862316e-15",
        "1e-16",
        "9.999999999999999e-17",
        "4.940656458412465e-19",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        double value;
        char text[ASSAY__NUMBER_ROOM];
        cr_assert(read_text(TEXTS[i], &value));
        assay__number_print(value, text);
        cr_assert_str_eq(text, TEXTS[i]);
    }
}

Test(number, integers_read_and_print_to_the_last_digit)
{
    static const int64_t CASES[] = {0, 1, -1, 7321098765432109871, INT64_MAX, INT64_MIN};
    char text[ASSAY__NUMBER_ROOM];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int64_t back = 5;
        size_t length = assay__integer_print(CASES[i], text);
        cr_assert(assay__integer_read((assay_str){text, length}, &back), "%s", text);
        cr_assert_eq(back, CASES[i]);
    }
    static const char *const BAD[] = {"9223372036854775808",
                                      "-9223372036854775809",
                                      "18446744073709551617",
                                      "1.0",
                                      "1e3",
                                      "",
                                      "-",
                                      "007"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        int64_t back = 5;
        cr_assert_not(assay__integer_read(assay__str(BAD[i]), &back), "%s", BAD[i]);
        cr_assert_eq(back, 5);
    }
}

Test(number, micro_units_print_exactly)
{
    static const struct {
        int64_t value;
        const char *text;
    } CASES[] = {
        {0, "0"},
        {3100000, "3.1"},
        {-2400000, "-2.4"},
        {1, "0.000001"},
        {-1, "-0.000001"},
        {1000000, "1"},
        {1234567, "1.234567"},
        {-500000, "-0.5"},
        {INT64_MIN, "-9223372036854.775808"},
    };
    char text[ASSAY__NUMBER_ROOM];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        cr_assert_eq(assay__micro_print(CASES[i].value, text), strlen(CASES[i].text));
        cr_assert_str_eq(text, CASES[i].text);
    }
}
