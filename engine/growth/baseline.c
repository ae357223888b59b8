/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level, weekly cycle and noise of the ordinary days.
 *
 * The level is a running 0.4-quantile over thirty days each way: a third of the days may
 * be bursts before it moves. The noise is read from the lower half of the days alone (the
 * ratio of the 0.1- to the 0.4-quantile, inverted for a gamma), because bursts, bought or
 * earned, only ever add: an estimate from both halves calls a lively account noisy and
 * then sees nothing on it.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "growth/curve.h"
#include "stat/negbin.h"
#include "stat/order.h"

static const double window_days = 30.0, block_days = 7.0;
static const double z40 = -0.2533471, z10 = -1.2815516;
static const double weekday_weight = 8.0, dispersion_weight = 20.0;
/* Month-long steps differ by more than independent days would let them: slow changes of
 * an account's luck do not average out. Shape of a whole step where none is known. */
static const double sparse_dispersion = 2.0;
static const double small_count = 5.0;
/* Cut counts hide the noise of days that gain less than their unit: with three units a
 * day a third of what they would say counts, with one a fifth. Twenty times 1 / 6. */
static const double hidden = 20.0 / 6.0;
enum { WINDOW_BINS = 6, ENOUGH_CALM = 28 };

typedef struct work {
    assay__curve *curve;
    const bool *aside;
    double *rate;   /* [n] gain a day, weekday taken out */
    double *level;  /* [n] its running 0.4-quantile, then its running mean */
    double *low;    /* [n] mean of its lower four fifths, where counts are small */
    double *window; /* [n] room for the rates about one bin */
    double *sorted; /* [n_sorted] the same, ascending, while the window moves on */
    size_t n_sorted;
    double variation; /* squared coefficient of variation of a day */
} work;

static bool counts(const work *w, size_t i)
{
    return !w->curve->masked[i] && (w->aside == NULL || !w->aside[i]);
}

static bool near(const assay__curve *curve, size_t i, size_t j)
{
    size_t bins = i > j ? i - j : j - i;
    double a = curve->start[i] + 0.5 * curve->days[i];
    double b = curve->start[j] + 0.5 * curve->days[j];
    return bins <= WINDOW_BINS || fabs(a - b) <= window_days;
}

/* From the 0.4-quantile of a gamma of the known variation to its mean; small counts by
 * the trimmed mean. */
static double mean_of_level(const work *w, size_t i)
{
    double q = w->level[i], days = w->curve->days[i];
    double v = w->variation + 1.0 / assay__most(q * days, 1.0);
    double root = 1.0 - v / 9.0 + z40 * sqrt(v) / 3.0;
    double level = q / (root * root * root);
    double share = assay__least(q * days / small_count, 1.0);
    return share * level + (1.0 - share) * w->low[i];
}

/* Place of the 0.4-quantile among n sorted values. */
static size_t level_rank(size_t n)
{
    return (size_t)(0.4 * (double)(n - 1));
}

/* Mean of the lower four fifths, for counts too small for quantiles. */
static double trimmed(double x[], size_t n)
{
    size_t kept = n - n / 5;
    double sum = 0.0;
    assay__select(x, n, kept - 1);
    for (size_t i = 0; i < kept; i++)
        sum += x[i];
    return sum / (double)kept;
}

static void enter_window(work *w, size_t j)
{
    if (!counts(w, j))
        return;
    size_t at = assay__count_up_to(w->sorted, w->n_sorted, w->rate[j]);
    memmove(w->sorted + at + 1, w->sorted + at, (w->n_sorted - at) * sizeof *w->sorted);
    w->sorted[at] = w->rate[j];
    w->n_sorted++;
}

static void leave_window(work *w, size_t j)
{
    if (!counts(w, j))
        return;
    size_t at = assay__count_below(w->sorted, w->n_sorted, w->rate[j]);
    w->n_sorted--;
    memmove(w->sorted + at, w->sorted + at + 1, (w->n_sorted - at) * sizeof *w->sorted);
}

/* Mean of the lower four fifths of the bins [low, high). */
static double low_mean(work *w, size_t low, size_t high)
{
    size_t n = 0;
    for (size_t j = low; j < high; j++) {
        w->window[n] = w->rate[j];
        n += counts(w, j) ? 1 : 0;
    }
    assay__select(w->window, n, level_rank(n));
    return trimmed(w->window, n);
}

/* What the window, the bins [low, high), says of bin `i`: the quantile and, for small
 * counts, the mean; without any, as at the bin read before (SIZE_MAX: none). */
