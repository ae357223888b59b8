/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dual of the sparse problem, one row at a time: each row's multiplier a in (0, C)
 * minimises a ln a + (C - a) ln(C - a) + q/2 (a - old)^2 + m a by a Newton step that
 * cannot leave the interval (Yu, Huang & Lin 2011, algorithm 5). Memory beyond the
 * weights is a few numbers a row. */
#include <math.h>

#include "base/random.h"
#include "stat/logistic.h"

enum { PASSES = 200, INNER = 100 };

/* A multiplier below this share of its bound starts each search from further inside. */
static const double shrink = 0.1;

typedef struct dual {
    const assay__sparse *rows;
    double *beta;          /* [d + 1] */
    double *above, *below; /* [n] the multiplier and what is left to its bound */
    double *square;        /* [n] squared length of each row */
    size_t *order;         /* [n] */
    double l2, inner_tolerance;
} dual;

static double bound(const dual *f, size_t i)
{
    return (f->rows->weight == NULL ? 1 : f->rows->weight[i]) / f->l2;
}

static double row_margin(const dual *f, size_t i)
{
    double margin = f->beta[f->rows->d];
    for (size_t k = f->rows->start[i]; k < f->rows->start[i + 1]; k++)
        margin += f->beta[f->rows->column[k]] * (double)f->rows->value[k];
    return margin;
}

static void add_row(dual *f, size_t i, double amount)
{
    f->beta[f->rows->d] += amount;
    for (size_t k = f->rows->start[i]; k < f->rows->start[i + 1]; k++)
        f->beta[f->rows->column[k]] += amount * (double)f->rows->value[k];
}

/* Find z in (0, c) where q (z - old) + m + ln(z / (c - z)) = 0; *first is the size of
 * the derivative at the start. @return z, and how many steps it took */
static double one_variable(double q, double m, double c, double old, double tolerance,
                           double derivative_and_steps[])
{
    double z = c - old < 0.5 * c ? shrink * old : old;
    double slope = q * (z - old) + m + log(z / (c - z));
    derivative_and_steps[0] = fabs(slope);
    int step = 0;
    while (step < INNER && fabs(slope) >= tolerance) {
        double next = z - slope / (q + c / (c - z) / z);
        z = next <= 0 ? z * shrink : next;
        slope = q * (z - old) + m + log(z / (c - z));
        step++;
    }
    derivative_and_steps[1] = step;
    return z;
}

/* Work on the smaller side of the interval, where the logarithm is well behaved.
 * @return the size of the derivative before */
static double improve(dual *f, size_t i, double *steps)
{
    double side = f->rows->y[i] > 0 ? 1 : -1, c = bound(f, i), q = f->square[i];
    double m = side * row_margin(f, i), sign = 1, report[2];
    double *part = &f->above[i], *rest = &f->below[i];
    if (0.5 * q * (*rest - *part) + m < 0) {
        part = &f->below[i];
        rest = &f->above[i];
        sign = -1;
    }
    double old = *part;
    double z = one_variable(q, sign * m, c, old, f->inner_tolerance, report);
    if (report[1] > 0) {
        *part = z;
        *rest = c - z;
        add_row(f, i, sign * side * (z - old));
    }
    *steps += report[1];
    return report[0];
}

static void start(dual *f)
{
    for (size_t i = 0; i < f->rows->n; i++) {
        double c = bound(f, i);
        f->order[i] = i;
        f->above[i] = fmin(0.001 * c, 1e-8);
        f->below[i] = c - f->above[i];
        f->square[i] = 1;
        for (size_t k = f->rows->start[i]; k < f->rows->start[i + 1]; k++)
            f->square[i] += (double)f->rows->value[k] * (double)f->rows->value[k];
        add_row(f, i, (f->rows->y[i] > 0 ? 1 : -1) * f->above[i]);
    }
}

static void shuffle(dual *f, assay__random *random)
{
    for (size_t i = f->rows->n; i > 1; i--) {
        size_t other = (size_t)assay__random_below(random, i), kept = f->order[i - 1];
        f->order[i - 1] = f->order[other];
        f->order[other] = kept;
    }
}

static void passes(dual *f)
{
    const double tolerance = 1e-4, finest = 1e-8;
    assay__random random = {.key = 1}; /* any fixed key: the order must only be mixed */
    for (int pass = 0; pass < PASSES; pass++) {
        double most = 0, steps = 0;
        shuffle(f, &random);
        for (size_t k = 0; k < f->rows->n; k++)
            most = fmax(most, improve(f, f->order[k], &steps));
        if (most < tolerance)
            return;
        if (steps <= (double)f->rows->n / 10)
            f->inner_tolerance = fmax(finest, f->inner_tolerance / 10);
    }
}

static assay_status check_entries(const assay__sparse *rows, assay_error *err)
{
    size_t entries = rows->start[rows->n];
    for (size_t k = 0; k < entries; k++) {
        if (rows->column[k] >= rows->d || !isfinite(rows->value[k]))
            return assay_fail(err, ASSAY_BAD_VALUE, "entry %zu cannot be used", k);
    }
    return ASSAY_OK;
}

static assay_status check(const assay__sparse *rows, double l2, assay_error *err)
{
    size_t ones = 0;
    if (!(l2 > 0 && isfinite(l2)))
        return assay_fail(err, ASSAY_BAD_VALUE, "the penalty must be positive");
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->y[i] != 0 && rows->y[i] != 1)
            return assay_fail(err, ASSAY_BAD_VALUE, "row %zu: label not 0 or 1", i);
        if (rows->weight != NULL && !(rows->weight[i] > 0 && isfinite(rows->weight[i])))
            return assay_fail(err, ASSAY_BAD_VALUE, "row %zu: weight not positive", i);
        ones += rows->y[i] > 0;
    }
    if (ones == 0 || ones == rows->n)
        return assay_fail(err, ASSAY_BAD_VALUE, "labels of both kinds are needed");
    return check_entries(rows, err);
}

assay_status assay__logistic_fit_sparse(const assay__sparse *rows, double l2,
                                        double beta[], assay_arena *arena,
                                        assay_error *err)
{
    assay_status status = check(rows, l2, err);
    if (status != ASSAY_OK)
        return status;
    dual f = {.rows = rows, .l2 = l2, .inner_tolerance = 1e-2};
    f.beta = assay_arena_array(arena, rows->d + 1 + 3 * rows->n, sizeof(double));
    f.order = assay_arena_array(arena, rows->n, sizeof(size_t));
    if (f.beta == NULL || f.order == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a sparse logistic fit");
    f.above = f.beta + rows->d + 1;
    f.below = f.above + rows->n;
    f.square = f.below + rows->n;
    start(&f);
    passes(&f);
    for (size_t j = 0; j <= rows->d; j++)
        beta[j] = f.beta[j];
    return ASSAY_OK;
}
