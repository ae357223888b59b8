/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivered or earned: the likelihood of a rectangle against those of its rivals.
 *
 * A delivery switches on, runs at an even rate and switches off; attention relaxes as a
 * power law, often after a rise (Crane & Sornette 2008). The rivals are Omori relaxations
 * (p, c, with and without a mirrored precursor), exponential ones, a change of level that
 * stays, and nothing at all. Levels before and after are estimated from the flanks by
 * themselves, since the running level lags behind a change of pace. Days outside the
 * stretch can cost no model more than a few nats each: another burst nearby must not
 * decide. What is left unexplained by the rivals and explained by the rectangle is the
 * score, in nats; it is an ordering, calibrated elsewhere.
 */
#include "growth/shape.h"

#include <math.h>

#include "growth/relax.h"
#include "stat/negbin.h"
#include "stat/order.h"

static const double flank_days = 28.0, horizon_days = 42.0;
static const double day_cap = 8.0;      /* nats one outside day may cost */
static const double edge_penalty = 1.0; /* nats for an edge within a day */
static const double return_sd = 0.25;   /* log level before against after */
static const double z40 = -0.2533471;
static const double inside_cap = 12.0; /* nats one day within may cost: bursts happen */
/* Shapes of a delivery's days: schedulers vary by a third at most. */
static const double evenness[] = {9.0, 30.0, 100.0, 400.0};
enum { FLANK_BINS = 6, FEWEST_FLANK = 4, MOST_WINDOW = 256, MOST_MOVES = 12 };

struct assay__shape_room {
    double y[MOST_WINDOW], base[MOST_WINDOW], k[MOST_WINDOW], days[MOST_WINDOW];
    double weight[MOST_WINDOW], flank[MOST_WINDOW];
    double before[MOST_WINDOW], after[MOST_WINDOW]; /* base by the level of one side */
    bool masked[MOST_WINDOW];
    double lead[MOST_WINDOW]; /* day on which a bin begins, from the window's first */
    size_t n, first;          /* bins, index of the first */
    double pre, post;         /* level of the flanks over the running level */
    size_t n_pre, n_post;
    double variation;
};

assay__shape_room *assay__shape_room_new(const assay__curve *curve)
{
    return assay_arena_alloc(curve->arena, sizeof(assay__shape_room));
}

/* ---- the window ------------------------------------------------------------------ */

static void take_window(const assay__curve *curve, assay__shape_room *w,
                        assay__stretch stretch)
{
    size_t low = stretch.begin, high = stretch.end;
    double start = curve->start[stretch.begin], stop = assay__bin_end(curve, high - 1);
    double ahead = fmax(flank_days, horizon_days - (stop - start));
    while (low > 0 && (stretch.begin - low < FLANK_BINS ||
                       start - curve->start[low - 1] <= flank_days))
        low--;
    while (high < curve->n && (high - stretch.end < FLANK_BINS ||
                               assay__bin_end(curve, high) - stop <= ahead))
        high++;
    if (high - low > MOST_WINDOW) {
        low = stretch.begin;
        high = stretch.end < low + MOST_WINDOW ? stretch.end : low + MOST_WINDOW;
    }
    w->first = low;
    w->n = high - low;
    for (size_t j = 0; j < w->n; j++) {
        size_t i = low + j;
        w->y[j] = curve->gain[i];
        w->k[j] = curve->k[i];
        w->days[j] = curve->days[i];
        w->masked[j] = curve->masked[i];
        w->lead[j] = curve->start[i] - curve->start[low];
    }
    w->variation = 1.0 / (curve->dispersion * fmax(curve->days[stretch.begin], 1.0));
}

