/* SPDX-License-Identifier: GPL-3.0-or-later */
/* P-values against a sorted reference. The tail is a generalised Pareto by probability
 * weighted moments (Hosking & Wallis 1987), which need no iteration and cannot fail; it
 * starts where the counting leaves off, so that the p-value never rises with x. */
#include <math.h>
#include <stdbool.h>

#include "stat/combine.h"
#include "stat/order.h"

enum { FEWEST_ABOVE = 20, TAIL_PART = 20 }; /* the top 1/20, when it holds 20 values */

assay__conformal assay__conformal_fit(const double sorted[], size_t n)
{
    assay__conformal fit = {sorted, n, (double)NAN, (double)NAN, (double)NAN, 0};
    size_t above = n / TAIL_PART;
    if (above < FEWEST_ABOVE)
        return fit;
    double threshold = sorted[n - above - 1], mean = 0, weighted = 0;
    double size = (double)above;
    for (size_t i = 0; i < above; i++) {
        double excess = sorted[n - above + i] - threshold;
        double position = ((double)(i + 1) - 0.35) / size;
        mean += excess / size;
        weighted += (1 - position) * excess / size;
    }
    if (!(mean > 0 && isfinite(mean)))
        return fit;
    double shape = 2 - mean / (mean - 2 * weighted);
    double scale = 2 * mean * weighted / (mean - 2 * weighted);
    bool endless = shape > 0 && isfinite(scale) && scale > 0;
    fit.threshold = threshold;
    fit.shape = endless ? shape : 0;
    fit.scale = endless ? scale : mean;
    fit.share = (size + 1) / ((double)n + 1);
    return fit;
}

double assay__conformal_p(const assay__conformal *reference, double x, double floor)
{
    const assay__conformal *r = reference;
    if (r->n == 0 || isnan(x))
        return (double)NAN;
    double p;
    if (x > r->threshold) { /* never true when no tail was fitted */
        double excess = (x - r->threshold) / r->scale;
        double log_p = r->shape > 0 ? -log1p(r->shape * excess) / r->shape : -excess;
        p = r->share * exp(log_p);
    } else {
        size_t as_far = r->n - assay__count_below(r->sorted, r->n, x);
        p = ((double)as_far + 1) / ((double)r->n + 1);
    }
    return p < floor ? floor : p;
}
