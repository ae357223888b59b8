/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of detectors.def keeps the promises of detector.h. */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/random.h"
#include "base/str.h"
#include "detect/detector.h"

enum { N = 200, D = 5, PLANTED = 4 };
static double x[N * D];
static assay_arena *arena;

static double normal(assay__random *random)
{
    double u = assay__random_uniform(random), v = assay__random_uniform(random);
    return sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v);
}

/* Correlated columns of very different units; the first rows are far out in all. */
static void make(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    assay__random random = {.key = 2};
    for (size_t i = 0; i < N; i++) {
        double common = normal(&random);
        for (size_t j = 0; j < D; j++) {
            double z = 0.6 * common + 0.8 * normal(&random) + (i < PLANTED ? 9 : 0);
            x[i * D + j] = j == 1 ? exp(2 * z) : j == 2 ? 1e6 * z : z;
        }
    }
}

static void done(void)
{
    assay_arena_free(arena);
}

TestSuite(detectors, .init = make, .fini = done);

#define EACH_DETECTOR(detector)                                                          \
    size_t detectors_ = 0;                                                               \
    const assay__detector *const *all_ = assay__detectors(&detectors_);                  \
    cr_assert_geq(detectors_, 4);                                                        \
    for (const assay__detector *detector = *all_; detector != NULL;                      \
         detector = ++all_ < assay__detectors(&detectors_) + detectors_ ? *all_ : NULL)

static assay__detector_state fitted(const assay__detector *detector, size_t n)
{
    assay__detector_sample sample = {x, n, D};
    assay__detector_state state = {NULL, 0};
    assay_error err = {ASSAY_OK, ""};
    cr_assert_eq(detector->fit(&sample, arena, &state, &err), ASSAY_OK, "%s: %s",
                 detector->name, err.message);
    cr_assert_eq(assay__detector_check(detector, &state, D, &err), ASSAY_OK, "%s",
                 err.message);
    return state;
}

Test(detectors, are_found_by_name)
{
    EACH_DETECTOR(detector)
    cr_assert_eq(assay__detector_find(assay__str(detector->name)), detector);
    cr_assert_null(assay__detector_find(assay__str("no such")));
}

Test(detectors, rank_planted_rows_first)
{
    EACH_DETECTOR(detector)
    {
        assay__detector_state state = fitted(detector, N);
        double least = HUGE_VAL, most = -HUGE_VAL;
        for (size_t i = 0; i < N; i++) {
            double score = detector->score(&state, x + i * D);
            cr_assert(isfinite(score), "%s", detector->name);
            least = i < PLANTED ? fmin(least, score) : least;
            most = i < PLANTED ? most : fmax(most, score);
        }
        cr_assert_gt(least, most, "%s: %g, %g", detector->name, least, most);
    }
}

static void swap_rows(size_t a, size_t b)
{
    double kept[D];
    memcpy(kept, x + a * D, sizeof kept);
    memcpy(x + a * D, x + b * D, sizeof kept);
    memcpy(x + b * D, kept, sizeof kept);
}

Test(detectors, do_not_see_the_order_of_rows)
{
    EACH_DETECTOR(detector)
    {
        assay__detector_state before = fitted(detector, N);
        assay__random random = {.key = 77};
        for (size_t i = N; i > 1; i--)
            swap_rows(i - 1, (size_t)assay__random_below(&random, i));
        assay__detector_state after = fitted(detector, N);
        cr_assert_eq(before.size, after.size);
        cr_assert_arr_eq(before.number, after.number, before.size * sizeof(double), "%s",
                         detector->name);
    }
}

Test(detectors, do_not_see_units)
{
    EACH_DETECTOR(detector)
    {
        double before[N];
        assay__detector_state state = fitted(detector, N);
        for (size_t i = 0; i < N; i++)
            before[i] = detector->score(&state, x + i * D);
        for (size_t i = 0; i < N; i++)
            x[i * D] *= 1024;
        state = fitted(detector, N);
        for (size_t i = 0; i < N; i++)
            cr_assert_eq(detector->score(&state, x + i * D), before[i], "%s",
                         detector->name);
    }
}

Test(detectors, score_the_same_bits_when_loaded)
{
    EACH_DETECTOR(detector)
    {
        assay__detector_state state = fitted(detector, N), loaded;
        loaded.size = state.size;
        loaded.number = malloc(state.size * sizeof(double));
        memcpy(loaded.number, state.number, state.size * sizeof(double));
        cr_assert_eq(assay__detector_check(detector, &loaded, D, NULL), ASSAY_OK);
        for (size_t i = 0; i < N; i++)
            cr_assert_eq(detector->score(&state, x + i * D),
                         detector->score(&loaded, x + i * D));
        free(loaded.number);
    }
}

