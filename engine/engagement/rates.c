/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate a platform's own people would quote, as a median over mature posts with the
 * interval that order statistics give for free of any distribution; and the six log
 * rates against the norms of the stratum.
 *
 * Short video is seen by people who do not follow, so TikTok and YouTube divide by views;
 * Instagram, Facebook, Threads and X by followers, as published benchmarks
 * do. Shares count where the platform shows them beside likes: TikTok, Facebook, Threads,
 * X.
 *
 * Source: David & Nagaraja 2003, Order Statistics, 7.1.
 */
#include "engagement/rates.h"

#include <math.h>

#include "base/str.h"
#include "stat/order.h"

/* A post a week old has had nearly all its engagement; with this many of them the
 * younger ones are left out. */
static const double SETTLED_HOURS = 168;
static const size_t SETTLED_POSTS = 8;
/* 95 % quantile of the normal, and the efficiency of the median: its variance is
 * pi / 2 times that of the mean. */
static const double Z_95 = 1.6448536269514722;
static const double MEDIAN_VARIANCE = 1.5707963267948966;
static const double WITHIN_PRIOR = 0.45;

/** How a platform quotes its rate. */
typedef struct definition {
    const char *platform;
    bool by_views, with_shares, with_saves;
} definition;

static const definition DEFINITIONS[] = {
    {"tiktok", true, true, false},      {"youtube", true, false, false},
    {"instagram", false, false, false}, {"facebook", false, true, false},
    {"threads", false, true, false},    {"x", false, true, false},
};

static definition definition_of(assay_str platform)
{
    for (size_t i = 0; i < sizeof DEFINITIONS / sizeof *DEFINITIONS; i++)
        if (assay__str_equal(platform, assay__str(DEFINITIONS[i].platform)))
            return DEFINITIONS[i];
    return (definition){"", false, false, false};
}

/** What a rate divides by. */
typedef enum basis { BY_FOLLOWERS, BY_VIEWS, BY_REACH, BASES } basis;

static double denominator(const assay__sample *sample, basis by, size_t i)
{
    const assay_post *post = &sample->account->posts[sample->order[i]];
    switch (by) {
    case BY_FOLLOWERS:
        return sample->followers[i];
    case BY_VIEWS:
        return post->views;
    case BY_REACH:
        return post->reach;
    case BASES:
        break;
    }
    return ASSAY_NUMBER_UNKNOWN;
}

static double known_or_zero(double count)
{
    return count >= 0 ? count : 0;
}

/* Hidden likes make the rate of a post unknown; a platform without comments or shares
 * in the data is counted by what it shows. */
static double post_rate(const assay__sample *sample, const definition *quoted, basis by,
                        size_t i)
{
    const assay_post *post = &sample->account->posts[sample->order[i]];
    double engagements = post->likes + known_or_zero(post->comments);
    engagements += quoted->with_shares ? known_or_zero(post->shares) : 0;
    engagements += quoted->with_saves ? known_or_zero(post->saves) : 0;
    double under = denominator(sample, by, i);
    return under > 0 && engagements >= 0 ? engagements / under : ASSAY_NUMBER_UNKNOWN;
}

static bool settled(const assay__sample *sample, size_t i)
{
    return sample->mature[i] && !(sample->age_hours[i] < SETTLED_HOURS);
}

/* Rates of the settled posts, or of all mature ones when those are few. */
static size_t collect_rates(const assay__sample *sample, const definition *quoted,
                            basis by, double rates[])
{
    size_t n_settled = 0;
    for (size_t i = 0; i < sample->n; i++)
        n_settled += settled(sample, i) && !isnan(post_rate(sample, quoted, by, i));
    size_t n = 0;
    for (size_t i = 0; i < sample->n; i++) {
        if (n_settled >= SETTLED_POSTS ? !settled(sample, i) : !sample->mature[i])
            continue;
        double rate = post_rate(sample, quoted, by, i);
        if (!isnan(rate))
            rates[n++] = rate;
    }
    return n;
}

/* Under 5 posts no two order statistics hold 90 %; there the usual spread of one
 * account's posts has to serve. */
static assay_interval median_interval(double rates[], size_t n, double within)
{
    if (n == 0)
        return ASSAY_INTERVAL_UNKNOWN;
    assay__sort(rates, n);
    assay_interval out = {.value = assay__quantile_sorted(rates, n, 0.5)};
    double half = Z_95 * sqrt((double)n) / 2;
    double rank = floor(((double)n + 1) / 2 - half);
    if (rank >= 1) {
        size_t below = (size_t)rank - 1;
        out.low = rates[below];
        out.high = rates[n - 1 - below];
        return out;
    }
    double sd = (within > 0 ? within : WITHIN_PRIOR) * sqrt(MEDIAN_VARIANCE / (double)n);
    out.low = fmin(rates[0], out.value * exp(-Z_95 * sd));
    out.high = fmax(rates[n - 1], out.value * exp(Z_95 * sd));
    return out;
}

