/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diffuse channel from a model file: columns that are features of the model, and
 * states whose every number the detector itself has checked. */
#include "model/model.h"
#include "model/model_names.h"

#include "base/str.h"
#include "format/base64.h"

#include <stdlib.h>

/* The largest state there is, a forest's, has some 27,000 numbers. */
enum { MOST_NUMBERS = 1 << 17 };

static assay_status refuse(assay_error *err, const char *place, const char *what)
{
    return assay_fail(err, ASSAY_UNKNOWN_MODEL, "%s: %s", place, what);
}

static assay_status load_columns(const assay__node *node, assay_model *model,
                                 assay_error *err)
{
    assay__diffuse *out = &model->diffuse;
    size_t n = assay__node_is_array(node) ? assay__node_count(node) : 0;
    if (n == 0 || n > ASSAY__DIFFUSE_COLUMNS)
        return refuse(err, "diffuse.columns", "not an array of 1 to 12 features");
    for (node = assay__node_first(node); node != NULL; node = assay__node_next(node)) {
        const char *name = "";
        bool text = assay__node_text(node, &name);
        size_t f = text ? assay_feature_find(assay__str(name)) : SIZE_MAX;
        if (f >= assay_feature_count() || !model->references[f].used)
            return refuse(err, name, "not a feature of this model");
        out->column[out->n++] = f;
    }
    return ASSAY_OK;
}

/* Numbers of a state, stored as float. */
static assay_status load_numbers(const assay__node *node, const char *place,
                                 assay__detector_state *out, assay_error *err)
{
    double size = 0.0;
    const char *text = "";
    if (!assay__node_number(assay__node_member(node, "size"), &size) || !(size >= 1.0) ||
        size > MOST_NUMBERS ||
        !assay__node_text(assay__node_member(node, "numbers"), &text))
        return refuse(err, place, "no numbers");
    out->size = (size_t)size;
    out->number = calloc(out->size, sizeof *out->number);
    float *cells = calloc(out->size, sizeof *cells);
    bool room = out->number != NULL && cells != NULL;
    bool read =
        room && assay__base64_read(assay__str(text), cells, out->size * sizeof *cells);
    for (size_t i = 0; read && i < out->size; i++)
        out->number[i] = (double)cells[i];
    free(cells);
    if (!room)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a detector");
    return read ? ASSAY_OK : refuse(err, place, "numbers of another size");
}

static assay_status load_detector(const assay__node *node, size_t k, assay__diffuse *out,
                                  assay_error *err)
{
    const char *name = ASSAY__DIFFUSE_NAMES[k];
    const assay__detector *detector = assay__detector_find(assay__str(name));
    if (!assay__node_is_object(node) || assay__node_count(node) != 3)
        return refuse(err, name, "must hold numbers, size and tail");
    ASSAY__TRY(load_numbers(node, name, &out->state[k], err));
    ASSAY__TRY(assay__detector_check(detector, &out->state[k], out->n, err));
    return assay__tail_load(assay__node_member(node, "tail"), name, &out->tail[k], err);
}

static assay_status load_detectors(const assay__node *node, assay__diffuse *out,
                                   assay_error *err)
{
    for (size_t k = 0; k < ASSAY__DIFFUSE_DETECTORS; k++)
        ASSAY__TRY(load_detector(assay__node_member(node, ASSAY__DIFFUSE_NAMES[k]), k,
                                 out, err));
    return ASSAY_OK;
}

assay_status assay__diffuse_load(const assay__node *node, assay_model *model,
                                 assay_error *err)
{
    assay__diffuse *out = &model->diffuse;
    if (assay__node_is_object(node) && assay__node_count(node) == 0)
        return ASSAY_OK; /* the fit had too few accounts for one */
    if (!assay__node_is_object(node) ||
        assay__node_count(node) != ASSAY__DIFFUSE_DETECTORS + 3)
        return refuse(err, "diffuse",
                      "must hold columns, the detectors, tail and weight");
    ASSAY__TRY(load_columns(assay__node_member(node, "columns"), model, err));
    ASSAY__TRY(load_detectors(node, out, err));
    ASSAY__TRY(assay__tail_load(assay__node_member(node, "tail"), "diffuse.tail",
                                &out->joint, err));
    if (!assay__node_number(assay__node_member(node, "weight"), &out->weight) ||
        out->weight < 0.0)
        return refuse(err, "diffuse.weight", "must be a number, 0 or more");
    return ASSAY_OK;
}
