/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking accounts into a fit, in any order and any parts.
 *
 * Sums are of integers in units of 2^-20, so that addition is exact; kept accounts are
 * those of smallest keyed hash, a set that does not depend on who came first. Fits of
 * parts merge into the fit of the whole, byte for byte.
 */
#include "model/sample.h"

#include "base/hash.h"
#include "base/str.h"
#include "feature/analyse.h"

#include <math.h>
#include <stdlib.h>

enum { DEFAULT_SAMPLE = 16384, MOST_SAMPLE = 1 << 22 };

/* Any odd constant does; a fixed one makes equal fits equal. */
static const uint64_t HASH_KEY = UINT64_C(0x9E3779B97F4A7C15);
static const double UNIT = 0x1.0p20;

static bool name_is_plain(const char *name)
{
    size_t n = strlen(name);
    return n > 0 && n < 64 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == n;
}

assay_status assay_fit_new(const assay_fit_options *options, assay_fit **out,
                           assay_error *err)
{
    assay_fit_options chosen = options != NULL ? *options : (assay_fit_options){0};
    const char *name = chosen.name != NULL ? chosen.name : "fitted";
    if (!name_is_plain(name))
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "name: 1 to 63 characters of a-z, 0-9, _ and -");
    assay_fit *fit = calloc(1, sizeof *fit);
    if (fit == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit");
    size_t sample = chosen.sample != 0 ? chosen.sample : (size_t)DEFAULT_SAMPLE;
    fit->sample = sample < MOST_SAMPLE ? sample : (size_t)MOST_SAMPLE;
    fit->comments = chosen.comments;
    fit->profiles = chosen.profiles;
    fit->norms = chosen.base != NULL ? chosen.base : chosen.norms;
    fit->base = chosen.base;
    fit->simulated = chosen.simulated;
    fit->whole_only = chosen.whole_only;
    fit->name = strdup(name);
    assay_status status = ASSAY_OK;
    if (fit->name == NULL)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit");
    if (status == ASSAY_OK)
        status = assay_arena_new((size_t)1 << 20, NULL, &fit->arena, err);
    if (status != ASSAY_OK) {
        assay_fit_free(fit);
        return status;
    }
    *out = fit;
    return ASSAY_OK;
}

void assay_fit_free(assay_fit *fit)
{
    if (fit == NULL)
        return;
    for (size_t i = 0; i < fit->n_kept; i++)
        free(fit->kept[i]);
    for (size_t i = 0; i < fit->n_strata; i++)
        free(fit->strata[i].name);
    free(fit->kept);
    free(fit->strata);
    free(fit->name);
    assay_arena_free(fit->arena);
    free(fit);
}