static void quote_rate(assay__sample *sample, assay_engagement *out)
{
    static const char *const names[BASES] = {"followers", "views", "reach"};
    static const basis by_views[BASES] = {BY_VIEWS, BY_FOLLOWERS, BY_REACH};
    static const basis by_followers[BASES] = {BY_FOLLOWERS, BY_VIEWS, BY_REACH};
    definition quoted = definition_of(sample->account->platform);
    const basis *order = quoted.by_views ? by_views : by_followers;
    out->rate = ASSAY_INTERVAL_UNKNOWN;
    out->rate_basis = names[order[0]];
    for (size_t b = 0; b < BASES; b++) {
        size_t n = collect_rates(sample, &quoted, order[b], sample->work);
        if (n == 0)
            continue;
        const assay_rate_norm *norm =
            &sample->norms->rates[order[b] == BY_VIEWS ? ASSAY_LIKES_PER_VIEW
                                                       : ASSAY_LIKES_PER_FOLLOWER];
        out->rate = median_interval(sample->work, n, norm->within);
        out->rate_basis = names[order[b]];
        return;
    }
}

/* Logs of numerator and denominator of a rate in row i; NaN where not known. */
static double log_rate_at(const assay__sample *sample, assay_rate rate, size_t i)
{
    double *const *y = sample->y;
    switch (rate) {
    case ASSAY_LIKES_PER_FOLLOWER:
        return y[ASSAY_METRIC_LIKES][i] - sample->log_followers[i];
    case ASSAY_COMMENTS_PER_FOLLOWER:
        return y[ASSAY_METRIC_COMMENTS][i] - sample->log_followers[i];
    case ASSAY_VIEWS_PER_FOLLOWER:
        return y[ASSAY_METRIC_VIEWS][i] - sample->log_followers[i];
    case ASSAY_SHARES_PER_FOLLOWER:
        return y[ASSAY_METRIC_SHARES][i] - sample->log_followers[i];
    case ASSAY_LIKES_PER_VIEW:
        return y[ASSAY_METRIC_LIKES][i] - y[ASSAY_METRIC_VIEWS][i];
    case ASSAY_COMMENTS_PER_LIKE:
        return y[ASSAY_METRIC_COMMENTS][i] - y[ASSAY_METRIC_LIKES][i];
    case ASSAY_RATE_COUNT:
        break;
    }
    return ASSAY_NUMBER_UNKNOWN;
}

static double within_of(const assay_rate_norm *norm)
{
    return norm->within > 0 ? norm->within : WITHIN_PRIOR;
}

static double usual_log_rate(const assay_rate_norm *norm, double log_followers)
{
    return norm->intercept + norm->slope * (log_followers / ASSAY__LN10 - 4);
}

/* A post of a peer lies off by its account's luck and its own. */
static assay_interval usual_rate(const assay_rate_norm *norm, double log_followers)
{
    if (!(norm->spread > 0) || isnan(log_followers))
        return ASSAY_INTERVAL_UNKNOWN;
    double usual = usual_log_rate(norm, log_followers);
    double sd = hypot(norm->spread, within_of(norm));
    return (assay_interval){exp(usual), exp(usual - Z_95 * sd), exp(usual + Z_95 * sd)};
}

/* The median of n posts lies off the account's own level by its sampling error. */
static double rate_z(const assay_rate_norm *norm, double log_rate, double log_followers,
                     size_t n)
{
    if (!(norm->spread > 0))
        return ASSAY_NUMBER_UNKNOWN;
    double within = within_of(norm);
    double usual = usual_log_rate(norm, log_followers);
    double variance =
        norm->spread * norm->spread + within * within * MEDIAN_VARIANCE / (double)n;
    return (log_rate - usual) / sqrt(variance);
}

static double middle_followers(assay__sample *sample)
{
    size_t n = 0;
    for (size_t i = 0; i < sample->n; i++)
        if (sample->mature[i] && !isnan(sample->log_followers[i]))
            sample->work[n++] = sample->log_followers[i];
    return assay__median_in_place(sample->work, n);
}

/* The median over posts. @param n  set to how many have it */
static double median_log_rate(assay__sample *sample, assay_rate rate, size_t *n)
{
    size_t found = 0;
    for (size_t i = 0; i < sample->n; i++) {
        double log_rate = log_rate_at(sample, rate, i);
        if (sample->mature[i] && !isnan(log_rate))
            sample->work[found++] = log_rate;
    }
    *n = found;
    return assay__median_in_place(sample->work, found);
}

static void measure(assay__sample *sample, assay_rate rate, double log_followers,
                    assay_engagement *out)
{
    size_t n;
    out->log_rate[rate] = median_log_rate(sample, rate, &n);
    out->log_rate_z[rate] =
        n > 0 ? rate_z(&sample->norms->rates[rate], out->log_rate[rate], log_followers, n)
              : ASSAY_NUMBER_UNKNOWN;
    out->usual_rate[rate] = usual_rate(&sample->norms->rates[rate], log_followers);
}

void assay__rates_measure(assay__sample *sample, assay_engagement *out)
{
    quote_rate(sample, out);
    double log_followers = middle_followers(sample);
    for (size_t rate = 0; rate < ASSAY_RATE_COUNT; rate++)
        measure(sample, (assay_rate)rate, log_followers, out);
}

assay_status assay__rates_of(const assay_account *account, const assay_norms *norms,
                             assay_arena *arena, double log_rate[], assay_error *err)
{
    assay__sample sample;
    size_t n;
    ASSAY__TRY(assay__sample_read(&sample, account, norms, NULL, arena, err));
    for (size_t rate = 0; rate < ASSAY_RATE_COUNT; rate++)
        log_rate[rate] = median_log_rate(&sample, (assay_rate)rate, &n);
    return ASSAY_OK;
}
