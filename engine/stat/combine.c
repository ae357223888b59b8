/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of 1/p for independent p are sums of Pareto variables, whose Laplace transform is
 * E_2(s)^n; its inverse along the cut of E_2 is a real integral without growth,
 *
 *      P(sum > x) = 1/pi int_0^inf e^{-xt} Im (A(t) + i pi t)^n dt/t,  A = e^t - t Ei(t),
 *
 * taken by the exp-sinh rule. The conformal part has its own file. */
#include "stat/combine.h"

#include <float.h>
#include <math.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_expint.h>

#include "stat/calibrate.h"
#include "stat/order.h"
#include "stat/special.h"
#include "stat/tail.h"

static double at_least_tiny(double p)
{
    return p < DBL_MIN ? DBL_MIN : p > 1 ? 1 : p;
}

/* -- Harmonic mean -- */

enum { EXACT_UP_TO = 16 };

static double pareto_integrand(double t, double n, double x)
{
    gsl_sf_result ei;
    if (t < 1e-290)
        return M_PI * n; /* the limit */
    if (gsl_sf_expint_Ei_scaled_e(t, &ei) != 0)
        return 0; /* underflow of the scaled form at either end, where nothing is left */
    double a = 1 - t * ei.val, b = M_PI * t * exp(-t);
    double log_size = 0.5 * log(a * a + b * b);
    return exp(n * log_size - (x - n) * t) * sin(n * atan2(b, a)) / t;
}

/* P(sum of n Pareto(1) > x) for x >= n. Below the first node lies 1e-10 of the whole; the
 * sum ends where the exponential has died or, for x near n, far out on its tail. */
static double pareto_sum_tail(double n, double x)
{
    const double step = 1.0 / 12;
    double sum = 0;
    for (int k = -41; k <= 44; k++) {
        double s = k * step, t = exp(M_PI_2 * sinh(s)) / x;
        if ((x - n) * t > 45)
            break;
        sum += pareto_integrand(t, n, x) * t * M_PI_2 * cosh(s);
    }
    return sum * step / M_PI;
}

/* P(Landau > lambda) by Simpson's rule in v, s = v^2:
 *      1/pi int_0^inf e^{-lambda s - s ln s} sin(pi s) ds/s. */
static double landau_tail(double lambda)
{
    enum { INTERVALS = 1024 };
    if (lambda < -3.2) /* the density has 1e-4 of its mass below */
        return 1;
    double last = sqrt(fmin(45, lambda > 1 ? 45 / lambda : 45));
    double h = last / INTERVALS, sum = 0;
    for (int k = 1; k <= INTERVALS; k++) {
        double v = k * h, s = v * v;
        double value = exp(-lambda * s - s * log(s)) * sin(M_PI * s) * 2 / v;
        sum += value * (k == INTERVALS ? 1 : k % 2 == 1 ? 4 : 2);
    }
    return sum * h / 3 / M_PI;
}

double assay__harmonic_p(const double p[], size_t n)
{
    double sum = 0, known = 0, alone = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(p[i]))
            continue;
        alone = at_least_tiny(p[i]);
        sum += 1 / alone;
        known++;
    }
    if (known < 2)
        return known == 1 ? alone : (double)NAN;
    if (isinf(sum))
        return DBL_MIN;
    if (known <= EXACT_UP_TO)
        return at_least_tiny(pareto_sum_tail(known, sum));
    return at_least_tiny(landau_tail(sum / known - log(known) - 1 + M_EULER));
}

/* -- Cauchy -- */

double assay__cauchy_p(const double p[], size_t n)
{
    double sum = 0, known = 0;
    for (size_t i = 0; i < n; i++)
        known += !isnan(p[i]);
    if (known == 0)
        return (double)NAN;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(p[i]))
            sum += 1 / tan(M_PI * fmin(0.99, at_least_tiny(p[i]))) / known;
    }
    return at_least_tiny(atan2(1, sum) / M_PI);
}

/* -- Dependent -- */

static double correlation_at(const assay__dependent_p *e, size_t i, size_t j)
{
    if (i == j)
        return 1;
    return e->correlation == NULL ? 0 : e->correlation[i * e->n + j];
}

/* A p of exactly 1 would outweigh all else. */
static double normal_score(double p)
{
    return -assay__normal_quantile(fmin(at_least_tiny(p), 1 - 0x1p-53));
}

double assay__stouffer_p(const assay__dependent_p *evidence)
{
    const assay__dependent_p *e = evidence;
    double sum = 0, variance = 0;
    for (size_t i = 0; i < e->n; i++) {
        if (isnan(e->p[i]))
            continue;
        double w = e->weight == NULL ? 1 : e->weight[i];
        sum += w * normal_score(e->p[i]);
        for (size_t j = 0; j < e->n; j++) {
            if (!isnan(e->p[j]))
                variance +=
                    w * (e->weight == NULL ? 1 : e->weight[j]) * correlation_at(e, i, j);
        }
    }
    if (!(variance > 0))
        return (double)NAN;
    return at_least_tiny(assay__p_of_digits(assay__tail_normal(sum / sqrt(variance))));
}

/* Kost & McDermott 2002, eq. 8: covariance of two terms of Fisher's sum. */
static double fisher_covariance(double r)
{
    return r > 0 ? r * (3.263 + r * (0.710 + r * 0.027)) : 0;
}

double assay__brown_p(const assay__dependent_p *evidence)
{
    const assay__dependent_p *e = evidence;
    double sum = 0, known = 0, variance = 0;
    for (size_t i = 0; i < e->n; i++) {
        if (isnan(e->p[i]))
            continue;
        known++;
        sum -= 2 * log(at_least_tiny(e->p[i]));
        variance += 4;
        for (size_t j = 0; j < i; j++) {
            if (!isnan(e->p[j]))
                variance += 2 * fisher_covariance(correlation_at(e, i, j));
        }
    }
    if (known == 0)
        return (double)NAN;
    double mean = 2 * known, unit = variance / (2 * mean);
    double digits = assay__tail_chi2(sum / unit, mean / unit);
    return at_least_tiny(assay__p_of_digits(digits));
}

/* -- Many decisions -- */

void assay__bh_q_values(const double p[], size_t n, double q[], size_t order[])
{
    size_t known = 0;
    double least = 1;
    assay__sort_order(p, n, order, order + n);
    while (known < n && !isnan(p[order[known]]))
        known++;
    for (size_t i = n; i-- > known;)
        q[order[i]] = (double)NAN;
    for (size_t i = known; i-- > 0;) {
        double raised = p[order[i]] * ((double)known / (double)(i + 1)); /* never < p */
        least = raised < least ? raised : least;
        q[order[i]] = least;
    }
}

double assay__clean_share(const double p[], size_t n, double from)
{
    double known = 0, upper = 1;
    for (size_t i = 0; i < n; i++) {
        known += !isnan(p[i]);
        upper += p[i] >= from; /* false for NaN */
    }
    if (!(known > 0))
        return 1;
    double share = upper / (known * (1 - from));
    return share < 1 ? share : 1;
}
