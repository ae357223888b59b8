/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Isotonic regression is the slope of the greatest convex minorant of the cumulative sum
 * diagram. Adding one case moves one corner of it, and the corners for all places of the
 * case follow from each other in one sweep (Vovk, Petej & Fedorova 2015, algorithms 1-4).
 * The sweep for label 0 is the sweep for label 1 on the diagram turned by half a turn:
 * scores reversed, labels exchanged. */
#include <math.h>

#include "base/str.h"
#include "stat/calibrate.h"
#include "stat/labelled.h"
#include "stat/order.h"

typedef struct corner {
    double x, y;
} corner;

/* Twice the signed area of a, b, c: not above 0 when c is not left of the line a -> b. */
static double turning(corner a, corner b, corner c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static double slope(corner a, corner b)
{
    return (b.y - a.y) / (b.x - a.x);
}

/* Distinct scores with their number of cases and of ones. */
typedef struct bins {
    size_t n;
    double *cases, *ones;
} bins;

/* Room for one sweep. `point` stands for P_{-1} .. P_n, shifted by one. */
typedef struct sweep {
    corner *point;        /* [n + 2] */
    corner *stack, *back; /* [n + 2] */
} sweep;

/* Corners of the minorant of P_{-1} .. P_n, the first on top of `back`. */
static size_t first_corners(const sweep *s, size_t n)
{
    size_t depth = 2;
    s->stack[0] = s->point[0];
    s->stack[1] = s->point[1];
    for (size_t i = 2; i < n + 2; i++) {
        while (depth > 1 &&
               turning(s->stack[depth - 2], s->stack[depth - 1], s->point[i]) <= 0)
            depth--;
        s->stack[depth++] = s->point[i];
    }
    for (size_t i = 0; i < depth; i++)
        s->back[i] = s->stack[depth - 1 - i];
    return depth;
}

/* value[i]: the isotonic value at bin i once a case with label 1 is added to it. */
static void with_one_added(const bins *b, const sweep *s, double value[])
{
    s->point[0] = (corner){-1, -1};
    s->point[1] = (corner){0, 0};
    for (size_t i = 0; i < b->n; i++)
        s->point[i + 2] =
            (corner){s->point[i + 1].x + b->cases[i], s->point[i + 1].y + b->ones[i]};
    size_t depth = first_corners(s, b->n);
    for (size_t i = 0; i < b->n; i++) {
        corner top = s->back[depth - 1], next = s->back[depth - 2];
        value[i] = slope(top, next);
        /* the added case moves behind bin i: the corner between slides by its sum */
        corner *moved = &s->point[i + 1];
        *moved = (corner){s->point[i].x + b->cases[i], s->point[i].y + b->ones[i]};
        if (turning(top, next, *moved) >= 0)
            continue;
        depth--;
        while (depth > 1 && turning(*moved, s->back[depth - 1], s->back[depth - 2]) <= 0)
            depth--;
        s->back[depth++] = *moved;
    }
}

static void reverse(double x[], size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        double kept = x[i];
        x[i] = x[n - 1 - i];
        x[n - 1 - i] = kept;
    }
}

static void exchange_labels(bins *b)
{
    reverse(b->cases, b->n);
    reverse(b->ones, b->n);
    for (size_t i = 0; i < b->n; i++)
        b->ones[i] = b->cases[i] - b->ones[i];
}

static void group(const assay__labelled *sample, const size_t order[], double score[],
                  bins *b)
{
    for (size_t i = 0; i < sample->n; i++) {
        double s = sample->score[order[i]];
        if (b->n == 0 || score[b->n - 1] != s) {
            score[b->n] = s;
            b->n++;
        }
        b->cases[b->n - 1]++;
        b->ones[b->n - 1] += sample->label[order[i]];
    }
}

assay_status assay__venn_abers_fit(const assay__labelled *sample, assay__venn_abers *out,
                                   assay_arena *arena, assay_error *err)
{
    ASSAY__TRY(assay__labelled_check(sample, err));
    size_t n = sample->n;
    size_t *order = assay_arena_array(arena, n, 2 * sizeof *order);
    double *room = assay_arena_array(arena, n, 5 * sizeof *room);
    corner *corners = assay_arena_array(arena, n + 2, 3 * sizeof *corners);
    if (order == NULL || room == NULL || corners == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a calibration");
    bins b = {0, room + 3 * n, room + 4 * n};
    sweep s = {corners, corners + n + 2, corners + 2 * (n + 2)};
    assay__sort_order(sample->score, n, order, order + n);
    group(sample, order, room, &b);
    double *low = room + n, *high = room + 2 * n;
    with_one_added(&b, &s, high);
    exchange_labels(&b);
    with_one_added(&b, &s, low);
    reverse(low, b.n);
    for (size_t i = 0; i < b.n; i++)
        low[i] = 1 - low[i];
    *out = (assay__venn_abers){b.n, room, low, high};
    return ASSAY_OK;
}

assay_interval assay__venn_abers_apply(const assay__venn_abers *map, double score)
{
    if (isnan(score) || map->n == 0)
        return ASSAY_INTERVAL_UNKNOWN;
    /* Between two scores of the sample a 0 pools with the lower, a 1 with the upper. */
    size_t up_to = assay__count_up_to(map->score, map->n, score);
    size_t below = assay__count_below(map->score, map->n, score);
    double low = up_to > 0 ? map->low[up_to - 1] : 0;
    double high = below < map->n ? map->high[below] : 1;
    return (assay_interval){high / (1 - low + high), low, high};
}
