/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedulers leave regularity: equal steps, equal packages, a monthly renewal, no night.
 */
#include <math.h>

#include "base/clock.h"
#include "base/str.h"
#include "growth/pulse.h"
#include "stat/order.h"

static const double two_pi = 6.28318530717958647693;
static const double near_equal = 0.005, around = 0.2;
enum {
    FEWEST_STEPS = 30,
    FEWEST_BINS = 60,
    FEWEST_HOURS = 24,
    ORDERS = 6,
    PERIODS = 8,
    TURNS = 4
};

/* The values within a factor 1 +- width of a sorted one; the ends only move right. */
typedef struct vicinity {
    size_t low, high;
    double width;
} vicinity;

/* How many there are about x[i], other than itself; `i` rises from call to call. */
static double neighbours(vicinity *v, const double x[], size_t n, size_t i)
{
    while (x[v->low] < x[i] * (1.0 - v->width))
        v->low++;
    while (v->high + 1 < n && x[v->high + 1] <= x[i] * (1.0 + v->width))
        v->high++;
    return (double)(v->high - v->low);
}

/* Share of steps equal to another within half a per cent, over what the spread of all
 * steps lets one expect. */
static double equal_steps(const assay__curve *curve, double room[])
{
    size_t n = 0;
    for (size_t i = 0; i < curve->n; i++) {
        /* Below 200, half a per cent is less than one follower. */
        if (curve->net[i] >= 200.0 && !curve->masked[i])
            room[n++] = curve->net[i];
    }
    if (n < FEWEST_STEPS || curve->digits > 0.0)
        return ASSAY_NUMBER_UNKNOWN;
    assay__sort(room, n);
    double share = 0.0, expected = 0.0;
    vicinity near = {0, 0, near_equal}, wide = {0, 0, around};
    for (size_t i = 0; i < n; i++) {
        /* What is equal must not raise what is expected. */
        double equal = neighbours(&near, room, n, i);
        double others = neighbours(&wide, room, n, i) - equal;
        share += equal > 0.0 ? 1.0 : 0.0;
        expected += 1.0 - exp(-others * near_equal / (around - near_equal));
    }
    return (share - expected) / (double)n;
}

/* Which of the six orders three values stand in; SIZE_MAX for ties. */
static size_t order_of(const double x[])
{
    if (x[0] == x[1] || x[1] == x[2] || x[0] == x[2])
        return SIZE_MAX;
    return (size_t)(x[0] < x[1]) * 4 + (size_t)(x[1] < x[2]) * 2 + (size_t)(x[0] < x[2]);
}

/* Permutation entropy of order 3 on the residuals, 1 for noise. */
static double entropy(const assay__curve *curve, double room[])
{
    double count[8] = {0.0}, n = 0.0, ties = 0.0, sum = 0.0;
    /* Days within cut counts are as even as they can be: that says nothing. */
    if (curve->n < FEWEST_BINS || curve->digits > 0.0)
        return ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 0; i < curve->n; i++)
        room[i] = curve->gain[i] / curve->mu[i];
    for (size_t i = 0; i + 2 < curve->n; i++) {
        size_t order = order_of(room + i);
        if (order == SIZE_MAX) {
            ties += 1.0;
            continue;
        }
        count[order] += 1.0;
        n += 1.0;
    }
    if (ties > 0.2 * n)
        return ASSAY_NUMBER_UNKNOWN;
    for (size_t order = 0; order < 8; order++) {
        if (count[order] > 0.0)
            sum -= count[order] / n * log(count[order] / n);
    }
    return sum / log((double)ORDERS);
}

/* Pointers turning with the periods, side by side so that they share a register. */
typedef struct pointers {
    double c[PERIODS], s[PERIODS], turn_c[PERIODS], turn_s[PERIODS];
    double cx[PERIODS], sx[PERIODS], cc[PERIODS], ss[PERIODS], sc[PERIODS];
} pointers;

/* How far a step of some days turns them. */
typedef struct turn {
    double days, c[PERIODS], s[PERIODS];
} turn;

/* The turns of the steps seen last; most steps are of one day, some of one and a half. */
typedef struct turns {
    turn seen[TURNS];
    size_t next;
} turns;

static const turn *turn_of(turns *all, double days)
{
    static const double periods[PERIODS] = {27.0, 28.0,  29.0, 29.5,
                                            30.0, 30.44, 31.0, 32.0};
    for (size_t i = 0; i < TURNS; i++) {
        if (all->seen[i].days == days)
            return &all->seen[i];
    }
    turn *fresh = &all->seen[all->next++ % TURNS];
    fresh->days = days;
    for (size_t j = 0; j < PERIODS; j++) {
        fresh->c[j] = cos(two_pi * days / periods[j]);
        fresh->s[j] = sin(two_pi * days / periods[j]);
    }
    return fresh;
}

