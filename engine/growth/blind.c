/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What could not have been seen: the smallest gain the tests would tell on an ordinary
 * stretch of this very curve, at its own resolution.
 */
#include <math.h>

#include "growth/pulse.h"
#include "stat/negbin.h"

static const double least_tail = 4.0;

/* Smallest gain in a stretch with expectation mu and shape k whose tail is told. */
static double smallest(double mu, double k)
{
    double low = 0.0, high = mu + 10.0;
    double told = -least_tail * log(10.0);
    while (assay__negbin_log_tail(mu + high, mu, k) > told && high < 1e12)
        high *= 2.0;
    for (int round = 0; round < 12; round++) {
        double middle = 0.5 * (low + high);
        if (assay__negbin_log_tail(mu + middle, mu, k) > told)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static double smallest_in(const assay__curve *curve, double days, double rate)
{
    double bin = 0.0;
    for (size_t i = 0; i < curve->n; i++)
        bin += curve->days[i];
    bin /= (double)curve->n;
    double span = fmax(ceil(days / bin - 0.05), 1.0) * bin;
    double unit = curve->unit[curve->n - 1] > 1.0 ? curve->unit[curve->n - 1] : 0.0;
    return fmax(smallest(rate * span, curve->dispersion * span), 3.0 * unit);
}

assay_status assay__blind_fill(assay__curve *curve, assay_growth *out, assay_error *err)
{
    (void)err;
    double sum = 0.0, days = 0.0;
    for (size_t i = 0; i < curve->n; i++) {
        sum += curve->mu[i];
        days += curve->days[i];
    }
    out->blind_1d = smallest_in(curve, 1.0, sum / days);
    out->blind_14d = smallest_in(curve, 14.0, sum / days);
    return ASSAY_OK;
}
