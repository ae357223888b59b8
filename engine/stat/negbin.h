/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The negative binomial as counts over time need it: mean mu, shape k, variance
 * mu + mu^2/k, both scaling with exposure. Closed forms only (saddlepoint, cube root), so
 * that a year of days costs microseconds and counts of 10^9 lose no digit that matters.
 */
#ifndef ASSAY_STAT_NEGBIN_H
#define ASSAY_STAT_NEGBIN_H

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
