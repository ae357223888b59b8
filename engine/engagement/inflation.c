/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of a counter that is too much, as a posterior over a grid.
 *
 * Five stories compete for the account's level: nothing was added, or a share s of the
 * likes, comments, shares or views was. An added share moves the ratios in which the
 * counter stands by log 1/(1 - s), up or down; organic ratios scatter as the norms say,
 * with tails of Student's t, since creators are of many kinds. On top come the single
 * posts that stand out. The interval is wide when the norms are: it should be. Where the
 * account's own posts tell of one amount added again and again, that says more than any
 * ratio, and the two are not added: they would count the same likes twice.
 */
#include "engagement/inflation.h"

#include <math.h>

/* Usual correlation of log(likes/views) and log(comments/likes) between accounts: -0.32
 * in 5,630 Vietnamese videos (bench/engagement_real.py), as likes stand in both. */
static const double COUPLED = -0.32;
/* Tails of organic ratios: in those videos 2.5 to 3.4 robust sd at the outer 0.5 %. */
static const double FREEDOM = 6;
/* Before looking: 15 % of accounts are inflated, the policy's usual prevalence,
 * in likes more often than in comments, views, shares, as sellers' price lists go. */
static const double PRIOR[ASSAY_METRIC_COUNT] = {
    [ASSAY_METRIC_LIKES] = 0.07,
    [ASSAY_METRIC_COMMENTS] = 0.03,
    [ASSAY_METRIC_SHARES] = 0.01,
    [ASSAY_METRIC_VIEWS] = 0.04,
};
/* The added share where there is one: Beta(1, 1.5) by its mass in cells of 1/12. Flatter
 * than the share of bought followers (Beta(1.2, 4)): likes cost a third of
 * followers and are sold as multiples of what a post has. */
enum { CELLS = 12 };
static const double SHARE_PRIOR[CELLS] = {0.1224, 0.1169, 0.1112, 0.1052, 0.0988, 0.092,
                                          0.0846, 0.0765, 0.0675, 0.057,  0.044,  0.0241};
/* -log(1 - share) at the middle of each cell: how far an added share moves a log. */
static const double LOG_SHIFT[CELLS] = {0.042560, 0.133531, 0.233615, 0.344840,
                                        0.470004, 0.613104, 0.780159, 0.980829,
                                        1.232144, 1.568616, 2.079442, 3.178054};

/* Where a package is believed, nine in ten of its shares lie within this factor of what
 * was delivered (bench/engagement_power). */
static const double PACKAGE_RANGE = 1.5;

static const assay_rate FOLLOWER_RATE[ASSAY_METRIC_COUNT] = {
    [ASSAY_METRIC_LIKES] = ASSAY_LIKES_PER_FOLLOWER,
    [ASSAY_METRIC_COMMENTS] = ASSAY_COMMENTS_PER_FOLLOWER,
    [ASSAY_METRIC_SHARES] = ASSAY_SHARES_PER_FOLLOWER,
    [ASSAY_METRIC_VIEWS] = ASSAY_VIEWS_PER_FOLLOWER,
};
/* Which way an added counter moves likes/views and comments/likes. */
static const double PUSH[ASSAY_METRIC_COUNT][2] = {
    [ASSAY_METRIC_LIKES] = {1, -1},
    [ASSAY_METRIC_COMMENTS] = {0, 1},
    [ASSAY_METRIC_SHARES] = {0, 0},
    [ASSAY_METRIC_VIEWS] = {-1, 0},
};

/** The account's ratios in sd of the norms, and how far one unit of log moves them. */
typedef struct ratios {
    double z[2], unit[2];
    size_t known;
} ratios;

static void add_ratio(ratios *r, size_t which, double z, double spread)
{
    bool known = !isnan(z) && spread > 0;
    r->z[which] = known ? z : 0;
    r->unit[which] = known ? 1 / spread : 0;
    r->known += known;
}

/* Student's t density with FREEDOM 6 up to a constant: (1 + d/6)^-(6 + dimensions)/2. */
static double tail(double distance, size_t dimensions)
{
    double x = 1 + distance / FREEDOM, cube = x * x * x;
    switch (dimensions) {
    case 0:
        return 1;
    case 1:
        return 1 / (cube * sqrt(x));
    default:
        return 1 / (cube * x);
    }
}

/* Likelihood of the two ratios when `a` was added to the log of a counter. */
static double ratios_likelihood(const ratios *r, const double push[], double a)
{
    double x = r->z[0] - a * push[0] * r->unit[0];
    double y = r->z[1] - a * push[1] * r->unit[1];
    double distance = x * x + y * y;
    if (r->known == 2)
        distance = (distance - 2 * COUPLED * x * y) / (1 - COUPLED * COUPLED);
    return tail(distance, r->known);
}

/* The rate per follower depends on much else and repeats what the ratios say: the square
 * root of its likelihood ratio counts. */
static double follower_likelihood(double z, double spread, double a)
{
    if (isnan(z) || !(spread > 0))
        return 1;
    double off = z - a / spread;
    return sqrt(tail(off * off, 1) / tail(z * z, 1));
}

/* Share at the middle of a cell, and the shift of a log ratio it makes. */
static double share_of(size_t cell)
{
    return ((double)cell + 0.5) / CELLS;
}

