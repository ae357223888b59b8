/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regularity in time: rhythms, clocks, order patterns, counts too even or too uneven.
 *
 * NaN among the inputs gives NaN (see order.h).
 * Sources: Scargle 1982; Baluev 2008 (false alarms); Rayleigh, Fisher 1993; Bandt &
 * Pompe 2002 (permutation entropy); Fisher 1950 (dispersion).
 */
#ifndef ASSAY_STAT_PERIODIC_H
#define ASSAY_STAT_PERIODIC_H

#include <stddef.h>

/** A series at any times. */
typedef struct assay__series {
    const double *at;    /**< [n] any unit, any order */
    const double *value; /**< [n] */
    size_t n;
} assay__series;

/** The strongest rhythm. */
typedef struct assay__rhythm {
    double frequency; /**< cycles per unit of time */
    double power;     /**< share of the variance a sine of that frequency takes, 0..1 */
    double p_value;   /**< of a peak as high anywhere up to the highest frequency */
} assay__rhythm;

/** Lomb-Scargle over `steps` evenly spaced frequencies low..high. All NaN: n < 5, a
 * constant series, no span of time, low <= 0, high < low, steps = 0.
 * @param scratch [5n]   @cost O(n steps), 3 ns each: rotations */
assay__rhythm assay__lomb_scargle(const assay__series *series, double low, double high,
                                  size_t steps, double scratch[]);

/** Clustering of phases. */
typedef struct assay__rayleigh {
    double length;  /**< mean resultant length, 0 even .. 1 all alike */
    double phase;   /**< mean phase, 0..1 of a turn */
    double p_value; /**< against an even spread */
} assay__rayleigh;

/** @param phase  [n] in turns: 0.25 is a quarter; any real number. Empty: NaN. */
assay__rayleigh assay__rayleigh_test(const double phase[], size_t n);

/** Entropy of the order patterns of `length` (2..6) neighbours over ln(length!): 0 always
 * the same pattern, 1 all equally often. Of equal values the earlier counts as smaller.
 * Fewer than `length` values: NaN. */
double assay__permutation_entropy(const double x[], size_t n, size_t length);

/** Evenness of counts. */
typedef struct assay__dispersion {
    double index;             /**< variance over mean; Poisson 1 */
    double too_high, too_low; /**< -log10 p against Poisson, one-sided each */
} assay__dispersion;

/** @param count  [n] >= 0; n < 2 or a mean of 0: NaN */
assay__dispersion assay__dispersion_test(const double count[], size_t n);

#endif
