/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of Venn-Abers are few, so only where one of them rises is kept; between kept
 * knots low is read from the left and high from the right, which gives the same numbers
 * as all of them. */
#include "model/label_map.h"

#include <assay/fit.h>

#include "base/str.h"

#include <math.h>
#include <stdlib.h>

assay__label_method assay__label_method_for(size_t bad, size_t good)
{
    size_t all = bad + good;
    if (all >= ASSAY__VENN_ABERS_FEWEST && bad >= ASSAY__VENN_ABERS_EACH &&
        good >= ASSAY__VENN_ABERS_EACH)
        return ASSAY__LABELS_VENN_ABERS;
    if (all >= ASSAY__BETA_FEWEST && bad > 0 && good > 0)
        return ASSAY__LABELS_BETA;
    return ASSAY__LABELS_NO_MAP;
}

bool assay_fit_bears_weights(size_t bad, size_t good)
{
    return assay__label_method_for(bad, good) == ASSAY__LABELS_VENN_ABERS;
}

const char *assay__label_method_name(assay__label_method method)
{
    switch (method) {
    case ASSAY__LABELS_BETA:
        return "beta";
    case ASSAY__LABELS_VENN_ABERS:
        return "venn_abers";
    case ASSAY__LABELS_NO_MAP:
        break;
    }
    return NULL;
}

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a map of labels");
}

static bool knots_room(assay__venn_abers *knots, size_t n)
{
    knots->n = n;
    knots->score = calloc(n + 1, sizeof *knots->score);
    knots->low = calloc(n + 1, sizeof *knots->low);
    knots->high = calloc(n + 1, sizeof *knots->high);
    return knots->score != NULL && knots->low != NULL && knots->high != NULL;
}

static bool steps_at(const assay__venn_abers *all, size_t i)
{
    return i == 0 || i + 1 == all->n || all->low[i] != all->low[i - 1] ||
           all->high[i] != all->high[i + 1];
}

static assay_status keep_steps(const assay__venn_abers *all, assay__venn_abers *out,
                               assay_error *err)
{
    size_t kept = 0, at = 0;
    for (size_t i = 0; i < all->n; i++)
        kept += steps_at(all, i) ? 1 : 0;
    if (!knots_room(out, kept))
        return no_memory(err);
    for (size_t i = 0; i < all->n; i++) {
        if (!steps_at(all, i))
            continue;
        out->score[at] = all->score[i];
        out->low[at] = all->low[i];
        out->high[at++] = all->high[i];
    }
    return ASSAY_OK;
}

static assay_status fit_method(const assay__labelled *sample, assay__label_map *map,
                               assay_arena *arena, assay_error *err)
{
    assay__venn_abers all;
    switch (map->method) {
    case ASSAY__LABELS_NO_MAP:
        return ASSAY_OK;
    case ASSAY__LABELS_BETA:
        return assay__beta_fit(sample, &map->beta, arena, err);
    case ASSAY__LABELS_VENN_ABERS:
        break;
    }
    ASSAY__TRY(assay__venn_abers_fit(sample, &all, arena, err));
    return keep_steps(&all, &map->abers, err);
}

assay_status assay__label_map_fit(const assay__labelled *sample, assay__label_map *out,
                                  assay_arena *arena, assay_error *err)
{
    size_t bad = 0;
    for (size_t i = 0; i < sample->n; i++)
        bad += sample->label[i] > 0.5 ? 1 : 0;
    assay__label_map map = {.n = (double)sample->n};
    map.method = assay__label_method_for(bad, sample->n - bad);
    assay_status status = fit_method(sample, &map, arena, err);
    if (status == ASSAY_OK)
        *out = map;
    else
        assay__label_map_free(&map);
    return status;
}

assay_interval assay__label_map_apply(const assay__label_map *map, double p)
{
    if (map->method == ASSAY__LABELS_VENN_ABERS) {
        /* p1 / (1 - p0 + p1) is Laplace's rule where a block is all alike: within. */
        assay_interval told = assay__venn_abers_apply(&map->abers, p);
        return (assay_interval){told.value,
                                fmin(assay__laplace_end(told.low, map->n), told.value),
                                fmax(assay__laplace_end(told.high, map->n), told.value)};
    }
    double value = map->method == ASSAY__LABELS_BETA
                       ? assay__laplace(assay__beta_apply(&map->beta, p), map->n)
                       : p;
    return (assay_interval){value, value, value};
}

