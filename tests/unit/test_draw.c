/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scales end at round numbers, dates at beginnings, and a thinned path stays within half
 * a pixel of every point it was given. */
#include "report/draw.h"

#include "base/clock.h"
#include "base/random.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static void expect_ticks(double low, double high, size_t most, const char *wanted)
{
    assay__ticks ticks;
    assay_buffer text = {0};
    assay__scale scale = assay__scale_nice(low, high, most, &ticks);
    for (size_t i = 0; i < ticks.n; i++)
        assay__buffer_printf(&text, "%g ", ticks.at[i]);
    cr_expect(assay__str_equal((assay_str){text.bytes, text.len}, assay__str(wanted)),
              "%.*s", (int)text.len, text.bytes);
    cr_expect(scale.low <= low && scale.high >= high);
    cr_expect_leq(ticks.n, most);
    assay__buffer_free(&text);
}

Test(draw, ticks_are_round_and_reach_beyond_the_values)
{
    expect_ticks(230862, 560878, 6, "200000 300000 400000 500000 600000 ");
    expect_ticks(0, 97, 6, "0 20 40 60 80 100 ");
    expect_ticks(-33000, 140000, 4, "-100000 0 100000 200000 ");
    expect_ticks(12000, 12449, 6, "12000 12100 12200 12300 12400 12500 ");
}

Test(draw, ticks_of_a_line_that_does_not_move_leave_room_around_it)
{
    expect_ticks(500, 500, 6, "499 500 501 ");
    expect_ticks(0, 0, 6, "-1 0 1 ");
    expect_ticks(1e15, 1e15, 6, "1e+15 1e+15 1e+15 ");
}

Test(draw, ticks_of_tens_span_the_values)
{
    assay__ticks ticks;
    assay__scale scale = assay__scale_log(9, 1828, &ticks);
    cr_expect_eq(ticks.n, 5);
    cr_expect(scale.low <= 9 && scale.high >= 1828);
    scale = assay__scale_log(0, 0, &ticks); /* nobody liked anything */
    cr_expect_eq(ticks.n, 2);
    cr_expect_eq(assay__scale_at(&scale, 0), 0);
    scale = assay__scale_log(1, 1e15, &ticks);
    cr_expect_leq(ticks.n, ASSAY__TICKS);
}

Test(draw, a_scale_keeps_to_its_ends)
{
    const assay__scale scale = {10, 20, false}, point = {7, 7, false};
    cr_expect_eq(assay__scale_at(&scale, 15), 0.5);
    cr_expect_eq(assay__scale_at(&scale, -1e300), 0);
    cr_expect_eq(assay__scale_at(&scale, 1e300), 1);
    cr_expect_eq(assay__scale_at(&point, 7), 0.5);
}

Test(draw, dates_are_beginnings_and_at_most_eight)
{
    const int64_t day = ASSAY__DAY, from = 1767225600 + 3 * day + 40000;
    for (int64_t days = 0; days < 400000; days = days * 5 / 4 + 1) {
        assay__dates dates = assay__dates_nice(from, from + days * day);
        cr_assert_leq(dates.n, ASSAY__TICKS);
        for (size_t i = 0; i < dates.n; i++) {
            cr_assert_eq(dates.at[i] % day, 0);
            cr_assert(dates.at[i] >= from && dates.at[i] <= from + days * day);
        }
        cr_assert(days < 8 || dates.n >= 2, "%lld days: %zu", (long long)days, dates.n);
    }
}

static void expect_day(int64_t at, assay_language language, const char *wanted)
{
    assay__word word = assay__day_word(at, language);
    cr_expect(assay__str_equal(assay__word_str(&word), assay__str(wanted)), "%.*s",
              (int)word.len, word.bytes);
}

Test(draw, days_are_written_as_people_write_them)
{
    expect_day(1772668799, ASSAY_ENGLISH, "4 Mar 2026");
    expect_day(1772668800, ASSAY_VIETNAMESE, "5/3/2026");
    expect_day(-1, ASSAY_ENGLISH, "31 Dec 1969");
    expect_day(ASSAY_TIME_UNKNOWN, ASSAY_ENGLISH, "");
}

/* ---- paths ------------------------------------------------------------------------ */

static assay_buffer bytes;

static assay__pen open_pen(void)
{
    assay__pen pen;
    const assay__page page = {.out = &bytes};
    assay__buffer_clear(&bytes);
    assay__pen_open(&pen, &page, "x");
    return pen;
}

static void expect_path(const char *wanted)
{
    cr_expect(assay__str_equal((assay_str){bytes.bytes, bytes.len}, assay__str(wanted)),
              "%.*s", (int)bytes.len, bytes.bytes);
}

Test(draw, points_on_one_line_are_left_out)
{
    assay__pen pen = open_pen();
    assay__pen_move(&pen, 0, 100);
    for (int x = 10; x <= 100; x += 10)
        assay__pen_line(&pen, x, 100);
    assay__pen_line(&pen, 110, 40);
    assay__pen_line(&pen, 100, 20); /* back again: a corner stays */
    assay__pen_close(&pen);
    expect_path("<path class=\"x\" d=\"M0 100l100 0 10-60-10-20\"/>");
}

Test(draw, boxes_and_dots_are_short)
{
    assay__pen pen = open_pen();
    assay__pen_box(&pen, 1, 20, 5, 8);
    assay__pen_box(&pen, 11, 20, 15, 22);
    assay__pen_dot(&pen, 7.4, 9.6);
    assay__pen_close(&pen);
    expect_path("<path class=\"x\" d=\"M1 20v-12h4v12zm10 0v2h4v-2zM7 10h0\"/>");
}

enum { POINTS = 400 };

/* The height of the written path at x, reading it back. */
static double height_at(const char *path, double x)
{
    double at_x = 0, at_y = 0;
    char *at = strchr(path, 'M') + 1;
    at_x = strtod(at, &at);
    at_y = strtod(at, &at);
    at++; /* l */
    while (*at != '"') {
        double dx = strtod(at, &at), dy = strtod(at, &at);
        if (x <= at_x + dx)
            return at_y + dy * (x - at_x) / dx;
        at_x += dx;
        at_y += dy;
    }
    return at_y;
}

Test(draw, a_thinned_path_stays_within_half_a_pixel)
{
    double y[POINTS];
    for (uint64_t key = 1; key < 6; key++) {
        assay__random random = {.key = key};
        double height = 200;
        assay__pen pen = open_pen();
        for (int i = 0; i < POINTS; i++) {
            height += floor(9 * assay__random_uniform(&random)) - (i == 200 ? 90 : 4);
            y[i] = height;
            if (i == 0)
                assay__pen_move(&pen, 0, height);
            else
                assay__pen_line(&pen, 5 * i, height);
        }
        assay__pen_close(&pen);
        assay__buffer_put_char(&bytes, '\0');
        for (int i = 0; i < POINTS; i++) /* a unit is half a pixel */
            cr_assert_leq(fabs(height_at(bytes.bytes, 5 * i) - y[i]), 1.0 + 1e-9);
    }
    cr_expect_lt(bytes.len, POINTS * 6);
}
