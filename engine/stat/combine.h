/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many p-values into one, and many decisions under one error rate.
 *
 * A NaN among the p-values is evidence that is not there: it is left out and not counted.
 * When none is left the answer is NaN. No answer is ever 0.
 *
 * Sources: Wilson 2019 (harmonic mean p); Liu & Xie 2020 (Cauchy); Brown 1975, Kost &
 * McDermott 2002; Benjamini & Hochberg 1995; Storey,
 * Taylor & Siegmund 2004; Hosking & Wallis 1987 (GPD by probability
 * weighted moments).
 */
#ifndef ASSAY_STAT_COMBINE_H
#define ASSAY_STAT_COMBINE_H

#include <stddef.h>

/** Harmonic-mean p-value, recalibrated: exact for independent p up to 16 of them (the
 * law of a sum of Pareto variables by inversion), Landau's limit beyond. Stays close to
 * nominal under dependence. p[] in (0, 1].
 * @cost about 25 us */
double assay__harmonic_p(const double p[], size_t n);

/** Cauchy combination; each p is taken as at most 0.99, lest one near 1 outweigh all. */
double assay__cauchy_p(const double p[], size_t n);

/** Weighted p-values with a known correlation. */
typedef struct assay__dependent_p {
    const double *p;           /**< [n], NaN left out */
    const double *weight;      /**< [n] >= 0, or NULL for ones */
    const double *correlation; /**< [n * n] of the normal scores; NULL: independent */
    size_t n;
} assay__dependent_p;

/** Stouffer's Z over sqrt(w' R w), one-sided. NaN when w' R w is not positive. */
double assay__stouffer_p(const assay__dependent_p *evidence);

/** Brown's scaled chi-square for Fisher's sum, covariances by Kost & McDermott from
 * max(0, R); weights are not used. */
double assay__brown_p(const assay__dependent_p *evidence);

/** Benjamini-Hochberg q-values; NaN stays NaN and is not counted.
 * @param q [n]   @param order [2n] scratch */
void assay__bh_q_values(const double p[], size_t n, double q[], size_t order[]);

/** Storey's estimate of the share of true nulls, (1 + #{p >= from}) / (n (1 - from)), at
 * most 1; NaN is not counted, and without a p-value the answer is 1. */
double assay__clean_share(const double p[], size_t n, double from);

/** A sorted reference sample and the generalised Pareto tail above its 95 % quantile. A
 * fitted tail that would end somewhere is replaced by an exponential one: what was never
 * seen is rare, not impossible. */
typedef struct assay__conformal {
    const double *sorted; /**< [n] ascending, known; not copied */
    size_t n;
    double threshold, scale, shape; /**< NaN: no tail fitted (fewer than 20 above) */
    double share;                   /**< of the reference above the threshold */
} assay__conformal;

/** Fit the tail. @param sorted [n] ascending, without NaN; kept */
assay__conformal assay__conformal_fit(const double sorted[], size_t n);

/** P-value of x against the reference, high being strange: (1 + #{ref >= x})/(n + 1),
 * above the threshold the fitted tail; never rising in x, never below `floor` > 0.
 * Empty reference or NaN x: NaN. */
double assay__conformal_p(const assay__conformal *reference, double x, double floor);

#endif
