/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the file of a comments model: every name must be known, every table of the
 * right length and range, and the hash that of the payload. */
#include "comments/model.h"

#include <string.h>

#include "base/str.h"
#include "format/base64.h"
#include "format/digest.h"
#include "format/document.h"

enum { MOST_PHRASES = 1 << 20 };

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

/* A number within a range. */
static assay_status read_number(const assay__node *object, const char *name, double low,
                                double high, double *out, assay_error *err)
{
    double number;
    if (!assay__node_number(assay__node_member(object, name), &number) || number < low ||
        number > high)
        return bad(err, name, "not a number in range");
    *out = number;
    return ASSAY_OK;
}

/* A table of n bytes in the arena. */
static assay_status read_table(const assay__node *object, const char *name, size_t n,
                               assay_arena *arena, void **out, assay_error *err)
{
    const char *text;
    void *bytes = assay_arena_alloc(arena, n);
    if (bytes == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
    if (!assay__node_text(assay__node_member(object, name), &text) ||
        !assay__base64_read(assay__str(text), bytes, n))
        return bad(err, name, "not a table of the right length");
    *out = bytes;
    return ASSAY_OK;
}

static assay_status check_background(const assay__background *background,
                                     assay_error *err)
{
    for (size_t i = 0; i < background->n; i++) {
        float rate = background->rates[i];
        if (!(rate > 0) || !(rate < 1))
            return bad(err, "background.rates", "not between 0 and 1");
        if (i > 0 && background->phrases[i] <= background->phrases[i - 1])
            return bad(err, "background.phrases", "not ascending");
    }
    return ASSAY_OK;
}

static assay_status read_background(const assay__node *node, assay_comments_model *model,
                                    assay_error *err)
{
    static const char *const NAMES[] = {"comments", "n", "phrases", "rates"};
    assay__background *background = &model->background;
    double n = 0;
    void *phrases = NULL, *rates = NULL;
    if (!names_are(node, NAMES, sizeof NAMES / sizeof *NAMES))
        return bad(err, "background", "not the members that are known");
    ASSAY__TRY(read_number(node, "comments", 0, 1e15, &background->comments, err));
    ASSAY__TRY(read_number(node, "n", 0, MOST_PHRASES, &n, err));
    background->n = (size_t)n;
    ASSAY__TRY(read_table(node, "phrases", background->n * sizeof(uint64_t), model->arena,
                          &phrases, err));
    ASSAY__TRY(read_table(node, "rates", background->n * sizeof(float), model->arena,
                          &rates, err));
    if (phrases == NULL || rates == NULL)
        return bad(err, "background", "no tables");
    background->phrases = phrases;
    background->rates = rates;
    return check_background(background, err);
}

static assay_status read_signs(const assay__node *node, assay_comments_model *model,
                               assay_error *err)
{
    if (!assay__node_is_object(node) || assay__node_count(node) != ASSAY__SIGN_COUNT)
        return bad(err, "signs", "not the signs that are known");
    for (unsigned i = 0; i < ASSAY__SIGN_COUNT; i++)
        ASSAY__TRY(read_number(node, assay__sign_row_of((assay__sign)i)->name, -1e6, 1e6,
                               &model->weights[i], err));
    return ASSAY_OK;
}

static assay_status read_grams(const assay__node *payload, assay_comments_model *model,
                               assay_error *err)
{
    double bits = 0;
    void *grams = NULL;
    ASSAY__TRY(read_number(payload, "gram_bits", 0, 18, &bits, err));
    ASSAY__TRY(read_number(payload, "gram_step", 0, 1e6, &model->gram_step, err));
    size_t n = bits == 0 ? 0 : (size_t)1 << (unsigned)bits;
    ASSAY__TRY(read_table(payload, "grams", n, model->arena, &grams, err));
    model->gram_bits = (unsigned)bits;
    model->grams = n == 0 ? NULL : grams;
    return ASSAY_OK;
}

static assay_status read_payload(const assay__node *payload, assay_comments_model *model,
                                 assay_error *err)
{
    static const char *const NAMES[] = {"background", "gram_bits", "gram_step", "grams",
                                        "signs"};
    if (!names_are(payload, NAMES, sizeof NAMES / sizeof *NAMES))
        return bad(err, "payload", "not the members that are known");
    ASSAY__TRY(read_background(assay__node_member(payload, "background"), model, err));
    ASSAY__TRY(read_grams(payload, model, err));
    return read_signs(assay__node_member(payload, "signs"), model, err);
}

static assay_status check_hash(const assay__node *root, assay_error *err)
{
    const char *told;
    if (!assay__node_text(assay__node_member(root, "payload_sha256"), &told))
        return bad(err, "payload_sha256", "not a text");
    assay_buffer canonical = {0};
    char found[ASSAY__SHA256_ROOM] = "";
    assay_status status =
        assay__node_canonical(assay__node_member(root, "payload"), &canonical, err);
    if (status == ASSAY_OK)
        status = assay__sha256((assay_str){canonical.bytes, canonical.len}, found, err);
    assay__buffer_free(&canonical);
    if (status == ASSAY_OK && strcmp(found, told) != 0)
        return bad(err, "payload_sha256", "not that of the payload");
    return status;
}

static bool text_is(const assay__node *root, const char *name, const char *wanted)
{
    const char *text;
    return assay__node_text(assay__node_member(root, name), &text) &&
           strcmp(text, wanted) == 0;
}

static assay_status check_head(const assay__node *root, const char **name,
                               assay_error *err)
{
    static const char *const NAMES[] = {"kind", "name", "payload", "payload_sha256",
                                        "schema"};
    if (!text_is(root, "schema", "assay.model/1"))
        return bad(err, "schema", "not assay.model/1");
    if (!text_is(root, "kind", "comments"))
        return bad(err, "kind", "not comments");
    if (!names_are(root, NAMES, sizeof NAMES / sizeof *NAMES))
        return bad(err, "model", "not the members that are known");
    if (!assay__node_text(assay__node_member(root, "name"), name) || strlen(*name) > 63)
        return bad(err, "name", "not a name");
    return check_hash(root, err);
}

static assay_status read_document(assay_str bytes, const assay__node *root,
                                  assay_comments_model **out, assay_error *err)
{
    const char *name = "";
    assay_comments_model *model = NULL;
    ASSAY__TRY(check_head(root, &name, err));
    ASSAY__TRY(assay__comments_model_new(name, &model, err));
    assay_status status = read_payload(assay__node_member(root, "payload"), model, err);
    if (status == ASSAY_OK)
        status = assay__sha256(bytes, model->sha256, err);
    if (status != ASSAY_OK) {
        assay_comments_model_free(model);
        return status;
    }
    *out = model;
    return ASSAY_OK;
}

assay_status assay_comments_model_load(assay_str bytes, assay_comments_model **out,
                                       assay_error *err)
{
    assay__document *document;
    assay_status status = assay__document_parse(bytes, &document, err);
    if (status == ASSAY_BAD_SYNTAX)
        return assay_fail(err, ASSAY_UNKNOWN_MODEL, "the model is not JSON");
    ASSAY__TRY(status);
    status = read_document(bytes, assay__document_root(document), out, err);
    assay__document_free(document);
    return status;
}
