/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small world of follower curves for the tests and benches of growth/: days of
 * negative-binomial counts, a weekly cycle, Omori bursts, changes of pace, and packages.
 * It knows no detector and no simulator; figures measured on it rank methods and are no
 * accuracy in the field.
 */
#ifndef GROWTH_WORLD_H
#define GROWTH_WORLD_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <assay/growth.h>

#include "base/clock.h"
#include "base/random.h"

enum { WORLD_MOST_DAYS = 1200 };

/* What an account of the world is like. */
typedef struct world {
    double followers;      /* at the end, about */
    double monthly;        /* organic growth a month, share */
    double k;              /* negative-binomial shape of a day */
    double bursts, shifts; /* a year */
    double weekly;         /* amplitude of the weekly cycle */
    size_t days;
} world;

typedef struct package {
    double amount, days; /* 0 amount: none */
    double start;        /* day, with its fraction */
    double jitter;       /* relative sd of a day's delivery */
    double kept;         /* share still there after 30 days */
} package;

/* A curve with room of its own; the account points into it. */
typedef struct curve_world {
    assay_reading growth[WORLD_MOST_DAYS + 1];
    double rate[WORLD_MOST_DAYS]; /* organic expectation */
    assay_account account;
} curve_world;

static inline double world_normal(assay__random *r)
{
    double u = assay__random_uniform(r) + 1e-300, v = assay__random_uniform(r);
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}

/* Marsaglia & Tsang 2000. */
static inline double world_gamma(assay__random *r, double shape)
{
    if (shape < 1.0)
        return world_gamma(r, shape + 1.0) * pow(assay__random_uniform(r), 1.0 / shape);
    double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double x = world_normal(r), v = 1.0 + c * x, u = assay__random_uniform(r);
        v = v * v * v;
        if (v > 0.0 && log(u + 1e-300) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

static inline double world_poisson(assay__random *r, double mean)
{
    if (mean > 50.0)
        return fmax(0.0, floor(mean + sqrt(mean) * world_normal(r) + 0.5));
    double product = assay__random_uniform(r), limit = exp(-mean), n = 0.0;
    for (; product > limit; n += 1.0)
        product *= assay__random_uniform(r);
    return n;
}

static inline double world_negbin(assay__random *r, double mean, double k)
{
    return mean > 0.0 ? world_poisson(r, world_gamma(r, k) * mean / k) : 0.0;
}

/* A burst that brings about 1.5 % of the followers within forty days. */
static inline void world_burst(assay__random *r, double rate[], size_t days,
                               double followers)
{
    double start = assay__random_uniform(r) * ((double)days + 40.0) - 40.0, sum = 0.0;
    double p = 0.2 + 1.2 * assay__random_uniform(r);
    double c = 0.3 * exp(assay__random_uniform(r) * log(10.0));
    double size = 0.015 * followers * exp(0.9 * world_normal(r));
    double rise = assay__random_uniform(r) < 0.25 ? 0.4 : 0.0;
    for (double t = 0.05; t < 40.0; t += 0.1)
        sum += 0.1 * pow(1.0 + t / c, -p);
    for (size_t d = 0; d < days; d++) {
        /* Ten moments of a day are integral enough. */
        for (int part = 0; part < 10; part++) {
            double t = (double)d + ((double)part + 0.5) / 10.0 - start;
            if (t >= 0.0)
                rate[d] += 0.1 * size / sum * pow(1.0 + t / c, -p);
            else if (rise > 0.0)
                rate[d] += 0.1 * rise * size / sum * pow(1.0 - t / c, -p - 0.4);
        }
    }
}

static inline void world_rates(assay__random *r, const world *w, double rate[])
{
    double base = w->followers * w->monthly / 30.0, pace = 1.0, ordinary[WORLD_MOST_DAYS];
    double years = (double)w->days / 365.0;
    double phase = 6.283185307179586 * assay__random_uniform(r);
    for (size_t d = 0; d < w->days; d++) {
        if (assay__random_uniform(r) < w->shifts / 365.0)
            pace *= exp(0.5 * world_normal(r));
        ordinary[d] = pace;
        rate[d] = 0.0;
    }
    size_t bursts = (size_t)world_poisson(r, w->bursts * years);
    for (size_t b = 0; b < bursts; b++)
        world_burst(r, rate, w->days, w->followers);
    for (size_t d = 0; d < w->days; d++) {
        double week = 1.0 + w->weekly * sin(phase + 6.283185307179586 * (double)d / 7.0);
        rate[d] = (rate[d] + base * ordinary[d]) * week;
    }
}

/* What a package brings on day `d`, and what is lost again. */
static inline double world_delivery(assay__random *r, const package *p, size_t d)
{
    double from = fmax((double)d, p->start),
           to = fmin((double)d + 1.0, p->start + p->days);
    if (!(p->amount > 0.0) || to <= from)
        return 0.0;
    double even = p->amount * (to - from) / p->days;
    return fmax(0.0, even * (1.0 + p->jitter * world_normal(r)));
}

/* Days from 2025-01-01 on, one reading at the end of each. Returns what was delivered. */
static inline double world_curve(uint64_t seed, const world *w, const package packages[],
                                 size_t n_packages, curve_world *out)
{
    assay__random r = {.key = assay__mix64(seed * 2654435761U + 17U)};
    double count = 0.0, delivered = 0.0;
    world_rates(&r, w, out->rate);
    double sum = 0.0;
    for (size_t d = 0; d < w->days; d++)
        sum += out->rate[d];
    count = fmax(w->followers - sum, 0.2 * w->followers);
    out->account = assay_account_unknown();
    out->account.platform = (assay_str){"instagram", 9};
    out->account.handle = (assay_str){"invented", 8};
    out->account.growth = out->growth;
    out->account.growth_dated = true;
    const int64_t start = 1735689600;
    for (size_t d = 0; d <= w->days; d++) {
        out->growth[d] = (assay_reading){start + (int64_t)d * ASSAY__DAY,
                                         floor(count),
                                         (double)NAN,
                                         (double)NAN,
                                         (double)NAN,
                                         (double)NAN};
        if (d == w->days)
            break;
        count += world_negbin(&r, out->rate[d], w->k) - world_poisson(&r, 0.0001 * count);
        for (size_t p = 0; p < n_packages; p++) {
            double came = floor(world_delivery(&r, &packages[p], d));
            delivered += came;
            count += came;
            double end = packages[p].start + packages[p].days;
            if ((double)d > end && (double)d <= end + 30.0)
                count -= floor(packages[p].amount * (1.0 - packages[p].kept) / 30.0);
        }
    }
    out->account.n_growth = w->days + 1;
    out->account.followers = floor(count);
    return delivered;
}

/* Norms that know nothing in particular. */
static inline assay_norms world_norms(void)
{
    assay_norms norms;
    memset(&norms, 0, sizeof norms);
    for (int day = 0; day < 7; day++)
        norms.weekday[day] = 1.0;
    norms.churn_per_day = 0.0001;
    norms.growth_dispersion = 3.0;
    return norms;
}

#endif
