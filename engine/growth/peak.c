/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies inside a pulse: a window may be longer than what happened in it, so the two
 * neighbouring days that gained most are looked for, with what came before and after
 * them, and what left again after the window. Losses count, also where the tests pass
 * them over: a reading too low that is put right is a gain with a hole before it.
 */
#include "growth/pulse.h"

/* Attention ebbs away within about a week; it may build up for some days before. */
enum { DAYS_AFTER = 7, DAYS_BEFORE = 3 };
static const double daily = 1.6, leaving_days = 14.0, leaving_seen = 10.0;

/* Followers over the usual pace in bins [from, to), churn given back. */
static double over(const assay__curve *curve, size_t from, size_t to)
{
    double sum = 0.0;
    for (size_t i = from; i < to && i < curve->n; i++)
        sum += curve->net[i] + curve->churn * curve->before[i] * curve->days[i] -
               curve->mu[i];
    return sum;
}

static bool read_daily(const assay__curve *curve, const assay__fit *fit)
{
    for (size_t i = fit->begin; i < fit->end; i++)
        if (curve->days[i] > daily)
            return false;
    return true;
}

static size_t highest_pair(const assay__curve *curve, const assay__fit *fit)
{
    size_t best = fit->begin;
    double most = over(curve, best, best + 2);
    for (size_t i = fit->begin + 1; i + 1 < fit->end; i++) {
        double here = over(curve, i, i + 2);
        if (here > most) {
            most = here;
            best = i;
        }
    }
    return best;
}

static void look_at_peak(const assay__curve *curve, const assay__fit *fit, assay_pulse *p)
{
    size_t peak = highest_pair(curve, fit);
    double held = over(curve, peak, peak + 2);
    if (!(held > 0.0))
        return;
    p->peak = held / p->excess.value;
    if (peak + 2 + DAYS_AFTER <= curve->n)
        p->peak_after = over(curve, peak + 2, peak + 2 + DAYS_AFTER) / held;
    if (peak >= DAYS_BEFORE)
        p->peak_before = over(curve, peak - DAYS_BEFORE, peak) / held;
}

static double left_after(const assay__curve *curve, const assay__fit *fit, double excess)
{
    size_t i = fit->end;
    double stop = assay__bin_end(curve, fit->end - 1), days = 0.0;
    while (i < curve->n && assay__bin_end(curve, i) <= stop + leaving_days)
        days += curve->days[i++];
    return days >= leaving_seen ? -over(curve, fit->end, i) / excess
                                : ASSAY_NUMBER_UNKNOWN;
}

void assay__peak_describe(const assay__curve *curve, const assay__fit *fit,
                          assay_pulse *p)
{
    p->peak = p->peak_after = p->peak_before = p->left_14d = ASSAY_NUMBER_UNKNOWN;
    if (!(p->excess.value > 0.0))
        return;
    if (read_daily(curve, fit))
        look_at_peak(curve, fit, p);
    p->left_14d = left_after(curve, fit, p->excess.value);
}
