/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the file of a profile model: every sign must be known and there, every curve
 * rise in its places and keep its sign's direction, every count be one. */
#include "audience/profile_model.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "format/envelope.h"

static assay_status bad(assay_error *err, const char *place, const char *what)
{
    return assay_fail(err, ASSAY_UNKNOWN_MODEL, "%s: %s", place, what);
}

static bool names_are(const assay__node *object, const char *const names[], size_t n)
{
    if (!assay__node_is_object(object) || assay__node_count(object) != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (assay__node_member(object, names[i]) == NULL)
            return false;
    return true;
}

/* Numbers of an array, at most `room`; SIZE_MAX when they are none. */
static size_t take_numbers(const assay__node *node, double out[], size_t room)
{
    size_t n = assay__node_count(node), i = 0;
    if (!assay__node_is_array(node) || n > room)
        return SIZE_MAX;
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at))
        if (!assay__node_number(at, &out[i++]))
            return SIZE_MAX;
    return n;
}

static bool ascends(const double x[], size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (!(x[i] > x[i - 1]))
            return false;
    return true;
}

/* A curve whose heights keep a direction. */
static assay_status take_curve(const assay__node *node, int direction, assay__curve *out,
                               assay_error *err)
{
    size_t n = take_numbers(assay__node_member(node, "x"), out->x, ASSAY__CURVE_ROOM);
    size_t m = take_numbers(assay__node_member(node, "y"), out->y, ASSAY__CURVE_ROOM);
    if (n == SIZE_MAX || n != m || !ascends(out->x, n))
        return bad(err, "x", "not the places of a curve");
    for (size_t i = 0; i < n; i++)
        if (fabs(out->y[i]) > 1e3)
            return bad(err, "y", "not a height");
    out->n = n;
    return assay__curve_keeps(out, direction)
               ? ASSAY_OK
               : bad(err, "y", "against the direction of its sign");
}

static assay_status take_sign(const assay__node *node, size_t i,
                              assay_profiles_model *model, assay_error *err)
{
    static const char *const NAMES[] = {"ground", "x", "y"};
    const char *ground = "";
    if (!names_are(node, NAMES, 3) ||
        !assay__node_text(assay__node_member(node, "ground"), &ground))
        return bad(err, assay_profile_sign_at(i)->name, "not the members that are known");
    size_t g = 0;
    while (g < ASSAY__GROUNDS &&
           strcmp(assay__ground_name((assay__ground)g), ground) != 0)
        g++;
    if (g == ASSAY__GROUNDS)
        return bad(err, "ground", "not known");
    model->grounds[i] = (assay__ground)g;
    return take_curve(node, assay_profile_sign_at(i)->direction, &model->curves[i], err);
}

static assay_status take_signs(const assay__node *signs, assay_profiles_model *model,
                               assay_error *err)
{
    if (!assay__node_is_object(signs) || assay__node_count(signs) != ASSAY__PROFILE_SIGNS)
        return bad(err, "signs", "not the signs that are known");
    for (size_t i = 0; i < ASSAY__PROFILE_SIGNS; i++)
        ASSAY__TRY(take_sign(assay__node_member(signs, assay_profile_sign_at(i)->name), i,
                             model, err));
    return ASSAY_OK;
}

static assay_status take_source(const assay__node *node, assay_arena *arena,
                                assay_profiles_source *out, assay_error *err)
{
    static const char *const NAMES[] = {"count", "fake", "name"};
    const char *name = "";
    if (!names_are(node, NAMES, 3) ||
        take_numbers(assay__node_member(node, "count"), out->count, ASSAY_PROFILE_BINS) !=
            ASSAY_PROFILE_BINS ||
        !assay__node_truth(assay__node_member(node, "fake"), &out->fake) ||
        !assay__node_text(assay__node_member(node, "name"), &name))
        return bad(err, "sources", "not a source");
    for (size_t b = 0; b < ASSAY_PROFILE_BINS; b++) {
        if (!(out->count[b] >= 0 && out->count[b] <= 1e12))
            return bad(err, "count", "not a count");
        out->n += out->count[b];
    }
    out->name = assay_arena_copy(arena, assay__str(name)).ptr;
    return out->name != NULL ? ASSAY_OK
                             : assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
}

