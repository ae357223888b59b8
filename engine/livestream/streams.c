/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows into streams. Readings without viewers are passed over; so is a second reading of
 * one instant. Whether a counter runs on or starts anew at each reading is told by the
 * counter itself: one that rises often and never falls runs on. Platforms cut viewers
 * from a thousand up (1.2K), so the unit they are shown in is looked for too.
 */
#include "livestream/streams.h"

#include "base/str.h"
#include "stat/order.h"

#include <math.h>
#include <stdlib.h>

/* A counter of what came since the last reading would have to rise so often in a row. */
enum { LEAST_RISES = 6 };
/* A change over more than three usual intervals may be drift. */
static const double GAP = 3.0;

static const size_t METRIC_AT[ASSAY_LIVE_METRIC_COUNT] = {
    [ASSAY_LIVE_COMMENTS] = offsetof(assay_live, comments),
    [ASSAY_LIVE_LIKES] = offsetof(assay_live, likes),
    [ASSAY_LIVE_GIFTS] = offsetof(assay_live, gifts),
    [ASSAY_LIVE_ORDERS] = offsetof(assay_live, orders),
};

static double metric_of(const assay_live *row, assay_live_metric metric)
{
    double value;
    memcpy(&value, (const char *)row + METRIC_AT[metric], sizeof value);
    return value;
}

static int compare_text(assay_str a, assay_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/** A row while rows are sorted. */
typedef struct sorted_row {
    const assay_live *row;
    size_t place;
} sorted_row;

static int compare_rows(const void *a, const void *b)
{
    const sorted_row *left = a, *right = b;
    int order = compare_text(left->row->stream, right->row->stream);
    if (order != 0)
        return order;
    if (left->row->at != right->row->at)
        return left->row->at < right->row->at ? -1 : 1;
    return (left->place > right->place) - (left->place < right->place);
}

/* A reading that repeats every counter of the one before, two of them not zero, is the
 * one before shown again. */
static bool is_stale(const assay_live *last, const assay_live *row)
{
    size_t equal = 0;
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++) {
        double before = metric_of(last, (assay_live_metric)m);
        double now = metric_of(row, (assay_live_metric)m);
        if (!(isnan(before) && isnan(now)) && now != before)
            return false;
        equal += now > 0.0;
    }
    return equal >= 2 && row->viewers == last->viewers;
}

/* Usable rows by stream and time; instants once. @return how many */
static size_t sort_rows(const assay_account *account, sorted_row rows[])
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < account->n_livestreams; i++) {
        const assay_live *row = &account->livestreams[i];
        if (row->at != ASSAY_TIME_UNKNOWN && row->viewers >= 0.0 &&
            isfinite(row->viewers))
            rows[n++] = (sorted_row){row, i};
    }
    if (n > 0)
        qsort(rows, n, sizeof *rows, compare_rows);
    for (size_t i = 0; i < n; i++) {
        const assay_live *last = kept > 0 ? rows[kept - 1].row : NULL;
        bool same = last != NULL && compare_text(last->stream, rows[i].row->stream) == 0;
        if (!same || (last->at != rows[i].row->at && !is_stale(last, rows[i].row)))
            rows[kept++] = rows[i];
    }
    return kept;
}

static int compare_streams(const void *a, const void *b)
{
    const assay_live_stream *left = a, *right = b;
    if (left->from != right->from)
        return left->from < right->from ? -1 : 1;
    return compare_text(left->id, right->id);
}

static size_t count_streams(const sorted_row rows[], size_t n)
{
    size_t streams = 0;
    for (size_t i = 0; i < n; i++)
        streams +=
            i == 0 || compare_text(rows[i - 1].row->stream, rows[i].row->stream) != 0;
    return streams;
}

