/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a settled sample to strata and the clean reference of every statistic. */
#ifndef ASSAY_MODEL_FIT_REFERENCE_H
#define ASSAY_MODEL_FIT_REFERENCE_H

#include "model/sample.h"

/** Strata with their rates, offsets 0. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__fit_strata(const assay_fit *fit, assay_model *model,
                                             assay_error *err);

/** References of all features and offsets of the strata, from the accounts that count
 * as clean. @param clean [fit->n_kept] @param arena work; reset here
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__fit_references(const assay_fit *fit, const bool clean[],
                                                 assay_model *model, assay_arena *arena,
                                                 assay_error *err);

#endif
