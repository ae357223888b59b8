/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a model file: what it does not know it refuses, naming the place.
 *
 * Every member must be there and nothing else; numbers must be finite, tables must
 * rise, steps must not fall: a model that breaks a promise of scoring is no model.
 */
#include "model/model.h"
#include "model/model_names.h"

#include "base/str.h"
#include "format/digest.h"

#include <stdlib.h>

const size_t assay__families_by_name[3] = {ASSAY_FAMILY_COMMENTS, ASSAY_FAMILY_ENGAGEMENT,
                                           ASSAY_FAMILY_GROWTH};

static const char *const BASES[] = {"none", "simulation", "labels"};
static const char *const EVIDENCES[] = {"simulated", "borrowed", "real"};

const char *assay__basis_name(assay_basis basis)
{
    return BASES[basis];
}

const char *assay__evidence_name(assay_evidence evidence)
{
    return EVIDENCES[evidence];
}

static assay_status bad(assay_error *err, const char *place, const char *what)
{
    return assay_fail(err, ASSAY_UNKNOWN_MODEL, "%s: %s", place, what);
}

/* Every member of an object is one of the names, and there are as many. */
static assay_status members_are(const assay__node *object, const char *const names[],
                                size_t n, const char *place, assay_error *err)
{
    if (!assay__node_is_object(object))
        return bad(err, place, "not an object");
    const assay__node *member = assay__node_first(object);
    for (; member != NULL; member = assay__node_next(member)) {
        size_t k = 0;
        while (k < n && strcmp(names[k], assay__node_name(member)) != 0)
            k++;
        if (k == n)
            return bad(err, assay__node_name(member), "not known");
    }
    for (size_t k = 0; k < n; k++)
        if (assay__node_member(object, names[k]) == NULL)
            return bad(err, names[k], "missing");
    return ASSAY_OK;
}

#define NAMES(names) names, sizeof(names) / sizeof *(names)

static assay_status number(const assay__node *object, const char *name, double *out,
                           assay_error *err)
{
    if (!assay__node_number(assay__node_member(object, name), out))
        return bad(err, name, "not a number");
    return ASSAY_OK;
}

static assay_status array(const assay__node *node, double out[], size_t n,
                          const char *place, assay_error *err)
{
    if (!assay__node_is_array(node) || assay__node_count(node) != n)
        return bad(err, place, "not an array of the right length");
    size_t i = 0;
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at))
        if (!assay__node_number(at, &out[i++]))
            return bad(err, place, "not a number");
    return ASSAY_OK;
}

static assay_status rises(const double x[], size_t n, const char *place, assay_error *err)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] < x[i - 1])
            return bad(err, place, "must not fall");
    return ASSAY_OK;
}

static assay_status word(const assay__node *object, const char *name,
                         const char *const words[], size_t *out, assay_error *err)
{
    const char *text;
    if (!assay__node_text(assay__node_member(object, name), &text))
        return bad(err, name, "not a text");
    for (size_t i = 0; i < 3; i++)
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return ASSAY_OK;
        }
    return bad(err, text, "not known");
}

static assay_status tail(const assay__node *node, assay__tail_table *out,
                         const char *place, assay_error *err)
{
    static const char *const NAMES_OF[] = {"knots", "n", "scale", "shape"};
    ASSAY__TRY(members_are(node, NAMES(NAMES_OF), place, err));
    ASSAY__TRY(array(assay__node_member(node, "knots"), out->knot, ASSAY__TAIL_KNOTS,
                     place, err));
    ASSAY__TRY(rises(out->knot, ASSAY__TAIL_KNOTS, place, err));
    ASSAY__TRY(number(node, "n", &out->n, err));
    ASSAY__TRY(number(node, "scale", &out->scale, err));
    ASSAY__TRY(number(node, "shape", &out->shape, err));
    if (out->n < 0.0 || out->scale < 0.0 || out->shape < 0.0)
        return bad(err, place, "must not be negative");
    return ASSAY_OK;
}

static assay_status tails(const assay__node *node, assay__tail_table out[], size_t n,
                          const char *place, assay_error *err)
{
    if (!assay__node_is_array(node) || assay__node_count(node) != n)
        return bad(err, place, "not an array of the right length");
    size_t i = 0;
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at))
        ASSAY__TRY(tail(at, &out[i++], place, err));
    return ASSAY_OK;
}

static assay_status calibrations(const assay__node *node, assay_model *model,
                                 assay_error *err)
{
    static const char *const NAMES_OF[] = {"intercept", "n", "open", "slope"};
    if (!assay__node_is_array(node) || assay__node_count(node) != ASSAY__PATTERNS)
        return bad(err, "calibration", "not an array of 16");
    size_t i = 0;
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at)) {
        assay__calibration *map = &model->calibration[i++];
        ASSAY__TRY(members_are(at, NAMES(NAMES_OF), "calibration", err));
        ASSAY__TRY(number(at, "intercept", &map->intercept, err));
        ASSAY__TRY(number(at, "n", &map->n, err));
        ASSAY__TRY(number(at, "open", &map->open, err));
        ASSAY__TRY(number(at, "slope", &map->slope, err));
        if (map->slope < 0.0 || map->open < 0.0 || map->open > 1.0)
            return bad(err, "calibration", "slope or open out of range");
    }
    return ASSAY_OK;
}

