/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The livestream family in its order: streams, how they waver, steps, plateaus, what the
 * viewers do, orders; then what all streams say together.
 */
#include "livestream/others.h"
#include "livestream/plateau.h"
#include "livestream/talk.h"

#include "base/str.h"
#include "stat/order.h"
#include "stat/tail.h"

#include <math.h>

/* Five minutes must hold two readings, or a plateau of that length cannot be seen. */
static const double RAREST_STEP = 2.5;
/* Flagged at p <= 0.01. */
static const double STRANGE = 2.0;
/* How a stream's activity per viewer differs from an account's others, log sd: weak. */
static const double STREAM_SPREAD = 0.45;
/* Chance that a natural step up ends within 6 % of the level of the one before: levels of
 * steps spread by about a third, so 0.12 / (0.33 sqrt(2 pi)). */
static const double SAME_BY_CHANCE = 0.145;
static const double HOUR = 60.0;

/** Everything at hand while streams are looked at. */
typedef struct work {
    assay_livestream *out;
    assay__airings airings;
    assay__wavering wavering;
    double *scratch; /* [2 x readings] */
    size_t room;     /* of spans */
} work;

static void add_span(work *w, const assay_live_span *span)
{
    if (w->out->n_spans < w->room)
        w->out->spans[w->out->n_spans++] = *span;
}

static double mean_viewers(const assay__airing *a, size_t from, size_t to)
{
    double sum = 0.0, minutes = 0.0;
    for (size_t i = from; i < to; i++) {
        sum += a->viewers[i] * a->span[i];
        minutes += a->span[i];
    }
    return minutes > 0.0 ? sum / minutes : ASSAY_NUMBER_UNKNOWN;
}

/* The span (from, to] of readings [from, to). */
static assay_live_span span_of(const assay__airing *a, size_t from, size_t to,
                               assay_live_kind kind, double digits)
{
    return (assay_live_span){.stream = a->number,
                             .from = a->at[from > 0 ? from - 1 : 0],
                             .to = a->at[to - 1],
                             .kind = kind,
                             .viewers = mean_viewers(a, from, to),
                             .expected = ASSAY_NUMBER_UNKNOWN,
                             .low = ASSAY_NUMBER_UNKNOWN,
                             .high = ASSAY_NUMBER_UNKNOWN,
                             .p_value = assay__p_of_digits(digits)};
}

static double minutes_of(const assay__airing *a, size_t from, size_t to)
{
    double sum = 0.0;
    for (size_t i = from; i < to; i++)
        sum += a->span[i];
    return sum;
}

static void add_box(work *w, const assay__airing *a, const assay__box *box)
{
    assay_live_stream *stream = &w->out->streams[a->number];
    assay_live_span span =
        span_of(a, box->from, box->to, box->closed ? ASSAY_LIVE_PLATEAU : ASSAY_LIVE_STEP,
                box->digits);
    double minutes = minutes_of(a, box->from, box->to);
    span.expected = fmax(span.viewers - box->amount.value / minutes, 0.0);
    span.low = fmax(span.viewers - box->amount.high / minutes, 0.0);
    span.high = fmax(span.viewers - box->amount.low / minutes, 0.0);
    add_span(w, &span);
    stream->delivered.value += box->amount.value;
    stream->delivered.low += box->amount.low;
    stream->delivered.high += box->amount.high;
    stream->delivered_peak =
        fmax(stream->delivered_peak, fmin(box->amount.value / minutes, stream->peak));
}

static void add_top_ups(work *w, const assay__airing *a, const assay__edges *edges)
{
    size_t at[ASSAY__LIVE_EDGES];
    size_t n = assay__live_top_ups(edges, at);
    double digits = -(double)n * log10(SAME_BY_CHANCE);
    w->out->top_ups += (double)n;
    for (size_t i = 0; i < n && digits >= STRANGE; i++) {
        size_t to = at[i] + 1 < a->n ? at[i] + 2 : a->n;
        assay_live_span span = span_of(a, at[i], to, ASSAY_LIVE_TOP_UP, digits);
        add_span(w, &span);
    }
}

static void add_wave(work *w, const assay__airing *a)
{
    assay__wave wave = assay__live_wave(a, w->scratch);
    if (a->told[ASSAY_LIVE_COMMENTS])
        w->out->comment_wave = fmax(w->out->comment_wave, wave.digits);
    if (wave.digits < STRANGE)
        return;
    assay_live_span span =
        span_of(a, wave.from, wave.to, ASSAY_LIVE_COMMENT_WAVE, wave.digits);
    add_span(w, &span);
}

static void add_cadence(work *w, const assay__airing *a)
{
    double digits = assay__live_cadence(a, w->scratch);
    if (a->told[ASSAY_LIVE_ORDERS])
        w->out->order_cadence = fmax(w->out->order_cadence, digits);
    if (digits < STRANGE)
        return;
    assay_live_span span = span_of(a, 0, a->n, ASSAY_LIVE_REGULAR_ORDERS, digits);
    add_span(w, &span);
}

