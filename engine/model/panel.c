/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panels as files, and scores placed in them.
 *
 * A conformal p-value needs the panel's scores and nothing else; it is exact for any n
 * and never 0. What a panel of one's own may still get wrong by bad luck of the draw is
 * the conditional p's to say.
 */
#include "model/panel.h"

#include "model/model_names.h"

#include "base/hash.h"
#include "base/str.h"
#include "format/base64.h"
#include "stat/order.h"
#include "stat/special.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- one account ------------------------------------------------------------------ */

const char *const ASSAY__TRAIT_NAMES[ASSAY__TRAITS] = {
    "followers", "days", "posts", "comments", "audience", "livestream readings"};

static const uint64_t HASH_KEY = UINT64_C(0xA0761D6478BD642F); /* any odd constant does */

/* More likely inflated than not; and where a model gives no probability, stranger than
 * all but one clean account in a hundred. */
static const double LIKELY = 0.5, STRANGE_P = 0.01;

size_t assay__panel_width(void)
{
    return ASSAY__TRAITS + assay_feature_count();
}

static double days_of(const assay_account *account)
{
    if (account->n_growth < 2)
        return 0.0;
    const assay_reading *growth = account->growth;
    return (double)(growth[account->n_growth - 1].at - growth[0].at) / 86400.0;
}

/* One NaN for all that is not known, whatever bits it came with. */
static float packed(double x)
{
    return isfinite(x) ? (float)x : __builtin_nanf("");
}

static void fill_vector(const assay_verdict *verdict, float vector[])
{
    const assay_account *account = verdict->account;
    const double traits[ASSAY__TRAITS] = {log10(assay_account_followers(account)),
                                          days_of(account),
                                          (double)account->n_posts,
                                          (double)account->n_comments,
                                          (double)account->n_audience,
                                          (double)account->n_livestreams};
    for (size_t i = 0; i < ASSAY__TRAITS; i++)
        vector[i] = packed(traits[i]);
    for (size_t f = 0; f < assay_feature_count(); f++)
        vector[ASSAY__TRAITS + f] = packed(verdict->features[f]);
}

/* Room for an entry, its vector and its names, in one block. */
static assay__panel_entry *entry_room(assay_str platform, assay_str handle)
{
    size_t numbers = assay__panel_width() * sizeof(float);
    char *block =
        calloc(1, sizeof(assay__panel_entry) + numbers + platform.len + handle.len + 1);
    if (block == NULL)
        return NULL;
    assay__panel_entry *entry = (assay__panel_entry *)(void *)block;
    entry->vector = (float *)(void *)(block + sizeof *entry);
    char *names = block + sizeof *entry + numbers;
    memcpy(names, platform.ptr, platform.len);
    memcpy(names + platform.len, handle.ptr, handle.len);
    entry->platform = (assay_str){names, platform.len};
    entry->handle = (assay_str){names + platform.len, handle.len};
    return entry;
}

assay__panel_entry *assay__panel_entry_new(const assay_verdict *verdict)
{
    const assay_account *account = verdict->account;
    assay__panel_entry *entry = entry_room(account->platform, account->handle);
    if (entry == NULL)
        return NULL;
    entry->hash = assay__hash(account->handle, assay__hash(account->platform, HASH_KEY));
    entry->score = (double)verdict->score * 1e-6;
    entry->probability = verdict->risk.value;
    entry->label = ASSAY_NUMBER_UNKNOWN;
    entry->strange = verdict->basis != ASSAY_BASIS_NONE ? verdict->risk.value >= LIKELY
                                                        : verdict->p_value <= STRANGE_P;
    fill_vector(verdict, entry->vector);
    return entry;
}

assay__panel_entry *assay__panel_entry_copy(const assay__panel_entry *from)
{
    assay__panel_entry *entry = entry_room(from->platform, from->handle);
    if (entry == NULL)
        return NULL;
    entry->hash = from->hash;
    entry->score = from->score;
    entry->probability = from->probability;
    entry->label = from->label;
    entry->strange = from->strange;
    memcpy(entry->vector, from->vector, assay__panel_width() * sizeof(float));
    return entry;
}

