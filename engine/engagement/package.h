/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a package of one size lies on part of the posts. */
#ifndef ASSAY_ENGAGEMENT_PACKAGE_H
#define ASSAY_ENGAGEMENT_PACKAGE_H

#include "engagement/coupling.h"

/** Fill package_lead, package_gain and package_share; reads likes_floor_share. */
void assay__packages_measure(const assay__sample *sample, assay_engagement *out);

#endif
