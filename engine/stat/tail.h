/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far out a value is: -log10 of the probability of one as far or further.
 *
 * `assay__tail_*` is the upper tail P(X >= x), `assay__low_tail_*` the lower P(X <= x);
 * both in digits, >= 0, computed in logarithms so that neither underflows: 1e-300 has 300
 * digits and 1e-5000 has 5000. Counts and sizes may be any real number: the discrete
 * tails are continued through the incomplete beta and gamma functions. A parameter out
 * of its range, or NaN anywhere, gives NaN. An impossible value gives HUGE_VAL.
 *
 * What is not GSL's here is in special.h and says why.
 */
#ifndef ASSAY_STAT_TAIL_H
#define ASSAY_STAT_TAIL_H

double assay__tail_normal(double z); /**< standard normal; for the lower tail give -z */
double assay__tail_chi2(double x, double freedom);
double assay__tail_f(double f, double over, double under); /**< degrees of freedom */
double assay__tail_t(double t, double freedom);

/** Binomial: `k` of `n`, each with probability p. */
double assay__tail_binomial(double k, double n, double p);
double assay__low_tail_binomial(double k, double n, double p);

double assay__tail_poisson(double k, double mean);
double assay__low_tail_poisson(double k, double mean);

/** Negative binomial with variance mean + mean^2 / shape; shape HUGE_VAL is Poisson. */
double assay__tail_negbin(double k, double mean, double shape);
double assay__low_tail_negbin(double k, double mean, double shape);

/** Hypergeometric: k marked among `drawn` from `all` of which `marked` are; whole
 * numbers. @cost O(min(marked, drawn) - k) */
double assay__tail_hypergeometric(double k, double all, double marked, double drawn);

/** Probability of -log10 p digits, and back; p(NaN) is NaN. */
double assay__p_of_digits(double digits);
double assay__digits_of_p(double p);

#endif
