/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row for every two neighbouring readings, also those the tests passed over: what was
 * to be expected there, and how much evidence of delivery lies on it.
 */
#include <math.h>

#include "base/clock.h"
#include "base/str.h"
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

static void fill_step(const assay__curve *curve, size_t bin, size_t reading,
                      assay_growth_step *s)
{
    const assay_reading *a = &curve->account->growth[reading], *b = a + 1;
    double days = (double)(b->at - a->at) / ASSAY__DAY, share = days / curve->days[bin];
    double churn = curve->churn * a->followers * days;
    double mu = curve->mu[bin] * share, k = curve->k[bin] * share;
    s->from = a->at;
    s->to = b->at;
    s->gained = b->followers - a->followers;
    s->expected = mu - churn;
    s->low = assay__negbin_quantile(-z90, mu, k) - churn;
    s->high = assay__negbin_quantile(z90, mu, k) - churn;
    double log_p = assay__negbin_log_tail(s->gained + churn, mu, k);
    s->p_value = exp(log_p);
    s->bought = quiet_evidence(log_p);
}

static void mark_pulses(const assay_growth *out, assay_growth_step steps[])
{
    for (size_t i = 0; i < out->n_pulses; i++) {
        const assay_pulse *p = &out->pulses[i];
        for (size_t j = p->first; j <= p->last; j++)
            steps[j].bought = fmax(steps[j].bought, p->evidence);
    }
}

assay_status assay__steps_fill(assay__curve *curve, assay_growth *out, assay_error *err)
{
    size_t n = curve->account->n_growth - 1;
    assay_growth_step *steps = assay_arena_array(curve->arena, n, sizeof *steps);
    if (steps == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu steps", n);
    double rest = assay__sparse_rest(curve);
    for (size_t bin = 0; bin < curve->n; bin++) {
        double evidence = curve->sparse ? assay__sparse_evidence(curve, rest, bin) : 0.0;
        for (size_t j = curve->first[bin]; j < curve->last[bin]; j++) {
            fill_step(curve, bin, j, &steps[j]);
            steps[j].bought = curve->sparse ? evidence : steps[j].bought;
        }
    }
    if (!curve->sparse)
        mark_pulses(out, steps);
    out->steps = steps;
    out->n_steps = n;
    return ASSAY_OK;
}
