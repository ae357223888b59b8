/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sources say of one not seen: how far apart they lean is a spread of tilts, how
 * else they differ makes their pooled cells worth fewer cases. */
#include <math.h>

#include "stat/elementary.h"
#include "stat/share.h"

enum { CELLS = ASSAY__SHARE_MOST_CELLS, STEPS = 8 /* of Newton, for a tilt */ };

/* Half a case a cell before anything is counted (Jeffreys). */
static const double CELL_PRIOR = 0.5;

/* Sources that agree on nothing still say this much, in cases: without it every sample
 * would be one class or the other, whichever is asked for. */
static const double LEAST_WORTH = 4;

static double size_of(const assay__share_sources *sources, size_t s)
{
    double n = 0;
    for (size_t b = 0; b < sources->cells; b++)
        n += sources->count[s * sources->cells + b];
    return n;
}

/* All sources' cells together, and half a case each. @return cases, without those */
static double pool(const assay__share_sources *sources, double pooled[])
{
    size_t cells = sources->cells;
    double total = 0;
    for (size_t b = 0; b < cells; b++)
        pooled[b] = CELL_PRIOR;
    for (size_t s = 0; s < sources->n; s++) {
        for (size_t b = 0; b < cells; b++)
            pooled[b] += sources->count[s * cells + b];
        total += size_of(sources, s);
    }
    return total;
}

/* -1 for the lowest cell, 1 for the highest. */
static double place_of(size_t cell, size_t cells)
{
    return cells > 1 ? 2 * (double)cell / ((double)cells - 1) - 1 : 0;
}

void assay__share_lean(const double weight[], size_t cells, double tilt, double out[])
{
    double sum = 0;
    for (size_t b = 0; b < cells; b++) {
        out[b] = weight[b] * assay__exp(tilt * place_of(b, cells));
        sum += out[b];
    }
    for (size_t b = 0; b < cells; b++)
        out[b] /= sum;
}

static void moments(const double share[], size_t cells, double *mean, double *variance)
{
    double m = 0, v = 0;
    for (size_t b = 0; b < cells; b++)
        m += share[b] * place_of(b, cells);
    for (size_t b = 0; b < cells; b++)
        v += share[b] * (place_of(b, cells) - m) * (place_of(b, cells) - m);
    *mean = m;
    *variance = v;
}

/** How one source leans. */
typedef struct leaning {
    double tilt, variance; /* and that of its error */
    double chi2;           /* of its cells once it leans */
} leaning;

/* The tilt under which the mean cell is the source's own, one more case of the pool
 * holding it back. */
static leaning lean_of(const assay__share_sources *sources, size_t s,
                       const double pooled[])
{
    size_t cells = sources->cells;
    const double *count = sources->count + s * cells;
    double n = size_of(sources, s), sum = 0, own[CELLS], mean, variance;
    leaning found = {0, 0, 0};
    assay__share_lean(pooled, cells, 0, own);
    moments(own, cells, &mean, &variance);
    double wanted = mean;
    for (size_t b = 0; b < cells; b++)
        sum += count[b] * place_of(b, cells);
    wanted = (wanted + sum) / (n + 1);
    for (int step = 0; step < STEPS && variance > 1e-9; step++) {
        found.tilt += (wanted - mean) / variance;
        found.tilt = fmin(fmax(found.tilt, -8), 8);
        assay__share_lean(pooled, cells, found.tilt, own);
        moments(own, cells, &mean, &variance);
    }
    found.variance = 1 / ((n + 1) * fmax(variance, 1e-3));
    for (size_t b = 0; b < cells; b++) {
        double expected = n * own[b], away = count[b] - expected;
        found.chi2 += expected > 0 ? away * away / expected : 0;
    }
    return found;
}

/* Spread of the tilts beyond that of their errors, of a source to come. */
static double spread_of(double squares, double errors, double n)
{
    double variance = (squares - errors) / (n - 1) * (n + 1) / n;
    return variance > 0 ? sqrt(variance) : 0;
}

/* Excess of a chi-square over chance and a standard error of it, a case. */
static double excess(double chi2, double freedom, double size)
{
    double chance = 1 + sqrt(2 / fmax(1, freedom));
    double rho = freedom > 0 && size > 1 ? (chi2 / freedom - chance) / (size - 1) : 0;
    return fmin(fmax(rho, 0), 1);
}

static void compare(const assay__share_sources *sources, const double pooled[],
                    double total, assay__share_class *out)
{
    double n = (double)sources->n, mean = 0, squares = 0, errors = 0, sizes = 0, chi2 = 0;
    for (size_t s = 0; s < sources->n; s++) {
        leaning one = lean_of(sources, s, pooled);
        mean += one.tilt / n;
        squares += one.tilt * one.tilt;
        errors += one.variance * (n - 1) / n;
        sizes += size_of(sources, s) * size_of(sources, s);
        chi2 += one.chi2;
    }
    double cells = 0;
    for (size_t b = 0; b < sources->cells; b++)
        cells += pooled[b] > CELL_PRIOR;
    out->tilt = spread_of(squares - n * mean * mean, errors, n);
    out->rho = excess(chi2, (n - 1) * (cells - 2), (total - sizes / total) / (n - 1));
}

void assay__share_learn(const assay__share_sources *sources, assay__share_class *out)
{
    double pooled[CELLS], all = 0;
    double total = pool(sources, pooled);
    *out = (assay__share_class){.tilt = 0};
    if (sources->n > 1 && total > 0)
        compare(sources, pooled, total, out);
    double worth = total / (1 + total * out->rho);
    worth = fmax(worth, fmin(total, LEAST_WORTH));
    for (size_t b = 0; b < sources->cells; b++)
        all += pooled[b] - CELL_PRIOR;
    for (size_t b = 0; b < sources->cells; b++)
        out->alpha[b] =
            CELL_PRIOR + (all > 0 ? worth * (pooled[b] - CELL_PRIOR) / all : 0);
}

/* ---- two cells ------------------------------------------------------------------- */

size_t assay__share_cut(const assay__share_class *one, const assay__share_class *other,
                        size_t cells)
{
    double ones = 0, others = 0, told = 0, best = 0;
    size_t cut = cells / 2;
    for (size_t b = 0; b < cells; b++) {
        ones += one->alpha[b];
        others += other->alpha[b];
    }
    for (size_t b = cells; b-- > 1;) {
        told += one->alpha[b] / ones - other->alpha[b] / others;
        if (told > best) {
            best = told;
            cut = b;
        }
    }
    return cut;
}

void assay__share_halve(const double count[], size_t cells, size_t cut, double out[])
{
    double low = 0, high = 0;
    for (size_t b = 0; b < cells; b++) {
        low += b < cut ? count[b] : 0;
        high += b < cut ? 0 : count[b];
    }
    out[0] = low;
    out[1] = high;
}
