/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attention can do by itself: one burst of any kind, two that overlap, a hump.
 *
 * Amplitudes are fitted by Fisher scoring on the negative-binomial likelihood. Two bursts
 * in a row are the commonest organic thing that looks long and flat; a rival that could
 * not be two would call every lively month delivered.
 */
#include <math.h>

#include "growth/window.h"

/* A rival this far ahead ends the test: no size makes up for it. */
static const double lost = -2.0;
/* A second burst within the stretch is worth this many nats: six a year, anywhere. */
static const double second_penalty = 2.0, second_least = 0.0;
/* Shape of the days of a burst, where the account's own days are calmer still. */
static const double burst_shape = 16.0;
enum { ROUNDS = 3 };

/* Amplitude of base + A weight, by Fisher scoring with far days pulled in. */
static double amplitude(assay__window *w, const double base[], size_t onset, size_t from)
{
    double *pull = w->room, *hold = w->room + ASSAY__WINDOW;
    double over = 0.0, weights = 1e-9;
    for (size_t j = onset; j < w->n && w->lead[j] - w->lead[onset] <= 7.0; j++) {
        over += w->y[j] - base[j];
        weights += w->weight[j];
    }
    double a = assay__most(over / weights, 0.0);
    for (int round = 0; round < ROUNDS; round++) {
        double score = 0.0, information = 1e-12;
        for (size_t j = from; j < w->n; j++) {
            double m = base[j] + a * w->weight[j], k = w->k[j];
            double variance = m * (k + m) / k, far = 3.0 * sqrt(variance);
            double off = assay__least(assay__most(w->y[j] - m, -far), far);
            hold[j] = w->weight[j] / variance;
            pull[j] = hold[j] * off;
            hold[j] *= w->weight[j];
        }
        for (size_t j = from; j < w->n; j++) {
            score += pull[j];
            information += hold[j];
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
static double uneven_cost(const assay__window *w, const double base[], const size_t at[3],
                          size_t from)
{
    double sum = 0.0;
    for (size_t j = from; j < w->n; j++) {
        double b = base[j], m = w->mean[j], a = m - b, y = w->y[j];
        double k = m * m / (b * b / w->k[j] + a * a / (burst_shape * w->days[j]));
        double height = 0.5 * log((1.0 + y / k) / (1.0 + y / w->k[j]));
        double cost = assay__miss(y, m, k) + height;
        double most = j < at[0] || j >= at[1] ? assay__window_cap() : HUGE_VAL;
        sum += w->masked[j] ? 0.0 : assay__least(cost, most);
    }
    return sum;
}

/* What a burst comes on top of. Bins before `from` are as without any burst. */
typedef struct ground {
    const double *mean; /* [window] */
    const double *sums; /* prefix sums of what it costs, up to `from` at least */
    size_t from;
} ground;

/* Cost of a relaxation on a ground; leaves its mean in w->mean. */
static double relaxation_cost(assay__window *w, const assay__relaxations *table,
                              const ground *on, const size_t at[3], size_t r)
{
    size_t from = assay__relaxation_mirrored(r) ? 0 : on->from;
    take_weights(w, table, at[2], r);
    double a = amplitude(w, on->mean, at[2], from);
    for (size_t j = 0; j < w->n; j++)
        w->mean[j] = on->mean[j] + a * w->weight[j];
    if (w->k[at[0]] > burst_shape * w->days[at[0]])
        return on->sums[from] + uneven_cost(w, on->mean, at, from);
    return on->sums[from] + assay__window_cost_from(w, from, at[0], at[1]);
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

/* One of every exponent, and one that swells. */
static const size_t few_kinds[] = {0, 1, 4, 10, 15};
enum { FEW_KINDS = sizeof few_kinds / sizeof *few_kinds };

/* Tries every relaxation, from the beginning of the stretch and from its highest day;
 * stops at the first that is `enough`. */
static rival best_relaxation(assay__shape_room *room, const ground *on,
                             const size_t edges[2], double enough)
{
    assay__window *w = &room->window;
    size_t first = edges[0], peak = highest(w, first, edges[1]);
    size_t kinds = room->coarse ? FEW_KINDS : ASSAY__RELAXATIONS;
    rival best = {HUGE_VAL, 0, first};
    for (size_t i = 0; i < kinds && best.cost > enough; i++) {
        size_t r = room->coarse ? few_kinds[i] : i;
        size_t at[3] = {edges[0], edges[1], assay__relaxation_mirrored(r) ? peak : first};
        offer(&best, relaxation_cost(w, &room->relaxations, on, at, r), r, at[2]);
        if (at[2] == peak)
            continue;
        at[2] = peak;
        offer(&best, relaxation_cost(w, &room->relaxations, on, at, r), r, at[2]);
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

/* The best second burst at at[2] on what the first leaves. Its kind is found first, then
 * its mean is left in w->mean. */
static double best_second(assay__shape_room *room, const ground *on, const size_t at[3])
{
    assay__window *w = &room->window;
    rival best = {HUGE_VAL, 0, at[2]};
    for (size_t i = 0; i < SECOND_KINDS; i++) {
        size_t kind = second_kinds[i];
        offer(&best, relaxation_cost(w, &room->relaxations, on, at, kind), kind, at[2]);
    }
    return relaxation_cost(w, &room->relaxations, on, at, best.kind);
}

/* Two bursts that overlap look longer and flatter than either. The second takes what the
 * first leaves, then the first again what is left. */
static double two_relaxations(assay__shape_room *room, const ground *alone,
                              const size_t edges[2], const rival *first)
{
    assay__window *w = &room->window;
    size_t at[3] = {edges[0], edges[1], first->onset};
    if (edges[1] - edges[0] < 5)
        return HUGE_VAL;
    relaxation_cost(w, &room->relaxations, alone, at, first->kind);
    at[2] = second_onset(w, edges[0], edges[1], first->onset);
    ground on = {w->other, alone->sums, alone->from};
    on.from = assay__relaxation_mirrored(first->kind) ? 0 : on.from;
    for (size_t j = 0; j < w->n; j++)
        w->other[j] = w->mean[j];
    double best = best_second(room, &on, at);
    for (size_t j = 0; j < w->n; j++)
        w->other[j] = w->mean[j] - w->other[j] + alone->mean[j];
    at[2] = first->onset;
    on.from = alone->from;
    for (size_t r = 0; r < 4; r++) {
        size_t kind = r == 0 ? first->kind : second_kinds[r];
        best = assay__least(best, relaxation_cost(w, &room->relaxations, &on, at, kind));
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
        double a = amplitude(w, base, begin, 0);
        for (size_t j = 0; j < w->n; j++)
            w->mean[j] = base[j] + a * w->weight[j];
        best = assay__least(best, uneven_cost(w, base, at, 0));
    }
    return best;
}

/* The best that one or two bursts can do. */
double assay__best_bursts(assay__shape_room *room, size_t begin, size_t end,
                          double delivered)
{
    assay__window *w = &room->window;
    const size_t edges[2] = {begin, end};
    ground on = {w->before, w->early, begin};
    if (!(w->pre < w->post))
        on = (ground){w->after, w->late, begin};
    rival one = best_relaxation(room, &on, edges, delivered + lost);
    if (w->k[begin] > burst_shape * w->days[begin] && end - begin >= 4)
        one.cost = assay__least(one.cost, hump_cost(w, w->base, begin, end));
    if (one.cost - delivered < second_least || room->coarse)
        return one.cost;
    return assay__least(one.cost, two_relaxations(room, &on, edges, &one));
}
