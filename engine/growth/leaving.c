/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Those who came at once and leave again.
 *
 * Delivered followers are removed for weeks, and those of a giveaway go when it is over.
 * While they go the count may fall day after day: a level, a churn or a noise read from
 * such days is theirs and not the account's, so that the more was delivered, lost and put
 * back, the less of it would stand out. Where the pace after a sudden gain is less than
 * half of the one before, what it falls short by is taken for leaving, up to all that
 * came, and given back before ordinary days are learnt. A curve that falls without having
 * jumped stays as it is; so does one that goes on growing as it did.
 */
#include <math.h>

#include "growth/curve.h"
#include "stat/order.h"

/* A sudden gain: this share of the followers a day, and times the middle step. */
static const double least_share = 0.005, least_times = 5.0;
/* A pace below this share of the one before is told from chance: the middle of fifteen
 * days of an account as noisy as most varies by a fifth. */
static const double falls_short = 0.5;
/* Less of a gain leaving than this is lost in the noise of the pace. */
static const double least_of_gain = 0.15;
static const double most_times = 1.5;
/* Sudden days nearer than this belong to one gain. */
static const double apart_days = 14.0;
static const double before_days = 28.0, leaving_days = 60.0;
/* Bins to each side whose middle is the pace of a day. */
enum { SIDE = 7, ABOUT = 2 * SIDE + 1, FEWEST = 5, WEEK = 7 };

typedef struct work {
    const assay__curve *curve;
    double *leaving, *room;
    double middle; /* of what the steps move by a day, up or down */
} work;

static bool sudden(const work *w, size_t i)
{
    const assay__curve *curve = w->curve;
    double rate = curve->net[i] / curve->days[i];
    return rate > least_share * curve->before[i] && rate > least_times * w->middle;
}

/* Median pace of the weeks before bin `i`, what left meanwhile given back. */
static double pace_before(const work *w, size_t i)
{
    const assay__curve *curve = w->curve;
    size_t n = 0;
    for (size_t j = i; j-- > 0 && curve->start[i] - curve->start[j] <= before_days;) {
        if (!sudden(w, j))
            w->room[n++] = (curve->net[j] + w->leaving[j]) / curve->days[j];
    }
    return n >= FEWEST ? assay__median_in_place(w->room, n) : 0.0;
}

/* Median pace about bin `i` within the bins [from, to). */
static double pace_about(const assay__curve *curve, size_t i, size_t from, size_t to)
{
    double room[ABOUT];
    size_t n = 0, low = i > from + SIDE ? i - SIDE : from;
    for (size_t j = low; j < to && j <= i + SIDE; j++)
        room[n++] = curve->net[j] / curve->days[j];
    return assay__median_in_place(room, n);
}

/* What a bin after the gain would have had: as much a day as one before it of the same
 * weekday, for its noise, but no burst. */
static double usual_rate(const work *w, size_t i, size_t from, double pace)
{
    const assay__curve *curve = w->curve;
    size_t back = ((i - from) / WEEK + 1) * WEEK;
    while (back <= i && i - back >= from - 1)
        back += WEEK;
    if (back > i || !(pace > 0.0) || sudden(w, i - back))
        return pace;
    double rate = (curve->net[i - back] + w->leaving[i - back]) / curve->days[i - back];
    return assay__least(rate, most_times * pace);
}

/* Gives back what falls short of `pace` over the bins [from, to), at most `came`.
 * @return what of it is left to leave */
static double give_back(const work *w, size_t from, size_t to, double pace, double came)
{
    const assay__curve *curve = w->curve;
    double left = came;
    for (size_t i = from; i < to && left > 0.0; i++) {
        double about = pace_about(curve, i, from, to);
        if (about >= (pace > 0.0 ? falls_short : 1.0 / falls_short) * pace)
            continue;
        double rate = curve->net[i] / curve->days[i];
        double short_by = assay__most(usual_rate(w, i, from, pace) - rate, 0.0);
        w->leaving[i] = assay__least(short_by * curve->days[i], left);
        left -= w->leaving[i];
    }
    bool told = came - left >= least_of_gain * came, on = false;
    for (size_t i = to; i-- > from;) {
        on = told && (on || w->leaving[i] > 0.0);
        curve->settling[i] = on;
        w->leaving[i] = told ? w->leaving[i] : 0.0;
    }
    return told ? left : came;
}

static double middle_step(const work *w)
{
    const assay__curve *curve = w->curve;
    for (size_t i = 0; i < curve->n; i++)
        w->room[i] = fabs(curve->net[i]) / curve->days[i];
    return assay__median_in_place(w->room, curve->n);
}

assay_status assay__leaving_find(assay__curve *curve, assay_error *err)
{
    size_t n = curve->n;
    work w = {.curve = curve};
    w.leaving = assay_arena_array(curve->arena, n, sizeof *w.leaving);
    w.room = assay_arena_array(curve->arena, n, sizeof *w.room);
    bool *settling = assay_arena_array(curve->arena, n, sizeof *settling);
    if (w.leaving == NULL || w.room == NULL || settling == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a curve of %zu bins", n);
    curve->leaving = w.leaving;
    curve->settling = settling;
    w.middle = middle_step(&w);
    double came = 0.0, pace = 0.0, last = -HUGE_VAL;
    for (size_t i = 0, next; !curve->sparse && i < n; i = next) {
        next = i + 1;
        if (!sudden(&w, i))
            continue;
        /* the days of one gain are not the pace before it */
        double since = curve->start[i] - last;
        pace = since > apart_days ? pace_before(&w, i) : pace;
        came = since > leaving_days ? 0.0 : came;
        came += assay__most(curve->net[i] - pace * curve->days[i], 0.0);
        last = curve->start[i];
        while (next < n && !sudden(&w, next) && curve->start[next] - last <= leaving_days)
            next++;
        came = give_back(&w, i + 1, next, pace, came);
    }
    return ASSAY_OK;
}
