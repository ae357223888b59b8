/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/columns.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "stat/order.h"

/* -- Reading -- */

/* Score beyond the last knot on one side; `unit` is the spread of that side. */
static double beyond(double end_score, double distance, double unit)
{
    double more = log1p(distance / unit);
    return end_score < 0 ? end_score - more : end_score + more;
}

/* The spread of the half that ends in knot `end`; the whole range when it is flat. */
static double side_unit(const double x[], size_t knots, bool high)
{
    double unit = high ? x[knots - 1] - x[knots / 2] : x[knots / 2] - x[0];
    return unit > 0 ? unit : x[knots - 1] - x[0];
}

static double score_of(const double column[], double value)
{
    size_t knots = (size_t)column[0];
    const double *x = column + 1, *z = column + 1 + ASSAY__KNOTS;
    if (isnan(value) || knots < 2)
        return 0;
    if (value < x[0])
        return beyond(fmin(z[0], 0), x[0] - value, side_unit(x, knots, false));
    if (value > x[knots - 1])
        return beyond(fmax(z[knots - 1], 0), value - x[knots - 1],
                      side_unit(x, knots, true));
    size_t after = assay__count_up_to(x, knots, value);
    if (after == knots)
        return z[knots - 1];
    double share = (value - x[after - 1]) / (x[after] - x[after - 1]);
    return z[after - 1] + share * (z[after] - z[after - 1]);
}

size_t assay__columns_size(size_t d)
{
    return 1 + d * ASSAY__COLUMN_NUMBERS;
}

const double *assay__columns_own(const assay__detector_state *state)
{
    return state->number + assay__columns_size((size_t)state->number[0]);
}

bool assay__columns_read(const assay__detector_state *state, const double row[],
                         double z[])
{
    size_t d = (size_t)state->number[0], known = 0;
    for (size_t j = 0; j < d; j++) {
        known += isnan(row[j]) ? 0 : 1;
        z[j] = score_of(state->number + 1 + j * ASSAY__COLUMN_NUMBERS, row[j]);
    }
    return known > 0;
}

static bool column_holds(const double column[])
{
    const double *x = column + 1, *z = column + 1 + ASSAY__KNOTS;
    if (!(column[0] >= 0 && column[0] <= ASSAY__KNOTS) || column[0] != floor(column[0]))
        return false;
    for (size_t k = 1; k < (size_t)column[0]; k++) {
        if (!(x[k - 1] < x[k] && z[k - 1] <= z[k]))
            return false;
    }
    return true;
}

bool assay__columns_check(const assay__detector_state *state, size_t d, size_t own)
{
    if (state->size != assay__columns_size(d) + own || state->number[0] != (double)d)
        return false;
    for (size_t k = 0; k < state->size; k++) {
        if (!isfinite(state->number[k]))
            return false;
    }
    for (size_t j = 0; j < d; j++) {
        if (!column_holds(state->number + 1 + j * ASSAY__COLUMN_NUMBERS))
            return false;
    }
    return true;
}

/* -- Fitting -- */

typedef struct row_ref {
    const double *cell;
    size_t d;
} row_ref;

/* Known values ascending, then missing ones. */
static int compare_cells(double x, double y)
{
    if (isnan(x) || isnan(y))
        return (isnan(x) ? 1 : 0) - (isnan(y) ? 1 : 0);
    return (x > y) - (x < y);
}

/* By the cells from the left. */
static int compare_rows(const void *left, const void *right)
{
    const row_ref *a = left, *b = right;
    for (size_t j = 0; j < a->d; j++) {
        int order = compare_cells(a->cell[j], b->cell[j]);
        if (order != 0)
            return order;
    }
    return 0;
}

static double middle_score(double from, double to)
{
    double p = (gsl_cdf_ugaussian_P(from) + gsl_cdf_ugaussian_P(to)) / 2;
    return gsl_cdf_ugaussian_Pinv(p);
}

