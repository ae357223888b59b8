/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles and intervals of shares. */
#include <math.h>

#include <gsl/gsl_cdf.h>

#include "stat/calibrate.h"
#include "stat/special.h"

double assay__normal_quantile(double p)
{
    if (!(p >= 0 && p <= 1))
        return (double)NAN;
    if (p == 0 || p == 1)
        return p == 0 ? -HUGE_VAL : HUGE_VAL;
    return gsl_cdf_ugaussian_Pinv(p);
}

/* ln I_x(a, b) at x = 1/(1 + e^-t), and its derivative in t; t is ln x/(1 - x). */
static double log_beta_at(double a, double b, double t, double *slope)
{
    double x = t < 0 ? exp(t) / (1 + exp(t)) : 1 / (1 + exp(-t));
    double y = t < 0 ? 1 / (1 + exp(t)) : exp(-t) / (1 + exp(-t));
    double value = assay__log_beta_inc(a, b, x, y);
    *slope = exp(assay__log_beta_front(a, b, x, y) - value);
    return value;
}

/* t with ln I(t) = log_p <= ln 1/2 by Newton's steps kept inside a bracket; ln I is
 * concave in t, so the steps are short of the root from its left and sure. */
static double beta_log_odds(double log_p, double a, double b)
{
    double low = -745, high = 745, t = log(a / b);
    t = t < -700 ? -700 : t > 700 ? 700 : t;
    for (int round = 0; round < 200; round++) {
        double slope, excess = log_beta_at(a, b, t, &slope) - log_p;
        if (excess > 0)
            high = t;
        else
            low = t;
        double next = t - excess / slope;
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (fabs(next - t) <= 1e-14 * (1 + fabs(t)))
            return next;
        t = next;
    }
    return t;
}

double assay__beta_quantile(double p, double a, double b)
{
    if (!(p >= 0 && p <= 1 && a > 0 && b > 0) || isinf(a) || isinf(b))
        return (double)NAN;
    if (p == 0 || p == 1)
        return p;
    double middle = exp(assay__log_beta_inc(a, b, a / (a + b), b / (a + b)));
    double t =
        p <= middle ? beta_log_odds(log(p), a, b) : -beta_log_odds(log1p(-p), b, a);
    return t < 0 ? exp(t) / (1 + exp(t)) : 1 / (1 + exp(-t));
}

static bool is_share(double k, double n, double level)
{
    return k >= 0 && k <= n && isfinite(n) && level > 0 && level < 1;
}

assay_interval assay__wilson(double k, double n, double level)
{
    if (!is_share(k, n, level))
        return ASSAY_INTERVAL_UNKNOWN;
    if (n == 0)
        return (assay_interval){(double)NAN, 0, 1};
    double z = assay__normal_quantile(0.5 + level / 2), p = k / n, z2 = z * z / n;
    double centre = (p + z2 / 2) / (1 + z2);
    double reach = z / (1 + z2) * sqrt(p * (1 - p) / n + z2 / (4 * n));
    return (assay_interval){p, k == 0 ? 0 : fmax(0, centre - reach),
                            k == n ? 1 : fmin(1, centre + reach)};
}

assay_interval assay__clopper_pearson(double k, double n, double level)
{
    if (!is_share(k, n, level))
        return ASSAY_INTERVAL_UNKNOWN;
    double tail = (1 - level) / 2;
    return (assay_interval){n > 0 ? k / n : (double)NAN,
                            k == 0 ? 0 : assay__beta_quantile(tail, k, n - k + 1),
                            k == n ? 1 : assay__beta_quantile(1 - tail, k + 1, n - k)};
}

assay_interval assay__jeffreys(double k, double n, double level)
{
    if (!is_share(k, n, level))
        return ASSAY_INTERVAL_UNKNOWN;
    double tail = (1 - level) / 2, a = k + 0.5, b = n - k + 0.5;
    return (assay_interval){n > 0 ? k / n : (double)NAN,
                            k == 0 ? 0 : assay__beta_quantile(tail, a, b),
                            k == n ? 1 : assay__beta_quantile(1 - tail, a, b)};
}
