/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quadrature over the share and both classes' tilts. The cells of a mixture of two
 * Dirichlets scatter more than a multinomial's; at each node the deviance is divided by
 * how much more, which is as good as the exact law and costs a logarithm a cell:
 *
 *      L(p, t, u) = - D(p, t, u) / (2 phi(p)) - (cells - 1) / 2 ln phi(p)
 */
#include "stat/share.h"

#include <math.h>

#include "stat/elementary.h"
#include "stat/order.h"
#include "stat/tail.h"

enum {
    CELLS = ASSAY__SHARE_MOST_CELLS,
    PARTS = ASSAY__SHARE_MOST_PARTS,
    GRID = 64,     /* shares, close together at both ends */
    NODES = 7,     /* tilts */
    FEW_NODES = 3, /* where only the best of them is wanted */
    DRAWS = 1024   /* points of the posterior, at equal distances of probability */
};

/* Nodes of a standard normal. */
static const double NODE_STEP = 0.5;

/* Shares are few more often than many. */
static const double RARE = 1.5;

/* Parts of a sample differ in their log-odds by this: who hides numbers may be a fake
 * half as often or twice as often as who shows them. */
static const double PARTS_DIFFER = 0.7;

/* ---- one part -------------------------------------------------------------------- */

/** A class at the nodes of its tilt. */
typedef struct leant {
    double cell[NODES][CELLS], log_weight[NODES];
    double worth; /* of the Dirichlet */
    size_t n;
} leant;

/* `most` tilts, from -1.5 to 1.5 of their spread. */
static void lean_class(const assay__share_class *known, size_t cells, size_t most,
                       leant *out)
{
    out->worth = 0;
    for (size_t b = 0; b < cells; b++)
        out->worth += known->alpha[b];
    out->n = known->tilt > 0 ? most : 1;
    double step = NODE_STEP * (NODES - 1) / ((double)most - 1);
    for (size_t k = 0; k < out->n; k++) {
        double score = step * ((double)k - ((double)out->n - 1) / 2);
        out->log_weight[k] = -score * score / 2;
        assay__share_lean(known->alpha, cells, known->tilt * score, out->cell[k]);
    }
}

/** The shares that are tried. */
typedef struct shares {
    double edge[GRID + 1], middle[GRID];
} shares;

static void lay_grid(shares *out)
{
    const double half_turn = 1.57079632679489661923;
    for (size_t j = 0; j <= GRID; j++) {
        double s = sin(half_turn * (double)j / GRID);
        out->edge[j] = s * s;
    }
    for (size_t j = 0; j < GRID; j++)
        out->middle[j] = 0.5 * (out->edge[j] + out->edge[j + 1]);
}

/** A part as it is counted: its cases, and the deviance of cells that fit. */
typedef struct tally {
    const assay__share_part *part;
    leant one, other;
    double n, full; /* sum c ln c / n */
} tally;

static void begin(const assay__share_part *part, size_t nodes, tally *t)
{
    t->part = part;
    t->n = t->full = 0;
    for (size_t b = 0; b < part->cells; b++)
        t->n += part->count[b];
    for (size_t b = 0; b < part->cells; b++)
        if (part->count[b] > 0)
            t->full += part->count[b] * assay__log(part->count[b] / t->n);
    lean_class(part->one, part->cells, nodes, &t->one);
    lean_class(part->other, part->cells, nodes, &t->other);
}

/** What is known at one pair of tilts, for each share. */
typedef struct node {
    double fit[GRID]; /* log-likelihood */
    double low[GRID]; /* dispersion at the expected cells, and of the classes' own */
    double high[GRID];
} node;

static void fit_node(const tally *t, const double one[], const double other[],
                     const double share[], node *out)
{
    double one_unsure = 1 / (t->one.worth + 1), other_unsure = 1 / (t->other.worth + 1);
    for (size_t j = 0; j < GRID; j++)
        out->fit[j] = out->low[j] = out->high[j] = 0;
    for (size_t b = 0; b < t->part->cells; b++) {
        double f = one[b], g = other[b], count = t->part->count[b];
        double f_unsure = f * (1 - f) * one_unsure, g_unsure = g * (1 - g) * other_unsure;
        for (size_t j = 0; j < GRID; j++) {
            double p = share[j], q = 1 - p, e = p * f + q * g;
            out->fit[j] += count * assay__log(e);
            out->low[j] += e * (1 - e);
            out->high[j] += p * p * f_unsure + q * q * g_unsure;
        }
    }
    double more = t->n > 1 ? t->n - 1 : 0, freedom = (double)t->part->cells - 1;
    for (size_t j = 0; j < GRID; j++) {
        double unsure = out->high[j] / (out->low[j] + 1e-12);
        double phi = 1 + more * (unsure < 1 ? unsure : 1);
        out->fit[j] = (out->fit[j] - t->full) / phi - 0.5 * freedom * assay__log(phi);
    }
}

