/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivered or earned: the likelihood of a rectangle against those of its rivals.
 *
 * A delivery switches on, runs at an even rate and switches off; attention relaxes as a
 * power law, often after a rise (Crane & Sornette 2008), and is as noisy as the account
 * is. The rivals are Omori relaxations (p, c, with and without a mirrored precursor),
 * exponential ones, a change of level that stays, and nothing at all. Days outside the
 * stretch can cost no model more than a few nats each: another burst nearby must not
 * decide. What the rectangle explains and no rival does is the score, in nats; it is an
 * ordering, calibrated elsewhere.
 */
#include "growth/shape.h"

#include <math.h>

#include "base/arena.h"
#include "growth/window.h"
#include "stat/negbin.h"

static const double inside_cap = 12.0;  /* nats one day within may cost: bursts happen */
static const double edge_penalty = 1.0; /* nats for an edge within a day */
static const double return_sd = 0.25;   /* log level before against after */
/* Packages are delivered within a month; nats for every day beyond. */
static const double longest_days = 31.0, late_penalty = 0.3;
/* Shapes of a delivery's days: schedulers vary by a quarter. */
static const double evenness[] = {16.0, 60.0, 400.0};
/* Edges that moved this far ask for flanks of their own. */
enum { REACH = 7, FAR = 3, ROUNDS = 3 };

assay__shape_room *assay__shape_room_new(const assay__curve *curve)
{
    assay__shape_room *room = assay__arena_raw(curve->arena, 1, sizeof *room);
    if (room == NULL)
        return NULL;
    assay__window *w = &room->window;
    w->sum[0] = w->square[0] = w->early[0] = w->late[0] = 0.0;
    room->coarse = false;
    return room;
}

/* ---- the rectangle ---------------------------------------------------------------- */

/* Mean of the delivery a day over [begin, end). */
static double mean_rate(const assay__window *w, size_t begin, size_t end)
{
    double over = 0.0, days = 0.0;
    for (size_t j = begin; j < end; j++) {
        if (w->masked[j])
            continue;
        over += w->y[j] - w->base[j];
        days += w->days[j];
    }
    return days > 0.0 ? assay__most(over / days, 0.0) : 0.0;
}

static double box_rate(const assay__window *w, size_t begin, size_t end)
{
    if (end - begin >= 3)
        return mean_rate(w, begin + 1, end - 1);
    if (end - begin == 2)
        return assay__most(mean_rate(w, begin, begin + 1), mean_rate(w, begin + 1, end));
    return mean_rate(w, begin, end);
}

/* Cost of one edge: any rate up to the full one. */
static double edge_cost(const assay__window *w, size_t j, double rate)
{
    double over = (w->y[j] - w->base[j]) / w->days[j];
    double used = assay__least(assay__most(over, 0.0), rate);
    double cost = assay__window_cost(w, j, w->base[j] + used * w->days[j]);
    return assay__least(cost, assay__window_cap()) +
           (used < 0.8 * rate ? edge_penalty : 0.0);
}

/* Cost of the days inside at an even rate whose own days have shape `even`: the variance
 * is that of the base plus that of the delivery. Against the shape of the account's days
 * a narrower law gains the ratio of the heights (Stirling), less the one day that went
 * into the rate. */
static double even_cost(const assay__window *w, size_t begin, size_t end, double rate,
                        double even)
{
    double cost = 0.0, height = 0.0, n = (double)(end - begin);
    for (size_t j = begin; j < end; j++) {
        double a = rate * w->days[j], b = w->base[j], m = a + b, y = w->y[j];
        double k = m * m / (b * b / w->k[j] + a * a / (even * w->days[j]));
        if (w->masked[j])
            continue;
        height += 0.5 * log((1.0 + y / w->k[j]) / (1.0 + y / k));
        cost += assay__least(assay__miss(y, m, k), inside_cap);
    }
    return cost - height * (n - 1.0) / n;
}

