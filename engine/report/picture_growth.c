/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The follower curve: what was counted, what it would be without what looks delivered,
 * and the events, numbered, their names placed in lanes so that none lies on another. */
#include "report/account_page.h"

#include "base/clock.h"
#include "base/str.h"
#include "report/cohort_text.h"
#include "report/draw.h"
#include "report/exhibits.h"

#include <math.h>

enum { EVENTS_SHOWN = 6, LANES = 6, TABLE_ROWS = 8 };

/* An event as placed: its marker, the stretch its name takes, its lane. */
typedef struct label {
    const assay_event *event;
    double x, from, to; /* 0..1 across */
    size_t lane;
    bool leftward; /* the name stands before the marker */
} label;

typedef struct labels {
    size_t n, lanes;
    label list[EVENTS_SHOWN];
} labels;

/* ---- events ----------------------------------------------------------------------- */

static bool among_largest(const assay_events *events, size_t i)
{
    size_t larger = 0;
    for (size_t k = 0; k < events->n_events; k++) {
        double other = fabs(events->events[k].gained);
        double own = fabs(events->events[i].gained);
        larger += other > own || (k < i && !(other < own));
    }
    return larger < EVENTS_SHOWN;
}

static size_t characters(assay_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0U) != 0x80U;
    return n;
}

/* The width of a name as part of a picture 760 pixels wide, at 6.4 pixels a character;
 * narrower pictures show the number alone, of 22 pixels in 320. */
static double label_width(const assay__page *p, const assay_event *event)
{
    const char *cause = assay__event_text(event, assay__cause_of(event), p->language);
    assay__word gain = assay__gain_word(event->gained, p->language);
    return (6.4 * (double)(characters(assay__str(cause)) + gain.len + 1) + 26.0) / 760.0;
}

static bool overlaps(const labels *all, const label *one)
{
    for (size_t i = 0; i < all->n; i++) {
        const label *other = &all->list[i];
        if (other->lane == one->lane && one->from < other->to && other->from < one->to)
            return true;
    }
    return false;
}

static void place_label(const assay__plot *plot, const assay_event *event, labels *all)
{
    double half = 11.0 / 320.0, wide = label_width(plot->page, event);
    double middle = ((double)event->from + (double)event->to) / 2.0;
    label one = {.event = event, .x = assay__plot_x(plot, middle)};
    one.x = fmin(fmax(one.x, half / 2.0), 1.0 - half / 2.0);
    one.leftward = one.x > 0.6;
    one.from = one.x - (one.leftward ? fmax(wide, half) : half);
    one.to = one.x + (one.leftward ? half : fmax(wide, half));
    while (one.lane + 1 < LANES && overlaps(all, &one))
        one.lane++;
    all->list[all->n++] = one;
    all->lanes = one.lane + 1 > all->lanes ? one.lane + 1 : all->lanes;
}

static void place_labels(const assay__plot *plot, const assay_events *events, labels *all)
{
    *all = (labels){0};
    for (size_t i = 0; i < events->n_events && all->n < EVENTS_SHOWN; i++)
        if (among_largest(events, i))
            place_label(plot, &events->events[i], all);
}

/* The class of what looks delivered; nothing else stands out. */
static const char *cause_class(const assay_event *event)
{
    return assay__cause_of(event) == ASSAY_CAUSE_PURCHASE ? " class=\"pu\"" : "";
}

static void put_label(const assay__plot *plot, const label *one, size_t number)
{
    const assay__page *p = plot->page;
    double y = 10.0 + ASSAY__PLOT_LANE * (double)one->lane;
    double from = assay__plot_x(plot, (double)one->event->from);
    double to = assay__plot_x(plot, (double)one->event->to);
    assay__buffer_printf(p->out, "<g%s><rect x=\"", cause_class(one->event));
    assay__put_percentage(p, from);
    assay__put(p, "\" width=\"");
    assay__put_percentage(p, fmax(to - from, 0.003));
    assay__buffer_printf(p->out, "\" y=\"%.0f\" height=\"%.0f\"/>", plot->top,
                         plot->height);
    assay__put(p, "<circle cx=\"");
    assay__put_percentage(p, one->x);
    assay__buffer_printf(p->out, "\" cy=\"%.0f\" r=\"8\"/><text x=\"", y);
    assay__put_percentage(p, one->x);
    assay__buffer_printf(p->out, "\" y=\"%.0f\">%zu</text><text class=\"ml%s w\" x=\"",
                         y + 4.0, number, one->leftward ? " e" : "");
    assay__put_percentage(p, one->x);
    assay__buffer_printf(p->out, "\" dx=\"%d\" y=\"%.0f\">", one->leftward ? -12 : 12,
                         y + 4.0);
    assay_cause cause = assay__cause_of(one->event);
    assay__put_text(p, assay__str(assay__event_text(one->event, cause, p->language)));
    assay__put(p, " ");
    assay__put_word(p, assay__gain_word(one->event->gained, p->language));
    assay__put(p, "</text></g>");
}

