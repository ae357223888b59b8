/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scales, round numbers, dates, paths and the frame around them.
 *
 * Source: Heckbert 1990, Nice numbers for graph labels (Graphics Gems). */
#include "report/draw.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"

#include <math.h>

/* ---- scales ----------------------------------------------------------------------- */

double assay__scale_at(const assay__scale *scale, double value)
{
    double low = scale->low, high = scale->high;
    if (scale->log) {
        low = log10(low);
        high = log10(high);
        value = log10(fmax(value, scale->low));
    }
    if (!(high > low))
        return 0.5;
    return fmin(fmax((value - low) / (high - low), 0.0), 1.0);
}

/* The smallest of 1, 2, 5 times a power of ten that is not below `least`. */
static double nice_step(double least)
{
    double power = pow(10.0, floor(log10(least)));
    static const double STEPS[] = {1.0, 2.0, 5.0};
    for (size_t i = 0; i < 3; i++)
        if (STEPS[i] * power >= least * (1.0 - 1e-9))
            return STEPS[i] * power;
    return 10.0 * power;
}

assay__scale assay__scale_nice(double low, double high, size_t most, assay__ticks *ticks)
{
    if (!(high - low > 1e-9 * fmax(fabs(low), fabs(high))) || !(high - low >= 1.0)) {
        low = floor(low - 0.5); /* counts: a line that does not move has room around */
        high = low + 2.0;
    }
    double step = fmax(nice_step((high - low) / (double)(most - 1)), 1.0);
    while (ceil(high / step) - floor(low / step) + 1.0 > (double)most)
        step = nice_step(step * 1.5);
    double first = floor(low / step), last = ceil(high / step);
    ticks->n = 0;
    while (ticks->n < ASSAY__TICKS && first + (double)ticks->n <= last) {
        ticks->at[ticks->n] = (first + (double)ticks->n) * step;
        ticks->n++;
    }
    return (assay__scale){first * step, last * step, false};
}

assay__scale assay__scale_log(double low, double high, assay__ticks *ticks)
{
    double first = floor(log10(fmax(low, 1.0))), last = ceil(log10(fmax(high, 10.0)));
    last = last > first ? last : first + 1.0;
    double step = ceil((last - first) / (ASSAY__TICKS - 1));
    last = first + step * ceil((last - first) / step);
    ticks->n = 0;
    while (ticks->n < ASSAY__TICKS && first + step * (double)ticks->n <= last) {
        ticks->at[ticks->n] = pow(10.0, first + step * (double)ticks->n);
        ticks->n++;
    }
    return (assay__scale){pow(10.0, first), pow(10.0, last), true};
}

/* ---- dates ------------------------------------------------------------------------ */

enum { DAYS, MONTHS, YEARS };

typedef struct stride {
    int unit;
    int64_t count; /* units from one to the next */
    double days;
} stride;

static const stride STRIDES[] = {
    {DAYS, 1, 1},         {DAYS, 2, 2},         {DAYS, 7, 7},
    {DAYS, 14, 14},       {MONTHS, 1, 30},      {MONTHS, 2, 61},
    {MONTHS, 3, 91},      {MONTHS, 6, 182},     {YEARS, 1, 365},
    {YEARS, 2, 730},      {YEARS, 5, 1826},     {YEARS, 10, 3652},
    {YEARS, 20, 7305},    {YEARS, 50, 18262},   {YEARS, 100, 36524},
    {YEARS, 200, 73048},  {YEARS, 500, 182621}, {YEARS, 1000, 365242},
    {YEARS, 2000, 730485}};

enum { N_STRIDES = sizeof STRIDES / sizeof STRIDES[0], DATES_WANTED = 6 };

