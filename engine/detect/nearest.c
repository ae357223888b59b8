/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distance to neighbours: the mean distance to the 10 nearest of 512 remembered rows.
 *
 * Remembering a keyed sample instead of all rows costs little where ordinary rows lie
 * dense and keeps the model small (Ramaswamy et al. 2000; Sugiyama & Borgwardt 2013 on
 * sampling). One remembered row at distance exactly 0 is passed over, so that a row of
 * the sample is judged by the others, like a new one.
 */
#include <math.h>

#include "base/random.h"
#include "base/str.h"
#include "detect/columns.h"
#include "detect/kinds.h"

enum { REMEMBERED = 512, NEIGHBOURS = 10, MOST_COLUMNS = 32 };

static size_t remembered(size_t n)
{
    return n < REMEMBERED ? n : REMEMBERED;
}

/* A random subset in the order of the rows (selection sampling, Knuth 3.4.2 S). */
static void choose(const assay__columns *c, size_t want, double out[])
{
    assay__random random = {.key = c->n};
    size_t kept = 0;
    for (size_t i = 0; i < c->n && kept < want; i++) {
        if (assay__random_below(&random, c->n - i) >= want - kept)
            continue;
        for (size_t j = 0; j < c->d; j++)
            out[kept * c->d + j] = c->z[i * c->d + j];
        kept++;
    }
}

static assay_status fit(const assay__detector_sample *sample, assay_arena *arena,
                        assay__detector_state *out, assay_error *err)
{
    assay__columns c;
    if (sample->d > MOST_COLUMNS)
        return assay_fail(err, ASSAY_BAD_VALUE, "nearest: %zu columns, over %d",
                          sample->d, (int)MOST_COLUMNS);
    size_t most = 1 + remembered(sample->n) * sample->d;
    ASSAY__TRY(assay__columns_fit(sample, most, arena, &c, err));
    size_t rows = remembered(c.n), before = assay__columns_size(c.d);
    c.number[before] = (double)rows;
    choose(&c, rows, c.number + before + 1);
    *out = (assay__detector_state){c.number, before + 1 + rows * c.d};
    return ASSAY_OK;
}

/* Keep the smallest in nearest[0..NEIGHBOURS), ascending. */
static void insert(double nearest[], double square)
{
    size_t k = NEIGHBOURS - 1;
    if (square >= nearest[k])
        return;
    while (k > 0 && nearest[k - 1] > square) {
        nearest[k] = nearest[k - 1];
        k--;
    }
    nearest[k] = square;
}

static double score(const assay__detector_state *state, const double row[])
{
    double z[ASSAY__DETECTOR_COLUMNS], nearest[NEIGHBOURS], sum = 0;
    size_t d = (size_t)state->number[0];
    const double *own = assay__columns_own(state), *other = own + 1;
    bool passed_over = false;
    if (!assay__columns_read(state, row, z))
        return (double)NAN;
    for (size_t k = 0; k < NEIGHBOURS; k++)
        nearest[k] = HUGE_VAL;
    for (size_t i = 0; i < (size_t)own[0]; i++, other += d) {
        double square = 0;
        for (size_t j = 0; j < d; j++)
            square += (z[j] - other[j]) * (z[j] - other[j]);
        if (square == 0 && !passed_over)
            passed_over = true;
        else
            insert(nearest, square);
    }
    for (size_t k = 0; k < NEIGHBOURS; k++)
        sum += sqrt(nearest[k]);
    return sum / NEIGHBOURS;
}

static bool check(const assay__detector_state *state, size_t d)
{
    size_t before = assay__columns_size(d);
    if (state->size <= before)
        return false;
    double rows = state->number[before];
    return rows > NEIGHBOURS && rows <= REMEMBERED && rows == floor(rows) &&
           assay__columns_check(state, d, 1 + (size_t)rows * d);
}

const assay__detector assay__detector_nearest = {"nearest", MOST_COLUMNS, fit, score,
                                                 check};
