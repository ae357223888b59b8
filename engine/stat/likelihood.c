/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/likelihood.h"

#include <math.h>

#include "stat/elementary.h"
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

void assay__log_each(const double x[], size_t n, double out[])
{
    for (size_t i = 0; i < n; i++)
        out[i] = assay__log(x[i]);
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
            term[i] =
                c[i] + y[i] * assay__log(m[i]) - (k[i] + y[i]) * assay__log(k[i] + m[i]);
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
