/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The negative binomial as counts over time need it: mean mu, shape k, variance
 * mu + mu^2/k, both scaling with exposure. Closed forms only (Stirling, saddlepoint), so
 * that a year of days costs microseconds and counts of 10^9 lose no digit that matters.
 */
#ifndef ASSAY_STAT_NEGBIN_H
#define ASSAY_STAT_NEGBIN_H

/** log Gamma(x) for x > 0, absolute error under 1e-11 (1 + |log Gamma|).
 * @source Stirling's series, shifted to x >= 8 */
double assay__log_gamma(double x);

/** log of the upper tail of the standard normal, any z; never -inf for finite z. */
double assay__normal_log_tail(double z);

/** log P(Y = y) of a negative binomial; y >= 0 may be fractional, mu > 0, k > 0. */
double assay__negbin_log(double y, double mu, double k);

/** The part of assay__negbin_log that depends on the mean: differences between means at
 * one k are exact. Two logarithms. */
double assay__negbin_mean_log(double y, double mu, double k);

/** log P(Y >= y), natural logarithm, 0 for y <= 0.
 * @source Lugannani & Rice 1980 with Daniels' (1987) second continuity correction */
double assay__negbin_log_tail(double y, double mu, double k);

/** Quantile of the count at normal score z, by Wilson and Hilferty's cube root on the
 * gamma of the same mean and variance; >= 0. */
double assay__negbin_quantile(double z, double mu, double k);

/** Squared coefficient of variation of a gamma whose quantiles at normal scores z0 < z1
 * stand in the ratio q0/q1; 0 for a ratio of 1 and above. */
double assay__gamma_variation(double ratio, double z0, double z1);

#endif
