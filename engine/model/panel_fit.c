/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a panel: accounts are kept with their scores, checked ones that are inflated go
 * out, and the rest is written without names.
 *
 * A few inflated accounts among a panel's highest scores cost nearly all power (at 5 %,
 * 0.95 falls to 0.01), while wrong flags stay rare. So those highest are listed to be
 * checked, and removing what the check finds gives the power back (label-trim). A panel
 * that is largely inflated is no panel: it is refused unless a check says otherwise.
 */
#include "model/panel.h"

#include "model/model_names.h"

#include "base/str.h"
#include "format/base64.h"
#include "format/json_writer.h"
#include "stat/calibrate.h"

#include <math.h>
#include <stdlib.h>

struct assay_panel_fit {
    char *name;
    assay__panel_entry **entries;
    size_t n, room, unusable;
    size_t n_models;
    char *kind[ASSAY__PANEL_MODELS], *model[ASSAY__PANEL_MODELS];
    char hash[ASSAY__PANEL_MODELS][65];
    assay_panel_account *list;
};

/* Three batches of twenty that hold fewer than 5 % inflated end a check. */
enum { LAST_CHECKED = 60, FEWEST_KNOWN = 20 };
static const double FEW_INFLATED = 0.05;

/* Refused when even the low end of the interval of the share is this large. */
static const double LARGE_SHARE = 0.2;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a panel");
}

assay_status assay_panel_fit_new(const char *name, assay_panel_fit **out,
                                 assay_error *err)
{
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    const char *chosen = name != NULL ? name : "clean";
    size_t n = strlen(chosen);
    if (n == 0 || n > 63 || strspn(chosen, PLAIN) != n)
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "name: 1 to 63 characters of a-z, 0-9, _ and -");
    assay_panel_fit *fit = calloc(1, sizeof *fit);
    if (fit == NULL)
        return no_memory(err);
    fit->name = strdup(chosen);
    if (fit->name == NULL) {
        free(fit);
        return no_memory(err);
    }
    *out = fit;
    return ASSAY_OK;
}

void assay_panel_fit_free(assay_panel_fit *fit)
{
    if (fit == NULL)
        return;
    for (size_t i = 0; i < fit->n; i++)
        free(fit->entries[i]);
    for (size_t i = 0; i < fit->n_models; i++) {
        free(fit->kind[i]);
        free(fit->model[i]);
    }
    free(fit->entries);
    free(fit->list);
    free(fit->name);
    free(fit);
}

/* ---- taking accounts in ----------------------------------------------------------- */

/* Where a kind of model stands, or would, in the order of kinds. */
static size_t place_of_kind(const assay_panel_fit *fit, const char *kind)
{
    size_t i = 0;
    while (i < fit->n_models && strcmp(fit->kind[i], kind) < 0)
        i++;
    return i;
}

static assay_status insert_model(assay_panel_fit *fit, size_t at,
                                 const assay_model_ref *model, assay_error *err)
{
    char *kind = strdup(model->kind), *name = strdup(model->name);
    if (kind == NULL || name == NULL || fit->n_models == ASSAY__PANEL_MODELS) {
        free(kind);
        free(name);
        return no_memory(err);
    }
    for (size_t i = fit->n_models++; i > at; i--) {
        fit->kind[i] = fit->kind[i - 1];
        fit->model[i] = fit->model[i - 1];
        memcpy(fit->hash[i], fit->hash[i - 1], sizeof fit->hash[i]);
    }
    fit->kind[at] = kind;
    fit->model[at] = name;
    memcpy(fit->hash[at], model->sha256, sizeof fit->hash[at]);
    return ASSAY_OK;
}

/* Every model that scored an account; of a kind there can be but one. A model of profiles
 * takes part only where an audience is there. */
static assay_status same_models(assay_panel_fit *fit, const assay_model_ref models[],
                                size_t n, assay_error *err)
{
    for (size_t k = 0; k < n; k++) {
        size_t i = place_of_kind(fit, models[k].kind);
        if (i == fit->n_models || strcmp(fit->kind[i], models[k].kind) != 0)
            ASSAY__TRY(insert_model(fit, i, &models[k], err));
        else if (strcmp(fit->hash[i], models[k].sha256) != 0)
            return assay_fail(err, ASSAY_USAGE,
                              "the accounts of a panel were scored by different models");
    }
    return ASSAY_OK;
}

