/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/diffuse.h"

#include "base/str.h"

#include <math.h>
#include <stdlib.h>

enum { MCD = 1 };

const char *const ASSAY__DIFFUSE_NAMES[ASSAY__DIFFUSE_DETECTORS] = {"forest", "mcd",
                                                                    "nearest"};

static const assay__detector *detector_at(size_t k)
{
    return assay__detector_find(assay__str(ASSAY__DIFFUSE_NAMES[k]));
}

void assay__diffuse_free(assay__diffuse *diffuse)
{
    for (size_t k = 0; k < ASSAY__DIFFUSE_DETECTORS; k++)
        free(diffuse->state[k].number);
    *diffuse = (assay__diffuse){.n = 0};
}

bool assay__diffuse_row(const assay__diffuse *diffuse, const double digits[],
                        double row[])
{
    size_t known = 0;
    for (size_t j = 0; j < diffuse->n; j++) {
        row[j] = digits[diffuse->column[j]];
        known += isnan(row[j]) ? 0U : 1U;
    }
    return diffuse->n > 0 && 3 * known >= 2 * diffuse->n;
}

double assay__diffuse_mean(const assay__diffuse *diffuse, const double row[])
{
    double sum = 0.0;
    for (size_t k = 0; k < ASSAY__DIFFUSE_DETECTORS; k++) {
        double score = detector_at(k)->score(&diffuse->state[k], row);
        sum += assay__tail_table_digits(&diffuse->tail[k], score);
    }
    return sum / ASSAY__DIFFUSE_DETECTORS;
}

double assay__diffuse_digits(const assay__diffuse *diffuse, const double digits[])
{
    double row[ASSAY__DIFFUSE_COLUMNS];
    if (!assay__diffuse_row(diffuse, digits, row))
        return ASSAY_NUMBER_UNKNOWN;
    return assay__tail_table_digits(&diffuse->joint, assay__diffuse_mean(diffuse, row));
}

double assay__diffuse_part(const assay__diffuse *diffuse, double digits)
{
    return isnan(digits) ? 0.0 : diffuse->weight * digits;
}

/* Distance of the row when column j counts as the median. */
static double distance_without(const assay__diffuse *diffuse, double row[], size_t j)
{
    double kept = row[j];
    row[j] = ASSAY_NUMBER_UNKNOWN;
    double distance = detector_at(MCD)->score(&diffuse->state[MCD], row);
    row[j] = kept;
    return distance;
}

size_t assay__diffuse_farthest(const assay__diffuse *diffuse, const double digits[],
                               size_t feature[])
{
    double row[ASSAY__DIFFUSE_COLUMNS], least[ASSAY__DIFFUSE_NAMED];
    size_t n = 0;
    if (!assay__diffuse_row(diffuse, digits, row))
        return 0;
    for (size_t j = 0; j < diffuse->n; j++) {
        if (isnan(row[j]))
            continue;
        double distance = distance_without(diffuse, row, j);
        size_t at = n;
        while (at > 0 && least[at - 1] > distance)
            at--;
        if (at == ASSAY__DIFFUSE_NAMED)
            continue;
        n = n < ASSAY__DIFFUSE_NAMED ? n + 1 : n;
        for (size_t i = n - 1; i > at; i--) {
            least[i] = least[i - 1];
            feature[i] = feature[i - 1];
        }
        least[at] = distance;
        feature[at] = diffuse->column[j];
    }
    return n;
}
