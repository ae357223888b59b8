/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First digits of followers' own follower counts, which span decades and follow
 * Benford's law (Golbeck 2015): the mean absolute distance of the nine shares from it,
 * against what sampling alone gives.
 *
 * Under the law the nine counts are multinomial, nearly normal at 300 and more; the mean
 * and the variance of a sum of absolute correlated normals are known, so no simulation
 * is needed: E|X||Y| = 2/pi (sqrt(1 - r^2) + r asin r) for standard X, Y.
 */
#include "audience/crowd.h"

#include <math.h>

/* Fewer than ten followers have a first digit without a law behind it. */
enum { ENOUGH = 300, DIGITS = 9, LEAST_COUNT = 10 };
static const double PI = 3.14159265358979323846;
/* The law needs counts over several decades: two between the least and the largest. */
static const double LEAST_SPAN = 100;

static double law(size_t digit)
{
    return log10(1 + 1 / (double)digit);
}

/** Counts of first digits. */
typedef struct digits {
    double count[DIGITS + 1]; /* [0] unused */
    double n, least, largest;
} digits;

static void add(digits *d, double count)
{
    d->least = fmin(d->least, count);
    d->largest = fmax(d->largest, count);
    while (count >= 10)
        count /= 10;
    d->count[(size_t)count]++;
    d->n++;
}

/* Mean and standard deviation of sum |p_d - law| under the law. */
static void null_of(double n, double *mean, double *sd)
{
    double variance = 0, sum = 0;
    for (size_t a = 1; a <= DIGITS; a++) {
        double p = law(a), sd_a = sqrt(p * (1 - p) / n);
        sum += sd_a * sqrt(2 / PI);
        for (size_t b = 1; b <= DIGITS; b++) {
            double q = law(b), sd_b = sqrt(q * (1 - q) / n);
            double r = a == b ? 1 : -sqrt(p * q / ((1 - p) * (1 - q)));
            variance += sd_a * sd_b * 2 / PI * (sqrt(1 - r * r) + r * asin(r) - 1);
        }
    }
    *mean = sum;
    *sd = sqrt(variance);
}

void assay__benford_look(const assay__crowd *crowd, assay_audience *out)
{
    digits d = {.least = HUGE_VAL};
    for (size_t i = 0; i < crowd->n; i++) {
        double followers = crowd->members[i].followers;
        if (!crowd->twin[i] && followers >= LEAST_COUNT)
            add(&d, floor(followers));
    }
    if (d.n < ENOUGH || d.largest / d.least < LEAST_SPAN)
        return;
    double distance = 0, mean, sd;
    for (size_t digit = 1; digit <= DIGITS; digit++)
        distance += fabs(d.count[digit] / d.n - law(digit));
    null_of(d.n, &mean, &sd);
    out->benford = (distance - mean) / sd;
}
