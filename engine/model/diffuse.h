/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diffuse channel: how far statistics stand out jointly where none does alone.
 *
 * Three detectors (minimum covariance determinant, isolation forest, nearest rows) are
 * fitted on the digits of evidence of clean accounts, on the statistics that weigh most.
 * Each one's score becomes digits by its tail among clean accounts it has not seen, and
 * so does the mean of the three, whose digits are those of the family's p-value.
 */
#ifndef ASSAY_MODEL_DIFFUSE_H
#define ASSAY_MODEL_DIFFUSE_H

#include "detect/detector.h"
#include "model/tail_table.h"

enum {
    ASSAY__DIFFUSE_COLUMNS = 12, /**< what the first detector can take */
    ASSAY__DIFFUSE_DETECTORS = 3,
    ASSAY__DIFFUSE_NAMED = 3 /**< statistics a reason names */
};

/** The detectors' names, in the order of the file. */
extern const char *const ASSAY__DIFFUSE_NAMES[ASSAY__DIFFUSE_DETECTORS];

/** The channel of a model; zeroed there is none. Owns the numbers of its states, all of
 * them exact as float, so that a file can hold them in half the room. */
typedef struct assay__diffuse {
    size_t n;                              /**< columns; 0: no channel */
    size_t column[ASSAY__DIFFUSE_COLUMNS]; /**< features */
    assay__detector_state state[ASSAY__DIFFUSE_DETECTORS];
    assay__tail_table tail[ASSAY__DIFFUSE_DETECTORS]; /**< of each one's score */
    assay__tail_table joint;                          /**< of their mean digits */
    double weight; /**< log-odds a digit, >= 0; 0: a channel beside the score */
} assay__diffuse;

/** Free the numbers and empty. */
void assay__diffuse_free(assay__diffuse *diffuse);

/** -log10 p of an account; NaN without a channel or when a third of its columns is not
 * known. @param digits [features]   @cost about 15 us, no allocation */
double assay__diffuse_digits(const assay__diffuse *diffuse, const double digits[]);

/** The columns without which the account would stand out least, farthest first.
 * @param feature [ASSAY__DIFFUSE_NAMED] filled   @return how many, by what is known */
size_t assay__diffuse_farthest(const assay__diffuse *diffuse, const double digits[],
                               size_t feature[]);

/** What the channel adds to the score, log-odds; 0 when it is not known. */
double assay__diffuse_part(const assay__diffuse *diffuse, double digits);

/** Mean digits of the detectors, before the joint table. @param row [n] */
double assay__diffuse_mean(const assay__diffuse *diffuse, const double row[]);

/** The row of columns of an account. @return whether two thirds are known */
bool assay__diffuse_row(const assay__diffuse *diffuse, const double digits[],
                        double row[]);

#endif
