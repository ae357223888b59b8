/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From evidence to a posterior over the nine causes. */
#ifndef ASSAY_EVENTS_CAUSES_H
#define ASSAY_EVENTS_CAUSES_H

#include "events/evidence.h"

/** Posterior of a gain. @param cause [ASSAY_CAUSE_COUNT] sum 1 */
void assay__causes_of_gain(const assay__evidence *evidence, double cause[]);

/** Posterior of a loss.
 * @param origin  posterior of the gain whose followers leave again, or NULL
 * @param cause   [ASSAY_CAUSE_COUNT] sum 1 */
void assay__causes_of_loss(const assay_drop *drop, const double origin[], double cause[]);

#endif
