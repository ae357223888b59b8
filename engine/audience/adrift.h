/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of suspicious profiles when a sample is like none the model knows. */
#ifndef ASSAY_AUDIENCE_ADRIFT_H
#define ASSAY_AUDIENCE_ADRIFT_H

#include <assay/base.h>

/** Share with its 95 % interval from probabilities alone, wide on purpose.
 * @param p       [n] known, 0..1
 * @param weight  [n] > 0
 * @cost O(n) and 20,000 logarithms, about 0.1 ms */
assay_interval assay__share_adrift(const double p[], const double weight[], size_t n);

#endif