void assay__panel_features(char text[17])
{
    uint64_t hash = HASH_KEY;
    for (size_t f = 0; f < assay_feature_count(); f++) {
        const assay_feature *row = assay_feature_at(f);
        hash = assay__hash(assay__str(row->name), hash);
        hash = assay__hash(assay__str(row->formula), hash);
    }
    (void)snprintf(text, 17, "%08lx%08lx", (unsigned long)(hash >> 32),
                   (unsigned long)(hash & 0xFFFFFFFFU));
}

void assay__panel_platform_column(assay_str platform, char text[])
{
    size_t n = platform.len < 100 ? platform.len : 100;
    (void)snprintf(text, 128, "platform %.*s", (int)n, platform.ptr);
}

/* ---- p-values --------------------------------------------------------------------- */

static const assay__panel_scores *stratum_of(const assay_panel *panel, assay_str platform)
{
    for (size_t i = 0; i < panel->n_strata; i++)
        if (panel->strata[i].n >= ASSAY_PANEL_STRATUM &&
            assay__str_equal(assay__str(panel->strata[i].name), platform))
            return &panel->strata[i];
    return &panel->all;
}

assay_panel_place assay_panel_p(const assay_panel *panel, assay_str platform,
                                double score)
{
    const assay__panel_scores *scores = stratum_of(panel, platform);
    assay_panel_place place = {ASSAY_NUMBER_UNKNOWN, scores->name, (double)scores->n};
    if (isnan(score))
        return place;
    size_t below = assay__count_below(scores->sorted, scores->n, score);
    place.p_value = (double)(scores->n - below + 1) / ((double)scores->n + 1.0);
    return place;
}

/* With k = n/2, the i-th largest of n uniform numbers stays below
 * 1 - (delta i(i-1)..(i-k+1) / n(n-1)..(n-k+1))^(1/k) for all i at once. */
double assay_panel_conditional_p(size_t n, double p, double delta)
{
    if (n < 2 || isnan(p) || isnan(delta))
        return ASSAY_NUMBER_UNKNOWN;
    double size = (double)n, k = floor(size / 2.0);
    double rank = ceil((size + 1.0) * p - 1e-9); /* p is a multiple of 1/(n+1), nearly */
    double i = size + 1.0 - rank;
    if (i < k)
        return 1.0;
    if (rank < 1.0)
        rank = 1.0;
    i = size + 1.0 - rank;
    double falling = assay__log_gamma(i + 1.0) - assay__log_gamma(i - k + 1.0);
    double all = assay__log_gamma(size + 1.0) - assay__log_gamma(size - k + 1.0);
    double bound = -expm1((log(delta) + falling - all) / k);
    return bound > p ? fmin(bound, 1.0) : p;
}

size_t assay_panel_fewest_flags(size_t n, size_t m, double q)
{
    if (m == 0 || !(q > 0.0))
        return 0;
    double fewest = ceil((double)m / (q * ((double)n + 1.0)) - 1e-9);
    return fewest < 1.0 ? 1 : (size_t)fewest;
}

/* ---- the file --------------------------------------------------------------------- */

typedef struct loader {
    assay_panel *panel;
    assay_error *err;
} loader;

static assay_status refuse(const loader *l, const char *place, const char *what)
{
    return assay_fail(l->err, ASSAY_UNKNOWN_MODEL, "%s: %s", place, what);
}

static assay_status no_memory(const loader *l)
{
    return assay_fail(l->err, ASSAY_NO_MEMORY, "no memory for a panel");
}

static assay_status load_model(const loader *l, const assay__node *node)
{
    assay_panel *panel = l->panel;
    const char *kind, *name, *sha256;
    size_t i = panel->n_models;
    if (i == ASSAY__PANEL_MODELS ||
        !assay__node_text(assay__node_member(node, "kind"), &kind) ||
        !assay__node_text(assay__node_member(node, "name"), &name) ||
        !assay__node_text(assay__node_member(node, "sha256"), &sha256) ||
        strlen(sha256) != 64)
        return refuse(l, "models", "not a list of models");
    panel->n_models++;
    panel->kind[i] = strdup(kind);
    panel->model[i] = strdup(name);
    memcpy(panel->hash[i], sha256, sizeof panel->hash[i]);
    return panel->kind[i] != NULL && panel->model[i] != NULL ? ASSAY_OK : no_memory(l);
}

