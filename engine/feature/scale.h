/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a feature's number is seen by the model: on a scale where clean accounts differ
 * by about the same amount everywhere. */
#ifndef ASSAY_FEATURE_SCALE_H
#define ASSAY_FEATURE_SCALE_H

#include <assay/features.h>

typedef enum assay__scale {
    ASSAY__SCALE_AS_IS,
    ASSAY__SCALE_LOG1P,
    ASSAY__SCALE_ROOT,
    ASSAY__SCALE_RATE
} assay__scale;

/** The value on the model's scale, and back; NaN stays NaN. */
double assay__feature_scaled(size_t feature, double value);
double assay__feature_unscaled(size_t feature, double seen);

/** The rate a row reads, ASSAY_RATE_COUNT when it reads none. */
size_t assay__feature_rate(size_t feature);

/** True when a number of the engagement is told of the likes less their floor. */
bool assay__feature_of_less(const assay_findings *findings, size_t feature);

/** Families whose data are there, as bits 1 << family. */
unsigned assay__families_there(const assay_findings *findings);

#endif
