/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways attention fades, as integrals over bins. */
#ifndef ASSAY_GROWTH_RELAX_H
#define ASSAY_GROWTH_RELAX_H

#include <stdbool.h>
#include <stddef.h>

enum {
    ASSAY__RELAXATIONS = 16,
    ASSAY__RELAX_DAILY = 16,
    ASSAY__RELAX_POINTS = 36,
    ASSAY__RELAX_STEPS = 84
};

/** Integrals of every relaxation from its onset to the days 0 .. 16 and every fourth day
 * after, at initial rate 1. */
typedef struct assay__relaxations {
    double until[ASSAY__RELAXATIONS][ASSAY__RELAX_POINTS];
    double step[ASSAY__RELAXATIONS][ASSAY__RELAX_STEPS]; /* over day t to t + 1 */
} assay__relaxations;

/** Printed by the build. @source Omori 1894, Utsu 1961; exponents of Crane & Sornette 2008
 */
extern const assay__relaxations assay__relaxation_table;

/** Bins in a row. */
typedef struct assay__days {
    size_t n;
    const double *lead,
        *days; /**< [n] day on which the bin begins, and how many it has */
} assay__days;

/** Does relaxation `r` have a rise before its peak that mirrors its fall? */
bool assay__relaxation_mirrored(size_t r);

/** Integral of relaxation `r` over each bin when it begins with the bin `onset`; what lies
 * before counts only where it is mirrored. Linear between the points of the table.
 * @param out  [n] */
void assay__relaxation_over(size_t r, const assay__days *bins, size_t onset,
                            double out[]);

#endif