Test(detectors, refuse_numbers_of_another_form)
{
    EACH_DETECTOR(detector)
    {
        assay__detector_state state = fitted(detector, N), cut = state;
        cut.size = state.size - 1;
        cr_assert_eq(assay__detector_check(detector, &cut, D, NULL), ASSAY_UNKNOWN_MODEL);
        cut.size = 0;
        cr_assert_eq(assay__detector_check(detector, &cut, D, NULL), ASSAY_UNKNOWN_MODEL);
        cr_assert_eq(assay__detector_check(detector, &state, D + 1, NULL),
                     ASSAY_UNKNOWN_MODEL);
        state.number[state.size / 2] = (double)NAN;
        cr_assert_eq(assay__detector_check(detector, &state, D, NULL),
                     ASSAY_UNKNOWN_MODEL);
    }
}

Test(detectors, take_a_missing_value_for_the_median)
{
    EACH_DETECTOR(detector)
    {
        assay__detector_state state = fitted(detector, N);
        double row[D], all[D], some;
        for (size_t j = 0; j < D; j++) {
            row[j] = j == 3 ? (double)NAN : x[100 * D + j];
            all[j] = (double)NAN;
        }
        some = detector->score(&state, row);
        cr_assert(isfinite(some), "%s", detector->name);
        cr_assert_lt(some, detector->score(&state, x), "%s", detector->name);
        cr_assert(isnan(detector->score(&state, all)), "%s", detector->name);
    }
}

Test(detectors, learn_from_samples_with_gaps)
{
    for (size_t k = PLANTED * D; k < (size_t)N * D; k += 7)
        x[k] = (double)NAN;
    for (size_t j = 0; j < D; j++)
        x[150 * D + j] = (double)NAN;
    EACH_DETECTOR(detector)
    {
        assay__detector_state state = fitted(detector, N);
        size_t higher = 0;
        for (size_t i = 0; i < N; i++)
            higher += detector->score(&state, x + i * D) > detector->score(&state, x);
        cr_assert_lt(higher, PLANTED, "%s", detector->name);
    }
}

Test(detectors, a_constant_column_has_no_influence)
{
    for (size_t i = 0; i < N; i++)
        x[i * D + 4] = 5;
    EACH_DETECTOR(detector)
    {
        assay__detector_state state = fitted(detector, N);
        double row[D], usual;
        memcpy(row, x + 50 * D, sizeof row);
        usual = detector->score(&state, row);
        row[4] = 1e9;
        cr_assert_eq(detector->score(&state, row), usual, "%s", detector->name);
    }
}

Test(detectors, a_further_value_is_no_less_strange)
{
    EACH_DETECTOR(detector)
    {
        assay__detector_state state = fitted(detector, N);
        if (strcmp(detector->name, "forest") == 0)
            continue; /* a forest sees no difference beyond its last cut, nor order */
        double row[D] = {0, 1, 0, 0, 0}, before = -HUGE_VAL;
        for (double far = 3; far < 1e12; far *= 10) {
            for (size_t j = 0; j < D; j++)
                row[j] = far * (j == 2 ? 1e6 : 1);
            double now = detector->score(&state, row);
            cr_assert_geq(now, before, "%s at %g", detector->name, far);
            before = now;
        }
    }
}

Test(detectors, samples_that_cannot_teach_are_refused)
{
    EACH_DETECTOR(detector)
    {
        assay__detector_state state = {NULL, 99};
        assay__detector_sample few = {x, ASSAY__DETECTOR_FEWEST - 1, D};
        assay__detector_sample wide = {x, 25, detector->most_columns + 1};
        assay__detector_sample sample = {x, N, D}, empty = {x, 0, D}, flat = {x, N, 0};
        cr_assert_eq(detector->fit(&few, arena, &state, NULL), ASSAY_BAD_VALUE);
        cr_assert_eq(detector->fit(&empty, arena, &state, NULL), ASSAY_BAD_VALUE);
        cr_assert_eq(detector->fit(&flat, arena, &state, NULL), ASSAY_BAD_VALUE);
        if (wide.d * wide.n <= (size_t)N * D)
            cr_assert_eq(detector->fit(&wide, arena, &state, NULL), ASSAY_BAD_VALUE);
        x[7] = HUGE_VAL;
        cr_assert_eq(detector->fit(&sample, arena, &state, NULL), ASSAY_BAD_VALUE);
        x[7] = 0;
        cr_assert_eq(state.size, 99, "untouched on failure");
    }
}

Test(detectors, all_rows_alike_score_alike)
{
    for (size_t k = 0; k < (size_t)N * D; k++)
        x[k] = 3;
    EACH_DETECTOR(detector)
    {
        assay__detector_state state = fitted(detector, N);
        double first = detector->score(&state, x), other[D] = {1, 2, 3, 4, 5};
        cr_assert(isfinite(first), "%s", detector->name);
        cr_assert_eq(detector->score(&state, other), first, "%s", detector->name);
    }
}
