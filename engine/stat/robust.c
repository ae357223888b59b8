/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Qn, Theil-Sen and M-estimates of location; the regression has its own file. */
#include "stat/robust.h"

#include <math.h>

#include "stat/order.h"

/* -- Qn: the k-th smallest of all pairwise differences -- */

/* Pairs whose difference is at most `limit`; without a branch to mispredict. */
static size_t pairs_within(const double sorted[], size_t n, double limit)
{
    size_t pairs = 0, low = 0, high = 1;
    while (high < n) {
        size_t too_far = sorted[high] - sorted[low] > limit;
        pairs += (high - low) & (too_far - 1);
        low += too_far;
        high += 1 - too_far;
    }
    return pairs;
}

/* The differences in (above, limit] into scratch; there are no more than n. */
static size_t collect(const double sorted[], size_t n, double above, double limit,
                      double scratch[])
{
    size_t found = 0, low = 0;
    for (size_t high = 1; high < n; high++) {
        while (sorted[high] - sorted[low] > limit)
            low++;
        for (size_t i = low; i < high && sorted[high] - sorted[i] > above; i++)
            scratch[found++] = sorted[high] - sorted[i];
    }
    return found;
}

/* What is known: differences <= low are `up_to_low` < k, those <= high `up_to_high`. */
typedef struct bracket {
    double low, high;
    size_t up_to_low, up_to_high;
} bracket;

/* Where to look next: first where a normal sample would have it, then where the counts
 * say, leaning past the target so that both ends move; every fourth time the middle. */
static double next_try(const bracket *b, const double sorted[], size_t n, size_t k,
                       int tries)
{
    if (tries == 0)
        return 0.334 * (sorted[3 * n / 4] - sorted[n / 4]);
    double share =
        ((double)k - (double)b->up_to_low) / (double)(b->up_to_high - b->up_to_low);
    double lean = tries % 2 == 0 ? 0.004 : -0.004; /* about n of n^2/2 pairs at n = 365 */
    share = tries % 4 == 3 ? 0.5 : fmin(fmax(share + lean, 0.02), 0.98);
    return b->low + share * (b->high - b->low);
}

/* Narrow (low, high] around the k-th smallest difference, 1 <= k, until n or fewer lie
 * inside or no double lies between; the counts at both ends are exact throughout. */
static double kth_difference(const double sorted[], size_t n, size_t k, double scratch[])
{
    bracket b = {0, sorted[n - 1] - sorted[0], pairs_within(sorted, n, 0),
                 n * (n - 1) / 2};
    if (b.up_to_low >= k)
        return 0;
    for (int tries = 0; b.up_to_high - b.up_to_low > n; tries++) {
        double value = next_try(&b, sorted, n, k, tries);
        if (!(value > b.low && value < b.high))
            value = b.low + (b.high - b.low) / 2;
        if (!(value > b.low && value < b.high))
            return b.high;
        size_t pairs = pairs_within(sorted, n, value);
        if (pairs >= k) {
            b.high = value;
            b.up_to_high = pairs;
        } else {
            b.low = value;
            b.up_to_low = pairs;
        }
    }
    size_t found = collect(sorted, n, b.low, b.high, scratch);
    return assay__select(scratch, found, k - b.up_to_low - 1);
}

/* Croux & Rousseeuw 1992: what makes Qn of small normal samples unbiased. */
static double qn_factor(size_t n)
{
    static const double small[] = {0,     0,     0.399, 0.994, 0.512,
                                   0.844, 0.611, 0.857, 0.669, 0.872};
    double size = (double)n;
    if (n < sizeof small / sizeof small[0])
        return small[n];
    return n % 2 == 1 ? size / (size + 1.4) : size / (size + 3.8);
}

double assay__qn_sorted(const double sorted[], size_t n, double scratch[])
{
    if (n < 2 || !(isfinite(sorted[0]) && isfinite(sorted[n - 1])))
        return (double)NAN;
    size_t half = n / 2 + 1, k = half * (half - 1) / 2;
    const double consistency = 2.21914446598508; /* 1 / (sqrt 2 quantile(5/8)) */
    return consistency * qn_factor(n) * kth_difference(sorted, n, k, scratch);
}

double assay__qn(const double x[], size_t n, double scratch[])
{
    if (!assay__all_known(x, n))
        return (double)NAN;
    for (size_t i = 0; i < n; i++)
        scratch[i] = x[i];
    assay__sort(scratch, n);
    return assay__qn_sorted(scratch, n, scratch + n);
}

/* -- Theil-Sen -- */

enum { ALL_PAIRS = 200 }; /* 19,900 slopes, 160 KB: what a thread's arena bears */

static const assay__line no_line = {(double)NAN, (double)NAN};

size_t assay__theil_sen_room(size_t n)
{
    return n <= ALL_PAIRS ? n * (n - 1) / 2 + n : 2 * n;
}

static double all_pairs_slope(const double x[], const double y[], size_t n,
                              double scratch[])
{
    size_t slopes = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            if (x[i] != x[j])
                scratch[slopes++] = (y[j] - y[i]) / (x[j] - x[i]);
        }
    }
    return assay__median_in_place(scratch, slopes);
}

static double repeated_median_slope(const double x[], const double y[], size_t n,
                                    double scratch[])
{
    double *through = scratch + n;
    size_t points = 0;
    for (size_t i = 0; i < n; i++) {
        size_t slopes = 0;
        for (size_t j = 0; j < n; j++) {
            if (x[i] != x[j])
                scratch[slopes++] = (y[j] - y[i]) / (x[j] - x[i]);
        }
        if (slopes > 0)
            through[points++] = assay__median_in_place(scratch, slopes);
    }
    return assay__median_in_place(through, points);
}

assay__line assay__theil_sen(const double x[], const double y[], size_t n,
                             double scratch[])
{
    if (n < 2 || !assay__all_known(x, n) || !assay__all_known(y, n))
        return no_line;
    double slope = n <= ALL_PAIRS ? all_pairs_slope(x, y, n, scratch)
                                  : repeated_median_slope(x, y, n, scratch);
    if (!isfinite(slope))
        return no_line;
    for (size_t i = 0; i < n; i++)
        scratch[i] = y[i] - slope * x[i];
    return (assay__line){slope, assay__median_in_place(scratch, n)};
}

/* -- Location -- */

enum { ROUNDS = 100 };

static double bisquare_weight(double u)
{
    double v = u / 4.685; /* 95 % efficient at the normal */
    return fabs(v) < 1 ? (1 - v * v) * (1 - v * v) : 0;
}

static double huber_weight(double u)
{
    return fabs(u) <= 1.345 ? 1 : 1.345 / fabs(u); /* 95 % efficient at the normal */
}

static double m_location(const double x[], size_t n, double scratch[],
                         double (*weight)(double))
{
    double centre = assay__median(x, n, scratch);
    double scale = assay__mad(x, n, centre, scratch);
    if (!(scale > 0) || isinf(scale))
        return centre;
    for (int round = 0; round < ROUNDS; round++) {
        double step = 0, sum = 0;
        for (size_t i = 0; i < n; i++) {
            double u = (x[i] - centre) / scale, w = isinf(u) ? 0 : weight(u);
            step += w > 0 ? w * u : 0;
            sum += w;
        }
        centre += scale * step / sum;
        if (fabs(step) <= 1e-14 * sum)
            break;
    }
    return centre;
}

double assay__robust_location(const double x[], size_t n, double scratch[])
{
    return m_location(x, n, scratch, bisquare_weight);
}

double assay__huber_location(const double x[], size_t n, double scratch[])
{
    return m_location(x, n, scratch, huber_weight);
}
