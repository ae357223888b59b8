/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <criterion/criterion.h>

#include "base/random.h"
#include "stat/shrink.h"

static const double unknown = (double)__builtin_nan("");

Test(shrink, small_groups_lean_on_the_parent)
{
    cr_assert_eq(assay__shrink(10, 2, 10, 4), 3);
    cr_assert_eq(assay__shrink(0, unknown, 10, 4), 4);
    cr_assert_eq(assay__shrink(5, unknown, 10, 4), 4);
    cr_assert_eq(assay__shrink(5, 2, HUGE_VAL, 4), 4);
    cr_assert_eq(assay__shrink(5, 2, 0, 4), 2);
    cr_assert_eq(assay__shrink(5, 2, unknown, 4), 2);
    cr_assert_eq(assay__shrink(5, 2, 10, unknown), 2);
}

Test(shrink, kappa_of_a_balanced_layout_by_hand)
{
    /* three groups of 4: between mean square 4 * 1 = 4, within 2, tau^2 = (4 - 2)/4 */
    assay__group groups[] = {{4, 1, 2}, {4, 2, 2}, {4, 3, 2}, {0, unknown, unknown}};
    cr_assert_float_eq(assay__shrink_kappa(groups, 4), 4, 1e-12);
}

Test(shrink, kappa_finds_the_ratio_of_variances)
{
    enum { GROUPS = 2000 };
    static assay__group groups[GROUPS];
    assay__random random = {.key = 8};
    for (size_t g = 0; g < GROUPS; g++) {
        double n = 2 + (double)(g % 9), sum = 0, squares = 0;
        double level = 2 * assay__random_uniform(&random); /* variance 1/3 */
        for (double i = 0; i < n; i++) {
            double x = level + 4 * assay__random_uniform(&random); /* 4/3 */
            sum += x;
            squares += x * x;
        }
        groups[g] = (assay__group){n, sum / n, (squares - sum * sum / n) / (n - 1)};
    }
    cr_assert_float_eq(assay__shrink_kappa(groups, GROUPS), 4, 0.5);
}

Test(shrink, kappa_edges)
{
    assay__group alike[] = {{5, 1, 2}, {5, 1, 2}}, apart[] = {{5, 1, 0}, {5, 2, 0}};
    assay__group single[] = {{1, 1, 0}, {1, 2, 0}}, same[] = {{5, 1, 0}, {5, 1, 0}};
    assay__group unmeasured[] = {{5, unknown, 2}, {5, 1, 2}};
    cr_assert_eq(assay__shrink_kappa(alike, 2), HUGE_VAL);
    cr_assert_eq(assay__shrink_kappa(apart, 2), 0);
    cr_assert(isnan(assay__shrink_kappa(alike, 1)));
    cr_assert(isnan(assay__shrink_kappa(alike, 0)));
    cr_assert(isnan(assay__shrink_kappa(single, 2)));
    cr_assert(isnan(assay__shrink_kappa(same, 2)));
    cr_assert(isnan(assay__shrink_kappa(unmeasured, 2)));
}
