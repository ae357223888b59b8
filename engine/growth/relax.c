/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Omori relaxations (1 + t/c)^-p for four exponents and three onsets, two of them also
 * with the mirrored precursor of word of mouth, and exponentials for advertising and
 * press that fade with memory. Integrals are exact, so the length of a bin is free.
 */
#include "growth/relax.h"

#include <math.h>

/* p < 0: an exponential of time constant c. */
typedef struct kind {
    double p, c;
    bool mirrored;
} kind;

static const kind kinds[ASSAY__RELAXATIONS] = {
    {0.2, 0.3, false},  {0.2, 1.0, false},   {0.2, 3.0, false}, {0.6, 0.3, false},
    {0.6, 1.0, false},  {0.6, 3.0, false},   {1.0, 0.3, false}, {1.0, 1.0, false},
    {1.0, 3.0, false},  {1.4, 0.3, false},   {1.4, 1.0, false}, {1.4, 3.0, false},
    {0.2, 1.0, true},   {0.6, 1.0, true},    {1.0, 1.0, true},  {-1.0, 2.0, false},
    {-1.0, 5.0, false}, {-1.0, 12.0, false},
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

double assay__relaxation(size_t r, double lead, double days)
{
    const kind *k = &kinds[r];
    double from = lead, to = lead + days, sum = 0.0;
    if (to > 0.0)
        sum += until(k, to) - until(k, fmax(from, 0.0));
    if (from < 0.0 && k->mirrored)
        sum += until(k, -from) - until(k, fmax(-to, 0.0));
    return sum;
}
