/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrix models as files, and rows scored by them. */
#include "model/matrix_model.h"

#include "model/model_names.h"

#include "base/str.h"
#include "format/json_writer.h"

#include <math.h>
#include <stdlib.h>

assay_status assay__matrix_model_new(const char *name, size_t columns,
                                     assay_matrix_model **out, assay_error *err)
{
    assay_matrix_model *model = calloc(1, sizeof *model);
    if (model == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
    model->columns = columns;
    model->name = strdup(name);
    model->names = calloc(columns + 1, sizeof(char *));
    model->curves = calloc(columns + 1, sizeof *model->curves);
    if (!model->name || !model->names || !model->curves) {
        assay_matrix_model_free(model);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
    }
    *out = model;
    return ASSAY_OK;
}

void assay_matrix_model_free(assay_matrix_model *model)
{
    if (model == NULL)
        return;
    for (size_t k = 0; model->names != NULL && k < model->columns; k++)
        free(model->names[k]);
    free(model->names);
    free(model->curves);
    free(model->name);
    free(model);
}

double assay__matrix_score_row(const assay_matrix_model *model, const double cell[])
{
    double score = model->base;
    for (size_t k = 0; k < model->columns; k++)
        score += assay__curve_at(&model->curves[k], cell[k]);
    return score;
}

uint8_t assay__matrix_bin(const double edges[], double x)
{
    if (isnan(x))
        return ASSAY__BIN_MISSING;
    uint8_t bin = 0;
    while (bin < ASSAY__EDGES && x >= edges[bin])
        bin++;
    return bin;
}

double assay__matrix_probability(const assay_matrix_model *model, double score)
{
    if (model->labelled)
        return 1.0 / (1.0 + exp(-(model->intercept + model->slope * score)));
    return 1.0 - pow(10.0, -assay__tail_table_digits(&model->rank, score));
}

static size_t column_of(const assay_matrix *matrix, const char *name)
{
    for (size_t k = 0; k < matrix->columns; k++)
        if (assay__str_equal(matrix->names[k], assay__str(name)))
            return k;
    return SIZE_MAX;
}

/* One row after another, columns by the places found. */
static void score_rows(const assay_matrix_model *model, const assay_matrix *matrix,
                       const size_t place[], double cell[], double out[])
{
    for (size_t i = 0; i < matrix->rows; i++) {
        for (size_t k = 0; k < model->columns; k++)
            cell[k] = place[k] == SIZE_MAX
                          ? ASSAY_NUMBER_UNKNOWN
                          : matrix->cells[i * matrix->columns + place[k]];
        out[i] = assay__matrix_probability(model, assay__matrix_score_row(model, cell));
    }
}

/* Where the model's columns are. */
static assay_status find_places(const assay_matrix_model *model,
                                const assay_matrix *matrix, size_t place[],
                                assay_error *err)
{
    size_t found = 0;
    for (size_t k = 0; k < model->columns; k++) {
        place[k] = column_of(matrix, model->names[k]);
        found += place[k] != SIZE_MAX;
    }
    if (found == 0)
        return assay_fail(err, ASSAY_UNUSABLE, "no column of the model is there");
    return ASSAY_OK;
}

assay_status assay_matrix_score(const assay_matrix_model *model,
                                const assay_matrix *matrix, double out[],
                                assay_error *err)
{
    size_t *place = calloc(model->columns + 1, sizeof *place);
    double *cell = calloc(model->columns + 1, sizeof *cell);
    if (place == NULL || cell == NULL) {
        free(place);
        free(cell);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to score a matrix");
    }
    assay_status status = find_places(model, matrix, place, err);
    if (status == ASSAY_OK)
        score_rows(model, matrix, place, cell, out);
    free(place);
    free(cell);
    return status;
}

static void numbers(assay__json_writer *json, const char *key, const double x[], size_t n)
{
    assay__json_key(json, key);
    assay__json_begin_array(json);
    for (size_t i = 0; i < n; i++)
        assay__json_number(json, x[i]);
    assay__json_end_array(json);
}

assay_status assay__matrix_save(const assay_matrix_model *model, assay_bytes *out,
                                assay_error *err)
{
    assay_buffer body = {0};
    assay__json_writer json = {.out = &body};
    const double tail[] = {model->rank.n, model->rank.scale, model->rank.shape};
    assay__json_begin(&json);
    assay__json_member_number(&json, "base", model->base);
    assay__json_key(&json, "columns");
    assay__json_begin(&json);
    for (size_t k = 0; k < model->columns; k++) {
        assay__json_key(&json, model->names[k]);
        assay__json_begin(&json);
        assay__json_member_number(&json, "missing", model->curves[k].missing);
        numbers(&json, "x", model->curves[k].x, model->curves[k].n);
        numbers(&json, "y", model->curves[k].y, model->curves[k].n);
        assay__json_end(&json);
    }
    assay__json_end(&json);
    assay__json_member_number(&json, "intercept", model->intercept);
    assay__json_key(&json, "labelled");
    assay__json_bool(&json, model->labelled);
    assay__json_member_number(&json, "n", model->n);
    numbers(&json, "rank", model->rank.knot, ASSAY__TAIL_KNOTS);
    numbers(&json, "rank_tail", tail, 3);
    assay__json_member_number(&json, "slope", model->slope);
    assay__json_end(&json);
    assay_status status = assay__model_wrap("matrix", model->name, &body, out, err);
    assay__buffer_free(&body);
    return status;
}

/* n numbers of an array, rising when asked; false when they are not. */
static bool take_numbers(const assay__node *node, double out[], size_t n, bool rising)
{
    if (out == NULL || !assay__node_is_array(node) || assay__node_count(node) != n)
        return false;
    size_t i = 0;
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at)) {
        if (!assay__node_number(at, &out[i]) || (rising && i > 0 && out[i] < out[i - 1]))
            return false;
        i++;
    }
    return true;
}

