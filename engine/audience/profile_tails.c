/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learning without labels: a sign's curve is how rare a value is on the side that speaks
 * for a fake, in digits, and it can only speak against (one-sided tails; on a public set
 * they ranked at AUROC 0.978 where two-sided ones did at 0.915). A sign that may speak
 * either way says nothing here.
 */
#include "audience/profile_learn.h"

#include <math.h>

#include "base/str.h"
#include "stat/order.h"

enum { ROOM = ASSAY__CURVE_ROOM, SIGNS = ASSAY__PROFILE_SIGNS, FEWEST = 20 };

/* Beyond 1 in 1000 a sample of followers says nothing more, and one odd column must not
 * outweigh the others. */
static const double MOST_DIGITS = 3;

/* Places of knots among n sorted values, close together at the upper end. */
static size_t knot_places(size_t n, size_t place[])
{
    static const double UPPER[] = {0.0005, 0.001, 0.002, 0.005, 0.01, 0.015,
                                   0.02,   0.03,  0.04,  0.06,  0.08};
    enum { TAIL = sizeof UPPER / sizeof *UPPER, BODY = ROOM - TAIL };
    size_t used = 0;
    for (size_t k = 0; k < BODY; k++)
        place[used++] = (size_t)((double)(n - 1) * 0.9 * (double)k / (BODY - 1));
    for (size_t k = TAIL; k-- > 0;)
        place[used++] = (size_t)((double)(n - 1) * (1 - UPPER[k]));
    return used;
}

/* Digits of the upper tail of sorted values. */
static void tail_curve(const double sorted[], size_t n, assay__curve *curve)
{
    size_t place[ROOM], places = knot_places(n, place);
    *curve = (assay__curve){.n = 0};
    for (size_t k = 0; k < places; k++) {
        double x = sorted[place[k]];
        if (curve->n > 0 && !(x > curve->x[curve->n - 1]))
            continue;
        double above = (double)(n - assay__count_below(sorted, n, x));
        double digits = -log10((above + 1) / ((double)n + 1));
        curve->x[curve->n] = x;
        curve->y[curve->n++] = fmin(MOST_DIGITS, fmax(0, digits));
    }
}

/* The curve of a sign whose low values speak for a fake, from that of its negative. */
static void mirror(assay__curve *curve)
{
    assay__curve turned = *curve;
    for (size_t k = 0; k < curve->n; k++) {
        curve->x[k] = -turned.x[curve->n - 1 - k];
        curve->y[k] = turned.y[curve->n - 1 - k];
    }
}

/* So that a sign that is missing stands for the usual one. */
static void centre(assay__curve *curve, const double known[], size_t n, int direction)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += assay__curve_at(curve, direction * known[i]);
    for (size_t k = 0; k < curve->n; k++)
        curve->y[k] -= sum / (double)n;
}

static void learn_sign(const assay__profile_table *table, size_t sign,
                       assay_profiles_model *model, double known[])
{
    int direction = assay_profile_sign_at(sign)->direction;
    const double *value = table->value + sign * table->rows;
    size_t n = 0;
    for (size_t i = 0; i < table->rows; i++)
        if (!isnan(value[i]))
            known[n++] = direction * value[i];
    model->curves[sign] = (assay__curve){.n = 0};
    model->grounds[sign] = ASSAY__GROUND_POPULATION;
    if (n < FEWEST || direction == 0)
        return;
    assay__sort(known, n);
    tail_curve(known, n, &model->curves[sign]);
    if (direction < 0)
        mirror(&model->curves[sign]);
    centre(&model->curves[sign], known, n, direction);
}

/* Probability that a row of the population has a smaller sum, at quantiles of sums. */
static void rank_view(const assay__profile_table *table, assay_profile_view view,
                      assay_profiles_model *model, double sum[])
{
    double value[SIGNS];
    size_t n = 0;
    for (size_t i = 0; i < table->rows; i++) {
        assay__profile_row(table, i, value);
        if (assay__profile_has_view(value, view))
            sum[n++] = assay__profile_view_sum(model, value, view);
    }
    assay__curve *rank = &model->scales[view].rank;
    *rank = (assay__curve){.n = 0};
    if (n == 0) { /* a view nobody was seen by: in the middle */
        *rank = (assay__curve){.n = 1, .x = {0}, .y = {0.5}};
        return;
    }
    assay__sort(sum, n);
    size_t place[ROOM], places = knot_places(n, place);
    for (size_t k = 0; k < places; k++) {
        double x = sum[place[k]];
        if (rank->n > 0 && !(x > rank->x[rank->n - 1]))
            continue;
        double below = (double)assay__count_below(sum, n, x);
        double equal = (double)assay__count_up_to(sum, n, x) - below;
        rank->x[rank->n] = x;
        rank->y[rank->n++] = (below + equal / 2) / (double)n;
    }
}

assay_status assay__profiles_learn_tails(const assay__profile_table *table,
                                         assay_profiles_model *model, assay_error *err)
{
    if (table->rows < FEWEST)
        return assay_fail(err, ASSAY_UNUSABLE, "a model needs %d profiles, there are %zu",
                          FEWEST, table->rows);
    assay_arena *arena = NULL;
    ASSAY__TRY(assay_arena_new(1 << 16, NULL, &arena, err));
    double *work = assay_arena_array(arena, table->rows + 1, sizeof *work);
    if (work == NULL) {
        assay_arena_free(arena);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to learn from profiles");
    }
    model->labelled = false;
    model->n = (double)table->rows;
    for (size_t k = 0; k < SIGNS; k++)
        learn_sign(table, k, model, work);
    for (size_t v = ASSAY_PROFILE_NOTHING + 1; v < ASSAY_PROFILE_VIEWS; v++)
        rank_view(table, (assay_profile_view)v, model, work);
    assay_arena_free(arena);
    return ASSAY_OK;
}