/* Level of bins [from, to) of the window over the running level, shrunk towards it. */
static double flank_level(const assay__curve *curve, assay__shape_room *w,
                          const bool aside[], size_t from, size_t to)
{
    size_t n = 0;
    double mu = 0.0, y = 0.0;
    for (size_t j = from; j < to; j++) {
        size_t i = w->first + j;
        if (curve->masked[i] || aside[i])
            continue;
        w->flank[n++] = w->y[j] / curve->mu[i];
        mu += curve->mu[i];
        y += w->y[j];
    }
    if (n < FEWEST_FLANK)
        return 1.0;
    double v = w->variation + (double)n / mu;
    double root = fmax(1.0 - v / 9.0 + z40 * sqrt(v) / 3.0, 0.3);
    double level = assay__select(w->flank, n, (size_t)(0.4 * (double)(n - 1))) /
                   (root * root * root);
    double small = fmin(1.0, mu / (double)n / 5.0);
    level = small * level + (1.0 - small) * fmin(y / mu, 1.5);
    double weight = (double)n / ((double)n + 4.0);
    return exp(weight * log(fmin(fmax(level, 0.05), 10.0)));
}

static void take_levels(const assay__curve *curve, assay__shape_room *w,
                        const bool aside[], assay__stretch s)
{
    size_t begin = s.begin - w->first, end = s.end - w->first;
    w->n_pre = begin;
    w->n_post = w->n - end;
    w->pre = flank_level(curve, w, aside, 0, begin > 0 ? begin - 1 : 0);
    w->post = flank_level(curve, w, aside, end + 1 < w->n ? end + 1 : w->n, w->n);
    if (w->n_pre < FEWEST_FLANK)
        w->pre = w->post;
    if (w->n_post < FEWEST_FLANK)
        w->post = w->pre;
    double span = (double)(end - begin) + 1.0;
    for (size_t j = 0; j < w->n; j++) {
        double mu = curve->mu[w->first + j];
        double share = fmin(fmax(((double)j - (double)begin + 1.0) / span, 0.0), 1.0);
        w->base[j] = mu * (w->pre + share * (w->post - w->pre));
        w->before[j] = mu * w->pre;
        w->after[j] = mu * w->post;
    }
}

/* ---- costs: nats lost against a model that knows every day ------------------------ */

/* Half the deviance of a negative binomial. */
static double miss(double y, double mean, double k)
{
    double over = y > 0.0 ? y * log(y / mean) : 0.0;
    return over - (y + k) * log((y + k) / (mean + k));
}

static double cost_of(const assay__shape_room *w, size_t j, double mean, bool capped)
{
    if (w->masked[j])
        return 0.0;
    double cost = miss(w->y[j], mean, w->k[j]);
    return capped ? fmin(cost, day_cap) : cost;
}

/* Cost of the bins [from, to) under `mean`. */
static double cost_sum(const assay__shape_room *w, const double mean[], size_t from,
                       size_t to, bool capped)
{
    double sum = 0.0;
    for (size_t j = from; j < to; j++)
        sum += cost_of(w, j, mean[j], capped);
    return sum;
}

typedef struct box {
    double cost, rate;
} box;

static double mean_rate(const assay__shape_room *w, size_t begin, size_t end)
{
    double over = 0.0, days = 0.0;
    for (size_t j = begin; j < end; j++) {
        if (w->masked[j])
            continue;
        over += w->y[j] - w->base[j];
        days += w->days[j];
    }
    return days > 0.0 ? fmax(over / days, 0.0) : 0.0;
}

/* Cost of one edge: any rate up to the full one. */
static double edge_cost(const assay__shape_room *w, size_t j, double rate)
{
    double over = (w->y[j] - w->base[j]) / w->days[j];
    double used = fmin(fmax(over, 0.0), rate);
    return cost_of(w, j, w->base[j] + used * w->days[j], false) +
           (used < 0.8 * rate ? edge_penalty : 0.0);
}

/* Cost of the days inside at an even rate whose own days have shape `even`: the variance
 * is that of the base plus that of the delivery. Against the shape of the account's days
 * a narrower law gains the ratio of the heights (Stirling), less the one day that went
 * into the rate. */
static double even_cost(const assay__shape_room *w, size_t begin, size_t end, double rate,
                        double even)
{
    double cost = 0.0, height = 0.0, n = (double)(end - begin);
    for (size_t j = begin; j < end; j++) {
        double a = rate * w->days[j], b = w->base[j], m = a + b, y = w->y[j];
        double k = m * m / (b * b / w->k[j] + a * a / (even * w->days[j]));
        if (w->masked[j])
            continue;
        height += 0.5 * log((1.0 + y / w->k[j]) / (1.0 + y / k));
        cost += fmin(miss(y, m, k), inside_cap);
    }
    return cost - height * (n - 1.0) / n;
}

