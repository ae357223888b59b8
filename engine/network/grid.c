/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions of an object stand in the order of time, so windows are runs of them. A shuffle
 * permutes the actors of one object among its actions: who acted on what stays, and so
 * does when each object was busy; only who came together with whom is left to chance. */
#include "network/grid.h"

#include "base/random.h"
#include "stat/elementary.h"

#include <stdlib.h>

/* Windows are counted from a time that no input's first action moves, so that a day more
 * at the front does not cut all others anew: 1970-01-01 was a Thursday, and bins of three
 * days or a week may begin on any day. */
static uint64_t first_bin(const assay__ties *ties, int64_t bin_seconds)
{
    int64_t bin = ties->low / bin_seconds;
    return (uint64_t)(ties->low % bin_seconds < 0 ? bin - 1 : bin);
}

uint32_t assay__grid_bin(const assay__ties *ties, int64_t bin_seconds, uint32_t at)
{
    if (bin_seconds == 0)
        return 0;
    int64_t from_zero = ties->low + at;
    int64_t bin = from_zero / bin_seconds - (from_zero % bin_seconds < 0);
    return (uint32_t)((uint64_t)bin - first_bin(ties, bin_seconds));
}

uint32_t assay__grid_weight(uint32_t actors)
{
    return (uint32_t)(ASSAY__WEIGHT_ONE / assay__log((double)actors + 5.0));
}

/* A run of actions of one object in one bin ends here. */
static uint32_t run_end(const assay__ties *ties, int64_t bin_seconds, uint32_t from,
                        uint32_t to)
{
    if (bin_seconds == 0)
        return to;
    uint64_t bin = assay__grid_bin(ties, bin_seconds, ties->at[from]);
    int64_t next = ((int64_t)(bin + first_bin(ties, bin_seconds)) + 1) * bin_seconds;
    int64_t limit = next - ties->low; /* first second of the next bin */
    uint32_t at = from + 1;
    while (at < to && ties->at[at] < limit)
        at++;
    return at;
}

typedef struct sizes {
    uint32_t windows, largest, busiest; /* of a window, of an object */
} sizes;

static sizes measure(const assay__ties *ties, int64_t bin_seconds)
{
    sizes out = {0, 0, 0};
    for (uint32_t o = 0; o < ties->n_objects; o++) {
        uint32_t to = ties->start[o + 1], n = to - ties->start[o];
        out.busiest = n > out.busiest ? n : out.busiest;
        for (uint32_t at = ties->start[o]; at < to; out.windows++) {
            uint32_t end = run_end(ties, bin_seconds, at, to);
            out.largest = end - at > out.largest ? end - at : out.largest;
            at = end;
        }
    }
    return out;
}

/* The actors of an object, dealt anew. Fisher-Yates, keyed by the object. */
static void deal(const assay__ties *ties, uint32_t object, uint64_t shuffle,
                 uint32_t dealt[])
{
    uint32_t from = ties->start[object], n = ties->start[object + 1] - from;
    assay__random random = {assay__mix64(shuffle) ^ object, 0};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t j = (uint32_t)assay__random_below(&random, i + (uint64_t)1);
        dealt[i] = dealt[j];
        dealt[j] = ties->actor[from + i];
    }
}

/* The actors of all objects of a stratum, dealt anew among their acts: everybody stays as
 * busy and every object as popular as it was. */
static void deal_all(const assay__ties *ties, uint64_t shuffle, uint32_t dealt[])
{
    for (uint32_t o = 0, end; o < ties->n_objects; o = end) {
        for (end = o + 1;
             end < ties->n_objects &&
             (ties->stratum == NULL || ties->stratum[end] == ties->stratum[o]);
             end++)
            continue;
        uint32_t from = ties->start[o], n = ties->start[end] - from;
        assay__random random = {assay__mix64(shuffle) ^ o, 0};
        for (uint32_t i = 0; i < n; i++) {
            uint32_t j = (uint32_t)assay__random_below(&random, i + (uint64_t)1);
            dealt[from + i] = dealt[from + j];
            dealt[from + j] = ties->actor[from + i];
        }
    }
}

/* Sorted, each once. @return how many */
static uint32_t settle_window(uint32_t actors[], uint32_t n, uint32_t scratch[])
{
    uint32_t kept = 0;
    assay__sort_u32(actors, n, scratch);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || actors[i] != actors[kept - 1])
            actors[kept++] = actors[i];
    return kept;
}

/* The windows of one object behind those that are there. */
static void add_object(const assay__ties *ties, assay__cut cut, uint32_t object,
                       assay__grid *grid, uint32_t scratch[])
{
    uint32_t from = ties->start[object], to = ties->start[object + 1];
    const uint32_t *actors = ties->actor + from;
    if (cut.shuffle != 0 && cut.bin_seconds > 0) {
        deal(ties, object, cut.shuffle, scratch);
        actors = scratch;
    }
    uint32_t *sorting = scratch + (to - from);
    for (uint32_t at = from; at < to;) {
        uint32_t end = run_end(ties, cut.bin_seconds, at, to), w = grid->n_windows++;
        uint32_t *here = grid->actor + grid->start[w];
        for (uint32_t i = at; i < end; i++)
            here[i - at] = actors[i - from];
        uint32_t n = settle_window(here, end - at, sorting);
        grid->start[w + 1] = grid->start[w] + n;
        grid->object[w] = object;
        grid->bin[w] = assay__grid_bin(ties, cut.bin_seconds, ties->at[at]);
        grid->weight[w] = assay__grid_weight(n);
        at = end;
    }
}

static assay_status lay(const assay__ties *ties, assay__cut cut, assay__grid *out,
                        assay_error *err)
{
    sizes size = measure(ties, cut.bin_seconds);
    assay__grid grid = {.n_actors = ties->n_actors};
    uint32_t *scratch =
        malloc(((size_t)size.busiest + size.largest + 1) * sizeof *scratch);
    grid.start = calloc(size.windows + (size_t)1, sizeof *grid.start);
    grid.actor = malloc((ties->n + 1) * sizeof *grid.actor);
    grid.object = malloc((size.windows + (size_t)1) * sizeof *grid.object);
    grid.bin = malloc((size.windows + (size_t)1) * sizeof *grid.bin);
    grid.weight = malloc((size.windows + (size_t)1) * sizeof *grid.weight);
    if (scratch == NULL || grid.start == NULL || grid.actor == NULL ||
        grid.object == NULL || grid.bin == NULL || grid.weight == NULL) {
        free(scratch);
        assay__grid_free(&grid);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the windows of a network");
    }
    for (uint32_t o = 0; o < ties->n_objects; o++)
        add_object(ties, cut, o, &grid, scratch);
    free(scratch);
    *out = grid;
    return ASSAY_OK;
}

assay_status assay__grid_new(const assay__ties *ties, assay__cut cut, assay__grid *out,
                             assay_error *err)
{
    if (cut.shuffle == 0 || cut.bin_seconds > 0)
        return lay(ties, cut, out, err);
    assay__ties dealt = *ties;
    dealt.actor = malloc((ties->n + 1) * sizeof *dealt.actor);
    if (dealt.actor == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the windows of a network");
    deal_all(ties, cut.shuffle, dealt.actor);
    assay_status status = lay(&dealt, cut, out, err);
    free(dealt.actor);
    return status;
}

void assay__grid_free(assay__grid *grid)
{
    free(grid->start);
    free(grid->actor);
    free(grid->object);
    free(grid->bin);
    free(grid->weight);
    *grid = (assay__grid){0};
}