static void take_value(pointers *p, double x)
{
    for (size_t j = 0; j < PERIODS; j++) {
        double c = p->c[j], s = p->s[j];
        p->cx[j] += x * c;
        p->sx[j] += x * s;
        p->cc[j] += c * c;
        p->ss[j] += s * s;
        p->sc[j] += s * c;
        p->c[j] = c * p->turn_c[j] - s * p->turn_s[j];
        p->s[j] = s * p->turn_c[j] + c * p->turn_s[j];
    }
}

/* The highest Lomb-Scargle power of the residuals over the periods. */
static double highest_power(const assay__curve *curve, const double x[])
{
    pointers p = {0};
    turns all = {0};
    double best = 0.0;
    for (size_t j = 0; j < PERIODS; j++)
        p.c[j] = 1.0;
    for (size_t i = 0; i < curve->n; i++) {
        double after = i + 1 < curve->n ? curve->days[i + 1] : curve->days[i];
        const turn *next = turn_of(&all, 0.5 * (curve->days[i] + after));
        for (size_t j = 0; j < PERIODS; j++) {
            p.turn_c[j] = next->c[j];
            p.turn_s[j] = next->s[j];
        }
        take_value(&p, x[i]);
    }
    for (size_t j = 0; j < PERIODS; j++) {
        double cc = p.cc[j], ss = p.ss[j], sc = p.sc[j], cx = p.cx[j], sx = p.sx[j];
        double det = cc * ss - sc * sc;
        double power = cx * cx * ss - 2.0 * cx * sx * sc + sx * sx * cc;
        best = det > 1e-9 ? fmax(best, 0.5 * power / det) : best;
    }
    return best;
}

/* -log10 p of a monthly rhythm: subscriptions are renewed and refilled by the month. */
static double periodicity(const assay__curve *curve, double room[])
{
    size_t n = curve->n;
    double sum = 0.0, squares = 0.0;
    if (n < FEWEST_BINS || curve->start[n - 1] < 90.0)
        return ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 0; i < n; i++) {
        room[i] = log((curve->gain[i] + 1.0) / (curve->mu[i] + 1.0));
        sum += room[i];
    }
    for (size_t i = 0; i < n; i++) {
        room[i] -= sum / (double)n;
        squares += room[i] * room[i];
    }
    if (!(squares > 0.0))
        return 0.0;
    double best = highest_power(curve, room) * (double)n / squares;
    /* Two free periods in that narrow band. */
    double log_p = -best + log(2.0);
    return fmax(-log_p / log(10.0), 0.0);
}

/* Strength of the rhythm of the day in the gains of the strongest pulse. */
static double hours(const assay__curve *curve, const assay_growth *out)
{
    const assay_reading *growth = curve->account->growth;
    const assay_pulse *best = NULL;
    for (size_t i = 0; i < out->n_pulses; i++) {
        if (best == NULL || out->pulses[i].shape > best->shape)
            best = &out->pulses[i];
    }
    if (best == NULL || out->step_days > 0.2)
        return ASSAY_NUMBER_UNKNOWN;
    double c = 0.0, s = 0.0, sum = 0.0;
    size_t n = 0;
    for (size_t i = best->first; i <= best->last; i++, n++) {
        double gained = growth[i + 1].followers - growth[i].followers;
        double at =
            (double)growth[i].at + 0.5 * (double)(growth[i + 1].at - growth[i].at);
        double angle = two_pi * fmod(at, ASSAY__DAY) / ASSAY__DAY;
        if (!(gained > 0.0))
            continue;
        c += gained * cos(angle);
        s += gained * sin(angle);
        sum += gained;
    }
    if (n < FEWEST_HOURS || !(sum > 0.0))
        return ASSAY_NUMBER_UNKNOWN;
    return sqrt(c * c + s * s) / sum;
}

/* Positive jumps that give back half to all of what the week before had lost. */
static double refills(const assay__curve *curve)
{
    double found = 0.0;
    for (size_t i = 1; i < curve->n; i++) {
        double lost = 0.0,
               noise = sqrt(curve->mu[i] + curve->mu[i] * curve->mu[i] / curve->k[i]);
        for (size_t j = i; j-- > 0 && curve->start[i] - curve->start[j] <= 7.0;)
            lost += assay__least(curve->net[j], 0.0);
        double over = curve->net[i] - curve->mu[i];
        if (-lost > 4.0 * noise + 10.0 && over >= -0.5 * lost && over <= -1.2 * lost)
            found += 1.0;
    }
    return found;
}

assay_status assay__regularity_fill(assay__curve *curve, assay_growth *out,
                                    assay_error *err)
{
    double *room = assay_arena_array(curve->arena, curve->n, sizeof *room);
    if (room == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu bins", curve->n);
    out->equal_steps = equal_steps(curve, room);
    out->entropy = entropy(curve, room);
    out->periodicity = periodicity(curve, room);
    out->hour_rayleigh = hours(curve, out);
    out->refills = refills(curve);
    return ASSAY_OK;
}
