/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packages come in round sizes with a little given on top.
 *
 *     LR = sum_w pi_w f(G | P_w (1 + d)) / f_smooth(G),   d ~ U(0, 0.1)
 *
 * against an amount that is log-uniform over its decade. Capped: giveaways are promoted
 * with round numbers too.
 */
#include <math.h>

#include "growth/pulse.h"

static const double lattice[] = {1.0, 2.0, 2.5, 5.0}; /* times a power of ten */
static const double given = 0.1, most_uncertain = 0.05, cap = 2.0;

static double below(double z)
{
    return 0.5 * erfc(-z * 0.70710678118654752440);
}

double assay__roundness(double amount, double sd)
{
    if (!(amount >= 90.0) || !(sd >= 0.0) || sd > most_uncertain * amount)
        return 0.0;
    double decade = pow(10.0, floor(log10(amount))), density = 0.0;
    double blur = fmax(sd, 1e-3 * amount);
    size_t n = sizeof lattice / sizeof *lattice;
    for (size_t i = 0; i <= n; i++) {
        double size = i < n ? lattice[i] * decade : 10.0 * decade;
        double from = (amount - size * (1.0 + given)) / blur;
        double to = (amount - size) / blur;
        density += (below(to) - below(from)) / (given * size) / (double)n;
    }
    double smooth = 1.0 / (amount * log(10.0));
    return fmin(fmax(log(fmax(density, 1e-300) / smooth), -cap), cap);
}