/* Streams by first reading; `order` follows them. */
static void find_streams(const sorted_row rows[], size_t n, size_t order[],
                         assay_livestream *out)
{
    size_t streams = 0;
    for (size_t i = 0; i < n; i++) {
        const assay_live *row = rows[i].row;
        if (i == 0 || compare_text(rows[i - 1].row->stream, row->stream) != 0)
            out->streams[streams++] =
                (assay_live_stream){.id = row->stream, .from = row->at, .first = i};
        out->streams[streams - 1].to = row->at;
        out->streams[streams - 1].n++;
    }
    if (streams > 0)
        qsort(out->streams, streams, sizeof *out->streams, compare_streams);
    size_t next = 0;
    for (size_t s = 0; s < streams; s++) {
        assay_live_stream *stream = &out->streams[s];
        size_t first = stream->first;
        stream->first = next;
        for (size_t i = 0; i < stream->n; i++)
            order[next++] = rows[first + i].place;
    }
    out->n = n;
    out->n_streams = streams;
    out->order = order;
}

/* ---- what a counter means -------------------------------------------------------- */

/* Whether a counter runs on through all streams. */
static bool runs_on(const assay_account *account, const assay_livestream *found,
                    assay_live_metric metric)
{
    size_t rises = 0;
    for (size_t s = 0; s < found->n_streams; s++) {
        const assay_live_stream *stream = &found->streams[s];
        double last = ASSAY_NUMBER_UNKNOWN;
        for (size_t i = 0; i < stream->n; i++) {
            size_t place = found->order[stream->first + i];
            double value = metric_of(&account->livestreams[place], metric);
            if (value < last)
                return false;
            rises += value > last;
            last = isnan(value) ? last : value;
        }
    }
    return rises >= LEAST_RISES;
}

/* Counts since the last reading. */
static void difference(double counts[], size_t n)
{
    double last = ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 0; i < n; i++) {
        double value = counts[i];
        counts[i] = value - last; /* NaN at the first and after what is not known */
        last = value;
    }
}

/* Largest of 1, 100, 1000 that divides what is shown of a thousand and more. */
static double unit_of(const double viewers[], size_t n)
{
    static const double UNITS[] = {1000.0, 100.0};
    for (size_t k = 0; k < 2; k++) {
        size_t large = 0, whole = 0;
        for (size_t i = 0; i < n; i++) {
            large += viewers[i] >= 10.0 * UNITS[k];
            whole += viewers[i] >= 10.0 * UNITS[k] && fmod(viewers[i], UNITS[k]) == 0.0;
        }
        if (large >= ASSAY__LIVE_LEAST && whole == large)
            return UNITS[k];
    }
    return 1.0;
}

/* ---- columns --------------------------------------------------------------------- */

static void fill_times(assay__airing *a, const assay_live_stream *stream,
                       double scratch[])
{
    for (size_t i = 0; i < a->n; i++) {
        a->minutes[i] = (double)(a->at[i] - stream->from) / 60.0;
        if (i > 0)
            a->span[i] = scratch[i - 1] = a->minutes[i] - a->minutes[i - 1];
    }
    a->every = assay__median_in_place(scratch, a->n - 1);
    a->span[0] = a->every;
    for (size_t i = 1; i < a->n; i++)
        a->gap[i] = a->span[i] > GAP * a->every;
}

static void fill_counts(assay__airing *a, const assay_account *account,
                        const size_t order[], const bool running[])
{
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++) {
        for (size_t i = 0; i < a->n; i++)
            a->count[m][i] =
                metric_of(&account->livestreams[order[i]], (assay_live_metric)m);
        if (running[m])
            difference(a->count[m], a->n);
        a->count[m][0] = ASSAY_NUMBER_UNKNOWN; /* since when is not known */
        for (size_t i = 0; i < a->n; i++)
            a->told[m] = a->told[m] || a->count[m][i] >= 0.0;
    }
}

static bool make_room(assay__airing *a, assay_arena *arena, int64_t **at)
{
    size_t n = a->n;
    *at = assay_arena_array(arena, n, sizeof **at);
    a->at = *at;
    a->gap = assay_arena_array(arena, n, sizeof *a->gap);
    a->minutes =
        assay_arena_array(arena, (4 + ASSAY_LIVE_METRIC_COUNT) * n, sizeof *a->minutes);
    if (*at == NULL || a->gap == NULL || a->minutes == NULL)
        return false;
    a->viewers = a->minutes + n;
    a->log = a->viewers + n;
    a->span = a->log + n;
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++)
        a->count[m] = a->span + (m + 1) * n;
    return true;
}

