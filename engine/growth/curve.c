/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observation model: which readings say something, and what lies between them.
 *
 * A count cut to three digits stands still for days and then jumps by a whole unit; such
 * a curve is read as the straightest one within its bounds (cut.c), rather than with
 * noise of one unit a day, which flags every honest account.
 * Irregular steps become exposure; a tracker's interpolation is not imitated.
 */
#include "growth/curve.h"
#include "stat/order.h"

#include <math.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

/* A glitch reverses within this many days and readings. */
static const double glitch_days = 7.0;
enum { GLITCH_READINGS = 7, MOST_DIGITS = 6 };

static double day_of(const assay__curve *curve, size_t reading)
{
    const assay_reading *growth = curve->account->growth;
    return (double)(growth[reading].at - growth[0].at) / ASSAY__DAY;
}

double assay__curve_unit(const assay__curve *curve, double value)
{
    if (curve->digits == 0.0 || value < 1.0)
        return 1.0;
    return fmax(1.0, pow(10.0, floor(log10(value)) + 1.0 - curve->digits));
}

/* Are at least 98 % of the counts that would show it cut to `digits` digits, and are
 * there enough of them that chance (10 to the minus zeros) cannot have done it? */
static bool cut_to(const assay__curve *curve, double digits)
{
    const assay_account *account = curve->account;
    double fit = 0.0, of = 0.0, zeros = 0.0, previous = -1.0;
    double most_unfit = 0.02 * (double)account->n_growth;
    double highest = 0.0;
    for (size_t i = 0; i < account->n_growth; i++)
        highest = assay__most(highest, account->growth[i].followers);
    if (highest < pow(10.0, digits))
        return false;
    for (size_t i = 0; i < account->n_growth && of - fit <= most_unfit; i++) {
        double count = account->growth[i].followers;
        double unit = count < 1.0 ? 1.0 : pow(10.0, floor(log10(count)) + 1.0 - digits);
        if (unit < 10.0 || count == previous)
            continue;
        previous = count;
        of += 1.0;
        if (fmod(count, unit) == 0.0) {
            fit += 1.0;
            zeros += log10(unit);
        }
    }
    return of > 0.0 && fit >= 0.98 * of && zeros >= 4.0;
}

static void infer_truncation(assay__curve *curve)
{
    curve->digits = 0.0;
    for (int digits = 2; digits <= MOST_DIGITS; digits++) {
        if (cut_to(curve, (double)digits)) {
            curve->digits = (double)digits;
            return;
        }
    }
}

