/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores into probabilities, and counts into intervals.
 *
 * Sources: Ayer et al. 1955 (pool adjacent violators); Platt 1999; Kull, Silva Filho &
 * Flach 2017 (beta calibration); Vovk, Petej & Fedorova 2015 (Venn-Abers, inductive);
 * Wilson 1927; Clopper & Pearson 1934; Brown, Cai & DasGupta 2001 (Jeffreys);
 * Laplace 1774 (rule of succession).
 */
#ifndef ASSAY_STAT_CALIBRATE_H
#define ASSAY_STAT_CALIBRATE_H

#include <assay/base.h>

/** Closest never-falling sequence in weighted squares.
 * @param weight  [n] > 0, or NULL for ones
 * @param fit     [n] may be y
 * @param scratch [2n]   @cost O(n) */
void assay__isotonic(const double y[], const double weight[], size_t n, double fit[],
                     double scratch[]);

/** Scores with labels 0 or 1; at least one of each, none NaN, else BAD_VALUE. */
typedef struct assay__labelled {
    const double *score;
    const double *label;
    size_t n;
} assay__labelled;

/** p = 1 / (1 + e^-(slope s + intercept)), labels smoothed as Platt says.
 * @errors BAD_VALUE, NUMERIC, NO_MEMORY */
typedef struct assay__platt {
    double slope, intercept;
} assay__platt;
ASSAY_CHECKED assay_status assay__platt_fit(const assay__labelled *sample,
                                            assay__platt *out, assay_arena *arena,
                                            assay_error *err);
double assay__platt_apply(const assay__platt *map, double score);

/** logit p = a ln s - b ln(1 - s) + c with a, b >= 0, for scores in (0, 1); scores are
 * kept 1e-12 from the ends. */
typedef struct assay__beta_map {
    double a, b, c;
} assay__beta_map;
ASSAY_CHECKED assay_status assay__beta_fit(const assay__labelled *sample,
                                           assay__beta_map *out, assay_arena *arena,
                                           assay_error *err);
double assay__beta_apply(const assay__beta_map *map, double score);

/** Inductive Venn-Abers: for each distinct score of the sample, the isotonic value at it
 * once a case with label 0 and once one with label 1 is added there. */
typedef struct assay__venn_abers {
    size_t n;      /**< distinct scores */
    double *score; /**< [n] ascending */
    double *low;   /**< [n] with label 0 added, rising */
    double *high;  /**< [n] with label 1 added, rising */
} assay__venn_abers;

/** @param out  its arrays live in the arena   @errors BAD_VALUE, NO_MEMORY
 * @cost O(n log n) */
ASSAY_CHECKED assay_status assay__venn_abers_fit(const assay__labelled *sample,
                                                 assay__venn_abers *out,
                                                 assay_arena *arena, assay_error *err);

/** low = p0, high = p1, value = p1 / (1 - p0 + p1), all rising in the score; NaN: none.
 * @cost O(log n) */
assay_interval assay__venn_abers_apply(const assay__venn_abers *map, double score);

/** No more certain than n cases can make it. After n cases alike the next is of the other
 * kind with probability 1 / (n + 2) (Laplace's rule of succession), so nothing learnt
 * from n labels says 0 or 1.
 * @param p  0..1; NaN stays NaN   @param n  cases, >= 0
 * @return (n p + 1) / (n + 2), rising in p, within [1 / (n + 2), (n + 1) / (n + 2)] */
double assay__laplace(double p, double n);

/** Its log-odds, ln (n p + 1) / (n (1 - p) + 1), from those of p; exact where p is so
 * near an end that it rounds to it. @return within -ln(n + 1)..ln(n + 1) */
double assay__laplace_odds(double odds, double n);

/** An end of an interval, held within the same bounds; between them it stays. */
double assay__laplace_end(double end, double n);

/** Intervals of a share: k of n, both may be real, 0 <= k <= n; `level` as 0.9. n = 0 is
 * 0..1 with an unknown value (Jeffreys: the prior's). Out of range: unknown. */
assay_interval assay__wilson(double k, double n, double level);
assay_interval assay__clopper_pearson(double k, double n, double level);
assay_interval assay__jeffreys(double k, double n, double level);

/** Quantile of Beta(a, b), a, b > 0, 0 <= p <= 1; else NaN. Relative error 1e-12. */
double assay__beta_quantile(double p, double a, double b);

/** Quantile of the standard normal. p outside (0, 1) gives -inf, inf or NaN. */
double assay__normal_quantile(double p);

#endif
