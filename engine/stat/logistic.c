/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projected Newton (Bertsekas 1982): slopes that rest at zero and want to be negative are
 * held, the others take a Newton step, halved until the objective falls enough. */
#include "stat/logistic.h"

#include <math.h>

#include "stat/matrix.h"

enum { ROUNDS = 200, HALVINGS = 40 };

/* Everything of one fit; vectors have m = d + 1 entries, the intercept last. */
typedef struct newton {
    const assay__dense *rows;
    const assay__logistic_options *options;
    size_t m, free;
    double *beta, *trial, *gradient, *hessian, *step, *part;
    size_t *chosen; /* the free coefficients */
} newton;

double assay__logistic(double margin)
{
    if (margin >= 0)
        return 1 / (1 + exp(-margin));
    double e = exp(margin);
    return e / (1 + e);
}

double assay__logistic_margin(const double beta[], const double x[], size_t d)
{
    double margin = beta[d];
    for (size_t j = 0; j < d; j++)
        margin += beta[j] * x[j];
    return margin;
}

static double weight_of(const assay__dense *rows, size_t i)
{
    return rows->weight == NULL ? 1 : rows->weight[i];
}

static double log_one_plus_exp(double margin)
{
    return margin > 0 ? margin + log1p(exp(-margin)) : log1p(exp(margin));
}

static double objective(const newton *f, const double beta[])
{
    double loss = 0, penalty = 0;
    for (size_t i = 0; i < f->rows->n; i++) {
        double margin =
            assay__logistic_margin(beta, f->rows->x + i * f->rows->d, f->rows->d);
        loss +=
            weight_of(f->rows, i) * (log_one_plus_exp(margin) - f->rows->y[i] * margin);
    }
    for (size_t j = 0; j + 1 < f->m; j++)
        penalty += beta[j] * beta[j];
    return loss + f->options->l2 / 2 * penalty;
}

static double entry(const double row[], size_t j, size_t d)
{
    return j < d ? row[j] : 1;
}

static void derivatives(newton *f)
{
    size_t d = f->rows->d, m = f->m;
    for (size_t j = 0; j < m; j++)
        f->gradient[j] = j < d ? f->options->l2 * f->beta[j] : 0;
    for (size_t k = 0; k < m * m; k++)
        f->hessian[k] = k % (m + 1) == 0 && k / m < d ? f->options->l2 : 0;
    for (size_t i = 0; i < f->rows->n; i++) {
        const double *row = f->rows->x + i * d;
        double p = assay__logistic(assay__logistic_margin(f->beta, row, d));
        double w = weight_of(f->rows, i), pull = w * (p - f->rows->y[i]);
        double bend = w * p * (1 - p);
        for (size_t j = 0; j < m; j++) {
            double left = bend * entry(row, j, d);
            f->gradient[j] += pull * entry(row, j, d);
            for (size_t k = 0; k <= j; k++)
                f->hessian[j * m + k] += left * entry(row, k, d);
        }
    }
}

/* The coefficients that may move; the greatest gradient among them. */
static double choose_free(newton *f)
{
    double most = 0;
    f->free = 0;
    for (size_t j = 0; j < f->m; j++) {
        bool held = f->options->nonnegative && j < f->rows->d && f->beta[j] <= 0 &&
                    f->gradient[j] >= 0;
        if (held)
            continue;
        f->chosen[f->free++] = j;
        most = fmax(most, fabs(f->gradient[j]));
    }
    return most;
}

static assay_status newton_step(newton *f, assay_error *err)
{
    size_t free = f->free;
    for (size_t a = 0; a < free; a++) {
        f->step[a] = f->gradient[f->chosen[a]];
        for (size_t b = 0; b <= a; b++) {
            double bend = f->hessian[f->chosen[a] * f->m + f->chosen[b]];
            f->part[a * free + b] = bend;
            f->part[b * free + a] = bend;
        }
        f->part[a * free + a] += 1e-12; /* saturated rows leave the intercept flat */
    }
    assay_status status = assay__cholesky(f->part, free, err);
    if (status == ASSAY_OK)
        assay__cholesky_solve(f->part, free, f->step);
    return status;
}

