/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step is a contrast between the median of three readings and of the three before,
 * large beside the contrasts that the account's own streams show everywhere else. Medians
 * pass over one wild reading; up to two readings may lie on the way, because a delivery
 * takes a minute or two. Nothing is called a step across a gap in the readings.
 */
#include "livestream/steps.h"

#include "stat/order.h"

#include <math.h>

enum { WIDE = 3, MOST_ON_THE_WAY = 2 };
/* Minutes a step may take. */
static const double LONGEST_STEP = 3.0;
/* Least step worth asking about: eight contrasts of a thousand of a normal sample are
 * farther than 3 sd from zero with heavy tails; under 8 % no package is sold. */
static const double LEAST_Z = 3.0, LEAST_RISE = 0.08;
/* Counted people who stay ten minutes on average change by 0.18 of their number's
 * variance from one minute to the next (M/M/infinity: 2 V (1 - exp(-1/10))). */
static const double LEAST_TURNOVER = 0.18;

static double middle(const double x[], size_t n)
{
    if (n == 1)
        return x[0];
    if (n == 2)
        return 0.5 * (x[0] + x[1]);
    double low = fmin(x[0], x[1]), high = fmax(x[0], x[1]);
    return fmax(low, fmin(high, x[2]));
}

/* Readings up to and with `last` that no gap divides, at most three. */
static size_t before_of(const assay__airing *a, size_t last)
{
    size_t n = 1;
    while (n < WIDE && n <= last && !a->gap[last - n + 1])
        n++;
    return n;
}

static size_t after_of(const assay__airing *a, size_t first)
{
    size_t n = 1;
    while (n < WIDE && first + n < a->n && !a->gap[first + n])
        n++;
    return n;
}

/* The log contrast of the levels that end at `left` and begin at `at`; NaN where a gap
 * lies between or a side has one reading only. */
static double contrast(const assay__airing *a, size_t left, size_t at)
{
    for (size_t i = left + 1; i <= at; i++)
        if (a->gap[i])
            return ASSAY_NUMBER_UNKNOWN;
    size_t before = before_of(a, left), after = after_of(a, at);
    if (before < 2 || after < 2)
        return ASSAY_NUMBER_UNKNOWN;
    return middle(a->log + at, after) - middle(a->log + left + 1 - before, before);
}

/* Robust sd about the median: a steady loss or gain is no noise. */
static double spread_of(double x[], size_t n, double scratch[])
{
    return assay__mad(x, n, assay__median(x, n, scratch), scratch);
}

assay__wavering assay__live_wavering(const assay__airings *airings, double scratch[])
{
    assay__wavering found;
    double *spare = scratch + airings->readings;
    size_t n = 0;
    for (size_t s = 0; s < airings->n; s++)
        for (size_t i = 1; i < airings->all[s].n; i++) {
            double d = contrast(&airings->all[s], i - 1, i);
            if (!isnan(d))
                scratch[n++] = d;
        }
    found.contrast = spread_of(scratch, n, spare);
    n = 0;
    for (size_t s = 0; s < airings->n; s++) {
        const assay__airing *a = &airings->all[s];
        for (size_t i = 1; i < a->n; i++)
            if (!a->gap[i])
                scratch[n++] = a->log[i] - a->log[i - 1];
    }
    found.increment = spread_of(scratch, n, spare);
    return found;
}

static double noise_at(const assay__airing *a, const assay__wavering *wavering, size_t i)
{
    double viewers = fmax(a->viewers[i], 1.0);
    double counted = LEAST_TURNOVER / viewers;
    double cut = a->unit > 1.0 ? a->unit * a->unit / (6.0 * viewers * viewers) : 0.0;
    double own = wavering->contrast;
    return sqrt(fmax(own * own, counted) + cut);
}

/* The farthest edge whose new level begins at i. */
static assay__edge edge_at(const assay__airing *a, const assay__wavering *wavering,
                           size_t i)
{
    assay__edge best = {.at = i, .left = i - 1, .z = 0.0};
    double noise = noise_at(a, wavering, i);
    for (size_t r = 0; r <= MOST_ON_THE_WAY && i >= r + 1; r++) {
        size_t left = i - 1 - r;
        if (r > 0 && a->minutes[i] - a->minutes[left] > LONGEST_STEP + a->every)
            break;
        double d = contrast(a, left, i);
        if (fabs(d) >= LEAST_RISE && fabs(d) / noise > fabs(best.z) + 0.5 * (double)r) {
            best.left = left;
            best.z = d / noise;
        }
    }
    return best;
}

/* Keeps the sharpest, by place. */
static void keep(assay__edge edges[], size_t *n, assay__edge edge)
{
    if (*n == ASSAY__LIVE_EDGES) {
        size_t least = 0;
        for (size_t i = 1; i < *n; i++)
            if (fabs(edges[i].z) < fabs(edges[least].z))
                least = i;
        if (fabs(edges[least].z) >= fabs(edge.z))
            return;
        for (size_t i = least; i + 1 < *n; i++)
            edges[i] = edges[i + 1];
        (*n)--;
    }
    edges[(*n)++] = edge;
}

/* Whether no neighbour on the same side is sharper; the first of equal ones stands. */
static bool is_peak(const double z[], size_t n, size_t i)
{
    size_t from = i > WIDE ? i - WIDE : 1, to = i + WIDE < n ? i + WIDE : n - 1;
    for (size_t j = from; j <= to; j++) {
        bool same = (z[j] > 0.0) == (z[i] > 0.0);
        if (same && (fabs(z[j]) > fabs(z[i]) || (j < i && fabs(z[j]) == fabs(z[i]))))
            return false;
    }
    return true;
}

static void set_levels(const assay__airing *a, assay__edge *edge)
{
    size_t before = before_of(a, edge->left), after = after_of(a, edge->at);
    edge->before = middle(a->viewers + edge->left + 1 - before, before);
    edge->after = middle(a->viewers + edge->at, after);
}

void assay__live_edges(const assay__airing *a, const assay__wavering *wavering,
                       double scratch[], assay__edges *out)
{
    *out = (assay__edges){.n_up = 0};
    scratch[0] = 0.0;
    for (size_t i = 1; i < a->n; i++)
        scratch[i] = edge_at(a, wavering, i).z;
    for (size_t i = 1; i < a->n; i++) {
        if (fabs(scratch[i]) < LEAST_Z || !is_peak(scratch, a->n, i))
            continue;
        assay__edge edge = edge_at(a, wavering, i);
        set_levels(a, &edge);
        if (edge.z > 0.0)
            keep(out->up, &out->n_up, edge);
        else
            keep(out->down, &out->n_down, edge);
    }
}
