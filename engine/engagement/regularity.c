/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How lively the counters are. Real posts differ: the robust sd of detrended log likes of
 * 464 genuine accounts had its 0.5 % quantile at 0.061 and its median at 0.223
 * (InstaFake 2019). Likes that are delivered are too even, do not follow views and
 * comments, come in two levels (with and without a package) or change level on one day.
 *
 * Everywhere the counting noise is taken off first, so that small accounts do not look
 * lively and uncoupled only because they count few.
 */
#include "engagement/regularity.h"

#include <math.h>

#include "stat/order.h"

/* Fewer posts say nothing about spread; the quantiles above rest on 12 and more, but an
 * account with 12 posts of which some are fresh should still be answered. */
static const size_t LEAST_POSTS = 8;
/* A spread is given when its counting noise is at most this share of the variance that
 * genuine accounts have at the median (0.223^2). */
static const double NOISE_LIMIT = 0.05;
/* A correlation is corrected for noise at most by this reliability of each counter. */
static const double LEAST_RELIABILITY = 0.25;
/* Two levels need a sixth of the posts each, four at least, and 16 posts in all: one
 * viral post is no level. */
static const size_t LEAST_BIMODAL = 16, LEAST_LEVEL = 4;
/* Relative error of any count (rounded, stale by an hour): no level is narrower. */
static const double LEAST_VARIANCE = 0.0004;
/* Log followers must move by 10 % for an elasticity, twice what a single event needs: a
 * whole window is noisier. */
static const double LEAST_FOLLOWER_RANGE = 0.1;

/** Residuals of the mature posts with all that was asked for. */
typedef struct column {
    double *values;
    size_t n;
    double noise; /* mean counting variance */
} column;

static column residuals(const assay__sample *sample, assay_metric metric, double out[])
{
    column found = {out, 0, 0};
    for (size_t i = 0; i < sample->n; i++) {
        if (!sample->mature[i] || isnan(sample->rest[metric][i]))
            continue;
        out[found.n++] = sample->rest[metric][i];
        found.noise += sample->noise[metric][i];
    }
    found.noise /= fmax((double)found.n, 1);
    return found;
}

/* Difference of two counters' logs, so that what moves both is gone. */
static column differences(const assay__sample *sample, assay_metric a, assay_metric b,
                          double out[])
{
    column found = {out, 0, 0};
    for (size_t i = 0; i < sample->n; i++) {
        double difference = sample->rest[a][i] - sample->rest[b][i];
        if (!sample->mature[i] || isnan(difference))
            continue;
        out[found.n++] = difference;
        found.noise += sample->noise[a][i] + sample->noise[b][i];
    }
    found.noise /= fmax((double)found.n, 1);
    return found;
}

/* Robust sd with the counting noise taken off; NaN where noise would decide. */
static double clean_spread(const assay__sample *sample, column c)
{
    if (c.n < LEAST_POSTS || c.noise > NOISE_LIMIT)
        return ASSAY_NUMBER_UNKNOWN;
    double spread = assay__mad(c.values, c.n, 0, sample->spare);
    double freedom = (double)c.n / ((double)c.n - 2); /* level and trend were fitted */
    return sqrt(fmax(0, spread * spread * freedom - c.noise));
}

static double clamp(double x, double low, double high)
{
    return x < low ? low : (x > high ? high : x);
}

/* Correlation of residuals held within 3 robust sd, corrected for counting noise. */
static double clean_correlation(const assay__sample *sample, assay_metric a,
                                assay_metric b)
{
    size_t n = 0;
    double aa = 0, bb = 0, ab = 0, noise_a = 0, noise_b = 0;
    double limit_a = 3 * sample->scale[a], limit_b = 3 * sample->scale[b];
    for (size_t i = 0; i < sample->n; i++) {
        double x = sample->rest[a][i], y = sample->rest[b][i];
        if (!sample->mature[i] || isnan(x) || isnan(y))
            continue;
        x = clamp(x, -limit_a, limit_a);
        y = clamp(y, -limit_b, limit_b);
        aa += x * x;
        bb += y * y;
        ab += x * y;
        noise_a += sample->noise[a][i];
        noise_b += sample->noise[b][i];
        n++;
    }
    if (n < LEAST_POSTS || !(aa > 0) || !(bb > 0))
        return ASSAY_NUMBER_UNKNOWN;
    /* the count is hardly more than noise: nothing can be told about what it follows */
    if (noise_a > 4 * (double)n * NOISE_LIMIT || noise_b > 4 * (double)n * NOISE_LIMIT)
        return ASSAY_NUMBER_UNKNOWN;
    double reliable_a = fmax(1 - noise_a / aa, LEAST_RELIABILITY);
    double reliable_b = fmax(1 - noise_b / bb, LEAST_RELIABILITY);
    return clamp(ab / sqrt(aa * bb * reliable_a * reliable_b), -1, 1);
}

