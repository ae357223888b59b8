/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Special functions in logarithms, good far into the tails and for large parameters.
 *
 * Own continued fractions with Loader's saddle-point prefactor, because GSL's incomplete
 * beta gives up after 512 steps (sizes over about 10^5) and all of its cumulative
 * functions underflow at 1e-308.
 * Sources: DLMF 5.11, 8.9, 8.17; Loader 2000, Fast and accurate computation of binomial
 * probabilities.
 */
#ifndef ASSAY_STAT_SPECIAL_H
#define ASSAY_STAT_SPECIAL_H

/** ln Gamma(x), x > 0, absolute error about 1e-15 (1 + |value|); else NaN. Unlike lgamma
 * it writes no global. */
double assay__log_gamma(double x);

/** d/dx ln Gamma(x) and d2/dx2 ln Gamma(x), x > 0, to 1e-12; else NaN. The mean and the
 * variance of the log-odds of Beta(a, b) are psi(a) - psi(b) and psi'(a) + psi'(b).
 * Source: DLMF 5.5.2, 5.11.2, 5.15.8. */
double assay__digamma(double x);
double assay__trigamma(double x);

/** ln I_x(a, b), regularised incomplete beta; a, b > 0; y = 1 - x given apart so that
 * neither end loses digits. */
double assay__log_beta_inc(double a, double b, double x, double y);

/** ln of x^a y^b / B(a, b), y = 1 - x; a, b, x, y > 0. */
double assay__log_beta_front(double a, double b, double x, double y);

/** ln P(a, x) and ln Q(a, x), regularised incomplete gammas; a > 0, x >= 0. */
double assay__log_gamma_lower(double a, double x);
double assay__log_gamma_upper(double a, double x);

/** ln Gamma(x) less Stirling's (x - 1/2) ln x - x + ln(2 pi)/2; x > 0. */
double assay__stirling_rest(double x);

/** x ln(x / mean) + mean - x, the deviance, without cancellation near x = mean; x >= 0,
 * mean > 0. */
double assay__deviance(double x, double mean);

#endif