static void read_level(work *w, size_t i, const size_t window[2], size_t previous)
{
    if (w->n_sorted == 0) {
        w->level[i] = previous < i ? w->level[previous] : 0.0;
        w->low[i] = previous < i ? w->low[previous] : 0.0;
        return;
    }
    w->level[i] = w->sorted[level_rank(w->n_sorted)];
    bool small = w->level[i] * w->curve->days[i] < small_count;
    w->low[i] = small ? low_mean(w, window[0], window[1]) : 0.0;
}

/* The bins between two at which the level was read, or before the first of them. */
static void fill_between(work *w, size_t from, size_t to)
{
    const double *start = w->curve->start;
    for (size_t i = from + 1; i < to; i++) {
        double share = (start[i] - start[from]) / (start[to] - start[from]);
        w->level[i] = w->level[from] + share * (w->level[to] - w->level[from]);
        w->low[i] = w->low[from] + share * (w->low[to] - w->low[from]);
    }
}

static void hold(work *w, size_t at, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        w->level[i] = w->level[at];
        w->low[i] = w->low[at];
    }
}

/* The level is read once in a while: a quantile over two months moves slowly. */
static void run_levels(work *w)
{
    const assay__curve *curve = w->curve;
    size_t low = 0, high = 0, end, previous = SIZE_MAX;
    for (size_t begin = 0; begin < curve->n; begin = end) {
        end = begin + 1;
        while (end < curve->n && curve->start[end] - curve->start[begin] < block_days)
            end++;
        size_t middle = begin + (end - begin) / 2;
        while (high < curve->n && (high <= middle || near(curve, middle, high)))
            enter_window(w, high++);
        while (low < middle && !near(curve, middle, low))
            leave_window(w, low++);
        read_level(w, middle, (const size_t[]){low, high}, previous);
        if (previous == SIZE_MAX)
            hold(w, middle, 0, middle);
        else
            fill_between(w, previous, middle);
        previous = middle;
    }
    hold(w, previous, previous + 1, curve->n);
}

static void settle_levels(work *w)
{
    for (size_t i = 0; i < w->curve->n; i++)
        w->level[i] = mean_of_level(w, i);
}

/* Mean pace of the week around: a week has every day once. */
static double pace_near(const assay__curve *curve, size_t i)
{
    double gain = curve->gain[i], days = curve->days[i];
    double middle = curve->start[i] + 0.5 * days;
    for (size_t j = i; j > 0 && middle - curve->start[j - 1] <= 4.0; j--) {
        gain += curve->gain[j - 1];
        days += curve->days[j - 1];
    }
    for (size_t j = i + 1; j < curve->n && assay__bin_end(curve, j) - middle <= 4.0;
         j++) {
        gain += curve->gain[j];
        days += curve->days[j];
    }
    return gain / days;
}

/* Ratios to the week around, by their median over the weeks: bursts raise both. */
static void fit_weekdays(assay__curve *curve, double room[])
{
    double factor[7], sum = 0.0;
    size_t n[7] = {0}, most = curve->n / 7 + 2;
    for (size_t i = 0; i < curve->n; i++) {
        unsigned char day = curve->weekday_of[i];
        if (day >= 7 || curve->masked[i] || n[day] == most)
            continue;
        double pace = pace_near(curve, i);
        if (pace > 0.0)
            room[day * most + n[day]++] = curve->gain[i] / curve->days[i] / pace;
    }
    for (size_t day = 0; day < 7; day++) {
        double usual =
            curve->norms->weekday[day] > 0.0 ? curve->norms->weekday[day] : 1.0;
        double own = usual;
        if (n[day] > 0)
            own = assay__most(assay__median_in_place(room + day * most, n[day]), 0.05);
        double weight = (double)n[day] / ((double)n[day] + weekday_weight);
        factor[day] = weight * own + (1.0 - weight) * usual;
        sum += factor[day];
    }
    for (int day = 0; day < 7; day++)
        curve->weekday[day] = 7.0 * factor[day] / sum;
}

static double factor_of(const assay__curve *curve, size_t i)
{
    return curve->weekday_of[i] < 7 ? curve->weekday[curve->weekday_of[i]] : 1.0;
}

double assay__bin_factor(const assay__curve *curve, size_t i)
{
    return factor_of(curve, i) * curve->days[i];
}

/* Days that tell the noise. Those on which others left are as noisy as these were, and
 * are left out where enough are without. */
static bool tells_noise(const work *w, size_t i, bool settling)
{
    return counts(w, i) && w->level[i] > 0.0 && (settling || !w->curve->settling[i]);
}

static bool needs_settling(const work *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->curve->n; i++)
        n += tells_noise(w, i, false) ? 1 : 0;
    return n < ENOUGH_CALM;
}

