/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a comments model, assay.model/1: names sorted, tables as base64 of
 * little-endian numbers, hashed before it is wrapped. */
#include "comments/model.h"

#include <string.h>

#include "base/str.h"
#include "format/base64.h"
#include "format/digest.h"
#include "format/json_writer.h"

static void put_table(assay__json_writer *json, const char *key, const void *bytes,
                      size_t n, assay_arena *arena)
{
    assay_str text = assay__base64_write(bytes, n, arena);
    json->out->failed = json->out->failed || text.ptr == NULL;
    assay__json_member_text(json, key, text);
}

static void put_background(assay__json_writer *json, const assay__background *background,
                           assay_arena *arena)
{
    assay__json_begin(json);
    assay__json_member_number(json, "comments", background->comments);
    assay__json_member_number(json, "n", (double)background->n);
    put_table(json, "phrases", background->phrases,
              background->n * sizeof *background->phrases, arena);
    put_table(json, "rates", background->rates, background->n * sizeof *background->rates,
              arena);
    assay__json_end(json);
}

/* Signs in the order of their names. */
static void put_signs(assay__json_writer *json, const assay_comments_model *model)
{
    assay__json_begin(json);
    const char *last = "";
    for (unsigned done = 0; done < ASSAY__SIGN_COUNT; done++) {
        unsigned next = ASSAY__SIGN_COUNT;
        for (unsigned i = 0; i < ASSAY__SIGN_COUNT; i++) {
            const char *name = assay__sign_row_of((assay__sign)i)->name;
            bool nearer = next == ASSAY__SIGN_COUNT ||
                          strcmp(name, assay__sign_row_of((assay__sign)next)->name) < 0;
            if (strcmp(name, last) > 0 && nearer)
                next = i;
        }
        last = assay__sign_row_of((assay__sign)next)->name;
        assay__json_member_number(json, last, model->weights[next]);
    }
    assay__json_end(json);
}

static void put_payload(assay__json_writer *json, const assay_comments_model *model,
                        assay_arena *arena)
{
    size_t n = model->grams == NULL ? 0 : (size_t)1 << model->gram_bits;
    assay__json_begin(json);
    assay__json_key(json, "background");
    put_background(json, &model->background, arena);
    assay__json_member_number(json, "gram_bits", model->gram_bits);
    assay__json_member_number(json, "gram_step", model->gram_step);
    put_table(json, "grams", model->grams, n, arena);
    assay__json_key(json, "signs");
    put_signs(json, model);
    assay__json_end(json);
}

static void put_file(assay_buffer *file, const char *name, assay_str payload,
                     const char *sha256)
{
    assay__json_writer json = {.out = file};
    assay__json_begin(&json);
    assay__json_member_text(&json, "kind", ASSAY__LITERAL("comments"));
    assay__json_member_text(&json, "name", assay__str(name));
    assay__json_key(&json, "payload");
    assay__buffer_put(file, payload);
    json.comma = true;
    assay__json_member_text(&json, "payload_sha256", assay__str(sha256));
    assay__json_member_text(&json, "schema", ASSAY__LITERAL("assay.model/1"));
    assay__json_end(&json);
    assay__buffer_put_char(file, '\n');
}

assay_status assay_comments_model_save(const assay_comments_model *model,
                                       assay_arena *arena, assay_str *out,
                                       assay_error *err)
{
    assay_buffer payload = {0}, file = {0};
    assay__json_writer json = {.out = &payload};
    char sha256[ASSAY__SHA256_ROOM];
    put_payload(&json, model, arena);
    assay_str body = {payload.bytes, payload.len};
    assay_status status =
        payload.failed ? ASSAY_NO_MEMORY : assay__sha256(body, sha256, err);
    if (status == ASSAY_OK)
        put_file(&file, model->name, body, sha256);
    assay_str copy = {NULL, 0};
    if (status == ASSAY_OK && !file.failed)
        copy = assay_arena_copy(arena, (assay_str){file.bytes, file.len});
    assay__buffer_free(&payload);
    assay__buffer_free(&file);
    if (copy.ptr == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model file");
    *out = copy;
    return ASSAY_OK;
}