static void look_at_stream(work *w, const assay__airing *a)
{
    assay__edges edges;
    assay__box boxes[ASSAY__LIVE_BOXES];
    double strangest = 0.0;
    assay_live_stream *stream = &w->out->streams[a->number];
    stream->delivered = (assay_interval){0.0, 0.0, 0.0};
    assay__live_edges(a, &w->wavering, w->scratch, &edges);
    size_t n = assay__live_boxes(a, &edges, boxes, &strangest, w->scratch);
    w->out->plateau = fmax(w->out->plateau, strangest);
    for (size_t i = 0; i < n; i++)
        add_box(w, a, &boxes[i]);
    add_top_ups(w, a, &edges);
    add_wave(w, a);
    add_cadence(w, a);
}

/* ---- streams beside each other --------------------------------------------------- */

/* What a silent stream's activity leaves over, when its viewers did as the median's. */
static void add_silent(work *w, const assay__airing *a, double level, double sd,
                       double digits)
{
    assay_live_stream *stream = &w->out->streams[a->number];
    assay_live_span span = span_of(a, 0, a->n, ASSAY_LIVE_SILENT, digits);
    double all = stream->viewer_minutes, real = fmin(exp(level), 1.0);
    double wide = 1.6448536269514722 * sd;
    span.from = stream->from;
    span.expected = span.viewers * real;
    span.low = span.viewers * fmin(real * exp(-wide), 1.0);
    span.high = span.viewers * fmin(real * exp(wide), 1.0);
    add_span(w, &span);
    if (stream->delivered.value > 0.0)
        return; /* a stretch of it is counted already */
    stream->delivered =
        (assay_interval){all * (1.0 - real), all * (1.0 - fmin(real * exp(wide), 1.0)),
                         all * (1.0 - real * exp(-wide))};
    stream->delivered_peak = stream->peak * (1.0 - real);
}

static void compare_streams(work *w, double level[])
{
    const assay__airings *airings = &w->airings;
    if (airings->n < 3)
        return;
    assay__live_levels(airings, w->out, level, w->scratch);
    double n = (double)airings->n;
    size_t known = assay__keep_known(level, airings->n, w->scratch);
    if (known < 3)
        return;
    double spread = assay__mad(w->scratch, known, 0.0, w->scratch + airings->readings);
    double sd = fmax(spread, STREAM_SPREAD) * sqrt(1.0 + 1.57 / (double)known);
    for (size_t s = 0; s < airings->n; s++) {
        double digits = assay__tail_normal(-level[s] / sd) - log10(n);
        if (digits >= STRANGE)
            add_silent(w, &airings->all[s], level[s], sd, digits);
    }
}

/* Insertion sort: spans are few and nearly in order. */
static void sort_spans(assay_livestream *out)
{
    for (size_t i = 1; i < out->n_spans; i++) {
        assay_live_span span = out->spans[i];
        size_t at = i;
        while (at > 0) {
            const assay_live_span *last = &out->spans[at - 1];
            bool before = last->stream < span.stream ||
                          (last->stream == span.stream &&
                           (last->from < span.from ||
                            (last->from == span.from && last->kind <= span.kind)));
            if (before)
                break;
            out->spans[at] = *last;
            at--;
        }
        out->spans[at] = span;
    }
}

/* ---- the account ----------------------------------------------------------------- */

/* Median over the streams judged of the double at an offset of assay_live_stream. */
static double median_of_streams(const work *w, size_t offset)
{
    size_t n = 0;
    for (size_t s = 0; s < w->airings.n; s++) {
        const assay_live_stream *stream = &w->out->streams[w->airings.all[s].number];
        double value;
        memcpy(&value, (const char *)stream + offset, sizeof value);
        if (!isnan(value))
            w->scratch[n++] = value;
    }
    return n > 0 ? assay__median_in_place(w->scratch, n) : ASSAY_NUMBER_UNKNOWN;
}

static double median_rate(const work *w, size_t metric)
{
    size_t offset = offsetof(assay_live_stream, rate) + metric * sizeof(double);
    return 1000.0 * median_of_streams(w, offset);
}

static void set_rates(const work *w, const assay_account *account)
{
    assay_livestream *out = w->out;
    out->comments_rate = median_rate(w, ASSAY_LIVE_COMMENTS);
    out->likes_rate = median_rate(w, ASSAY_LIVE_LIKES);
    double followers = assay_account_followers_at(account, out->streams[0].from);
    double viewers = median_of_streams(w, offsetof(assay_live_stream, mean));
    out->viewers_rate = followers > 0.0 ? viewers / followers : ASSAY_NUMBER_UNKNOWN;
}

/* Viewers cut to hundreds look even whatever they are. */
static void set_evenness(const work *w)
{
    w->out->evenness = w->wavering.increment;
    for (size_t s = 0; s < w->airings.n; s++)
        if (w->airings.all[s].unit > 1.0)
            w->out->evenness = ASSAY_NUMBER_UNKNOWN;
}

