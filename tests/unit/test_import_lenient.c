/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and times as exports and spreadsheets spell them. */
#include "account/import/lenient.h"
#include "base/clock.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

typedef struct number_case {
    const char *text;
    double value; /* NaN: unreadable; infinite: it can be read in two ways */
} number_case;

static double read_as(const char *text, bool whole)
{
    double value = 0.0;
    bool percent;
    switch (assay__lenient_number(assay__str(text), whole, &value, &percent)) {
    case ASSAY__READ:
        return value;
    case ASSAY__TWO_WAYS:
        return HUGE_VAL;
    case ASSAY__UNREADABLE:
        break;
    }
    return (double)NAN;
}

static void check(const number_case cases[], size_t n, bool whole)
{
    for (size_t i = 0; i < n; i++) {
        double got = read_as(cases[i].text, whole);
        bool same = isnan(cases[i].value)
                        ? isnan(got)
                        : !(got < cases[i].value) && !(got > cases[i].value);
        cr_assert(same, "%s is read as %g, not %g", cases[i].text, got, cases[i].value);
    }
}

#define CHECK(cases, whole) check(cases, sizeof(cases) / sizeof(cases)[0], whole)

Test(import_lenient, counts_in_the_spellings_of_many_countries)
{
    static const number_case CASES[] = {
        {"0", 0},
        {"12400", 12400},
        {"12,400", 12400},
        {"12.400", 12400},
        {"12 400", 12400},
        {"12\xC2\xA0"
         "400",
         12400},
        {"12\xE2\x80\xAF"
         "400",
         12400},
        {"12'400", 12400},
        {"1,234,567", 1234567},
        {"1.234.567", 1234567},
        {"12,34,567", 1234567}, /* India */
        {" 42 ", 42},
        {"007", 7},
        {"+15", 15},
        {"1234567.0", 1234567},
        {"1.5e3", 1500},
        {"1E+06", 1000000},
        {"2,5", 2.5},
        {"2.5", 2.5},
        {"0.125", 0.125}, /* no thousands begin with 0 */
        {"1234.567", 1234.567},
        {"1,234.5", 1234.5},
        {"1.234,5", 1234.5},
        {"-3", -3},
    };
    CHECK(CASES, true);
}

Test(import_lenient, abbreviated_counts)
{
    static const number_case CASES[] = {
        {"12.4K", 12400},  {"12,4K", 12400},      {"1,2M", 1200000},
        {"1.2m", 1200000}, {"3B", 3e9},           {"12 K", 12000},
        {"12,4 N", 12400}, {"1,2 Tr", 1200000},   {"1,2tr", 1200000},
        {"5 nghìn", 5000}, {"2 triệu", 2000000},  {"1.234K", 1234},
        {"1.2万", 12000},  {"1,5 Mio.", 1500000}, {"8.1k", 8100},
        {"1.05M", 1050000}};
    CHECK(CASES, true);
}

Test(import_lenient, what_is_no_number_is_refused)
{
    double nan_ = (double)NAN;
    const number_case CASES[] = {
        {"", nan_},           {"about 5", nan_},
        {"5 of 6", nan_},     {"1,2,3", nan_},
        {"1.2.3", nan_},      {"12,40,0", nan_},
        {"K", nan_},          {".5", nan_},
        {"5..5", nan_},       {"0x10", nan_},
        {"NaN", nan_},        {"inf", nan_},
        {"1,23.456,7", nan_}, {"١٢", nan_},
        {"--5", nan_},        {"999999999999999999999999999999999999999999", nan_}};
    CHECK(CASES, true);
}

Test(import_lenient, three_digits_behind_one_mark_are_a_riddle_where_parts_may_stand)
{
    static const number_case CASES[] = {{"12.400", HUGE_VAL}, {"1,250", HUGE_VAL},
                                        {"12.40", 12.4},      {"1.250.000", 1250000},
                                        {"1,250.00", 1250},   {"0,125", 0.125}};
    CHECK(CASES, false);
}

Test(import_lenient, a_percentage_says_so)
{
    double value;
    bool percent;
    cr_assert_eq(assay__lenient_number(assay__str("4.2%"), false, &value, &percent),
                 ASSAY__READ);
    cr_assert(percent && fabs(value - 4.2) < 1e-12);
    cr_assert_eq(assay__lenient_number(assay__str("4,2 %"), false, &value, &percent),
                 ASSAY__READ);
    cr_assert(percent && fabs(value - 4.2) < 1e-12);
}

Test(import_lenient, cells_that_say_nothing)
{
    static const char *const SAY[] = {"",     " ",   "-",    "—",        "N/A",
                                      "null", "NaN", "#N/A", "undefined"};
    static const char *const TELL[] = {"0", "no", "nan.inven", "-1", "n/a/b", "nothing"};
    for (size_t i = 0; i < sizeof SAY / sizeof SAY[0]; i++)
        cr_expect(assay__says_unknown(assay__str(SAY[i])), "%s", SAY[i]);
    for (size_t i = 0; i < sizeof TELL / sizeof TELL[0]; i++)
        cr_expect(!assay__says_unknown(assay__str(TELL[i])), "%s", TELL[i]);
}

/* A time as text, `?` when it can be read in two ways, empty when it is none. */
static const char *time_as(const char *text, assay_date_order order)
{
    static char shown[ASSAY__TIME_ROOM];
    int64_t at;
    bool dated;
    shown[0] = '\0';
    switch (assay__lenient_time(assay__str(text), order, &at, &dated)) {
    case ASSAY__READ:
        assay__time_print(at, dated, shown);
        break;
    case ASSAY__TWO_WAYS:
        return "?";
    case ASSAY__UNREADABLE:
        break;
    }
    return shown;
}

