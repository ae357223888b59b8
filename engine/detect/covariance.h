/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The minimum covariance determinant by FAST-MCD: of all halves of the rows, the one
 * whose covariance is smallest, found from many random starts by concentration steps
 * that can only shrink it.
 *
 * Source: Rousseeuw & Van Driessen 1999; ridge as Boudt et al. 2020.
 */
#ifndef ASSAY_DETECT_COVARIANCE_H
#define ASSAY_DETECT_COVARIANCE_H

#include "stat/matrix.h"

/** The centre and scatter of the ordinary half. */
typedef struct assay__scatter {
    double *centre;     /**< [d] */
    double *covariance; /**< [d * d] of the half, divided by its size, ridge added */
    double *lower;      /**< [d * d] its Cholesky factor */
    double log_determinant;
} assay__scatter;

/** Find the half (n + d + 1) / 2 of smallest determinant.
 *
 * @param rows   n >= 2 (d + 1), finite
 * @param ridge  added to each variance, >= 0; with 0 a half without spread in some
 *               direction is NUMERIC
 * @param arena  work and result
 * @errors NUMERIC, NO_MEMORY   @cost 500 starts on at most 1,500 rows, then 10 on all */
ASSAY_CHECKED assay_status assay__least_scatter(const assay__rows *rows, double ridge,
                                                assay_arena *arena, assay__scatter *out,
                                                assay_error *err);

/** Replace the scatter by that of all rows within the 97.5 % ellipsoid, made consistent
 * for the normal. @errors NUMERIC, NO_MEMORY */
ASSAY_CHECKED assay_status assay__reweigh_scatter(const assay__rows *rows, double ridge,
                                                  assay_arena *arena,
                                                  assay__scatter *scatter,
                                                  assay_error *err);

#endif
