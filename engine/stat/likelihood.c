/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/likelihood.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "stat/special.h"

static const double half_log_2pi = 0.91893853320467274178;

double assay__log_poisson(double k, double mean)
{
    if (!(k >= 0 && mean >= 0) || isinf(mean))
        return (double)NAN;
    if (k == 0)
        return -mean;
    if (mean == 0 || isinf(k))
        return -HUGE_VAL;
    return -half_log_2pi - 0.5 * log(k) - assay__stirling_rest(k) -
           assay__deviance(k, mean);
}

double assay__log_negbin(double k, double mean, double shape)
{
    if (isinf(shape) && shape > 0)
        return assay__log_poisson(k, mean);
    if (!(k >= 0 && mean >= 0 && shape > 0) || isinf(mean))
        return (double)NAN;
    if (k == 0)
        return -shape * log1p(mean / shape);
    if (mean == 0 || isinf(k))
        return -HUGE_VAL;
    /* the binomial density of `shape` among k + shape, by saddle point */
    double n = k + shape, sum = mean + shape;
    return 0.5 * (log(shape / n) - log(k)) - half_log_2pi + assay__stirling_rest(n) -
           assay__stirling_rest(k) - assay__stirling_rest(shape) -
           assay__deviance(shape, n * (shape / sum)) -
           assay__deviance(k, n * (mean / sum));
}

/* fdlibm's polynomial on [sqrt(1/2), sqrt(2)), written without branches: exponents are
 * turned to doubles by adding them to the low bits of 2^52. */
static inline double log_of(double x)
{
    const uint64_t root_half = UINT64_C(0x3FE6A09E667F3BCD), magic = UINT64_C(1075) << 52;
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    uint64_t from_root = bits - root_half + (UINT64_C(1023) << 52);
    uint64_t biased = from_root >> 52, exponent_bits = magic | biased;
    uint64_t mantissa_bits = bits - ((biased - 1023) << 52);
    double exponent, m;
    memcpy(&exponent, &exponent_bits, sizeof exponent);
    memcpy(&m, &mantissa_bits, sizeof m);
    exponent -= 0x1p52 + 1023;
    double f = m - 1, s = f / (2 + f), z = s * s, half_square = 0.5 * f * f;
    double r = 1.479819860511658591e-01;
    r = r * z + 1.531383769920937332e-01;
    r = r * z + 1.818357216161805012e-01;
    r = r * z + 2.222219843214978396e-01;
    r = r * z + 2.857142874366239149e-01;
    r = r * z + 3.999999999940941908e-01;
    r = r * z + 6.666666666666735130e-01;
    r *= z;
    return exponent * 6.93147180369123816490e-01 -
           ((half_square -
             (s * (half_square + r) + exponent * 1.90821492927058770002e-10)) -
            f);
}

void assay__log_each(const double x[], size_t n, double out[])
{
    for (size_t i = 0; i < n; i++)
        out[i] = log_of(x[i]);
}

void assay__nb_table_init(assay__nb_table *table, const double count[],
                          const double shape[], size_t n, double constant[])
{
    for (size_t i = 0; i < n; i++) {
        double y = count[i], k = shape[i];
        constant[i] = assay__log_gamma(y + k) - assay__log_gamma(k) -
                      assay__log_gamma(y + 1) + k * log(k);
    }
    *table = (assay__nb_table){n, count, shape, constant};
}

enum { BLOCK = 64 };

double assay__nb_table_sum(const assay__nb_table *table, size_t first, size_t n,
                           const double mean[])
{
    double sum = 0, term[BLOCK];
    size_t refused = 0;
    for (size_t from = 0; from < n; from += BLOCK) {
        size_t block = n - from < BLOCK ? n - from : BLOCK;
        const double *m = mean + from, *y = table->count + first + from;
        const double *k = table->shape + first + from;
        const double *c = table->constant + first + from;
        for (size_t i = 0; i < block; i++) {
            refused += !(m[i] > 0 && m[i] < HUGE_VAL);
            term[i] = c[i] + y[i] * log_of(m[i]) - (k[i] + y[i]) * log_of(k[i] + m[i]);
        }
        for (size_t i = 0; i < block; i++)
            sum += term[i];
    }
    return refused > 0 ? (double)NAN : sum;
}

double assay__nb_table_at(const assay__nb_table *table, size_t i, double mean)
{
    return assay__nb_table_sum(table, i, 1, &mean);
}
