/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/special.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

static const double half_log_2pi = 0.91893853320467274178;

/* Steps of a series or a fraction; both need about sqrt(parameter), so this reaches
 * parameters near 1e11. */
enum { STEPS = 500000 };

/* DLMF 5.11.1 for x >= 10: the first term left out is below 3e-17. */
static double stirling_series(double x)
{
    static const double term[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                                  1.0 / 1188, -691.0 / 360360, 1.0 / 156};
    double inverse = 1 / x, square = inverse * inverse, sum = 0;
    for (size_t i = sizeof term / sizeof term[0]; i-- > 0;)
        sum = sum * square + term[i];
    return sum * inverse;
}

double assay__log_gamma(double x)
{
    if (!(x > 0))
        return (double)NAN;
    if (isinf(x))
        return x;
    double product = 1;
    while (x < 10)
        product *= x++;
    double whole = (x - 0.5) * log(x) - x + half_log_2pi + stirling_series(x);
    return product == 1 ? whole : whole - log(product);
}

double assay__stirling_rest(double x)
{
    if (x >= 10)
        return stirling_series(x);
    return assay__log_gamma(x) - ((x - 0.5) * log(x) - x + half_log_2pi);
}

double assay__deviance(double x, double mean)
{
    if (x == 0)
        return mean;
    if (fabs(x - mean) >= 0.1 * (x + mean))
        return x * log(x / mean) + mean - x;
    double v = (x - mean) / (x + mean), sum = (x - mean) * v, term = 2 * x * v;
    for (int j = 1; j < 1000; j++) {
        term *= v * v;
        double next = sum + term / (2 * j + 1);
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

double assay__log_beta_front(double a, double b, double x, double y)
{
    double n = a + b;
    return 0.5 * (log(a) + log(b / n)) - half_log_2pi + assay__stirling_rest(n) -
           assay__stirling_rest(a) - assay__stirling_rest(b) - assay__deviance(a, n * x) -
           assay__deviance(b, n * y);
}

static double away_from_zero(double x)
{
    return fabs(x) < DBL_MIN ? DBL_MIN : x;
}

/* DLMF 8.17.22 by Lentz's method; converges fast for x < (a + 1)/(a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), fraction = d;
    for (int step = 1; step < STEPS; step++) {
        double m = step;
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        fraction *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        fraction *= d * c;
        if (fabs(d * c - 1) < 4 * DBL_EPSILON)
            return fraction;
    }
    return (double)NAN;
}

static double log_of_rest(double log_part)
{
    double rest = -expm1(log_part);
    return rest > 0 ? log(rest) : -HUGE_VAL;
}

double assay__log_beta_inc(double a, double b, double x, double y)
{
    if (!(a > 0 && b > 0 && x >= 0 && y >= 0) || isinf(a) || isinf(b))
        return (double)NAN;
    if (x == 0)
        return -HUGE_VAL;
    if (y == 0)
        return 0;
    double front = assay__log_beta_front(a, b, x, y);
    if (x * (a + b + 2) < a + 1)
        return front - log(a) + log(beta_fraction(a, b, x));
    return log_of_rest(front - log(b) + log(beta_fraction(b, a, y)));
}

/* ln of x^a e^-x / Gamma(a). */
static double gamma_front(double a, double x)
{
    return 0.5 * log(a) - half_log_2pi - assay__stirling_rest(a) - assay__deviance(a, x);
}

/* DLMF 8.7.1: sum of x^n / ((a + 1) ... (a + n)), for x < a + 1. */
static double gamma_series(double a, double x)
{
    double term = 1, sum = 1;
    for (int n = 1; n < STEPS; n++) {
        term *= x / (a + n);
        sum += term;
        if (term < sum * DBL_EPSILON / 4)
            return sum;
    }
    return (double)NAN;
}

/* DLMF 8.9.2 by Lentz's method, for x >= a + 1. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / DBL_MIN, d = 1 / away_from_zero(b), fraction = d;
    for (int n = 1; n < STEPS; n++) {
        double numerator = -n * (n - a);
        b += 2;
        d = 1 / away_from_zero(numerator * d + b);
        c = away_from_zero(b + numerator / c);
        fraction *= c * d;
        if (fabs(c * d - 1) < 4 * DBL_EPSILON)
            return fraction;
    }
    return (double)NAN;
}

double assay__log_gamma_lower(double a, double x)
{
    if (!(a > 0 && x >= 0) || isinf(a))
        return (double)NAN;
    if (x == 0)
        return -HUGE_VAL;
    if (isinf(x))
        return 0;
    if (x < a + 1)
        return gamma_front(a, x) - log(a) + log(gamma_series(a, x));
    return log_of_rest(gamma_front(a, x) + log(gamma_fraction(a, x)));
}

double assay__log_gamma_upper(double a, double x)
{
    if (!(a > 0 && x >= 0) || isinf(a))
        return (double)NAN;
    if (x == 0)
        return 0;
    if (isinf(x))
        return -HUGE_VAL;
    if (x < a + 1)
        return log_of_rest(gamma_front(a, x) - log(a) + log(gamma_series(a, x)));
    return gamma_front(a, x) + log(gamma_fraction(a, x));
}

/* The asymptotic series of both is good to 1e-13 from here on. */
static const double FAR = 10;

double assay__digamma(double x)
{
    if (!(x > 0))
        return (double)NAN;
    double sum = 0;
    while (x < FAR)
        sum -= 1 / x++;
    double q = 1 / (x * x);
    double rest =
        q * (1.0 / 12 -
             q * (1.0 / 120 - q * (1.0 / 252 - q * (1.0 / 240 - q * (1.0 / 132)))));
    return sum + log(x) - 0.5 / x - rest;
}

double assay__trigamma(double x)
{
    if (!(x > 0))
        return (double)NAN;
    double sum = 0;
    while (x < FAR) {
        sum += 1 / (x * x);
        x++;
    }
    double q = 1 / (x * x);
    double rest = q * (1.0 / 6 - q * (1.0 / 30 - q * (1.0 / 42 - q * (1.0 / 30))));
    return sum + (1 + 0.5 / x + rest) / x;
}
