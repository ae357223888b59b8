/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is usual in one roster: robust location of its rates against a model's.
 *
 * Only levels of rates are re-centred: markets differ in how much people like and
 * comment. What tells deliveries from attention is not, or a roster half inflated would
 * make inflation usual. Blended by size: n accounts against what the model is worth.
 */
#include "model/roster_norms.h"

#include "base/str.h"
#include "engagement/rates.h"
#include "feature/scale.h"
#include "stat/order.h"

#include <math.h>
#include <stdlib.h>

typedef struct rated {
    uint32_t platform;
    float size; /* log10 followers - 4; packed: four digits do */
    float rates[ASSAY_RATE_COUNT];
} rated;

typedef struct platform_shift {
    char *copy; /* of the name */
    assay_str name;
    double shift[ASSAY_RATE_COUNT]; /* blended, natural log */
    double n;
} platform_shift;

struct assay_roster_norms {
    rated *accounts;
    size_t n, room;
    platform_shift *platforms; /* in order of appearance until finished */
    size_t n_platforms;
    assay_norms_shift *shifts;
    size_t n_shifts;
};

/* A model's level is worth as many accounts of a roster as this. */
static const double MODEL_WORTH = 30.0;
static const double ALARM_SHIFT = 0.5, ALARM_Z = 4.0;
enum { FEWEST = 10 };

