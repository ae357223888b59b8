/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of one class in a sample whose members are only scored.
 *
 * Scores are counted in cells. The sample's cells are a mixture of the two classes' own,
 * p f + (1 - p) g, and f and g are known from counts of labelled cases alone: so p is
 * found together with them. Only the share is taken to have moved between the labelled
 * cases and the sample; f may lie as far from the known sources as those from each other.
 *
 * Source: Saerens, Latinne & Decaestecker 2002 (shift of the prior alone); Diebolt &
 * Robert 1994 (Gibbs sampling of mixtures); Gelman 2013, ch. 11. Rogan & Gladen 1978 is
 * the case of two cells.
 */
#ifndef ASSAY_STAT_SHARE_H
#define ASSAY_STAT_SHARE_H

#include <assay/base.h>

enum { ASSAY__SHARE_MOST_CELLS = 32 };

/** Counts of one class by cell, a row a source. */
typedef struct assay__share_sources {
    const double *count; /**< [n x cells] */
    size_t n, cells;
} assay__share_sources;

/** What the sources say of one not seen: a Dirichlet, worth as many cases as were
 * counted, fewer when the sources disagree.
 *
 * The worth beyond counts is 1 / rho, rho the excess of the sources' chi-square over what
 * chance gives it, a case (0 for a single source, which cannot disagree); 30 cases or
 * all, whichever is less, are never gone below.
 * @param alpha  [cells] filled; half a case a cell when there is no source
 * @return  rho, 0..1   @cost O(n cells) */
double assay__share_prior(const assay__share_sources *sources, double alpha[]);

/** A part of a sample that is scored alike. */
typedef struct assay__share_part {
    size_t cells;        /**< 1..ASSAY__SHARE_MOST_CELLS */
    const double *count; /**< [cells] >= 0; need not be whole */
    const double *one;   /**< [cells] Dirichlet of the class that is looked for */
    const double *other; /**< [cells] */
    double weight;       /**< of the part in the whole share, > 0 */
} assay__share_part;

/** The share, weighted over the parts. */
typedef struct assay__share {
    assay_interval share; /**< posterior mean, and the shortest interval of the level */
    double fit; /**< chance of cells as odd as these at the best share, 0..1: small means
                     that the sample is no mixture of the two classes */
} assay__share;

/** The fit alone, which needs no draws. @return as assay__share.fit  @cost 10 us */
double assay__share_fit(const assay__share_part parts[], size_t n);

/** Estimate it. The same counts give the same answer.
 *
 * @param level  of the interval, in (0, 1)
 * @errors BAD_VALUE, NO_MEMORY   @cost about 1 ms and 1 us a hundred cases
 * @thread any, one arena each */
ASSAY_CHECKED assay_status assay__share_estimate(const assay__share_part parts[],
                                                 size_t n, double level,
                                                 assay_arena *arena, assay__share *out,
                                                 assay_error *err);

#endif
