/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levels of the flanks are estimated by themselves, since the running level lags behind a
 * change of pace; days that belong to other stretches that stand out are no ground for
 * them.
 */
#include "growth/window.h"

#include <math.h>

#include "stat/elementary.h"
#include "stat/likelihood.h"
#include "stat/order.h"

static const double flank_days = 28.0, horizon_days = 42.0;
static const double day_cap = 4.0; /* nats an outside day may cost: bursts happen */
static const double z40 = -0.2533471;
/* Nats by which a sum of costs may come out too low; far more than it ever does. */
static const double rounding = 1.0;
enum { FLANK_BINS = 6, FEWEST_FLANK = 4, GAP = 2, BLOCK = 16 };

double assay__window_cap(void)
{
    return day_cap;
}

double assay__own_cost(double y, double k)
{
    return y * assay__log(y) - (y + k) * assay__log(y + k);
}

/* What the bins [from, to) add to a sum of costs. */
static double add_costs(const assay__window *w, const size_t bins[2],
                        const size_t stretch[2], double sum)
{
    double of_mean[BLOCK], of_both[BLOCK];
    size_t from = bins[0], n = bins[1] - from;
    for (size_t i = 0; i < n; i++)
        of_both[i] = w->mean[from + i] + w->k[from + i];
    assay__log_each(w->mean + from, n, of_mean);
    assay__log_each(of_both, n, of_both);
    for (size_t i = 0; i < n; i++) {
        size_t j = from + i;
        double cost = w->own[j] - w->y[j] * of_mean[i] + (w->y[j] + w->k[j]) * of_both[i];
        double most = j < stretch[0] || j >= stretch[1] ? day_cap : HUGE_VAL;
        sum += w->masked[j] ? 0.0 : assay__least(cost, most);
    }
    return sum;
}

double assay__window_cost_from(assay__window *w, size_t from, const size_t stretch[2],
                               double limit)
{
    double sum = 0.0;
    for (size_t to; from < w->n; from = to) {
        /* No bin costs less than nothing, but for rounding. */
        if (sum > limit + rounding)
            return HUGE_VAL;
        to = from + BLOCK < w->n ? from + BLOCK : w->n;
        sum = add_costs(w, (const size_t[]){from, to}, stretch, sum);
    }
    return sum;
}

static void take_bounds(const assay__curve *curve, assay__window *w, assay__stretch s)
{
    size_t low = s.begin, high = s.end;
    double start = curve->start[s.begin], stop = assay__bin_end(curve, high - 1);
    double ahead = fmax(flank_days, horizon_days - (stop - start));
    while (low > 0 && (s.begin - low < FLANK_BINS ||
                       start - curve->start[low - 1] <= flank_days + 0.5))
        low--;
    while (high < curve->n && (high - s.end < FLANK_BINS ||
                               assay__bin_end(curve, high) - stop <= ahead + 0.5))
        high++;
    if (high - low > ASSAY__WINDOW) {
        low = s.begin;
        high = s.end < low + ASSAY__WINDOW ? s.end : low + ASSAY__WINDOW;
    }
    w->first = low;
    w->n = high - low;
}

static void take_columns(const assay__curve *curve, assay__window *w)
{
    w->daily = true;
    for (size_t j = 0; j < w->n; j++) {
        size_t i = w->first + j;
        w->y[j] = curve->gain[i];
        w->k[j] = curve->k[i];
        w->days[j] = curve->days[i];
        w->daily = w->daily && curve->days[i] == 1.0;
        w->masked[j] = curve->masked[i];
        w->lead[j] = curve->start[i] - curve->start[w->first];
        w->own[j] = curve->own[i];
        w->calm[j] = curve->calm[i];
        w->sum[j + 1] = w->sum[j] + w->calm[j];
        w->square[j + 1] = w->square[j] + w->calm[j] * w->calm[j];
    }
}

/* Level of bins [from, to) of the window over the running level, shrunk towards it. */
static double flank_level(const assay__curve *curve, assay__window *w, size_t from,
                          size_t to)
{
    size_t n = 0;
    double mu = 0.0, y = 0.0;
    for (size_t j = from; j < to; j++) {
        size_t i = w->first + j;
        if (w->masked[j])
            continue;
        w->room[n++] = w->y[j] / curve->mu[i];
        mu += curve->mu[i];
        y += w->y[j];
    }
    if (n < FEWEST_FLANK)
        return 1.0;
    double v = w->variation + (double)n / mu;
    double root = fmax(1.0 - v / 9.0 + z40 * sqrt(v) / 3.0, 0.3);
    double q = assay__select(w->room, n, (size_t)(0.4 * (double)(n - 1)));
    double small = fmin(1.0, mu / (double)n / 5.0);
    double level = small * q / (root * root * root) + (1.0 - small) * fmin(y / mu, 1.5);
    double weight = (double)n / ((double)n + 4.0);
    return exp(weight * log(fmin(fmax(level, 0.05), 10.0)));
}

static void take_levels(const assay__curve *curve, assay__window *w, assay__stretch s)
{
    size_t begin = s.begin - w->first, end = s.end - w->first;
    w->n_pre = begin;
    w->n_post = w->n - end;
    w->pre = flank_level(curve, w, 0, begin > 0 ? begin - 1 : 0);
    w->post = flank_level(curve, w, end + 1 < w->n ? end + 1 : w->n, w->n);
    if (w->n_pre < FEWEST_FLANK)
        w->pre = w->post;
    if (w->n_post < FEWEST_FLANK)
        w->post = w->pre;
    double span = (double)(end - begin) + 1.0;
    for (size_t j = 0; j < w->n; j++) {
        double mu = curve->mu[w->first + j];
        double along = ((double)j - (double)begin + 1.0) / span;
        double share = assay__least(assay__most(along, 0.0), 1.0);
        w->base[j] = mu * (w->pre + share * (w->post - w->pre));
        w->before[j] = mu * w->pre;
        w->after[j] = mu * w->post;
    }
}

/* Prefix sums of what one flank's level costs, capped. */
static void take_costs(assay__window *w, const double level[], double sums[])
{
    for (size_t j = 0; j < w->n; j++)
        w->mean[j] = level[j] + w->k[j];
    assay__log_each(w->mean, w->n, w->room);
    assay__log_each(level, w->n, w->mean);
    for (size_t j = 0; j < w->n; j++) {
        double cost = w->own[j] - w->y[j] * w->mean[j] + (w->y[j] + w->k[j]) * w->room[j];
        sums[j + 1] = sums[j] + (w->masked[j] ? 0.0 : assay__least(cost, day_cap));
    }
}

/* Stretches that lie apart are masked; those that touch or overlap are the same thing
 * seen at another length. */
static void mask_others(assay__window *w, const assay__stretch others[], size_t n,
                        assay__stretch s)
{
    for (size_t c = 0; c < n; c++) {
        const assay__stretch *o = &others[c];
        bool apart = o->begin >= s.end + GAP || o->end + GAP <= s.begin;
        for (size_t i = o->begin; apart && i < o->end; i++) {
            if (i >= w->first && i < w->first + w->n)
                w->masked[i - w->first] = true;
        }
    }
}

void assay__window_take(const assay__curve *curve, assay__window *w,
                        const assay__stretch others[], size_t n, assay__stretch stretch)
{
    take_bounds(curve, w, stretch);
    w->variation = 1.0 / curve->k[stretch.begin];
    take_columns(curve, w);
    mask_others(w, others, n, stretch);
    take_levels(curve, w, stretch);
    take_costs(w, w->before, w->early);
    take_costs(w, w->after, w->late);
}