static double inside_cost(const assay__shape_room *w, size_t begin, size_t end,
                          double rate)
{
    if (end - begin < 2)
        return begin < end
                   ? cost_of(w, begin, w->base[begin] + rate * w->days[begin], false)
                   : 0.0;
    double best = HUGE_VAL;
    for (size_t r = 0; r < sizeof evenness / sizeof *evenness; r++)
        best = fmin(best, even_cost(w, begin, end, rate, evenness[r]));
    return best;
}

/* A rectangle on [begin, end) of the window. */
static box fit_box(const assay__shape_room *w, size_t begin, size_t end)
{
    size_t n = end - begin;
    box b = {.cost = 0.0};
    if (n >= 3)
        b.rate = mean_rate(w, begin + 1, end - 1);
    else if (n == 2)
        b.rate = fmax(mean_rate(w, begin, begin + 1), mean_rate(w, begin + 1, end));
    else
        b.rate = mean_rate(w, begin, end);
    b.cost =
        cost_sum(w, w->before, 0, begin, true) + cost_sum(w, w->after, end, w->n, true);
    b.cost += edge_cost(w, begin, b.rate);
    if (n > 1)
        b.cost += edge_cost(w, end - 1, b.rate);
    if (n > 2)
        b.cost += inside_cost(w, begin + 1, end - 1, b.rate);
    return b;
}

/* Tries the eight neighbours of [*begin, *end); true when one of them fits better. */
static bool improve(const assay__shape_room *w, size_t *begin, size_t *end, box *best)
{
    size_t b = *begin, e = *end;
    const size_t moves[][2] = {{b - 1, e}, {b + 1, e}, {b, e - 1}, {b, e + 1},
                               {b - 2, e}, {b + 2, e}, {b, e - 2}, {b, e + 2}};
    bool moved = false;
    for (size_t m = 0; m < sizeof moves / sizeof *moves; m++) {
        size_t from = moves[m][0], to = moves[m][1];
        if (from >= to || to > w->n)
            continue;
        box tried = fit_box(w, from, to);
        if (tried.cost < best->cost - 1e-9) {
            *best = tried;
            *begin = from;
            *end = to;
            moved = true;
        }
    }
    return moved;
}

/* Moves the edges while the rectangle fits better. */
static box refine(const assay__shape_room *w, size_t *begin, size_t *end)
{
    box best = fit_box(w, *begin, *end);
    for (int round = 0; round < MOST_MOVES && improve(w, begin, end, &best); round++)
        continue;
    return best;
}

/* ---- rivals ----------------------------------------------------------------------- */

/* Amplitude of base + A weight, by Fisher scoring with far days pulled in. */
static double amplitude(const assay__shape_room *w, const double base[], size_t onset)
{
    double over = 0.0, weights = 0.0;
    for (size_t j = onset; j < w->n && w->lead[j] - w->lead[onset] <= 7.0; j++) {
        over += w->y[j] - base[j];
        weights += w->weight[j];
    }
    double a = weights > 0.0 ? fmax(over / weights, 0.0) : 0.0;
    for (int round = 0; round < 4; round++) {
        double score = 0.0, information = 0.0;
        for (size_t j = 0; j < w->n; j++) {
            double m = base[j] + a * w->weight[j], k = w->k[j];
            double precision = k / (m * (k + m));
            double far = 3.0 / sqrt(precision);
            double miss = fmin(fmax(w->y[j] - m, -far), far);
            double x = w->masked[j] ? 0.0 : w->weight[j];
            score += x * miss * precision;
            information += x * x * precision;
        }
        if (!(information > 0.0))
            break;
        a = fmax(a + score / information, 0.25 * a);
    }
    return a;
}

static double relaxation_cost(assay__shape_room *w, const double base[], size_t onset,
                              size_t begin, size_t end)
{
    double a = amplitude(w, base, onset), sum = 0.0;
    for (size_t j = 0; j < w->n; j++) {
        double mean = base[j] + a * w->weight[j];
        sum += cost_of(w, j, mean, j < begin || j >= end);
    }
    return sum;
}

