/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One factor a post: residual of counter m = loading_m x attention + own_m + counting
 * noise. A viral post moves views, likes, comments and shares together and is ordinary
 * here; likes that were delivered move alone.
 *
 * Usual loadings and own variances are those of 5,630 Vietnamese TikTok videos with all
 * counters (bench/engagement_real.py): across accounts log(likes/views) falls by 0.08 and
 * log(comments/views) by 0.18 a unit of log views; robust sd 0.69 of log(likes/views),
 * 0.99 of log(comments/views), 1.7 of log(shares/views). Those contain the differences
 * between accounts; within one account about a third of the variance is left, which is
 * what the priors hold.
 */
#include "engagement/coupling.h"

#include <math.h>

#include "stat/order.h"

/* Sd of log attention: heavy-tailed, a viral post is 50 times the usual one. Wide, so
 * that the other counters decide and not the prior. */
static const double ATTENTION_VARIANCE = 2.25;
static const double USUAL_LOADING[ASSAY_METRIC_COUNT] = {
    [ASSAY_METRIC_LIKES] = 0.92,
    [ASSAY_METRIC_COMMENTS] = 0.82,
    [ASSAY_METRIC_SHARES] = 0.94,
    [ASSAY_METRIC_VIEWS] = 1,
};
/* (sd between videos / sqrt 3)^2, the views' part taken off the others'. */
static const double USUAL_OWN[ASSAY_METRIC_COUNT] = {
    [ASSAY_METRIC_LIKES] = 0.05,
    [ASSAY_METRIC_COMMENTS] = 0.22,
    [ASSAY_METRIC_SHARES] = 0.6,
    [ASSAY_METRIC_VIEWS] = 0.08,
};
/* The least own variance believed: sd 0.05, under the 0.5 % quantile 0.061 of the whole
 * spread of genuine accounts (InstaFake 2019). */
static const double LEAST_OWN = 0.0025;
/* Usual robust sd of attention within an account, as WITHIN_PRIOR of the level. */
static const double USUAL_ATTENTION = 0.45;
/* Posts further off than 2.5 sd do not teach the loading, which is kept to what a counter
 * could do: nearly ignore attention, or overdo it. */
static const double FAR = 6.25, LEAST_LOADING = 0.1, MOST_LOADING = 1.7;
/* Posts with a counter until its own coupling is fitted. */
static const size_t LEAST_PAIRS = 8;
/* Posts that the usual loading and the usual variance weigh. */
static const double LOADING_WEIGHT = 10, OWN_WEIGHT = 6;

assay__shared assay__coupling_expect(const assay__sample *sample,
                                     const assay__coupling *coupling, assay_metric metric,
                                     assay_metric without, size_t i)
{
    double precision = 1 / ATTENTION_VARIANCE, sum = 0;
    bool known = false;
    for (size_t k = 0; k < ASSAY_METRIC_COUNT; k++) {
        double rest = sample->rest[k][i];
        if (k == metric || k == without || isnan(rest))
            continue;
        double variance = coupling->own[k] + sample->noise[k][i] + sample->doubt[k][i];
        precision += coupling->loading[k] * coupling->loading[k] / variance;
        sum += coupling->loading[k] * rest / variance;
        known = true;
    }
    if (!known)
        return (assay__shared){0, 0, false};
    double loading = coupling->loading[metric];
    return (assay__shared){loading * sum / precision, loading * loading / precision,
                           true};
}

/* What the others say of `metric` in all rows, into `shared`. */
static void listen(assay__sample *sample, const assay__coupling *coupling,
                   assay_metric metric)
{
    for (size_t i = 0; i < sample->n; i++)
        sample->shared[metric][i] =
            assay__coupling_expect(sample, coupling, metric, ASSAY_METRIC_COUNT, i);
}

static bool teaches(const assay__sample *sample, assay_metric metric, size_t i)
{
    return sample->fits[i] && !isnan(sample->rest[metric][i]);
}

/* Loading by least squares through the origin over posts that are not far off. */
static void fit_loading(assay__sample *sample, assay__coupling *coupling,
                        assay_metric metric)
{
    double old = coupling->loading[metric], own = coupling->own[metric];
    double over = LOADING_WEIGHT * own * old, under = LOADING_WEIGHT * own;
    for (size_t i = 0; i < sample->n; i++) {
        const assay__shared *shared = &sample->shared[metric][i];
        if (!teaches(sample, metric, i) || !shared->known)
            continue;
        double rest = sample->rest[metric][i], off = rest - shared->shift;
        if (off * off > FAR * (own + shared->variance + sample->noise[metric][i]))
            continue;
        double attention = shared->shift / old;
        over += attention * rest;
        under += attention * attention;
    }
    double ratio = fmin(fmax(over / under, LEAST_LOADING), MOST_LOADING) / old;
    coupling->loading[metric] = old * ratio;
    for (size_t i = 0; i < sample->n; i++) {
        sample->shared[metric][i].shift *= ratio;
        sample->shared[metric][i].variance *= ratio * ratio;
    }
}

