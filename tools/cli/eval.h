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
    bool reliability;
    uint64_t replicates;
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

#endif
