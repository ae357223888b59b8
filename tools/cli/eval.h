/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of assay eval. */
#ifndef ASSAY_CLI_EVAL_H
#define ASSAY_CLI_EVAL_H

#include "command.h"
#include "sheet.h"

#include <assay/eval.h>

/** The options of assay eval. */
typedef struct eval_settings {
    const char *labels, *label, *column;
    texts by;
    const char *reliability_csv;
    bool reliability;
    uint64_t replicates, bins;
} eval_settings;

/** Everything known of it. */
typedef struct evaluation {
    const cli_call *call;
    const eval_settings *settings;
    sheet output, labels;
    size_t score_column, label_column;
    size_t *row;     /**< [n] rows of `labels` that have a label */
    size_t *found;   /**< [n] rows of `output`, or SIZE_MAX */
    double *score;   /**< [n] NaN: no prediction */
    bool *label;     /**< [n] */
    uint32_t *group; /**< [n] or NULL */
    size_t n, unlabelled, unmatched, repeated;
    assay_arena *arena;
    assay_metrics all;
} evaluation;

/** Print the figures, of all rows and of each stratum, as text or JSON.
 * @errors IO, NO_MEMORY */
ASSAY_CHECKED assay_status eval_print(const evaluation *e, assay_error *err);

/** Byte order of two assay_str, for qsort. */
int eval_compare_texts(const void *a, const void *b);

/** Values to divide the sample by: a column of the labels, or of the output.
 * @param values [n] */
void eval_fill_values(const evaluation *e, bool of_labels, size_t column,
                      assay_str values[]);

/** Whether a column has few enough values to be strata, and at least two.
 * @param work [n] */
bool eval_has_strata(const assay_str values[], assay_str work[], size_t n);

enum { EVAL_MOST_BINS = 100 };

/** Predicted against observed shares, of all rows or of one stratum. */
typedef struct eval_table {
    assay_str column, value; /**< the stratum; empty: all rows */
    assay_reliability_row row[EVAL_MOST_BINS];
    size_t bins;
    assay_metrics metrics; /**< without intervals, of strata only as calibration goes */
} eval_table;

/** The table of all rows, then that of each stratum of at least 20 rows, column by column
 * and value by value. @errors NO_MEMORY */
ASSAY_CHECKED assay_status eval_reliability(const evaluation *e,
                                            void (*take)(void *ctx,
                                                         const eval_table *table),
                                            void *ctx, assay_error *err);

/** Write the same tables as CSV, a row a bin. @errors IO, NO_MEMORY */
ASSAY_CHECKED assay_status eval_reliability_csv(const evaluation *e, assay_error *err);

#endif