/** The best of all nodes and shares. */
typedef struct summit {
    double height, share, penalty;
    const double *one, *other;
} summit;

static void climb(const tally *t, const shares *grid, const node *here, size_t a,
                  size_t o, summit *best)
{
    double weight = t->one.log_weight[a] + t->other.log_weight[o];
    for (size_t j = 0; j < GRID; j++)
        if (here->fit[j] + weight > best->height)
            *best = (summit){here->fit[j] + weight, grid->middle[j], -2 * weight,
                             t->one.cell[a], t->other.cell[o]};
}

/* Log-likelihood of each share, tilts integrated out. */
static void weigh(const tally *t, const shares *grid, double out[], summit *best)
{
    double sum[GRID] = {0}, top[GRID];
    node here;
    *best = (summit){-HUGE_VAL, 0, 0, NULL, NULL};
    for (size_t j = 0; j < GRID; j++)
        top[j] = -1e300;
    for (size_t a = 0; a < t->one.n; a++)
        for (size_t o = 0; o < t->other.n; o++) {
            double weight = t->one.log_weight[a] + t->other.log_weight[o];
            fit_node(t, t->one.cell[a], t->other.cell[o], grid->middle, &here);
            climb(t, grid, &here, a, o, best);
            for (size_t j = 0; j < GRID; j++) {
                double l = here.fit[j] + weight, most = l > top[j] ? l : top[j];
                sum[j] = sum[j] * assay__exp(top[j] - most) + assay__exp(l - most);
                top[j] = most;
            }
        }
    for (size_t j = 0; j < GRID; j++)
        out[j] = top[j] + assay__log(sum[j]);
}

/* How odd the cells are at the best node, in squared deviations: of the sample's own
 * chance, of what is not known of the classes, and of their tilts. */
static double oddity(const tally *t, const summit *best)
{
    double sum = best->penalty, n = t->n, p = best->share, q = 1 - p;
    for (size_t b = 0; b < t->part->cells && n > 0; b++) {
        double f = best->one[b], g = best->other[b], e = p * f + q * g;
        double unsure = p * p * f * (1 - f) / (t->one.worth + 1) +
                        q * q * g * (1 - g) / (t->other.worth + 1);
        double away = t->part->count[b] - n * e;
        sum += away * away / (n * e + n * n * unsure);
    }
    return sum;
}

/* ---- the whole ------------------------------------------------------------------- */

/** All that is integrated over; too large for a stack of a thread. */
typedef struct table {
    shares grid;
    double fit[PARTS][GRID];         /* likelihood, the largest 1 */
    double between[GRID][GRID];      /* of a part's share, given the common one */
    double common[GRID];             /* cumulative posterior of the common share */
    double given[PARTS][GRID][GRID]; /* cumulative, of a part's */
    double draw[DRAWS];
} table;

/* Weights made cumulative. @return their sum */
static double accumulate(double weight[])
{
    double sum = 0;
    for (size_t j = 0; j < GRID; j++) {
        sum += weight[j];
        weight[j] = sum;
    }
    return sum;
}

