/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of uncertain events. Each gain adds its amount with its probability of being a
 * purchase; the distribution of the sum is convolved on a grid, so that the interval is
 * that of "none of it or all of it", not of a fraction. Amounts are split normals whose
 * 5 % and 95 % points are the event's low and high.
 *
 * Followers bought before the curve began show only as silence: rates per follower under
 * the norm by log(1 - share). Rates differ between creators by factors, so the interval
 * of that share is wide, and it is told as wide as it is.
 */
#include "events/totals.h"

#include <math.h>

enum { POINTS = 5, SHARE_CELLS = 20 };

static const double Z_95 = 1.6448536269514722;
/* Gauss-Hermite rule of five points for the standard normal. */
static const double POINT[POINTS] = {-2.856970013872806, -1.355626179974266, 0,
                                     1.355626179974266, 2.856970013872806};
static const double WEIGHT[POINTS] = {0.011257411327720689, 0.22207592200561266,
                                      0.5333333333333333, 0.22207592200561266,
                                      0.011257411327720689};
/* Before looking: 15 % of accounts bought before the curve begins, a share of their
 * followers as Beta(1.2, 4): most a little, few half. First none, then twenty cells of
 * the share. */
static const double OLD_PRIOR[SHARE_CELLS + 1] = {
    0.850000, 0.019528, 0.020773, 0.019474, 0.017459, 0.015220, 0.012970,
    0.010823, 0.008841, 0.007059, 0.005494, 0.004151, 0.003028, 0.002115,
    0.001398, 0.000859, 0.000477, 0.000227, 0.000084, 0.000018, 0.000001};
/* log(1 - share) in the middle of each cell: how far silent followers lower a rate. */
static const double OLD_SHIFT[SHARE_CELLS + 1] = {
    0,         -0.025318, -0.077962, -0.133531, -0.192372, -0.254892, -0.321584,
    -0.393043, -0.470004, -0.553385, -0.644357, -0.744440, -0.855666, -0.980829,
    -1.123930, -1.290984, -1.491655, -1.742969, -2.079442, -2.590267, -3.688879};

static double excess_at(const assay_event *event, size_t point)
{
    double above = (event->high - event->excess) / Z_95;
    double below = (event->excess - event->low) / Z_95;
    return fmax(0, event->excess + POINT[point] * (POINT[point] > 0 ? above : below));
}

/* Put mass at an amount, split between the two cells around it so that means are kept. */
static void place(assay__total *total, double amount, double mass)
{
    double at = amount / total->top * (ASSAY__TOTAL_CELLS - 1);
    at = fmin(fmax(at, 0), ASSAY__TOTAL_CELLS - 1);
    size_t cell = (size_t)at;
    double right = at - (double)cell;
    total->mass[cell] += mass * (1 - right);
    if (cell + 1 < ASSAY__TOTAL_CELLS)
        total->mass[cell + 1] += mass * right;
}

static double kept_share(const assay_findings *findings, const assay_event *event)
{
    double lost = findings->growth.pulses[event->pulse].lost_30d;
    return isnan(lost) ? 1 : 1 - fmin(fmax(lost, 0), 1);
}

static void add_event(const assay_event *event, double kept, assay__total *total)
{
    assay__total before = *total;
    double purchase = event->cause[ASSAY_CAUSE_PURCHASE];
    for (size_t cell = 0; cell < ASSAY__TOTAL_CELLS; cell++)
        total->mass[cell] *= 1 - purchase;
    for (size_t point = 0; point < POINTS; point++) {
        double amount = kept * excess_at(event, point);
        for (size_t cell = 0; cell < ASSAY__TOTAL_CELLS; cell++)
            if (before.mass[cell] > 0)
                place(total,
                      amount + total->top * (double)cell / (ASSAY__TOTAL_CELLS - 1),
                      before.mass[cell] * purchase * WEIGHT[point]);
    }
}

static bool counts(const assay_event *event)
{
    return event->pulse != SIZE_MAX && event->excess > 0;
}

