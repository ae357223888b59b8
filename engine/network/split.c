/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a window, through its actors, to the windows they came to as well, counting; those
 * with enough in common are of its group, and so on from each of them. */
#include "network/split.h"

#include <stdlib.h>
#include <string.h>

/* Beyond so many steps a block is left whole: it is no small mixture but a crowd. */
static const double MOST_STEPS = 3e8;

static const double HALF = 0.5;

/* The block with its members numbered 0.. on both sides. */
typedef struct local {
    const assay__grid *grid;
    const assay__block *block;
    uint32_t *start, *actor;    /* of windows */
    uint32_t *back, *window;    /* of actors */
    uint32_t *component;        /* [windows] 0: not seen */
    uint32_t *shared, *touched; /* [windows] */
    uint32_t *queue;            /* [windows] */
    uint32_t *stamp;            /* [actors] */
} local;

/* Where a number stands in an ascending list, or n. */
static uint32_t find_u32(const uint32_t list[], uint32_t n, uint32_t wanted)
{
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (list[mid] < wanted)
            low = mid + 1;
        else
            high = mid;
    }
    return low < n && list[low] == wanted ? low : n;
}

static size_t ties_of(const assay__grid *grid, const assay__block *block)
{
    size_t n = 0;
    for (uint32_t i = 0; i < block->n_windows; i++)
        n += grid->start[block->windows[i] + 1] - grid->start[block->windows[i]];
    return n;
}

static void local_free(local *l)
{
    free(l->start);
    free(l->actor);
    free(l->back);
    free(l->window);
    free(l->component);
    free(l->shared);
    free(l->touched);
    free(l->queue);
    free(l->stamp);
}

static bool local_room(local *l, size_t ties)
{
    size_t windows = l->block->n_windows + (size_t)2,
           actors = l->block->n_actors + (size_t)2;
    l->start = calloc(windows, sizeof(uint32_t));
    l->actor = malloc((ties + 1) * sizeof(uint32_t));
    l->back = calloc(actors, sizeof(uint32_t));
    l->window = malloc((ties + 1) * sizeof(uint32_t));
    l->component = calloc(windows, sizeof(uint32_t));
    l->shared = calloc(windows, sizeof(uint32_t));
    l->touched = malloc(windows * sizeof(uint32_t));
    l->queue = malloc(windows * sizeof(uint32_t));
    l->stamp = calloc(actors, sizeof(uint32_t));
    return l->start != NULL && l->actor != NULL && l->back != NULL && l->window != NULL &&
           l->component != NULL && l->shared != NULL && l->touched != NULL &&
           l->queue != NULL && l->stamp != NULL;
}

static void fill_windows(local *l)
{
    uint32_t out = 0;
    for (uint32_t i = 0; i < l->block->n_windows; i++) {
        uint32_t w = l->block->windows[i];
        for (uint32_t e = l->grid->start[w]; e < l->grid->start[w + 1]; e++) {
            uint32_t a =
                find_u32(l->block->actors, l->block->n_actors, l->grid->actor[e]);
            l->actor[out] = a;
            out += a < l->block->n_actors;
        }
        l->start[i + 1] = out;
    }
}

/* @return steps that the walk will take */
static double fill_actors(local *l)
{
    uint32_t *place = l->back + 1;
    double steps = 0;
    for (uint32_t e = 0; e < l->start[l->block->n_windows]; e++)
        if (l->actor[e] + 1 < l->block->n_actors)
            place[l->actor[e] + 1]++;
    for (uint32_t a = 0; a + 1 < l->block->n_actors; a++)
        place[a + 1] += place[a];
    for (uint32_t i = 0; i < l->block->n_windows; i++)
        for (uint32_t e = l->start[i]; e < l->start[i + 1]; e++)
            l->window[place[l->actor[e]]++] = i;
    for (uint32_t a = 0; a < l->block->n_actors; a++) {
        double degree = l->back[a + 1] - l->back[a];
        steps += degree * degree;
    }
    return steps;
}

static uint32_t size_of(const local *l, uint32_t i)
{
    return l->start[i + 1] - l->start[i];
}