assay_status assay_roster_norms_new(assay_roster_norms **out, assay_error *err)
{
    assay_roster_norms *norms = calloc(1, sizeof *norms);
    if (norms == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a roster's norms");
    *out = norms;
    return ASSAY_OK;
}

void assay_roster_norms_free(assay_roster_norms *norms)
{
    if (norms == NULL)
        return;
    for (size_t i = 0; i < norms->n_platforms; i++)
        free(norms->platforms[i].copy);
    free(norms->platforms);
    free(norms->accounts);
    free(norms->shifts);
    free(norms);
}

static size_t platform_find(const assay_roster_norms *norms, assay_str name)
{
    size_t i = 0;
    while (i < norms->n_platforms && !assay__str_equal(norms->platforms[i].name, name))
        i++;
    return i;
}

static assay_status platform_at(assay_roster_norms *norms, assay_str name, size_t *out,
                                assay_error *err)
{
    size_t i = platform_find(norms, name);
    if (i == norms->n_platforms) {
        platform_shift *grown = realloc(norms->platforms, (i + 1) * sizeof *grown);
        char *copy = malloc(name.len + 1);
        if (grown != NULL)
            norms->platforms = grown;
        if (grown == NULL || copy == NULL) {
            free(copy);
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a roster's norms");
        }
        memcpy(copy, name.ptr, name.len);
        copy[name.len] = '\0';
        grown[i] = (platform_shift){.copy = copy, .name = {copy, name.len}};
        norms->n_platforms++;
    }
    *out = i;
    return ASSAY_OK;
}

static assay_status push(assay_roster_norms *norms, const rated *account,
                         assay_error *err)
{
    if (norms->n == norms->room) {
        size_t room = norms->room == 0 ? 256 : norms->room * 2;
        rated *grown = realloc(norms->accounts, room * sizeof *grown);
        if (grown == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a roster's norms");
        norms->accounts = grown;
        norms->room = room;
    }
    norms->accounts[norms->n++] = *account;
    return ASSAY_OK;
}

assay_status assay_roster_norms_add(assay_roster_norms *norms,
                                    const assay_account *account, assay_arena *arena,
                                    assay_error *err)
{
    double followers = assay_account_followers(account);
    if (account->n_posts == 0 || !(followers >= 1.0))
        return ASSAY_OK;
    assay_norms prior = assay_norms_prior(account->platform);
    double log_rate[ASSAY_RATE_COUNT];
    ASSAY__TRY(assay__rates_of(account, &prior, arena, log_rate, err));
    size_t platform = 0;
    ASSAY__TRY(platform_at(norms, account->platform, &platform, err));
    rated one = {.platform = (uint32_t)platform, .size = (float)(log10(followers) - 4.0)};
    for (size_t r = 0; r < ASSAY_RATE_COUNT; r++)
        one.rates[r] = (float)log_rate[r];
    return push(norms, &one, err);
}

assay_status assay_roster_norms_merge(assay_roster_norms *norms,
                                      const assay_roster_norms *from, assay_error *err)
{
    for (size_t i = 0; i < from->n; i++) {
        rated one = from->accounts[i];
        size_t platform = 0;
        ASSAY__TRY(
            platform_at(norms, from->platforms[one.platform].name, &platform, err));
        one.platform = (uint32_t)platform;
        ASSAY__TRY(push(norms, &one, err));
    }
    return ASSAY_OK;
}

/* Distances of one rate from what the model expects of the same accounts. */
static size_t distances(const assay_roster_norms *norms, size_t platform, size_t rate,
                        const assay_rate_norm *usual, double out[])
{
    size_t n = 0;
    for (size_t i = 0; i < norms->n; i++) {
        const rated *account = &norms->accounts[i];
        double y = (double)account->rates[rate];
        if (account->platform != platform || isnan(y))
            continue;
        out[n++] = y - usual->intercept - usual->slope * (double)account->size;
    }
    return n;
}

static assay_norms_shift shift_of(const double distance[], size_t n, double scratch[],
                                  const assay_rate_norm *usual)
{
    double middle = assay__median(distance, n, scratch);
    double spread = assay__mad(distance, n, middle, scratch);
    /* The median's standard error, normal theory; a roster of equal rates has none. */
    double error = 1.2533 * fmax(spread, 0.05) / sqrt((double)n);
    assay_norms_shift shift = {.n = n, .shift = middle, .z = middle / error};
    shift.model = exp(usual->intercept);
    shift.roster = exp(usual->intercept + middle);
    shift.alarm = fabs(middle) >= ALARM_SHIFT && fabs(shift.z) >= ALARM_Z;
    return shift;
}

static int compare_shifts(const void *a, const void *b)
{
    const assay_norms_shift *left = a, *right = b;
    int order = assay__str_compare(left->platform, right->platform);
    return order != 0 ? order : (int)left->rate - (int)right->rate;
}

static void shift_platform(assay_roster_norms *norms, const assay_model *model, size_t p,
                           double distance[], double scratch[])
{
    platform_shift *platform = &norms->platforms[p];
    assay_str nowhere = {NULL, 0};
    assay_norms usual = model != NULL ? assay_model_norms(model, platform->name, nowhere)
                                      : assay_norms_prior(platform->name);
    for (size_t r = 0; r < ASSAY_RATE_COUNT; r++) {
        size_t n = distances(norms, p, r, &usual.rates[r], distance);
        platform->shift[r] = 0.0;
        if (n < FEWEST)
            continue;
        assay_norms_shift shift = shift_of(distance, n, scratch, &usual.rates[r]);
        shift.platform = platform->name;
        shift.rate = (assay_rate)r;
        norms->shifts[norms->n_shifts++] = shift;
        platform->shift[r] = shift.shift * (double)n / ((double)n + MODEL_WORTH);
        platform->n = fmax(platform->n, (double)n);
    }
}

assay_status assay_roster_norms_finish(assay_roster_norms *norms,
                                       const assay_model *model,
                                       const assay_norms_shift **shifts, size_t *n,
                                       assay_error *err)
{
    size_t most = norms->n_platforms * ASSAY_RATE_COUNT;
    free(norms->shifts);
    norms->n_shifts = 0;
    norms->shifts = calloc(most + 1, sizeof *norms->shifts);
    double *work = calloc(2 * norms->n + 2, sizeof *work);
    if (norms->shifts == NULL || work == NULL) {
        free(work);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a roster's norms");
    }
    for (size_t p = 0; p < norms->n_platforms; p++)
        shift_platform(norms, model, p, work, work + norms->n + 1);
    free(work);
    free(norms->accounts);
    norms->accounts = NULL;
    norms->n = norms->room = 0;
    qsort(norms->shifts, norms->n_shifts, sizeof *norms->shifts, compare_shifts);
    *shifts = norms->shifts;
    *n = norms->n_shifts;
    return ASSAY_OK;
}

void assay__roster_norms_apply(const assay_roster_norms *roster, assay_str platform,
                               assay_norms *norms)
{
    size_t p = platform_find(roster, platform);
    if (p == roster->n_platforms)
        return;
    for (size_t r = 0; r < ASSAY_RATE_COUNT; r++)
        norms->rates[r].intercept += roster->platforms[p].shift[r];
    norms->n = roster->platforms[p].n;
}

assay_status assay__roster_norms_offsets(const assay_roster_norms *roster,
                                         assay_str platform, assay_arena *arena,
                                         const double **offset, assay_error *err)
{
    size_t p = platform_find(roster, platform), features = assay_feature_count();
    if (p == roster->n_platforms)
        return ASSAY_OK;
    double *moved = assay_arena_array(arena, features, sizeof *moved);
    if (moved == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a roster's norms");
    for (size_t f = 0; f < features; f++) {
        size_t rate = assay__feature_rate(f);
        double shift = rate < ASSAY_RATE_COUNT ? roster->platforms[p].shift[rate] : 0.0;
        moved[f] = (*offset != NULL ? (*offset)[f] : 0.0) +
                   assay_feature_at(f)->direction * shift;
    }
    *offset = moved;
    return ASSAY_OK;
}
