/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The livestream curve: viewers through a stream, the flagged stretches behind them with
 * what would be there, and beneath, on the same minutes, comments and orders: where the
 * viewers are people the two pictures move together. */
#include "report/account_page.h"

#include "base/str.h"
#include "report/draw.h"
#include "report/exhibits.h"
#include "report/witness_text.h"

#include <math.h>

enum { SHOWN = 3, TABLE_ROWS = 8, MINUTE_MARKS = 6 };

/** One stream being drawn. */
typedef struct picture {
    const assay__page *page;
    const assay_livestream *live;
    const assay__live_line *line;
    assay__plot plot;
} picture;

static double minute_of(const picture *pic, int64_t at)
{
    return (double)(at - pic->line->at[0]) / 60.0;
}

static double across(const picture *pic, int64_t at)
{
    return ASSAY__ACROSS * assay__plot_x(&pic->plot, minute_of(pic, at));
}

static double down(const picture *pic, double y)
{
    return 2.0 * assay__plot_y(&pic->plot, y);
}

/* ---- viewers -------------------------------------------------------------------- */

static bool is_shown(const picture *pic, const assay_live_span *span)
{
    return span->stream == pic->line->number;
}

static void put_span(const picture *pic, const assay_live_span *span)
{
    const assay__page *p = pic->page;
    double from = assay__plot_x(&pic->plot, minute_of(pic, span->from));
    double to = assay__plot_x(&pic->plot, minute_of(pic, span->to));
    assay__put(p, "<g class=\"pu\"><rect x=\"");
    assay__put_percentage(p, from);
    assay__put(p, "\" width=\"");
    assay__put_percentage(p, fmax(to - from, 0.003));
    assay__buffer_printf(p->out, "\" y=\"%.0f\" height=\"%.0f\"/></g>", pic->plot.top,
                         pic->plot.height);
}

static void put_spans(const picture *pic)
{
    for (size_t i = 0; i < pic->live->n_spans; i++)
        if (is_shown(pic, &pic->live->spans[i]))
            put_span(pic, &pic->live->spans[i]);
}

/* What would be there without what looks delivered, with its range. */
static void put_expected(const picture *pic, const assay_live_span *span)
{
    double x0 = across(pic, span->from), x1 = across(pic, span->to);
    assay__pen pen;
    assay__pen_open(&pen, pic->page, "band");
    assay__pen_move(&pen, x0, down(pic, span->high));
    assay__pen_line(&pen, x1, down(pic, span->high));
    assay__pen_line(&pen, x1, down(pic, span->low));
    assay__pen_line(&pen, x0, down(pic, span->low));
    assay__pen_shut(&pen);
    assay__pen_close(&pen);
    assay__pen_open(&pen, pic->page, "org");
    assay__pen_move(&pen, x0, down(pic, span->expected));
    assay__pen_line(&pen, x1, down(pic, span->expected));
    assay__pen_close(&pen);
}

static void put_viewers(const picture *pic)
{
    const assay__live_line *line = pic->line;
    assay__pen pen;
    for (size_t i = 0; i < pic->live->n_spans; i++) {
        const assay_live_span *span = &pic->live->spans[i];
        if (is_shown(pic, span) && !isnan(span->expected))
            put_expected(pic, span);
    }
    assay__pen_open(&pen, pic->page, "fol");
    assay__pen_move(&pen, across(pic, line->at[0]), down(pic, line->viewers[0]));
    for (size_t i = 1; i < line->n; i++)
        assay__pen_line(&pen, across(pic, line->at[i]), down(pic, line->viewers[i]));
    assay__pen_close(&pen);
}

/* ---- what they do --------------------------------------------------------------- */

static void put_bars(const picture *pic, const double counts[], const char *class)
{
    const assay__live_line *line = pic->line;
    assay__pen pen;
    assay__pen_open(&pen, pic->page, class);
    for (size_t i = 1; i < line->n; i++)
        if (counts[i] > 0.0)
            assay__pen_box(&pen, across(pic, line->at[i - 1]), down(pic, 0.0),
                           across(pic, line->at[i]), down(pic, counts[i]));
    assay__pen_close(&pen);
}