static int64_t floor_to(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

/* Units since 1970 of the last beginning not after a day. */
static int64_t units_of(int64_t day, const stride *by)
{
    int64_t year;
    unsigned month, of_month;
    if (by->unit == DAYS)
        return floor_to(day, by->count);
    assay__civil_from_days(day, &year, &month, &of_month);
    int64_t units = by->unit == YEARS ? year : year * 12 + (int64_t)month - 1;
    return floor_to(units, by->count);
}

static int64_t day_of(int64_t units, const stride *by)
{
    if (by->unit == DAYS)
        return units;
    if (by->unit == YEARS)
        return assay__days_from_civil(units, 1, 1);
    int64_t year = floor_to(units, 12) / 12;
    return assay__days_from_civil(year, (unsigned)(units - year * 12) + 1, 1);
}

assay__dates assay__dates_nice(int64_t from, int64_t to)
{
    double days = (double)(to - from) / ASSAY__DAY;
    size_t s = 0;
    while (s + 1 < N_STRIDES && days / STRIDES[s].days > DATES_WANTED)
        s++;
    const stride *by = &STRIDES[s];
    assay__dates out = {.unit = by->unit};
    int64_t units = units_of(floor_to(from, ASSAY__DAY) / ASSAY__DAY, by);
    for (; out.n < ASSAY__TICKS; units += by->count) {
        int64_t at = day_of(units, by) * ASSAY__DAY;
        if (at > to)
            break;
        if (at >= from)
            out.at[out.n++] = at;
    }
    return out;
}

static const char *const MONTH_EN[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* The day and the month, as far as the unit goes. */
static void put_day_month(assay_buffer *text, unsigned day, unsigned month, int unit,
                          bool en)
{
    if (unit == DAYS)
        assay__buffer_printf(text, en ? "%u " : "%u/", day);
    else if (!en)
        assay__buffer_put(text, ASSAY__LITERAL("thg "));
    if (en)
        assay__buffer_put(text, assay__str(MONTH_EN[month - 1]));
    else
        assay__buffer_printf(text, "%u", month);
}

/* A date down to its unit: a year, a month of it, a day. */
static assay__word date_word(int64_t at, int unit, bool with_year,
                             assay_language language)
{
    int64_t year;
    unsigned month, day;
    assay__word word = {.len = 0};
    assay_buffer text = {0};
    assay__civil_from_days(floor_to(at, ASSAY__DAY) / ASSAY__DAY, &year, &month, &day);
    bool en = language == ASSAY_ENGLISH;
    if (unit != YEARS)
        put_day_month(&text, day, month, unit, en);
    if (unit != YEARS && with_year)
        assay__buffer_put(&text, en ? ASSAY__LITERAL(" ") : ASSAY__LITERAL("/"));
    if (with_year || unit == YEARS)
        assay__buffer_printf(&text, "%lld", (long long)year);
    for (; word.len < text.len && word.len + 1 < sizeof word.bytes; word.len++)
        word.bytes[word.len] = text.bytes[word.len];
    assay__buffer_free(&text);
    return word;
}

assay__word assay__day_word(int64_t at, assay_language language)
{
    if (at == ASSAY_TIME_UNKNOWN)
        return (assay__word){.len = 0};
    return date_word(at, DAYS, true, language);
}

/* ---- paths ------------------------------------------------------------------------ */

void assay__pen_open(assay__pen *pen, const assay__page *p, const char *class)
{
    *pen = (assay__pen){.out = p->out};
    assay__put(p, "<path class=\"");
    assay__put(p, class);
    assay__put(p, "\" d=\"");
}

/* A whole number behind another: a minus parts them as well as a space. */
static void put_step(assay__pen *pen, int64_t number, bool first)
{
    char digits[ASSAY__NUMBER_ROOM];
    size_t n = assay__integer_print(number, digits);
    if (!first && number >= 0)
        assay__buffer_put_char(pen->out, ' ');
    assay__buffer_put(pen->out, (assay_str){digits, n});
}

/* Write the point that waits. */
static void settle(assay__pen *pen)
{
    if (!pen->waits)
        return;
    if (!pen->drawing)
        assay__buffer_put_char(pen->out, 'l');
    put_step(pen, pen->to_x - pen->x, !pen->drawing);
    put_step(pen, pen->to_y - pen->y, false);
    pen->drawing = true;
    pen->waits = false;
    pen->x = pen->to_x;
    pen->y = pen->to_y;
}

void assay__pen_move(assay__pen *pen, double x, double y)
{
    settle(pen);
    pen->x = llround(x);
    pen->y = llround(y);
    pen->drawing = false;
    assay__buffer_put_char(pen->out, 'M');
    put_step(pen, pen->x, true);
    put_step(pen, pen->y, false);
}

/* Slopes from the last written point that pass within a unit of another. */
static void slopes_to(const assay__pen *pen, int64_t x, int64_t y, double *low,
                      double *high)
{
    double across = (double)(x - pen->x), down = (double)(y - pen->y);
    double a = (down - 1.0) / across, b = (down + 1.0) / across;
    *low = a < b ? a : b;
    *high = a < b ? b : a;
}

void assay__pen_line(assay__pen *pen, double x, double y)
{
    int64_t to_x = llround(x), to_y = llround(y);
    bool onward = pen->waits && to_x != pen->to_x &&
                  (to_x > pen->to_x) == (pen->to_x > pen->x) && pen->to_x != pen->x;
    if (onward) {
        double slope = (double)(to_y - pen->y) / (double)(to_x - pen->x);
        onward = slope >= pen->low && slope <= pen->high;
    }
    if (!onward)
        settle(pen);
    pen->to_x = to_x;
    pen->to_y = to_y;
    pen->waits = to_x != pen->x || to_y != pen->y;
    if (to_x == pen->x)
        return;
    double low, high;
    slopes_to(pen, to_x, to_y, &low, &high);
    pen->low = onward ? fmax(pen->low, low) : low;
    pen->high = onward ? fmin(pen->high, high) : high;
}

void assay__pen_dot(assay__pen *pen, double x, double y)
{
    assay__pen_move(pen, x, y);
    assay__buffer_put(pen->out, ASSAY__LITERAL("h0"));
}

void assay__pen_box(assay__pen *pen, double x0, double y0, double x1, double y1)
{
    settle(pen);
    int64_t x = llround(x0), y = llround(y0), high = llround(y1) - y;
    int64_t wide = llround(x1) - x;
    assay__buffer_put_char(pen->out, pen->boxes ? 'm' : 'M');
    put_step(pen, pen->boxes ? x - pen->x : x, true);
    put_step(pen, pen->boxes ? y - pen->y : y, false);
    assay__buffer_put_char(pen->out, 'v');
    put_step(pen, high, true);
    assay__buffer_put_char(pen->out, 'h');
    put_step(pen, wide, true);
    assay__buffer_put_char(pen->out, 'v');
    put_step(pen, -high, true);
    assay__buffer_put_char(pen->out, 'z');
    pen->x = x;
    pen->y = y;
    pen->boxes = true;
}

void assay__pen_shut(assay__pen *pen)
{
    settle(pen);
    assay__buffer_put_char(pen->out, 'z');
    pen->drawing = false;
}

void assay__pen_close(assay__pen *pen)
{
    settle(pen);
    assay__buffer_put(pen->out, ASSAY__LITERAL("\"/>"));
}

/* ---- the frame -------------------------------------------------------------------- */

enum { BELOW = 22 };

double assay__plot_x(const assay__plot *plot, double value)
{
    return assay__scale_at(&plot->x, value);
}

double assay__plot_y(const assay__plot *plot, double value)
{
    return plot->top + (1.0 - assay__scale_at(&plot->y, value)) * plot->height;
}

/* Ticks are equally far from each other on either kind of scale, so that the style sets
 * them: the largest first, each as high as the room between two. */
static void put_y_axis(const assay__plot *plot, const assay__ticks *ticks)
{
    const assay__page *p = plot->page;
    assay__buffer_printf(p->out, "<ul class=\"y l%zu\" aria-hidden=\"true\">",
                         plot->lanes);
    for (size_t i = ticks->n; i-- > 0;) {
        assay__put(p, "<li>");
        assay__put_word(p, assay__count_word(ticks->at[i], p->language));
        assay__put(p, "</li>");
    }
    assay__put(p, "</ul>");
}

void assay__plot_open(const assay__plot *plot, const assay__ticks *ticks,
                      assay__message title, assay_str description)
{
    const assay__page *p = plot->page;
    assay__put(p, "<div class=\"xy\">");
    put_y_axis(plot, ticks);
    assay__buffer_printf(p->out, "<svg class=\"c\" role=\"img\" height=\"%.0f\"><title>",
                         plot->top + plot->height + BELOW);
    assay__put_message(p, title);
    assay__put(p, "</title><desc>");
    assay__put_text(p, description);
    assay__put(p, "</desc><path class=\"g\" d=\"");
    for (size_t i = 0; i < ticks->n; i++) {
        double y = assay__plot_y(plot, ticks->at[i]);
        assay__buffer_printf(p->out, "M0 %.1fh9999", floor(y) + 0.5);
    }
    assay__put(p, "\"/>");
}

void assay__plot_inner(const assay__plot *plot)
{
    double height = plot->top + plot->height;
    assay__buffer_printf(plot->page->out,
                         "<svg width=\"100%%\" height=\"%.0f\" viewBox=\"0 0 %d %.0f\" "
                         "preserveAspectRatio=\"none\">",
                         height, ASSAY__ACROSS, 2.0 * height);
}

void assay__plot_outer(const assay__plot *plot)
{
    assay__put(plot->page, "</svg>");
}

/* The year is told by the first date and by those that begin one. */
static bool year_told(const assay__dates *dates, size_t i)
{
    int64_t year, before = 0;
    unsigned month, day;
    assay__civil_from_days(dates->at[i] / ASSAY__DAY, &year, &month, &day);
    if (i > 0)
        assay__civil_from_days(dates->at[i - 1] / ASSAY__DAY, &before, &month, &day);
    return i == 0 || year != before;
}

static void put_date(const assay__plot *plot, const assay__dates *dates, size_t i)
{
    const assay__page *p = plot->page;
    double x = assay__plot_x(plot, (double)dates->at[i]);
    const char *side = "";
    if (x < 0.04)
        side = "s";
    else if (x > 0.96)
        side = "e";
    bool wide = i % 2 == 1; /* every second has room on a phone */
    assay__put(p, "<text x=\"");
    assay__put_percentage(p, x);
    assay__buffer_printf(p->out, "\" y=\"%.0f\" class=\"x%s%s\">",
                         plot->top + plot->height + BELOW - 5, side, wide ? " w" : "");
    assay__put_word(
        p, date_word(dates->at[i], dates->unit, year_told(dates, i), p->language));
    assay__put(p, "</text>");
}

void assay__plot_close(const assay__plot *plot, const assay__dates *dates)
{
    for (size_t i = 0; plot->dated && i < dates->n; i++)
        put_date(plot, dates, i);
    assay__put(plot->page, "</svg></div>");
}
