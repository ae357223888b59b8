/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clean population's upper tail in fourteen numbers and two: how strange a value is. */
#ifndef ASSAY_MODEL_TAIL_TABLE_H
#define ASSAY_MODEL_TAIL_TABLE_H

#include <assay/base.h>

enum { ASSAY__TAIL_KNOTS = 14 };

/** Upper-tail probabilities of the knots, falling from 1 to 0.05. */
extern const double ASSAY__TAIL_LEVEL[ASSAY__TAIL_KNOTS];

/** Values at those probabilities, and a generalised Pareto tail above the last. */
typedef struct assay__tail_table {
    double knot[ASSAY__TAIL_KNOTS]; /**< ascending; ties are point masses */
    double scale, shape;            /**< scale 0: no value lay above the last knot */
    double n;                       /**< values it was fitted on */
} assay__tail_table;

/** The most digits a table gives: a reference of thousands says no more. */
static const double ASSAY__MOST_DIGITS = 6.0;

/** Fit. @param sorted [n] ascending, known, n >= 1 */
assay__tail_table assay__tail_table_fit(const double sorted[], size_t n);

/** -log10 P(X >= x), 0..6, never falling in x; a value equal to a point mass counts the
 * whole mass as at least as strange. NaN stays NaN. @cost O(1) */
double assay__tail_table_digits(const assay__tail_table *table, double x);

#endif
