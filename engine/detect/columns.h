/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How every detector reads its columns: as normal scores, so that units do not matter.
 *
 * A column is remembered by up to 33 knots, the sample's values at normal scores spaced
 * evenly over its central 95 %; between knots the score is linear. A run of equal values
 * has the score of its middle rank. Beyond, the score goes on by the logarithm of the
 * distance in units of that side's spread: ranks alone would make the strangest rows of a
 * sample look like its next ones, distances alone would let one column drown the others.
 */
#ifndef ASSAY_DETECT_COLUMNS_H
#define ASSAY_DETECT_COLUMNS_H

#include "detect/detector.h"

enum {
    ASSAY__KNOTS = 33,
    /** numbers a column: how many knots, their values, their scores, padded with 0 */
    ASSAY__COLUMN_NUMBERS = 1 + 2 * ASSAY__KNOTS
};

/** A sample made ready: rows in an order that depends on nothing but their content. */
typedef struct assay__columns {
    size_t n, d;    /**< rows with at least one known value */
    double *z;      /**< [n * d] normal scores, 0 for missing */
    double *number; /**< [room] d, then the columns, then room for the detector's own */
    size_t room;
} assay__columns;

/** Check, sort and read a sample.
 * @param own    numbers that the detector wants behind the columns
 * @param arena  work and result
 * @errors BAD_VALUE, NO_MEMORY */
ASSAY_CHECKED assay_status assay__columns_fit(const assay__detector_sample *sample,
                                              size_t own, assay_arena *arena,
                                              assay__columns *out, assay_error *err);

/** How many numbers stand before a detector's own. */
size_t assay__columns_size(size_t d);

/** The detector's own numbers in a state. */
const double *assay__columns_own(const assay__detector_state *state);

/** Normal scores of a row; false when nothing in it is known.
 * @param z [d] */
bool assay__columns_read(const assay__detector_state *state, const double row[],
                         double z[]);

/** True when the state holds d well-formed columns and `own` finite numbers more. */
bool assay__columns_check(const assay__detector_state *state, size_t d, size_t own);

#endif
