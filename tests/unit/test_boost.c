/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/boost.h"

#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { ROWS = 3000, COLUMNS = 3, SLOTS = ASSAY__BINS + 1 };

static uint8_t bins[COLUMNS * ROWS];
static double labels[ROWS], weights[ROWS], step[COLUMNS * SLOTS], margin[ROWS];

/* Column 0 tells the label, column 1 does not, column 2 is column 0 with holes. */
static assay__binned population(bool monotone)
{
    assay__random random = {.key = 7};
    for (size_t i = 0; i < ROWS; i++) {
        uint8_t bin = (uint8_t)assay__random_below(&random, ASSAY__BINS);
        double p = 1.0 / (1.0 + exp(-0.4 * (bin - 12.0)));
        labels[i] = assay__random_uniform(&random) < p;
        weights[i] = 1.0;
        bins[i] = bin;
        bins[ROWS + i] = (uint8_t)assay__random_below(&random, ASSAY__BINS);
        bins[2 * ROWS + i] = i % 2 == 0 ? bin : (uint8_t)ASSAY__BIN_MISSING;
    }
    return (assay__binned){.rows = ROWS,
                           .columns = COLUMNS,
                           .bin = bins,
                           .label = labels,
                           .weight = weights,
                           .monotone = monotone};
}

Test(boost, steps_never_fall_and_missing_has_none)
{
    assay__binned data = population(true);
    assay__boost_options options = {30, 0.2, 5.0};
    assay__boost(&data, &options, step, margin, (assay__boost_watch){NULL, NULL});
    for (size_t c = 0; c < COLUMNS; c++) {
        for (size_t b = 1; b < ASSAY__BINS; b++)
            cr_assert_geq(step[c * SLOTS + b], step[c * SLOTS + b - 1]);
        cr_assert_eq(step[c * SLOTS + ASSAY__BINS], 0.0);
    }
}

Test(boost, what_tells_gets_the_weight_and_twins_share_it)
{
    assay__binned data = population(true);
    assay__boost_options options = {60, 0.2, 5.0};
    assay__boost(&data, &options, step, margin, (assay__boost_watch){NULL, NULL});
    double range[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++)
        range[c] = step[c * SLOTS + ASSAY__BINS - 1] - step[c * SLOTS];
    cr_assert_gt(range[0], 2.0);
    cr_assert_lt(range[1], 0.3 * range[0]);
    cr_assert_gt(range[2], 0.5);
}

Test(boost, margins_are_the_sums_of_the_steps)
{
    assay__binned data = population(false);
    data.base = -1.25;
    assay__boost_options options = {20, 0.2, 5.0};
    assay__boost(&data, &options, step, margin, (assay__boost_watch){NULL, NULL});
    for (size_t i = 0; i < ROWS; i += 97) {
        double sum = data.base;
        for (size_t c = 0; c < COLUMNS; c++) {
            uint8_t bin = bins[c * ROWS + i];
            size_t slot = bin == ASSAY__BIN_MISSING ? (size_t)ASSAY__BINS : bin;
            sum += step[c * SLOTS + slot];
        }
        cr_assert_float_eq(sum, margin[i], 1e-9);
    }
}

Test(boost, rows_without_weight_teach_nothing)
{
    assay__binned data = population(true);
    double first[COLUMNS * SLOTS];
    for (size_t i = 0; i < ROWS; i += 3)
        weights[i] = 0.0;
    assay__boost_options options = {10, 0.2, 5.0};
    assay__boost(&data, &options, first, margin, (assay__boost_watch){NULL, NULL});
    for (size_t i = 0; i < ROWS; i += 3)
        labels[i] = 1.0 - labels[i];
    assay__boost(&data, &options, step, margin, (assay__boost_watch){NULL, NULL});
    cr_assert_eq(memcmp(first, step, sizeof first), 0);
}

static bool stop_at_two(const double margins[], size_t pass, void *ctx)
{
    (void)margins;
    *(size_t *)ctx = pass;
    return pass < 2;
}

Test(boost, a_watch_can_stop_it)
{
    assay__binned data = population(true);
    assay__boost_options options = {50, 0.2, 5.0};
    size_t last = 0;
    assay__boost(&data, &options, step, margin, (assay__boost_watch){stop_at_two, &last});
    cr_assert_eq(last, 2);
}
