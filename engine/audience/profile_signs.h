/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a profile is judged by, as numbers. */
#ifndef ASSAY_AUDIENCE_PROFILE_SIGNS_H
#define ASSAY_AUDIENCE_PROFILE_SIGNS_H

#include <assay/profiles.h>

#include "stat/additive.h"

/** The signs, in the order of profile_signs.def. */
typedef enum assay__profile_sign {
#define SIGN(NAME, ...) ASSAY__PROFILE_##NAME,
#include "audience/profile_signs.def"
#undef SIGN
    ASSAY__PROFILE_SIGNS
} assay__profile_sign;

/** The built-in curve of a sign. */
assay__curve assay__profile_prior(size_t sign);

/** Whether a sign is one of counts. */
bool assay__profile_is_count(size_t sign);

/** The signs of a member. @param value [ASSAY__PROFILE_SIGNS] NaN: unknown */
void assay__profile_read(const assay_member *member, int64_t as_of, double value[]);

/** The view of signs that are known. */
assay_profile_view assay__profile_view_of(const double value[]);

#endif
