/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/periodic.h"

#include <math.h>

#include "stat/moment.h"
#include "stat/order.h"
#include "stat/special.h"
#include "stat/tail.h"

static const double turn = 6.28318530717958647692;

/* -- Lomb-Scargle -- */

/* Where each point stands on the circle, and how far a step of frequency turns it. */
typedef struct rotation {
    double *cosine, *sine, *step_cosine, *step_sine, *value;
} rotation;

/* Share of the centred sum of squares that a sine of the present frequency takes. */
static double power_now(const rotation *r, size_t n, double whole)
{
    double yc = 0, ys = 0, cc = 0, cs = 0, ss = 0;
    for (size_t i = 0; i < n; i++) {
        double c = r->cosine[i], s = r->sine[i], y = r->value[i];
        yc += y * c;
        ys += y * s;
        cc += c * c;
        cs += c * s;
        ss += s * s;
    }
    double determinant = cc * ss - cs * cs;
    if (!(determinant > 1e-10 * (cc + ss) * (cc + ss)))
        return 0; /* at this frequency sine and cosine cannot be told apart */
    return (yc * yc * ss + ys * ys * cc - 2 * yc * ys * cs) / (determinant * whole);
}

static void turn_all(const rotation *r, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double c = r->cosine[i], s = r->sine[i];
        r->cosine[i] = c * r->step_cosine[i] - s * r->step_sine[i];
        r->sine[i] = s * r->step_cosine[i] + c * r->step_sine[i];
    }
}

/* Baluev 2008, eq. 6 with the tau of the standard normalisation: a bound on the chance
 * that noise peaks as high below `highest`. */
static double false_alarm(double power, double highest, double variance_of_time, size_t n)
{
    double one_mean = (double)(n - 1), rest = (double)(n - 3);
    double single = pow(1 - power, rest / 2);
    double width = highest * sqrt(2 * turn * variance_of_time);
    double gamma = sqrt(2 / one_mean) *
                   exp(assay__log_gamma(one_mean / 2) - assay__log_gamma(rest / 2 + 0.5));
    double tau =
        gamma * width * pow(1 - power, (rest - 1) / 2) * sqrt(one_mean * power / 2);
    double p = -expm1(-tau) + single * exp(-tau);
    return p < 1e-300 ? 1e-300 : p;
}

static void place(const assay__series *series, const rotation *r, double low, double step)
{
    double mean = assay__mean(series->value, series->n), first = series->at[0];
    for (size_t i = 0; i < series->n; i++) {
        double t = series->at[i] - first;
        r->cosine[i] = cos(turn * low * t);
        r->sine[i] = sin(turn * low * t);
        r->step_cosine[i] = cos(turn * step * t);
        r->step_sine[i] = sin(turn * step * t);
        r->value[i] = series->value[i] - mean;
    }
}

assay__rhythm assay__lomb_scargle(const assay__series *series, double low, double high,
                                  size_t steps, double scratch[])
{
    size_t n = series->n;
    assay__rhythm best = {(double)NAN, (double)NAN, (double)NAN};
    if (n < 5 || steps == 0 || !(low > 0 && high >= low))
        return best;
    double whole = assay__variance(series->value, n) * (double)(n - 1);
    double time_variance = assay__variance(series->at, n) * (double)(n - 1) / (double)n;
    if (!(whole > 0 && time_variance > 0) || isinf(whole) || isinf(time_variance))
        return best;
    rotation r;
    r.cosine = scratch;
    r.sine = scratch + n;
    r.step_cosine = scratch + 2 * n;
    r.step_sine = scratch + 3 * n;
    r.value = scratch + 4 * n;
    double step = steps > 1 ? (high - low) / (double)(steps - 1) : 0;
    place(series, &r, low, step);
    best = (assay__rhythm){low, 0, 1};
    for (size_t k = 0; k < steps; k++) {
        double power = power_now(&r, n, whole);
        if (power > best.power)
            best = (assay__rhythm){low + (double)k * step, power, 1};
        turn_all(&r, n);
    }
    best.power = best.power > 1 ? 1 : best.power;
    best.p_value = false_alarm(best.power, high, time_variance, n);
    return best;
}

/* -- Rayleigh -- */

assay__rayleigh assay__rayleigh_test(const double phase[], size_t n)
{
    double c = 0, s = 0, size = (double)n;
    for (size_t i = 0; i < n; i++) {
        double part = phase[i] - floor(phase[i]);
        c += cos(turn * part);
        s += sin(turn * part);
    }
    if (n == 0 || isnan(c + s))
        return (assay__rayleigh){(double)NAN, (double)NAN, (double)NAN};
    double sum = hypot(c, s), direction = atan2(s, c) / turn;
    /* Zar 1999, eq. 27.4; within 0.001 for n >= 5 and p near 0.05 */
    double p = exp(sqrt(1 + 4 * size + 4 * (size * size - sum * sum)) - (1 + 2 * size));
    return (assay__rayleigh){sum / size, direction < 0 ? direction + 1 : direction,
                             p > 1 ? 1 : p};
}

/* -- Permutation entropy -- */

enum { LONGEST = 6, PATTERNS = 720 };

/* Number of the order pattern of x[0..length): its inversions in mixed radix. */
static size_t pattern_of(const double x[], size_t length)
{
    size_t code = 0;
    for (size_t i = 0; i < length; i++) {
        size_t smaller = 0;
        for (size_t j = i + 1; j < length; j++)
            smaller += x[j] < x[i];
        code = code * (length - i) + smaller;
    }
    return code;
}

double assay__permutation_entropy(const double x[], size_t n, size_t length)
{
    if (length < 2 || length > LONGEST || n < length || !assay__all_known(x, n))
        return (double)NAN;
    size_t seen[PATTERNS] = {0}, patterns = 1, windows = n - length + 1;
    for (size_t i = 2; i <= length; i++)
        patterns *= i;
    for (size_t i = 0; i < windows; i++)
        seen[pattern_of(x + i, length)]++;
    double entropy = 0;
    for (size_t i = 0; i < patterns; i++) {
        double share = (double)seen[i] / (double)windows;
        entropy -= share > 0 ? share * log(share) : 0;
    }
    return fabs(entropy) / log((double)patterns);
}

/* -- Dispersion -- */

assay__dispersion assay__dispersion_test(const double count[], size_t n)
{
    double mean = assay__mean(count, n), variance = assay__variance(count, n);
    if (n < 2 || !(mean > 0) || isnan(variance) || isinf(mean))
        return (assay__dispersion){(double)NAN, (double)NAN, (double)NAN};
    double index = variance / mean, freedom = (double)(n - 1), x = freedom * index;
    double log_low = assay__log_gamma_lower(freedom / 2, x / 2);
    return (assay__dispersion){index, assay__tail_chi2(x, freedom),
                               log_low < 0 ? -log_low / 2.302585092994046 : 0};
}