/* The second cause too, when the first is not nearly sure. */
static void put_causes(const assay__page *p, const assay_event *event)
{
    assay_cause first = assay__cause_of(event);
    size_t second = first == 0 ? 1 : 0;
    for (size_t i = 0; i < ASSAY_CAUSE_COUNT; i++)
        if (i != (size_t)first && event->cause[i] > event->cause[second])
            second = i;
    assay__put(p, "<b>");
    assay__put_text(p, assay__str(assay__event_text(event, first, p->language)));
    assay__put(p, "</b> ");
    assay__put_word(p, assay__percent_word(event->cause[first], p->language));
    if (event->cause[first] >= 0.8 || event->cause[second] < 0.1)
        return;
    assay__put(p, ", ");
    assay__put_text(
        p, assay__str(assay__event_text(event, (assay_cause)second, p->language)));
    assay__put(p, " ");
    assay__put_word(p, assay__percent_word(event->cause[second], p->language));
}

static void put_event(const assay__page *p, const assay_event *event)
{
    assay__buffer_printf(p->out, "<li%s>", cause_class(event));
    assay__put_word(p, assay__day_word(event->from, p->language));
    assay__put(p, " – ");
    assay__put_word(p, assay__day_word(event->to, p->language));
    assay__put(p, ": ");
    assay__put_word(p, assay__gain_word(event->gained, p->language));
    assay__put(p, " · ");
    put_causes(p, event);
    assay_buffer cohort = {0};
    if (assay__say_cohort(&cohort, &event->cohort, p->language)) {
        assay__put(p, " · ");
        assay__put_text(p, (assay_str){cohort.bytes, cohort.len});
    }
    p->out->failed = p->out->failed || cohort.failed;
    assay__buffer_free(&cohort);
    assay__put(p, "</li>");
}

static void put_events(const assay__page *p, const labels *all, size_t n_events)
{
    if (all->n == 0)
        return;
    assay__put(p, "<ol class=\"ev\">");
    for (size_t i = 0; i < all->n; i++)
        put_event(p, all->list[i].event);
    assay__put(p, "</ol>");
    if (n_events == all->n)
        return;
    assay__word more = assay__count_word((double)(n_events - all->n), p->language);
    assay__put_paragraph(p, "s", ASSAY__SAY_MORE, (assay_str[]){assay__word_str(&more)},
                         1);
}

/* ---- lines ------------------------------------------------------------------------ */

static double across(const assay__plot *plot, int64_t at)
{
    return ASSAY__ACROSS * assay__plot_x(plot, (double)at);
}

static double down(const assay__plot *plot, double followers)
{
    return 2.0 * assay__plot_y(plot, followers);
}

/* The first point from which the organic line leaves the curve; n when it never does. */
static size_t parting(const assay__growth_line *line)
{
    size_t i = 0;
    while (i < line->n && !(line->followers[i] - line->low[i] >= 1.0))
        i++;
    return i;
}

static void put_line(const assay__plot *plot, const assay__growth_line *line,
                     const double values[], size_t first, const char *class)
{
    assay__pen pen;
    assay__pen_open(&pen, plot->page, class);
    assay__pen_move(&pen, across(plot, line->at[first]), down(plot, values[first]));
    for (size_t i = first + 1; i < line->n; i++)
        assay__pen_line(&pen, across(plot, line->at[i]), down(plot, values[i]));
    assay__pen_close(&pen);
}

static void put_band(const assay__plot *plot, const assay__growth_line *line,
                     size_t first)
{
    assay__pen pen;
    assay__pen_open(&pen, plot->page, "band");
    assay__pen_move(&pen, across(plot, line->at[first]), down(plot, line->high[first]));
    for (size_t i = first + 1; i < line->n; i++)
        assay__pen_line(&pen, across(plot, line->at[i]), down(plot, line->high[i]));
    for (size_t i = line->n; i-- > first;)
        assay__pen_line(&pen, across(plot, line->at[i]), down(plot, line->low[i]));
    assay__pen_shut(&pen);
    assay__pen_close(&pen);
}

static void put_lines(const assay__plot *plot, const assay__growth_line *line)
{
    size_t first = parting(line);
    assay__plot_inner(plot);
    if (first < line->n) {
        first -= first > 0;
        put_band(plot, line, first);
        put_line(plot, line, line->organic, first, "org");
    }
    put_line(plot, line, line->followers, 0, "fol");
    assay__plot_outer(plot);
}

