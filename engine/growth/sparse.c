/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monthly curves: a delivery is one step that towers over the whole rest of the curve.
 *
 * Within a step there is no shape, and one step after a burst the burst is over; what is
 * left is how the step stands to everything else the account ever gained. Attention comes
 * to those who had attention: it grows with the account, and its bursts are heavy-tailed.
 * Packages are priced by the thousand, so that most are small, and they come to accounts
 * whose other months are quiet, the more tellingly the longer these have been so:
 *
 *     e = ln(excess / rest) - 0.4 ln(excess / 100) + 0.2 ln(1 + steps before)
 *
 * with `rest` what the account gained in all its other steps. A ranking, in nats.
 */
#include <math.h>

#include "growth/pulse.h"

/* Below this a step may be a few friends, and a package is not sold. */
static const double smallest_package = 30.0, usual_package = 100.0;
static const double size_weight = 0.4, history_weight = 0.2;
static const double quiet_rest = 10.0; /* followers any account comes by */
static const double middle = 0.5, scale = 0.8;

/* What all steps together gained. */
static double gained_in_all(const assay__curve *curve)
{
    double rest = 0.0;
    for (size_t i = 0; i < curve->n; i++)
        rest += curve->masked[i] ? 0.0 : assay__most(curve->net[i], 0.0);
    return rest;
}

double assay__sparse_evidence(const assay__curve *curve, size_t bin)
{
    double gained = assay__most(curve->net[bin], 0.0);
    /* A delivery over a few months lifts the level it is measured against. */
    double ordinary = 0.5 * assay__least(curve->mu[bin], gained);
    double excess = gained - ordinary + 0.5;
    double others = assay__most(gained_in_all(curve) - gained, 0.0) + quiet_rest;
    double nats = log(excess / others);
    nats -= size_weight * log(assay__most(excess, smallest_package) / usual_package);
    nats += history_weight * log(1.0 + (double)bin);
    return curve->masked[bin] ? 0.0 : 1.0 / (1.0 + exp((middle - nats) / scale));
}