static assay_status take_sources(const assay__node *node, assay_arena *arena,
                                 assay__profile_scale *scale, assay_error *err)
{
    size_t n = assay__node_count(node), i = 0;
    if (!assay__node_is_array(node) || n > ASSAY__MOST_SOURCES)
        return bad(err, "sources", "not a list of sources");
    scale->sources = assay_arena_array(arena, n + 1, sizeof *scale->sources);
    if (scale->sources == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at))
        ASSAY__TRY(take_source(at, arena, &scale->sources[i++], err));
    scale->n_sources = n;
    return ASSAY_OK;
}

/* A curve of probabilities that never falls. */
static assay_status take_rank(const assay__node *node, assay__curve *rank,
                              assay_error *err)
{
    ASSAY__TRY(take_curve(node, 1, rank, err));
    for (size_t i = 0; i < rank->n; i++)
        if (rank->y[i] < 0 || rank->y[i] > 1)
            return bad(err, "rank", "not between 0 and 1");
    return ASSAY_OK;
}

static assay_status take_scale(const assay__node *node, assay_profiles_model *model,
                               assay__profile_scale *scale, assay_error *err)
{
    static const char *const NAMES[] = {"edges", "intercept", "rank", "slope", "sources"};
    static const char *const CURVE[] = {"x", "y"};
    if (!names_are(node, NAMES, 5) ||
        !names_are(assay__node_member(node, "rank"), CURVE, 2))
        return bad(err, "views", "not the members that are known");
    if (!assay__node_number(assay__node_member(node, "intercept"), &scale->intercept) ||
        !assay__node_number(assay__node_member(node, "slope"), &scale->slope) ||
        fabs(scale->intercept) > 1e3 || scale->slope < 0 || scale->slope > 1e3)
        return bad(err, "slope", "not a number in range");
    ASSAY__TRY(take_rank(assay__node_member(node, "rank"), &scale->rank, err));
    ASSAY__TRY(
        take_sources(assay__node_member(node, "sources"), model->arena, scale, err));
    size_t edges = take_numbers(assay__node_member(node, "edges"), scale->edges,
                                ASSAY_PROFILE_BINS - 1);
    size_t wanted = scale->n_sources > 0 ? ASSAY_PROFILE_BINS - 1 : 0;
    if (edges != wanted || !ascends(scale->edges, edges))
        return bad(err, "edges", "not those of the cells");
    return ASSAY_OK;
}

static assay_status take_payload(const assay__node *payload, assay_profiles_model *model,
                                 assay_error *err)
{
    static const char *const NAMES[] = {"labelled", "n", "signs", "views"};
    if (!names_are(payload, NAMES, 4))
        return bad(err, "payload", "not the members that are known");
    if (!assay__node_truth(assay__node_member(payload, "labelled"), &model->labelled) ||
        !assay__node_number(assay__node_member(payload, "n"), &model->n) || model->n < 0)
        return bad(err, "n", "not a count");
    ASSAY__TRY(take_signs(assay__node_member(payload, "signs"), model, err));
    const assay__node *views = assay__node_member(payload, "views");
    if (assay__node_count(views) != ASSAY_PROFILE_VIEWS - 1)
        return bad(err, "views", "not the views that are known");
    for (size_t v = ASSAY_PROFILE_NOTHING + 1; v < ASSAY_PROFILE_VIEWS; v++)
        ASSAY__TRY(take_scale(
            assay__node_member(views, assay_profile_view_name((assay_profile_view)v)),
            model, &model->scales[v], err));
    return ASSAY_OK;
}

assay_status assay_profiles_model_load(assay_str bytes, assay_profiles_model **out,
                                       assay_error *err)
{
    assay__document *document = NULL;
    assay__model_head head = {.kind = "", .name = ""};
    assay_profiles_model *model = NULL;
    ASSAY__TRY(assay__model_open(bytes, &document, &head, err));
    assay_status status = ASSAY_OK;
    if (strcmp(head.kind, "profiles") != 0)
        status = bad(err, head.kind, "a model of another kind than profiles");
    if (status == ASSAY_OK && strlen(head.name) > 63)
        status = bad(err, "name", "too long");
    if (status == ASSAY_OK)
        status = assay__profiles_model_new(head.name, &model, err);
    if (status == ASSAY_OK)
        status = take_payload(head.payload, model, err);
    if (status == ASSAY_OK) {
        memcpy(model->sha256, head.file_sha256, sizeof model->sha256);
        *out = model;
    } else {
        assay_profiles_model_free(model);
    }
    assay__document_free(document);
    return status;
}
