/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model file, assay.model/1: names sorted, shortest numbers, so that a model saved,
 * loaded and saved again is the same file, and models can be compared line by line.
 *
 * The payload is written first and hashed, then wrapped; payload_sha256 is that of the
 * payload in canonical form, which white space in a file does not change.
 */
#include "model/model.h"
#include "model/model_names.h"

#include "base/str.h"
#include "format/base64.h"
#include "format/json_writer.h"

static void numbers(assay__json_writer *json, const double x[], size_t n)
{
    assay__json_begin_array(json);
    for (size_t i = 0; i < n; i++)
        assay__json_number(json, x[i]);
    assay__json_end_array(json);
}

static void member_numbers(assay__json_writer *json, const char *key, const double x[],
                           size_t n)
{
    assay__json_key(json, key);
    numbers(json, x, n);
}

static void tail(assay__json_writer *json, const assay__tail_table *table)
{
    assay__json_begin(json);
    member_numbers(json, "knots", table->knot, ASSAY__TAIL_KNOTS);
    assay__json_member_number(json, "n", table->n);
    assay__json_member_number(json, "scale", table->scale);
    assay__json_member_number(json, "shape", table->shape);
    assay__json_end(json);
}

static void calibrations(assay__json_writer *json, const assay_model *model)
{
    assay__json_begin_array(json);
    for (size_t i = 0; i < ASSAY__PATTERNS; i++) {
        const assay__calibration *map = &model->calibration[i];
        assay__json_begin(json);
        member_numbers(json, "high", map->high, ASSAY__GRID);
        assay__json_member_number(json, "intercept", map->intercept);
        member_numbers(json, "low", map->low, ASSAY__GRID);
        assay__json_member_number(json, "n", map->n);
        assay__json_member_number(json, "open", map->open);
        assay__json_member_number(json, "slope", map->slope);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

static void families(assay__json_writer *json, const assay_model *model)
{
    assay__json_begin(json);
    for (size_t i = 0; i < ASSAY__EVIDENCE_FAMILIES; i++) {
        assay_family f = assay__families_by_name[i];
        assay__json_key(json, assay_family_name(f));
        assay__json_begin_array(json);
        tail(json, &model->family[f][0]);
        tail(json, &model->family[f][1]);
        assay__json_end_array(json);
    }
    assay__json_end(json);
}

static void one_feature(assay__json_writer *json, const assay_model *model, size_t f)
{
    const assay__reference *reference = &model->references[f];
    assay__json_begin(json);
    member_numbers(json, "amount", reference->amount, 2);
    assay__json_key(json, "conditional");
    assay__json_bool(json, reference->conditional);
    member_numbers(json, "location", reference->location, 3);
    member_numbers(json, "log_scale", reference->log_scale, 2);
    member_numbers(json, "size", reference->size, 2);
    member_numbers(json, "steps", model->steps + f * ASSAY__BINS, ASSAY__BINS);
    assay__json_key(json, "tail");
    tail(json, &reference->tail);
    assay__json_member_number(json, "worth", model->worth[f]);
    assay__json_end(json);
}

/* Numbers exact as float, four bytes each, in base64. */
static void packed(assay__json_writer *json, const assay__detector_state *state,
                   assay_arena *arena)
{
    float *cells = assay_arena_array(arena, state->size, sizeof *cells);
    assay_str text = {NULL, 0};
    if (cells != NULL) {
        for (size_t i = 0; i < state->size; i++)
            cells[i] = (float)state->number[i];
        text = assay__base64_write(cells, state->size * sizeof *cells, arena);
    }
    json->out->failed = json->out->failed || text.ptr == NULL;
    assay__json_member_text(json, "numbers", text);
    assay__json_member_number(json, "size", (double)state->size);
}

static void one_detector(assay__json_writer *json, const assay__diffuse *diffuse,
                         size_t k, assay_arena *arena)
{
    assay__json_key(json, ASSAY__DIFFUSE_NAMES[k]);
    assay__json_begin(json);
    packed(json, &diffuse->state[k], arena);
    assay__json_key(json, "tail");
    tail(json, &diffuse->tail[k]);
    assay__json_end(json);
}

/* An empty object when there is none. */
static void diffuse_channel(assay__json_writer *json, const assay__diffuse *diffuse,
                            assay_arena *arena)
{
    assay__json_begin(json);
    if (diffuse->n > 0) {
        assay__json_key(json, "columns");
        assay__json_begin_array(json);
        for (size_t j = 0; j < diffuse->n; j++)
            assay__json_text(json,
                             assay__str(assay_feature_at(diffuse->column[j])->name));
        assay__json_end_array(json);
        for (size_t k = 0; k < ASSAY__DIFFUSE_DETECTORS; k++)
            one_detector(json, diffuse, k, arena);
        assay__json_key(json, "tail");
        tail(json, &diffuse->joint);
        assay__json_member_number(json, "weight", diffuse->weight);
    }
    assay__json_end(json);
}

/* The feature whose name follows `last`, or SIZE_MAX. */
static size_t next_feature(const char *last)
{
    size_t next = SIZE_MAX;
    for (size_t f = 0; f < assay_feature_count(); f++) {
        const char *name = assay_feature_at(f)->name;
        if (strcmp(name, last) > 0 &&
            (next == SIZE_MAX || strcmp(name, assay_feature_at(next)->name) < 0))
            next = f;
    }
    return next;
}

/* Features that are not used are not written. */
static void features(assay__json_writer *json, const assay_model *model)
{
    assay__json_begin(json);
    for (size_t f = next_feature(""); f != SIZE_MAX;
         f = next_feature(assay_feature_at(f)->name)) {
        if (!model->references[f].used)
            continue;
        assay__json_key(json, assay_feature_at(f)->name);
        one_feature(json, model, f);
    }
    assay__json_end(json);
}

static void rates(assay__json_writer *json, const assay__stratum *stratum)
{
    assay__json_begin_array(json);
    for (size_t r = 0; r < ASSAY_RATE_COUNT; r++) {
        const assay_rate_norm *rate = &stratum->rates[r];
        double cells[] = {rate->intercept, rate->slope, rate->spread, rate->within};
        numbers(json, cells, 4);
    }
    assay__json_end_array(json);
}

static void one_stratum(assay__json_writer *json, const assay_model *model,
                        const assay__stratum *stratum)
{
    assay__json_begin(json);
    assay__json_member_text(json, "evidence",
                            assay__str(assay__evidence_name(stratum->evidence)));
    assay__json_member_number(json, "n", stratum->n);
    assay__json_key(json, "offsets");
    assay__json_begin(json);
    for (size_t f = next_feature(""); f != SIZE_MAX;
         f = next_feature(assay_feature_at(f)->name))
        if (model->references[f].used && stratum->offset[f] != 0.0)
            assay__json_member_number(json, assay_feature_at(f)->name,
                                      stratum->offset[f]);
    assay__json_end(json);
    assay__json_key(json, "rates");
    rates(json, stratum);
    assay__json_end(json);
}

static void payload(assay__json_writer *json, const assay_model *model,
                    assay_arena *arena)
{
    assay__json_begin(json);
    assay__json_member_number(json, "base", model->base);
    assay__json_member_text(json, "basis", assay__str(assay__basis_name(model->basis)));
    assay__json_key(json, "calibration");
    calibrations(json, model);
    assay__json_key(json, "combined");
    assay__json_begin_array(json);
    for (size_t i = 1; i <= ASSAY__EVIDENCE_FAMILIES; i++)
        tail(json, &model->combined[i]);
    assay__json_end_array(json);
    assay__json_key(json, "diffuse");
    diffuse_channel(json, &model->diffuse, arena);
    assay__json_member_text(json, "evidence",
                            assay__str(assay__evidence_name(model->evidence)));
    assay__json_key(json, "families");
    families(json, model);
    assay__json_key(json, "features");
    features(json, model);
    if (model->labels.method != ASSAY__LABELS_NO_MAP) {
        assay__json_key(json, "label_map");
        assay__label_map_save(json, &model->labels);
    }
    assay__json_member_number(json, "n", model->n);
    assay__json_member_number(json, "prevalence", model->prevalence);
    assay__json_key(json, "strata");
    assay__json_begin(json);
    for (size_t i = 0; i < model->n_strata; i++) {
        assay__json_key(json, model->strata[i].name);
        one_stratum(json, model, &model->strata[i]);
    }
    assay__json_end(json);
    assay__json_end(json);
}

assay_status assay__model_wrap(const char *kind, const char *name, assay_buffer *payload,
                               assay_bytes *out, assay_error *err)
{
    assay_buffer file = {0};
    ASSAY__TRY(assay__envelope_wrap(kind, name, payload, &file, err));
    *out = (assay_bytes){file.bytes, file.len};
    return ASSAY_OK;
}

assay_status assay__model_save(const assay_model *model, assay_bytes *out,
                               assay_error *err)
{
    assay_buffer body = {0};
    assay_arena *arena = NULL;
    assay__json_writer json = {.out = &body};
    ASSAY__TRY(assay_arena_new((size_t)1 << 20, NULL, &arena, err));
    payload(&json, model, arena);
    assay_arena_free(arena);
    assay_status status = assay__model_wrap("accounts", model->name, &body, out, err);
    assay__buffer_free(&body);
    return status;
}
