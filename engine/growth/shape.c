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
/* Packages are delivered within a month; nats for every day beyond. */
static const double longest_days = 31.0, late_penalty = 0.3;
/* A second burst within the stretch is worth this many nats: six a year, anywhere. */
static const double second_penalty = 2.0, second_least = -2.0;
/* Shapes of a delivery's days: schedulers vary by a quarter. */
static const double evenness[] = {16.0, 60.0, 400.0};
/* Shape of the days of a burst, where the account's own days are calmer still. */
static const double burst_shape = 16.0;
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
    double cost = assay__window_cost(w, j, w->base[j] + used * w->days[j]);
    return assay__least(cost, assay__window_cap()) +
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

/* Fills w->weight with relaxation `r` from the bin `onset` on. */
static void take_weights(assay__window *w, const assay__relaxations *table, size_t onset,
                         size_t r)
{
    for (size_t j = 0; j < w->n; j++) {
        double lead = w->lead[j] - w->lead[onset];
        double weight = assay__relaxation(table, r, lead, w->days[j]);
        w->weight[j] = w->masked[j] ? 0.0 : weight;
    }
}

/* The same for a calm account: the days of a burst vary more than its ordinary ones do,
 * and a rival must not lose for the coarseness of the grid of relaxations. */
static double uneven_cost(const assay__window *w, const double base[], const size_t at[3])
{
    double sum = 0.0;
    for (size_t j = 0; j < w->n; j++) {
        double b = base[j], m = w->mean[j], a = m - b, y = w->y[j];
        double k = m * m / (b * b / w->k[j] + a * a / (burst_shape * w->days[j]));
        double height = 0.5 * log((1.0 + y / k) / (1.0 + y / w->k[j]));
        double cost = miss(y, m, k) + height;
        double most = j < at[0] || j >= at[1] ? assay__window_cap() : HUGE_VAL;
        sum += w->masked[j] ? 0.0 : assay__least(cost, most);
    }
    return sum;
}

/* Cost of a relaxation over a base; leaves its mean in w->mean. */
static double relaxation_cost(assay__window *w, const assay__relaxations *table,
                              const double base[], const size_t at[3], size_t r)
{
    take_weights(w, table, at[2], r);
    double a = amplitude(w, base, at[2]);
    for (size_t j = 0; j < w->n; j++)
        w->mean[j] = base[j] + a * w->weight[j];
    if (w->k[at[0]] > burst_shape * w->days[at[0]])
        return uneven_cost(w, base, at);
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

/* The cheapest relaxation and where it stands. */
typedef struct rival {
    double cost;
    size_t kind, onset;
} rival;

static void offer(rival *best, double cost, size_t kind, size_t onset)
{
    if (cost < best->cost)
        *best = (rival){cost, kind, onset};
}

/* Tries every relaxation over `base`, from the beginning of the stretch and from its
 * highest day; stops at the first that is `enough`. */
static rival best_relaxation(assay__shape_room *room, const double base[],
                             const size_t edges[2], size_t first, double enough)
{
    assay__window *w = &room->window;
    size_t peak = highest(w, first, edges[1]);
    rival best = {HUGE_VAL, 0, first};
    for (size_t r = 0; r < ASSAY__RELAXATIONS && best.cost > enough; r++) {
        size_t at[3] = {edges[0], edges[1], assay__relaxation_mirrored(r) ? peak : first};
        offer(&best, relaxation_cost(w, &room->relaxations, base, at, r), r, at[2]);
        if (at[2] == peak)
            continue;
        at[2] = peak;
        offer(&best, relaxation_cost(w, &room->relaxations, base, at, r), r, at[2]);
    }
    return best;
}

/* Where three days in a row lie highest above w->mean, in its standard deviations. */
static size_t second_onset(const assay__window *w, size_t begin, size_t end, size_t but)
{
    size_t best = begin;
    double most = -HUGE_VAL;
    for (size_t j = begin; j + 2 < end; j++) {
        double over = 0.0, variance = 0.0;
        for (size_t i = j; i < j + 3; i++) {
            over += w->y[i] - w->mean[i];
            variance += w->mean[i] + w->mean[i] * w->mean[i] / w->k[i];
        }
        if (j != but && over / sqrt(variance) > most) {
            most = over / sqrt(variance);
            best = j;
        }
    }
    return best;
}

/* Two bursts that overlap look longer and flatter than either. */
static double two_relaxations(assay__shape_room *room, const double base[], size_t begin,
                              size_t end, const rival *first)
{
    static const size_t kinds[] = {0, 1, 2, 5, 14}; /* over the exponents */
    assay__window *w = &room->window;
    size_t at[3] = {begin, end, first->onset};
    double best = HUGE_VAL;
    if (end - begin < 5)
        return best;
    relaxation_cost(w, &room->relaxations, base, at, first->kind);
    size_t onset = second_onset(w, begin, end, first->onset);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        /* The second takes what the first leaves, then the first again what is left. */
        at[2] = first->onset;
        relaxation_cost(w, &room->relaxations, base, at, first->kind);
        for (size_t j = 0; j < w->n; j++)
            w->other[j] = w->mean[j];
        at[2] = onset;
        double cost = relaxation_cost(w, &room->relaxations, w->other, at, kinds[i]);
        for (size_t j = 0; j < w->n; j++)
            w->other[j] = w->mean[j] - w->other[j] + base[j];
        at[2] = first->onset;
        for (size_t r = 0; r < 4; r++)
            cost = assay__least(cost, relaxation_cost(w, &room->relaxations, w->other, at,
                                                      r == 0 ? first->kind : kinds[r]));
        best = assay__least(best, cost);
    }
    return best + second_penalty;
}

