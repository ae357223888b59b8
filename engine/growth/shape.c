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

#include "growth/window.h"
#include "stat/negbin.h"

static const double inside_cap = 12.0;  /* nats one day within may cost: bursts happen */
static const double edge_penalty = 1.0; /* nats for an edge within a day */
static const double return_sd = 0.25;   /* log level before against after */
static const double lost = -8.0;        /* a rival this far ahead ends the test */
/* Shapes of a delivery's days: schedulers vary by a third at most. */
static const double evenness[] = {9.0, 30.0, 100.0, 400.0};
enum { REACH = 7, ROUNDS = 3 };

assay__shape_room *assay__shape_room_new(const assay__curve *curve)
{
    assay__shape_room *room = assay_arena_alloc(curve->arena, sizeof *room);
    if (room != NULL)
        assay__relaxations_fill(&room->relaxations);
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
    return assay__window_cost(w, j, w->base[j] + used * w->days[j]) +
           (used < 0.8 * rate ? edge_penalty : 0.0);
}

/* Half the deviance of a negative binomial. */
static double miss(double y, double mean, double k)
{
    double over = y > 0.0 ? y * log(y / mean) : 0.0;
    return over - (y + k) * log((y + k) / (mean + k));
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
        cost += assay__least(miss(y, m, k), inside_cap);
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
            penalty += edge_penalty;
        }
        if (w->calm[end - 1] < inner - 0.7) {
            to--;
            penalty += edge_penalty;
        }
    } else if (end - begin == 2) {
        penalty = edge_penalty;
        from = w->calm[begin] > w->calm[begin + 1] ? begin : begin + 1;
        to = from + 1;
    }
    double sum = w->sum[to] - w->sum[from], square = w->square[to] - w->square[from];
    return cost + penalty + 0.5 * (square - sum * sum / (double)(to - from));
}

/* The best edges within a week of the proposed ones. */
static void refine(const assay__window *w, size_t *begin, size_t *end)
{
    size_t b = *begin, e = *end;
    size_t b_low = b > REACH ? b - REACH : 0, e_high = e + REACH;
    double best = HUGE_VAL;
    for (size_t from = b_low; from <= b + REACH && from < w->n; from++) {
        size_t to = e > REACH + from ? e - REACH : from + 1;
        for (; to <= e_high && to <= w->n; to++) {
            double cost = rough_cost(w, from, to);
            if (cost < best) {
                best = cost;
                *begin = from;
                *end = to;
            }
        }
    }
}

/* ---- rivals ----------------------------------------------------------------------- */

/* Amplitude of base + A weight, by Fisher scoring with far days pulled in. */
static double amplitude(const assay__window *w, const double base[], size_t onset)
{
    double over = 0.0, weights = 1e-9;
    for (size_t j = onset; j < w->n && w->lead[j] - w->lead[onset] <= 7.0; j++) {
        over += w->y[j] - base[j];
        weights += w->weight[j];
    }
    double a = assay__most(over / weights, 0.0);
    for (int round = 0; round < ROUNDS; round++) {
        double score = 0.0, information = 1e-12;
        for (size_t j = 0; j < w->n; j++) {
            double m = base[j] + a * w->weight[j], k = w->k[j];
            double precision = k / (m * (k + m)), far = 3.0 / sqrt(precision);
            double off = assay__least(assay__most(w->y[j] - m, -far), far);
            score += w->weight[j] * off * precision;
            information += w->weight[j] * w->weight[j] * precision;
        }
        a = assay__most(a + score / information, 0.25 * a);
    }
    return a;
}

static double relaxation_cost(assay__window *w, const assay__relaxations *table,
                              const size_t at[3], size_t r)
{
    const double *base = w->pre < w->post ? w->before : w->after;
    size_t onset = at[2];
    for (size_t j = 0; j < w->n; j++) {
        double lead = w->lead[j] - w->lead[onset];
        double weight = assay__relaxation(table, r, lead, w->days[j]);
        w->weight[j] = w->masked[j] ? 0.0 : weight;
    }
    double a = amplitude(w, base, onset);
    for (size_t j = 0; j < w->n; j++)
        w->mean[j] = base[j] + a * w->weight[j];
    return assay__window_cost_all(w, at[0], at[1]);
}

static size_t highest(const assay__window *w, size_t begin, size_t end)
{
    size_t best = begin;
    for (size_t j = begin; j < end; j++) {
        if (w->y[j] / w->days[j] > w->y[best] / w->days[best])
            best = j;
    }
    return best;
}

/* The cheapest relaxation, or the first that is `enough`. */
static double best_relaxation(assay__shape_room *room, size_t begin, size_t end,
                              double enough)
{
    assay__window *w = &room->window;
    size_t peak = highest(w, begin, end);
    double best = HUGE_VAL;
    for (size_t r = 0; r < ASSAY__RELAXATIONS && best > enough; r++) {
        size_t at[3] = {begin, end, assay__relaxation_mirrored(r) ? peak : begin};
        best = assay__least(best, relaxation_cost(w, &room->relaxations, at, r));
        if (at[2] == peak)
            continue;
        at[2] = peak;
        best = assay__least(best, relaxation_cost(w, &room->relaxations, at, r));
    }
    return best;
}

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

/* ---- the test --------------------------------------------------------------------- */

static void measure(const assay__window *w, size_t begin, size_t end, assay__fit *fit)
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
    fit->tail = -assay__negbin_log_tail(gain, base, k) / log(10.0);
}

assay__fit assay__shape_test(const assay__curve *curve, assay__shape_room *room,
                             const bool aside[], assay__stretch stretch)
{
    assay__window *w = &room->window;
    assay__window_take(curve, w, aside, stretch);
    size_t begin = stretch.begin - w->first, end = stretch.end - w->first;
    if (end > w->n)
        end = w->n;
    refine(w, &begin, &end);
    double delivered = box_cost(w, begin, end) + return_penalty(w);
    double other = best_level(w, begin, end);
    if (other - delivered > 0.0)
        other = assay__least(other, best_relaxation(room, begin, end, delivered + lost));
    assay__fit fit = {.begin = begin + w->first, .end = end + w->first};
    fit.shape = other - delivered;
    fit.seen_end = w->n - end >= 3;
    measure(w, begin, end, &fit);
    return fit;
}
