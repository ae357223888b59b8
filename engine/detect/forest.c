/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extended isolation forest: rows that random oblique cuts separate early stand out.
 *
 * 100 trees on 128 rows each, grown to the usual depth log2(128). A cut is along one of
 * 256 fixed random combinations of up to three columns; tree and node decide which, so
 * that a row is projected once for all trees and only a cut's position need be kept: a
 * tree is 255 numbers in heap order. A number below 500 is the position of a cut; a leaf
 * holds 1000 plus the path length to it, with the usual allowance for the rows it did not
 * separate. Positions are kept to 4 decimals.
 * Score: 2^(-mean path / path expected), 0..1, about 1/2 for ordinary rows.
 *
 * Sources: Liu, Ting & Zhou 2008; Hariri, Carrasco Kind & Brunner 2021 (oblique cuts).
 */
#include <math.h>

#include "base/random.h"
#include "base/str.h"
#include "detect/columns.h"
#include "detect/kinds.h"

enum {
    TREES = 100,
    ROWS = 128,
    DEPTH = 7,
    SLOTS = (1 << (DEPTH + 1)) - 1,
    MIXED = 3,
    CUTS = 256
};

static const double leaf = 1000; /* no cut of normal scores comes near half of it */

/* A cut's direction: three columns (perhaps the same) with weights. */
typedef struct direction {
    size_t column[MIXED];
    double weight[MIXED];
} direction;

/* Sixteen normal scores of even probability, both signs. */
static const double weights[16] = {-1.863, -1.318, -1.010, -0.776, -0.579, -0.402,
                                   -0.237, -0.078, 0.078,  0.237,  0.402,  0.579,
                                   0.776,  1.010,  1.318,  1.863};

static direction direction_of(size_t number, size_t d)
{
    uint64_t bits = assay__mix64((number + 1) * UINT64_C(0x9E3779B97F4A7C15));
    direction cut = {{0}, {0}};
    for (size_t k = 0; k < MIXED; k++) {
        uint64_t part = bits >> (20 * k);
        cut.column[k] = (size_t)(((part & 0xFFFF) * d) >> 16);
        cut.weight[k] = weights[(part >> 16) & 15];
    }
    return cut;
}

static double along(const direction *cut, const double z[])
{
    double sum = 0;
    for (size_t k = 0; k < MIXED; k++)
        sum += cut->weight[k] * z[cut->column[k]];
    return sum;
}

/* Which direction a node cuts along: the top bits of a multiplicative hash. */
static size_t cut_of(size_t tree, size_t slot)
{
    return (uint32_t)((tree * SLOTS + slot) * UINT32_C(2654435769)) >> 24;
}

/* Mean depth of a search that fails among n keys: what n rows not separated would add. */
static double expected_path(double n)
{
    if (n < 2)
        return 0;
    return n == 2 ? 1 : 2 * (log(n - 1) + 0.5772156649015329) - 2 * (n - 1) / n;
}

typedef struct growing {
    const assay__columns *columns;
    assay__random random;
    size_t tree;
    double *slot;  /* [SLOTS] */
    size_t *row;   /* [ROWS] the tree's rows, those of a node together */
    double *where; /* [ROWS] */
} growing;

/* Rows `from`..`from + n` along the node's cut; the range of it. */
static double measure(growing *g, size_t at, size_t from, size_t n, double *least)
{
    direction cut = direction_of(cut_of(g->tree, at), g->columns->d);
    double most = -HUGE_VAL;
    *least = HUGE_VAL;
    for (size_t i = from; i < from + n; i++) {
        g->where[i] = along(&cut, g->columns->z + g->row[i] * g->columns->d);
        most = fmax(most, g->where[i]);
        *least = fmin(*least, g->where[i]);
    }
    return most - *least;
}

/* Bring the rows at or below the position to the front. @return how many */
static size_t divide(growing *g, size_t from, size_t n, double position)
{
    size_t low = 0;
    for (size_t i = 0; i < n; i++) {
        if (g->where[from + i] > position)
            continue;
        size_t row = g->row[from + i];
        double where = g->where[from + i];
        g->row[from + i] = g->row[from + low];
        g->where[from + i] = g->where[from + low];
        g->row[from + low] = row;
        g->where[from + low] = where;
        low++;
    }
    return low;
}