/* Move along the projected step; false when rounding leaves nothing to gain. */
static bool descend(newton *f, double *reached)
{
    for (int half = 0; half < HALVINGS; half++) {
        double promised = 0, size = ldexp(1, -half);
        for (size_t j = 0; j < f->m; j++)
            f->trial[j] = f->beta[j];
        for (size_t a = 0; a < f->free; a++) {
            size_t j = f->chosen[a];
            double to = f->beta[j] - size * f->step[a];
            bool cut = f->options->nonnegative && j < f->rows->d && to < 0;
            f->trial[j] = cut ? 0 : to;
            promised += f->gradient[j] * (f->beta[j] - f->trial[j]);
        }
        double now = objective(f, f->trial);
        if (now <= *reached - 1e-4 * promised && now < *reached) {
            *reached = now;
            for (size_t j = 0; j < f->m; j++)
                f->beta[j] = f->trial[j];
            return true;
        }
    }
    return false;
}

static assay_status check(const assay__dense *rows, double l2, assay_error *err)
{
    double ones = 0, zeros = 0;
    if (!(l2 > 0 && isfinite(l2)))
        return assay_fail(err, ASSAY_BAD_VALUE, "the penalty must be positive");
    for (size_t i = 0; i < rows->n; i++) {
        double w = weight_of(rows, i);
        if (!(rows->y[i] >= 0 && rows->y[i] <= 1))
            return assay_fail(err, ASSAY_BAD_VALUE, "row %zu: label outside 0..1", i);
        if (!(w >= 0 && isfinite(w)))
            return assay_fail(err, ASSAY_BAD_VALUE, "row %zu: negative weight", i);
        ones += w * rows->y[i];
        zeros += w * (1 - rows->y[i]);
    }
    for (size_t k = 0; k < rows->n * rows->d; k++) {
        if (!isfinite(rows->x[k]))
            return assay_fail(err, ASSAY_BAD_VALUE, "row %zu, column %zu: not finite",
                              k / rows->d, k % rows->d);
    }
    if (!(ones > 0 && zeros > 0))
        return assay_fail(err, ASSAY_BAD_VALUE, "labels of both kinds are needed");
    return ASSAY_OK;
}

static bool allocate(newton *f, assay_arena *arena)
{
    size_t m = f->m;
    f->beta = assay_arena_array(arena, 4 * m + 2 * m * m, sizeof(double));
    f->chosen = assay_arena_array(arena, m, sizeof(size_t));
    if (f->beta == NULL || f->chosen == NULL)
        return false;
    f->trial = f->beta + m;
    f->gradient = f->beta + 2 * m;
    f->step = f->beta + 3 * m;
    f->hessian = f->beta + 4 * m;
    f->part = f->hessian + m * m;
    return true;
}

assay_status assay__logistic_fit(const assay__dense *rows,
                                 const assay__logistic_options *options, double beta[],
                                 assay_arena *arena, assay_error *err)
{
    newton f = {.rows = rows, .options = options, .m = rows->d + 1};
    assay_status status = check(rows, options->l2, err);
    if (status != ASSAY_OK)
        return status;
    if (!allocate(&f, arena))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a logistic fit");
    double reached = objective(&f, f.beta);
    for (int round = 0; round < ROUNDS; round++) {
        derivatives(&f);
        if (choose_free(&f) <= 1e-10 * (double)rows->n)
            break;
        status = newton_step(&f, err);
        if (status != ASSAY_OK)
            return status;
        if (!descend(&f, &reached))
            break;
    }
    if (!isfinite(reached))
        return assay_fail(err, ASSAY_NUMERIC, "a logistic fit overflowed");
    for (size_t j = 0; j < f.m; j++)
        beta[j] = f.beta[j];
    return ASSAY_OK;
}
