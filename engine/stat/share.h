/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of one class in a sample whose members are only scored.
 *
 * Scores are counted in cells. The sample's cells are a mixture of the two classes' own,
 * p f + (1 - p) g, and f and g are known from counts of labelled cases alone. Only the
 * share is taken to have moved between the labelled cases and the sample, but f and g
 * may lie as far from the known sources as those from each other: as a whole, towards
 * high cells or low ones (a source that is caught more often or less, the tilt), and
 * cell by cell. What is not known of either is integrated out.
 *
 * Source: Saerens, Latinne & Decaestecker 2002 (shift of the prior alone); Gelman 2013,
 * ch. 5 (groups that were not seen); McCullagh & Nelder 1989, ch. 9 (deviance over a
 * dispersion). Rogan & Gladen 1978 is the case of two cells and one source.
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

/** What the sources say of one not seen: cells f_b e^(t z_b), z from -1 to 1 over the
 * cells, t normal around 0; f a Dirichlet. */
typedef struct assay__share_class {
    double alpha[ASSAY__SHARE_MOST_CELLS]; /**< of f */
    double tilt;                           /**< sd of t; 0: all sources lean alike */
    double rho; /**< excess of the sources' chi-square over what chance and their tilts
                     give it, a case, 0..1 */
} assay__share_class;

/** Learn it from sources, each cell with half a case more.
 *
 * The Dirichlet is worth as many cases as were counted, 1 / rho at most; 30 cases or
 * all, whichever is less, are never gone below. A single source cannot disagree: its
 * tilt and its rho are 0.
 * @cost O(n cells) */
void assay__share_learn(const assay__share_sources *sources, assay__share_class *out);

/** Cells of a class that leans. @param weight [cells] > 0 @param out [cells] sum 1 */
void assay__share_lean(const double weight[], size_t cells, double tilt, double out[]);

/** A part of a sample that is scored alike. */
typedef struct assay__share_part {
    size_t cells;                    /**< 1..ASSAY__SHARE_MOST_CELLS */
    const double *count;             /**< [cells] >= 0; need not be whole */
    const assay__share_class *one;   /**< the class that is looked for */
    const assay__share_class *other; /**< the rest */
    double weight;                   /**< of the part in the whole share, > 0 */
} assay__share_part;

enum { ASSAY__SHARE_MOST_PARTS = 4 };

/** Estimate the share, weighted over the parts: posterior median and the shortest
 * interval of the level. The parts' shares are alike, not equal: their log-odds lie
 * around one value. No chance is in it: the same counts give the same answer.
 *
 * @param n      1..ASSAY__SHARE_MOST_PARTS
 * @param level  of the interval, in (0, 1)
 * @errors BAD_VALUE, NO_MEMORY   @cost about 0.2 ms a part, whatever the counts
 * @thread any, one arena each */
ASSAY_CHECKED assay_status assay__share_estimate(const assay__share_part parts[],
                                                 size_t n, double level,
                                                 assay_arena *arena, assay_interval *out,
                                                 assay_error *err);

/** Chance of cells as odd as these at the best share, 0..1: small means that the sample
 * is no mixture of the two classes; 1 with two cells. @cost as estimate @thread any */
double assay__share_fit(const assay__share_part parts[], size_t n);

/** The cell from which the two classes are best told apart (Youden 1950), 1..cells - 1.
 * Sources differ in the shape of their cells in ways that no tilt describes; how many of
 * their cases lie above one mark is all that can be carried from one to the next. */
size_t assay__share_cut(const assay__share_class *one, const assay__share_class *other,
                        size_t cells);

/** Counts below the cut and from it on. @param out [2] */
void assay__share_halve(const double count[], size_t cells, size_t cut, double out[]);

#endif
