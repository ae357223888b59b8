/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often a phrase is said anyway: the ground against which repetition surprises. */
#ifndef ASSAY_COMMENTS_BACKGROUND_H
#define ASSAY_COMMENTS_BACKGROUND_H

#include "comments/sample.h"

/** Rates of phrases in ordinary comments. Zeroed: nothing is known but the priors. */
typedef struct assay__background {
    const uint64_t *phrases; /**< [n] hashes of whole comments, ascending */
    const float *rates;      /**< [n] share of ordinary comments */
    size_t n;
    double comments; /**< ordinary comments it was counted on */
} assay__background;

/** Rate of a remark's text: counted, else by what kind of text it is. @return (0, 1) */
double assay__background_rate(const assay__background *background,
                              const assay__remark *remark);

/** How surprising it is that `voices` of all say a thing of that rate.
 *
 *      -log10 P(N >= voices),  N ~ Poisson(m G), G ~ Gamma(1, 1), m = expected
 *       = voices log10((1 + m) / m)
 *
 * Accounts differ in what is said under them by as much as the rate itself; a plain
 * Poisson would find every fan club astonishing.
 * @return >= 0 */
double assay__surprise(double voices, double expected);

#endif
