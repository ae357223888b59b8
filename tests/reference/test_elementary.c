/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logarithm and exponential against values of 40 digits; make_elementary.py made them. */
#include <math.h>

#include "reference/table.h"
#include "stat/elementary.h"

/* Error in units of the last digit of the nearest double. */
static double error_of(double value, const double cell[])
{
    double nearest = cell[1], digit = nextafter(fabs(nearest), HUGE_VAL) - fabs(nearest);
    return fabs((value - nearest - cell[2]) / digit);
}

static double worst_of(const char *name, double (*function)(double), size_t *seen)
{
    FILE *file = reference_open("elementary.csv");
    reference_row row;
    double worst = 0;
    *seen = 0;
    while (reference_next(file, &row)) {
        if (strcmp(row.name, name) != 0)
            continue;
        double error = error_of(function(row.cell[0]), row.cell);
        cr_assert_lt(error, 1.0, "%s of %.17g: off by %.3g of the last digit", name,
                     row.cell[0], error);
        worst = error > worst ? error : worst;
        ++*seen;
    }
    return worst;
}

Test(elementary, logarithm_is_within_one_unit_of_the_last_digit)
{
    size_t seen;
    double worst = worst_of("log", assay__log, &seen);
    cr_assert_eq(seen, 133);
    cr_assert_gt(worst, 0.01); /* a comparison that cannot fail would find nothing */
}

Test(elementary, exponential_is_within_one_unit_of_the_last_digit)
{
    size_t seen;
    double worst = worst_of("exp", assay__exp, &seen);
    cr_assert_eq(seen, 129);
    cr_assert_gt(worst, 0.01);
}

Test(elementary, exponential_stays_among_the_normal_numbers)
{
    cr_assert_eq(assay__exp(-1e9), assay__exp(-708));
    cr_assert_eq(assay__exp(1e9), assay__exp(709));
    cr_assert_eq(assay__exp(-HUGE_VAL), assay__exp(-708));
    cr_assert(isnormal(assay__exp(-HUGE_VAL)) && isnormal(assay__exp(HUGE_VAL)));
    cr_assert(isnan(assay__exp((double)NAN)));
}

Test(elementary, zero_times_the_logarithm_of_zero_is_zero)
{
    cr_assert_eq(0.0 * assay__log(0.0), 0.0);
    cr_assert_lt(assay__log(0.0), -700);
}
