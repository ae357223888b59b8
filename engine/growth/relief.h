/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics of the pulses when something else accounts for part of them. */
#ifndef ASSAY_GROWTH_RELIEF_H
#define ASSAY_GROWTH_RELIEF_H

#include <assay/growth.h>

/** Sum the pulses up anew, each by what is left of it to be accounted for.
 *
 * @param left  [n_pulses] 0..1: 1 leaves a pulse as it is, 0 takes it out; NULL: all 1.
 *              With less left no statistic becomes more suspicious
 * @cost O(pulses squared), at most 10 of them
 */
void assay__growth_relieve(const assay_account *account, const double left[],
                           assay_growth *growth);

#endif