static double most_of(const double x[], size_t n)
{
    double most = 0.0;
    for (size_t i = 0; i < n; i++)
        if (x[i] > most)
            most = x[i];
    return most;
}

static bool is_told(const double x[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            return true;
    return false;
}

/* ---- axes and words ------------------------------------------------------------- */

/* Minutes since the stream began, below the area. */
static void put_minutes(const picture *pic)
{
    const assay__page *p = pic->page;
    assay__ticks ticks;
    double end = minute_of(pic, pic->line->at[pic->line->n - 1]);
    (void)assay__scale_nice(0.0, end, MINUTE_MARKS, &ticks);
    for (size_t i = 0; i < ticks.n; i++) {
        if (ticks.at[i] > end)
            break;
        double x = assay__plot_x(&pic->plot, ticks.at[i]);
        assay__word minutes = assay__count_word(ticks.at[i], p->language);
        assay__put(p, "<text x=\"");
        assay__put_percentage(p, x);
        assay__buffer_printf(p->out, "\" y=\"%.0f\" class=\"x%s\">",
                             pic->plot.top + pic->plot.height + 17.0,
                             x < 0.04 ? "s" : (x > 0.96 ? "e" : ""));
        assay__put_filled(p, ASSAY__SAY_MINUTES, (assay_str[]){assay__word_str(&minutes)},
                          1);
        assay__put(p, "</text>");
    }
}

static void describe(const picture *pic, assay_buffer *out)
{
    const assay_live_stream *stream = pic->line->stream;
    const assay__page *p = pic->page;
    size_t flagged = 0;
    for (size_t i = 0; i < pic->live->n_spans; i++)
        flagged += is_shown(pic, &pic->live->spans[i]);
    assay__word words[4] = {
        assay__day_word(stream->from, p->language),
        assay__count_word((double)(stream->to - stream->from) / 60.0, p->language),
        assay__count_word(stream->peak, p->language),
        assay__count_word((double)flagged, p->language),
    };
    assay__say(out, ASSAY__SAY_LIVE_DESC, p->language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2]), assay__word_str(&words[3])},
               4);
}

/* The flagged stretches in words, as under the follower curve. */
static void put_list(const picture *pic)
{
    const assay__page *p = pic->page;
    bool any = false;
    for (size_t i = 0; i < pic->live->n_spans; i++) {
        const assay_live_span *span = &pic->live->spans[i];
        if (!is_shown(pic, span))
            continue;
        assay__put(p, any ? "" : "<ul class=\"ev\">");
        any = true;
        assay__word words[3] = {
            assay__count_word(minute_of(pic, span->from), p->language),
            assay__count_word(minute_of(pic, span->to), p->language),
            assay__count_word(span->viewers, p->language)};
        assay__put(p, "<li class=\"pu\">");
        assay__put_filled(p, ASSAY__SAY_LIVE_SPAN,
                          (assay_str[]){assay__word_str(&words[0]),
                                        assay__word_str(&words[1]),
                                        assay__word_str(&words[2])},
                          3);
        assay__put(p, " <b>");
        assay__put_text(p, assay__str(assay__live_kind_text(span->kind, p->language)));
        assay__put(p, "</b></li>");
    }
    assay__put(p, any ? "</ul>" : "");
}

static void put_table(const picture *pic)
{
    static const assay__message COLUMNS[] = {ASSAY__SAY_MINUTE, ASSAY__SAY_VIEWERS,
                                             ASSAY__SAY_COLUMN_COMMENTS,
                                             ASSAY__SAY_COLUMN_ORDERS};
    const assay__page *p = pic->page;
    const assay__live_line *line = pic->line;
    size_t rows = line->n < TABLE_ROWS ? line->n : TABLE_ROWS;
    assay__put_table_open(p, COLUMNS, 4);
    for (size_t r = 0; r < rows; r++) {
        size_t i = rows == 1 ? 0 : r * (line->n - 1) / (rows - 1);
        assay__put(p, "<tr><th>");
        assay__put_word(p, assay__count_word(minute_of(pic, line->at[i]), p->language));
        assay__put(p, "</th>");
        assay__put_number_cell(p, line->viewers[i]);
        assay__put_number_cell(p, line->comments[i]);
        assay__put_number_cell(p, line->orders[i]);
        assay__put(p, "</tr>");
    }
    assay__put_table_close(p);
}

