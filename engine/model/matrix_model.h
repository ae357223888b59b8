/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model of kind `matrix` in memory. */
#ifndef ASSAY_MODEL_MATRIX_MODEL_H
#define ASSAY_MODEL_MATRIX_MODEL_H

#include <assay/matrix.h>

#include "model/boost.h"
#include "model/tail_table.h"
#include "stat/additive.h"

enum { ASSAY__EDGES = ASSAY__BINS - 1, ASSAY__MATRIX_SLOTS = ASSAY__BINS + 1 };

struct assay_matrix_model {
    char *name;
    bool labelled;
    double n, base, intercept, slope; /**< log-odds = intercept + slope x score */
    assay__tail_table rank;           /**< of scores, when there were no labels */
    size_t columns;
    char **names;         /**< [columns] sorted */
    assay__curve *curves; /**< [columns] */
};

/** Bin of a value between edges; ASSAY__BIN_MISSING for NaN. */
uint8_t assay__matrix_bin(const double edges[], double x);

/** Score of one row. @param cell [columns] in the model's order */
double assay__matrix_score_row(const assay_matrix_model *model, const double cell[]);

/** Probability, or rank 0..1 without labels, of a score. */
double assay__matrix_probability(const assay_matrix_model *model, double score);

/** Room for a model. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__matrix_model_new(const char *name, size_t columns,
                                                   assay_matrix_model **out,
                                                   assay_error *err);

/** Canonical text of the file. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__matrix_save(const assay_matrix_model *model,
                                              assay_bytes *out, assay_error *err);

#endif
