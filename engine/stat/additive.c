/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/additive.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "stat/calibrate.h"
#include "stat/elementary.h"
#include "stat/order.h"

enum { ROOM = ASSAY__CURVE_ROOM, MISSING = 255 };

struct assay__additive {
    assay__additive_data data;
    size_t *n;     /* [columns] knots */
    double *knot;  /* [columns * ROOM] */
    uint8_t *at;   /* [columns * rows] knot at or below the value, MISSING */
    double *along; /* [columns * rows] part of the way to the next knot */
    double *slack; /* [2 * rows] work: each row's gradient and curvature */
};

double assay__curve_at(const assay__curve *curve, double x)
{
    if (isnan(x) || curve->n == 0)
        return isnan(x) ? curve->missing : 0;
    size_t low = 0, high = curve->n - 1;
    if (x <= curve->x[low])
        return curve->y[low];
    if (x >= curve->x[high])
        return curve->y[high];
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (x >= curve->x[middle])
            low = middle;
        else
            high = middle;
    }
    double along = (x - curve->x[low]) / (curve->x[high] - curve->x[low]);
    return curve->y[low] + along * (curve->y[high] - curve->y[low]);
}

bool assay__curve_keeps(const assay__curve *curve, int direction)
{
    for (size_t k = 1; k < curve->n; k++)
        if ((curve->y[k] - curve->y[k - 1]) * direction < 0)
            return false;
    return true;
}

/* ---- knots --------------------------------------------------------------------- */

/* Every value of few, else the quantiles that differ. */
static size_t place_knots(const double sorted[], size_t n, double knot[])
{
    size_t distinct = 0, placed = 0;
    for (size_t i = 0; i < n && distinct <= ROOM; i++)
        distinct += i == 0 || sorted[i] > sorted[i - 1];
    if (distinct <= ROOM) {
        for (size_t i = 0; i < n; i++)
            if (placed == 0 || sorted[i] > knot[placed - 1])
                knot[placed++] = sorted[i];
        return placed;
    }
    for (size_t k = 0; k < ROOM; k++) {
        double value = assay__quantile_sorted(sorted, n, (double)k / (ROOM - 1));
        if (placed == 0 || value > knot[placed - 1])
            knot[placed++] = value;
    }
    return placed;
}

static void locate(assay__additive *cuts, size_t column)
{
    size_t rows = cuts->data.rows, n = cuts->n[column];
    const double *knot = cuts->knot + column * ROOM;
    for (size_t i = 0; i < rows; i++) {
        double x = cuts->data.cell[column * rows + i];
        size_t slot = column * rows + i, k = 0;
        cuts->at[slot] = MISSING;
        if (isnan(x) || n == 0)
            continue;
        while (k + 2 < n && x >= knot[k + 1])
            k++;
        double gap = n > 1 ? knot[k + 1] - knot[k] : 1;
        double along = (x - knot[k]) / gap;
        cuts->at[slot] = (uint8_t)k;
        cuts->along[slot] = n == 1 || along < 0 ? 0 : along > 1 ? 1 : along;
    }
}

