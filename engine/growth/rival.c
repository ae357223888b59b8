/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attention can do by itself: one burst of any kind, two that overlap, a hump.
 *
 * Amplitudes are fitted by Fisher scoring on the negative-binomial likelihood. Two bursts
 * in a row are the commonest organic thing that looks long and flat; a rival that could
 * not be two would call every lively month delivered.
 */
#include <math.h>

#include "growth/window.h"

static const double lost = -8.0; /* a rival this far ahead ends the test */
/* A second burst within the stretch is worth this many nats: six a year, anywhere. */
static const double second_penalty = 2.0, second_least = -2.0;
/* Shape of the days of a burst, where the account's own days are calmer still. */
static const double burst_shape = 16.0;
enum { ROUNDS = 3 };

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
    for (size_t j = 0; j < w->n; j++)
        w->weight[j] = w->masked[j] ? 0.0 : w->weight[j];
}

/* Fills w->weight with relaxation `r` from the bin `onset` on. */
static void take_weights(assay__window *w, const assay__relaxations *table, size_t onset,
                         size_t r)
{
    if (w->daily) {
        take_daily(w, table->step[r], onset, assay__relaxation_mirrored(r));
        return;
    }
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
        double cost = assay__miss(y, m, k) + height;
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
 * middle of the stretch (a race, a season) against a flat top with sharp edges. */
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
double assay__best_bursts(assay__shape_room *room, size_t begin, size_t end,
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