/* The share below which a part u of the cumulative weights lies. */
static double share_below(const shares *grid, const double cumulative[], double u,
                          size_t *cell)
{
    double wanted = u * cumulative[GRID - 1];
    size_t low = 0, high = GRID - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (cumulative[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    double before = low > 0 ? cumulative[low - 1] : 0, here = cumulative[low] - before;
    double within = here > 0 ? (wanted - before) / here : 0.5;
    *cell = low;
    return grid->edge[low] + within * (grid->edge[low + 1] - grid->edge[low]);
}

/* Shares of a part around a common one: a normal law of the log-odds. */
static void lay_between(table *t)
{
    double odds[GRID];
    for (size_t j = 0; j < GRID; j++)
        odds[j] = assay__log(t->grid.middle[j] / (1 - t->grid.middle[j]));
    for (size_t i = 0; i < GRID; i++) {
        double sum = 0;
        for (size_t j = 0; j < GRID; j++) {
            double away = (odds[j] - odds[i]) / PARTS_DIFFER;
            double p = t->grid.middle[j], width = t->grid.edge[j + 1] - t->grid.edge[j];
            t->between[i][j] = width / (p * (1 - p)) * assay__exp(-away * away / 2);
            sum += t->between[i][j];
        }
        for (size_t j = 0; j < GRID; j++)
            t->between[i][j] /= sum;
    }
}

/* Probability of a cell of shares before a sample is seen: Beta(1, MANY). */
static double chance_of(const shares *grid, size_t j)
{
    double low = 1 - grid->edge[j], high = 1 - grid->edge[j + 1];
    return pow(low, RARE) - pow(high, RARE);
}

/* The common share's posterior, and each part's given it. The share is anything before
 * it is looked for. */
static void join(table *t, size_t n)
{
    for (size_t i = 0; i < GRID; i++) {
        double weight = chance_of(&t->grid, i);
        for (size_t v = 0; v < n; v++) {
            for (size_t j = 0; j < GRID; j++)
                t->given[v][i][j] = t->between[i][j] * t->fit[v][j];
            weight *= accumulate(t->given[v][i]);
        }
        t->common[i] = weight;
    }
    (void)accumulate(t->common);
}

/* The same where there is but one part. */
static void take_alone(table *t)
{
    for (size_t j = 0; j < GRID; j++)
        t->common[j] = t->fit[0][j] * chance_of(&t->grid, j);
    (void)accumulate(t->common);
}

/* The k-th of numbers that lie evenly in 0..1 (Halton 1960). */
static double even(size_t k, size_t base)
{
    double part = 1, sum = 0;
    for (size_t left = k + 1; left > 0; left /= base) {
        part /= (double)base;
        sum += part * (double)(left % base);
    }
    return sum;
}

static void draw_shares(table *t, const assay__share_part parts[], size_t n)
{
    static const size_t BASES[PARTS] = {2, 3, 5, 7};
    double weights = 0;
    for (size_t v = 0; v < n; v++)
        weights += parts[v].weight;
    for (size_t k = 0; k < DRAWS; k++) {
        size_t cell, ignored;
        double u = ((double)k + 0.5) / DRAWS, sum = 0;
        t->draw[k] = share_below(&t->grid, t->common, u, &cell);
        for (size_t v = 0; n > 1 && v < n; v++)
            sum += parts[v].weight / weights *
                   share_below(&t->grid, t->given[v][cell], even(k, BASES[v]), &ignored);
        if (n > 1)
            t->draw[k] = sum;
    }
    assay__sort(t->draw, DRAWS);
}

/* The shortest stretch that holds the level of the sorted draws. */
static assay_interval shortest(const double draw[], double level)
{
    size_t inside = (size_t)ceil(level * DRAWS);
    inside = inside < 1 ? 1 : inside > DRAWS - 1 ? DRAWS - 1 : inside;
    size_t best = 0;
    for (size_t i = 0; i + inside < DRAWS; i++)
        if (draw[i + inside] - draw[i] < draw[best + inside] - draw[best])
            best = i;
    double median = 0.5 * (draw[DRAWS / 2 - 1] + draw[DRAWS / 2]);
    return (assay_interval){median, fmin(draw[best], median),
                            fmax(draw[best + inside], median)};
}

/* One part's likelihood, the largest 1. */
static void look_at(const assay__share_part *part, const shares *grid, double fit[])
{
    tally t;
    summit best;
    double most = -HUGE_VAL;
    begin(part, NODES, &t);
    weigh(&t, grid, fit, &best);
    for (size_t j = 0; j < GRID; j++)
        most = fmax(most, fit[j]);
    for (size_t j = 0; j < GRID; j++)
        fit[j] = assay__exp(fit[j] - most);
}

assay_status assay__share_estimate(const assay__share_part parts[], size_t n,
                                   double level, assay_arena *arena, assay_interval *out,
                                   assay_error *err)
{
    if (!(level > 0 && level < 1) || n == 0 || n > PARTS)
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "a share needs 1 to %d parts and a level in (0, 1)", PARTS);
    table *t = assay_arena_alloc(arena, sizeof *t);
    if (t == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a share");
    lay_grid(&t->grid);
    for (size_t v = 0; v < n; v++)
        look_at(&parts[v], &t->grid, t->fit[v]);
    if (n == 1) {
        take_alone(t);
    } else {
        lay_between(t);
        join(t, n);
    }
    draw_shares(t, parts, n);
    *out = shortest(t->draw, level);
    return ASSAY_OK;
}

double assay__share_fit(const assay__share_part parts[], size_t n)
{
    double odd = 0, freedom = 0, likelihood[GRID];
    shares grid;
    lay_grid(&grid);
    for (size_t v = 0; v < n; v++) {
        tally t;
        summit best;
        begin(&parts[v], FEW_NODES, &t);
        weigh(&t, &grid, likelihood, &best);
        odd += oddity(&t, &best);
        freedom += parts[v].cells > 2 ? (double)parts[v].cells - 2 : 0;
    }
    return freedom > 0 ? assay__p_of_digits(assay__tail_chi2(odd, freedom)) : 1;
}