static void grow(growing *g, size_t at, size_t from, size_t n, size_t depth)
{
    double least = 0,
           range = n > 1 && depth < DEPTH ? measure(g, at, from, n, &least) : 0;
    if (!(range > 1e-3)) { /* finer than positions are kept */
        g->slot[at] =
            leaf + round(((double)depth + expected_path((double)n)) * 1e4) / 1e4;
        return;
    }
    double position = least + range * assay__random_uniform(&g->random);
    position = round(position * 1e4) / 1e4;
    g->slot[at] = position;
    size_t low = divide(g, from, n, position);
    grow(g, 2 * at + 1, from, low, depth + 1);
    grow(g, 2 * at + 2, from + low, n - low, depth + 1);
}

static void grow_tree(growing *g, size_t tree, size_t rows)
{
    const assay__columns *c = g->columns;
    size_t kept = 0;
    g->tree = tree;
    g->random = (assay__random){.key = tree + 1};
    for (size_t i = 0; i < c->n && kept < rows; i++) {
        if (assay__random_below(&g->random, c->n - i) < rows - kept)
            g->row[kept++] = i;
    }
    grow(g, 0, 0, rows, 0);
}

static assay_status fit(const assay__detector_sample *sample, assay_arena *arena,
                        assay__detector_state *out, assay_error *err)
{
    assay__columns c;
    ASSAY__TRY(assay__columns_fit(sample, 1 + TREES * SLOTS, arena, &c, err));
    growing g = {.columns = &c};
    g.row = assay_arena_array(arena, ROWS, sizeof *g.row);
    g.where = assay_arena_array(arena, ROWS, sizeof *g.where);
    if (g.row == NULL || g.where == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a forest");
    size_t rows = c.n < ROWS ? c.n : ROWS;
    double *own = c.number + assay__columns_size(c.d);
    own[0] = expected_path((double)rows);
    for (size_t tree = 0; tree < TREES; tree++) {
        g.slot = own + 1 + tree * SLOTS;
        grow_tree(&g, tree, rows);
    }
    *out = (assay__detector_state){c.number, c.room};
    return ASSAY_OK;
}

static double path(const double slot[], size_t tree, const double projection[])
{
    size_t at = 0;
    while (slot[at] < leaf / 2)
        at = 2 * at + 1 + (projection[cut_of(tree, at)] > slot[at]);
    return slot[at] - leaf;
}

static double score(const assay__detector_state *state, const double row[])
{
    double z[ASSAY__DETECTOR_COLUMNS], projection[CUTS], sum = 0;
    size_t d = (size_t)state->number[0];
    const double *own = assay__columns_own(state);
    if (!assay__columns_read(state, row, z))
        return (double)NAN;
    for (size_t k = 0; k < CUTS; k++) {
        direction cut = direction_of(k, d);
        projection[k] = along(&cut, z);
    }
    for (size_t tree = 0; tree < TREES; tree++)
        sum += path(own + 1 + tree * SLOTS, tree, projection);
    return exp2(-sum / TREES / own[0]);
}

/* Every way down from a slot must end in a leaf. */
static bool ends(const double slot[], size_t at)
{
    if (at >= SLOTS)
        return false;
    return slot[at] >= leaf / 2 || (ends(slot, 2 * at + 1) && ends(slot, 2 * at + 2));
}

static bool check(const assay__detector_state *state, size_t d)
{
    if (!assay__columns_check(state, d, 1 + TREES * SLOTS))
        return false;
    const double *own = assay__columns_own(state);
    bool right = own[0] > 0;
    for (size_t tree = 0; tree < TREES; tree++)
        right = right && ends(own + 1 + tree * SLOTS, 0);
    return right;
}

const assay__detector assay__detector_forest = {"forest", ASSAY__DETECTOR_COLUMNS, fit,
                                                score, check};