/* Residuals of likes at equal other counters. */
static column likes_alone(const assay__sample *sample, double out[])
{
    column found = {out, 0, 0};
    for (size_t i = 0; i < sample->n; i++) {
        double rest = assay__coupling_rest(sample, ASSAY_METRIC_LIKES, i);
        if (!sample->mature[i] || isnan(rest))
            continue;
        out[found.n++] = rest;
        found.noise += sample->noise[ASSAY_METRIC_LIKES][i];
    }
    found.noise /= fmax((double)found.n, 1);
    return found;
}

static double squares(double sum, double sum2, double n)
{
    return fmax(0, sum2 - sum * sum / n);
}

/* Nats by which two levels of one width beat one level: classification likelihood, which
 * pays for every post's label, less BIC's half log n for each of two more numbers. */
static double two_levels(column c)
{
    if (c.n < LEAST_BIMODAL)
        return ASSAY_NUMBER_UNKNOWN;
    assay__sort(c.values, c.n);
    double n = (double)c.n, sum = 0, sum2 = 0, all = 0, all2 = 0;
    for (size_t i = 0; i < c.n; i++) {
        all += c.values[i];
        all2 += c.values[i] * c.values[i];
    }
    size_t least = c.n / 6 > LEAST_LEVEL ? c.n / 6 : LEAST_LEVEL;
    double floor = n * (LEAST_VARIANCE + c.noise);
    double one = squares(all, all2, n) + floor, best = -HUGE_VAL;
    for (size_t k = 1; k + least <= c.n; k++) {
        sum += c.values[k - 1];
        sum2 += c.values[k - 1] * c.values[k - 1];
        if (k < least)
            continue;
        double m = (double)k;
        double two =
            squares(sum, sum2, m) + squares(all - sum, all2 - sum2, n - m) + floor;
        double labels = m * log(m / n) + (n - m) * log1p(-m / n);
        best = fmax(best, n / 2 * log(one / two) + labels - log(n));
    }
    return best;
}

/** Where a row of numbers changes its level once. */
typedef struct change {
    double gain, size;
    size_t first; /* of the second level */
} change;

/* Gain in nats over one level, less BIC's for level, size and place of the change. */
static change one_change(const double values[], size_t n, double noise)
{
    double all = 0, all2 = 0, sum = 0, sum2 = 0, count = (double)n;
    for (size_t i = 0; i < n; i++) {
        all += values[i];
        all2 += values[i] * values[i];
    }
    double floor = count * (LEAST_VARIANCE + noise);
    double one = squares(all, all2, count) + floor;
    change best = {-HUGE_VAL, 0, 0};
    for (size_t k = 1; k + LEAST_LEVEL <= n; k++) {
        sum += values[k - 1];
        sum2 += values[k - 1] * values[k - 1];
        if (k < LEAST_LEVEL)
            continue;
        double m = (double)k;
        double two =
            squares(sum, sum2, m) + squares(all - sum, all2 - sum2, count - m) + floor;
        double gain = count / 2 * log(one / two) - log(count);
        if (gain > best.gain)
            best = (change){gain, (all - sum) / (count - m) - sum / m, k};
    }
    return best;
}

/* Log likes less what moves the other counters too (without others, less followers): the
 * levels stay in, since a change of level is what is looked for. */
static size_t likes_levels(const assay__sample *sample, const assay__coupling *coupling,
                           double out[], size_t rows[])
{
    size_t n = 0;
    for (size_t i = 0; i < sample->n; i++) {
        double likes = sample->y[ASSAY_METRIC_LIKES][i];
        if (!sample->mature[i] || isnan(likes) || sample->at[i] == ASSAY_TIME_UNKNOWN)
            continue;
        double weight = 0, others = 0;
        for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
            double y = sample->y[m][i];
            /* a counter missing in some posts would shift the level by its absence */
            if (m == ASSAY_METRIC_LIKES ||
                sample->known[m] < sample->known[ASSAY_METRIC_LIKES])
                continue;
            double w = 1 / (coupling->own[m] + sample->noise[m][i]);
            double trend = sample->slope[m] * sample->place[i];
            double rest = isnan(y) ? 0 : sample->rest[m][i] + trend;
            weight += w;
            others += w * rest / coupling->loading[m];
        }
        double shared = weight > 0 ? others / weight : 0;
        out[n] = sample->rest[ASSAY_METRIC_LIKES][i] +
                 sample->slope[ASSAY_METRIC_LIKES] * sample->place[i] -
                 coupling->loading[ASSAY_METRIC_LIKES] * shared;
        rows[n] = i;
        n++;
    }
    return n;
}

