/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample sorted once, so that every replicate of the bootstrap is one pass. */
#ifndef ASSAY_MODEL_EVAL_TABLE_H
#define ASSAY_MODEL_EVAL_TABLE_H

#include <assay/eval.h>

/** One row. */
typedef struct assay__eval_row {
    double score; /**< -inf: no prediction */
    uint32_t group;
    bool label;
} assay__eval_row;

/** Rows from the highest score to the lowest, and where runs of equal scores begin. */
typedef struct assay__eval_table {
    const assay__eval_row *row;
    size_t rows;
    size_t ties;        /**< runs of equal scores */
    size_t *first;      /**< [ties + 1] first row of each run */
    size_t known;       /**< runs of rows that have a prediction come first: so many */
    bool probabilities; /**< every known score is in 0..1 */
    double *good, *bad; /**< [ties] weight of each class in a run, set by measure */
    double *log_good, *log_bad; /**< [ties] -ln of the probability of each class */
} assay__eval_table;

/** Sort rows[] in place and find the runs. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__eval_prepare(assay__eval_row rows[], size_t n,
                                               assay_arena *arena,
                                               assay__eval_table *out);

/** All figures of the weighted sample.
 * @param weight  [rows] >= 0, or NULL for ones
 * @param value   [ASSAY_EVAL_COUNT]
 * @return the best threshold for MCC, NaN when there is none */
double assay__eval_measure(assay__eval_table *table, const double weight[],
                           double value[]);

/** Rows of a sample. @param rows [sample->n] */
void assay__eval_rows(const assay_eval_sample *sample, assay__eval_row rows[]);

/** Measure rows[] (sorted in place) with bootstrap intervals.
 * @param grouped  rows carry group numbers; else each stands alone   @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__eval_rows_metrics(assay__eval_row rows[], size_t n,
                                                    bool grouped,
                                                    const assay_eval_options *options,
                                                    assay_arena *arena,
                                                    assay_metrics *out);

#endif
