/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pass drops actors and windows below the bound and closes the gaps in place; windows
 * stand in the order of memory, actors' keys are the only random access. */
#include "network/core.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* Below so many ties a pass costs less than what stopping early would leave, and a walk
 * from tie to tie, all of them being near, less than many passes. */
enum { FEW_TIES = 200000 };

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to search a network for blocks");
}

void assay__core_free(assay__core *core)
{
    free(core->window);
    free(core->weight);
    free(core->start);
    free(core->actor);
    free(core->key);
    *core = (assay__core){0};
}

static bool make_room(assay__core *core, size_t windows, size_t ties)
{
    core->window = malloc((windows + 1) * sizeof *core->window);
    core->weight = malloc((windows + 1) * sizeof *core->weight);
    core->start = calloc(windows + 1, sizeof *core->start);
    core->actor = malloc((ties + 1) * sizeof *core->actor);
    return core->window != NULL && core->weight != NULL && core->start != NULL &&
           core->actor != NULL;
}

static void count_live(assay__core *core)
{
    core->live = 0;
    for (uint32_t a = 0; a < core->n_actors; a++)
        core->live += core->key[a] >= core->least;
}

static uint64_t density(const assay__core *core)
{
    uint64_t members = core->live + (uint64_t)core->n_windows;
    return members == 0 ? 0 : core->total / members;
}

/* Windows as they lie in a grid or in a core. */
typedef struct view {
    uint32_t n_windows;
    const uint32_t *window; /* NULL: window i is number i */
    const uint32_t *weight, *start, *actor;
} view;

static view view_core(const assay__core *core)
{
    return (view){core->n_windows, core->window, core->weight, core->start, core->actor};
}

/* One pass from a view, which may be the core's own, to the core.
 * @return whether anything was dropped */
static bool pass(view from, assay__core *core)
{
    uint32_t out = 0, kept = 0, at = 0, before = from.start[from.n_windows];
    core->total = 0;
    for (uint32_t i = 0; i < from.n_windows; i++) {
        uint32_t end = from.start[i + 1], weight = from.weight[i], n = 0;
        for (; at < end; at++) {
            uint32_t actor = from.actor[at];
            core->actor[out + n] = actor;
            n += core->key[actor] >= core->least;
        }
        if ((uint64_t)weight * n < core->least) {
            for (uint32_t e = out; e < out + n; e++)
                core->key[core->actor[e]] -= weight;
            continue;
        }
        out += n;
        core->window[kept] = from.window == NULL ? i : from.window[i];
        core->weight[kept] = weight;
        core->start[++kept] = out;
        core->total += (uint64_t)weight * n;
    }
    core->n_windows = kept;
    count_live(core);
    return kept < from.n_windows || out < before;
}

static void settle(assay__core *core)
{
    while (pass(view_core(core), core))
        continue;
}

/* Weights of all ties, by actor and in all, and how many windows have any. The bound is
 * below all of them. */
static assay_status weigh(view from, uint32_t n_actors, assay__core *out,
                          assay_error *err)
{
    assay__core core = {.n_actors = n_actors, .least = 1};
    core.key = calloc(n_actors + (size_t)1, sizeof *core.key);
    if (core.key == NULL)
        return no_memory(err);
    for (uint32_t w = 0; w < from.n_windows; w++) {
        uint32_t weight = from.weight[w];
        core.n_windows += weight > 0;
        for (uint32_t e = from.start[w]; e < from.start[w + 1]; e++)
            core.key[from.actor[e]] += weight;
        core.total += (uint64_t)weight * (from.start[w + 1] - from.start[w]);
    }
    count_live(&core);
    *out = core;
    return ASSAY_OK;
}

/* The first pass over a view that was weighed, for `least`. Room is asked for all ties,
 * and what the pass does not write to is never touched. The core is freed on failure. */
static assay_status begin(view from, uint64_t least, assay__core *core, assay_error *err)
{
    core->least = least;
    if (!make_room(core, from.n_windows, from.start[from.n_windows])) {
        assay__core_free(core);
        return no_memory(err);
    }
    (void)pass(from, core);
    return ASSAY_OK;
}

/* Passes while they drop a share of a tenth, or, when few ties are left, anything.
 * @return whether the core is complete */
static bool settle_roughly(assay__core *core)
{
    for (;;) {
        uint64_t before = core->start[core->n_windows];
        if (!pass(view_core(core), core))
            return true;
        uint64_t gone = before - core->start[core->n_windows];
        if (before > FEW_TIES && 10 * gone < before)
            return false;
    }
}

