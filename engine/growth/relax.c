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

/* Integral from the onset to t >= 0. The exponents are fifths: one power serves all. */
static double until(const kind *k, double t, double root)
{
    if (k->p < 0.0)
        return k->c * (1.0 - exp(-t / k->c));
    if (k->p == 1.0)
        return k->c * log(1.0 + t / k->c);
    double rest = root; /* (1 + t/c)^0.4, for p = 0.6 */
    if (k->p < 0.5)
        rest = root * root;
    else if (k->p > 1.0)
        rest = 1.0 / root;
    return k->c / (1.0 - k->p) * (rest - 1.0);
}

/* Day of a point of the table, and the point at or before a day. */
static double day_of(size_t point)
{
    size_t coarse = point > ASSAY__RELAX_DAILY ? point - ASSAY__RELAX_DAILY : 0;
    return (double)(point + (STRIDE - 1) * coarse);
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

/* Over single days: between coarse points the pace is even. */
static void fill_steps(const double integral[], double step[])
{
    for (size_t day = 0; day < ASSAY__RELAX_STEPS; day++) {
        size_t coarse =
            day < ASSAY__RELAX_DAILY ? 0 : (day - ASSAY__RELAX_DAILY) / STRIDE;
        size_t point = day < ASSAY__RELAX_DAILY ? day : ASSAY__RELAX_DAILY + coarse;
        double span = day < ASSAY__RELAX_DAILY ? 1.0 : (double)STRIDE;
        step[day] = (integral[point + 1] - integral[point]) / span;
    }
}

void assay__relaxations_fill(assay__relaxations *table)
{
    static const double onsets[] = {0.3, 1.0, 3.0};
    double root[sizeof onsets / sizeof *onsets];
    for (size_t point = 0; point < ASSAY__RELAX_POINTS; point++) {
        double t = day_of(point);
        for (size_t c = 0; c < sizeof onsets / sizeof *onsets; c++)
            root[c] = pow(1.0 + t / onsets[c], 0.4);
        for (size_t r = 0; r < ASSAY__RELAXATIONS; r++) {
            size_t c = kinds[r].c < 1.0 ? 0 : 1 + (kinds[r].c > 1.0);
            table->until[r][point] = until(&kinds[r], t, root[c]);
        }
    }
    for (size_t r = 0; r < ASSAY__RELAXATIONS; r++)
        fill_steps(table->until[r], table->step[r]);
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