static assay_status one_feature(const assay__node *node, assay_model *model, size_t f,
                                assay_error *err)
{
    static const char *const NAMES_OF[] = {"conditional", "location", "log_scale",
                                           "steps", "tail"};
    const char *name = assay_feature_at(f)->name;
    assay__reference *reference = &model->references[f];
    double *step = model->steps + f * ASSAY__BINS;
    ASSAY__TRY(members_are(node, NAMES(NAMES_OF), name, err));
    if (!assay__node_truth(assay__node_member(node, "conditional"),
                           &reference->conditional))
        return bad(err, name, "conditional is not true or false");
    ASSAY__TRY(
        array(assay__node_member(node, "location"), reference->location, 3, name, err));
    ASSAY__TRY(
        array(assay__node_member(node, "log_scale"), reference->log_scale, 2, name, err));
    ASSAY__TRY(array(assay__node_member(node, "steps"), step, ASSAY__BINS, name, err));
    ASSAY__TRY(rises(step, ASSAY__BINS, name, err));
    ASSAY__TRY(tail(assay__node_member(node, "tail"), &reference->tail, name, err));
    reference->used = true;
    return ASSAY_OK;
}

static assay_status features(const assay__node *node, assay_model *model,
                             assay_error *err)
{
    if (!assay__node_is_object(node))
        return bad(err, "features", "not an object");
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at)) {
        size_t f = assay_feature_find(assay__str(assay__node_name(at)));
        if (f == SIZE_MAX)
            return bad(err, assay__node_name(at), "no feature of this engine");
        ASSAY__TRY(one_feature(at, model, f, err));
    }
    return ASSAY_OK;
}

static assay_status rates(const assay__node *node, assay__stratum *stratum,
                          assay_error *err)
{
    if (!assay__node_is_array(node) || assay__node_count(node) != ASSAY_RATE_COUNT)
        return bad(err, stratum->name, "rates are not an array of the right length");
    assay_rate_norm *rate = stratum->rates;
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at)) {
        double cells[4];
        ASSAY__TRY(array(at, cells, 4, stratum->name, err));
        *rate++ = (assay_rate_norm){cells[0], cells[1], cells[2], cells[3]};
    }
    return ASSAY_OK;
}

static assay_status offsets(const assay__node *node, assay__stratum *stratum,
                            assay_error *err)
{
    if (!assay__node_is_object(node))
        return bad(err, stratum->name, "offsets are not an object");
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at)) {
        size_t f = assay_feature_find(assay__str(assay__node_name(at)));
        if (f == SIZE_MAX)
            return bad(err, assay__node_name(at), "no feature of this engine");
        if (!assay__node_number(at, &stratum->offset[f]))
            return bad(err, assay__node_name(at), "not a number");
    }
    return ASSAY_OK;
}

