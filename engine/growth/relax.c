/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Omori relaxations (1 + t/c)^-p for four exponents and three onsets, three of them also
 * with the mirrored precursor of word of mouth, and mirrored exponentials for attention
 * that gathers over days and is forgotten again (a race, a season). The commonest come
 * first: a test may stop at a rival that wins.
 */
#include "growth/relax.h"

#include <math.h>

enum { STRIDE = 4 };

/* p < 0: an exponential of time constant c. */
typedef struct kind {
    double p, c;
    bool mirrored;
} kind;

static const kind kinds[ASSAY__RELAXATIONS] = {
    {1.0, 1.0, false}, {0.6, 1.0, false}, {1.4, 1.0, false}, {0.6, 3.0, false},
    {1.4, 0.3, false}, {0.2, 1.0, false}, {1.0, 0.3, false}, {1.0, 3.0, false},
    {1.4, 3.0, false}, {0.6, 0.3, false}, {0.2, 3.0, false}, {1.0, 1.0, true},
    {0.6, 1.0, true},  {0.2, 1.0, true},  {0.2, 0.3, false}, {-1.0, 10.0, false},
};

bool assay__relaxation_mirrored(size_t r)
{
    return kinds[r].mirrored;
}

/* Integral from the onset to t >= 0. */
static double until(const kind *k, double t)
{
    if (k->p < 0.0)
        return k->c * (1.0 - exp(-t / k->c));
    if (k->p == 1.0)
        return k->c * log(1.0 + t / k->c);
    return k->c / (1.0 - k->p) * (pow(1.0 + t / k->c, 1.0 - k->p) - 1.0);
}

/* Day of a point of the table, and the point at or before a day. */
static double day_of(size_t point)
{
    size_t coarse = point > ASSAY__RELAX_DAILY ? point - ASSAY__RELAX_DAILY : 0;
    return (double)(point + (STRIDE - 1) * coarse);
}

void assay__relaxations_fill(assay__relaxations *table)
{
    for (size_t r = 0; r < ASSAY__RELAXATIONS; r++) {
        for (size_t point = 0; point < ASSAY__RELAX_POINTS; point++)
            table->until[r][point] = until(&kinds[r], day_of(point));
    }
}

/* Monthly curves reach beyond the table, where the last pace is kept. */
static double look_up(const double integral[], double t)
{
    if (t < (double)ASSAY__RELAX_DAILY) {
        size_t day = (size_t)t;
        return integral[day] + (t - (double)day) * (integral[day + 1] - integral[day]);
    }
    double past = (t - (double)ASSAY__RELAX_DAILY) / STRIDE;
    size_t last = ASSAY__RELAX_POINTS - ASSAY__RELAX_DAILY - 2;
    size_t point = past < (double)last ? (size_t)past : last;
    const double *from = integral + ASSAY__RELAX_DAILY + point;
    return from[0] + (past - (double)point) * (from[1] - from[0]);
}

double assay__relaxation(const assay__relaxations *table, size_t r, double lead,
                         double days)
{
    const double *integral = table->until[r];
    double to = lead + days, sum = 0.0;
    if (to > 0.0)
        sum += look_up(integral, to) - look_up(integral, fmax(lead, 0.0));
    if (lead < 0.0 && kinds[r].mirrored)
        sum += look_up(integral, -lead) - look_up(integral, fmax(-to, 0.0));
    return sum;
}
