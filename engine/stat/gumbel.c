/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draws behind the pivot are the same every time: a key of their own, no state. */
#include "stat/gumbel.h"

#include "base/random.h"
#include "stat/order.h"

#include <math.h>

enum { FEWEST = 3, MOST = 64, FITS = 256 };

static const double EULER = 0.57721566490153286061, LEAST_P = 1e-12;
static const uint64_t KEY = UINT64_C(0x67756D62656C0001);

typedef struct fit {
    double place, scale;
} fit;

/* b = (2 b1 - b0) / ln 2, m = b0 - b * gamma, with b1 weighing by rank. */
static fit fit_maxima(const double sorted[], size_t n)
{
    double mean = 0, ranked = 0;
    for (size_t i = 0; i < n; i++) {
        mean += sorted[i];
        ranked += sorted[i] * (double)i / (double)(n - 1);
    }
    mean /= (double)n;
    ranked /= (double)n;
    double scale = (2 * ranked - mean) / log(2.0);
    return (fit){mean - EULER * scale, scale};
}

/* 1 - F(x) without cancellation. */
static double above(double x)
{
    return -expm1(-exp(-x));
}

static double predict(size_t n, double z)
{
    double draws[MOST], sum = 0;
    assay__random random = {KEY + n, 0};
    for (size_t k = 0; k < FITS; k++) {
        for (size_t i = 0; i < n; i++)
            draws[i] = -log(-log(1 - assay__random_uniform(&random) * (1 - 0x1p-53)));
        assay__sort(draws, n);
        fit f = fit_maxima(draws, n);
        sum += above(f.place + z * f.scale);
    }
    return sum / FITS;
}

double assay__gumbel_p(const double sorted[], size_t n, double x)
{
    if (n < FEWEST || n > MOST || isnan(x) || !assay__all_known(sorted, n))
        return (double)NAN;
    fit f = fit_maxima(sorted, n);
    if (!(f.scale > 0))
        return x <= sorted[n - 1] ? 1 : 1 / (double)(n + 1);
    double p = predict(n, (x - f.place) / f.scale);
    return p < LEAST_P ? LEAST_P : p;
}