/* Usual size of one step and its day, for telling a glitch from growth. */
static ASSAY_CHECKED assay_status usual_step(const assay__curve *curve, double *rate,
                                             assay_error *err)
{
    const assay_account *account = curve->account;
    size_t n = account->n_growth - 1;
    double *rates = assay_arena_array(curve->arena, n, sizeof *rates);
    if (rates == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a curve of %zu steps", n);
    for (size_t i = 0; i < n; i++) {
        double days = day_of(curve, i + 1) - day_of(curve, i);
        rates[i] =
            fabs(account->growth[i + 1].followers - account->growth[i].followers) / days;
    }
    *rate = assay__median_in_place(rates, n);
    return ASSAY_OK;
}

/* The reading at which a jump away from reading `i` has reversed exactly, or 0. */
static size_t reversal(const assay__curve *curve, size_t i, double rate)
{
    const assay_reading *growth = curve->account->growth;
    double level = growth[i].followers, jump = growth[i + 1].followers - level;
    double unit = assay__curve_unit(curve, level);
    if (fabs(jump) < 8.0 * (rate + 1.0) * (day_of(curve, i + 1) - day_of(curve, i)) ||
        fabs(jump) < 3.0 * unit + 10.0 || fabs(jump) < 0.002 * level)
        return 0;
    for (size_t r = i + 2; r < curve->account->n_growth && r <= i + GLITCH_READINGS;
         r++) {
        double days = day_of(curve, r) - day_of(curve, i);
        double back = growth[r].followers - level;
        if (days > glitch_days)
            return 0;
        /* One step back, about as large as the jump: growth never takes it. */
        double step = growth[r].followers - growth[r - 1].followers;
        if (step * jump < 0.0 && fabs(step) >= 0.8 * fabs(jump) &&
            fabs(back - rate * days) <= 0.02 * fabs(jump) + 2.0 * rate * days + unit)
            return r;
        /* What lies between must stay away, and not move on. */
        if (fabs(back - jump) > 0.3 * fabs(jump))
            return 0;
    }
    return 0;
}

static void add_glitch(const assay__curve *curve, size_t from, size_t to,
                       assay_growth *out)
{
    const assay_reading *growth = curve->account->growth;
    double lost = growth[from].followers - growth[from + 1].followers;
    out->glitches++;
    if (lost > 0.0) {
        out->drops[out->n_drops++] = (assay_drop){
            .from = growth[from].at,
            .to = growth[to].at,
            .lost = lost,
            .share = lost / growth[from].followers,
            .excess_z = ASSAY_NUMBER_UNKNOWN,
            .kind = ASSAY_DROP_GLITCH,
        };
    }
}

static void drop_glitches(const assay__curve *curve, bool keep[], double rate,
                          assay_growth *out)
{
    size_t n = curve->account->n_growth;
    for (size_t i = 0; i + 2 < n; i++) {
        size_t back = reversal(curve, i, rate);
        if (back == 0)
            continue;
        for (size_t j = i + 1; j < back; j++)
            keep[j] = false;
        add_glitch(curve, i, back, out);
        i = back - 1;
    }
}

/* The same exact count again, while an account like this moves every day. */
static void drop_stale(const assay__curve *curve, bool keep[], double rate,
                       assay_growth *out)
{
    const assay_reading *growth = curve->account->growth;
    size_t n = curve->account->n_growth, previous = 0;
    for (size_t i = 1; i + 1 < n; i++) {
        if (!keep[i])
            continue;
        double days = day_of(curve, i) - day_of(curve, previous);
        if (growth[i].followers == growth[previous].followers && rate * days >= 20.0) {
            keep[i] = false;
            out->stale++;
        } else {
            previous = i;
        }
    }
}

/* At most one reading a day: hours carry a rhythm of their own. */
static void keep_days(const assay__curve *curve, bool keep[])
{
    size_t n = curve->account->n_growth, previous = 0;
    for (size_t i = 1; i + 1 < n; i++) {
        if (!keep[i])
            continue;
        if (day_of(curve, i) - day_of(curve, previous) < 0.9)
            keep[i] = false;
        else
            previous = i;
    }
}

static bool make_columns(assay__curve *curve, size_t n)
{
    double **columns[] = {&curve->start,  &curve->days, &curve->net, &curve->gain,
                          &curve->before, &curve->unit, &curve->mu,  &curve->calm,
                          &curve->k,      &curve->own};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        *columns[i] = assay_arena_array(curve->arena, n, sizeof **columns[i]);
        if (*columns[i] == NULL)
            return false;
    }
    curve->first = assay_arena_array(curve->arena, n, sizeof *curve->first);
    curve->last = assay_arena_array(curve->arena, n, sizeof *curve->last);
    curve->masked = assay_arena_array(curve->arena, n, sizeof *curve->masked);
    curve->weekday_of = assay_arena_array(curve->arena, n, 1);
    return curve->first != NULL && curve->last != NULL && curve->masked != NULL &&
           curve->weekday_of != NULL;
}

/* Which day a one-day bin stands for: the one of its middle. */
static unsigned char weekday_of(const assay__curve *curve, size_t bin)
{
    int64_t from = assay__bin_from(curve, bin), to = assay__bin_to(curve, bin);
    if (curve->days[bin] <= 0.9 || curve->days[bin] >= 1.1)
        return 7;
    return (unsigned char)assay__weekday(from + (to - from) / 2);
}

