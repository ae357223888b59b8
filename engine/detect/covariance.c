/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/covariance.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "base/random.h"
#include "base/str.h"
#include "stat/order.h"

enum { STARTS = 500, KEPT = 10, SCREENED = 1500, STEPS = 100 };

/* A search over some rows for `half` of them. */
typedef struct search {
    assay__rows rows;
    size_t half;
    double ridge;
    size_t *chosen;            /* [n], the first `half` count */
    double *square, *selected; /* [n] */
    double *scratch;           /* [d] */
} search;

static bool scatter_new(assay__scatter *s, size_t d, assay_arena *arena)
{
    s->centre = assay_arena_array(arena, d, sizeof(double));
    s->covariance = assay_arena_array(arena, d * d, sizeof(double));
    s->lower = assay_arena_array(arena, d * d, sizeof(double));
    s->log_determinant = HUGE_VAL;
    return s->centre != NULL && s->covariance != NULL && s->lower != NULL;
}

static void scatter_copy(assay__scatter *to, const assay__scatter *from, size_t d)
{
    for (size_t j = 0; j < d; j++)
        to->centre[j] = from->centre[j];
    for (size_t k = 0; k < d * d; k++) {
        to->covariance[k] = from->covariance[k];
        to->lower[k] = from->lower[k];
    }
    to->log_determinant = from->log_determinant;
}

static assay_status search_new(search *s, const assay__rows *rows, double ridge,
                               assay_arena *arena, assay_error *err)
{
    size_t n = rows->n, d = rows->d;
    *s = (search){.rows = *rows, .half = (n + d + 1) / 2, .ridge = ridge};
    s->chosen = assay_arena_array(arena, n, sizeof *s->chosen);
    s->square = assay_arena_array(arena, n, sizeof *s->square);
    s->selected = assay_arena_array(arena, n, sizeof *s->selected);
    s->scratch = assay_arena_array(arena, d, sizeof *s->scratch);
    if (s->chosen == NULL || s->square == NULL || s->selected == NULL ||
        s->scratch == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a covariance of %zu rows",
                          n);
    return ASSAY_OK;
}

/* The scatter of the first m chosen rows. */
static assay_status scatter_of(const search *s, size_t m, assay__scatter *out,
                               assay_error *err)
{
    size_t d = s->rows.d;
    assay__mean_covariance(&s->rows, s->chosen, m, out->centre, out->covariance);
    for (size_t j = 0; j < d; j++)
        out->covariance[j * d + j] += s->ridge;
    for (size_t k = 0; k < d * d; k++)
        out->lower[k] = out->covariance[k];
    assay_status status = assay__cholesky(out->lower, d, err);
    if (status == ASSAY_OK)
        out->log_determinant = assay__cholesky_log_determinant(out->lower, d);
    return status;
}

static void measure(search *s, const assay__scatter *scatter)
{
    size_t d = s->rows.d;
    for (size_t i = 0; i < s->rows.n; i++)
        s->square[i] = assay__mahalanobis2(scatter->lower, scatter->centre,
                                           s->rows.x + i * d, d, s->scratch);
}

/* Choose the `half` nearest rows; among equally far ones those that come first. */
static void concentrate(search *s)
{
    size_t n = s->rows.n, kept = 0, at_limit = s->half;
    for (size_t i = 0; i < n; i++)
        s->selected[i] = s->square[i];
    double limit = assay__select(s->selected, n, s->half - 1);
    for (size_t i = 0; i < n; i++)
        at_limit -= s->square[i] < limit;
    for (size_t i = 0; i < n; i++) {
        bool inside = s->square[i] < limit;
        if (!inside && s->square[i] == limit && at_limit > 0) {
            inside = true;
            at_limit--;
        }
        if (inside)
            s->chosen[kept++] = i;
    }
}

/* Up to `steps` concentration steps, until the determinant no longer falls. */
static assay_status shrink(search *s, int steps, assay__scatter *scatter,
                           assay_error *err)
{
    for (int step = 0; step < steps; step++) {
        double before = scatter->log_determinant;
        measure(s, scatter);
        concentrate(s);
        ASSAY__TRY(scatter_of(s, s->half, scatter, err));
        if (step > 0 && !(scatter->log_determinant < before - 1e-12))
            break;
    }
    return ASSAY_OK;
}

/* d + 1 different rows; false when they span no volume. */
static bool start(search *s, assay__random *random, assay__scatter *scatter)
{
    size_t want = s->rows.d + 1;
    for (size_t k = 0; k < want; k++) {
        bool taken = true;
        while (taken) {
            s->chosen[k] = (size_t)assay__random_below(random, s->rows.n);
            taken = false;
            for (size_t i = 0; i < k; i++)
                taken = taken || s->chosen[i] == s->chosen[k];
        }
    }
    return scatter_of(s, want, scatter, NULL) == ASSAY_OK;
}