static assay_status push(assay_panel_fit *fit, assay__panel_entry *entry,
                         assay_error *err)
{
    if (entry != NULL && fit->n == fit->room) {
        size_t room = fit->room == 0 ? 256 : 2 * fit->room;
        assay__panel_entry **grown =
            realloc(fit->entries, room * sizeof(assay__panel_entry *));
        if (grown == NULL) {
            free(entry);
            return no_memory(err);
        }
        fit->entries = grown;
        fit->room = room;
    }
    if (entry == NULL)
        return no_memory(err);
    fit->entries[fit->n++] = entry;
    return ASSAY_OK;
}

assay_status assay_panel_fit_add(assay_panel_fit *fit, const assay_verdict *verdict,
                                 double label, assay_error *err)
{
    if (verdict->panel_stratum != NULL)
        return assay_fail(err, ASSAY_USAGE, "a panel is made without another panel");
    ASSAY__TRY(same_models(fit, verdict->models, verdict->n_models, err));
    if (verdict->state == ASSAY_NOT_ASSESSABLE) {
        fit->unusable++;
        return ASSAY_OK;
    }
    assay__panel_entry *entry = assay__panel_entry_new(verdict);
    if (entry != NULL)
        entry->label = label;
    return push(fit, entry, err);
}

assay_status assay_panel_fit_merge(assay_panel_fit *fit, const assay_panel_fit *from,
                                   assay_error *err)
{
    assay_model_ref models[ASSAY__PANEL_MODELS];
    for (size_t i = 0; i < from->n_models; i++)
        models[i] = (assay_model_ref){from->kind[i], from->model[i], from->hash[i]};
    if (from->n_models > 0)
        ASSAY__TRY(same_models(fit, models, from->n_models, err));
    fit->unusable += from->unusable;
    for (size_t i = 0; i < from->n; i++)
        ASSAY__TRY(push(fit, assay__panel_entry_copy(from->entries[i]), err));
    return ASSAY_OK;
}

/* ---- how it stands ---------------------------------------------------------------- */

static bool inflated(const assay__panel_entry *entry)
{
    return entry->label > 0.5; /* false when it was not checked */
}

static int compare_names(const assay__panel_entry *a, const assay__panel_entry *b)
{
    int order = assay__str_compare(a->platform, b->platform);
    return order != 0 ? order : assay__str_compare(a->handle, b->handle);
}

/* Most strange first, ties by name: an order that no order of reading changes. */
static int compare_scores(const void *a, const void *b)
{
    const assay__panel_entry *left = *(assay__panel_entry *const *)a;
    const assay__panel_entry *right = *(assay__panel_entry *const *)b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return compare_names(left, right);
}

static void sort_by_score(assay_panel_fit *fit)
{
    if (fit->n > 0)
        qsort(fit->entries, fit->n, sizeof(assay__panel_entry *), compare_scores);
}

/* How far down from the top everything is checked, and whether that is far enough. */
static void count_from_top(const assay_panel_fit *fit, assay_panel_state *state)
{
    size_t n = 0, found = 0;
    while (n < fit->n && !isnan(fit->entries[n]->label))
        n++;
    size_t first = n > LAST_CHECKED ? n - (size_t)LAST_CHECKED : 0;
    for (size_t i = first; i < n; i++)
        found += inflated(fit->entries[i]);
    state->from_top = n;
    state->checked_enough = n == fit->n || (n >= (size_t)LAST_CHECKED &&
                                            (double)found < FEW_INFLATED * LAST_CHECKED);
}

static assay_panel_state state_of(const assay_panel_fit *fit)
{
    assay_panel_state state = {.accounts = fit->n, .unusable = fit->unusable};
    for (size_t i = 0; i < fit->n; i++) {
        const assay__panel_entry *entry = fit->entries[i];
        state.checked += isnan(entry->label) ? 0 : 1;
        state.trimmed += inflated(entry);
        state.doubtful += isnan(entry->label) && entry->strange;
    }
    state.used = state.accounts - state.trimmed;
    count_from_top(fit, &state);
    return state;
}

assay_status assay_panel_fit_list(assay_panel_fit *fit,
                                  const assay_panel_account **accounts,
                                  assay_panel_state *state, assay_error *err)
{
    assay_panel_account *list = calloc(fit->n + 1, sizeof *list);
    if (list == NULL)
        return no_memory(err);
    sort_by_score(fit);
    for (size_t i = 0; i < fit->n; i++) {
        const assay__panel_entry *entry = fit->entries[i];
        list[i] = (assay_panel_account){entry->platform, entry->handle, entry->score,
                                        entry->probability, entry->label};
    }
    free(fit->list);
    fit->list = list;
    if (accounts != NULL)
        *accounts = list;
    *state = state_of(fit);
    return ASSAY_OK;
}

