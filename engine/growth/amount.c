/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much came in a pulse, with an interval that knows that bursts go on meanwhile.
 *
 * What the account itself gained during the pulse is not seen. How far that strays from
 * its level over so many days is read from the rest of the same curve: every stretch of
 * the same length elsewhere gives one excess, and their quantiles, bursts included, are
 * the error of the amount. Noise formulas alone cover half of what they promise.
 */
#include <math.h>

#include "growth/pulse.h"
#include "stat/order.h"

static const double z90 = 1.6448536;
/* Long stretches are few and overlap: their outer quantiles are taken further out, so
 * that the interval covers its nine tenths (bench/growth_power). */
static const double outer_short = 0.05, outer_long = 0.015;
/* Beyond two weeks there are too few stretches for their quantiles to reach as far as a
 * new one does, and the edges are less sure: the interval grows by half until a month. */
static const double long_bins = 10.0, growing_bins = 40.0;
/* With fewer stretches of this length the quantiles are no better than the noise. */
enum { FEWEST = 12, MOST = 256 };

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

assay_interval assay__amount(const assay__curve *curve, const double over[],
                             const assay__fit *fit)
{
    double room[MOST], unit = curve->unit[fit->begin];
    double cut = unit > 1.0 ? unit * unit / 6.0 : 0.0;
    double sd = sqrt(fit->base_sd * fit->base_sd + cut);
    double below = z90 * sd, above = z90 * sd, shift = 0.0;
    size_t n = excesses(curve, over, fit->begin, fit->end, room);
    if (n >= FEWEST) {
        assay__sort(room, n);
        double outer = fit->end - fit->begin < 5 ? outer_short : outer_long;
        double low = assay__quantile_sorted(room, n, outer);
        double high = assay__quantile_sorted(room, n, 1.0 - outer);
        shift = assay__quantile_sorted(room, n, 0.5);
        shift = assay__least(assay__most(shift, 0.0), 0.2 * fit->excess);
        above = assay__most(above, shift - low);
        below = assay__most(below, high - shift);
    }
    double bins = (double)(fit->end - fit->begin);
    double wider = 1.0 + assay__most(bins - long_bins, 0.0) / growing_bins;
    double value = fit->excess - shift;
    below *= wider;
    above *= wider;
    return (assay_interval){value, assay__most(value - below, 0.0), value + above};
}