static void fit_dispersion(work *w, double room[])
{
    assay__curve *curve = w->curve;
    size_t n = 0;
    bool settling = needs_settling(w);
    double poisson = 0.0, days = 0.0, cut = 0.0;
    for (size_t i = 0; i < curve->n; i++) {
        if (!tells_noise(w, i, settling))
            continue;
        double level = fmax(w->level[i] * curve->days[i], 0.5);
        room[n++] = w->rate[i] / w->level[i];
        poisson += 1.0 / level;
        cut += curve->unit[i] > 1.0
                   ? hidden * curve->unit[i] / level * curve->unit[i] / level
                   : 0.0;
        days += curve->days[i];
    }
    double usual =
        curve->norms->growth_dispersion > 0.0 ? curve->norms->growth_dispersion : 3.0;
    double mean_days = n > 0 ? days / (double)n : 1.0;
    double prior = curve->sparse ? sparse_dispersion : usual * mean_days;
    double own = prior;
    if (n >= 8) {
        double low = assay__select(room, n, (size_t)(0.1 * (double)(n - 1))),
               middle = assay__select(room, n, (size_t)(0.4 * (double)(n - 1)));
        double v = middle > 0.0 ? assay__gamma_variation(low / middle, z10, z40) : 1.0;
        own = 1.0 / fmax(v - poisson / (double)n, 0.005);
    }
    double size = (double)n * fmin(1.0, 5.0 * (double)n / fmax(poisson, 1e-9) / 5.0);
    size /= 1.0 + cut / fmax((double)n, 1.0);
    double weight = size / (size + dispersion_weight);
    double k = exp(weight * log(own) + (1.0 - weight) * log(prior));
    curve->dispersion = fmin(fmax(k / mean_days, 0.02), 200.0);
    w->variation = 1.0 / (curve->dispersion * mean_days);
}

static const double ordinary_times = 2.0; /* of the middle day's loss */

/* What a healthy account is expected to lose, or what this one loses on its worse
 * ordinary days, so that a declining curve is still one of counts. Worse, but ordinary:
 * no more than twice the middle day's loss, for weeks in which those that came at once
 * leave again are not what the account loses. */
static void fit_churn(assay__curve *curve, double room[])
{
    size_t n = 0;
    for (size_t i = 0; i < curve->n; i++) {
        if (!curve->masked[i] && curve->before[i] > 0.0)
            room[n++] =
                -(curve->net[i] + curve->leaving[i]) / curve->before[i] / curve->days[i];
    }
    double usual = curve->norms->churn_per_day > 0.0 ? curve->norms->churn_per_day : 0.0;
    double own = usual;
    if (n > 0) {
        double worse = assay__select(room, n, (size_t)(0.9 * (double)(n - 1)));
        double middle = assay__select(room, n, (size_t)(0.5 * (double)(n - 1)));
        own = fmin(worse, ordinary_times * fmax(middle, usual));
    }
    curve->churn = fmin(fmax(usual, own), 0.005);
    for (size_t i = 0; i < curve->n; i++) {
        double churn = curve->churn * curve->before[i] * curve->days[i];
        /* Losses have their own noise: a day of many is not one without a gain. */
        double floor = 0.5 * usual * curve->before[i] * curve->days[i];
        curve->gain[i] = fmax(floor, curve->net[i] + curve->leaving[i] + churn);
    }
}

static void fill_rates(work *w)
{
    const assay__curve *curve = w->curve;
    for (size_t i = 0; i < curve->n; i++)
        w->rate[i] = curve->gain[i] / curve->days[i] / factor_of(curve, i);
}

assay_status assay__baseline(assay__curve *curve, const bool aside[], assay_error *err)
{
    size_t n = curve->n;
    double *room = assay__arena_raw(curve->arena, 6 * n + 14, sizeof *room);
    if (room == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a baseline of %zu bins",
                          n);
    work w = {.curve = curve, .aside = aside, .rate = room, .level = room + n};
    w.low = room + 2 * n;
    w.window = room + 3 * n;
    w.sorted = room + 4 * n;
    if (aside == NULL) {
        for (int day = 0; day < 7; day++)
            curve->weekday[day] = 1.0;
        fit_churn(curve, room + 5 * n);
        fit_weekdays(curve, room + 5 * n);
    }
    fill_rates(&w);
    run_levels(&w);
    fit_dispersion(&w, room + 5 * n);
    settle_levels(&w);
    for (size_t i = 0; i < n; i++) {
        double mu = w.level[i] * assay__bin_factor(curve, i);
        double floor = 0.02 + 0.1 * assay__least(1.0, curve->days[i] / 10.0);
        curve->mu[i] = assay__most(mu, floor);
        curve->k[i] = curve->dispersion * curve->days[i];
    }
    return ASSAY_OK;
}