static double inside_cost(const assay__window *w, size_t begin, size_t end, double rate)
{
    if (end - begin < 2)
        return assay__window_cost(w, begin, w->base[begin] + rate * w->days[begin]);
    double best = HUGE_VAL;
    for (size_t r = 0; r < sizeof evenness / sizeof *evenness; r++)
        best = assay__least(best, even_cost(w, begin, end, rate, evenness[r]));
    return best;
}

/* What the flanks cost when the stretch is [begin, end). */
static double outside_cost(const assay__window *w, size_t begin, size_t end)
{
    return w->early[begin] + w->late[w->n] - w->late[end];
}

static double box_cost(const assay__window *w, size_t begin, size_t end)
{
    double rate = box_rate(w, begin, end), cost = outside_cost(w, begin, end);
    cost += edge_cost(w, begin, rate);
    if (end - begin > 1)
        cost += edge_cost(w, end - 1, rate);
    if (end - begin > 2)
        cost += inside_cost(w, begin + 1, end - 1, rate);
    return cost;
}

/* ---- edges ------------------------------------------------------------------------ */

/* A day below the base is no part of a delivery: it costs what it would outside. */
static double below_cost(const assay__window *w, size_t j, const double sums[])
{
    return w->y[j] < w->base[j] ? sums[j + 1] - sums[j] : 0.0;
}

/* Spread of the transformed gains inside, by prefix sums; an edge may lie below. */
static double rough_cost(const assay__window *w, size_t begin, size_t end)
{
    size_t from = begin, to = end;
    double cost = outside_cost(w, begin, end), penalty = 0.0;
    if (end - begin >= 3) {
        double inner = (w->sum[end - 1] - w->sum[begin + 1]) / (double)(end - begin - 2);
        /* Below the middle half of ordinary days: the delivery ran for part of it. */
        if (w->calm[begin] < inner - 0.7) {
            from++;
            penalty += edge_penalty + below_cost(w, begin, w->early);
        }
        if (w->calm[end - 1] < inner - 0.7) {
            to--;
            penalty += edge_penalty + below_cost(w, end - 1, w->late);
        }
    } else if (end - begin == 2) {
        penalty = edge_penalty;
        from = w->calm[begin] > w->calm[begin + 1] ? begin : begin + 1;
        to = from + 1;
    }
    double sum = w->sum[to] - w->sum[from], square = w->square[to] - w->square[from];
    return cost + penalty + 0.5 * (square - sum * sum / (double)(to - from));
}

/* The day of [begin, end) that stands out most. */
static size_t peak_of(const assay__window *w, size_t begin, size_t end)
{
    size_t peak = begin;
    for (size_t j = begin; j < end; j++)
        peak = w->calm[j] > w->calm[peak] ? j : peak;
    return peak;
}

/* Edges and what they cost. */
typedef struct edges {
    size_t begin, end;
    double cost;
} edges;

/* The better of `best` and the best stretch from `from` to one of least .. last. */
static edges best_end(const assay__window *w, edges best, size_t from, size_t least,
                      size_t last)
{
    for (size_t to = least; to <= last; to++) {
        double cost = rough_cost(w, from, to);
        if (cost < best.cost)
            best = (edges){from, to, cost};
    }
    return best;
}

/* The best edges within a week of the proposed ones. A day outside costs a few nats at
 * most, so a stretch of days must keep the day it was proposed for: else it would give a
 * sudden gain up for lesser ones nearby. */
static void refine(const assay__window *w, size_t *begin, size_t *end)
{
    size_t b = *begin, e = *end, first = b > REACH ? b - REACH : 0;
    size_t last = e + REACH < w->n ? e + REACH : w->n;
    size_t peak = e - b <= REACH ? peak_of(w, b, e) : (b + e) / 2;
    edges best = {b, e, HUGE_VAL};
    for (size_t from = first; from <= b + REACH && from <= peak; from++) {
        size_t to = e > REACH + from ? e - REACH : from + 1;
        best = best_end(w, best, from, to > peak ? to : peak + 1, last);
    }
    *begin = best.begin;
    *end = best.end;
}

/* ---- the test of one stretch ---------------------------------------------------- */