/* ---- the file --------------------------------------------------------------------- */

/* What is written, and in which order. */
typedef struct writing {
    assay__panel_entry **used; /* [n] most strange first */
    size_t n;
    assay__panel_entry **kept; /* [rows] of smallest hash, in that order */
    size_t rows;
    assay_str *platforms; /* [n_platforms] by name */
    size_t n_platforms;
    size_t *columns; /* [n_columns] of the vector */
    size_t n_columns;
    assay_arena *arena;
} writing;

static int compare_hashes(const void *a, const void *b)
{
    const assay__panel_entry *left = *(assay__panel_entry *const *)a;
    const assay__panel_entry *right = *(assay__panel_entry *const *)b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return compare_names(left, right);
}

static int compare_platforms(const void *a, const void *b)
{
    return assay__str_compare(*(const assay_str *)a, *(const assay_str *)b);
}

static void list_platforms(writing *w)
{
    size_t distinct = 0;
    for (size_t i = 0; i < w->n; i++)
        w->platforms[i] = w->used[i]->platform;
    qsort(w->platforms, w->n, sizeof *w->platforms, compare_platforms);
    for (size_t i = 0; i < w->n; i++)
        if (distinct == 0 ||
            !assay__str_equal(w->platforms[distinct - 1], w->platforms[i]))
            w->platforms[distinct++] = w->platforms[i];
    w->n_platforms = distinct;
}

/* A column that few accounts have tells nothing of a roster. */
static void list_columns(writing *w)
{
    for (size_t c = 0; c < assay__panel_width(); c++) {
        size_t known = 0;
        for (size_t i = 0; i < w->rows; i++)
            known += isnan(w->kept[i]->vector[c]) ? 0 : 1;
        if (known >= FEWEST_KNOWN)
            w->columns[w->n_columns++] = c;
    }
}

static assay_status write_room(const assay_panel_fit *fit, writing *w, assay_error *err)
{
    size_t n = fit->n + 1;
    w->used = assay_arena_array(w->arena, n, sizeof(assay__panel_entry *));
    w->kept = assay_arena_array(w->arena, n, sizeof(assay__panel_entry *));
    w->platforms = assay_arena_array(w->arena, n, sizeof *w->platforms);
    w->columns = assay_arena_array(w->arena, assay__panel_width(), sizeof *w->columns);
    if (!w->used || !w->kept || !w->platforms || !w->columns)
        return no_memory(err);
    for (size_t i = 0; i < fit->n; i++)
        if (!inflated(fit->entries[i]))
            w->used[w->n++] = fit->entries[i];
    memcpy(w->kept, w->used, w->n * sizeof(assay__panel_entry *));
    qsort(w->kept, w->n, sizeof(assay__panel_entry *), compare_hashes);
    w->rows = w->n < ASSAY__PANEL_VECTORS ? w->n : (size_t)ASSAY__PANEL_VECTORS;
    list_platforms(w);
    list_columns(w);
    return ASSAY_OK;
}