void assay__label_map_free(assay__label_map *map)
{
    free(map->abers.score);
    free(map->abers.low);
    free(map->abers.high);
    *map = (assay__label_map){.method = ASSAY__LABELS_NO_MAP};
}

/* ---- the file --------------------------------------------------------------------- */

static void put_numbers(assay__json_writer *json, const char *key, const double x[],
                        size_t n)
{
    assay__json_key(json, key);
    assay__json_begin_array(json);
    for (size_t i = 0; i < n; i++)
        assay__json_number(json, x[i]);
    assay__json_end_array(json);
}

void assay__label_map_save(assay__json_writer *json, const assay__label_map *map)
{
    const double beta[] = {map->beta.a, map->beta.b, map->beta.c};
    assay__json_begin(json);
    put_numbers(json, "beta", beta, 3);
    put_numbers(json, "high", map->abers.high, map->abers.n);
    put_numbers(json, "low", map->abers.low, map->abers.n);
    assay__json_member_text(json, "method",
                            assay__str(assay__label_method_name(map->method)));
    assay__json_member_number(json, "n", map->n);
    put_numbers(json, "score", map->abers.score, map->abers.n);
    assay__json_end(json);
}

static assay_status refuse(assay_error *err, const char *what)
{
    return assay_fail(err, ASSAY_UNKNOWN_MODEL, "label_map: %s", what);
}

/* Numbers 0..1 that do not fall. */
static bool take_rising(const assay__node *node, double out[], size_t n)
{
    if (!assay__node_is_array(node) || assay__node_count(node) != n)
        return false;
    size_t i = 0;
    for (node = assay__node_first(node); node != NULL; node = assay__node_next(node)) {
        if (!assay__node_number(node, &out[i]) || out[i] < 0.0 || out[i] > 1.0 ||
            (i > 0 && out[i] < out[i - 1]))
            return false;
        i++;
    }
    return true;
}

static assay_status load_abers(const assay__node *node, double labels,
                               assay__venn_abers *out, assay_error *err)
{
    size_t n = assay__node_count(assay__node_member(node, "score"));
    if (n == 0 || (double)n > labels)
        return refuse(err, n == 0 ? "no steps" : "more steps than labels");
    if (!knots_room(out, n))
        return no_memory(err);
    if (!take_rising(assay__node_member(node, "score"), out->score, n) ||
        !take_rising(assay__node_member(node, "low"), out->low, n) ||
        !take_rising(assay__node_member(node, "high"), out->high, n))
        return refuse(err, "steps must be numbers of 0 to 1 that do not fall");
    for (size_t i = 0; i < n; i++)
        if (out->low[i] > out->high[i])
            return refuse(err, "low lies above high");
    return ASSAY_OK;
}

static assay_status load_beta(const assay__node *node, assay__beta_map *out,
                              assay_error *err)
{
    double x[3] = {0.0};
    size_t i = 0;
    const assay__node *at = assay__node_member(node, "beta");
    if (!assay__node_is_array(at) || assay__node_count(at) != 3)
        return refuse(err, "beta has three numbers");
    for (at = assay__node_first(at); at != NULL; at = assay__node_next(at))
        if (!assay__node_number(at, &x[i++]))
            return refuse(err, "beta has three numbers");
    if (x[0] < 0.0 || x[1] < 0.0)
        return refuse(err, "beta must not fall");
    *out = (assay__beta_map){x[0], x[1], x[2]};
    return ASSAY_OK;
}

assay_status assay__label_map_load(const assay__node *node, assay__label_map *out,
                                   assay_error *err)
{
    const char *method = "";
    if (!assay__node_is_object(node) || assay__node_count(node) != 6 ||
        !assay__node_text(assay__node_member(node, "method"), &method) ||
        !assay__node_number(assay__node_member(node, "n"), &out->n))
        return refuse(err, "beta, high, low, method, n and score are needed");
    if (!(out->n >= 1.0))
        return refuse(err, "n is the number of labels");
    ASSAY__TRY(load_beta(node, &out->beta, err));
    if (strcmp(method, "beta") == 0) {
        out->method = ASSAY__LABELS_BETA;
        return ASSAY_OK;
    }
    if (strcmp(method, "venn_abers") != 0)
        return refuse(err, "an unknown method");
    out->method = ASSAY__LABELS_VENN_ABERS;
    return load_abers(node, out->n, &out->abers, err);
}
