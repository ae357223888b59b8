/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A monotone additive logistic model of binned columns, fitted by boosting. */
#ifndef ASSAY_MODEL_BOOST_H
#define ASSAY_MODEL_BOOST_H

#include <assay/base.h>

enum { ASSAY__BINS = 24, ASSAY__BIN_MISSING = 255 };

/** Rows in bins. */
typedef struct assay__binned {
    size_t rows, columns;
    const uint8_t *bin;   /**< [columns * rows] column by column; ASSAY__BIN_MISSING */
    const double *label;  /**< [rows] 0 or 1 */
    const double *weight; /**< [rows] >= 0; 0: the row is only predicted */
    double base;          /**< log-odds of a row with every column missing */
    const double *offset; /**< [rows] in its place; NULL: base */
    bool monotone; /**< steps never fall from bin to bin; else any, and missing has one */
} assay__binned;

/** Steps of the columns: [columns * (ASSAY__BINS + 1)], the last of each for missing
 * (0 when monotone). */
typedef struct assay__boost_options {
    size_t passes;
    double rate;    /**< of learning */
    double penalty; /**< worth of no effect, in units of p(1-p) */
} assay__boost_options;

/** Called after each pass with the margins so far; stops it by returning false. */
typedef struct assay__boost_watch {
    bool (*call)(const double margin[], size_t pass, void *ctx); /**< NULL: none */
    void *ctx;
} assay__boost_watch;

/** Fit.
 *
 * @param step   [columns * (ASSAY__BINS + 1)] filled
 * @param margin [rows] filled: log-odds of each row
 * @cost O(passes x rows x columns)
 * @source Friedman 2001 (boosting); Ayer 1955 (monotone steps); Nori 2019 (in turns) */
void assay__boost(const assay__binned *data, const assay__boost_options *options,
                  double step[], double margin[], assay__boost_watch watch);

#endif
