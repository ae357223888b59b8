/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles of a clean reference with a generalised Pareto tail (Pickands 1975), fitted
 * by probability-weighted moments (Hosking & Wallis 1987). The shape is kept in [0, 1]:
 * a finite end point would call the first value beyond it impossible. */
#include "model/tail_table.h"

#include "stat/order.h"

#include <math.h>

const double ASSAY__TAIL_LEVEL[ASSAY__TAIL_KNOTS] = {
    1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.075, 0.05};

enum { LAST = ASSAY__TAIL_KNOTS - 1, FEWEST_ABOVE = 10 };

/* Mean and probability-weighted mean of the excesses over the threshold. */
static void fit_above(const double sorted[], size_t n, assay__tail_table *table)
{
    double threshold = table->knot[LAST];
    size_t first = assay__count_up_to(sorted, n, threshold);
    size_t m = n - first;
    if (m == 0)
        return;
    double mean = 0.0, weighted = 0.0;
    for (size_t i = 0; i < m; i++) {
        double excess = sorted[first + i] - threshold;
        mean += excess;
        weighted += excess * (1.0 - ((double)i + 0.65) / (double)m);
    }
    mean /= (double)m;
    weighted /= (double)m;
    double below = mean - 2.0 * weighted;
    double shape = below > 0.0 ? 2.0 - mean / below : 1.0;
    if (m < FEWEST_ABOVE || !(shape > 0.0))
        shape = 0.0; /* exponential: the mean says all */
    if (shape > 1.0)
        shape = 1.0;
    table->shape = shape;
    table->scale = mean * (1.0 - (shape < 0.9 ? shape : 0.9));
}

assay__tail_table assay__tail_table_fit(const double sorted[], size_t n)
{
    assay__tail_table table = {.n = (double)n};
    for (size_t k = 0; k < ASSAY__TAIL_KNOTS; k++)
        table.knot[k] = assay__quantile_sorted(sorted, n, 1.0 - ASSAY__TAIL_LEVEL[k]);
    fit_above(sorted, n, &table);
    return table;
}

static double clamp_digits(double digits)
{
    if (!(digits < ASSAY__MOST_DIGITS))
        return ASSAY__MOST_DIGITS;
    return digits > 0.0 ? digits : 0.0;
}

static double digits_above(const assay__tail_table *table, double excess)
{
    double start = -log10(ASSAY__TAIL_LEVEL[LAST]);
    if (!(table->scale > 0.0)) /* beyond all that was seen: one in n + 1 */
        return clamp_digits(fmax(start, log10(table->n + 1.0)));
    double ratio = excess / table->scale;
    double survival =
        table->shape > 0.0 ? log1p(table->shape * ratio) / table->shape : ratio;
    return clamp_digits(start + survival / log(10.0));
}

double assay__tail_table_digits(const assay__tail_table *table, double x)
{
    if (isnan(x))
        return x;
    if (x > table->knot[LAST])
        return digits_above(table, x - table->knot[LAST]);
    size_t k = 0;
    while (table->knot[k] < x)
        k++;
    double p = ASSAY__TAIL_LEVEL[k];
    if (k > 0) {
        double width = table->knot[k] - table->knot[k - 1];
        double left = (table->knot[k] - x) / width;
        p += left * (ASSAY__TAIL_LEVEL[k - 1] - p);
    }
    return clamp_digits(-log10(p));
}