static void put_models(assay__json_writer *json, const assay_panel_fit *fit)
{
    assay__json_key(json, "models");
    assay__json_begin_array(json);
    for (size_t i = 0; i < fit->n_models; i++) {
        assay__json_begin(json);
        assay__json_member_text(json, "kind", assay__str(fit->kind[i]));
        assay__json_member_text(json, "name", assay__str(fit->model[i]));
        assay__json_member_text(json, "sha256", assay__str(fit->hash[i]));
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

/* Ascending, as they are looked up; `used` lies the other way. */
static void put_scores(assay__json_writer *json, const writing *w)
{
    assay__json_key(json, "scores");
    assay__json_begin(json);
    for (size_t p = 0; p < w->n_platforms; p++) {
        assay_str name = assay_arena_copy(w->arena, w->platforms[p]);
        if (name.ptr == NULL) {
            json->out->failed = true;
            return;
        }
        assay__json_key(json, name.ptr);
        assay__json_begin_array(json);
        for (size_t i = w->n; i-- > 0;)
            if (assay__str_equal(w->used[i]->platform, w->platforms[p]))
                assay__json_number(json, w->used[i]->score);
        assay__json_end_array(json);
    }
    assay__json_end(json);
}

static size_t own_columns(const writing *w)
{
    return w->n_platforms < ASSAY__PANEL_PLATFORMS ? w->n_platforms
                                                   : (size_t)ASSAY__PANEL_PLATFORMS;
}

static void put_columns(assay__json_writer *json, const writing *w)
{
    assay__json_key(json, "columns");
    assay__json_begin_array(json);
    for (size_t p = 0; p < own_columns(w); p++) {
        char text[128];
        assay__panel_platform_column(w->platforms[p], text);
        assay__json_text(json, assay__str(text));
    }
    for (size_t c = 0; c < w->n_columns; c++) {
        size_t column = w->columns[c];
        const char *name = column < ASSAY__TRAITS
                               ? ASSAY__TRAIT_NAMES[column]
                               : assay_feature_at(column - ASSAY__TRAITS)->name;
        assay__json_text(json, assay__str(name));
    }
    assay__json_end_array(json);
}

static void put_cells(assay__json_writer *json, const writing *w)
{
    size_t platforms = own_columns(w), width = platforms + w->n_columns;
    float *cells = assay_arena_array(w->arena, w->rows * width + 1, sizeof *cells);
    assay_str text = {NULL, 0};
    for (size_t i = 0; cells != NULL && i < w->rows; i++) {
        float *row = cells + i * width;
        for (size_t p = 0; p < platforms; p++)
            row[p] =
                assay__str_equal(w->kept[i]->platform, w->platforms[p]) ? 1.0F : 0.0F;
        for (size_t c = 0; c < w->n_columns; c++)
            row[platforms + c] = w->kept[i]->vector[w->columns[c]];
    }
    if (cells != NULL)
        text = assay__base64_write(cells, w->rows * width * sizeof *cells, w->arena);
    json->out->failed = json->out->failed || text.ptr == NULL;
    assay__json_member_text(json, "numbers", text);
    assay__json_member_number(json, "rows", (double)w->rows);
}

/* Members in the order of their names, as in every model file. */
static void put_payload(assay__json_writer *json, const assay_panel_fit *fit,
                        const assay_panel_state *state, const writing *w)
{
    char features[17];
    assay__panel_features(features);
    assay__json_begin(json);
    assay__json_member_number(json, "checked", (double)state->checked);
    assay__json_member_number(json, "doubtful", (double)state->doubtful);
    assay__json_member_text(json, "engine", assay__str(assay_version()));
    assay__json_member_text(json, "features", assay__str(features));
    put_models(json, fit);
    assay__json_member_number(json, "n", (double)state->used);
    put_scores(json, w);
    assay__json_member_number(json, "trimmed", (double)state->trimmed);
    assay__json_key(json, "vectors");
    assay__json_begin(json);
    put_columns(json, w);
    put_cells(json, w);
    assay__json_end(json);
    assay__json_end(json);
}

static assay_status check_state(const assay_panel_state *state, assay_error *err)
{
    if (state->accounts == 0)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "the panel is empty: none of %zu accounts could be assessed",
                          state->unusable);
    if (state->used < ASSAY_PANEL_LEAST)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "%zu clean accounts are left of %zu (%zu were checked and are "
                          "inflated): a panel needs %d",
                          state->used, state->accounts, state->trimmed,
                          ASSAY_PANEL_LEAST);
    double n = (double)state->used, doubtful = (double)state->doubtful;
    if (assay__wilson(doubtful, n, 0.9).low >= LARGE_SHARE)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "%zu of %zu accounts of the panel look inflated themselves "
                          "(%.0f%%), so it is no clean panel: check them "
                          "(--suggest-audit N) and give what you find by --labels",
                          state->doubtful, state->used, 100.0 * doubtful / n);
    return ASSAY_OK;
}

static assay_status write_panel(const assay_panel_fit *fit,
                                const assay_panel_state *state, writing *w,
                                assay_bytes *out, assay_error *err)
{
    assay_buffer body = {0};
    assay__json_writer json = {.out = &body};
    ASSAY__TRY(write_room(fit, w, err));
    put_payload(&json, fit, state, w);
    assay_status status = assay__model_wrap("panel", fit->name, &body, out, err);
    assay__buffer_free(&body);
    return status;
}

assay_status assay_panel_fit_finish(assay_panel_fit *fit, assay_bytes *out,
                                    assay_error *err)
{
    sort_by_score(fit);
    assay_panel_state state = state_of(fit);
    ASSAY__TRY(check_state(&state, err));
    writing w = {0};
    ASSAY__TRY(assay_arena_new((size_t)1 << 20, NULL, &w.arena, err));
    assay_status status = write_panel(fit, &state, &w, out, err);
    assay_arena_free(w.arena);
    return status;
}