/* By value, unknown first; minus zero and zero are one number to all that reads them. */
static int compare_numbers(const double a[], const double b[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int order = (int)isnan(b[i]) - (int)isnan(a[i]);
        if (order == 0)
            order = (a[i] > b[i]) - (a[i] < b[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

/* A total order, so that the sorted sample is one whatever came first. */
static int compare_kept(const void *a, const void *b)
{
    const assay__sampled *left = *(assay__sampled *const *)a;
    const assay__sampled *right = *(assay__sampled *const *)b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    int order = assay__str_compare(left->platform, right->platform);
    if (order == 0)
        order = assay__str_compare(left->handle, right->handle);
    if (order == 0)
        order = assay__str_compare(left->group, right->group);
    if (order == 0)
        order = compare_numbers(&left->label, &right->label, 1);
    size_t features = assay_feature_count();
    for (size_t v = 0; order == 0 && v < ASSAY__VIEW_COUNT; v++)
        order = compare_numbers(left->view[v].values, right->view[v].values, features);
    return order;
}

void assay__fit_settle(assay_fit *fit)
{
    if (fit->sorted)
        return;
    qsort(fit->kept, fit->n_kept, sizeof(assay__sampled *), compare_kept);
    for (size_t i = fit->sample; i < fit->n_kept; i++)
        free(fit->kept[i]);
    if (fit->n_kept > fit->sample)
        fit->n_kept = fit->sample;
    fit->sorted = true;
}

/* Takes over `account` on success. */
static assay_status keep(assay_fit *fit, assay__sampled *account, assay_error *err)
{
    if (fit->n_kept >= 2 * fit->sample)
        assay__fit_settle(fit);
    if (fit->n_kept == fit->room) {
        size_t room = fit->room == 0 ? 256 : fit->room * 2;
        assay__sampled **grown = realloc(fit->kept, room * sizeof(assay__sampled *));
        if (grown == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit's sample");
        fit->kept = grown;
        fit->room = room;
    }
    fit->kept[fit->n_kept++] = account;
    fit->sorted = false;
    return ASSAY_OK;
}

static assay_str copy_text(char **at, assay_str text)
{
    if (text.len > 0)
        memcpy(*at, text.ptr, text.len);
    assay_str copy = {*at, text.len};
    *at += text.len;
    return copy;
}

/* One block: the account, its values, its texts. NULL when memory has run out. */
static assay__sampled *sampled_new(const assay__sampled *from)
{
    size_t features = assay_feature_count();
    size_t text =
        from->platform.len + from->country.len + from->handle.len + from->group.len;
    size_t numbers = features * ASSAY__VIEW_COUNT;
    assay__sampled *made = calloc(1, sizeof *made + numbers * sizeof(double) + text + 1);
    if (made == NULL)
        return NULL;
    *made = *from;
    double *values = (double *)(void *)(made + 1);
    char *at = (char *)(values + numbers);
    made->platform = copy_text(&at, from->platform);
    made->country = copy_text(&at, from->country);
    made->handle = copy_text(&at, from->handle);
    made->group = copy_text(&at, from->group);
    for (size_t v = 0; v < ASSAY__VIEW_COUNT; v++) {
        made->view[v].values = values + v * features;
        if (from->view[v].values != NULL)
            memcpy(made->view[v].values, from->view[v].values, features * sizeof(double));
    }
    return made;
}

static uint64_t hash_of(assay_str platform, assay_str handle)
{
    return assay__hash(handle, assay__hash(platform, HASH_KEY));
}

static assay_status look(assay_fit *fit, const assay_account *account,
                         const assay_roster *roster, assay__view_kind kind,
                         assay__view *view, assay_error *err)
{
    assay_account seen;
    ASSAY__TRY(assay__account_seen(account, kind, fit->arena, &seen, err));
    assay_norms norms = assay_norms_prior(account->platform);
    if (fit->norms != NULL)
        norms = assay_model_norms(fit->norms, account->platform, account->country);
    norms.comments = fit->comments;
    norms.profiles = fit->profiles;
    assay__surroundings around = {&norms, roster, NULL};
    assay_findings *findings = assay_arena_alloc(fit->arena, sizeof *findings);
    view->values = assay_arena_array(fit->arena, assay_feature_count(), sizeof(double));
    if (findings == NULL || view->values == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit's analysis");
    ASSAY__TRY(assay__findings_analyse(&seen, &around, fit->arena, findings, err));
    assay_features_compute(findings, view->values);
    view->setting = assay__setting_of(&seen, findings);
    return ASSAY_OK;
}

static void add_rate(assay__rate_sums *sums, double u, double y)
{
    if (!(fabs(y) < 30.0))
        return;
    sums->n++;
    sums->y += llround(y * UNIT);
    sums->u += llround(u * UNIT);
    sums->uy += llround(u * y * UNIT);
    sums->uu += llround(u * u * UNIT);
    sums->yy += llround(y * y * UNIT);
}

static size_t stratum_slot(const assay_fit *fit, assay_str name)
{
    size_t slot = 0;
    while (slot < fit->n_strata &&
           assay__str_compare(assay__str(fit->strata[slot].name), name) < 0)
        slot++;
    return slot;
}

/* The sums of a stratum, made when there are none; NULL when memory has run out. */
static assay__stratum_sums *stratum_at(assay_fit *fit, assay_str name)
{
    size_t slot = stratum_slot(fit, name);
    if (slot < fit->n_strata &&
        assay__str_equal(assay__str(fit->strata[slot].name), name))
        return &fit->strata[slot];
    char *copy = calloc(1, name.len + 1);
    assay__stratum_sums *grown = NULL;
    if (copy != NULL)
        grown = realloc(fit->strata, (fit->n_strata + 1) * sizeof *grown);
    if (grown == NULL) {
        free(copy);
        return NULL;
    }
    memcpy(copy, name.ptr, name.len);
    memmove(grown + slot + 1, grown + slot, (fit->n_strata - slot) * sizeof *grown);
    grown[slot] = (assay__stratum_sums){.name = copy};
    fit->strata = grown;
    fit->n_strata++;
    return &fit->strata[slot];
}

enum { STRATUM_ROOM = 128 };

static assay_status add_to_stratum(assay_fit *fit, assay_str name,
                                   const assay__view *whole, assay_error *err)
{
    static const char *const RATES[ASSAY_RATE_COUNT] = {
        "engagement.likes_rate_high",     "engagement.comments_rate_high",
        "engagement.views_rate_high",     "engagement.shares_rate_low",
        "engagement.likes_per_view_high", "engagement.comments_per_like_high"};
    assay__stratum_sums *sums = stratum_at(fit, name);
    if (sums == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit's strata");
    sums->accounts++;
    for (size_t r = 0; r < ASSAY_RATE_COUNT; r++) {
        double rate = whole->values[assay_feature_find(assay__str(RATES[r]))];
        add_rate(&sums->rates[r], whole->setting.size, log(rate));
    }
    return ASSAY_OK;
}

/* The three strata an account belongs to: all, its platform, its country there. */
static assay_status add_to_strata(assay_fit *fit, const assay__sampled *account,
                                  assay_error *err)
{
    const assay__view *whole = &account->view[ASSAY__VIEW_WHOLE];
    ASSAY__TRY(add_to_stratum(fit, ASSAY__LITERAL("*"), whole, err));
    ASSAY__TRY(add_to_stratum(fit, account->platform, whole, err));
    char name[STRATUM_ROOM];
    size_t platform = account->platform.len, country = account->country.len;
    if (country == 0 || platform + country + 1 >= sizeof name)
        return ASSAY_OK;
    memcpy(name, account->platform.ptr, platform);
    name[platform] = '/';
    memcpy(name + platform + 1, account->country.ptr, country);
    return add_to_stratum(fit, (assay_str){name, platform + country + 1}, whole, err);
}

assay_status assay_fit_add(assay_fit *fit, const assay_account *account,
                           const assay_roster *roster, double label, assay_str group,
                           assay_error *err)
{
    assay_arena_reset(fit->arena);
    assay__sampled seen = {.hash = hash_of(account->platform, account->handle),
                           .label = label,
                           .platform = account->platform,
                           .country = account->country,
                           .handle = account->handle,
                           .group = group};
    size_t views = fit->whole_only ? 1 : ASSAY__VIEW_COUNT;
    for (size_t v = 0; v < views; v++)
        ASSAY__TRY(look(fit, account, roster, (assay__view_kind)v, &seen.view[v], err));
    if (!(label > 0.5)) /* what is usual is learnt from accounts not known inflated */
        ASSAY__TRY(add_to_strata(fit, &seen, err));
    assay__sampled *kept = sampled_new(&seen);
    if (kept == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit's sample");
    assay_status status = keep(fit, kept, err);
    if (status != ASSAY_OK)
        free(kept);
    return status;
}

static void merge_sums(assay__stratum_sums *into, const assay__stratum_sums *from)
{
    into->accounts += from->accounts;
    for (size_t r = 0; r < ASSAY_RATE_COUNT; r++) {
        const assay__rate_sums *more = &from->rates[r];
        assay__rate_sums *sums = &into->rates[r];
        sums->n += more->n;
        sums->y += more->y;
        sums->u += more->u;
        sums->uy += more->uy;
        sums->uu += more->uu;
        sums->yy += more->yy;
    }
}

assay_status assay_fit_merge(assay_fit *fit, const assay_fit *from, assay_error *err)
{
    if (fit->sample != from->sample || fit->simulated != from->simulated ||
        fit->whole_only != from->whole_only || strcmp(fit->name, from->name) != 0)
        return assay_fail(err, ASSAY_USAGE, "fits of different settings do not merge");
    for (size_t i = 0; i < from->n_strata; i++) {
        assay__stratum_sums *sums = stratum_at(fit, assay__str(from->strata[i].name));
        if (sums == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit's strata");
        merge_sums(sums, &from->strata[i]);
    }
    for (size_t i = 0; i < from->n_kept; i++) {
        assay__sampled *copy = sampled_new(from->kept[i]);
        if (copy == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit's sample");
        assay_status status = keep(fit, copy, err);
        if (status != ASSAY_OK) {
            free(copy);
            return status;
        }
    }
    return ASSAY_OK;
}
