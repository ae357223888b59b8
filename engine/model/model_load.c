/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a model file: what it does not know it refuses, naming the place.
 *
 * Every member must be there and nothing else; numbers must be finite, tables must
 * rise, steps must not fall: a model that breaks a promise of scoring is no model.
 */
#include "model/model.h"
#include "model/model_names.h"

#include "base/str.h"

#include <stdlib.h>

const assay_family assay__families_by_name[] = {
    ASSAY_FAMILY_AUDIENCE, ASSAY_FAMILY_COMMENTS,   ASSAY_FAMILY_ENGAGEMENT,
    ASSAY_FAMILY_GROWTH,   ASSAY_FAMILY_LIVESTREAM, ASSAY_FAMILY_NETWORK,
    ASSAY_FAMILY_SALES};
_Static_assert(sizeof assay__families_by_name / sizeof assay__families_by_name[0] ==
                   ASSAY__EVIDENCE_FAMILIES,
               "every family of evidence has a name in a model file");

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

/* What has gone wrong so far; after the first fault all reading does nothing. */
typedef struct loader {
    assay_error *err;
    assay_status status;
} loader;

static void bad(loader *l, const char *place, const char *what)
{
    if (l->status == ASSAY_OK)
        l->status = assay_fail(l->err, ASSAY_UNKNOWN_MODEL, "%s: %s", place, what);
}

/* Every member of an object is one of the names, and all of them are there. */
static void members_are(loader *l, const assay__node *object, const char *const names[],
                        size_t n, const char *place)
{
    if (!assay__node_is_object(object)) {
        bad(l, place, "not an object");
        return;
    }
    const assay__node *member = assay__node_first(object);
    for (; member != NULL; member = assay__node_next(member)) {
        size_t k = 0;
        while (k < n && strcmp(names[k], assay__node_name(member)) != 0)
            k++;
        if (k == n)
            bad(l, assay__node_name(member), "not known");
    }
    for (size_t k = 0; k < n; k++)
        if (assay__node_member(object, names[k]) == NULL)
            bad(l, names[k], "missing");
}

#define NAMES(names) names, sizeof(names) / sizeof *(names)

static double number(loader *l, const assay__node *object, const char *name)
{
    double value = 0.0;
    if (!assay__node_number(assay__node_member(object, name), &value))
        bad(l, name, "not a number");
    return value;
}

/* The node when it is an array of n items, else NULL and a fault. */
static const assay__node *items(loader *l, const assay__node *node, size_t n,
                                const char *place)
{
    if (assay__node_is_array(node) && assay__node_count(node) == n)
        return assay__node_first(node);
    bad(l, place, "not an array of the right length");
    return NULL;
}

static void numbers(loader *l, const assay__node *node, double out[], size_t n,
                    const char *place)
{
    const assay__node *at = items(l, node, n, place);
    for (size_t i = 0; at != NULL; at = assay__node_next(at))
        if (!assay__node_number(at, &out[i++]))
            bad(l, place, "not a number");
}

static void must_rise(loader *l, const double x[], size_t n, const char *place)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] < x[i - 1])
            bad(l, place, "must not fall");
}

