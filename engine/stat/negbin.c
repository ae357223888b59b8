/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The saddlepoint tail is within a few per cent far into the tail, where an error of that
 * size in a probability of 10^-40 does not matter, and costs three logarithms where the
 * exact continued fraction costs a step per square root of the count.
 */
#include "stat/negbin.h"

#include <math.h>

static const double half_log_two_pi = 0.91893853320467274178;
static const double root_half = 0.70710678118654752440;

/* (1 - Phi(z)) / phi(z) for z >= 0. */
static double mills(double z)
{
    if (z < 12.0)
        return 0.5 * erfc(z * root_half) * exp(0.5 * z * z + half_log_two_pi);
    double r = 1.0 / (z * z);
    return (1.0 - r * (1.0 - r * (3.0 - r * (15.0 - 105.0 * r)))) / z;
}

double assay__negbin_log_tail(double y, double mu, double k)
{
    if (!(y > 0.0))
        return 0.0;
    double x = fmax(y - 0.5, 0.25);
    double t = log(x * (mu + k) / (mu * (k + x)));
    double rate = 2.0 * (x * t - k * log((k + x) / (k + mu)));
    double w = copysign(sqrt(fmax(rate, 0.0)), t);
    if (fabs(w) < 1e-4)
        return log(0.5);
    double u = 2.0 * sinh(0.5 * t) * sqrt(x * (k + x) / k);
    double correction = 1.0 / u - 1.0 / w;
    if (w > 0.0) {
        double scaled = mills(w) + correction;
        double floor = 0.01 * mills(w);
        return fmin(0.0, -0.5 * w * w - half_log_two_pi + log(fmax(scaled, floor)));
    }
    double tail =
        0.5 * erfc(w * root_half) + exp(-0.5 * w * w - half_log_two_pi) * correction;
    return log(fmin(fmax(tail, 1e-300), 1.0));
}

double assay__negbin_quantile(double z, double mu, double k)
{
    double v = 1.0 / k + 1.0 / mu;
    double root = 1.0 - v / 9.0 + z * sqrt(v) / 3.0;
    return root > 0.0 ? mu * root * root * root : 0.0;
}

double assay__gamma_variation(double ratio, double z0, double z1)
{
    if (!(ratio < 1.0))
        return 0.0;
    /* With s = sqrt(v)/3: r (1 - s^2 + z1 s) = 1 - s^2 + z0 s, r the cube root. */
    double r = cbrt(fmax(ratio, 0.0));
    double a = 1.0 - r, b = z0 - r * z1; /* a (1 - s^2) + b s = 0, b < 0 */
    double s = (b + sqrt(b * b + 4.0 * a * a)) / (2.0 * a);
    return 9.0 * s * s;
}