Test(import_lenient, times_in_many_spellings)
{
    static const char *const CASES[][2] = {
        {"2026-03-04", "2026-03-04"},
        {"2026-03-04T10:11:12.000Z", "2026-03-04T10:11:12Z"},
        {"2026-03-04T10:11:12+0000", "2026-03-04T10:11:12Z"},
        {"2026-03-04T10:11:12+07:00", "2026-03-04T03:11:12Z"},
        {"2026-03-04 10:11:12 UTC", "2026-03-04T10:11:12Z"},
        {"2026/03/04 10:11", "2026-03-04T10:11:00Z"},
        {"2026-3-4", "2026-03-04"},
        {"20260304", "2026-03-04"},
        {"1772618400", "2026-03-04T10:00:00Z"},
        {"1772618400000", "2026-03-04T10:00:00Z"},
        {"1772618400000000", "2026-03-04T10:00:00Z"},
        {"1772618400.0", "2026-03-04T10:00:00Z"},
        {"Sun Aug 31 00:29:15 +0000 2014", "2014-08-31T00:29:15Z"},
        {"Sun Aug 31 00:29:15 -0230 2014", "2014-08-31T02:59:15Z"},
        {"Mar 4, 2026", "2026-03-04"},
        {"March 4, 2026", "2026-03-04"},
        {"4 March 2026, 6:05 PM", "2026-03-04T18:05:00Z"},
        {"04 Sept 2026", "2026-09-04"},
        {"12:30 AM, 4 Mar 2026", "2026-03-04T00:30:00Z"},
        {"Wednesday, March 4th, 2026", "2026-03-04"},
        {"4 thg 3, 2026", "2026-03-04"},
        {"ngày 4 tháng 3, 2026", "2026-03-04"},
        {"04.03.2026", "2026-03-04"}, /* dots are dmy everywhere */
        {"13/04/2026", "2026-04-13"},
        {"04/13/2026 18:00", "2026-04-13T18:00:00Z"},
        {"05/05/2026", "2026-05-05"},
        {"04/03/2026", "?"},
        {"04/03/26", "?"},
        {"4-3-2026", "?"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        cr_expect_str_eq(time_as(CASES[i][0], ASSAY_DATES_UNSAID), CASES[i][1], "%s",
                         CASES[i][0]);
}

Test(import_lenient, the_order_given_decides)
{
    cr_expect_str_eq(time_as("04/03/2026", ASSAY_DATES_DMY), "2026-03-04");
    cr_expect_str_eq(time_as("04/03/2026", ASSAY_DATES_MDY), "2026-04-03");
    cr_expect_str_eq(time_as("26/03/04", ASSAY_DATES_YMD), "2026-03-04");
    cr_expect_str_eq(time_as("04/03/26", ASSAY_DATES_DMY), "2026-03-04");
    cr_expect_str_eq(time_as("04/03/99", ASSAY_DATES_DMY), "1999-03-04");
    cr_expect_str_eq(time_as("13/04/2026", ASSAY_DATES_MDY), "", "month 13");
    cr_expect_str_eq(time_as("31/04/2026", ASSAY_DATES_DMY), "", "31 April");
    cr_expect_str_eq(time_as("04/03/2026", ASSAY_DATES_YMD), "", "a year of 4");
}

Test(import_lenient, what_is_no_time_is_refused)
{
    static const char *const CASES[] = {"",
                                        "yesterday",
                                        "45000" /* a spreadsheet's day number */,
                                        "4 March",
                                        "March 4",
                                        "2026",
                                        "12:30",
                                        "4 March 2026 25:00",
                                        "1/2",
                                        "2026-02-30",
                                        "Mar 4, 2026 Mar 5",
                                        "March 2026",
                                        "99999999",
                                        "0000-01-01",
                                        "1772618400 and more",
                                        "4/5/6/7",
                                        "-1772618400",
                                        "9999999999999999999"};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        cr_expect_str_eq(time_as(CASES[i], ASSAY_DATES_DMY), "", "%s", CASES[i]);
}

Test(import_lenient, a_day_above_twelve_is_evidence)
{
    cr_expect_eq(assay__date_evidence(assay__str("13/04/2026")), ASSAY_DATES_DMY);
    cr_expect_eq(assay__date_evidence(assay__str("04/13/2026 6:00 PM")), ASSAY_DATES_MDY);
    cr_expect_eq(assay__date_evidence(assay__str("04/03/2026")), ASSAY_DATES_UNSAID);
    cr_expect_eq(assay__date_evidence(assay__str("2026-04-13")), ASSAY_DATES_UNSAID);
    cr_expect_eq(assay__date_evidence(assay__str("Mar 13, 2026")), ASSAY_DATES_UNSAID);
    cr_expect_eq(assay__date_evidence(assay__str("nothing")), ASSAY_DATES_UNSAID);
}

Test(import_lenient, every_day_of_four_years_in_every_order)
{
    for (int64_t day = 19723; day < 19723 + 1461; day++) {
        int64_t year, at;
        unsigned month, date;
        bool dated;
        char text[64];
        assay__civil_from_days(day, &year, &month, &date);
        (void)snprintf(text, sizeof text, "%u/%u/%d", date, month, (int)year);
        cr_assert_eq(assay__lenient_time(assay__str(text), ASSAY_DATES_DMY, &at, &dated),
                     ASSAY__READ);
        cr_assert(at == day * ASSAY__DAY && dated, "%s", text);
        (void)snprintf(text, sizeof text, "%02u-%02u-%d", month, date, (int)year);
        cr_assert_eq(assay__lenient_time(assay__str(text), ASSAY_DATES_MDY, &at, &dated),
                     ASSAY__READ);
        cr_assert(at == day * ASSAY__DAY && dated, "%s", text);
    }
}