/* Which of three words a member is. */
static unsigned word(loader *l, const assay__node *object, const char *name,
                     const char *const words[])
{
    const char *text = "";
    if (!assay__node_text(assay__node_member(object, name), &text))
        bad(l, name, "not a text");
    for (unsigned i = 0; i < 3; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    bad(l, text, "not known");
    return 0;
}

static assay__tail_table tail(loader *l, const assay__node *node, const char *place)
{
    static const char *const MEMBERS[] = {"knots", "n", "scale", "shape"};
    assay__tail_table table = {0};
    members_are(l, node, NAMES(MEMBERS), place);
    numbers(l, assay__node_member(node, "knots"), table.knot, ASSAY__TAIL_KNOTS, place);
    must_rise(l, table.knot, ASSAY__TAIL_KNOTS, place);
    table.n = number(l, node, "n");
    table.scale = number(l, node, "scale");
    table.shape = number(l, node, "shape");
    if (table.n < 0.0 || table.scale < 0.0 || table.shape < 0.0)
        bad(l, place, "must not be negative");
    return table;
}

assay_status assay__tail_load(const assay__node *node, const char *place,
                              assay__tail_table *out, assay_error *err)
{
    loader l = {.err = err};
    *out = tail(&l, node, place);
    return l.status;
}

static void tails(loader *l, const assay__node *node, assay__tail_table out[], size_t n,
                  const char *place)
{
    const assay__node *at = items(l, node, n, place);
    for (size_t i = 0; at != NULL; at = assay__node_next(at))
        out[i++] = tail(l, at, place);
}

static void calibrations(loader *l, const assay__node *node, assay_model *model)
{
    static const char *const MEMBERS[] = {"high", "intercept", "low",
                                          "n",    "open",      "slope"};
    const assay__node *at = items(l, node, ASSAY__PATTERNS, "calibration");
    for (size_t i = 0; at != NULL; at = assay__node_next(at)) {
        assay__calibration *map = &model->calibration[i++];
        members_are(l, at, NAMES(MEMBERS), "calibration");
        map->intercept = number(l, at, "intercept");
        map->n = number(l, at, "n");
        map->open = number(l, at, "open");
        map->slope = number(l, at, "slope");
        numbers(l, assay__node_member(at, "low"), map->low, ASSAY__GRID, "calibration");
        numbers(l, assay__node_member(at, "high"), map->high, ASSAY__GRID, "calibration");
        must_rise(l, map->low, ASSAY__GRID, "calibration");
        must_rise(l, map->high, ASSAY__GRID, "calibration");
        if (map->slope < 0.0 || map->open < 0.0 || map->open > 1.0)
            bad(l, "calibration", "slope or open out of range");
    }
}

static void one_feature(loader *l, const assay__node *node, assay_model *model, size_t f)
{
    static const char *const MEMBERS[] = {"amount",    "conditional", "location",
                                          "log_scale", "size",        "steps",
                                          "tail",      "worth"};
    const char *name = assay_feature_at(f)->name;
    assay__reference *reference = &model->references[f];
    double *step = model->steps + f * ASSAY__BINS;
    members_are(l, node, NAMES(MEMBERS), name);
    if (!assay__node_truth(assay__node_member(node, "conditional"),
                           &reference->conditional))
        bad(l, name, "conditional is not true or false");
    numbers(l, assay__node_member(node, "location"), reference->location, 3, name);
    numbers(l, assay__node_member(node, "log_scale"), reference->log_scale, 2, name);
    numbers(l, assay__node_member(node, "size"), reference->size, 2, name);
    numbers(l, assay__node_member(node, "amount"), reference->amount, 2, name);
    must_rise(l, reference->size, 2, name);
    must_rise(l, reference->amount, 2, name);
    numbers(l, assay__node_member(node, "steps"), step, ASSAY__BINS, name);
    must_rise(l, step, ASSAY__BINS, name);
    reference->tail = tail(l, assay__node_member(node, "tail"), name);
    model->worth[f] = number(l, node, "worth");
    reference->used = true;
}

/* The feature a member names; SIZE_MAX and a fault when this engine has none. */
static size_t feature_of(loader *l, const assay__node *member)
{
    size_t f = assay_feature_find(assay__str(assay__node_name(member)));
    if (f == SIZE_MAX)
        bad(l, assay__node_name(member), "no feature of this engine");
    return f;
}

static void features(loader *l, const assay__node *node, assay_model *model)
{
    if (!assay__node_is_object(node))
        bad(l, "features", "not an object");
    for (const assay__node *at = assay__node_first(node);
         at != NULL && l->status == ASSAY_OK; at = assay__node_next(at)) {
        size_t f = feature_of(l, at);
        if (f != SIZE_MAX)
            one_feature(l, at, model, f);
    }
}

static void rates(loader *l, const assay__node *node, assay__stratum *stratum)
{
    const assay__node *at = items(l, node, ASSAY_RATE_COUNT, stratum->name);
    assay_rate_norm *rate = stratum->rates;
    for (; at != NULL; at = assay__node_next(at)) {
        double cells[4] = {0.0};
        numbers(l, at, cells, 4, stratum->name);
        *rate++ = (assay_rate_norm){cells[0], cells[1], cells[2], cells[3]};
    }
}

static void offsets(loader *l, const assay__node *node, assay__stratum *stratum)
{
    if (!assay__node_is_object(node))
        bad(l, stratum->name, "offsets are not an object");
    for (const assay__node *at = assay__node_first(node);
         at != NULL && l->status == ASSAY_OK; at = assay__node_next(at)) {
        size_t f = feature_of(l, at);
        if (f != SIZE_MAX && !assay__node_number(at, &stratum->offset[f]))
            bad(l, assay__node_name(at), "not a number");
    }
}

static void one_stratum(loader *l, const assay__node *node, assay_model *model)
{
    static const char *const MEMBERS[] = {"evidence", "n", "offsets", "rates"};
    assay__stratum *stratum = &model->strata[model->n_strata++];
    stratum->name = strdup(assay__node_name(node));
    stratum->offset = calloc(assay_feature_count(), sizeof(double));
    if (stratum->name == NULL || stratum->offset == NULL) {
        l->status = assay_fail(l->err, ASSAY_NO_MEMORY, "no memory for a model's strata");
        return;
    }
    members_are(l, node, NAMES(MEMBERS), stratum->name);
    stratum->evidence = (assay_evidence)word(l, node, "evidence", EVIDENCES);
    stratum->n = number(l, node, "n");
    offsets(l, assay__node_member(node, "offsets"), stratum);
    rates(l, assay__node_member(node, "rates"), stratum);
}

static int compare_strata(const void *a, const void *b)
{
    const assay__stratum *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static void strata(loader *l, const assay__node *node, assay_model *model)
{
    if (!assay__node_is_object(node)) {
        bad(l, "strata", "not an object");
        return;
    }
    model->strata = calloc(assay__node_count(node) + 1, sizeof *model->strata);
    if (model->strata == NULL) {
        l->status = assay_fail(l->err, ASSAY_NO_MEMORY, "no memory for a model's strata");
        return;
    }
    for (const assay__node *at = assay__node_first(node);
         at != NULL && l->status == ASSAY_OK; at = assay__node_next(at))
        one_stratum(l, at, model);
    if (l->status == ASSAY_OK)
        qsort(model->strata, model->n_strata, sizeof *model->strata, compare_strata);
}

static void families(loader *l, const assay__node *node, assay_model *model)
{
    const char *members[ASSAY__EVIDENCE_FAMILIES];
    for (size_t i = 0; i < ASSAY__EVIDENCE_FAMILIES; i++)
        members[i] = assay_family_name(assay__families_by_name[i]);
    members_are(l, node, NAMES(members), "families");
    for (size_t i = 0; i < ASSAY__EVIDENCE_FAMILIES; i++)
        tails(l, assay__node_member(node, members[i]),
              model->family[assay__families_by_name[i]], 2, members[i]);
}

assay_status assay__model_fill(const assay__node *payload, assay_model *model,
                               assay_error *err)
{
    static const char *const MEMBERS[] = {
        "base",     "basis",    "calibration", "combined",   "diffuse", "evidence",
        "families", "features", "n",           "prevalence", "strata",  "label_map"};
    const assay__node *labels = assay__node_member(payload, "label_map");
    size_t members = sizeof MEMBERS / sizeof *MEMBERS;
    loader l = {.err = err};
    /* the last is only there when labels were many enough for a map */
    members_are(&l, payload, MEMBERS, labels != NULL ? members : members - 1, "payload");
    if (l.status != ASSAY_OK)
        return l.status;
    model->basis = (assay_basis)word(&l, payload, "basis", BASES);
    model->evidence = (assay_evidence)word(&l, payload, "evidence", EVIDENCES);
    model->base = number(&l, payload, "base");
    model->n = number(&l, payload, "n");
    model->prevalence = number(&l, payload, "prevalence");
    bool share = model->prevalence > 0.0 && model->prevalence < 1.0;
    if (model->basis != ASSAY_BASIS_NONE && !share)
        bad(&l, "prevalence", "must be between 0 and 1");
    calibrations(&l, assay__node_member(payload, "calibration"), model);
    tails(&l, assay__node_member(payload, "combined"), model->combined + 1,
          ASSAY__EVIDENCE_FAMILIES, "combined");
    families(&l, assay__node_member(payload, "families"), model);
    features(&l, assay__node_member(payload, "features"), model);
    if (l.status == ASSAY_OK)
        l.status =
            assay__diffuse_load(assay__node_member(payload, "diffuse"), model, err);
    if (l.status == ASSAY_OK && labels != NULL)
        l.status = assay__label_map_load(labels, &model->labels, err);
    strata(&l, assay__node_member(payload, "strata"), model);
    return l.status;
}

static assay_status refuse(assay_error *err, const char *place, const char *what)
{
    return assay_fail(err, ASSAY_UNKNOWN_MODEL, "%s: %s", place, what);
}

assay_status assay_model_load(assay_str bytes, assay_model **out, assay_error *err)
{
    assay__document *document = NULL;
    assay__model_head head = {.kind = "", .name = ""};
    assay_model *model = NULL;
    ASSAY__TRY(assay__model_open(bytes, &document, &head, err));
    assay_status status = ASSAY_OK;
    if (strcmp(head.kind, "accounts") != 0)
        status = refuse(err, head.kind, "a model of another kind than accounts");
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
