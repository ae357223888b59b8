/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who ordered viewers for some streams ordered them for others, where the order left no
 * edge to see. What real viewers do is known from the flagged streams, less what was
 * delivered to them; a stream that does less per viewer may hold viewers that do nothing.
 * Half of the weight lies on none at all, the other half evenly on shares up to nine
 * tenths; the activity of the stream decides between them, as far as streams are alike.
 */
#include "livestream/others.h"

#include <math.h>

enum { SHARES = 10 };
/* How a stream's activity per viewer differs from an account's others, log sd: weak. */
static const double STREAM_SPREAD = 0.45;
/* 90 % of a normal. */
static const double NINETY = 1.6448536269514722;
/* Weight of a counter: one over how clumped it comes. */
static const double WEIGHT[ASSAY_LIVE_METRIC_COUNT] = {
    [ASSAY_LIVE_COMMENTS] = 0.5,
    [ASSAY_LIVE_LIKES] = 0.125,
    [ASSAY_LIVE_GIFTS] = 1.0 / 6.0,
    [ASSAY_LIVE_ORDERS] = 0.5,
};

/* Rates of real viewers in the flagged streams; NaN not told. @return any flagged */
static bool real_rates(const assay__airings *airings, const assay_livestream *found,
                       double rate[])
{
    double counted[ASSAY_LIVE_METRIC_COUNT] = {0}, real[ASSAY_LIVE_METRIC_COUNT] = {0};
    bool any = false;
    for (size_t s = 0; s < airings->n; s++) {
        const assay_live_stream *stream = &found->streams[airings->all[s].number];
        if (!(stream->delivered.value > 0.0))
            continue;
        any = true;
        for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++)
            if (!isnan(stream->rate[m])) {
                counted[m] += stream->rate[m] * stream->viewer_minutes;
                real[m] += stream->viewer_minutes - stream->delivered.value;
            }
    }
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++)
        rate[m] = counted[m] > 0.0 && real[m] > 0.0 ? counted[m] / real[m]
                                                    : ASSAY_NUMBER_UNKNOWN;
    return any;
}

/* Log activity per viewer against real viewers'; NaN when no counter is in common. */
static double activity(const assay_live_stream *stream, const double rate[])
{
    double sum = 0.0, weights = 0.0;
    for (unsigned m = 0; m < ASSAY_LIVE_METRIC_COUNT; m++)
        if (stream->rate[m] > 0.0 && rate[m] > 0.0) {
            sum += WEIGHT[m] * log(stream->rate[m] / rate[m]);
            weights += WEIGHT[m];
        }
    return weights > 0.0 ? sum / weights : ASSAY_NUMBER_UNKNOWN;
}

/* Mean and variance of the share delivered. */
static void share_of(double log_activity, double *mean, double *variance)
{
    double all = 0.0, sum = 0.0, square = 0.0;
    for (size_t i = 0; i < SHARES; i++) {
        double share = (double)i / SHARES;
        double z = (log_activity - log1p(-share)) / STREAM_SPREAD;
        double weight = i == 0 ? 0.5 : 0.5 / (SHARES - 1);
        if (!isnan(z))
            weight *= exp(-0.5 * z * z);
        all += weight;
        sum += weight * share;
        square += weight * share * share;
    }
    *mean = all > 0.0 ? sum / all : 0.0; /* busier than anything: nobody is idle */
    *variance = all > 0.0 ? fmax(square / all - *mean * *mean, 0.0) : 0.0;
}

assay_interval assay__live_others(const assay__airings *airings,
                                  const assay_livestream *found)
{
    double rate[ASSAY_LIVE_METRIC_COUNT], value = 0.0, variance = 0.0, most = 0.0;
    if (!real_rates(airings, found, rate))
        return (assay_interval){0.0, 0.0, 0.0};
    for (size_t s = 0; s < airings->n; s++) {
        const assay_live_stream *stream = &found->streams[airings->all[s].number];
        double mean, own, minutes = stream->viewer_minutes;
        if (stream->delivered.value > 0.0)
            continue;
        share_of(activity(stream, rate), &mean, &own);
        value += mean * minutes;
        variance += own * minutes * minutes;
        most += minutes;
    }
    double wide = NINETY * sqrt(variance);
    return (assay_interval){value, fmax(value - wide, 0.0), fmin(value + wide, most)};
}