assay_status assay__additive_new(const assay__additive_data *data, assay_arena *arena,
                                 assay__additive **out, assay_error *err)
{
    size_t cells = data->columns * data->rows + 1;
    assay__additive *cuts = assay_arena_alloc(arena, sizeof *cuts);
    double *sorted = assay_arena_array(arena, data->rows + 1, sizeof *sorted);
    if (cuts == NULL || sorted == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit");
    cuts->data = *data;
    cuts->n = assay_arena_array(arena, data->columns + 1, sizeof *cuts->n);
    cuts->knot = assay_arena_array(arena, data->columns * ROOM + 1, sizeof *cuts->knot);
    cuts->at = assay_arena_array(arena, cells, sizeof *cuts->at);
    cuts->along = assay_arena_array(arena, cells, sizeof *cuts->along);
    cuts->slack = assay_arena_array(arena, 2 * data->rows + 1, sizeof *cuts->slack);
    if (!cuts->n || !cuts->knot || !cuts->at || !cuts->along || !cuts->slack)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit");
    for (size_t c = 0; c < data->columns; c++) {
        size_t n = 0;
        for (size_t i = 0; i < data->rows; i++) {
            double x = data->cell[c * data->rows + i];
            if (!isnan(x) && data->weight[i] > 0)
                sorted[n++] = x;
        }
        assay__sort(sorted, n);
        cuts->n[c] = place_knots(sorted, n, cuts->knot + c * ROOM);
        locate(cuts, c);
    }
    *out = cuts;
    return ASSAY_OK;
}

/* ---- one step on one column ------------------------------------------------------ */

/* Normal equations in hat functions: a band of three. */
typedef struct band {
    double gradient[ROOM + 1], diagonal[ROOM + 1], beside[ROOM + 1];
    double missing_gradient, missing_weight;
} band;

/* Each row's part in a step: a loop without branches, so that it is done in vectors. */
static void slopes(const assay__additive *cuts, const double weight[],
                   const double margin[])
{
    size_t rows = cuts->data.rows;
    const double *label = cuts->data.label;
    double *gradient = cuts->slack, *curvature = cuts->slack + rows;
    for (size_t i = 0; i < rows; i++) {
        double p = 1 / (1 + assay__exp(-margin[i]));
        gradient[i] = weight[i] * (label[i] - p);
        curvature[i] = weight[i] * p * (1 - p);
    }
}

static void gather(const assay__additive *cuts, size_t column, const double weight[],
                   const double margin[], band *b)
{
    size_t rows = cuts->data.rows;
    const uint8_t *at = cuts->at + column * rows;
    const double *along = cuts->along + column * rows;
    const double *gradient = cuts->slack, *curvature = cuts->slack + rows;
    memset(b, 0, sizeof *b);
    slopes(cuts, weight, margin);
    for (size_t i = 0; i < rows; i++) {
        double g = gradient[i], h = curvature[i];
        if (at[i] == MISSING) {
            b->missing_gradient += g;
            b->missing_weight += h;
            continue;
        }
        double right = along[i], left = 1 - right;
        size_t k = at[i];
        b->gradient[k] += g * left;
        b->diagonal[k] += h * left * left;
        b->gradient[k + 1] += g * right;
        b->diagonal[k + 1] += h * right * right;
        b->beside[k] += h * left * right;
    }
}

/* Solves the band, penalties added, for the change of the heights (Thomas 1949). */
static void solve(band *b, const assay__curve *curve,
                  const assay__additive_options *options, double change[])
{
    size_t n = curve->n;
    double ridge = options->ridge / 4, smooth = options->smooth / 4;
    for (size_t k = 0; k < n; k++) {
        b->diagonal[k] += ridge;
        b->gradient[k] -= ridge * curve->y[k];
    }
    for (size_t k = 0; k + 1 < n; k++) {
        double bend = smooth * (curve->y[k + 1] - curve->y[k]);
        b->diagonal[k] += smooth;
        b->diagonal[k + 1] += smooth;
        b->beside[k] -= smooth;
        b->gradient[k] += bend;
        b->gradient[k + 1] -= bend;
    }
    for (size_t k = 1; k < n; k++) {
        double part = b->beside[k - 1] / b->diagonal[k - 1];
        b->diagonal[k] -= part * b->beside[k - 1];
        b->gradient[k] -= part * b->gradient[k - 1];
    }
    for (size_t k = n; k-- > 0;) {
        double next = k + 1 < n ? b->beside[k] * change[k + 1] : 0;
        change[k] = (b->gradient[k] - next) / b->diagonal[k];
    }
}

/* Draws heights to the nearest that keep the direction; knots with more cases yield
 * less. */
static void keep_direction(assay__curve *curve, const double cases[], int direction)
{
    double turned[ROOM], scratch[2 * ROOM];
    if (direction == 0)
        return;
    for (size_t k = 0; k < curve->n; k++)
        turned[k] = direction * curve->y[k];
    assay__isotonic(turned, cases, curve->n, turned, scratch);
    for (size_t k = 0; k < curve->n; k++)
        curve->y[k] = direction * turned[k];
}

static double height(const assay__curve *curve, uint8_t at, double along)
{
    if (at == MISSING)
        return curve->missing;
    double left = curve->y[at];
    return along > 0 ? left + along * (curve->y[at + 1] - left) : left;
}

/* Takes the mean of a curve over the rows with weight out of it, so that a row on which
 * the column is missing stands for the usual one. */
static void centre(const assay__additive *cuts, size_t column, const double weight[],
                   assay__curve *curve)
{
    size_t rows = cuts->data.rows;
    double sum = 0, known = 0;
    for (size_t i = 0; i < rows; i++) {
        uint8_t at = cuts->at[column * rows + i];
        if (at == MISSING || !(weight[i] > 0))
            continue;
        sum += weight[i] * height(curve, at, cuts->along[column * rows + i]);
        known += weight[i];
    }
    double mean = known > 0 ? sum / known : 0;
    for (size_t k = 0; k < curve->n; k++)
        curve->y[k] -= mean;
}

static void visit(const assay__additive *cuts, size_t column, const double weight[],
                  const assay__additive_options *options, assay__curve *curve,
                  double margin[])
{
    size_t rows = cuts->data.rows;
    assay__curve before = *curve; /* then what has changed */
    band b;
    double change[ROOM], cases[ROOM];
    gather(cuts, column, weight, margin, &b);
    for (size_t k = 0; k < curve->n; k++)
        cases[k] = b.diagonal[k] + 1e-6;
    solve(&b, curve, options, change);
    for (size_t k = 0; k < curve->n; k++)
        curve->y[k] += options->rate * change[k];
    keep_direction(curve, cases,
                   cuts->data.direction == NULL ? 0 : cuts->data.direction[column]);
    if (cuts->data.missing)
        curve->missing += options->rate *
                          (b.missing_gradient - options->ridge / 4 * curve->missing) /
                          (b.missing_weight + options->ridge / 4 + 1e-6);
    centre(cuts, column, weight, curve);
    for (size_t k = 0; k < curve->n; k++)
        before.y[k] = curve->y[k] - before.y[k];
    before.missing = curve->missing - before.missing;
    const uint8_t *at = cuts->at + column * rows;
    const double *along = cuts->along + column * rows;
    for (size_t i = 0; i < rows; i++)
        margin[i] += height(&before, at[i], along[i]);
}

/* One Newton step of what all rows share. */
static double lift(const assay__additive *cuts, const double weight[], double margin[])
{
    double gradient = 0, curvature = 1e-9;
    for (size_t i = 0; i < cuts->data.rows; i++) {
        double p = 1 / (1 + assay__exp(-margin[i]));
        gradient += weight[i] * (cuts->data.label[i] - p);
        curvature += weight[i] * p * (1 - p);
    }
    double change = gradient / curvature;
    for (size_t i = 0; i < cuts->data.rows; i++)
        margin[i] += change;
    return change;
}

double assay__additive_fit(const assay__additive *cuts, const double weight[],
                           const assay__additive_options *options, assay__curve curves[],
                           double margin[], assay__additive_watch watch)
{
    const assay__additive_data *data = &cuts->data;
    double n = 0, bad = 0;
    for (size_t i = 0; i < data->rows; i++) {
        n += weight[i];
        bad += weight[i] * data->label[i];
    }
    double base = log((bad + 0.5) / (n - bad + 0.5));
    for (size_t i = 0; i < data->rows; i++)
        margin[i] = base;
    for (size_t c = 0; c < data->columns; c++) {
        curves[c] = (assay__curve){.n = cuts->n[c]};
        memcpy(curves[c].x, cuts->knot + c * ROOM, cuts->n[c] * sizeof(double));
    }
    bool more = true;
    for (size_t pass = 0; more && pass < options->passes; pass++) {
        for (size_t c = 0; c < data->columns; c++)
            visit(cuts, c, weight, options, &curves[c], margin);
        base += lift(cuts, weight, margin);
        more = watch.call == NULL || watch.call(margin, pass, watch.ctx);
    }
    return base;
}
