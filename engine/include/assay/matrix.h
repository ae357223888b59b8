/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models of any ready matrix: a key a row, then numbers.
 *
 * With labels an additive logistic model of binned columns (each column a step
 * function, missing a step of its own); without labels the detectors of detect/ over
 * the columns. So any statistics, of accounts or profiles, can be modelled and judged.
 */
#ifndef ASSAY_MATRIX_H
#define ASSAY_MATRIX_H

#include <assay/model.h>

/** Rows of numbers with names. */
typedef struct assay_matrix {
    size_t rows, columns;
    assay_str *keys;  /**< [rows] `platform,handle` or id, as one text each */
    assay_str *names; /**< [columns] */
    double *cells;    /**< [rows x columns] row by row; NaN is missing */
} assay_matrix;

/** A loaded model of kind `matrix`; constant, shared freely. */
typedef struct assay_matrix_model assay_matrix_model;

/** Fit a model of a matrix.
 *
 * @param labels  [rows] 1, 0 or NaN; NULL: unsupervised
 * @param name    the model's name
 * @param out     the model file, assay.model/1, kind matrix; the same for any order of
 *                rows and columns
 * @errors NO_MEMORY, UNUSABLE (no column, fewer than 20 rows, labels of one class)
 * @cost O(rows x columns x 300)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_matrix_fit(const assay_matrix *matrix,
                                                      const double labels[],
                                                      const char *name, assay_bytes *out,
                                                      assay_error *err);

/** Out-of-fold probabilities.
 *
 * @param labels  [rows]
 * @param groups  [rows] fold of each row, 0..folds-1
 * @param out     [rows] by a model that saw no row of the same fold
 * @errors as assay_matrix_fit
 */
ASSAY_API ASSAY_CHECKED assay_status assay_matrix_folds(const assay_matrix *matrix,
                                                        const double labels[],
                                                        const size_t groups[],
                                                        size_t folds, double out[],
                                                        assay_error *err);

/** Load a model file of kind matrix. @errors UNKNOWN_MODEL, NO_MEMORY */
ASSAY_API ASSAY_CHECKED assay_status assay_matrix_model_load(assay_str file,
                                                             assay_matrix_model **out,
                                                             assay_error *err);

/** Score rows; columns are found by name, one that is not there is missing.
 *
 * @param out  [rows] probability; a rank in 0..1 by an unsupervised model
 * @errors NO_MEMORY, UNUSABLE (no column of the model is there)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_matrix_score(const assay_matrix_model *model,
                                                        const assay_matrix *matrix,
                                                        double out[], assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_matrix_model_free(assay_matrix_model *model);

#endif