/* Unnormalised posterior: mass[m][cell] of an added share of m; returns that of nothing
 * added. */
static double weigh(const assay__sample *sample, const assay_engagement *out,
                    double mass[][CELLS])
{
    const assay_rate_norm *norms = sample->norms->rates;
    ratios r = {.known = 0};
    add_ratio(&r, 0, out->log_rate_z[ASSAY_LIKES_PER_VIEW],
              norms[ASSAY_LIKES_PER_VIEW].spread);
    add_ratio(&r, 1, out->log_rate_z[ASSAY_COMMENTS_PER_LIKE],
              norms[ASSAY_COMMENTS_PER_LIKE].spread);
    static const double none[2] = {0, 0};
    double base = ratios_likelihood(&r, none, 0), nothing = 1;
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        assay_rate rate = FOLLOWER_RATE[m];
        bool counted = sample->known[m] > 0;
        nothing -= counted ? PRIOR[m] : 0;
        for (size_t cell = 0; cell < CELLS; cell++) {
            double a = LOG_SHIFT[cell];
            double gain =
                ratios_likelihood(&r, PUSH[m], a) / base *
                follower_likelihood(out->log_rate_z[rate], norms[rate].spread, a);
            mass[m][cell] = counted ? PRIOR[m] * SHARE_PRIOR[cell] * gain : 0;
        }
    }
    return nothing;
}

/* Mean and 5 % and 95 % points of one counter's share; `rest` is the mass at 0. */
static assay_interval summarise(const double mass[], double rest, double total)
{
    double mean = 0, below = rest / total;
    assay_interval share = {0, below >= 0.05 ? 0 : ASSAY_NUMBER_UNKNOWN,
                            below >= 0.95 ? 0 : ASSAY_NUMBER_UNKNOWN};
    for (size_t cell = 0; cell < CELLS; cell++) {
        double p = mass[cell] / total, left = (double)cell / CELLS;
        mean += p * share_of(cell);
        if (isnan(share.low) && below + p >= 0.05)
            share.low = left + (0.05 - below) / p / CELLS;
        if (isnan(share.high) && below + p >= 0.95)
            share.high = left + (0.95 - below) / p / CELLS;
        below += p;
    }
    share.low = isnan(share.low) ? 1 : share.low;
    share.high = isnan(share.high) ? 1 : share.high;
    share.value = fmin(fmax(mean, share.low), share.high);
    return share;
}

/* Share that the posts that stand out have above expectation, with their own ranges. */
static assay_interval single_posts(const assay_engagement *out, assay_metric metric)
{
    assay_interval sum = {0, 0, 0};
    double observed = 0;
    for (size_t c = 0; c < out->n_checks; c++) {
        const assay_post_check *check = &out->checks[c];
        if (check->metric != metric || isnan(check->p_value))
            continue;
        observed += check->observed;
        if (check->p_value > 0.01 || !(check->excess > 0))
            continue;
        sum.value += check->excess;
        sum.low += fmax(0, check->observed - check->high);
        sum.high += fmax(0, check->observed - check->low);
    }
    double scale = observed > 0 ? 1 / observed : 0;
    return (assay_interval){sum.value * scale, sum.low * scale, sum.high * scale};
}

/* The share that a package on part of the posts would be, as far as it is believed. */
static assay_interval package(const assay_engagement *out, assay_metric metric)
{
    double gain = out->package_gain[metric], share = out->package_share[metric];
    if (isnan(gain))
        return (assay_interval){0, 0, 0};
    double odds = exp(fmin(gain, 100)) * PRIOR[metric] / (1 - PRIOR[metric]);
    double believed = odds / (1 + odds);
    double value = believed * share;
    double high = believed >= 0.05 ? fmin(1, share * PACKAGE_RANGE) : 0;
    return (assay_interval){value,
                            believed >= 0.95 ? fmin(value, share / PACKAGE_RANGE) : 0,
                            fmax(value, high)};
}

static double both(double a, double b)
{
    return 1 - (1 - a) * (1 - b);
}

void assay__inflation_measure(const assay__sample *sample, assay_engagement *out)
{
    double mass[ASSAY_METRIC_COUNT][CELLS];
    double total = weigh(sample, out, mass), sums[ASSAY_METRIC_COUNT] = {0};
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        for (size_t cell = 0; cell < CELLS; cell++)
            sums[m] += mass[m][cell];
        total += sums[m];
    }
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        out->inflated[m] = ASSAY_INTERVAL_UNKNOWN;
        if (sample->known[m] == 0)
            continue;
        assay_interval level = summarise(mass[m], total - sums[m], total);
        assay_interval posts = single_posts(out, (assay_metric)m);
        assay_interval apart = {both(level.value, posts.value),
                                both(level.low, posts.low), both(level.high, posts.high)};
        assay_interval added = package(out, (assay_metric)m);
        out->inflated[m] = added.value > apart.value ? added : apart;
    }
    out->inflated_share = sample->known[ASSAY_METRIC_LIKES] > 0
                              ? out->inflated[ASSAY_METRIC_LIKES]
                              : out->inflated[ASSAY_METRIC_VIEWS];
}