/* Cost of [begin, end) under a given level. */
static double level_cost(const assay__window *w, const double mean[], size_t begin,
                         size_t end)
{
    double sum = 0.0;
    for (size_t j = begin; j < end; j++)
        sum += assay__window_cost(w, j, mean[j]);
    return sum;
}

/* Nothing happened, or the pace changed at one edge and stayed. A flank that was not
 * seen might have gone on at any level. */
static double best_level(assay__window *w, size_t begin, size_t end)
{
    double best = level_cost(w, w->base, begin, end);
    best = assay__least(best, level_cost(w, w->before, begin, end));
    best = assay__least(best, level_cost(w, w->after, begin, end));
    if (begin < 3 || w->n - end < 3) {
        double rate = mean_rate(w, begin, end);
        for (size_t j = begin; j < end; j++)
            w->mean[j] = w->base[j] + rate * w->days[j];
        best = assay__least(best, level_cost(w, w->mean, begin, end));
    }
    return outside_cost(w, begin, end) + best;
}

/* Cost of a level that did not come back to where it was. */
static double return_penalty(const assay__window *w)
{
    double pre = assay__least((double)w->n_pre, 28.0),
           post = assay__least((double)w->n_post, 28.0);
    double error =
        1.5 * w->variation * (1.0 / assay__most(pre, 1.0) + 1.0 / assay__most(post, 1.0));
    double off = log(w->post / w->pre);
    double penalty = 0.5 * off * off / (return_sd * return_sd + error);
    /* Followers who were delivered leave again: a lower pace is no surprise. */
    return assay__least(off < 0.0 ? 0.25 * penalty : penalty, 5.0);
}

static double length_penalty(const assay__window *w, size_t begin, size_t end)
{
    double days = w->lead[end - 1] + w->days[end - 1] - w->lead[begin];
    return late_penalty * assay__most(days - longest_days, 0.0);
}

/* `unit`: of cut counts, up to which of the gain may be their doing; 1 exact. */
static void measure(const assay__window *w, size_t begin, size_t end, double unit,
                    assay__fit *fit)
{
    double base = 0.0, own = 0.0, gain = 0.0;
    for (size_t j = begin; j < end; j++) {
        base += w->base[j];
        own += w->base[j] * w->base[j] / w->k[j];
        gain += w->masked[j] ? w->base[j] : w->y[j];
    }
    double flanks = assay__least((double)(w->n_pre + w->n_post), 56.0) + 2.0;
    double level = base * sqrt(1.5 * w->variation / flanks);
    fit->base = base;
    fit->base_sd = sqrt(base + own + level * level);
    fit->excess = gain - base;
    double k = base * base / assay__most(own + level * level, 1e-9 * base * base);
    gain -= unit > 1.0 ? unit : 0.0;
    fit->tail = -assay__negbin_log_tail(assay__most(gain, 0.0), base, k) / log(10.0);
}

static size_t apart(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

assay__fit assay__shape_test(const assay__curve *curve, assay__shape_room *room,
                             const assay__stretch others[], size_t n,
                             assay__stretch stretch)
{
    assay__window *w = &room->window;
    size_t begin = 0, end = 0;
    for (int round = 0; round < ROUNDS; round++) {
        assay__window_take(curve, w, others, n, stretch);
        begin = stretch.begin - w->first;
        end = stretch.end - w->first < w->n ? stretch.end - w->first : w->n;
        refine(w, &begin, &end);
        size_t was[2] = {stretch.begin, stretch.end};
        stretch.begin = begin + w->first;
        stretch.end = end + w->first;
        if (apart(was[0], stretch.begin) + apart(was[1], stretch.end) < FAR)
            break;
    }
    double delivered =
        box_cost(w, begin, end) + return_penalty(w) + length_penalty(w, begin, end);
    double other = best_level(w, begin, end);
    if (other - delivered > 0.0)
        other = assay__least(other, assay__best_bursts(room, begin, end, delivered));
    assay__fit fit = {.begin = begin + w->first, .end = end + w->first};
    fit.shape = other - delivered;
    fit.seen_end = w->n - end >= 3;
    measure(w, begin, end, curve->unit == NULL ? 1.0 : curve->unit[fit.begin], &fit);
    return fit;
}
