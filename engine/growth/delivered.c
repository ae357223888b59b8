/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much speaks for a delivery: one weight for every sign, learnt together.
 *
 * The likelihood of the shape alone leaves much unsaid: days more even than the account's
 * own, a gain that stops at once, as much in the second half as in the first, a size that
 * bursts seldom reach. The weights are those of a logistic regression (ridge 1) on 9,000
 * invented account-years of tests/growth_world.h, packages of 3 to 9 % over 1 to 30 days,
 * on seeds of their own; on as many others recall at 1 % false positives a year rose by 5
 * points over weights set by hand. They were learnt before cut counts were read day by
 * day; bench/growth_learn.py does the same on growth as it is. An ordering, not a
 * probability.
 */
#include <math.h>

#include "growth/pulse.h"
#include "stat/tail.h"

static const double usual_share = 0.02, least_tail = 4.0;
/* Score at which a pulse is as likely delivered as not: pulses that attention brought
 * are four times as many as delivered ones (the sample had as many of each). */
static const double even_score = 1.4;
/* A stretch is told to stop, or to go on, by the days after it. */
enum { DAYS_AFTER = 5 };

static const double weight[ASSAY__TERMS] = {
#define TERM(name, value) value,
#include "growth/delivered.def"
#undef TERM
};

static double within(double x, double low, double high)
{
    return assay__least(assay__most(x, low), high);
}

/* -log10 p that days this equal come from counts as noisy as the account's. */
double assay__levelness(const assay__curve *curve, const assay__fit *fit)
{
    size_t begin = fit->begin + 1, end = fit->end - 1;
    if (end < begin + 4 || curve->digits > 0.0)
        return ASSAY_NUMBER_UNKNOWN;
    double sum = 0.0, days = 0.0, n = (double)(end - begin);
    for (size_t i = begin; i < end; i++) {
        sum += curve->gain[i];
        days += curve->days[i];
    }
    double chi = 0.0;
    for (size_t i = begin; i < end; i++) {
        double mean = fmax(sum / days * curve->days[i], 0.5), off = curve->gain[i] - mean;
        chi += off * off / (mean + mean * mean / curve->k[i]);
    }
    double f = n - 1.0;
    double z = (cbrt(chi / f) - (1.0 - 2.0 / (9.0 * f))) / sqrt(2.0 / (9.0 * f));
    return assay__tail_normal(-z);
}

/* Gain over the level in bins [from, to). */
static double over_level(const assay__curve *curve, size_t from, size_t to)
{
    double sum = 0.0;
    for (size_t i = from; i < to && i < curve->n; i++)
        sum += curve->gain[i] - curve->mu[i];
    return sum;
}

/* Pace of the bins after, over that of the stretch: 0 where it stops. */
static double fade(const assay__curve *curve, const assay__fit *fit, double pace)
{
    size_t to = fit->end + DAYS_AFTER < curve->n ? fit->end + DAYS_AFTER : curve->n;
    return to > fit->end
               ? over_level(curve, fit->end, to) / (double)(to - fit->end) / pace
               : 0.0;
}

/* What came in the first half, over half of all: 0 where it came evenly. */
static double front(const assay__curve *curve, const assay__fit *fit, double over)
{
    size_t n = fit->end - fit->begin, half = fit->begin + n / 2;
    double sum = over_level(curve, fit->begin, half);
    if (n % 2 == 1)
        sum += 0.5 * over_level(curve, half, half + 1);
    return within(sum / over, 0.0, 1.0) - 0.5;
}

void assay__delivered_terms(const assay__curve *curve, const assay__fit *fit,
                            const assay__signs *signs, double x[])
{
    double days = assay__bin_end(curve, fit->end - 1) - curve->start[fit->begin];
    double length = log(assay__most(days, 1.0));
    double share = assay__most(signs->amount / assay__most(signs->followers, 1.0), 1e-9);
    double over = assay__most(over_level(curve, fit->begin, fit->end), 1.0);
    double stays = fade(curve, fit, over / (double)(fit->end - fit->begin));
    bool is_short = days <= 3.5;
    stays = within(stays, -0.5, 1.5);
    /* The range of every sign is about one. */
    x[ASSAY__TERM_ONE] = 1.0;
    x[ASSAY__TERM_SHAPE] = within(fit->shape, -8.0, 8.0) / 8.0;
    x[ASSAY__TERM_SHAPE_BEYOND] = within(fit->shape - 8.0, 0.0, 32.0) / 8.0;
    x[ASSAY__TERM_SHARE] = within(log(share / usual_share), -3.0, 1.1);
    x[ASSAY__TERM_TAIL] = assay__least(fit->tail, 12.0) / 12.0;
    x[ASSAY__TERM_TAIL_BEYOND] = within(fit->tail - 12.0, 0.0, 40.0) / 40.0;
    x[ASSAY__TERM_LENGTH] = length;
    x[ASSAY__TERM_LENGTH_SQUARE] = length * length;
    x[ASSAY__TERM_LEVEL_UNKNOWN] = isnan(signs->level) ? 1.0 : 0.0;
    x[ASSAY__TERM_LEVEL] =
        isnan(signs->level) ? 0.0 : within(signs->level, 0.0, 6.0) / 6.0;
    x[ASSAY__TERM_ONE_DAY] = days < 1.5 ? 1.0 : 0.0;
    x[ASSAY__TERM_PRECURSOR] =
        isnan(signs->precursor) ? 0.0 : within(signs->precursor, -1.0, 1.0);
    x[ASSAY__TERM_STAYS] = is_short ? 0.0 : stays;
    x[ASSAY__TERM_STAYS_SHORT] = is_short ? stays : 0.0;
    x[ASSAY__TERM_FRONT] = front(curve, fit, over);
    x[ASSAY__TERM_EDGE] = isnan(signs->edge) ? 0.5 : within(signs->edge, -1.0, 2.0);
}

double assay__delivered(const assay__curve *curve, const assay__fit *fit,
                        const assay__signs *signs)
{
    double x[ASSAY__TERMS], score = 0.0;
    assay__delivered_terms(curve, fit, signs, x);
    for (size_t t = 0; t < ASSAY__TERMS; t++)
        score += weight[t] * x[t];
    double told = within(fit->tail / least_tail, 0.0, 1.0);
    return told / (1.0 + exp(even_score - score));
}