/* The count at every reading that is kept: what is shown, or what lies within it. */
static ASSAY_CHECKED assay_status take_levels(assay__curve *curve, const bool keep[],
                                              double **level, assay_error *err)
{
    size_t n = curve->account->n_growth, n_kept = 0;
    *level = assay__arena_raw(curve->arena, n, sizeof **level);
    size_t *kept = assay__arena_raw(curve->arena, n, sizeof *kept);
    if (*level == NULL || kept == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a curve of %zu readings",
                          n);
    for (size_t i = 0; i < n; i++) {
        (*level)[i] = curve->account->growth[i].followers;
        if (!keep[i])
            continue;
        if (n_kept > 0 && (*level)[i] != (*level)[kept[n_kept - 1]])
            curve->moves++;
        kept[n_kept++] = i;
    }
    if (curve->digits > 0.0)
        assay__cut_settle(curve, kept, n_kept, *level);
    return ASSAY_OK;
}

static void fill_bins(assay__curve *curve, const bool keep[], const double level[])
{
    const assay_reading *growth = curve->account->growth;
    size_t previous = 0;
    for (size_t i = 1; i < curve->account->n_growth; i++) {
        if (!keep[i])
            continue;
        size_t bin = curve->n++;
        curve->start[bin] = day_of(curve, previous);
        curve->days[bin] = day_of(curve, i) - curve->start[bin];
        curve->before[bin] = growth[previous].followers;
        curve->net[bin] = level[i] - level[previous];
        curve->unit[bin] = assay__curve_unit(curve, growth[previous].followers);
        curve->first[bin] = previous;
        curve->last[bin] = i;
        curve->weekday_of[bin] = weekday_of(curve, bin);
        previous = i;
    }
}

static ASSAY_CHECKED assay_status fill_summary(assay__curve *curve, assay_growth *out,
                                               assay_error *err)
{
    size_t n = curve->account->n_growth - 1;
    double *steps = assay_arena_array(curve->arena, n, sizeof *steps);
    if (steps == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a curve of %zu steps", n);
    for (size_t i = 0; i < n; i++)
        steps[i] = day_of(curve, i + 1) - day_of(curve, i);
    out->step_days = assay__median_in_place(steps, n);
    out->days = day_of(curve, n);
    double seen = 0.0;
    for (size_t i = 0; i < n; i++)
        seen += fmin(day_of(curve, i + 1) - day_of(curve, i), 1.5 * out->step_days);
    double usual = fmax(out->step_days, 1.0);
    out->missing = (size_t)floor((out->days - seen) / usual + 0.5);
    out->truncation = assay__curve_unit(curve, curve->account->growth[n].followers);
    curve->sparse = out->step_days > 10.0;
    return ASSAY_OK;
}

assay_status assay__curve_read(assay__curve *curve, assay_growth *out, assay_error *err)
{
    size_t n = curve->account->n_growth;
    curve->n = 0;
    if (n < 2)
        return ASSAY_OK;
    bool *keep = assay_arena_array(curve->arena, n, sizeof *keep);
    /* A glitch takes two readings at least, and between two falls lies a step. */
    out->drops = assay_arena_array(curve->arena, n + 2, sizeof *out->drops);
    if (keep == NULL || out->drops == NULL || !make_columns(curve, n))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a curve of %zu readings",
                          n);
    for (size_t i = 0; i < n; i++)
        keep[i] = true;
    double rate = 0.0, *level = NULL;
    infer_truncation(curve);
    ASSAY__TRY(usual_step(curve, &rate, err));
    drop_glitches(curve, keep, rate, out);
    if (curve->digits == 0.0)
        drop_stale(curve, keep, rate, out);
    keep_days(curve, keep);
    ASSAY__TRY(take_levels(curve, keep, &level, err));
    fill_bins(curve, keep, level);
    return fill_summary(curve, out, err);
}
