/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attention can do by itself: one burst of any kind, two that overlap, a hump.
 *
 * Amplitudes are fitted by Fisher scoring on the negative-binomial likelihood. Two bursts
 * in a row are the commonest organic thing that looks long and flat; a rival that could
 * not be two would call every lively month delivered.
 */
#include <math.h>

#include "growth/window.h"
#include "stat/elementary.h"

/* A rival this far ahead ends the test: no size makes up for it. */
static const double lost = -2.0;
/* A second burst within the stretch is worth this many nats: six a year, anywhere. */
static const double second_penalty = 2.0, second_least = 0.0;
/* Shape of the days of a burst, where the account's own days are calmer still. */
static const double burst_shape = 16.0;
enum { ROUNDS = 3 };

/* Sum in four parts side by side: one after the other, each waits for the last. */
static double sum_of(const double x[], size_t n)
{
    double part[4] = {0.0, 0.0, 0.0, 0.0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t k = 0; k < 4; k++)
            part[k] += x[i + k];
    for (; i < n; i++)
        part[0] += x[i];
    return (part[0] + part[1]) + (part[2] + part[3]);
}

/* Amplitude of base + A weight, by Fisher scoring with far days pulled in. */
static double amplitude(assay__window *w, const double base[], size_t onset, size_t from)
{
    double *pull = w->room, *hold = w->room + ASSAY__WINDOW;
    double *over_k = hold + ASSAY__WINDOW;
    double over = 0.0, weights = 1e-9;
    for (size_t j = onset; j < w->n && w->lead[j] - w->lead[onset] <= 7.0; j++) {
        over += w->y[j] - base[j];
        weights += w->weight[j];
    }
    for (size_t j = from; j < w->n; j++)
        over_k[j] = 1.0 / w->k[j];
    double a = assay__most(over / weights, 0.0);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t j = from; j < w->n; j++) {
            double m = base[j] + a * w->weight[j], variance = m + m * m * over_k[j];
            double far = 3.0 * sqrt(variance);
            double off = assay__least(assay__most(w->y[j] - m, -far), far);
            hold[j] = w->weight[j] / variance;
            pull[j] = hold[j] * off;
            hold[j] *= w->weight[j];
        }
        double score = sum_of(pull + from, w->n - from);
        double information = 1e-12 + sum_of(hold + from, w->n - from);
        a = assay__most(a + score / information, 0.25 * a);
    }
    return a;
}

/* Days are looked up: a mirrored rise is the fall backwards. */
static void take_daily(assay__window *w, const double step[], size_t onset, bool mirrored)
{
    for (size_t j = 0; j < onset; j++) {
        size_t day = onset - 1 - j;
        w->weight[j] = mirrored && day < ASSAY__RELAX_STEPS ? step[day] : 0.0;
    }
    for (size_t j = onset; j < w->n; j++) {
        size_t day = j - onset < ASSAY__RELAX_STEPS ? j - onset : ASSAY__RELAX_STEPS - 1;
        w->weight[j] = step[day];
    }
}

/* Fills w->weight with relaxation `r` from the bin `onset` on. */
static void take_weights(assay__window *w, size_t onset, size_t r)
{
    const assay__days bins = {w->n, w->lead, w->days};
    if (w->daily)
        take_daily(w, assay__relaxation_table.step[r], onset,
                   assay__relaxation_mirrored(r));
    else
        assay__relaxation_over(r, &bins, onset, w->weight);
    for (size_t j = 0; j < w->n; j++)
        w->weight[j] = w->masked[j] ? 0.0 : w->weight[j];
}

/* What a burst comes on top of. Bins before `from` are as without any burst. */
typedef struct ground {
    const double *mean; /* [window] */
    const double *sums; /* prefix sums of what it costs, up to `from` at least */
    size_t from;
} ground;

/* Shape of a bin of mean base + burst, from the variances of both. */
static inline double shape_of(const assay__window *w, size_t j, double base, double burst)
{
    double mean = base + burst;
    return mean * mean /
           (base * base / w->k[j] + burst * burst / (burst_shape * w->days[j]));
}

/* The same for a calm account: the days of a burst vary more than its ordinary ones do,
 * and a rival must not lose for the coarseness of the grid of relaxations. */
static double uneven_cost(assay__window *w, const ground *on, const size_t stretch[2])
{
    double *costs = w->room, sum = 0.0;
    for (size_t j = on->from; j < w->n; j++) {
        double b = on->mean[j], m = w->mean[j], y = w->y[j];
        double k = shape_of(w, j, b, m - b);
        double height = 0.5 * assay__log((1.0 + y / k) / (1.0 + y / w->k[j]));
        costs[j] = assay__miss(y, m, k) + height;
    }
    for (size_t j = on->from; j < w->n; j++) {
        double most = j < stretch[0] || j >= stretch[1] ? assay__window_cap() : HUGE_VAL;
        sum += w->masked[j] ? 0.0 : assay__least(costs[j], most);
    }
    return sum;
}

/* A burst that is tried: from which bin on, of what kind. */
typedef struct burst {
    size_t onset, kind;
} burst;

/* Leaves the mean of a burst on a ground, as high as fits best, in w->mean. */
static void take_burst(assay__window *w, const ground *on, burst tried)
{
    size_t from = assay__relaxation_mirrored(tried.kind) ? 0 : on->from;
    take_weights(w, tried.onset, tried.kind);
    double a = amplitude(w, on->mean, tried.onset, from);
    for (size_t j = 0; j < w->n; j++)
        w->mean[j] = on->mean[j] + a * w->weight[j];
}

