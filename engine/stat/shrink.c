/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/shrink.h"

#include <math.h>

double assay__shrink_kappa(const assay__group group[], size_t n)
{
    double total = 0, squares = 0, sum = 0, within = 0, freedom = 0, groups = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(group[i].n > 0))
            continue;
        groups++;
        total += group[i].n;
        squares += group[i].n * group[i].n;
        sum += group[i].n * group[i].mean;
        if (group[i].n >= 2) {
            within += (group[i].n - 1) * group[i].variance;
            freedom += group[i].n - 1;
        }
    }
    if (groups < 2 || !(freedom > 0))
        return (double)NAN;
    double mean = sum / total, between = 0, sigma2 = within / freedom;
    for (size_t i = 0; i < n; i++) {
        if (group[i].n > 0)
            between += group[i].n * (group[i].mean - mean) * (group[i].mean - mean);
    }
    double tau2 = (between - (groups - 1) * sigma2) / (total - squares / total);
    if (isnan(tau2) || (sigma2 == 0 && !(tau2 > 0)))
        return (double)NAN;
    return tau2 > 0 ? sigma2 / tau2 : HUGE_VAL;
}

double assay__shrink(double n, double mean, double kappa, double parent)
{
    if (!(n > 0) || isnan(mean))
        return parent;
    if (isnan(kappa) || isnan(parent))
        return mean;
    if (isinf(kappa))
        return parent;
    return (n * mean + kappa * parent) / (n + kappa);
}