static void fit_own(assay__sample *sample, assay__coupling *coupling, assay_metric metric)
{
    size_t n = 0;
    double explained = 0;
    for (size_t i = 0; i < sample->n; i++) {
        if (!teaches(sample, metric, i))
            continue;
        sample->work[n++] = assay__coupling_rest(sample, metric, i);
        explained += sample->shared[metric][i].variance + sample->noise[metric][i];
    }
    if (n < 3)
        return;
    double spread = assay__mad(sample->work, n, 0, sample->spare);
    double own = fmax(spread * spread - explained / (double)n, 0);
    coupling->own[metric] =
        fmax(LEAST_OWN, ((double)n * own + OWN_WEIGHT * USUAL_OWN[metric]) /
                            ((double)n + OWN_WEIGHT));
}

assay__coupling assay__coupling_fit(assay__sample *sample)
{
    assay__coupling coupling = {{0}, {0}};
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        coupling.loading[m] = USUAL_LOADING[m];
        coupling.own[m] = USUAL_OWN[m];
    }
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        if (sample->known[m] < LEAST_PAIRS)
            continue;
        listen(sample, &coupling, (assay_metric)m);
        fit_loading(sample, &coupling, (assay_metric)m);
        fit_own(sample, &coupling, (assay_metric)m);
    }
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++)
        listen(sample, &coupling, (assay_metric)m);
    return coupling;
}

void assay__coupling_usual(assay_metric metric, assay_metric other, double *slope,
                           double *variance)
{
    *slope = fmin(USUAL_LOADING[metric] / USUAL_LOADING[other], 1);
    *variance = USUAL_OWN[metric] + *slope * *slope * USUAL_OWN[other];
}

double assay__loading_of(const assay__sample *sample, const assay__coupling *coupling,
                         assay_metric metric)
{
    size_t pairs = 0;
    for (size_t i = 0; i < sample->n && pairs < LEAST_PAIRS; i++)
        pairs += teaches(sample, metric, i) && sample->shared[metric][i].known;
    return pairs >= LEAST_PAIRS ? coupling->loading[metric] : ASSAY_NUMBER_UNKNOWN;
}

/* Shared move of row i: all counters, and none when a lone counter may have moved. */
static double attention_of(const assay__sample *sample, const assay__coupling *coupling,
                           size_t i)
{
    double precision = 1 / ATTENTION_VARIANCE, sum = 0, lowest = HUGE_VAL;
    size_t known = 0;
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        double rest = sample->rest[m][i];
        if (isnan(rest))
            continue;
        double variance = coupling->own[m] + sample->noise[m][i];
        precision += coupling->loading[m] * coupling->loading[m] / variance;
        sum += coupling->loading[m] * rest / variance;
        /* what a counter can speak for: its move, and a doubt for counting noise */
        lowest = fmin(lowest, rest / coupling->loading[m] + 2 * sqrt(variance));
        known++;
    }
    if (known == 0)
        return ASSAY_NUMBER_UNKNOWN;
    double all = sum / precision;
    return known > 1 ? fmin(all, fmax(lowest, 0)) : all;
}

assay_status assay__attention_fill(assay__sample *sample, const assay__coupling *coupling,
                                   assay_arena *arena, assay_engagement *out,
                                   assay_error *err)
{
    double *attention = assay_arena_array(arena, sample->n, sizeof *attention);
    if (attention == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "%zu posts do not fit into memory",
                          sample->n);
    size_t n = 0;
    for (size_t i = 0; i < sample->n; i++) {
        double moved = attention_of(sample, coupling, i);
        attention[sample->order[i]] = moved;
        if (sample->fits[i] && !isnan(moved))
            sample->work[n++] = moved;
    }
    double own = n > 0 ? assay__mad(sample->work, n, 0, sample->spare) : 0;
    double usual = USUAL_ATTENTION;
    double sd = sqrt(((double)n * own * own + OWN_WEIGHT * usual * usual) /
                     ((double)n + OWN_WEIGHT));
    for (size_t i = 0; i < sample->n; i++)
        attention[i] /= sd;
    out->attention_z = attention;
    return ASSAY_OK;
}
