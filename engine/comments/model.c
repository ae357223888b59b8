/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comments/model.h"

#include <stdio.h>

#include "base/str.h"
#include "text/embed.h"

enum { ARENA_BYTES = 1 << 19 };

ASSAY__EMBED(assay__default_comments_model, ASSAY_COMMENTS_MODEL_FILE);

/* Everything but the lexicons. */
static assay_comments_model *make_plain(assay_arena *arena, const char *name)
{
    assay_comments_model *model = assay_arena_alloc(arena, sizeof *model);
    if (model == NULL)
        return NULL;
    *model = (assay_comments_model){.arena = arena};
    (void)snprintf(model->name, sizeof model->name, "%s", name);
    for (unsigned i = 0; i < ASSAY__SIGN_COUNT; i++)
        model->weights[i] = assay__sign_row_of((assay__sign)i)->weight;
    return model;
}

assay_status assay__comments_model_new(const char *name, assay_comments_model **out,
                                       assay_error *err)
{
    assay_arena *arena;
    ASSAY__TRY(assay_arena_new(ARENA_BYTES, NULL, &arena, err));
    assay_comments_model *model = make_plain(arena, name);
    assay_status status = model == NULL
                              ? assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model")
                              : assay__lexicon_default(arena, &model->lexicon, err);
    if (status != ASSAY_OK) {
        assay_arena_free(arena);
        return status;
    }
    *out = model;
    return ASSAY_OK;
}

assay_status assay_comments_model_default(assay_comments_model **out, assay_error *err)
{
    size_t len =
        (size_t)(assay__default_comments_model_end - assay__default_comments_model);
    return assay_comments_model_load((assay_str){assay__default_comments_model, len}, out,
                                     err);
}

assay_status assay_comments_model_add_lexicon(assay_comments_model *model, assay_str kind,
                                              assay_str bytes, assay_error *err)
{
    ASSAY__TRY(assay__lexicon_add(model->lexicon, kind, bytes, err));
    assay__lexicon_seal(model->lexicon);
    return ASSAY_OK;
}

const char *assay_comments_model_name(const assay_comments_model *model)
{
    return model->name;
}

const char *assay_comments_model_sha256(const assay_comments_model *model)
{
    return model->sha256;
}

void assay_comments_model_free(assay_comments_model *model)
{
    if (model != NULL)
        assay_arena_free(model->arena);
}
