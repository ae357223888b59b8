/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New followers in stretches of equal length against what is usual for the account: where
 * a delivery is a wall beside low bars, a rise of a season is not. A bar is coloured
 * where the curve and the cause of the event agree: a giveaway's wall stays grey. */
#include "report/account_page.h"

#include "base/clock.h"
#include "base/str.h"
#include "report/draw.h"

#include <math.h>

enum { BARS = 64, TABLE_ROWS = 8 };

/* Lengths of a stretch in days: a day, a week, … */
static const int64_t LENGTHS[] = {1, 7, 14, 28, 91, 364};
/* Evidence of delivery from which a bar is coloured: more likely than not. */
static const double DELIVERED = 0.5;

typedef struct bar {
    double gained, expected, down, up; /* down, up: squares of half-widths */
    double delivered;                  /* largest evidence of its steps in deliveries */
    bool seen;
} bar;

typedef struct bars {
    int64_t from, days; /* of each */
    size_t n;
    bar list[BARS];
} bars;

/* Fewest days a bar whose count is at most BARS; steps must not be longer than a bar. */
static bool lay_out(const assay_growth *growth, bars *out)
{
    if (growth->n_steps == 0)
        return false;
    int64_t from = assay_growth_step_at(growth, 0).from;
    int64_t to = assay_growth_step_at(growth, growth->n_steps - 1).to;
    for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++) {
        int64_t n = (to - from) / (LENGTHS[i] * ASSAY__DAY) + 1;
        bool fits = n <= BARS && (double)LENGTHS[i] >= 0.99 * growth->step_days;
        if (!fits)
            continue;
        *out = (bars){.from = from, .days = LENGTHS[i], .n = (size_t)n};
        return n >= 3;
    }
    return false;
}

/* Whether an event put down to a delivery reaches into the step. */
static bool is_in_delivery(const assay_events *events, const assay_growth_step *step)
{
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_event *event = &events->events[i];
        if (event->from < step->to && event->to > step->from &&
            assay__cause_of(event) == ASSAY_CAUSE_PURCHASE)
            return true;
    }
    return false;
}

static void fill(const assay_growth *growth, const assay_events *events, bars *out)
{
    for (size_t i = 0; i < growth->n_steps; i++) {
        const assay_growth_step step = assay_growth_step_at(growth, i);
        size_t at = (size_t)((step.to - 1 - out->from) / (out->days * ASSAY__DAY));
        if (at >= out->n || isnan(step.expected))
            continue;
        bar *into = &out->list[at];
        into->seen = true;
        into->gained += step.gained;
        into->expected += step.expected;
        into->down += (step.expected - step.low) * (step.expected - step.low);
        into->up += (step.high - step.expected) * (step.high - step.expected);
        if (step.bought > into->delivered && is_in_delivery(events, &step))
            into->delivered = step.bought;
    }
    while (out->n > 0 && !out->list[out->n - 1].seen)
        out->n--;
}

static double low_of(const bar *one)
{
    return one->expected - sqrt(one->down);
}

static double high_of(const bar *one)
{
    return one->expected + sqrt(one->up);
}

static double middle_of(const bars *all, size_t i)
{
    return ((double)i + 0.5) / (double)all->n;
}

static void put_band(const assay__plot *plot, const bars *all)
{
    assay__pen pen;
    assay__pen_open(&pen, plot->page, "use");
    for (size_t i = 0; i < 2 * all->n; i++) {
        size_t at = i < all->n ? i : 2 * all->n - 1 - i;
        const bar *one = &all->list[at];
        double x = ASSAY__ACROSS * middle_of(all, at);
        double y = 2.0 * assay__plot_y(plot, i < all->n ? high_of(one) : low_of(one));
        if (i == 0)
            assay__pen_move(&pen, x, y);
        else
            assay__pen_line(&pen, x, y);
    }
    assay__pen_shut(&pen);
    assay__pen_close(&pen);
}

static void put_bars(const assay__plot *plot, const bars *all, bool delivered)
{
    assay__pen pen;
    double half = 0.36 * ASSAY__ACROSS / (double)all->n;
    double zero = 2.0 * assay__plot_y(plot, 0.0);
    assay__pen_open(&pen, plot->page, delivered ? "bd" : "bo");
    for (size_t i = 0; i < all->n; i++) {
        const bar *one = &all->list[i];
        if (!one->seen || (one->delivered >= DELIVERED) != delivered)
            continue;
        double x = ASSAY__ACROSS * middle_of(all, i);
        double y = 2.0 * assay__plot_y(plot, one->gained);
        assay__pen_box(&pen, x - half, zero, x + half, y);
    }
    assay__pen_close(&pen);
}

