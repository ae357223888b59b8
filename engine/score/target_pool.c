/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On the log-odds a posterior of a share is nearly normal, sources add by their
 * precision, and what comes out stays between 0 and 1. */
#include "score/target_pool.h"

#include <math.h>

#include "stat/special.h"

/* 95th percentile of the normal law: both ends of a 90 % interval. */
static const double Z90 = 1.6448536269514722;

assay__logit assay__logit_of_share(double p, double n)
{
    double a = n * p + 0.5, b = n * (1 - p) + 0.5;
    return (assay__logit){assay__digamma(a) - assay__digamma(b),
                          assay__trigamma(a) + assay__trigamma(b)};
}

double assay__share_at(double log_odds)
{
    return log_odds < 0 ? exp(log_odds) / (1 + exp(log_odds)) : 1 / (1 + exp(-log_odds));
}

assay_interval assay__logit_interval(const assay__logit *share)
{
    double half = Z90 * sqrt(share->variance);
    return (assay_interval){assay__share_at(share->mean),
                            assay__share_at(share->mean - half),
                            assay__share_at(share->mean + half)};
}

/* Sums of weights, of their squares, and the spread of the sources about their mean. */
static double spread(const assay__logit sources[], size_t n, double *sum, double *squares)
{
    double mean = 0, q = 0;
    *sum = *squares = 0;
    for (size_t i = 0; i < n; i++) {
        double weight = 1 / sources[i].variance;
        *sum += weight;
        *squares += weight * weight;
        mean += weight * sources[i].mean;
    }
    mean /= *sum;
    for (size_t i = 0; i < n; i++) {
        double off = sources[i].mean - mean;
        q += off * off / sources[i].variance;
    }
    return q;
}

assay__logit assay__logit_pool(const assay__logit sources[], size_t n, double weights[],
                               double *p)
{
    double sum, squares, q = spread(sources, n, &sum, &squares);
    double freedom = (double)n - 1, between = 0;
    *p = 1;
    if (n > 1) {
        *p = exp(assay__log_gamma_upper(freedom / 2, q / 2));
        between = fmax(0, (q - freedom) / (sum - squares / sum));
    }
    assay__logit pooled = {0, 0};
    double all = 0;
    for (size_t i = 0; i < n; i++) {
        weights[i] = 1 / (sources[i].variance + between);
        all += weights[i];
        pooled.mean += weights[i] * sources[i].mean;
    }
    for (size_t i = 0; i < n; i++)
        weights[i] /= all;
    pooled.mean /= all;
    pooled.variance = 1 / all;
    return pooled;
}