/* The best density of a complete core, bounds rising by a quarter; the core is used up.
 * A complete core is a set that greedy peeling passes through; one that is not complete
 * holds the next, and that is all that is asked of it. @param live [1] its actors */
static uint64_t best_density(assay__core *core, uint32_t *live)
{
    uint64_t best = core->least;
    *live = core->live;
    while (core->n_windows > 0) {
        bool complete = settle_roughly(core);
        uint64_t own = density(core), next = core->least + core->least / 4 + 1;
        if (complete && own > best) {
            best = own;
            *live = core->live;
        }
        core->least = complete && own > next ? own : next;
    }
    return best;
}

/* The same of a view that was weighed, which stays as it is. */
static assay_status try_cores(view from, const assay__core *weighed, uint64_t *best,
                              uint32_t *live, assay_error *err)
{
    assay__core trial = *weighed;
    size_t actors = weighed->n_actors + (size_t)1;
    trial.key = malloc(actors * sizeof *trial.key);
    if (trial.key == NULL)
        return no_memory(err);
    memcpy(trial.key, weighed->key, actors * sizeof *trial.key);
    ASSAY__TRY(begin(from, density(weighed) + (density(weighed) == 0), &trial, err));
    *best = best_density(&trial, live);
    assay__core_free(&trial);
    return ASSAY_OK;
}

/* The core that holds what peeling the view would find; of few ties, what one pass by
 * their own density leaves. With more than `most` actors in the densest, only how many
 * those are. */
static assay_status climb(view from, uint32_t n_actors, uint32_t most, assay__core *out,
                          assay_error *err)
{
    assay__core core = {0};
    ASSAY__TRY(weigh(from, n_actors, &core, err));
    bool many = from.start[from.n_windows] > FEW_TIES;
    uint64_t best = density(&core) + (density(&core) == 0);
    uint32_t live = 0;
    assay_status status = many ? try_cores(from, &core, &best, &live, err) : ASSAY_OK;
    if (status != ASSAY_OK || live > most) {
        assay__core_free(&core);
        out->live = status == ASSAY_OK ? live : out->live;
        return status;
    }
    ASSAY__TRY(begin(from, best, &core, err));
    if (many)
        (void)settle_roughly(&core);
    *out = core;
    return ASSAY_OK;
}

static assay_status core_of(view from, uint32_t n_actors, uint64_t least,
                            assay__core *out, assay_error *err)
{
    assay__core core;
    if (least == 0)
        return climb(from, n_actors, UINT32_MAX, out, err);
    ASSAY__TRY(weigh(from, n_actors, &core, err));
    ASSAY__TRY(begin(from, least, &core, err));
    settle(&core);
    *out = core;
    return ASSAY_OK;
}

static view view_grid(const assay__grid *grid)
{
    return (view){grid->n_windows, NULL, grid->weight, grid->start, grid->actor};
}

assay_status assay__core_new(const assay__grid *grid, uint64_t least, assay__core *out,
                             assay_error *err)
{
    return core_of(view_grid(grid), grid->n_actors, least, out, err);
}

assay_status assay__core_unless(const assay__grid *grid, uint32_t most, assay__core *out,
                                assay_error *err)
{
    assay__core core = {0};
    ASSAY__TRY(climb(view_grid(grid), grid->n_actors, most, &core, err));
    *out = core;
    return ASSAY_OK;
}

assay_status assay__core_climb(const assay__core *from, uint64_t least, assay__core *out,
                               assay_error *err)
{
    return core_of(view_core(from), from->n_actors, least, out, err);
}

double assay__core_density(const assay__core *core)
{
    double members = (double)core->live + core->n_windows;
    return members > 0 ? (double)core->total / members / ASSAY__WEIGHT_ONE : 0;
}

void assay__core_cut(assay__core *core, const uint8_t actors[], const uint8_t windows[])
{
    uint32_t out = 0, at = 0;
    memset(core->key, 0, core->n_actors * sizeof *core->key);
    for (uint32_t i = 0; i < core->n_windows; i++) {
        uint32_t end = core->start[i + 1];
        bool marked = windows[core->window[i]] != 0;
        for (; at < end; at++) {
            uint32_t actor = core->actor[at];
            if (marked && actors[actor] != 0)
                continue;
            core->actor[out++] = actor;
            core->key[actor] += core->weight[i];
        }
        core->start[i + 1] = out;
    }
    settle(core);
}