/* Windows that share enough with window `from` get its component and are queued. */
static uint32_t reach_from(local *l, uint32_t from, uint32_t queued)
{
    uint32_t touched = 0;
    for (uint32_t e = l->start[from]; e < l->start[from + 1]; e++) {
        uint32_t a = l->actor[e];
        for (uint32_t k = l->back[a]; k < l->back[a + 1]; k++) {
            uint32_t i = l->window[k];
            if (l->shared[i]++ == 0)
                l->touched[touched++] = i;
        }
    }
    for (uint32_t t = 0; t < touched; t++) {
        uint32_t i = l->touched[t], both = l->shared[i];
        double chance = (double)size_of(l, from) * size_of(l, i) / l->block->n_actors;
        l->shared[i] = 0;
        if (l->component[i] == 0 && both >= 2 && both >= HALF * chance) {
            l->component[i] = l->component[from];
            l->queue[queued++] = i;
        }
    }
    return queued;
}

/* @return how many groups there are */
static uint32_t walk(local *l)
{
    uint32_t components = 0;
    for (uint32_t i = 0; i < l->block->n_windows; i++) {
        if (l->component[i] != 0)
            continue;
        uint32_t queued = 1;
        l->component[i] = ++components;
        l->queue[0] = i;
        for (uint32_t q = 0; q < queued; q++)
            queued = reach_from(l, l->queue[q], queued);
    }
    return components;
}

/* Windows in the order of their groups: those of group c from first[c] to first[c + 1].
 * There are as many groups as windows where a crowd falls apart. */
static void sort_windows(const local *l, uint32_t components, uint32_t first[],
                         uint32_t order[])
{
    memset(first, 0, (components + (size_t)2) * sizeof *first);
    uint32_t *place = first + 1;
    for (uint32_t i = 0; i < l->block->n_windows; i++)
        if (l->component[i] < components)
            place[l->component[i] + 1]++;
    for (uint32_t c = 1; c <= components; c++)
        place[c] += place[c - 1];
    for (uint32_t i = 0; i < l->block->n_windows; i++)
        order[place[l->component[i]]++] = i;
}

/* Weight over members of one group. @param windows [n] its own */
static double density_of(local *l, uint32_t component, const uint32_t windows[],
                         uint32_t n)
{
    double total = 0, members = n;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = windows[k];
        total += (double)l->grid->weight[l->block->windows[i]] * size_of(l, i);
        for (uint32_t e = l->start[i]; e < l->start[i + 1]; e++) {
            members += l->stamp[l->actor[e]] != component;
            l->stamp[l->actor[e]] = component;
        }
    }
    return members > 0 ? total / members / ASSAY__WEIGHT_ONE : 0;
}

/* Only the windows of one group, and the actors that came to them. */
static void keep_only(local *l, uint32_t component, assay__block *block)
{
    uint32_t windows = 0, actors = 0;
    memset(l->stamp, 0, block->n_actors * sizeof *l->stamp);
    for (uint32_t i = 0; i < block->n_windows; i++) {
        if (l->component[i] != component)
            continue;
        for (uint32_t e = l->start[i]; e < l->start[i + 1]; e++)
            l->stamp[l->actor[e]] = 1;
        block->windows[windows++] = block->windows[i];
    }
    for (uint32_t a = 0; a < block->n_actors; a++)
        if (l->stamp[a] != 0)
            block->actors[actors++] = block->actors[a];
    block->n_windows = windows;
    block->n_actors = actors;
}

/* Scratch of the walk is free again behind it. */
static void choose(local *l, assay__block *block)
{
    uint32_t components = walk(l), best = 1, *first = l->touched, *order = l->queue;
    double most = 0;
    if (components <= 1)
        return;
    sort_windows(l, components, first, order);
    for (uint32_t c = 1; c <= components; c++) {
        double here = density_of(l, c, order + first[c], first[c + 1] - first[c]);
        if (here > most) {
            most = here;
            best = c;
        }
    }
    keep_only(l, best, block);
    block->density = most;
}

assay_status assay__split(const assay__grid *grid, assay__block *block, assay_error *err)
{
    local l = {.grid = grid, .block = block};
    if (block->n_windows == 0)
        return ASSAY_OK;
    if (!local_room(&l, ties_of(grid, block))) {
        local_free(&l);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to part a group");
    }
    fill_windows(&l);
    if (fill_actors(&l) <= MOST_STEPS)
        choose(&l, block);
    local_free(&l);
    return ASSAY_OK;
}
