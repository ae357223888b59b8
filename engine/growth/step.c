/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row for every two neighbouring readings, made when it is asked for: few who judge a
 * curve look at its steps, and a step costs half a dozen logarithms.
 */
#include <math.h>

#include "base/clock.h"
#include "growth/pulse.h"
#include "stat/negbin.h"

static const double z90 = 1.6448536, ln10 = 2.30258509299404568402;
/* The most a step outside every pulse can show. */
static const double ordinary = 0.05;

static double quiet_evidence(double log_p)
{
    double size = assay__least(-log_p / ln10, 12.0);
    return ordinary * size / (size + 4.0);
}

/* The bin that the step after a reading lies in. */
static size_t bin_of(const assay__curve *curve, size_t reading)
{
    size_t low = 0, high = curve->n - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (curve->last[middle] <= reading)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The evidence of a step, or that of the pulse it lies in. */
static double in_pulse(const assay_growth *growth, size_t reading, double evidence)
{
    for (size_t i = 0; i < growth->n_pulses; i++) {
        const assay_pulse *p = &growth->pulses[i];
        if (p->first <= reading && reading <= p->last)
            evidence = fmax(evidence, p->evidence);
    }
    return evidence;
}

assay_growth_step assay_growth_step_at(const assay_growth *growth, size_t i)
{
    const assay__curve *curve = growth->curve;
    const assay_reading *a = &curve->account->growth[i], *b = a + 1;
    size_t bin = bin_of(curve, i);
    double days = (double)(b->at - a->at) / ASSAY__DAY, share = days / curve->days[bin];
    double churn = curve->churn * a->followers * days;
    double mu = curve->mu[bin] * share, k = curve->k[bin] * share;
    double gained = b->followers - a->followers;
    double log_p = assay__negbin_log_tail(gained + churn, mu, k);
    return (assay_growth_step){
        .from = a->at,
        .to = b->at,
        .gained = gained,
        .expected = mu - churn,
        .low = assay__negbin_quantile(-z90, mu, k) - churn,
        .high = assay__negbin_quantile(z90, mu, k) - churn,
        .p_value = exp(log_p),
        .bought = curve->sparse ? assay__sparse_evidence(curve, bin)
                                : in_pulse(growth, i, quiet_evidence(log_p)),
    };
}