/* On a calm account the whole outline is seen: a hump that swells and ebbs about the
 * middle of the stretch (a race, a season, a campaign) against flat top and sharp edges. */
static double hump_cost(assay__window *w, const double base[], size_t begin, size_t end)
{
    static const double widths[] = {1.1, 1.5, 2.0}; /* over that of the stretch */
    double from = w->lead[begin], to = w->lead[end - 1] + w->days[end - 1];
    double middle = 0.5 * (from + to), best = HUGE_VAL;
    const size_t at[3] = {begin, end, begin};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        double half = 0.5 * widths[i] * (to - from);
        for (size_t j = 0; j < w->n; j++) {
            double t = (w->lead[j] + 0.5 * w->days[j] - middle) / half;
            w->weight[j] =
                w->masked[j] ? 0.0 : assay__most(1.0 - t * t, 0.0) * w->days[j];
        }
        double a = amplitude(w, base, begin);
        for (size_t j = 0; j < w->n; j++)
            w->mean[j] = base[j] + a * w->weight[j];
        best = assay__least(best, uneven_cost(w, base, at));
    }
    return best;
}

/* The best that one or two bursts can do. */
static double best_bursts(assay__shape_room *room, size_t begin, size_t end,
                          double delivered)
{
    assay__window *w = &room->window;
    const double *base = w->pre < w->post ? w->before : w->after;
    rival one = best_relaxation(room, base, (const size_t[2]){begin, end}, begin,
                                delivered + lost);
    if (w->k[begin] > burst_shape * w->days[begin] && end - begin >= 4)
        one.cost = assay__least(one.cost, hump_cost(w, w->base, begin, end));
    if (one.cost - delivered < second_least)
        return one.cost;
    return assay__least(one.cost, two_relaxations(room, base, begin, end, &one));
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

static double length_penalty(const assay__window *w, size_t begin, size_t end)
{
    double days = w->lead[end - 1] + w->days[end - 1] - w->lead[begin];
    return late_penalty * assay__most(days - longest_days, 0.0);
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
                             const assay__stretch others[], size_t n,
                             assay__stretch stretch)
{
    assay__window *w = &room->window;
    assay__window_take(curve, w, others, n, stretch);
    size_t begin = stretch.begin - w->first, end = stretch.end - w->first;
    if (end > w->n)
        end = w->n;
    refine(w, &begin, &end);
    double delivered =
        box_cost(w, begin, end) + return_penalty(w) + length_penalty(w, begin, end);
    double other = best_level(w, begin, end);
    if (other - delivered > 0.0)
        other = assay__least(other, best_bursts(room, begin, end, delivered));
    assay__fit fit = {.begin = begin + w->first, .end = end + w->first};
    fit.shape = other - delivered;
    fit.seen_end = w->n - end >= 3;
    measure(w, begin, end, &fit);
    return fit;
}