static void measure_change(const assay__sample *sample, const assay__coupling *coupling,
                           assay_engagement *out)
{
    out->break_gain = out->break_size = ASSAY_NUMBER_UNKNOWN;
    out->break_at = ASSAY_TIME_UNKNOWN;
    size_t n = likes_levels(sample, coupling, sample->work, sample->rank);
    if (n < 3 * LEAST_LEVEL)
        return;
    for (size_t i = 0; i < n; i++)
        sample->flat[i] = sample->work[i];
    double middle = assay__median_in_place(sample->flat, n);
    double limit = 3 * assay__mad(sample->work, n, middle, sample->spare);
    double noise = 0;
    for (size_t i = 0; i < n; i++) {
        sample->work[i] = clamp(sample->work[i], middle - limit, middle + limit);
        noise += sample->noise[ASSAY_METRIC_LIKES][sample->rank[i]];
    }
    change found = one_change(sample->work, n, noise / (double)n);
    out->break_gain = found.gain;
    out->break_size = found.size;
    out->break_at = sample->at[sample->rank[found.first]];
}

/* Likes at equal other counters, median of sponsored less median of ordinary posts. */
static double sponsored_lift(const assay__sample *sample)
{
    size_t sponsored = 0, ordinary = 0;
    for (size_t i = 0; i < sample->n; i++) {
        double rest = assay__coupling_rest(sample, ASSAY_METRIC_LIKES, i);
        if (!sample->mature[i] || isnan(rest))
            continue;
        assay_truth paid = sample->account->posts[sample->order[i]].sponsored;
        if (paid == ASSAY_YES)
            sample->work[sponsored++] = rest;
        else if (paid == ASSAY_NO)
            sample->spare[ordinary++] = rest;
    }
    if (sponsored < LEAST_LEVEL || ordinary < LEAST_LEVEL)
        return ASSAY_NUMBER_UNKNOWN;
    return assay__median_in_place(sample->work, sponsored) -
           assay__median_in_place(sample->spare, ordinary);
}

/* Least squares over posts whose likes lie within 3 robust sd of their level; the slope
 * on log followers of the level line would be confounded with time, this is it. */
static double elasticity(const assay__sample *sample)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, low = HUGE_VAL, high = -HUGE_VAL;
    double limit = 3 * sample->scale[ASSAY_METRIC_LIKES];
    for (size_t i = 0; i < sample->n; i++) {
        double f = sample->log_followers[i], l = sample->y[ASSAY_METRIC_LIKES][i];
        if (!sample->mature[i] || !(fabs(sample->rest[ASSAY_METRIC_LIKES][i]) <= limit) ||
            isnan(f))
            continue;
        n++;
        x += f;
        y += l;
        xx += f * f;
        xy += f * l;
        low = fmin(low, f);
        high = fmax(high, f);
    }
    if (n < (double)LEAST_POSTS || high - low < LEAST_FOLLOWER_RANGE)
        return ASSAY_NUMBER_UNKNOWN;
    return (xy - x * y / n) / (xx - x * x / n);
}

void assay__regularity_measure(assay__sample *sample, const assay__coupling *coupling,
                               assay_engagement *out)
{
    enum { LIKES = ASSAY_METRIC_LIKES, VIEWS = ASSAY_METRIC_VIEWS };
    double *work = sample->work;
    out->likes_spread = clean_spread(sample, residuals(sample, ASSAY_METRIC_LIKES, work));
    out->views_spread = clean_spread(sample, residuals(sample, ASSAY_METRIC_VIEWS, work));
    out->comments_spread =
        clean_spread(sample, residuals(sample, ASSAY_METRIC_COMMENTS, work));
    out->likes_views_spread = clean_spread(
        sample, differences(sample, ASSAY_METRIC_LIKES, ASSAY_METRIC_VIEWS, work));
    out->comments_likes_spread = clean_spread(
        sample, differences(sample, ASSAY_METRIC_COMMENTS, ASSAY_METRIC_LIKES, work));
    out->likes_comments_correlation =
        clean_correlation(sample, ASSAY_METRIC_LIKES, ASSAY_METRIC_COMMENTS);
    out->likes_views_correlation =
        clean_correlation(sample, ASSAY_METRIC_LIKES, ASSAY_METRIC_VIEWS);
    out->bimodality = two_levels(likes_alone(sample, work));
    out->sponsored_lift = sponsored_lift(sample);
    out->trend_elasticity = elasticity(sample);
    measure_change(sample, coupling, out);
}
