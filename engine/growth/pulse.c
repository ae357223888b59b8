/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pulses: the stretches that survive the exact test, without overlap, described by the
 * companions a person can check (aftershocks, edges, precursor, regularity, losses).
 */
#include "growth/pulse.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "stat/negbin.h"

/* A pulse is told when its size has p < 10^-4 or its shape 3 nats: below that every
 * second organic year has one. */
static const double least_tail = 4.0, least_shape = 3.0, aside_z = 4.5;
/* A day this many sd over its level is a gain of its own. */
static const double another_gain = 4.0;

typedef struct work {
    assay__curve *curve;
    assay__stretch found[ASSAY__CANDIDATES];
    assay__fit fit[ASSAY__CANDIDATES];
    size_t n, n_aside; /* the first n_aside stand out by aside_z */
    bool *aside;
} work;

static double key_of(const assay__fit *fit)
{
    return fmax(fit->shape, 0.0) + 0.2 * fmin(fit->tail, 40.0);
}

/* The strongest first; ties by place, so that order means nothing. */
static void sort_fits(work *w)
{
    for (size_t i = 1; i < w->n; i++) {
        assay__fit moved = w->fit[i];
        size_t j = i;
        for (; j > 0; j--) {
            const assay__fit *p = &w->fit[j - 1];
            double a = key_of(p), b = key_of(&moved);
            if (a > b || (a == b && p->begin <= moved.begin))
                break;
            w->fit[j] = w->fit[j - 1];
        }
        w->fit[j] = moved;
    }
}

static size_t keep_apart(work *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->n; i++) {
        const assay__fit *f = &w->fit[i];
        bool clear =
            f->excess > 0.0 && (f->tail >= least_tail || f->shape >= least_shape);
        for (size_t j = 0; clear && j < kept; j++)
            clear = f->end <= w->fit[j].begin || w->fit[j].end <= f->begin;
        if (clear)
            w->fit[kept++] = *f;
    }
    return kept;
}

/* Excess over the bins whose middle lies in [from, to) days. */
static double excess_between(const assay__curve *curve, double from, double to)
{
    double sum = 0.0;
    for (size_t i = 0; i < curve->n; i++) {
        double middle = curve->start[i] + 0.5 * curve->days[i];
        if (middle >= from && middle < to && !curve->masked[i])
            sum += curve->gain[i] - curve->mu[i];
    }
    return sum;
}

/* Is the curve read often enough around the day for shares of days to mean something? */
static bool daily(const assay__curve *curve, const assay__fit *fit)
{
    return curve->days[fit->begin] < 1.6 && curve->days[fit->end - 1] < 1.6;
}

static void describe_shape(const assay__curve *curve, const assay__fit *fit,
                           assay_pulse *p)
{
    double start = curve->start[fit->begin], stop = assay__bin_end(curve, fit->end - 1);
    double last = assay__bin_end(curve, curve->n - 1);
    double first_day = excess_between(curve, start, start + 1.0);
    bool seen = daily(curve, fit);
    p->aftershock = seen && last >= start + 7.0 && first_day > 0.0
                        ? excess_between(curve, start + 1.0, start + 7.0) / first_day
                        : ASSAY_NUMBER_UNKNOWN;
    double mean = fit->excess / (stop - start);
    double on = excess_between(curve, stop - 1.0, stop);
    double off = excess_between(curve, stop, stop + 1.0);
    p->edge = seen && last >= stop + 1.0 && mean > 0.0 ? (on - off) / mean
                                                       : ASSAY_NUMBER_UNKNOWN;
    p->precursor = start >= 7.0 && fit->excess > 0.0
                       ? excess_between(curve, start - 7.0, start) / fit->excess
                       : ASSAY_NUMBER_UNKNOWN;
}

/* Share of the excess that is gone thirty days later, against the usual pace. */
static double lost_after(const assay__curve *curve, const assay__fit *fit)
{
    double stop = assay__bin_end(curve, fit->end - 1), lost = 0.0, days = 0.0;
    for (size_t i = fit->end; i < curve->n; i++) {
        if (assay__bin_end(curve, i) > stop + 31.0)
            break;
        double churn = curve->churn * curve->before[i] * curve->days[i];
        double mu = curve->mu[i], sd = sqrt(mu + mu * mu / curve->k[i]);
        days += curve->days[i];
        /* what puts it back later is another gain */
        if (curve->net[i] + churn <= mu + another_gain * sd)
            lost += mu - churn - curve->net[i];
    }
    if (days < 14.0 || !(fit->excess > 0.0))
        return ASSAY_NUMBER_UNKNOWN;
    return fmin(fmax(lost / fit->excess * fmin(30.0 / days, 2.0), 0.0), 1.0);
}

