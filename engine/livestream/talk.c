/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Viewers who are people talk, like, give and buy, each at a rate of their own that moves
 * with the mood of the stream; viewers who were delivered do not. All of this file asks
 * how much is done per viewer-minute, and takes three things for natural: the counting
 * noise, moods that change within ten minutes by a third and more, and that the larger a
 * crowd grows the less each of it says.
 */
#include "livestream/talk.h"

#include "stat/order.h"
#include "stat/special.h"
#include "stat/tail.h"

#include <math.h>

/* Sd of a mood of ten minutes, natural log: what all counters share, and of each alone.
 * Weak priors; no published table of rates within streams was found. */
static const double SHARED_MOOD = 0.25, OWN_MOOD = 0.2;
static const double MOOD_MINUTES = 10.0;
/* Activity of people grows with their number to this power at least: of those who come
 * late and by chance fewer speak. */
static const double LEAST_ELASTICITY = 0.75;
/* A count varies as that of groups of this size: gifts and likes come in runs. */
static const double CLUMPS[ASSAY_LIVE_METRIC_COUNT] = {
    [ASSAY_LIVE_COMMENTS] = 2.0,
    [ASSAY_LIVE_LIKES] = 8.0,
    [ASSAY_LIVE_GIFTS] = 6.0,
    [ASSAY_LIVE_ORDERS] = 2.0,
};

/** Counts over viewer-minutes of a stretch. */
typedef struct tally {
    double counted, exposed, minutes;
} tally;

static void add_to(tally *t, const assay__airing *a, unsigned metric, size_t i)
{
    double count = a->count[metric][i];
    if (!(count >= 0.0))
        return;
    t->counted += count;
    t->exposed += a->viewers[i] * a->span[i];
    t->minutes += a->span[i];
}

static double log_rate(const tally *t)
{
    return log((t->counted + 0.5) / t->exposed);
}

/* Variance of a log rate: counting, and moods over its minutes. */
static double noise_of(const tally *t, unsigned metric, double mood)
{
    double moods = fmax(t->minutes / MOOD_MINUTES, 0.5);
    return CLUMPS[metric] / (t->counted + 0.5) + mood * mood / moods;
}

assay__talk assay__live_talk(const assay__airing *a, size_t from, size_t to)
{
    static const assay__talk NONE = {ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN,
                                     ASSAY_NUMBER_UNKNOWN};
    double weights = 0.0, sum = 0.0, shared = 0.0, crowd = 0.0;
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++) {
        tally in = {0.0, 0.0, 0.0}, out = {0.0, 0.0, 0.0};
        for (size_t i = 0; i < a->n; i++)
            add_to(i >= from && i < to ? &in : &out, a, m, i);
        if (!(in.exposed > 0.0 && out.exposed > 0.0) || in.counted + out.counted < 5.0)
            continue;
        double w = 1.0 / (noise_of(&in, m, OWN_MOOD) + noise_of(&out, m, OWN_MOOD));
        double moods_in = fmax(in.minutes / MOOD_MINUTES, 0.5);
        double moods_out = fmax(out.minutes / MOOD_MINUTES, 0.5);
        sum += w * (log_rate(&in) - log_rate(&out));
        shared += w * SHARED_MOOD * SHARED_MOOD * (1.0 / moods_in + 1.0 / moods_out);
        crowd += w * log(in.exposed / in.minutes / (out.exposed / out.minutes));
        weights += w;
    }
    if (!(weights > 0.0))
        return NONE;
    double ratio = sum / weights;
    double sd = sqrt(1.0 / weights + shared / weights);
    double natural = (LEAST_ELASTICITY - 1.0) * fmax(crowd / weights, 0.0);
    return (assay__talk){ratio, sd, assay__tail_normal((natural - ratio) / sd)};
}

/* ---- all streams ----------------------------------------------------------------- */

/* A piece of a stream for the elasticity: minutes. */
static const double PIECE = 5.0;
/* Log viewers must vary by this sd for a slope, over this many pieces. */
static const double LEAST_SPREAD = 0.15;
enum { LEAST_PIECES = 8 };

/** Sums of a weighted line. */
typedef struct line_sums {
    size_t n;
    double w, x, y, xx, xy;
} line_sums;

static void add_piece(line_sums *sums, const tally *t, unsigned metric)
{
    if (!(t->exposed > 0.0) || t->minutes < 0.5 * PIECE)
        return;
    double x = log(t->exposed / t->minutes);
    double y = log((t->counted + 0.5) / t->minutes);
    double mood = SHARED_MOOD * SHARED_MOOD + OWN_MOOD * OWN_MOOD;
    double w = 1.0 / (CLUMPS[metric] / (t->counted + 0.5) + mood);
    sums->n++;
    sums->w += w;
    sums->x += w * x;
    sums->y += w * y;
    sums->xx += w * x * x;
    sums->xy += w * x * y;
}