static assay_status load_models(const loader *l, const assay__node *node)
{
    if (!assay__node_is_array(node) || assay__node_count(node) == 0)
        return refuse(l, "models", "not a list of models");
    for (node = assay__node_first(node); node != NULL; node = assay__node_next(node))
        ASSAY__TRY(load_model(l, node));
    return ASSAY_OK;
}

static assay_status load_stratum(const loader *l, const assay__node *node,
                                 assay__panel_scores *out)
{
    const char *name = assay__node_name(node);
    out->n = assay__node_count(node);
    out->name = strdup(name);
    out->sorted = calloc(out->n + 1, sizeof *out->sorted);
    if (out->name == NULL || out->sorted == NULL)
        return no_memory(l);
    size_t i = 0;
    for (node = assay__node_first(node); node != NULL; node = assay__node_next(node)) {
        if (!assay__node_number(node, &out->sorted[i]) ||
            (i > 0 && out->sorted[i] < out->sorted[i - 1]))
            return refuse(l, name, "scores must be numbers that do not fall");
        i++;
    }
    return ASSAY_OK;
}

static assay_status pool(const loader *l)
{
    assay_panel *panel = l->panel;
    assay__panel_scores *all = &panel->all;
    for (size_t i = 0; i < panel->n_strata; i++)
        all->n += panel->strata[i].n;
    if (all->n < ASSAY_PANEL_LEAST)
        return refuse(l, "scores", "too few for a panel");
    all->name = strdup("*");
    all->sorted = calloc(all->n, sizeof *all->sorted);
    if (all->name == NULL || all->sorted == NULL)
        return no_memory(l);
    size_t at = 0;
    for (size_t i = 0; i < panel->n_strata; i++) {
        const assay__panel_scores *stratum = &panel->strata[i];
        for (size_t j = 0; j < stratum->n; j++)
            all->sorted[at++] = stratum->sorted[j];
    }
    assay__sort(all->sorted, all->n);
    return ASSAY_OK;
}

static assay_status load_scores(const loader *l, const assay__node *node)
{
    assay_panel *panel = l->panel;
    if (!assay__node_is_object(node) || assay__node_count(node) == 0)
        return refuse(l, "scores", "not an object of platforms");
    panel->strata = calloc(assay__node_count(node), sizeof *panel->strata);
    if (panel->strata == NULL)
        return no_memory(l);
    for (node = assay__node_first(node); node != NULL; node = assay__node_next(node))
        ASSAY__TRY(load_stratum(l, node, &panel->strata[panel->n_strata++]));
    return pool(l);
}

static assay_status load_columns(const loader *l, const assay__node *node)
{
    assay_panel *panel = l->panel;
    size_t most = assay__panel_width() + ASSAY__PANEL_PLATFORMS;
    size_t n = assay__node_is_array(node) ? assay__node_count(node) : 0;
    if (n == 0 || n > most)
        return refuse(l, "columns", "not an array of names");
    panel->columns = calloc(n, sizeof *panel->columns);
    if (panel->columns == NULL)
        return no_memory(l);
    for (node = assay__node_first(node); node != NULL; node = assay__node_next(node)) {
        const char *name;
        if (!assay__node_text(node, &name))
            return refuse(l, "columns", "not an array of names");
        panel->columns[panel->n_columns] = strdup(name);
        if (panel->columns[panel->n_columns++] == NULL)
            return no_memory(l);
    }
    return ASSAY_OK;
}

static assay_status load_vectors(const loader *l, const assay__node *node)
{
    assay_panel *panel = l->panel;
    double rows = 0.0;
    const char *text = "";
    ASSAY__TRY(load_columns(l, assay__node_member(node, "columns")));
    if (!assay__node_number(assay__node_member(node, "rows"), &rows) || rows < 0.0 ||
        rows > ASSAY__PANEL_VECTORS || rows != floor(rows) ||
        !assay__node_text(assay__node_member(node, "numbers"), &text))
        return refuse(l, "vectors", "not rows of numbers");
    panel->rows = (size_t)rows;
    size_t cells = panel->rows * panel->n_columns;
    panel->cells = calloc(cells + 1, sizeof *panel->cells);
    if (panel->cells == NULL)
        return no_memory(l);
    if (!assay__base64_read(assay__str(text), panel->cells, cells * sizeof(float)))
        return refuse(l, "vectors", "numbers of another size");
    return ASSAY_OK;
}