/* Cost of a burst on a ground, HUGE_VAL where it is sure to be over `limit`. */
static double burst_cost(assay__window *w, const ground *alone, const size_t stretch[2],
                         burst tried, double limit)
{
    ground on = *alone;
    on.from = assay__relaxation_mirrored(tried.kind) ? 0 : on.from;
    take_burst(w, &on, tried);
    double left = limit - on.sums[on.from];
    if (w->k[stretch[0]] > burst_shape * w->days[stretch[0]])
        return on.sums[on.from] + uneven_cost(w, &on, stretch);
    return on.sums[on.from] + assay__window_cost_from(w, on.from, stretch, left);
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

/* The cheapest burst. */
typedef struct rival {
    double cost;
    burst burst;
} rival;

/* Tries a burst against the best so far. */
static void offer(assay__window *w, const ground *on, const size_t stretch[2],
                  burst tried, rival *best)
{
    double cost = burst_cost(w, on, stretch, tried, best->cost);
    if (cost < best->cost)
        *best = (rival){cost, tried};
}

/* One of every exponent, and one that swells. */
static const size_t few_kinds[] = {0, 1, 4, 10, 15};
enum { FEW_KINDS = sizeof few_kinds / sizeof *few_kinds };

/* Tries every relaxation, from the beginning of the stretch and from its highest day;
 * stops at the first that is `enough`. */
static rival best_relaxation(assay__shape_room *room, const ground *on,
                             const size_t stretch[2], double enough)
{
    assay__window *w = &room->window;
    size_t first = stretch[0], peak = highest(w, first, stretch[1]);
    size_t kinds = room->coarse ? FEW_KINDS : ASSAY__RELAXATIONS;
    rival best = {HUGE_VAL, {first, 0}};
    for (size_t i = 0; i < kinds && best.cost > enough; i++) {
        size_t r = room->coarse ? few_kinds[i] : i;
        if (!assay__relaxation_mirrored(r) && first != peak)
            offer(w, on, stretch, (burst){first, r}, &best);
        offer(w, on, stretch, (burst){peak, r}, &best);
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

/* Over the exponents. */
static const size_t second_kinds[] = {0, 1, 2, 5, 14};
enum { SECOND_KINDS = sizeof second_kinds / sizeof *second_kinds };

/* The best second burst on what the first leaves, its mean left in w->mean. */
static double best_second(assay__window *w, const ground *on, const size_t stretch[2],
                          size_t onset)
{
    rival best = {HUGE_VAL, {onset, 0}};
    for (size_t i = 0; i < SECOND_KINDS; i++)
        offer(w, on, stretch, (burst){onset, second_kinds[i]}, &best);
    take_burst(w, on, best.burst);
    return best.cost;
}

/* Two bursts that overlap look longer and flatter than either. The second takes what the
 * first leaves, then the first again what is left. */
static double two_relaxations(assay__window *w, const ground *alone,
                              const size_t stretch[2], burst first)
{
    if (stretch[1] - stretch[0] < 5)
        return HUGE_VAL;
    take_burst(w, alone, first);
    size_t onset = second_onset(w, stretch[0], stretch[1], first.onset);
    ground on = {w->other, alone->sums, alone->from};
    on.from = assay__relaxation_mirrored(first.kind) ? 0 : on.from;
    for (size_t j = 0; j < w->n; j++)
        w->other[j] = w->mean[j];
    rival best = {best_second(w, &on, stretch, onset), first};
    for (size_t j = 0; j < w->n; j++)
        w->other[j] = w->mean[j] - w->other[j] + alone->mean[j];
    on.from = alone->from;
    offer(w, &on, stretch, first, &best);
    for (size_t r = 1; r < 4; r++)
        offer(w, &on, stretch, (burst){first.onset, second_kinds[r]}, &best);
    return best.cost + second_penalty;
}

/* On a calm account the whole outline is seen: a hump that swells and ebbs about the
 * middle of the stretch (a race, a season) against a flat top with sharp edges. */
static double hump_cost(assay__window *w, const double base[], size_t begin, size_t end)
{
    static const double widths[] = {1.1, 1.5, 2.0}; /* over that of the stretch */
    double from = w->lead[begin], to = w->lead[end - 1] + w->days[end - 1];
    double middle = 0.5 * (from + to), best = HUGE_VAL;
    const size_t stretch[2] = {begin, end};
    const ground on = {base, NULL, 0};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        double half = 0.5 * widths[i] * (to - from);
        for (size_t j = 0; j < w->n; j++) {
            double t = (w->lead[j] + 0.5 * w->days[j] - middle) / half;
            w->weight[j] =
                w->masked[j] ? 0.0 : assay__most(1.0 - t * t, 0.0) * w->days[j];
        }
        double a = amplitude(w, base, begin, 0);
        for (size_t j = 0; j < w->n; j++)
            w->mean[j] = base[j] + a * w->weight[j];
        best = assay__least(best, uneven_cost(w, &on, stretch));
    }
    return best;
}

/* The best that one or two bursts can do. */
double assay__best_bursts(assay__shape_room *room, size_t begin, size_t end,
                          double delivered)
{
    assay__window *w = &room->window;
    const size_t stretch[2] = {begin, end};
    ground on = {w->before, w->early, begin};
    if (!(w->pre < w->post))
        on = (ground){w->after, w->late, begin};
    rival one = best_relaxation(room, &on, stretch, delivered + lost);
    if (w->k[begin] > burst_shape * w->days[begin] && end - begin >= 4)
        one.cost = assay__least(one.cost, hump_cost(w, w->base, begin, end));
    if (one.cost - delivered < second_least || room->coarse)
        return one.cost;
    return assay__least(one.cost, two_relaxations(w, &on, stretch, one.burst));
}
