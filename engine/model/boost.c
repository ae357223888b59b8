/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boosting in turns: each pass visits every column once, takes one penalised Newton step
 * per bin, makes it monotone where asked, and adds a small part of it.
 *
 * In turns, because columns that say the same then share the weight: an account on which
 * one of them is missing keeps the others' share. The penalty draws a bin with little
 * weight to no effect. Fixed order of rows and columns: the same bytes every time.
 */
#include "model/boost.h"

#include "stat/calibrate.h"

#include <math.h>
#include <string.h>

enum { SLOTS = ASSAY__BINS + 1 };

typedef struct bin_sums {
    double gradient[SLOTS], curvature[SLOTS];
} bin_sums;

static double sigmoid(double margin)
{
    return 1.0 / (1.0 + exp(-margin));
}

static size_t slot_of(uint8_t bin)
{
    return bin == ASSAY__BIN_MISSING ? ASSAY__BINS : bin;
}

static bin_sums sums_of(const assay__binned *data, size_t column, const double margin[])
{
    bin_sums sums;
    memset(&sums, 0, sizeof sums);
    const uint8_t *bin = data->bin + column * data->rows;
    for (size_t i = 0; i < data->rows; i++) {
        if (!(data->weight[i] > 0.0) || (data->monotone && bin[i] == ASSAY__BIN_MISSING))
            continue;
        double p = sigmoid(margin[i]);
        size_t slot = slot_of(bin[i]);
        sums.gradient[slot] += data->weight[i] * (data->label[i] - p);
        sums.curvature[slot] += data->weight[i] * p * (1.0 - p);
    }
    return sums;
}

/* The change of each slot of a column. */
static void newton(const assay__binned *data, const bin_sums *sums, double penalty,
                   double change[])
{
    double weight[SLOTS], scratch[2 * SLOTS];
    for (size_t s = 0; s < SLOTS; s++) {
        weight[s] = sums->curvature[s] + penalty;
        change[s] = sums->gradient[s] / weight[s];
    }
    if (!data->monotone)
        return;
    change[ASSAY__BINS] = 0.0;
    assay__isotonic(change, weight, ASSAY__BINS, change, scratch);
}

static void apply(const assay__binned *data, size_t column, const double change[],
                  double margin[])
{
    const uint8_t *bin = data->bin + column * data->rows;
    for (size_t i = 0; i < data->rows; i++)
        margin[i] += change[slot_of(bin[i])];
}

/* One step on one column. */
static void visit(const assay__binned *data, size_t column,
                  const assay__boost_options *options, double step[], double margin[])
{
    bin_sums sums = sums_of(data, column, margin);
    double change[SLOTS];
    newton(data, &sums, options->penalty, change);
    for (size_t s = 0; s < SLOTS; s++) {
        change[s] *= options->rate;
        step[column * SLOTS + s] += change[s];
    }
    apply(data, column, change, margin);
}

void assay__boost(const assay__binned *data, const assay__boost_options *options,
                  double step[], double margin[], assay__boost_watch watch)
{
    memset(step, 0, data->columns * SLOTS * sizeof *step);
    for (size_t i = 0; i < data->rows; i++)
        margin[i] = data->offset != NULL ? data->offset[i] : data->base;
    for (size_t pass = 0; pass < options->passes; pass++) {
        for (size_t c = 0; c < data->columns; c++)
            visit(data, c, options, step, margin);
        if (watch.call != NULL && !watch.call(margin, pass, watch.ctx))
            return;
    }
}
