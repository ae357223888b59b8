/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gibbs sampling in turns: which of a cell's cases are of the class, given the share and
 * the two classes' cells; those given the cases; the share given the cases. The key of
 * the random numbers is a hash of the counts: nothing but the sample moves the answer.
 */
#include "stat/share.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/random.h"
#include "base/str.h"
#include "stat/order.h"
#include "stat/tail.h"

enum { CELLS = ASSAY__SHARE_MOST_CELLS, BURN = 100, DRAWS = 1000 };

/* Half a case a cell before anything is counted (Jeffreys). */
static const double CELL_PRIOR = 0.5;

/* Sources that agree on nothing would leave the class free to be the whole sample, and
 * the share with it; 30 cases is what transfer between sellers was worth in published
 * hold-outs. */
static const double LEAST_WORTH = 30;

static double size_of(const assay__share_sources *sources, size_t s)
{
    double n = 0;
    for (size_t b = 0; b < sources->cells; b++)
        n += sources->count[s * sources->cells + b];
    return n;
}

/* All sources' cells together. @return cases */
static double pool(const assay__share_sources *sources, double pooled[])
{
    size_t cells = sources->cells;
    double total = 0;
    for (size_t s = 0; s < sources->n; s++) {
        for (size_t b = 0; b < cells; b++)
            pooled[b] += sources->count[s * cells + b];
        total += size_of(sources, s);
    }
    return total;
}

/* Chi-square of one source against the pooled cells. */
static double away_from(const assay__share_sources *sources, size_t s,
                        const double pooled[], double total)
{
    double n = size_of(sources, s), chi2 = 0;
    for (size_t b = 0; b < sources->cells; b++) {
        double expected = total > 0 ? n * pooled[b] / total : 0;
        double away = sources->count[s * sources->cells + b] - expected;
        chi2 += expected > 0 ? away * away / expected : 0;
    }
    return chi2;
}

/* Excess of the chi-square of the sources over chance, a case. */
static double disagreement(const assay__share_sources *sources, const double pooled[],
                           double total)
{
    double squares = 0, chi2 = 0, filled = 0, n = (double)sources->n;
    if (sources->n < 2)
        return 0;
    for (size_t b = 0; b < sources->cells; b++)
        filled += pooled[b] > 0;
    for (size_t s = 0; s < sources->n; s++) {
        squares += size_of(sources, s) * size_of(sources, s);
        chi2 += away_from(sources, s, pooled, total);
    }
    double freedom = (n - 1) * (filled - 1), size = (total - squares / total) / (n - 1);
    double chance = 1 + sqrt(2 / fmax(1, freedom)); /* and a standard error of it */
    double rho = freedom > 0 && size > 1 ? (chi2 / freedom - chance) / (size - 1) : 0;
    return rho > 0 ? fmin(rho, 1) : 0;
}

double assay__share_prior(const assay__share_sources *sources, double alpha[])
{
    double pooled[CELLS] = {0};
    double total = pool(sources, pooled);
    double rho = disagreement(sources, pooled, total);
    double worth = total > 0 ? total / (1 + total * rho) : 0;
    worth = fmax(worth, fmin(total, LEAST_WORTH));
    for (size_t b = 0; b < sources->cells; b++)
        alpha[b] = CELL_PRIOR + (total > 0 ? worth * pooled[b] / total : 0);
    return rho;
}

/* ---- random numbers ------------------------------------------------------------ */

static double normal(assay__random *random)
{
    double u, v, s; /* Marsaglia's polar method */
    do {
        u = 2 * assay__random_uniform(random) - 1;
        v = 2 * assay__random_uniform(random) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}

/* Gamma of shape a > 0 (Marsaglia & Tsang 2000; below 1 by their power of a uniform). */
static double gamma_of(assay__random *random, double a)
{
    double boost = 1;
    if (a < 1) {
        boost = pow(1 - assay__random_uniform(random), 1 / a);
        a += 1;
    }
    double d = a - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(random), v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        double u = 1 - assay__random_uniform(random), squared = x * x;
        if (u < 1 - 0.0331 * squared * squared) /* nearly always, without a logarithm */
            return boost * d * v;
        if (log(u) < 0.5 * squared + d - d * v + d * log(v))
            return boost * d * v;
    }
}

/* How many of `count` cases, each with probability p; the part below one counts as a case
 * of that weight. Above 100 expected of each kind the normal is as good. */
static double binomial(assay__random *random, double count, double p)
{
    double whole = floor(count), hits = 0;
    if (whole * p > 100 && whole * (1 - p) > 100) {
        hits = rint(whole * p + sqrt(whole * p * (1 - p)) * normal(random));
        hits = hits < 0 ? 0 : hits > whole ? whole : hits;
    } else {
        for (size_t i = 0; i < (size_t)whole; i++)
            hits += assay__random_uniform(random) < p;
    }
    if (count > whole)
        hits += (count - whole) * (assay__random_uniform(random) < p);
    return hits;
}

/* ---- one part ------------------------------------------------------------------- */

typedef struct state {
    double share, total;
    double one[CELLS], other[CELLS]; /* shares of the cells within each class */
    double hits[CELLS];
} state;