static size_t highest(const assay__shape_room *w, size_t begin, size_t end)
{
    size_t best = begin;
    for (size_t j = begin; j < end; j++) {
        if (w->y[j] / w->days[j] > w->y[best] / w->days[best])
            best = j;
    }
    return best;
}

static double best_relaxation(assay__shape_room *w, size_t begin, size_t end)
{
    const double *base = w->pre < w->post ? w->before : w->after;
    size_t peak = highest(w, begin, end);
    double best = HUGE_VAL;
    for (size_t r = 0; r < ASSAY__RELAXATIONS; r++) {
        size_t onset = assay__relaxation_mirrored(r) ? peak : begin;
        for (int again = 0; again < 2; again++) {
            for (size_t j = 0; j < w->n; j++)
                w->weight[j] =
                    assay__relaxation(r, w->lead[j] - w->lead[onset], w->days[j]);
            best = fmin(best, relaxation_cost(w, base, onset, begin, end));
            if (onset == peak)
                break;
            onset = peak;
        }
    }
    return best;
}

/* Nothing happened, or the pace changed at one edge and stayed. A flank that was not
 * seen might have gone on at any level. */
static double best_level(assay__shape_room *w, size_t begin, size_t end, double rate)
{
    double outside =
        cost_sum(w, w->before, 0, begin, true) + cost_sum(w, w->after, end, w->n, true);
    double best = cost_sum(w, w->base, begin, end, false);
    best = fmin(best, cost_sum(w, w->before, begin, end, false));
    best = fmin(best, cost_sum(w, w->after, begin, end, false));
    if (w->n_pre < 3 || w->n_post < 3) {
        double open = 0.0;
        for (size_t j = begin; j < end; j++)
            open += cost_of(w, j, w->base[j] + rate * w->days[j], false);
        best = fmin(best, open);
    }
    return outside + best;
}

/* Cost of a level that did not come back to where it was. */
static double return_penalty(const assay__shape_room *w)
{
    double pre = fmin((double)w->n_pre, 28.0), post = fmin((double)w->n_post, 28.0);
    double error = 1.5 * w->variation * (1.0 / fmax(pre, 1.0) + 1.0 / fmax(post, 1.0));
    double off = log(w->post / w->pre);
    double penalty = 0.5 * off * off / (return_sd * return_sd + error);
    /* Followers who were delivered leave again: a lower pace is no surprise. */
    return fmin(off < 0.0 ? 0.25 * penalty : penalty, 5.0);
}

/* ---- the test --------------------------------------------------------------------- */

static void measure(const assay__shape_room *w, size_t begin, size_t end, assay__fit *fit)
{
    double base = 0.0, own = 0.0, gain = 0.0;
    for (size_t j = begin; j < end; j++) {
        base += w->base[j];
        own += w->base[j] * w->base[j] / w->k[j];
        gain += w->masked[j] ? w->base[j] : w->y[j];
    }
    double flanks = fmin((double)(w->n_pre + w->n_post), 56.0) + 2.0;
    double level = base * sqrt(1.5 * w->variation / flanks);
    fit->base = base;
    fit->base_sd = sqrt(base + own + level * level);
    fit->excess = gain - base;
    double k = base * base / fmax(own + level * level, 1e-9 * base * base);
    fit->tail = -assay__negbin_log_tail(gain, base, k) / log(10.0);
}

assay__fit assay__shape_test(const assay__curve *curve, assay__shape_room *w,
                             const bool aside[], assay__stretch stretch)
{
    take_window(curve, w, stretch);
    take_levels(curve, w, aside, stretch);
    size_t begin = stretch.begin - w->first, end = stretch.end - w->first;
    if (end > w->n)
        end = w->n;
    box b = refine(w, &begin, &end);
    double delivered = b.cost + return_penalty(w);
    double other =
        fmin(best_level(w, begin, end, b.rate), best_relaxation(w, begin, end));
    assay__fit fit = {.begin = begin + w->first, .end = end + w->first};
    fit.shape = other - delivered;
    fit.seen_end = w->n - end >= 3;
    measure(w, begin, end, &fit);
    return fit;
}
