/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order statistics of short columns, in place; the columns hold no NaN. */
#ifndef ASSAY_GROWTH_ORDER_H
#define ASSAY_GROWTH_ORDER_H

#include <stddef.h>

/** Value at rank floor(share (n - 1)) by selection; reorders x. NaN for n = 0. */
double assay__select(double x[], size_t n, double share);

/** Median, mean of the middle two; reorders x. NaN for n = 0. */
double assay__median(double x[], size_t n);

/** Sort ascending. */
void assay__sort(double x[], size_t n);

/** Sum of the first to last ones in prefix sums p[n + 1]. */
static inline double assay__between(const double p[], size_t from, size_t to)
{
    return p[to] - p[from];
}

#endif