/* ---- the whole -------------------------------------------------------------------- */

static void describe(const assay__page *p, const assay__growth_line *line,
                     assay_buffer *out)
{
    size_t last = line->n - 1;
    assay__word words[7] = {
        assay__day_word(line->at[0], p->language),
        assay__day_word(line->at[last], p->language),
        assay__count_word(line->followers[0], p->language),
        assay__count_word(line->followers[last], p->language),
        assay__count_word(line->organic[last], p->language),
        assay__count_word(line->low[last], p->language),
        assay__count_word(line->high[last], p->language),
    };
    assay_str spans[7];
    for (size_t i = 0; i < 7; i++)
        spans[i] = assay__word_str(&words[i]);
    bool parts = parting(line) < line->n;
    assay__say(out, parts ? ASSAY__SAY_GROWTH_DESC : ASSAY__SAY_GROWTH_DESC_PLAIN,
               p->language, spans, parts ? 7 : 4);
}

static void put_table(const assay__page *p, const assay__growth_line *line)
{
    static const assay__message COLUMNS[] = {ASSAY__SAY_DAY, ASSAY__SAY_COLUMN_FOLLOWERS,
                                             ASSAY__SAY_ORGANIC, ASSAY__SAY_RANGE_90};
    bool parts = parting(line) < line->n;
    size_t rows = line->n < TABLE_ROWS ? line->n : TABLE_ROWS;
    assay__put_table_open(p, COLUMNS, parts ? 4 : 2);
    for (size_t r = 0; r < rows; r++) {
        size_t i = rows == 1 ? 0 : r * (line->n - 1) / (rows - 1);
        assay__put(p, "<tr><th>");
        assay__put_word(p, assay__day_word(line->at[i], p->language));
        assay__put(p, "</th>");
        assay__put_number_cell(p, line->followers[i]);
        if (parts) {
            assay__put_number_cell(p, line->organic[i]);
            assay__put_range_cell(p, line->low[i], line->high[i]);
        }
        assay__put(p, "</tr>");
    }
    assay__put_table_close(p);
}

static void put_keys(const assay__page *p, const assay__growth_line *line, bool events)
{
    assay__put(p, "<ul class=\"key\">");
    assay__put_key(p, "fol", ASSAY__SAY_KEY_FOLLOWERS);
    if (parting(line) < line->n)
        assay__put_key(p, "org", ASSAY__SAY_KEY_ORGANIC);
    if (events)
        assay__put_key(p, "evt", ASSAY__SAY_KEY_EVENT);
    assay__put(p, "</ul>");
}

static assay__plot plot_of(const assay__page *p, const assay__growth_line *line,
                           assay__ticks *ticks)
{
    double low = HUGE_VAL, high = 0.0;
    for (size_t i = 0; i < line->n; i++) {
        low = fmin(low, fmin(line->followers[i], line->low[i]));
        high = fmax(high, line->followers[i]);
    }
    double from = (double)line->at[0], to = (double)line->at[line->n - 1];
    return (assay__plot){.page = p,
                         .x = {from, to, false},
                         .y = assay__scale_nice(low, high, 6, ticks),
                         .top = ASSAY__PLOT_ABOVE,
                         .height = 220.0,
                         .dated = true};
}

void assay__put_growth_picture(const assay__page *p, const assay_verdict *verdict)
{
    assay__growth_line line;
    assay__growth_line_make(verdict, &line);
    if (line.n < 2)
        return;
    labels all;
    assay__ticks ticks;
    assay_buffer description = {0};
    assay__plot plot = plot_of(p, &line, &ticks);
    assay__dates dates = assay__dates_nice(line.at[0], line.at[line.n - 1]);
    place_labels(&plot, &verdict->findings->events, &all);
    plot.lanes = all.lanes;
    plot.top += ASSAY__PLOT_LANE * (double)all.lanes;
    describe(p, &line, &description);
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_GROWTH_TITLE);
    assay__put(p, "<figure>");
    put_keys(p, &line, all.n > 0);
    assay__plot_open(&plot, &ticks, ASSAY__SAY_GROWTH_TITLE,
                     (assay_str){description.bytes, description.len});
    for (size_t i = 0; i < all.n; i++)
        put_label(&plot, &all.list[i], i + 1);
    put_lines(&plot, &line);
    assay__plot_close(&plot, &dates);
    put_events(p, &all, verdict->findings->events.n_events);
    put_table(p, &line);
    assay__put(p, "</figure>");
    if (p->level == 1) /* among many accounts it would be one picture too much */
        assay__put_gains_picture(p, verdict);
    assay__put(p, "</section>");
    p->out->failed = p->out->failed || description.failed;
    assay__buffer_free(&description);
}