/* Viewer-minutes, mean, and what is counted per viewer-minute. */
static void sum_up(const assay__airing *a, assay_live_stream *stream)
{
    double minutes = 0.0, exposed[ASSAY_LIVE_METRIC_COUNT] = {0},
           counted[ASSAY_LIVE_METRIC_COUNT] = {0};
    for (size_t i = 0; i < a->n; i++) {
        double span = fmin(a->span[i], GAP * a->every);
        minutes += span;
        stream->viewer_minutes += a->viewers[i] * span;
        stream->peak = fmax(stream->peak, a->viewers[i]);
        for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++)
            if (a->count[m][i] >= 0.0) {
                exposed[m] += a->viewers[i] * a->span[i];
                counted[m] += a->count[m][i];
            }
    }
    stream->mean = stream->viewer_minutes / minutes;
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++)
        stream->rate[m] =
            exposed[m] > 0.0 ? counted[m] / exposed[m] : ASSAY_NUMBER_UNKNOWN;
}

static bool make_airing(const assay_account *account, assay_arena *arena,
                        assay_livestream *out, const bool running[], assay__airing *a)
{
    assay_live_stream *stream = &out->streams[a->number];
    const size_t *order = out->order + stream->first;
    int64_t *at = NULL;
    a->n = stream->n;
    double *scratch = assay_arena_array(arena, a->n, sizeof *scratch);
    if (scratch == NULL || !make_room(a, arena, &at))
        return false;
    for (size_t i = 0; i < a->n; i++) {
        at[i] = account->livestreams[order[i]].at;
        a->viewers[i] = account->livestreams[order[i]].viewers;
        a->log[i] = log(a->viewers[i] + 0.5);
    }
    fill_times(a, stream, scratch);
    fill_counts(a, account, order, running);
    a->unit = unit_of(a->viewers, a->n);
    stream->step_minutes = a->every;
    sum_up(a, stream);
    return true;
}

/* A stream too short to be judged still shows its peak. */
static void describe_short(const assay_account *account, const assay_livestream *out,
                           assay_live_stream *stream)
{
    for (size_t i = 0; i < stream->n; i++)
        stream->peak = fmax(stream->peak,
                            account->livestreams[out->order[stream->first + i]].viewers);
    stream->mean = stream->viewer_minutes = stream->step_minutes = ASSAY_NUMBER_UNKNOWN;
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++)
        stream->rate[m] = ASSAY_NUMBER_UNKNOWN;
    if (stream->n > 1)
        stream->step_minutes =
            (double)(stream->to - stream->from) / 60.0 / (double)(stream->n - 1);
}

assay_status assay__airings_make(const assay_account *account, assay_arena *arena,
                                 assay_livestream *out, assay__airings *airings,
                                 assay_error *err)
{
    size_t rows = account->n_livestreams;
    sorted_row *sorted = assay_arena_array(arena, rows, sizeof *sorted);
    size_t *order = assay_arena_array(arena, rows, sizeof *order);
    airings->all =
        assay_arena_array(arena, rows / ASSAY__LIVE_LEAST + 1, sizeof *airings->all);
    if (sorted == NULL || order == NULL || airings->all == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for livestreams");
    size_t n = sort_rows(account, sorted);
    out->streams =
        assay_arena_array(arena, count_streams(sorted, n), sizeof *out->streams);
    if (out->streams == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for livestreams");
    find_streams(sorted, n, order, out);
    bool *running = out->running;
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++)
        running[m] = runs_on(account, out, (assay_live_metric)m);
    for (size_t s = 0; s < out->n_streams; s++) {
        assay_live_stream *stream = &out->streams[s];
        stream->delivered = ASSAY_INTERVAL_UNKNOWN;
        if (stream->n < ASSAY__LIVE_LEAST || stream->to <= stream->from) {
            describe_short(account, out, stream);
            continue;
        }
        assay__airing *a = &airings->all[airings->n++];
        *a = (assay__airing){.number = s};
        if (!make_airing(account, arena, out, running, a))
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for livestreams");
        airings->readings += a->n;
        airings->longest = a->n > airings->longest ? a->n : airings->longest;
    }
    return ASSAY_OK;
}