static assay_status one_stratum(const assay__node *node, assay_model *model,
                                assay_error *err)
{
    static const char *const NAMES_OF[] = {"evidence", "n", "offsets", "rates"};
    assay__stratum *stratum = &model->strata[model->n_strata++];
    stratum->name = strdup(assay__node_name(node));
    stratum->offset = calloc(assay_feature_count(), sizeof(double));
    if (stratum->name == NULL || stratum->offset == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model's strata");
    ASSAY__TRY(members_are(node, NAMES(NAMES_OF), stratum->name, err));
    size_t evidence = 0;
    ASSAY__TRY(word(node, "evidence", EVIDENCES, &evidence, err));
    stratum->evidence = (assay_evidence)evidence;
    ASSAY__TRY(number(node, "n", &stratum->n, err));
    ASSAY__TRY(offsets(assay__node_member(node, "offsets"), stratum, err));
    return rates(assay__node_member(node, "rates"), stratum, err);
}

static int compare_strata(const void *a, const void *b)
{
    const assay__stratum *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static assay_status strata(const assay__node *node, assay_model *model, assay_error *err)
{
    if (!assay__node_is_object(node))
        return bad(err, "strata", "not an object");
    model->strata = calloc(assay__node_count(node) + 1, sizeof *model->strata);
    if (model->strata == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model's strata");
    for (const assay__node *at = assay__node_first(node); at != NULL;
         at = assay__node_next(at))
        ASSAY__TRY(one_stratum(at, model, err));
    qsort(model->strata, model->n_strata, sizeof *model->strata, compare_strata);
    return ASSAY_OK;
}

static assay_status families(const assay__node *node, assay_model *model,
                             assay_error *err)
{
    static const char *const NAMES_OF[] = {"comments", "engagement", "growth"};
    ASSAY__TRY(members_are(node, NAMES(NAMES_OF), "families", err));
    for (size_t i = 0; i < ASSAY__EVIDENCE_FAMILIES; i++)
        ASSAY__TRY(tails(assay__node_member(node, NAMES_OF[i]),
                         model->family[assay__families_by_name[i]], 2, NAMES_OF[i], err));
    return ASSAY_OK;
}

assay_status assay__model_fill(const assay__node *payload, assay_model *model,
                               assay_error *err)
{
    static const char *const NAMES_OF[] = {
        "base",     "basis",    "calibration", "combined",   "evidence",
        "families", "features", "n",           "prevalence", "strata"};
    ASSAY__TRY(members_are(payload, NAMES(NAMES_OF), "payload", err));
    size_t basis = 0, evidence = 0;
    ASSAY__TRY(word(payload, "basis", BASES, &basis, err));
    ASSAY__TRY(word(payload, "evidence", EVIDENCES, &evidence, err));
    model->basis = (assay_basis)basis;
    model->evidence = (assay_evidence)evidence;
    ASSAY__TRY(number(payload, "base", &model->base, err));
    ASSAY__TRY(number(payload, "n", &model->n, err));
    ASSAY__TRY(number(payload, "prevalence", &model->prevalence, err));
    bool share = model->prevalence > 0.0 && model->prevalence < 1.0;
    if (model->basis != ASSAY_BASIS_NONE && !share)
        return bad(err, "prevalence", "must be between 0 and 1");
    ASSAY__TRY(calibrations(assay__node_member(payload, "calibration"), model, err));
    ASSAY__TRY(tails(assay__node_member(payload, "combined"), model->combined + 1,
                     ASSAY__EVIDENCE_FAMILIES, "combined", err));
    ASSAY__TRY(families(assay__node_member(payload, "families"), model, err));
    ASSAY__TRY(features(assay__node_member(payload, "features"), model, err));
    return strata(assay__node_member(payload, "strata"), model, err);
}

static assay_status check_hash(const assay__node *root, const assay__node *payload,
                               assay_error *err)
{
    const char *told;
    if (!assay__node_text(assay__node_member(root, "payload_sha256"), &told))
        return bad(err, "payload_sha256", "not a text");
    assay_buffer canonical = {0};
    char found[ASSAY__SHA256_ROOM];
    assay_status status = assay__node_canonical(payload, &canonical, err);
    if (status == ASSAY_OK)
        status = assay__sha256((assay_str){canonical.bytes, canonical.len}, found, err);
    assay__buffer_free(&canonical);
    if (status == ASSAY_OK && strcmp(found, told) != 0)
        status = bad(err, "payload_sha256", "not that of the payload");
    return status;
}

static assay_status read_head(assay_str file, const assay__node *root,
                              assay__model_head *head, assay_error *err)
{
    static const char *const NAMES_OF[] = {"kind", "name", "payload", "payload_sha256",
                                           "schema"};
    const char *schema;
    if (!assay__node_text(assay__node_member(root, "schema"), &schema) ||
        strcmp(schema, "assay.model/1") != 0)
        return bad(err, "schema", "not assay.model/1");
    ASSAY__TRY(members_are(root, NAMES(NAMES_OF), "model", err));
    if (!assay__node_text(assay__node_member(root, "kind"), &head->kind) ||
        !assay__node_text(assay__node_member(root, "name"), &head->name))
        return bad(err, "name", "kind and name must be texts");
    head->payload = assay__node_member(root, "payload");
    ASSAY__TRY(check_hash(root, head->payload, err));
    return assay__sha256(file, head->file_sha256, err);
}

assay_status assay__model_open(assay_str file, assay__document **document,
                               assay__model_head *head, assay_error *err)
{
    assay__document *parsed = NULL;
    assay_status status = assay__document_parse(file, &parsed, err);
    if (status == ASSAY_BAD_SYNTAX) { /* a broken file is no model */
        status = ASSAY_UNKNOWN_MODEL;
        if (err != NULL)
            err->status = status;
    }
    if (status == ASSAY_OK)
        status = read_head(file, assay__document_root(parsed), head, err);
    if (status != ASSAY_OK) {
        assay__document_free(parsed);
        return status;
    }
    *document = parsed;
    return ASSAY_OK;
}

assay_status assay_model_load(assay_str bytes, assay_model **out, assay_error *err)
{
    assay__document *document = NULL;
    assay__model_head head;
    assay_model *model = NULL;
    ASSAY__TRY(assay__model_open(bytes, &document, &head, err));
    assay_status status = ASSAY_OK;
    if (strcmp(head.kind, "accounts") != 0)
        status = bad(err, head.kind, "a model of another kind than accounts");
    if (status == ASSAY_OK)
        status = assay__model_new(head.name, &model, err);
    if (status == ASSAY_OK)
        status = assay__model_fill(head.payload, model, err);
    if (status == ASSAY_OK) {
        memcpy(model->sha256, head.file_sha256, sizeof model->sha256);
        *out = model;
    } else {
        assay_model_free(model);
    }
    assay__document_free(document);
    return status;
}
