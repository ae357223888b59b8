/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far above a few maxima a further one lies.
 *
 * The best of very many sets follows a Gumbel law F(x) = exp(-exp(-(x - m)/b)) whatever a
 * single set follows. m and b are fitted to n maxima by probability weighted moments, and
 * the p-value of a further one is the predictive one: with few maxima the fit is itself
 * uncertain, (x - m)/b is a pivot, and its law is the mean over fits that n draws from
 * the standard law give. So p is uniform under the law for any n >= 3, where plugging the
 * fit in would promise 0.01 and keep 0.02.
 *
 * Source: Gumbel 1958; Landwehr, Matalas & Wallis 1979 (weighted moments); Lawless 2003
 * (pivotal prediction).
 */
#ifndef ASSAY_STAT_GUMBEL_H
#define ASSAY_STAT_GUMBEL_H

#include <stddef.h>

/** P(a further maximum >= x), from n maxima.
 *
 * @param sorted  [n] ascending, known
 * @param n       3 .. 64
 * @return 1e-12 .. 1: farther out the law says nothing any more; where all maxima are
 *         equal, 1 at or below them and 1/(n + 1) above; NaN for other n or a NaN
 * @cost 256 fits of n draws, 0.3 ms at n = 20 */
double assay__gumbel_p(const double sorted[], size_t n, double x);

#endif