/* Knots from -end to end; those of equal value become one at their middle rank. */
static void place_knots(const double sorted[], size_t n, double end, double column[])
{
    double *x = column + 1, *z = column + 1 + ASSAY__KNOTS, from = 0;
    size_t knots = 0;
    for (size_t k = 0; k < ASSAY__KNOTS; k++) {
        double score = end * (2.0 * (double)k / (ASSAY__KNOTS - 1) - 1);
        double position = gsl_cdf_ugaussian_P(score) * (double)n - 0.5;
        double p = position / (double)(n - 1);
        double value = assay__quantile_sorted(sorted, n, p < 0 ? 0 : p > 1 ? 1 : p);
        if (knots > 0 && value <= x[knots - 1]) {
            z[knots - 1] = middle_score(from, score);
            continue;
        }
        x[knots] = value;
        z[knots++] = score;
        from = score;
    }
    column[0] = (double)knots;
}

/* A column that is constant but for its extremes is ranked to its very ends. */
static void fit_column(const double sorted[], size_t n, double column[])
{
    if (n < 2 || sorted[0] == sorted[n - 1])
        return;
    place_knots(sorted, n, 1.959963984540054, column);
    if (column[0] < 2)
        place_knots(sorted, n, -gsl_cdf_ugaussian_Pinv(0.5 / (double)n), column);
}

static assay_status check_sample(const assay__detector_sample *sample, assay_error *err)
{
    if (sample->n < ASSAY__DETECTOR_FEWEST)
        return assay_fail(err, ASSAY_BAD_VALUE, "a detector needs %d rows, not %zu",
                          (int)ASSAY__DETECTOR_FEWEST, sample->n);
    if (sample->d == 0 || sample->d > ASSAY__DETECTOR_COLUMNS)
        return assay_fail(err, ASSAY_BAD_VALUE, "a detector cannot take %zu columns",
                          sample->d);
    for (size_t k = 0; k < sample->n * sample->d; k++) {
        if (isinf(sample->x[k]))
            return assay_fail(err, ASSAY_BAD_VALUE, "row %zu, column %zu: infinite",
                              k / sample->d, k % sample->d);
    }
    return ASSAY_OK;
}

/* References to the rows that know anything, sorted. @return how many */
static size_t sort_rows(const assay__detector_sample *sample, row_ref rows[])
{
    size_t n = 0, d = sample->d;
    for (size_t i = 0; i < sample->n; i++) {
        size_t known = 0;
        for (size_t j = 0; j < d; j++)
            known += isnan(sample->x[i * d + j]) ? 0 : 1;
        if (known > 0)
            rows[n++] = (row_ref){sample->x + i * d, d};
    }
    if (n > 0)
        qsort(rows, n, sizeof *rows, compare_rows);
    return n;
}

assay_status assay__columns_fit(const assay__detector_sample *sample, size_t own,
                                assay_arena *arena, assay__columns *out, assay_error *err)
{
    size_t d = sample->d;
    assay_status status = check_sample(sample, err);
    if (status != ASSAY_OK)
        return status;
    assay__columns c = {.d = d, .room = assay__columns_size(d) + own};
    row_ref *rows = assay_arena_array(arena, sample->n, sizeof *rows);
    double *column = assay_arena_array(arena, sample->n, sizeof *column);
    c.z = assay_arena_array(arena, sample->n, d * sizeof *c.z);
    c.number = assay_arena_array(arena, c.room, sizeof *c.number);
    if (rows == NULL || column == NULL || c.z == NULL || c.number == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu rows", sample->n);
    c.n = sort_rows(sample, rows);
    if (c.n < ASSAY__DETECTOR_FEWEST)
        return assay_fail(err, ASSAY_BAD_VALUE, "only %zu rows know anything", c.n);
    c.number[0] = (double)d;
    for (size_t j = 0; j < d; j++) {
        for (size_t i = 0; i < c.n; i++)
            column[i] = rows[i].cell[j];
        size_t known = assay__keep_known(column, c.n, column);
        assay__sort(column, known);
        fit_column(column, known, c.number + 1 + j * ASSAY__COLUMN_NUMBERS);
    }
    assay__detector_state state = {c.number, assay__columns_size(d)};
    for (size_t i = 0; i < c.n; i++)
        (void)assay__columns_read(&state, rows[i].cell, c.z + i * d);
    *out = c;
    return ASSAY_OK;
}
