/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Omori relaxations (1 + t/c)^-p for four exponents and three onsets, three of them also
 * with the mirrored precursor of word of mouth, and mirrored exponentials for attention
 * that gathers over days and is forgotten again (a race, a season). The commonest come
 * first: a test may stop at a rival that wins.
 */
#include "growth/relax_kinds.h"

#include <math.h>

bool assay__relaxation_mirrored(size_t r)
{
    return kinds[r].mirrored;
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

/* The integral up to a day; a bin begins where the one before it ends. */
typedef struct place {
    double day, integral;
} place;

static double integral_at(const double integral[], double day, place *last)
{
    if (day != last->day)
        *last = (place){day, look_up(integral, day)};
    return last->integral;
}

void assay__relaxation_over(size_t r, const assay__days *bins, size_t onset, double out[])
{
    const double *integral = assay__relaxation_table.until[r];
    place last = {(double)NAN, 0.0};
    for (size_t j = 0; j < bins->n; j++) {
        double lead = bins->lead[j] - bins->lead[onset], to = lead + bins->days[j];
        double sum = 0.0;
        if (lead < 0.0 && kinds[r].mirrored) {
            double from = integral_at(integral, -lead, &last);
            sum = from - integral_at(integral, to < 0.0 ? -to : 0.0, &last);
        }
        if (to > 0.0) {
            double from = integral_at(integral, lead > 0.0 ? lead : 0.0, &last);
            sum += integral_at(integral, to, &last) - from;
        }
        out[j] = sum;
    }
}
