/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Detectors of rows that stand out, learnt without labels.
 *
 * A detector is fitted on a table of numbers, leaves a flat array of doubles that a model
 * file can hold, and scores one row at a time from that array without allocating. All
 * share one reading of the columns (columns.h): each becomes normal scores by its ranks
 * in the fitted sample, with logarithmic tails. "High is suspicious" is assumed of each
 * column by those that look in one direction.
 *
 * Promises, tested for every row of detectors.def: the fit and the scores do not depend
 * on the order of rows (the sample is sorted first, randomness is keyed); saved and
 * loaded it scores the same bits; a higher score is stranger; a missing value (NaN)
 * counts as the column's median, a row of nothing but missing values scores NaN; a
 * constant column has no influence; fewer than ASSAY__DETECTOR_FEWEST rows are refused.
 */
#ifndef ASSAY_DETECT_DETECTOR_H
#define ASSAY_DETECT_DETECTOR_H

#include <assay/base.h>

enum {
    ASSAY__DETECTOR_FEWEST = 20,  /**< rows that a fit needs */
    ASSAY__DETECTOR_COLUMNS = 128 /**< columns that a fit may have */
};

/** A table to learn from. */
typedef struct assay__detector_sample {
    const double *x; /**< [n * d] row by row; NaN is missing, infinities are refused */
    size_t n, d;
} assay__detector_sample;

/** A fitted detector as numbers, all finite. */
typedef struct assay__detector_state {
    double *number;
    size_t size;
} assay__detector_state;

/** One kind of detector; const and static. */
typedef struct assay__detector {
    const char *name;
    size_t most_columns; /**< what it can take, <= ASSAY__DETECTOR_COLUMNS */
    /** Learn. @param out  numbers in the arena
     * @errors BAD_VALUE (too few rows, too many columns, infinities), NUMERIC,
     *         NO_MEMORY */
    assay_status (*fit)(const assay__detector_sample *sample, assay_arena *arena,
                        assay__detector_state *out, assay_error *err);
    /** Score one row of d values; the state as left by fit, or from a file and passed by
     * assay__detector_check. No allocation. NaN when no value is known. */
    double (*score)(const assay__detector_state *state, const double row[]);
    /** True when the numbers are of the right form for d columns; never reads outside. */
    bool (*check)(const assay__detector_state *state, size_t d);
} assay__detector;

/** All detectors, in the order of detectors.def. @param n how many */
const assay__detector *const *assay__detectors(size_t *n);

/** The detector of that name, or NULL. */
const assay__detector *assay__detector_find(assay_str name);

/** Refuse numbers from a file that are not such a state.
 * @errors UNKNOWN_MODEL */
ASSAY_CHECKED assay_status assay__detector_check(const assay__detector *detector,
                                                 const assay__detector_state *state,
                                                 size_t d, assay_error *err);

#endif