static assay_status check_version(const loader *l, const assay__node *payload)
{
    const char *engine = "", *features = "";
    char own[17];
    assay__panel_features(own);
    bool told = assay__node_text(assay__node_member(payload, "engine"), &engine) &&
                assay__node_text(assay__node_member(payload, "features"), &features);
    if (!told)
        return refuse(l, "engine", "a panel tells its engine and statistics");
    if (strcmp(engine, assay_version()) != 0 || strcmp(features, own) != 0)
        return assay_fail(l->err, ASSAY_UNKNOWN_MODEL,
                          "a panel of engine %s with statistics %s; this is %s with %s: "
                          "make it again from its accounts",
                          engine, features, assay_version(), own);
    return ASSAY_OK;
}

static assay_status load_payload(const loader *l, const assay__node *payload)
{
    ASSAY__TRY(check_version(l, payload));
    ASSAY__TRY(load_models(l, assay__node_member(payload, "models")));
    ASSAY__TRY(load_scores(l, assay__node_member(payload, "scores")));
    return load_vectors(l, assay__node_member(payload, "vectors"));
}

assay_status assay_panel_load(assay_str file, assay_panel **out, assay_error *err)
{
    assay__document *document = NULL;
    assay__model_head head = {.kind = "", .name = ""};
    ASSAY__TRY(assay__model_open(file, &document, &head, err));
    loader l = {calloc(1, sizeof(assay_panel)), err};
    assay_status status = l.panel == NULL ? no_memory(&l) : ASSAY_OK;
    if (status == ASSAY_OK && strcmp(head.kind, "panel") != 0)
        status = refuse(&l, head.kind, "a model of another kind than panel");
    if (status == ASSAY_OK)
        l.panel->name = strdup(head.name);
    if (status == ASSAY_OK && l.panel->name == NULL)
        status = no_memory(&l);
    if (status == ASSAY_OK)
        status = load_payload(&l, head.payload);
    if (status == ASSAY_OK) {
        memcpy(l.panel->sha256, head.file_sha256, sizeof l.panel->sha256);
        *out = l.panel;
    } else {
        assay_panel_free(l.panel);
    }
    assay__document_free(document);
    return status;
}

static void free_scores(assay__panel_scores *scores)
{
    free(scores->name);
    free(scores->sorted);
}

void assay_panel_free(assay_panel *panel)
{
    if (panel == NULL)
        return;
    for (size_t i = 0; i < panel->n_models; i++) {
        free(panel->kind[i]);
        free(panel->model[i]);
    }
    for (size_t i = 0; i < panel->n_strata; i++)
        free_scores(&panel->strata[i]);
    for (size_t i = 0; i < panel->n_columns; i++)
        free(panel->columns[i]);
    free_scores(&panel->all);
    free(panel->strata);
    free(panel->columns);
    free(panel->cells);
    free(panel->name);
    free(panel);
}

/* ---- which one -------------------------------------------------------------------- */

assay_model_ref assay_panel_reference(const assay_panel *panel)
{
    return (assay_model_ref){"panel", panel->name, panel->sha256};
}

size_t assay_panel_size(const assay_panel *panel)
{
    return panel->all.n;
}

static size_t find_kind(const assay_panel *panel, const char *kind)
{
    size_t i = 0;
    while (i < panel->n_models && strcmp(panel->kind[i], kind) != 0)
        i++;
    return i;
}

assay_status assay_panel_check(const assay_panel *panel, const assay_model_ref models[],
                               size_t n, assay_error *err)
{
    for (size_t k = 0; k < n; k++) {
        size_t i = find_kind(panel, models[k].kind);
        if (i == panel->n_models)
            continue;
        if (strcmp(panel->hash[i], models[k].sha256) != 0)
            return assay_fail(err, ASSAY_UNKNOWN_MODEL,
                              "panel %s was scored by the %s model %s (%.12s), not by %s "
                              "(%.12s): make it again with this one, or name that one "
                              "by --model",
                              panel->name, panel->kind[i], panel->model[i],
                              panel->hash[i], models[k].name, models[k].sha256);
    }
    return ASSAY_OK;
}
