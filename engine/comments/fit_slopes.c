/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A logistic regression on signs and runs in which a sign never speaks for the contrary
 * of what it means: such a sign is left out, in the sum of built-in weights too, and the
 * rest is fitted again. */
#include "comments/fit_slopes.h"

#include <math.h>

#include "base/str.h"
#include "stat/logistic.h"

static bool is_selected(const assay__selection *s, size_t i)
{
    return !isnan(s->rows[i]->about.label) &&
           (s->left_out == ASSAY__NONE || s->fold[i] != s->left_out);
}

typedef struct matrix {
    size_t *start;
    uint32_t *column;
    float *value;
    double *y;
    size_t n;
} matrix;

static bool open_matrix(const assay_comments_fit *fit, assay_arena *arena, matrix *m)
{
    m->start = assay_arena_array(arena, fit->n_rows + 1, sizeof *m->start);
    size_t entries = fit->entries + fit->n_rows + 1;
    m->column = assay_arena_array(arena, entries, sizeof *m->column);
    m->value = assay_arena_array(arena, entries, sizeof *m->value);
    m->y = assay_arena_array(arena, fit->n_rows + 1, sizeof *m->y);
    return m->start != NULL && m->column != NULL && m->value != NULL && m->y != NULL;
}

/* The built-in weight of the sign that stands in a column; 0 for other columns. */
static double built_in_weight(uint32_t column)
{
    bool sign = column >= ASSAY__FIRST_SIGN && column < ASSAY__FIRST_GRAM;
    return sign ? assay__sign_row_of((assay__sign)(column - ASSAY__FIRST_SIGN))->weight
                : 0;
}

/* Copies a row without the signs left out, in its sum of built-in weights too.
 * @return how many entries it has */
static size_t copy_row(const assay__comment_row *r, const bool left_out[],
                       uint32_t column[], float value[])
{
    size_t n = 1; /* the sum's place, filled last */
    double rule = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t at = r->columns[i];
        if (at == ASSAY__RULE_COLUMN) {
            rule += (double)r->values[i];
        } else if (at < ASSAY__FIRST_GRAM && left_out[at - ASSAY__FIRST_SIGN]) {
            rule -= built_in_weight(at) * (double)r->values[i] / ASSAY__RULE_SCALE;
        } else {
            column[n] = at;
            value[n++] = r->values[i];
        }
    }
    column[0] = ASSAY__RULE_COLUMN;
    value[0] = (float)rule;
    return n;
}

static void fill_matrix(const assay__selection *s, const bool left_out[], matrix *m)
{
    size_t entries = 0;
    m->n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (!is_selected(s, i))
            continue;
        const assay__comment_row *r = s->rows[i];
        m->start[m->n] = entries;
        m->y[m->n++] = r->about.label;
        entries += copy_row(r, left_out, m->column + entries, m->value + entries);
    }
    m->start[m->n] = entries;
}

size_t assay__column_count(const assay_comments_fit *fit)
{
    return ASSAY__FIRST_GRAM + ((size_t)1 << fit->options.gram_bits);
}

double assay__weight_of(const double slopes[], uint32_t column)
{
    return slopes[ASSAY__RULE_COLUMN] / ASSAY__RULE_SCALE * built_in_weight(column) +
           slopes[column];
}

/* Leaves out the signs that ended up speaking for the contrary of what they mean; what a
 * sign means is the sign of its built-in weight, 0 when it may speak for either.
 * @return whether there were any */
static bool leave_out_contrary(const double slopes[], bool left_out[])
{
    bool any = false;
    for (uint32_t i = 0; i < ASSAY__SIGN_COUNT; i++) {
        uint32_t column = ASSAY__FIRST_SIGN + i;
        bool contrary = built_in_weight(column) * assay__weight_of(slopes, column) < 0;
        if (i == ASSAY__SIGN_BIAS || left_out[i] || !contrary)
            continue;
        left_out[i] = true;
        any = true;
    }
    return any;
}

assay_status assay__fit_slopes(const assay_comments_fit *fit, const assay__selection *s,
                               assay_arena *arena, double slopes[], assay_error *err)
{
    matrix m = {.n = 0};
    if (!open_matrix(fit, arena, &m))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to fit a comments model");
    bool left_out[ASSAY__SIGN_COUNT] = {false};
    do {
        fill_matrix(s, left_out, &m);
        assay__sparse rows = {.n = m.n,
                              .d = assay__column_count(fit),
                              .start = m.start,
                              .column = m.column,
                              .value = m.value,
                              .y = m.y};
        ASSAY__TRY(
            assay__logistic_fit_sparse(&rows, fit->options.l2, slopes, arena, err));
    } while (leave_out_contrary(slopes, left_out));
    for (uint32_t i = 0; i < ASSAY__SIGN_COUNT; i++)
        if (left_out[i]) /* takes back its part of the sum, which keeps it in all rows */
            slopes[ASSAY__FIRST_SIGN + i] -=
                assay__weight_of(slopes, ASSAY__FIRST_SIGN + i);
    return ASSAY_OK;
}
