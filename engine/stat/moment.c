/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments about the mean in a second pass, so that a large offset costs no digits. */
#include "stat/moment.h"

#include <math.h>

#include "stat/order.h"
#include "stat/tail.h"

double assay__sum(const double x[], size_t n)
{
    double sum = 0, lost = 0; /* Neumaier 1974 */
    for (size_t i = 0; i < n; i++) {
        double next = sum + x[i];
        lost += fabs(sum) >= fabs(x[i]) ? (sum - next) + x[i] : (x[i] - next) + sum;
        sum = next;
    }
    return isfinite(lost) ? sum + lost : sum;
}

double assay__mean(const double x[], size_t n)
{
    return n == 0 ? (double)NAN : assay__sum(x, n) / (double)n;
}

assay__moments assay__moments_of(const double x[], size_t n)
{
    double m2 = 0, m3 = 0, m4 = 0, mean = assay__mean(x, n), size = (double)n;
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - mean, square = d * d;
        m2 += square;
        m3 += square * d;
        m4 += square * square;
    }
    assay__moments moments = {mean, (double)NAN, (double)NAN, (double)NAN};
    if (n >= 2)
        moments.variance = m2 / (size - 1);
    if (n >= 3 && m2 > 0)
        moments.skewness = m3 / size / pow(m2 / size, 1.5);
    if (n >= 4 && m2 > 0)
        moments.kurtosis = m4 * size / (m2 * m2) - 3;
    return moments;
}

double assay__variance(const double x[], size_t n)
{
    if (n < 2)
        return (double)NAN;
    double mean = assay__mean(x, n), m2 = 0;
    for (size_t i = 0; i < n; i++)
        m2 += (x[i] - mean) * (x[i] - mean);
    return m2 / (double)(n - 1);
}

double assay__correlation(const double x[], const double y[], size_t n)
{
    if (n < 2)
        return (double)NAN;
    double x_mean = assay__mean(x, n), y_mean = assay__mean(y, n);
    double xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        double dx = x[i] - x_mean, dy = y[i] - y_mean;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    if (!(xx > 0 && yy > 0))
        return (double)NAN;
    double r = xy / sqrt(xx) / sqrt(yy);
    return r > 1 ? 1 : r < -1 ? -1 : r;
}

double assay__spearman(const double x[], const double y[], size_t n, double scratch[],
                       size_t order[])
{
    if (!assay__all_known(x, n) || !assay__all_known(y, n))
        return (double)NAN;
    assay__ranks(x, n, scratch, order);
    assay__ranks(y, n, scratch + n, order);
    return assay__correlation(scratch, scratch + n, n);
}

double assay__tail_correlation(double r, size_t n)
{
    if (n < 4 || !(r >= -1 && r <= 1))
        return (double)NAN;
    double freedom = (double)(n - 2), rest = 1 - r * r;
    if (rest <= 0)
        return r > 0 ? HUGE_VAL : 0;
    return assay__tail_t(r * sqrt(freedom / rest), freedom);
}
