/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights and probabilities of a model from labelled accounts. */
#ifndef ASSAY_MODEL_FIT_WEIGHTS_H
#define ASSAY_MODEL_FIT_WEIGHTS_H

#include "model/sample.h"

/** One row of the weights' data: an account seen with some of its families. */
typedef struct assay__fit_row {
    size_t account; /**< index into the kept accounts */
    const assay__view *view;
    unsigned pattern; /**< core families looked at, and whether thin */
    unsigned there;   /**< families looked at, bits 1 << family */
    bool real;        /**< a view as analysed, no family blanked */
    double weight;
    double score;                                  /**< out of fold, log-odds */
    double contribution[ASSAY__EVIDENCE_FAMILIES]; /**< out of fold; NaN not there */
} assay__fit_row;

/** Everything the weights are fitted on; lives in an arena. */
typedef struct assay__fit_data {
    assay__fit_row *row;
    size_t n;
    double *digits;     /**< [n * features] row by row */
    uint8_t *bin;       /**< [features * n] column by column */
    double *label;      /**< [n] */
    const size_t *fold; /**< [kept accounts] */
    size_t n_folds;
    bool witnesses;       /**< of their statistics; else of the core's */
    const double *offset; /**< [n] log-odds to begin with; NULL: the model's base */
} assay__fit_data;

/** Rows of the labelled accounts under the model's references: of the core, each account
 * also with families blanked; or of those with witnesses, as they are.
 * @param out  fold, n_folds and witnesses set; the rest is filled   @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__fit_data_make(const assay_fit *fit,
                                                const assay_model *model,
                                                assay_arena *arena, assay__fit_data *out,
                                                assay_error *err);

/** Steps of the model from all rows, and each row's score and contributions out of fold.
 * The number of passes is that of the smallest out-of-fold loss. model->worth holds each
 * statistic's worth beside all others: nats of out-of-fold loss over the weighted rows
 * that its steps save. None is left out for saving nothing: see models/default.md.
 * @param spread  mean variance between the folds' probabilities of whole accounts, over
 *                the mean of p (1 - p)   @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__fit_weights(assay__fit_data *data, assay_model *model,
                                              assay_arena *arena, double *spread,
                                              assay_error *err);

/** Steps of the witnesses' statistics, on top of what the calibrated core says of each
 * account out of fold, and their contributions in the core's rows. The model is left
 * without them when either class has fewer than 20 accounts with a witness.
 * @param core  scored and calibrated   @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__fit_witnesses(const assay_fit *fit,
                                                assay__fit_data *core, assay_model *model,
                                                assay_arena *arena, assay_error *err);

/** The diffuse channel from clean whole rows, and its part in every row's score; the
 * model is left without one when there are too few.
 * @param clean [fit->n_kept]   @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__fit_diffuse(assay__fit_data *data, const bool clean[],
                                              assay_model *model, assay_arena *arena,
                                              assay_error *err);

/** Plain steps for a model without labels: the digits themselves, at most 3 of each.
 * Fills scores and contributions of rows. */
void assay__plain_weights(assay__fit_data *data, assay_model *model);

/** Families' tables and the joint one, from clean rows; then the calibrations.
 * @param clean [fit->n_kept]   @errors NO_MEMORY, NUMERIC */
ASSAY_CHECKED assay_status assay__fit_tables(const assay__fit_data *data,
                                             const bool clean[], assay_model *model,
                                             assay_arena *arena, assay_error *err);
ASSAY_CHECKED assay_status assay__fit_calibration(const assay__fit_data *data,
                                                  double spread, assay_model *model,
                                                  assay_arena *arena, assay_error *err);

/** Lay over a model with real labels the map that their number can bear.
 * @errors NO_MEMORY, NUMERIC */
ASSAY_CHECKED assay_status assay__fit_label_map(const assay__fit_data *data,
                                                assay_model *model, assay_arena *arena,
                                                assay_error *err);

#endif
