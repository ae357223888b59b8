/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every calibration asks of its sample. */
#ifndef ASSAY_STAT_LABELLED_H
#define ASSAY_STAT_LABELLED_H

#include "stat/calibrate.h"

/** @errors BAD_VALUE: a score unknown, a label neither 0 nor 1, one class only */
ASSAY_CHECKED assay_status assay__labelled_check(const assay__labelled *sample,
                                                 assay_error *err);

#endif
