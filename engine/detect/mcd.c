/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Squared distance from the ordinary half of the rows, in the metric of its covariance:
 * finds combinations that no single column shows. At most 12 columns; more want more rows
 * than a roster has.
 *
 * A ridge of 0.01 (a tenth of a standard deviation of the normal scores) keeps columns
 * that are constant for most accounts from deciding everything.
 */
#include <math.h>

#include "base/str.h"
#include "detect/columns.h"
#include "detect/covariance.h"
#include "detect/kinds.h"
#include "stat/matrix.h"

enum { MOST_COLUMNS = 12 };

static const double ridge = 0.01;

static assay_status fit(const assay__detector_sample *sample, assay_arena *arena,
                        assay__detector_state *out, assay_error *err)
{
    assay__columns c;
    assay__scatter scatter;
    size_t d = sample->d;
    if (d > MOST_COLUMNS)
        return assay_fail(err, ASSAY_BAD_VALUE, "mcd: %zu columns, over %d", d,
                          (int)MOST_COLUMNS);
    ASSAY__TRY(assay__columns_fit(sample, d + d * d, arena, &c, err));
    if (c.n < 2 * (d + 1))
        return assay_fail(err, ASSAY_BAD_VALUE, "mcd: %zu rows for %zu columns", c.n, d);
    assay__rows rows = {c.z, c.n, d};
    ASSAY__TRY(assay__least_scatter(&rows, ridge, arena, &scatter, err));
    ASSAY__TRY(assay__reweigh_scatter(&rows, ridge, arena, &scatter, err));
    double *own = c.number + assay__columns_size(d);
    for (size_t j = 0; j < d; j++)
        own[j] = scatter.centre[j];
    for (size_t k = 0; k < d * d; k++)
        own[d + k] = scatter.lower[k];
    *out = (assay__detector_state){c.number, c.room};
    return ASSAY_OK;
}

static double score(const assay__detector_state *state, const double row[])
{
    double z[ASSAY__DETECTOR_COLUMNS], scratch[MOST_COLUMNS];
    size_t d = (size_t)state->number[0];
    const double *own = assay__columns_own(state);
    if (!assay__columns_read(state, row, z))
        return (double)NAN;
    return assay__mahalanobis2(own + d, own, z, d, scratch);
}

static bool check(const assay__detector_state *state, size_t d)
{
    if (!assay__columns_check(state, d, d + d * d))
        return false;
    const double *lower = assay__columns_own(state) + d;
    for (size_t j = 0; j < d; j++) {
        if (!(lower[j * d + j] > 0))
            return false;
    }
    return true;
}

const assay__detector assay__detector_mcd = {"mcd", MOST_COLUMNS, fit, score, check};