static const bar *largest(const bars *all)
{
    const bar *most = &all->list[0];
    for (size_t i = 1; i < all->n; i++)
        if (all->list[i].gained > most->gained)
            most = &all->list[i];
    return most;
}

static void describe(const assay__page *p, const bars *all, assay_buffer *out)
{
    const bar *most = largest(all);
    assay__word words[4] = {assay__count_word((double)all->n, p->language),
                            assay__gain_word(most->gained, p->language),
                            assay__count_word(low_of(most), p->language),
                            assay__count_word(high_of(most), p->language)};
    assay__say(out, ASSAY__SAY_GAINS_DESC, p->language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2]), assay__word_str(&words[3])},
               4);
}

/* The largest gains, in order of time: whoever reads the table looks for those. */
static void put_table(const assay__page *p, const bars *all)
{
    static const assay__message COLUMNS[] = {ASSAY__SAY_DAY, ASSAY__SAY_GAINS,
                                             ASSAY__SAY_EXPECTED, ASSAY__SAY_RANGE_90};
    assay__put_table_open(p, COLUMNS, 4);
    for (size_t i = 0; i < all->n; i++) {
        size_t larger = 0;
        for (size_t k = 0; k < all->n; k++)
            larger += all->list[k].gained > all->list[i].gained ||
                      (k < i && !(all->list[k].gained < all->list[i].gained));
        if (larger >= TABLE_ROWS)
            continue;
        const bar *one = &all->list[i];
        int64_t at = all->from + (int64_t)i * all->days * ASSAY__DAY;
        assay__put(p, "<tr><th>");
        assay__put_word(p, assay__day_word(at, p->language));
        assay__put(p, "</th>");
        assay__put_number_cell(p, one->gained);
        assay__put_number_cell(p, one->expected);
        assay__put_range_cell(p, low_of(one), high_of(one));
        assay__put(p, "</tr>");
    }
    assay__put_table_close(p);
}

static assay__plot plot_of(const assay__page *p, const bars *all, assay__ticks *ticks)
{
    double low = 0.0, high = 0.0;
    for (size_t i = 0; i < all->n; i++) {
        low = fmin(low, all->list[i].gained);
        high = fmax(high, fmax(all->list[i].gained, high_of(&all->list[i])));
    }
    double to = (double)(all->from + (int64_t)all->n * all->days * ASSAY__DAY);
    return (assay__plot){.page = p,
                         .x = {(double)all->from, to, false},
                         .y = assay__scale_nice(low, high, 4, ticks),
                         .top = ASSAY__PLOT_ABOVE,
                         .height = 110.0,
                         .dated = true};
}

static void put_title(const assay__page *p, const bars *all)
{
    assay__put_heading_open(p, 2);
    assay__word days = assay__count_word((double)all->days, p->language);
    if (all->days == 1)
        assay__put_message(p, ASSAY__SAY_GAINS_TITLE_DAY);
    else
        assay__put_filled(p, ASSAY__SAY_GAINS_TITLE,
                          (assay_str[]){assay__word_str(&days)}, 1);
    assay__put_heading_close(p, 2);
}

static bool any_delivered(const bars *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->list[i].delivered >= DELIVERED)
            return true;
    return false;
}

static void put_keys(const assay__page *p, bool delivered)
{
    assay__put(p, "<ul class=\"key\">");
    assay__put_key(p, "bo", ASSAY__SAY_KEY_GAIN);
    if (delivered)
        assay__put_key(p, "bd", ASSAY__SAY_KEY_DELIVERED);
    assay__put_key(p, "use", ASSAY__SAY_KEY_USUAL);
    assay__put(p, "</ul>");
}

void assay__put_gains_picture(const assay__page *p, const assay_verdict *verdict)
{
    bars all;
    assay__ticks ticks;
    assay_buffer description = {0};
    if (!lay_out(&verdict->findings->growth, &all))
        return;
    fill(&verdict->findings->growth, &verdict->findings->events, &all);
    if (all.n < 3)
        return;
    assay__plot plot = plot_of(p, &all, &ticks);
    assay__dates dates = assay__dates_nice((int64_t)plot.x.low, (int64_t)plot.x.high);
    describe(p, &all, &description);
    bool delivered = any_delivered(&all);
    put_title(p, &all);
    assay__put(p, "<figure>");
    put_keys(p, delivered);
    assay__plot_open(&plot, &ticks, ASSAY__SAY_GAINS,
                     (assay_str){description.bytes, description.len});
    assay__plot_inner(&plot);
    put_bars(&plot, &all, false);
    if (delivered)
        put_bars(&plot, &all, true);
    put_band(&plot, &all);
    assay__plot_outer(&plot);
    assay__plot_close(&plot, &dates);
    put_table(p, &all);
    assay__put(p, "</figure>");
    p->out->failed = p->out->failed || description.failed;
    assay__buffer_free(&description);
}
