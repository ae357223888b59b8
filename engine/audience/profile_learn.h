/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves and scales of a profile model, learnt from a table of signs. */
#ifndef ASSAY_AUDIENCE_PROFILE_LEARN_H
#define ASSAY_AUDIENCE_PROFILE_LEARN_H

#include "audience/profile_model.h"

/** Profiles in their one order. */
typedef struct assay__profile_table {
    size_t rows;
    const double *value;     /**< [ASSAY__PROFILE_SIGNS * rows] column by column */
    const double *label;     /**< [rows] 1, 0; of rows without weight anything */
    const size_t *source;    /**< [rows] number of the seller or community */
    const char *const *name; /**< [n_sources] of a source */
    size_t n_sources;
    const uint64_t *hash; /**< [rows] of the key */
} assay__profile_table;

/** Learn from labels.
 *
 * @param weight  [rows] 1: to be learnt from, 0: not
 * @param model   new; its curves, scales and sources are filled
 * @errors UNUSABLE (too few of a label), NO_MEMORY, NUMERIC */
ASSAY_CHECKED assay_status assay__profiles_learn(const assay__profile_table *table,
                                                 const double weight[],
                                                 assay_profiles_model *model,
                                                 assay_error *err);

/** Learn how rare values are. @param table  its labels and sources are not read
 * @errors UNUSABLE (too few rows), NO_MEMORY */
ASSAY_CHECKED assay_status assay__profiles_learn_tails(const assay__profile_table *table,
                                                       assay_profiles_model *model,
                                                       assay_error *err);

/** Signs of one row. @param value [ASSAY__PROFILE_SIGNS] */
void assay__profile_row(const assay__profile_table *table, size_t row, double value[]);

/** Whether a sign speaks in a view. */
bool assay__profile_in_view(size_t sign, assay_profile_view view);

/** Whether a row can be judged by a view. */
bool assay__profile_has_view(const double value[], assay_profile_view view);

/** Sum of the curves of the signs of a view. */
double assay__profile_view_sum(const assay_profiles_model *model, const double value[],
                               assay_profile_view view);

/** How rows are left out, and how much each weighs in a curve. */
typedef struct assay__profile_folds {
    const size_t *fold;    /**< [rows] below n */
    const double *balance; /**< [rows] mean 1 within a label */
    size_t n;
} assay__profile_folds;

/** Sellers are left out one by one where there are several, the people of a source with
 * it; a row without a source by its hash. @param out in the arena @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__profiles_fold(const assay__profile_table *table,
                                                const double weight[], assay_arena *arena,
                                                assay__profile_folds *out,
                                                assay_error *err);

#endif