void assay__total_of(const assay_findings *findings, bool kept, assay__total *out)
{
    const assay_events *events = &findings->events;
    *out = (assay__total){.top = 0};
    for (size_t i = 0; i < events->n_events; i++)
        if (counts(&events->events[i]))
            out->top += 2 * events->events[i].high - events->events[i].excess;
    out->mass[0] = 1;
    for (size_t i = 0; out->top > 0 && i < events->n_events; i++) {
        const assay_event *event = &events->events[i];
        if (counts(event))
            add_event(event, kept ? kept_share(findings, event) : 1, out);
    }
}

static double total_quantile(const assay__total *total, double p)
{
    double below = 0, step = total->top / (ASSAY__TOTAL_CELLS - 1);
    for (size_t cell = 0; cell < ASSAY__TOTAL_CELLS; cell++) {
        if (below + total->mass[cell] >= p)
            /* mass of a cell reaches half a step to either side; that of 0 is 0 */
            return cell == 0
                       ? 0
                       : step * ((double)cell - 0.5 + (p - below) / total->mass[cell]);
        below += total->mass[cell];
    }
    return total->top;
}

assay_interval assay__total_interval(const assay__total *total)
{
    assay_interval out = {0, total_quantile(total, 0.05), total_quantile(total, 0.95)};
    for (size_t cell = 0; cell < ASSAY__TOTAL_CELLS; cell++)
        out.value +=
            total->mass[cell] * total->top * (double)cell / (ASSAY__TOTAL_CELLS - 1);
    out.value = fmin(fmax(out.value, out.low), out.high);
    return out;
}

/* How far under its norm the account lies, mean of the rates that are known; `sd` is
 * the norms' spread. False when no rate is known. */
static bool silence(const assay_engagement *engagement, const assay_norms *norms,
                    double *log_below, double *sd)
{
    static const assay_rate rates[] = {
        ASSAY_LIKES_PER_FOLLOWER, ASSAY_COMMENTS_PER_FOLLOWER, ASSAY_VIEWS_PER_FOLLOWER};
    double n = 0, sum = 0, spread = 0;
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        double z = engagement->log_rate_z[rates[r]];
        double norm = norms->rates[rates[r]].spread;
        if (isnan(z) || !(norm > 0))
            continue;
        sum += z * norm;
        spread += norm;
        n++;
    }
    *log_below = n > 0 ? sum / n : 0;
    *sd = n > 0 ? spread / n : 1;
    return n > 0;
}

/* Student's t density with 6 degrees of freedom, up to a constant. */
static double t6_density(double z)
{
    double x = 1 + z * z / 6;
    return 1 / (x * x * x * sqrt(x));
}

/* Posterior of the share that came before the curve, in cells; [0] is none. The rates
 * already carry what the gains added, a share `recent`. */
static void weigh_old(const assay_findings *findings, const assay_norms *norms,
                      double recent, double mass[])
{
    double below, sd, total = 0;
    bool known = silence(&findings->engagement, norms, &below, &sd);
    below -= log1p(-fmin(recent, 0.9));
    for (size_t cell = 0; cell <= SHARE_CELLS; cell++) {
        double told = known ? t6_density((below - OLD_SHIFT[cell]) / sd) : cell == 0;
        mass[cell] = OLD_PRIOR[cell] * told;
        total += mass[cell];
    }
    for (size_t cell = 0; cell <= SHARE_CELLS; cell++)
        mass[cell] /= total;
}

assay_interval assay__suspicious_share(const assay_findings *findings,
                                       const assay_norms *norms, double now)
{
    assay__total kept, all = {.top = 1};
    double old[SHARE_CELLS + 1];
    assay__total_of(findings, true, &kept);
    weigh_old(findings, norms, assay__total_interval(&kept).value / now, old);
    for (size_t cell = 0; cell < ASSAY__TOTAL_CELLS; cell++) {
        double came = kept.top / now * (double)cell / (ASSAY__TOTAL_CELLS - 1);
        came = fmin(came, 1);
        for (size_t k = 0; k <= SHARE_CELLS && kept.mass[cell] > 0; k++) {
            double before = k == 0 ? 0 : ((double)k - 0.5) / SHARE_CELLS;
            place(&all, came + (1 - came) * before, kept.mass[cell] * old[k]);
        }
    }
    return assay__total_interval(&all);
}
