/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sample of the audience leaves open. */
#ifndef ASSAY_SCORE_AUDIENCE_SPOTS_H
#define ASSAY_SCORE_AUDIENCE_SPOTS_H

#include "score/score.h"

/** Most sentences it adds. */
enum { ASSAY__AUDIENCE_SPOTS = 6 };

/** Add them to the verdict's blind spots, which have room. Nothing without members.
 * @return false when memory has run out */
bool assay__audience_spots(const assay__case *c, assay_verdict *out);

#endif
