/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much came in a pulse, with an interval that holds nine times of ten.
 *
 * What the account itself gained meanwhile is not seen, nor which of those who came left
 * again before the pulse ended, nor the part past its edges. How far the first strays is
 * told by the account's level and by the rest of its curve: every stretch of the same
 * length elsewhere gives one excess. The others are a share of the amount. What each
 * weighs is learnt as the quantiles of what was delivered around what is estimated
 * (quantile regression, Koenker & Bassett 1978; bench/amount_learn.py), below and above
 * and for sudden gains and long ones apart; noise formulas alone cover half of what they
 * promise.
 */
#include <math.h>

#include "growth/pulse.h"
#include "stat/order.h"

/* The middle half of a normal is so many standard deviations wide. */
static const double middle_half = 1.349;
/* A stretch without a reading for longer hides on which of its days what came. */
static const double unread_days = 1.5;
/* With fewer stretches of this length their quartiles are no better than the noise. */
enum { FEWEST = 12, MOST = 256 };

/* Weights of one side of an interval, by sign. */
#define TERM(name, short_low, short_high, long_low, long_high)                           \
    {{short_low, short_high}, {long_low, long_high}},
static const double WEIGHT[ASSAY__DOUBTS][2][2] = {
#include "growth/amount.def"
};
#undef TERM

/* Excesses over the level of stretches of `bins` bins apart from [begin, end). */
static size_t excesses(const assay__curve *curve, const double over[], size_t begin,
                       size_t end, double out[])
{
    size_t bins = end - begin, stride = bins / 3 + 1, n = 0;
    if (curve->n / stride > MOST)
        stride = curve->n / MOST + 1;
    for (size_t i = 0; i + bins <= curve->n && n < MOST; i += stride) {
        if (i < end + 1 && begin < i + bins + 1)
            continue;
        out[n++] = over[i + bins] - over[i];
    }
    return n;
}

static bool unread(const assay__curve *curve, const assay__fit *fit)
{
    for (size_t i = fit->begin; i < fit->end; i++)
        if (curve->days[i] > unread_days)
            return true;
    return false;
}

/* One side of an interval: what it may be off by, in followers. */
static double reach(const double doubt[], bool is_long, bool above)
{
    double sum = 0.0;
    for (size_t d = 0; d < ASSAY__DOUBTS; d++)
        sum += WEIGHT[d][is_long][above] * doubt[d];
    return sum;
}

assay_interval assay__amount(const assay__curve *curve, const double over[],
                             const assay__fit *fit, double doubt[])
{
    double room[MOST], unit = curve->unit[fit->begin], shift = 0.0;
    double cut = unit > 1.0 ? unit * unit / 6.0 : 0.0;
    double noise = sqrt(fit->base_sd * fit->base_sd + cut), strays = noise;
    size_t n = excesses(curve, over, fit->begin, fit->end, room);
    if (n >= FEWEST) {
        assay__sort(room, n);
        strays = (assay__quantile_sorted(room, n, 0.75) -
                  assay__quantile_sorted(room, n, 0.25)) /
                 middle_half;
        shift = assay__quantile_sorted(room, n, 0.5);
        shift = assay__least(assay__most(shift, 0.0), 0.2 * fit->excess);
    }
    doubt[ASSAY__DOUBT_SHARE] = fit->excess;
    doubt[ASSAY__DOUBT_NOISE] = noise;
    doubt[ASSAY__DOUBT_STRAYS] = strays;
    doubt[ASSAY__DOUBT_UNIT] = unit > 1.0 ? unit : 0.0;
    doubt[ASSAY__DOUBT_UNREAD] = unread(curve, fit) ? fit->excess : 0.0;
    bool is_long = fit->end - fit->begin >= ASSAY__LONG_GAIN;
    double value = fit->excess - shift;
    double low = value - reach(doubt, is_long, false);
    return (assay_interval){value, assay__most(low, 0.0),
                            value + reach(doubt, is_long, true)};
}