static void describe(const assay__curve *curve, const double over[],
                     const assay__fit *fit, assay_pulse *p)
{
    double doubt[ASSAY__DOUBTS];
    _Static_assert((size_t)ASSAY__DOUBTS == (size_t)ASSAY_AMOUNT_DOUBTS,
                   "a pulse has all");
    assay_interval amount = assay__amount(curve, over, fit, doubt);
    double sd = fit->base_sd;
    *p = (assay_pulse){
        .from = assay__bin_from(curve, fit->begin),
        .to = assay__bin_to(curve, fit->end - 1),
        .first = curve->first[fit->begin],
        .last = curve->last[fit->end - 1] - 1,
        .excess = amount,
        .tail = fit->tail,
        .shape = fit->shape,
        .level = assay__levelness(curve, fit),
        .roundness = assay__roundness(amount.value, sd),
        .lost_30d = lost_after(curve, fit),
        .views_z = ASSAY_NUMBER_UNKNOWN,
        .posts_near = ASSAY_NUMBER_UNKNOWN,
    };
    memcpy(p->doubt, doubt, sizeof doubt);
    for (size_t i = fit->begin; i < fit->end; i++)
        p->gained += curve->net[i];
    describe_shape(curve, fit, p);
    assay__peak_describe(curve, fit, p);
    const assay__signs signs = {p->excess.value, curve->before[fit->begin], p->level,
                                p->edge, p->precursor};
    p->evidence = assay__delivered(curve, fit, &signs);
}

static ASSAY_CHECKED assay_status screen(work *w, assay_error *err)
{
    bool no_memory;
    w->n = assay__screen(w->curve, w->found, &no_memory);
    if (no_memory)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to screen %zu bins",
                          w->curve->n);
    for (size_t c = 0; c < w->n && w->found[c].z >= aside_z; c++) {
        for (size_t i = w->found[c].begin; i < w->found[c].end; i++)
            w->aside[i] = true;
        w->n_aside++;
    }
    return w->n > 0 ? assay__baseline(w->curve, w->aside, err) : ASSAY_OK;
}

static void sort_by_time(assay_pulse pulses[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        assay_pulse moved = pulses[i];
        size_t j = i;
        for (; j > 0 && pulses[j - 1].from > moved.from; j--)
            pulses[j] = pulses[j - 1];
        pulses[j] = moved;
    }
}

assay_status assay__pulses_find(assay__curve *curve, assay_growth *out, assay_error *err)
{
    work *w = assay_arena_alloc(curve->arena, sizeof *w);
    assay__shape_room *room = assay__shape_room_new(curve);
    curve->room = room;
    out->pulses = assay_arena_array(curve->arena, ASSAY__CANDIDATES, sizeof *out->pulses);
    bool *aside = assay_arena_array(curve->arena, curve->n, sizeof *aside);
    double *over = assay_arena_array(curve->arena, curve->n + 1, sizeof *over);
    if (w == NULL || room == NULL || out->pulses == NULL || aside == NULL || over == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the pulses of a curve");
    w->curve = curve;
    w->aside = aside;
    for (size_t i = 0; i < curve->n; i++)
        curve->calm[i] =
            assay__steady(curve->gain[i] / assay__bin_factor(curve, i), curve->k[i]);
    ASSAY__TRY(screen(w, err));
    for (size_t i = 0; i < curve->n; i++)
        curve->own[i] = assay__own_cost(curve->gain[i], curve->k[i]);
    for (size_t i = 0; i < w->n; i++)
        w->fit[i] = assay__shape_test(curve, room, w->found, w->n_aside, w->found[i]);
    sort_fits(w);
    size_t kept = keep_apart(w);
    for (size_t i = 0; i < curve->n; i++)
        over[i + 1] = over[i] + (curve->masked[i] ? 0.0 : curve->gain[i] - curve->mu[i]);
    for (size_t i = 0; i < kept; i++)
        describe(curve, over, &w->fit[i], &out->pulses[i]);
    out->n_pulses = kept;
    sort_by_time(out->pulses, kept);
    return ASSAY_OK;
}