/* Knots in rising places, and the height of what is missing. */
static bool take_curve(const assay__node *node, assay__curve *out)
{
    const assay__node *x = assay__node_member(node, "x");
    const assay__node *y = assay__node_member(node, "y");
    size_t n = assay__node_count(x);
    if (assay__node_count(node) != 3 || n > ASSAY__CURVE_ROOM ||
        !assay__node_number(assay__node_member(node, "missing"), &out->missing) ||
        !take_numbers(x, out->x, n, true) || !take_numbers(y, out->y, n, false))
        return false;
    for (size_t k = 1; k < n; k++)
        if (!(out->x[k] > out->x[k - 1]))
            return false;
    out->n = n;
    return true;
}

/* Columns in the order of their names, which a canonical file has. */
static bool take_columns(const assay__node *columns, assay_matrix_model *model)
{
    size_t k = 0;
    for (const assay__node *at = assay__node_first(columns); at != NULL;
         at = assay__node_next(at), k++) {
        model->names[k] = strdup(assay__node_name(at));
        if (model->names[k] == NULL ||
            (k > 0 && strcmp(model->names[k - 1], model->names[k]) >= 0) ||
            !take_curve(at, &model->curves[k]))
            return false;
    }
    return true;
}

static bool take_payload(const assay__node *payload, assay_matrix_model *model)
{
    double tail[3] = {0.0};
    bool right =
        assay__node_count(payload) == 8 &&
        assay__node_number(assay__node_member(payload, "base"), &model->base) &&
        assay__node_number(assay__node_member(payload, "intercept"), &model->intercept) &&
        assay__node_number(assay__node_member(payload, "slope"), &model->slope) &&
        assay__node_number(assay__node_member(payload, "n"), &model->n) &&
        assay__node_truth(assay__node_member(payload, "labelled"), &model->labelled) &&
        take_numbers(assay__node_member(payload, "rank"), model->rank.knot,
                     ASSAY__TAIL_KNOTS, true) &&
        take_numbers(assay__node_member(payload, "rank_tail"), tail, 3, false);
    model->rank.n = tail[0];
    model->rank.scale = tail[1];
    model->rank.shape = tail[2];
    return right && take_columns(assay__node_member(payload, "columns"), model);
}

assay_status assay_matrix_model_load(assay_str file, assay_matrix_model **out,
                                     assay_error *err)
{
    assay__document *document = NULL;
    assay__model_head head = {.kind = "", .name = ""};
    ASSAY__TRY(assay__model_open(file, &document, &head, err));
    assay_matrix_model *model = NULL;
    const assay__node *columns = assay__node_member(head.payload, "columns");
    assay_status status = ASSAY_OK;
    if (strcmp(head.kind, "matrix") != 0 || !assay__node_is_object(columns))
        status = assay_fail(err, ASSAY_UNKNOWN_MODEL, "%s: not a model of a matrix",
                            head.kind);
    if (status == ASSAY_OK)
        status =
            assay__matrix_model_new(head.name, assay__node_count(columns), &model, err);
    if (status == ASSAY_OK && (model == NULL || !take_payload(head.payload, model)))
        status = assay_fail(err, ASSAY_UNKNOWN_MODEL,
                            "payload: not that of a model of a matrix");
    assay__document_free(document);
    if (status != ASSAY_OK) {
        assay_matrix_model_free(model);
        return status;
    }
    *out = model;
    return ASSAY_OK;
}
