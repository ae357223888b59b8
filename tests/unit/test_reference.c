/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reference is read inside the range it was fitted on. */
#include "base/str.h"
#include "model/model.h"

#include <criterion/criterion.h>
#include <math.h>

static assay__reference sloping(void)
{
    return (assay__reference){.used = true,
                              .conditional = true,
                              .location = {1.0, 0.5, -2.0},
                              .log_scale = {0.0, 0.3},
                              .size = {-1.0, 2.0},
                              .amount = {-0.5, 0.25}};
}

static double z_at(double size, double amount)
{
    assay__reference reference = sloping();
    size_t feature = assay_feature_find(ASSAY__LITERAL("growth.entropy"));
    assay__setting setting = {.size = size, .amount = {amount, amount, amount}};
    return assay__reference_z(&reference, feature, 0.5, &setting, 0.0);
}

Test(reference, does_not_extrapolate)
{
    cr_assert_eq(z_at(0.0, -3.0), z_at(0.0, -0.5));
    cr_assert_eq(z_at(0.0, 1.5), z_at(0.0, 0.25));
    cr_assert_eq(z_at(-2.0, 0.0), z_at(-1.0, 0.0));
    cr_assert_eq(z_at(3.0, 0.0), z_at(2.0, 0.0));
    cr_assert_neq(z_at(0.0, 0.0), z_at(0.0, 0.1));
    cr_assert_neq(z_at(0.0, 0.0), z_at(0.5, 0.0));
}

Test(reference, what_is_not_known_stays_unknown)
{
    assay__reference reference = sloping();
    assay__setting setting = {.size = 0.0};
    cr_assert(
        isnan(assay__reference_z(&reference, 0, ASSAY_NUMBER_UNKNOWN, &setting, 0.0)));
    double step[ASSAY__BINS];
    for (size_t i = 0; i < ASSAY__BINS; i++)
        step[i] = 1.0 + (double)i;
    cr_assert_eq(assay__step_at(step, ASSAY_NUMBER_UNKNOWN), 0.0);
    cr_assert_gt(assay__step_at(step, 0.0), 0.0);
}
