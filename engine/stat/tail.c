/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/tail.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_erf.h>

#include "stat/special.h"

/* -log10 p from ln p; rounding must not make it negative, nor -0. */
static double digits(double log_p)
{
    return log_p < 0 ? -log_p / M_LN10 : isnan(log_p) ? log_p : 0;
}

/* ln of half a probability, or of one less that half: tails of a symmetric law. */
static double digits_of_half(double log_p, bool upper_side)
{
    return digits(upper_side ? log_p - M_LN2 : log1p(-0.5 * exp(log_p)));
}

double assay__tail_normal(double z)
{
    if (isnan(z))
        return z;
    if (isinf(z) || fabs(z) > 1e150) /* beyond it the square overflows */
        return z > 0 ? HUGE_VAL : 0;
    gsl_sf_result log_erfc;
    if (gsl_sf_log_erfc_e(z / M_SQRT2, &log_erfc) != 0)
        return (double)NAN;
    return digits(log_erfc.val - M_LN2);
}

double assay__tail_chi2(double x, double freedom)
{
    if (x <= 0 && freedom > 0)
        return 0;
    return digits(assay__log_gamma_upper(freedom / 2, x / 2));
}

double assay__tail_f(double f, double over, double under)
{
    if (!(over > 0 && under > 0) || isnan(f))
        return (double)NAN;
    if (f <= 0)
        return 0;
    if (isinf(f))
        return HUGE_VAL;
    double sum = under + over * f;
    return digits(assay__log_beta_inc(under / 2, over / 2, under / sum, over * f / sum));
}

double assay__tail_t(double t, double freedom)
{
    if (!(freedom > 0) || isnan(t))
        return (double)NAN;
    if (isinf(freedom))
        return assay__tail_normal(t);
    if (isinf(t))
        return t > 0 ? HUGE_VAL : 0;
    double ratio = t / sqrt(freedom), square = ratio * ratio;
    double log_both =
        square < 1 ? assay__log_beta_inc(freedom / 2, 0.5, 1 / (1 + square),
                                         square / (1 + square))
                   : assay__log_beta_inc(freedom / 2, 0.5, 1 / square / (1 + 1 / square),
                                         1 / (1 + 1 / square));
    return digits_of_half(log_both, t > 0);
}

double assay__tail_binomial(double k, double n, double p)
{
    if (!(n >= 0 && p >= 0 && p <= 1) || isnan(k))
        return (double)NAN;
    if (k <= 0)
        return 0;
    if (k > n)
        return HUGE_VAL;
    return digits(assay__log_beta_inc(k, n - k + 1, p, 1 - p));
}

double assay__low_tail_binomial(double k, double n, double p)
{
    return assay__tail_binomial(n - k, n, 1 - p);
}

double assay__tail_poisson(double k, double mean)
{
    if (!(mean >= 0) || isnan(k))
        return (double)NAN;
    if (k <= 0)
        return 0;
    return isinf(k) ? HUGE_VAL : digits(assay__log_gamma_lower(k, mean));
}

double assay__low_tail_poisson(double k, double mean)
{
    if (!(mean >= 0) || isnan(k))
        return (double)NAN;
    if (k <= -1)
        return HUGE_VAL;
    return isinf(k) ? 0 : digits(assay__log_gamma_upper(k + 1, mean));
}

double assay__tail_negbin(double k, double mean, double shape)
{
    if (isinf(shape) && shape > 0)
        return assay__tail_poisson(k, mean);
    if (!(mean >= 0 && shape > 0) || isinf(mean) || isnan(k))
        return (double)NAN;
    if (k <= 0)
        return 0;
    if (isinf(k))
        return HUGE_VAL;
    double sum = mean + shape;
    return digits(assay__log_beta_inc(k, shape, mean / sum, shape / sum));
}

double assay__low_tail_negbin(double k, double mean, double shape)
{
    if (isinf(shape) && shape > 0)
        return assay__low_tail_poisson(k, mean);
    if (!(mean >= 0 && shape > 0) || isinf(mean) || isnan(k))
        return (double)NAN;
    if (k <= -1)
        return HUGE_VAL;
    if (isinf(k))
        return 0;
    double sum = mean + shape;
    return digits(assay__log_beta_inc(shape, k + 1, shape / sum, mean / sum));
}

static double log_choose(double n, double k)
{
    return assay__log_gamma(n + 1) - assay__log_gamma(k + 1) -
           assay__log_gamma(n - k + 1);
}

double assay__tail_hypergeometric(double k, double all, double marked, double drawn)
{
    if (!(all >= 0 && marked >= 0 && marked <= all && drawn >= 0 && drawn <= all) ||
        isnan(k))
        return (double)NAN;
    double most = fmin(marked, drawn), least = fmax(0, marked + drawn - all);
    if (k <= least)
        return 0;
    if (k > most)
        return HUGE_VAL;
    double log_first = log_choose(marked, k) + log_choose(all - marked, drawn - k) -
                       log_choose(all, drawn);
    double term = 1, sum = 1, i = k;
    while (i < most && term > sum * 1e-17) {
        term *= (marked - i) * (drawn - i) / ((i + 1) * (all - marked - drawn + i + 1));
        sum += term;
        i++;
    }
    return digits(log_first + log(sum));
}

double assay__p_of_digits(double digits_of_tail)
{
    return pow(10, -digits_of_tail);
}

double assay__digits_of_p(double p)
{
    if (!(p >= 0 && p <= 1))
        return (double)NAN;
    return p == 0 ? HUGE_VAL : digits(log(p));
}