/* ---- the whole ------------------------------------------------------------------ */

static void put_area(picture *pic, double most, double height, assay__message title,
                     assay_str description)
{
    assay__ticks ticks;
    double end = minute_of(pic, pic->line->at[pic->line->n - 1]);
    pic->plot =
        (assay__plot){.page = pic->page,
                      .x = {0.0, end, false},
                      .y = assay__scale_nice(0.0, most, height > 100.0 ? 5 : 2, &ticks),
                      .top = ASSAY__PLOT_ABOVE,
                      .height = height,
                      .dated = false};
    assay__plot_open(&pic->plot, &ticks, title, description);
}

static void put_doings(picture *pic, assay_str description)
{
    static const assay__dates NONE = {.n = 0};
    const assay__live_line *line = pic->line;
    double most = fmax(most_of(line->comments, line->n), most_of(line->orders, line->n));
    if (!is_told(line->comments, line->n) && !is_told(line->orders, line->n))
        return;
    put_area(pic, fmax(most, 1.0), 60.0, ASSAY__SAY_LIVE_DOINGS, description);
    put_spans(pic);
    assay__plot_inner(&pic->plot);
    put_bars(pic, line->comments, "bo");
    put_bars(pic, line->orders, "or");
    assay__plot_outer(&pic->plot);
    put_minutes(pic);
    assay__plot_close(&pic->plot, &NONE);
}

static void put_stream(const assay__page *p, const assay_verdict *verdict, size_t stream)
{
    static const assay__dates NONE = {.n = 0};
    assay__live_line line;
    assay_buffer description = {0};
    assay__live_line_make(verdict, stream, &line);
    if (line.n < 2 || line.at[line.n - 1] <= line.at[0])
        return;
    picture pic = {.page = p, .live = &verdict->findings->livestream, .line = &line};
    describe(&pic, &description);
    assay_str words = {description.bytes, description.len};
    assay__put(p, "<figure><p>");
    assay__put_text(p, words);
    assay__put(p, "</p>");
    put_area(&pic, fmax(line.stream->peak, 1.0), 180.0, ASSAY__SAY_LIVE_TITLE, words);
    put_spans(&pic);
    assay__plot_inner(&pic.plot);
    put_viewers(&pic);
    assay__plot_outer(&pic.plot);
    put_minutes(&pic);
    assay__plot_close(&pic.plot, &NONE);
    put_doings(&pic, words);
    put_list(&pic);
    put_table(&pic);
    assay__put(p, "</figure>");
    p->out->failed = p->out->failed || description.failed;
    assay__buffer_free(&description);
}

static void put_keys(const assay__page *p, bool flagged)
{
    assay__put(p, "<ul class=\"key\">");
    assay__put_key(p, "fol", ASSAY__SAY_KEY_VIEWERS);
    if (flagged)
        assay__put_key(p, "org", ASSAY__SAY_KEY_ORGANIC);
    assay__put_key(p, "bo", ASSAY__SAY_COLUMN_COMMENTS);
    assay__put_key(p, "or", ASSAY__SAY_COLUMN_ORDERS);
    assay__put(p, "</ul>");
}

void assay__put_live_picture(const assay__page *p, const assay_verdict *verdict)
{
    size_t streams[ASSAY__LIVE_SHOWN];
    size_t n = assay__live_choose(verdict, SHOWN, streams);
    assay_buffer text = {0};
    if (n == 0)
        return;
    assay__livestreams_say(&text, verdict, p->language);
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_LIVE_TITLE);
    assay__put(p, "<p>");
    assay__put_text(p, (assay_str){text.bytes, text.len});
    assay__put(p, "</p>");
    bool alone = p->level == 1; /* among many accounts three pictures are too many */
    if (alone)
        put_keys(p, verdict->findings->livestream.n_spans > 0);
    for (size_t i = 0; alone && i < n; i++)
        put_stream(p, verdict, streams[i]);
    assay__put(p, "</section>");
    p->out->failed = p->out->failed || text.failed;
    assay__buffer_free(&text);
}
