/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the livestreams, from the verdict. */
#include "report/exhibits.h"

#include <math.h>

/* ---- which streams -------------------------------------------------------------- */

/* The smallest p of a stream's flagged stretches; 1 without. */
static double strangest_of(const assay_livestream *live, size_t stream)
{
    double least = 1.0;
    for (size_t i = 0; i < live->n_spans; i++)
        if (live->spans[i].stream == stream)
            least = fmin(least, live->spans[i].p_value);
    return least;
}

static bool comes_before(const assay_livestream *live, size_t a, size_t b)
{
    double p = strangest_of(live, a), q = strangest_of(live, b);
    if (p < q || q < p)
        return p < q;
    return live->streams[a].viewer_minutes > live->streams[b].viewer_minutes;
}

static void sort_numbers(size_t x[], size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && x[k] < x[k - 1]; k--) {
            size_t held = x[k];
            x[k] = x[k - 1];
            x[k - 1] = held;
        }
}

/* Puts a stream among the chosen; the last falls out when there are too many. */
static void consider(const assay_livestream *live, size_t stream, size_t most,
                     size_t streams[], size_t *n)
{
    size_t at = *n;
    while (at > 0 && comes_before(live, stream, streams[at - 1]))
        at--;
    if (at == most)
        return;
    size_t last = *n < most ? (*n)++ : most - 1;
    for (size_t i = last; i > at; i--)
        streams[i] = streams[i - 1];
    streams[at] = stream;
}

size_t assay__live_choose(const assay_verdict *verdict, size_t most, size_t streams[])
{
    const assay_livestream *live = &verdict->findings->livestream;
    size_t n = 0;
    for (size_t s = 0; s < live->n_streams; s++)
        if (live->streams[s].viewer_minutes > 0.0) /* judged, and somebody came */
            consider(live, s, most, streams, &n);
    sort_numbers(streams, n);
    return n;
}

/* ---- one line ------------------------------------------------------------------- */

/** A stream's rows and where the last point kept lies. */
typedef struct tracer {
    const assay_live *rows;
    const size_t *order; /* [n] */
    bool comments_run, orders_run;
    size_t last; /* reading of the last point; SIZE_MAX: none */
    assay__live_line *out;
} tracer;

static double count_of(const tracer *t, size_t reading, bool of_orders)
{
    const assay_live *row = &t->rows[t->order[reading]];
    return of_orders ? row->orders : row->comments;
}

/* What came after the last point up to `now`; NaN where it is not told. */
static double since(const tracer *t, size_t now, bool of_orders)
{
    if (of_orders ? t->orders_run : t->comments_run) {
        if (t->last == SIZE_MAX)
            return ASSAY_NUMBER_UNKNOWN;
        return count_of(t, now, of_orders) - count_of(t, t->last, of_orders);
    }
    double sum = 0.0;
    for (size_t i = t->last == SIZE_MAX ? now : t->last + 1; i <= now; i++)
        sum += count_of(t, i, of_orders);
    return sum;
}

static void keep_point(tracer *t, size_t reading)
{
    assay__live_line *out = t->out;
    const assay_live *row = &t->rows[t->order[reading]];
    if (t->last != SIZE_MAX && reading <= t->last)
        return;
    out->at[out->n] = row->at;
    out->viewers[out->n] = row->viewers;
    out->comments[out->n] = since(t, reading, false);
    out->orders[out->n] = since(t, reading, true);
    out->n++;
    t->last = reading;
}

/* First, lowest, highest and last of readings [first, end), in their order. */
static void keep_four(tracer *t, size_t first, size_t end)
{
    size_t low = first, high = first;
    for (size_t i = first; i < end; i++) {
        double viewers = t->rows[t->order[i]].viewers;
        low = viewers < t->rows[t->order[low]].viewers ? i : low;
        high = viewers > t->rows[t->order[high]].viewers ? i : high;
    }
    keep_point(t, first);
    keep_point(t, low < high ? low : high);
    keep_point(t, low < high ? high : low);
    keep_point(t, end - 1);
}

void assay__live_line_make(const assay_verdict *verdict, size_t stream,
                           assay__live_line *out)
{
    const assay_livestream *live = &verdict->findings->livestream;
    const assay_live_stream *chosen = &live->streams[stream];
    tracer t = {.rows = verdict->account->livestreams,
                .order = live->order + chosen->first,
                .comments_run = live->running[ASSAY_LIVE_COMMENTS],
                .orders_run = live->running[ASSAY_LIVE_ORDERS],
                .last = SIZE_MAX,
                .out = out};
    out->stream = chosen;
    out->number = stream;
    out->n = 0;
    size_t n = chosen->n, stretches = ASSAY__LIVE_POINTS / 4;
    for (size_t i = 0; n <= ASSAY__LIVE_POINTS && i < n; i++)
        keep_point(&t, i);
    for (size_t k = 0; n > ASSAY__LIVE_POINTS && k < stretches; k++)
        keep_four(&t, k * n / stretches, (k + 1) * n / stretches);
}
