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

/** Fill the table. @cost about 500 powers
 * @source Omori 1894, Utsu 1961; exponents of Crane & Sornette 2008 */
void assay__relaxations_fill(assay__relaxations *table);

/** Does relaxation `r` have a rise before its peak that mirrors its fall? */
bool assay__relaxation_mirrored(size_t r);

/** Integral of relaxation `r` over `days` from `lead` days after the onset on; what lies
 * before the onset counts only where it is mirrored. Linear between the
 * points of the table. */
double assay__relaxation(const assay__relaxations *table, size_t r, double lead,
                         double days);

#endif