static void add_pieces(line_sums *sums, const assay__airing *a, unsigned metric)
{
    tally piece = {0.0, 0.0, 0.0};
    if (!a->told[metric])
        return;
    for (size_t i = 0; i < a->n; i++) {
        add_to(&piece, a, metric, i);
        if (piece.minutes >= PIECE) {
            add_piece(sums, &piece, metric);
            piece = (tally){0.0, 0.0, 0.0};
        }
    }
    add_piece(sums, &piece, metric);
}

double assay__live_elasticity(const assay__airings *airings)
{
    double weights = 0.0, sum = 0.0;
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++) {
        line_sums sums = {0};
        for (size_t s = 0; s < airings->n; s++)
            add_pieces(&sums, &airings->all[s], m);
        if (sums.n < LEAST_PIECES)
            continue;
        double spread = sums.xx - sums.x * sums.x / sums.w;
        if (!(spread > LEAST_SPREAD * LEAST_SPREAD * sums.w))
            continue;
        sum += sums.xy - sums.x * sums.y / sums.w; /* slope weighted by its precision */
        weights += spread;
    }
    return weights > 0.0 ? sum / weights : ASSAY_NUMBER_UNKNOWN;
}

/* Median log rate of a metric over the streams that tell it; NaN below three of them. */
static double usual_log_rate(const assay__airings *airings, const assay_livestream *found,
                             unsigned metric, double scratch[])
{
    size_t n = 0;
    for (size_t s = 0; s < airings->n; s++) {
        double rate = found->streams[airings->all[s].number].rate[metric];
        if (rate > 0.0)
            scratch[n++] = log(rate);
    }
    return n >= 3 ? assay__median_in_place(scratch, n) : ASSAY_NUMBER_UNKNOWN;
}

/* Log of a stream's rates over the usual ones; metrics that come in runs weigh less. */
static double level_of(const double rate[], const double usual[])
{
    double sum = 0.0, weights = 0.0;
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++) {
        double weight = 1.0 / CLUMPS[m];
        if (!(rate[m] > 0.0) || isnan(usual[m]))
            continue;
        sum += weight * (log(rate[m]) - usual[m]);
        weights += weight;
    }
    return weights > 0.0 ? sum / weights : ASSAY_NUMBER_UNKNOWN;
}

void assay__live_levels(const assay__airings *airings, const assay_livestream *found,
                        double level[], double scratch[])
{
    double usual[ASSAY_LIVE_METRIC_COUNT];
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++)
        usual[m] = usual_log_rate(airings, found, m, scratch);
    for (size_t s = 0; s < airings->n; s++)
        level[s] = level_of(found->streams[airings->all[s].number].rate, usual);
}

/* ---- waves of comments ----------------------------------------------------------- */

enum { WAVE_WIDE = 3, LEAST_WAVE = 8 };
/* Viewers or likes that rise with the comments explain them: a host's question, a
 * give-away, a raid that greets. */
static const double FOLLOWS = 1.3;

/* Rate and overdispersion of the comments of a stream, robust; false: too few. */
static bool usual_comments(const assay__airing *a, double scratch[], double *rate,
                           double *shape)
{
    const double *count = a->count[ASSAY_LIVE_COMMENTS];
    size_t n = 0;
    double exposed = 0.0;
    for (size_t i = 0; i < a->n; i++)
        if (count[i] >= 0.0 && a->viewers[i] > 0.0 && a->span[i] > 0.0) {
            scratch[n++] = count[i] / (a->viewers[i] * a->span[i]);
            exposed += a->viewers[i] * a->span[i];
        }
    if (n < ASSAY__LIVE_LEAST)
        return false;
    *rate = assay__median(scratch, n, scratch + a->n);
    if (!(*rate > 0.0))
        return false;
    double spread = assay__mad(scratch, n, *rate, scratch + a->n) / *rate;
    double counting = 1.0 / (*rate * exposed / (double)n);
    double square = spread * spread - counting;
    *shape = 1.0 / fmin(fmax(square, 0.05), 1.0);
    return true;
}

/** What a stretch counted, and over how much. */
typedef struct amount {
    double value, weight;
} amount;

/* How much of a column the window [from, to) has for its usual; 1 when not told. */
static double lift_of(const assay__airing *a, const double column[], size_t from,
                      size_t to, bool of_viewers)
{
    amount in = {0.0, 0.0}, out = {0.0, 0.0};
    for (size_t i = 0; i < a->n; i++) {
        double weight = of_viewers ? a->span[i] : a->viewers[i] * a->span[i];
        double value = of_viewers ? column[i] * a->span[i] : column[i];
        if (!(value >= 0.0))
            continue;
        amount *side = i >= from && i < to ? &in : &out;
        side->value += value;
        side->weight += weight;
    }
    bool known = in.weight > 0.0 && out.weight > 0.0 && out.value > 0.0;
    return known ? in.value / in.weight / (out.value / out.weight) : 1.0;
}

