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
#include "stat/likelihood.h"

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

/* Bins that hold somebody: how much they count, and the odds of a fake there. */
typedef struct held {
    double count[BINS], odds[BINS];
    size_t n;
} held;

static held held_bins(const double bins[], double each)
{
    held out = {.n = 0};
    for (size_t b = 0; b < BINS; b++) {
        if (bins[b] == 0)
            continue;
        out.count[out.n] = bins[b] * each;
        out.odds[out.n++] = LEAST_ODDS + ((double)b + 0.5) * ODDS_STEP;
    }
    return out;
}

/* Log-posterior of a share, given the ratios of the bins under one shift. */
static double log_mass(const held *all, const double ratio[], double share)
{
    double logs[BINS], sum = FEW * assay__log(share) + MANY * assay__log(1 - share);
    for (size_t b = 0; b < all->n; b++)
        logs[b] = share * ratio[b] + 1 - share;
    assay__log_each(logs, all->n, logs);
    for (size_t b = 0; b < all->n; b++)
        sum += all->count[b] * logs[b];
    return sum;
}

static void fill(const held *all, double mass[])
{
    double logs[SHIFTS][GRID], ratio[BINS], most = -HUGE_VAL;
    for (size_t s = 0; s < SHIFTS; s++) {
        double shift = SHIFT + SHIFT_SD * SCORE[s];
        for (size_t b = 0; b < all->n; b++)
            ratio[b] = PRIOR_ODDS * assay__exp(all->odds[b] + shift);
        for (size_t g = 0; g < GRID; g++) {
            logs[s][g] = log_mass(all, ratio, share_of(g)) - SCORE[s] * SCORE[s] / 2;
            most = fmax(most, logs[s][g]);
        }
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
    held all = held_bins(bins, worth / sum);
    fill(&all, mass);
    for (size_t g = 0; g < GRID; g++) {
        total += mass[g];
        mean += mass[g] * share_of(g);
    }
    return (assay_interval){mean / total,
                            fmin(quantile(mass, total, 0.025), mean / total),
                            fmax(quantile(mass, total, 0.975), mean / total)};
}