static void dirichlet(assay__random *random, const double alpha[], const double more[],
                      size_t n, double out[])
{
    double sum = 0;
    for (size_t b = 0; b < n; b++) {
        out[b] = gamma_of(random, alpha[b] + more[b]);
        sum += out[b];
    }
    for (size_t b = 0; b < n; b++)
        out[b] /= sum > 0 ? sum : 1;
}

static void start(const assay__share_part *part, state *s)
{
    double one = 0, other = 0;
    *s = (state){.share = 0.2};
    for (size_t b = 0; b < part->cells; b++) {
        one += part->one[b];
        other += part->other[b];
        s->total += part->count[b];
    }
    for (size_t b = 0; b < part->cells; b++) {
        s->one[b] = part->one[b] / one;
        s->other[b] = part->other[b] / other;
    }
}

static void turn(const assay__share_part *part, assay__random *random, state *s)
{
    double rest[CELLS], hits = 0;
    for (size_t b = 0; b < part->cells; b++) {
        double mine = s->share * s->one[b], theirs = (1 - s->share) * s->other[b];
        double p = mine + theirs > 0 ? mine / (mine + theirs) : s->share;
        s->hits[b] = binomial(random, part->count[b], p);
        rest[b] = part->count[b] - s->hits[b];
        hits += s->hits[b];
    }
    dirichlet(random, part->one, s->hits, part->cells, s->one);
    dirichlet(random, part->other, rest, part->cells, s->other);
    double a = gamma_of(random, 1 + hits), b = gamma_of(random, 1 + s->total - hits);
    s->share = a / (a + b);
}

/* How odd the cells are at a share, in squared deviations: of the sample's own chance and
 * of what is not known of the classes. */
static double oddity(const assay__share_part *part, const state *means, double share)
{
    double one = 0, other = 0, sum = 0, n = means->total;
    for (size_t b = 0; b < part->cells; b++) {
        one += part->one[b];
        other += part->other[b];
    }
    for (size_t b = 0; b < part->cells; b++) {
        double f = means->one[b], g = means->other[b], e = share * f + (1 - share) * g;
        double unsure = share * share * f * (1 - f) / (one + 1) +
                        (1 - share) * (1 - share) * g * (1 - g) / (other + 1);
        double away = part->count[b] - n * e;
        sum += away * away / (n * e + n * n * unsure);
    }
    return sum;
}

/* Deviations at the best share, and how many cells were free. */
static double least_oddity(const assay__share_part *part, double *freedom)
{
    enum { STEPS = 100 };
    state means;
    start(part, &means);
    *freedom += part->cells > 2 ? (double)part->cells - 2 : 0;
    if (!(means.total > 0))
        return 0;
    double least = HUGE_VAL;
    for (int i = 0; i <= STEPS; i++)
        least = fmin(least, oddity(part, &means, (double)i / STEPS));
    return least;
}

/* ---- the whole ------------------------------------------------------------------ */

static uint64_t key_of(const assay__share_part parts[], size_t n)
{
    uint64_t key = n;
    for (size_t i = 0; i < n; i++) {
        assay_str bytes = {(const char *)parts[i].count,
                           parts[i].cells * sizeof *parts[i].count};
        key = assay__hash(bytes, key);
    }
    return key;
}

/* The shortest stretch that holds the level of the sorted draws. */
static assay_interval shortest(const double draw[], double level)
{
    size_t inside = (size_t)ceil(level * DRAWS);
    inside = inside < 1 ? 1 : inside > DRAWS - 1 ? DRAWS - 1 : inside;
    size_t best = 0;
    double sum = 0;
    for (size_t i = 0; i + inside < DRAWS; i++)
        if (draw[i + inside] - draw[i] < draw[best + inside] - draw[best])
            best = i;
    for (size_t i = 0; i < DRAWS; i++)
        sum += draw[i];
    return (assay_interval){sum / DRAWS, draw[best], draw[best + inside]};
}

double assay__share_fit(const assay__share_part parts[], size_t n)
{
    double odd = 0, freedom = 0;
    for (size_t i = 0; i < n; i++)
        odd += least_oddity(&parts[i], &freedom);
    return freedom > 0 ? assay__p_of_digits(assay__tail_chi2(odd, freedom)) : 1;
}

assay_status assay__share_estimate(const assay__share_part parts[], size_t n,
                                   double level, assay_arena *arena, assay__share *out,
                                   assay_error *err)
{
    if (!(level > 0 && level < 1) || n == 0)
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "a share needs a part and a level in (0, 1)");
    double *draw = assay_arena_array(arena, DRAWS, sizeof *draw);
    state *states = assay_arena_array(arena, n, sizeof *states);
    if (draw == NULL || states == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a share");
    double weights = 0;
    for (size_t i = 0; i < n; i++) {
        start(&parts[i], &states[i]);
        weights += parts[i].weight;
    }
    assay__random random = {.key = key_of(parts, n)};
    for (size_t round = 0; round < BURN + DRAWS; round++) {
        double share = 0;
        for (size_t i = 0; i < n; i++) {
            turn(&parts[i], &random, &states[i]);
            share += parts[i].weight / weights * states[i].share;
        }
        if (round >= BURN)
            draw[round - BURN] = share;
    }
    assay__sort(draw, DRAWS);
    out->share = shortest(draw, level);
    out->fit = assay__share_fit(parts, n);
    return ASSAY_OK;
}