static bool is_detached(const assay__airing *a, const assay__wave *wave)
{
    /* viewers who came with the wave are still there for a reading or two */
    size_t after = wave->to + 2 < a->n ? wave->to + 2 : a->n;
    return lift_of(a, a->viewers, wave->from, after, true) < FOLLOWS &&
           lift_of(a, a->count[ASSAY_LIVE_LIKES], wave->from, wave->to, false) < FOLLOWS;
}

/* The most surprising window that begins at a reading; stops at one that is not told. */
static assay__wave wave_from(const assay__airing *a, size_t from, double rate,
                             double shape)
{
    assay__wave best = {0, 0, 0.0};
    double observed = 0.0, mean = 0.0;
    size_t end = from + WAVE_WIDE < a->n ? from + WAVE_WIDE : a->n;
    for (size_t i = from; i < end && a->count[ASSAY_LIVE_COMMENTS][i] >= 0.0; i++) {
        observed += a->count[ASSAY_LIVE_COMMENTS][i];
        mean += rate * a->viewers[i] * a->span[i];
        if (observed < LEAST_WAVE || observed < 3.0 * mean)
            continue;
        double digits = assay__tail_negbin(observed, mean, shape);
        if (digits > best.digits)
            best = (assay__wave){from, i + 1, digits};
    }
    return best;
}

assay__wave assay__live_wave(const assay__airing *a, double scratch[])
{
    assay__wave best = {0, 0, 0.0};
    double rate, shape;
    if (!usual_comments(a, scratch, &rate, &shape))
        return best;
    for (size_t i = 0; i < a->n; i++) {
        assay__wave wave = wave_from(a, i, rate, shape);
        best = wave.digits > best.digits ? wave : best;
    }
    best.digits -= log10((double)(WAVE_WIDE * a->n));
    if (best.digits <= 0.0 || !is_detached(a, &best))
        best.digits = 0.0;
    return best;
}

/* ---- orders ---------------------------------------------------------------------- */

enum { LEAST_GAPS = 5, LEAST_COUNTS = 12 };
/* Waves start at least this many readings apart on average, or the grid of the readings
 * itself makes their gaps even. */
static const double LEAST_APART = 5.0;

static double low_digits(double log_p)
{
    return log_p < 0.0 ? -log_p / log(10.0) : 0.0;
}

/* Bartlett's test that gaps are exponential, its lower tail: gaps too equal. Starts of
 * waves lie two readings apart at least; what is left beyond is memoryless. */
static double equal_gaps(const double start[], size_t n, double every)
{
    if (n < LEAST_GAPS + 1)
        return 0.0;
    double k = (double)(n - 1), mean = 0.0, logs = 0.0;
    for (size_t i = 1; i < n; i++) {
        double gap = start[i] - start[i - 1] - 1.5 * every;
        mean += gap / k;
        logs += log(fmax(gap, 0.25 * every));
    }
    if (mean < LEAST_APART * every)
        return 0.0;
    double x = 2.0 * (k * log(mean) - logs) / (1.0 + (k + 1.0) / (6.0 * k));
    return low_digits(assay__log_gamma_lower((k - 1.0) / 2.0, fmax(x, 1e-12) / 2.0));
}

/* Orders a reading that vary less than chance: a schedule, not customers. */
static double even_counts(const assay__airing *a, double scratch[])
{
    const double *count = a->count[ASSAY_LIVE_ORDERS];
    size_t n = 0;
    double sum = 0.0, x = 0.0;
    for (size_t i = 0; i < a->n; i++)
        if (count[i] >= 0.0 && a->span[i] > 0.0 && !a->gap[i]) {
            scratch[n++] = count[i];
            sum += count[i];
        }
    if (n < LEAST_COUNTS || sum < (double)n)
        return 0.0;
    double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        x += (scratch[i] - mean) * (scratch[i] - mean) / mean;
    return low_digits(
        assay__log_gamma_lower((double)(n - 1) / 2.0, fmax(x, 1e-12) / 2.0));
}

double assay__live_cadence(const assay__airing *a, double scratch[])
{
    const double *count = a->count[ASSAY_LIVE_ORDERS];
    if (!a->told[ASSAY_LIVE_ORDERS])
        return 0.0;
    size_t starts = 0;
    for (size_t i = 1; i < a->n; i++)
        if (count[i] > 0.0 && count[i - 1] == 0.0)
            scratch[starts++] = a->minutes[i];
    double gaps = equal_gaps(scratch, starts, a->every);
    double digits = fmax(gaps, even_counts(a, scratch)) - log10(2.0);
    return fmax(digits, 0.0);
}
