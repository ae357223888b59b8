/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/additive.h"

#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>

enum { ROWS = 2000, COLUMNS = 3 };

static double cell[COLUMNS * ROWS], label[ROWS], weight[ROWS], margin[ROWS];
static assay__curve curves[COLUMNS];
static assay_arena *arena;

/* Column 0 tells, column 1 does not, column 2 is column 0 with holes. */
static void open_population(void)
{
    assay__random random = {.key = 11};
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    for (size_t i = 0; i < ROWS; i++) {
        double x = 8 * assay__random_uniform(&random) - 4;
        cell[i] = x;
        cell[ROWS + i] = assay__random_uniform(&random);
        cell[2 * ROWS + i] = i % 2 == 0 ? x : (double)NAN;
        label[i] = assay__random_uniform(&random) < 1 / (1 + exp(1 - x));
        weight[i] = 1;
    }
}

static void close_population(void)
{
    assay_arena_free(arena);
}

TestSuite(additive, .init = open_population, .fini = close_population);

static double fit(const int direction[], bool missing)
{
    static const assay__additive_options OPTIONS = {80, 0.1, 8, 4};
    assay__additive_data data = {ROWS, COLUMNS, cell, label, weight, direction, missing};
    assay__additive *cuts;
    cr_assert_eq(assay__additive_new(&data, arena, &cuts, NULL), ASSAY_OK);
    return assay__additive_fit(cuts, weight, &OPTIONS, curves, margin,
                               (assay__additive_watch){NULL, NULL});
}

Test(additive, curves_keep_their_direction)
{
    const int up[] = {1, 1, 1}, down[] = {-1, -1, -1};
    (void)fit(up, false);
    for (size_t c = 0; c < COLUMNS; c++)
        cr_assert(assay__curve_keeps(&curves[c], 1));
    (void)fit(down, false);
    for (size_t c = 0; c < COLUMNS; c++)
        cr_assert(assay__curve_keeps(&curves[c], -1));
    cr_assert_lt(fabs(curves[0].y[0]), 0.2); /* nothing falls with the label */
}

Test(additive, margins_are_the_sums_of_the_curves)
{
    for (int missing = 0; missing < 2; missing++) {
        double base = fit(NULL, missing);
        for (size_t i = 0; i < ROWS; i += 37) {
            double sum = base;
            for (size_t c = 0; c < COLUMNS; c++)
                sum += assay__curve_at(&curves[c], cell[c * ROWS + i]);
            cr_assert_float_eq(sum, margin[i], 1e-9);
        }
    }
}

Test(additive, what_tells_bends_and_what_does_not_stays_level)
{
    (void)fit(NULL, false);
    double told = curves[0].y[curves[0].n - 1] - curves[0].y[0];
    double noise = curves[1].y[curves[1].n - 1] - curves[1].y[0];
    cr_assert_gt(told, 2);
    cr_assert_lt(fabs(noise), 0.5);
    cr_assert_gt(curves[2].y[curves[2].n - 1] - curves[2].y[0], 0.5);
    cr_assert_eq(curves[2].missing, 0);
}

Test(additive, rows_without_weight_teach_nothing)
{
    for (size_t i = 0; i < ROWS; i += 3)
        weight[i] = 0;
    double base = fit(NULL, false), height = curves[0].y[0];
    for (size_t i = 0; i < ROWS; i += 3)
        label[i] = 1 - label[i];
    cr_assert_eq(fit(NULL, false), base);
    cr_assert_eq(curves[0].y[0], height);
}

Test(additive, a_constant_column_adds_nothing)
{
    for (size_t i = 0; i < ROWS; i++)
        cell[ROWS + i] = 7;
    (void)fit(NULL, false);
    cr_assert_eq(curves[1].n, 1);
    cr_assert_float_eq(assay__curve_at(&curves[1], 7), 0, 1e-12);
    cr_assert_float_eq(assay__curve_at(&curves[1], 900), 0, 1e-12);
}

Test(additive, a_column_nobody_shows_adds_nothing)
{
    for (size_t i = 0; i < ROWS; i++)
        cell[ROWS + i] = (double)NAN;
    (void)fit(NULL, false);
    cr_assert_eq(curves[1].n, 0);
    cr_assert_eq(assay__curve_at(&curves[1], 3), 0);
}