/* A plateau must stand out by four of the account's own contrasts to be asked about. */
static void set_blind(const work *w)
{
    assay_livestream *out = w->out;
    double viewers = median_of_streams(w, offsetof(assay_live_stream, mean));
    out->unseen_viewers = viewers * expm1(fmax(4.0 * w->wavering.contrast, 0.08));
    for (size_t s = 0; s < out->n_streams; s++)
        out->unseen += out->streams[s].step_minutes <= RAREST_STEP ? 0 : 1;
}

static void sum_streams(const work *w)
{
    assay_livestream *out = w->out;
    out->delivered = assay__live_others(&w->airings, out);
    for (size_t s = 0; s < w->airings.n; s++) {
        const assay_live_stream *stream = &out->streams[w->airings.all[s].number];
        out->viewer_minutes += stream->viewer_minutes;
        out->delivered.value += stream->delivered.value;
        out->delivered.low += stream->delivered.low;
        out->delivered.high += stream->delivered.high;
        if (stream->peak > 0.0)
            out->peak_share =
                fmax(out->peak_share, stream->delivered_peak / stream->peak);
    }
    out->delivered_share = out->viewer_minutes > 0.0
                               ? out->delivered.value / out->viewer_minutes
                               : ASSAY_NUMBER_UNKNOWN;
}

/* Nothing known yet. */
static void clear(assay_livestream *out)
{
    *out = (assay_livestream){.delivered = ASSAY_INTERVAL_UNKNOWN};
    double *statistics[] = {
        &out->plateau,       &out->delivered_share, &out->top_ups,
        &out->elasticity,    &out->evenness,        &out->comments_rate,
        &out->likes_rate,    &out->viewers_rate,    &out->comment_wave,
        &out->order_cadence, &out->unseen_viewers};
    for (size_t i = 0; i < sizeof statistics / sizeof *statistics; i++)
        *statistics[i] = ASSAY_NUMBER_UNKNOWN;
}

static assay_status prepare(work *w, assay_arena *arena, assay_error *err)
{
    assay_livestream *out = w->out;
    enum { OF_A_STREAM = ASSAY__LIVE_BOXES + ASSAY__LIVE_EDGES + 3 };
    w->room = w->airings.n * OF_A_STREAM;
    w->scratch = assay_arena_array(arena, 2 * w->airings.readings, sizeof(double));
    out->spans = assay_arena_array(arena, w->room, sizeof *out->spans);
    if (w->scratch == NULL || out->spans == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for livestreams");
    out->plateau = out->top_ups = 0.0;
    return ASSAY_OK;
}

static void set_state(assay_livestream *out, const assay__airings *airings)
{
    double minutes = 0.0;
    for (size_t i = 0; i < airings->n; i++)
        minutes += airings->all[i].minutes[airings->all[i].n - 1];
    bool enough = airings->n >= 2 || minutes >= HOUR;
    out->state = enough ? ASSAY_STATE_OK : ASSAY_LOW_DATA;
    out->lack = enough ? ASSAY_LACK_NONE : ASSAY_LACK_FEW;
}

assay_status assay_livestream_analyse(const assay_account *account,
                                      const assay_norms *norms,
                                      const assay_roster *roster, assay_arena *arena,
                                      assay_livestream *out, assay_error *err)
{
    (void)norms;
    (void)roster;
    work w = {.out = out};
    clear(out);
    out->lack = ASSAY_LACK_TABLE;
    if (account->n_livestreams == 0)
        return ASSAY_OK;
    ASSAY__TRY(assay__airings_make(account, arena, out, &w.airings, err));
    out->lack = out->n == 0 ? ASSAY_LACK_HIDDEN : ASSAY_LACK_FEW;
    if (w.airings.n == 0)
        return ASSAY_OK;
    double *level = assay_arena_array(arena, w.airings.n, sizeof *level);
    if (level == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for livestreams");
    ASSAY__TRY(prepare(&w, arena, err));
    w.wavering = assay__live_wavering(&w.airings, w.scratch);
    set_evenness(&w);
    for (size_t s = 0; s < w.airings.n; s++)
        look_at_stream(&w, &w.airings.all[s]);
    compare_streams(&w, level);
    sort_spans(out);
    out->elasticity = assay__live_elasticity(&w.airings);
    set_rates(&w, account);
    set_blind(&w);
    sum_streams(&w);
    set_state(out, &w.airings);
    return ASSAY_OK;
}

const char *assay_live_kind_name(assay_live_kind kind)
{
    switch (kind) {
#define KIND_NAME(name, text, en, vi)                                                    \
    case ASSAY_LIVE_##name:                                                              \
        return text;
        ASSAY_LIVE_KIND_TABLE(KIND_NAME)
#undef KIND_NAME
    case ASSAY_LIVE_KIND_COUNT:
        break;
    }
    return "";
}