/* Put a candidate among the best, which stay sorted by determinant. */
static void keep(assay__scatter best[], const assay__scatter *candidate, size_t d)
{
    size_t k = KEPT - 1;
    if (!(candidate->log_determinant < best[k].log_determinant))
        return;
    assay__scatter last = best[k];
    while (k > 0 && best[k - 1].log_determinant > candidate->log_determinant) {
        best[k] = best[k - 1];
        k--;
    }
    best[k] = last;
    scatter_copy(&best[k], candidate, d);
}

static void screen(search *s, assay__scatter best[], assay__scatter *candidate)
{
    assay__random random = {.key = s->rows.n};
    for (int k = 0; k < STARTS; k++) {
        if (start(s, &random, candidate) && shrink(s, 2, candidate, NULL) == ASSAY_OK)
            keep(best, candidate, s->rows.d);
    }
}

/* Rows to screen on: all, or a keyed sample of them, in order. */
static const double *screened_rows(const assay__rows *rows, assay_arena *arena)
{
    if (rows->n <= SCREENED)
        return rows->x;
    double *x = assay_arena_array(arena, SCREENED, rows->d * sizeof *x);
    assay__random random = {.key = rows->n};
    size_t kept = 0;
    for (size_t i = 0; x != NULL && kept < SCREENED; i++) {
        if (assay__random_below(&random, rows->n - i) >= SCREENED - kept)
            continue;
        for (size_t j = 0; j < rows->d; j++)
            x[kept * rows->d + j] = rows->x[i * rows->d + j];
        kept++;
    }
    return x;
}

/* Concentrate each of the best on all rows; the smallest of them. */
static assay_status finish(search *all, assay__scatter best[], assay__scatter *out,
                           assay_error *err)
{
    size_t smallest = 0;
    if (!isfinite(best[0].log_determinant))
        return assay_fail(err, ASSAY_NUMERIC, "half of the rows span no volume");
    for (size_t k = 0; k < KEPT && isfinite(best[k].log_determinant); k++) {
        ASSAY__TRY(shrink(all, STEPS, &best[k], err));
        if (best[k].log_determinant < best[smallest].log_determinant)
            smallest = k;
    }
    *out = best[smallest];
    return ASSAY_OK;
}

assay_status assay__least_scatter(const assay__rows *rows, double ridge,
                                  assay_arena *arena, assay__scatter *out,
                                  assay_error *err)
{
    assay__scatter best[KEPT], candidate;
    search all, some;
    size_t n = rows->n < SCREENED ? rows->n : SCREENED;
    assay__rows screened = {screened_rows(rows, arena), n, rows->d};
    bool room = screened.x != NULL && scatter_new(&candidate, rows->d, arena);
    for (size_t k = 0; k < KEPT; k++)
        room = room && scatter_new(&best[k], rows->d, arena);
    if (!room)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a covariance");
    ASSAY__TRY(search_new(&all, rows, ridge, arena, err));
    ASSAY__TRY(search_new(&some, &screened, ridge, arena, err));
    screen(&some, best, &candidate);
    return finish(&all, best, out, err);
}

/* What a normal sample's covariance within its central `share` must be multiplied by. */
static double consistency(double share, size_t d)
{
    if (share >= 1)
        return 1;
    double radius = gsl_cdf_chisq_Pinv(share, (double)d);
    return share / gsl_cdf_chisq_P(radius, (double)d + 2);
}

assay_status assay__reweigh_scatter(const assay__rows *rows, double ridge,
                                    assay_arena *arena, assay__scatter *scatter,
                                    assay_error *err)
{
    const double inside = 0.975;
    search s;
    ASSAY__TRY(search_new(&s, rows, ridge, arena, err));
    double factor = consistency((double)s.half / (double)rows->n, rows->d);
    double limit = factor * gsl_cdf_chisq_Pinv(inside, (double)rows->d);
    size_t kept = 0;
    measure(&s, scatter);
    for (size_t i = 0; i < rows->n; i++) {
        if (s.square[i] <= limit)
            s.chosen[kept++] = i;
    }
    ASSAY__TRY(scatter_of(&s, kept, scatter, err));
    double unit = consistency(inside, rows->d);
    for (size_t k = 0; k < rows->d * rows->d; k++) {
        scatter->covariance[k] *= unit;
        scatter->lower[k] *= sqrt(unit);
    }
    scatter->log_determinant += (double)rows->d * log(unit);
    return ASSAY_OK;
}
