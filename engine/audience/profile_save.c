/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a profile model: names sorted, shortest numbers, so that a model saved,
 * loaded and saved again is the same file. */
#include "audience/profile_model.h"

#include <string.h>

#include "base/str.h"
#include "format/envelope.h"
#include "format/json_writer.h"

static void numbers(assay__json_writer *json, const char *key, const double x[], size_t n)
{
    assay__json_key(json, key);
    assay__json_begin_array(json);
    for (size_t i = 0; i < n; i++)
        assay__json_number(json, x[i]);
    assay__json_end_array(json);
}

static void put_curve(assay__json_writer *json, const assay__curve *curve)
{
    numbers(json, "x", curve->x, curve->n);
    numbers(json, "y", curve->y, curve->n);
}

/* Signs in the order of their names. */
static void put_signs(assay__json_writer *json, const assay_profiles_model *model)
{
    const char *last = "";
    assay__json_key(json, "signs");
    assay__json_begin(json);
    for (size_t done = 0; done < ASSAY__PROFILE_SIGNS; done++) {
        size_t next = ASSAY__PROFILE_SIGNS;
        for (size_t i = 0; i < ASSAY__PROFILE_SIGNS; i++) {
            const char *name = assay_profile_sign_at(i)->name;
            if (strcmp(name, last) > 0 &&
                (next == ASSAY__PROFILE_SIGNS ||
                 strcmp(name, assay_profile_sign_at(next)->name) < 0))
                next = i;
        }
        last = assay_profile_sign_at(next)->name;
        assay__json_key(json, last);
        assay__json_begin(json);
        assay__json_member_text(json, "ground",
                                assay__str(assay__ground_name(model->grounds[next])));
        put_curve(json, &model->curves[next]);
        assay__json_end(json);
    }
    assay__json_end(json);
}

static void put_source(assay__json_writer *json, const assay_profiles_source *source)
{
    assay__json_begin(json);
    numbers(json, "count", source->count, ASSAY_PROFILE_BINS);
    assay__json_key(json, "fake");
    assay__json_bool(json, source->fake);
    assay__json_member_text(json, "name", assay__str(source->name));
    assay__json_end(json);
}

static void put_scale(assay__json_writer *json, const assay__profile_scale *scale)
{
    assay__json_begin(json);
    numbers(json, "edges", scale->edges,
            scale->n_sources > 0 ? ASSAY_PROFILE_BINS - 1 : 0);
    assay__json_member_number(json, "intercept", scale->intercept);
    assay__json_key(json, "rank");
    assay__json_begin(json);
    put_curve(json, &scale->rank);
    assay__json_end(json);
    assay__json_member_number(json, "slope", scale->slope);
    assay__json_key(json, "sources");
    assay__json_begin_array(json);
    for (size_t i = 0; i < scale->n_sources; i++)
        put_source(json, &scale->sources[i]);
    assay__json_end_array(json);
    assay__json_end(json);
}

static void put_views(assay__json_writer *json, const assay_profiles_model *model)
{
    static const assay_profile_view BY_NAME[] = {
        ASSAY_PROFILE_COUNTS, ASSAY_PROFILE_NAMES, ASSAY_PROFILE_WHOLE};
    assay__json_key(json, "views");
    assay__json_begin(json);
    for (size_t i = 0; i < 3; i++) {
        assay__json_key(json, assay_profile_view_name(BY_NAME[i]));
        put_scale(json, &model->scales[BY_NAME[i]]);
    }
    assay__json_end(json);
}

assay_status assay__profiles_save(const assay_profiles_model *model, assay_buffer *file,
                                  assay_error *err)
{
    assay_buffer body = {0};
    assay__json_writer json = {.out = &body};
    assay__json_begin(&json);
    assay__json_key(&json, "labelled");
    assay__json_bool(&json, model->labelled);
    assay__json_member_number(&json, "n", model->n);
    put_signs(&json, model);
    put_views(&json, model);
    assay__json_end(&json);
    assay_status status = assay__envelope_wrap("profiles", model->name, &body, file, err);
    assay__buffer_free(&body);
    return status;
}

assay_status assay_profiles_model_save(const assay_profiles_model *model,
                                       assay_arena *arena, assay_str *out,
                                       assay_error *err)
{
    assay_buffer file = {0};
    ASSAY__TRY(assay__profiles_save(model, &file, err));
    assay_str copy = assay_arena_copy(arena, (assay_str){file.bytes, file.len});
    assay__buffer_free(&file);
    if (copy.ptr == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model file");
    *out = copy;
    return ASSAY_OK;
}
