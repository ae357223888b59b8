/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the cells of a sample are odd under every mixture of known people and known fakes,
 * counting cells is sure and wrong: people of another platform fill cells that only fakes
 * filled before. The probabilities still rank, so they are read as odds against the
 * model's one in ten, all of them off by one unknown shift, and worth no more than a few
 * dozen independent profiles.
 *
 *      P(share | p) ~ (1 - share)^1.5 sum over shifts d of N(d)
 *                     prod_i (share r_i e^d + 1 - share)^(w_i c),   r = 9 p / (1 - p)
 *
 * The shift's law and the worth were chosen on simulated lists, where people look more
 * suspicious to the model than its own; bench/audience tells how often the interval
 * holds.
 */
#include "audience/adrift.h"

#include "stat/elementary.h"

#include <math.h>

enum { BINS = 48, GRID = 64, SHIFTS = 5 };

static const double LEAST_ODDS = -6, ODDS_STEP = 0.25; /* natural log */
static const double WORTH = 25;                        /* profiles */
static const double PRIOR_ODDS = 9;
static const double SHIFT = -1.0, SHIFT_SD = 0.5;
static const double SCORE[SHIFTS] = {-1.6, -0.8, 0, 0.8, 1.6};
/* Shares are few more often than many: Beta(1, 2.5). */
static const double FEW = 0.0, MANY = 1.5;

/* Weights by log-odds, and their sum. */
static double count_bins(const double p[], const double weight[], size_t n, double bins[])
{
    double sum = 0;
    for (size_t b = 0; b < BINS; b++)
        bins[b] = 0;
    for (size_t i = 0; i < n; i++) {
        double q = fmin(fmax(p[i], 1e-4), 1 - 1e-4);
        double at = (assay__log(q / (1 - q)) - LEAST_ODDS) / ODDS_STEP;
        size_t b = (size_t)fmin(fmax(at, 0), BINS - 1);
        bins[b] += weight[i];
        sum += weight[i];
    }
    return sum;
}

static double share_of(size_t cell)
{
    return ((double)cell + 0.5) / GRID;
}

/* Log-posterior of a share under one shift. */
static double log_mass(const double bins[], double each, double share, double shift)
{
    double sum = FEW * assay__log(share) + MANY * assay__log(1 - share);
    for (size_t b = 0; b < BINS; b++) {
        double odds = LEAST_ODDS + ((double)b + 0.5) * ODDS_STEP + shift;
        double ratio = PRIOR_ODDS * assay__exp(odds);
        sum += bins[b] * each * assay__log(share * ratio + 1 - share);
    }
    return sum;
}

static void fill(const double bins[], double each, double mass[])
{
    double logs[SHIFTS][GRID], most = -HUGE_VAL;
    for (size_t s = 0; s < SHIFTS; s++)
        for (size_t g = 0; g < GRID; g++) {
            logs[s][g] = log_mass(bins, each, share_of(g), SHIFT + SHIFT_SD * SCORE[s]) -
                         SCORE[s] * SCORE[s] / 2;
            most = fmax(most, logs[s][g]);
        }
    for (size_t g = 0; g < GRID; g++) {
        mass[g] = 0;
        for (size_t s = 0; s < SHIFTS; s++)
            mass[g] += assay__exp(logs[s][g] - most);
    }
}

static double quantile(const double mass[], double total, double p)
{
    double below = 0;
    for (size_t g = 0; g < GRID; g++) {
        double here = mass[g] / total;
        if (below + here >= p)
            return ((double)g + (p - below) / here) / GRID;
        below += here;
    }
    return 1;
}

assay_interval assay__share_adrift(const double p[], const double weight[], size_t n)
{
    double bins[BINS], mass[GRID], total = 0, mean = 0;
    if (n == 0)
        return ASSAY_INTERVAL_UNKNOWN;
    double sum = count_bins(p, weight, n, bins);
    double worth = fmin((double)n, WORTH);
    fill(bins, worth / sum, mass);
    for (size_t g = 0; g < GRID; g++) {
        total += mass[g];
        mean += mass[g] * share_of(g);
    }
    return (assay_interval){mean / total,
                            fmin(quantile(mass, total, 0.025), mean / total),
                            fmax(quantile(mass, total, 0.975), mean / total)};
}
