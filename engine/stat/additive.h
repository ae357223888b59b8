/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A logistic model that is a sum of curves, one a column: it explains itself.
 *
 * A curve is straight between knots at the column's quantiles and level outside. Columns
 * are fitted in turns: one Newton step of the curve in its hat functions, a penalty on
 * the difference of neighbouring knots and a small one on height, made to keep the
 * column's direction, a part of it taken. The penalty, not the number of knots, says how
 * bent a curve may be; fixed order of rows and columns gives the same bytes every time.
 *
 * Source: Friedman 2001 (boosting); Eilers & Marx 1996 (penalised splines); Lou 2012
 * (additive models boosted in turns); Ayer 1955 (monotone heights).
 */
#ifndef ASSAY_STAT_ADDITIVE_H
#define ASSAY_STAT_ADDITIVE_H

#include <assay/base.h>

enum { ASSAY__CURVE_ROOM = 33 };

/** Heights at places that rise, straight between them, level outside. */
typedef struct assay__curve {
    size_t n; /**< knots, 0: adds nothing */
    double x[ASSAY__CURVE_ROOM], y[ASSAY__CURVE_ROOM];
    double missing; /**< height of an unknown value */
} assay__curve;

/** Height at x. @cost O(log n) */
double assay__curve_at(const assay__curve *curve, double x);

/** Whether heights keep a direction: 1 never falling, -1 never rising, 0 any. */
bool assay__curve_keeps(const assay__curve *curve, int direction);

/** Rows to learn from. */
typedef struct assay__additive_data {
    size_t rows, columns;
    const double *cell;   /**< [columns * rows] column by column; NaN: missing */
    const double *label;  /**< [rows] 0 or 1 */
    const double *weight; /**< [rows] >= 0; 0: the row is only predicted */
    const int *direction; /**< [columns], or NULL: any */
    bool missing;         /**< unknown values have a height of their own, else 0 */
} assay__additive_data;

typedef struct assay__additive_options {
    size_t passes;
    double rate;   /**< part of a step that is taken */
    double smooth; /**< penalty on (y[k+1] - y[k])^2, in cases at even odds times 4 */
    double ridge;  /**< penalty on y[k]^2, the same unit */
} assay__additive_options;

/** Cuts done once for several fits of the same cells; lives in an arena. */
typedef struct assay__additive assay__additive;

/** Knots at the quantiles of the rows with weight. @param data  kept, not copied
 * @errors NO_MEMORY   @cost O(columns rows log rows) */
ASSAY_CHECKED assay_status assay__additive_new(const assay__additive_data *data,
                                               assay_arena *arena, assay__additive **out,
                                               assay_error *err);

/** A fit's progress: told the margins after each pass; false stops it. */
typedef struct assay__additive_watch {
    bool (*call)(const double margin[], size_t pass, void *ctx); /**< NULL: none */
    void *ctx;
} assay__additive_watch;

/** Fit to the rows by the weights given.
 *
 * @param weight  [rows] as in the data, maybe fewer of them above 0
 * @param curves  [columns] filled, each with mean 0 over the rows with weight
 * @param margin  [rows] log-odds of all rows; begins nowhere
 * @return  the base, log-odds of a row whose columns all add 0
 * @cost O(passes x rows x columns) */
double assay__additive_fit(const assay__additive *cuts, const double weight[],
                           const assay__additive_options *options, assay__curve curves[],
                           double margin[], assay__additive_watch watch);

#endif
