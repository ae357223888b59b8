/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Falls of the curve: a platform's purge, followers of a pulse leaving, or neither.
 *
 * A purge strikes once and leaves the pace as it was. Across a roster it is a day on
 * which most accounts fell (purge.c finds those); alone it is named when one sharp fall
 * stands between two stretches of the same pace. The bin is then masked, so that neither
 * the level nor a test sees the shock.
 */
#include <math.h>

#include "base/str.h"
#include "growth/curve.h"
#include "stat/order.h"

/* Bins on each side whose pace is compared. */
enum { FLANK = 7, FEWEST_SIDE = 2 };
static const double sharp_sd = 5.0, least_share = 0.0005;
/* Less of an excess than this leaving at once is no answer to it. */
static const double least_of_excess = 0.2;

/* Median daily net gain of bins [from, to), at most FLANK. */
static double pace(const assay__curve *curve, size_t from, size_t to)
{
    double room[FLANK];
    size_t n = 0;
    for (size_t i = from; i < to && n < FLANK; i++)
        room[n++] = curve->net[i] / curve->days[i];
    return assay__median_in_place(room, n);
}

static double noise_of(const assay__curve *curve, size_t i)
{
    double mu = curve->mu[i];
    return sqrt(mu + mu * mu / curve->k[i]) + curve->unit[i] * (curve->unit[i] > 1.0);
}

/* Does bin `i` fall far below everything near it? */
static bool falls(const assay__curve *curve, size_t i)
{
    double below =
        curve->mu[i] - curve->churn * curve->before[i] * curve->days[i] - curve->net[i];
    return curve->net[i] < 0.0 && -curve->net[i] >= least_share * curve->before[i] &&
           below > sharp_sd * noise_of(curve, i);
}

static bool pace_kept(const assay__curve *curve, size_t first, size_t last)
{
    size_t from = first > FLANK ? first - FLANK : 0;
    size_t to = last + 1 + FLANK < curve->n ? last + 1 + FLANK : curve->n;
    if (first - from < FEWEST_SIDE || to - (last + 1) < FEWEST_SIDE)
        return false;
    double before = pace(curve, from, first), after = pace(curve, last + 1, to);
    double noise = noise_of(curve, first) / curve->days[first];
    double fall = -curve->net[first] / curve->days[first];
    return fabs(after - before) <= fmax(0.5 * fabs(before) + noise, 0.1 * fall);
}

/* Is the fall about what came in during an excess of the two months before? */
static bool follows_excess(const assay__curve *curve, size_t first, double lost)
{
    double excess = 0.0;
    for (size_t i = first; i-- > 0 && curve->start[first] - curve->start[i] <= 60.0;) {
        double over = curve->gain[i] - curve->mu[i];
        if (over > 3.0 * noise_of(curve, i))
            excess += over;
    }
    return excess >= 0.7 * lost && lost >= least_of_excess * excess;
}

static const assay_purge *purge_at(const assay__curve *curve, size_t i)
{
    const assay_roster *roster = curve->roster;
    int64_t from = assay__bin_from(curve, i), to = assay__bin_to(curve, i);
    for (size_t p = 0; roster != NULL && p < roster->n_purges; p++) {
        const assay_purge *purge = &roster->purges[p];
        if (assay__str_equal(purge->platform, curve->account->platform) &&
            purge->from < to && from < purge->to)
            return purge;
    }
    return NULL;
}

static void add_drop(assay__curve *curve, size_t first, size_t last, assay_drop_kind kind,
                     assay_growth *out)
{
    double lost = 0.0;
    for (size_t i = first; i <= last; i++)
        lost -= curve->net[i];
    out->drops[out->n_drops++] = (assay_drop){
        .from = assay__bin_from(curve, first),
        .to = assay__bin_to(curve, last),
        .lost = lost,
        .share = lost / fmax(curve->before[first], 1.0),
        .excess_z = ASSAY_NUMBER_UNKNOWN,
        .kind = kind,
    };
    for (size_t i = first; i <= last && kind == ASSAY_DROP_PURGE; i++)
        curve->masked[i] = true;
}

/* A purge day of the roster: the shock is taken out, what exceeds it is scored. */
static void strike(assay__curve *curve, size_t i, const assay_purge *purge,
                   assay_growth *out)
{
    curve->masked[i] = true;
    if (!(curve->net[i] < 0.0))
        return;
    double churn = curve->churn * curve->before[i] * curve->days[i];
    double lost = curve->mu[i] - churn - curve->net[i];
    double share = lost / fmax(curve->before[i], 1.0);
    add_drop(curve, i, i, ASSAY_DROP_PURGE, out);
    out->drops[out->n_drops - 1].excess_z =
        (share - purge->share) / fmax(purge->spread, 1e-4);
}

static int by_time(const assay_drop *a, const assay_drop *b)
{
    return (a->from > b->from) - (a->from < b->from);
}

/* Few and nearly sorted: insertion. */
static void sort_drops(assay_growth *out)
{
    for (size_t i = 1; i < out->n_drops; i++) {
        assay_drop moved = out->drops[i];
        size_t j = i;
        for (; j > 0 && by_time(&out->drops[j - 1], &moved) > 0; j--)
            out->drops[j] = out->drops[j - 1];
        out->drops[j] = moved;
    }
}

/* The fall that begins at bin `i`; returns its last bin. */
static size_t judge_fall(assay__curve *curve, size_t i, assay_growth *out)
{
    size_t last = i;
    double lost = -curve->net[i];
    while (last + 1 < curve->n && falls(curve, last + 1))
        lost -= curve->net[++last];
    assay_drop_kind kind = ASSAY_DROP_UNEXPLAINED;
    if (follows_excess(curve, i, lost))
        kind = ASSAY_DROP_LOSS;
    else if (last - i < 2 && pace_kept(curve, i, last))
        kind = ASSAY_DROP_PURGE;
    add_drop(curve, i, last, kind, out);
    return last;
}

assay_status assay__drops_find(assay__curve *curve, assay_growth *out, assay_error *err)
{
    (void)err;
    for (size_t i = 0; i < curve->n; i++) {
        const assay_purge *purge = purge_at(curve, i);
        if (purge != NULL)
            strike(curve, i, purge, out);
        else if (falls(curve, i))
            i = judge_fall(curve, i, out);
    }
    sort_drops(out);
    return ASSAY_OK;
}
