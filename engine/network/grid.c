/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions of an object stand in the order of time, so windows are runs of them. A shuffle
 * permutes the actors of one object among its actions: who acted on what stays, and so
 * does when each object was busy; only who came together with whom is left to chance. */
#include "network/grid.h"

#include "base/random.h"
#include "base/str.h"
#include "stat/elementary.h"

#include <stdlib.h>
#include <string.h>

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
    return actors < 2 ? 0
                      : (uint32_t)(ASSAY__WEIGHT_ONE / assay__log((double)actors + 5.0));
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

/* ---- runs ------------------------------------------------------------------------- */

void assay__runs_free(assay__runs *runs)
{
    free(runs->end);
    free(runs->object);
    free(runs->bin);
    free(runs->weight);
    *runs = (assay__runs){0};
}

static uint32_t count_runs(const assay__ties *ties, int64_t bin_seconds)
{
    uint32_t n = 0;
    for (uint32_t o = 0; o < ties->n_objects; o++)
        for (uint32_t at = ties->start[o]; at < ties->start[o + 1]; n++)
            at = run_end(ties, bin_seconds, at, ties->start[o + 1]);
    return n;
}

static void add_runs(const assay__ties *ties, int64_t bin_seconds, uint32_t object,
                     assay__runs *out)
{
    uint32_t at = ties->start[object], to = ties->start[object + 1];
    out->busiest = to - at > out->busiest ? to - at : out->busiest;
    while (at < to) {
        uint32_t i = out->n++, end = run_end(ties, bin_seconds, at, to);
        out->end[i] = end;
        out->object[i] = object;
        out->bin[i] = assay__grid_bin(ties, bin_seconds, ties->at[at]);
        out->largest = end - at > out->largest ? end - at : out->largest;
        at = end;
    }
}

assay_status assay__runs_new(const assay__ties *ties, int64_t bin_seconds,
                             assay__runs *out, assay_error *err)
{
    size_t n = count_runs(ties, bin_seconds) + (size_t)1;
    assay__runs runs = {.end = malloc(n * sizeof *runs.end),
                        .object = malloc(n * sizeof *runs.object),
                        .bin = malloc(n * sizeof *runs.bin),
                        .weight = calloc(ASSAY__RUN_WEIGHTS, sizeof *runs.weight)};
    if (runs.end == NULL || runs.object == NULL || runs.bin == NULL ||
        runs.weight == NULL) {
        assay__runs_free(&runs);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the windows of a network");
    }
    for (uint32_t o = 0; o < ties->n_objects; o++)
        add_runs(ties, bin_seconds, o, &runs);
    for (uint32_t d = 0; d < ASSAY__RUN_WEIGHTS && d <= runs.largest; d++)
        runs.weight[d] = assay__grid_weight(d);
    *out = runs;
    return ASSAY_OK;
}

static uint32_t weight_of(const assay__runs *runs, uint32_t actors)
{
    return actors < ASSAY__RUN_WEIGHTS ? runs->weight[actors]
                                       : assay__grid_weight(actors);
}

/* ---- dealing ---------------------------------------------------------------------- */

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

/* ---- windows ---------------------------------------------------------------------- */

/* Sorted, each once. @return how many */
static uint32_t settle_window(uint32_t actors[], uint32_t n, uint32_t scratch[])
{
    uint32_t kept = 1;
    if (n == 1) /* most are */
        return 1;
    assay__sort_u32(actors, n, scratch);
    for (uint32_t i = 1; i < n; i++) {
        actors[kept] = actors[i];
        kept += actors[i] != actors[kept - 1];
    }
    return kept;
}

/* The windows of the runs behind those that are there, actors being those of the ties
 * from `first` on. */
static void add_windows(const assay__runs *runs, uint32_t upto, const uint32_t actors[],
                        uint32_t first, assay__grid *grid, uint32_t sorting[])
{
    uint32_t at = first;
    while (grid->n_windows < upto) {
        uint32_t w = grid->n_windows++, n = runs->end[w] - at;
        uint32_t *here = grid->actor + grid->start[w];
        for (uint32_t i = 0; i < n; i++)
            here[i] = actors[at - first + i];
        at = runs->end[w];
        n = settle_window(here, n, sorting);
        grid->start[w + 1] = grid->start[w] + n;
        grid->weight[w] = weight_of(runs, n);
    }
}

/* Each object's actors dealt among its own times. */
static void add_dealt(const assay__ties *ties, const assay__runs *runs, uint64_t shuffle,
                      assay__grid *grid, uint32_t scratch[])
{
    for (uint32_t o = 0, upto = 0; o < ties->n_objects; o++) {
        while (upto < runs->n && runs->object[upto] == o)
            upto++;
        deal(ties, o, shuffle, scratch);
        add_windows(runs, upto, scratch, ties->start[o], grid, scratch + runs->busiest);
    }
}

void assay__grid_weigh_bursts(const assay__ties *ties, assay__grid *grid)
{
    for (uint32_t w = 0; w < grid->n_windows; w++) {
        uint32_t o = grid->object[w];
        double here = grid->start[w + 1] - grid->start[w];
        double share = here / (double)(ties->start[o + 1] - ties->start[o]);
        grid->weight[w] = (uint32_t)((double)grid->weight[w] * share);
    }
}

static assay_status lay(const assay__ties *ties, const assay__runs *runs,
                        uint64_t shuffle, assay__grid *out, assay_error *err)
{
    assay__grid grid = {.n_actors = ties->n_actors};
    size_t windows = runs->n + (size_t)1;
    uint32_t *scratch =
        malloc(((size_t)runs->busiest + runs->largest + 1) * sizeof *scratch);
    grid.start = malloc(windows * sizeof *grid.start);
    grid.actor = malloc((ties->n + 1) * sizeof *grid.actor);
    grid.object = malloc(windows * sizeof *grid.object);
    grid.bin = malloc(windows * sizeof *grid.bin);
    grid.weight = malloc(windows * sizeof *grid.weight);
    if (scratch == NULL || grid.start == NULL || grid.actor == NULL ||
        grid.object == NULL || grid.bin == NULL || grid.weight == NULL) {
        free(scratch);
        assay__grid_free(&grid);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the windows of a network");
    }
    grid.start[0] = 0;
    memcpy(grid.object, runs->object, runs->n * sizeof *grid.object);
    memcpy(grid.bin, runs->bin, runs->n * sizeof *grid.bin);
    if (shuffle != 0)
        add_dealt(ties, runs, shuffle, &grid, scratch);
    else
        add_windows(runs, runs->n, ties->actor, 0, &grid, scratch);
    free(scratch);
    *out = grid;
    return ASSAY_OK;
}

assay_status assay__grid_lay(const assay__ties *ties, const assay__runs *runs,
                             assay__cut cut, assay__grid *out, assay_error *err)
{
    if (cut.shuffle == 0 || cut.bin_seconds > 0) {
        ASSAY__TRY(lay(ties, runs, cut.shuffle, out, err));
        if (cut.bursts)
            assay__grid_weigh_bursts(ties, out);
        return ASSAY_OK;
    }
    assay__ties dealt = *ties;
    dealt.actor = malloc((ties->n + 1) * sizeof *dealt.actor);
    if (dealt.actor == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the windows of a network");
    deal_all(ties, cut.shuffle, dealt.actor);
    assay_status status = lay(&dealt, runs, 0, out, err);
    free(dealt.actor);
    return status;
}

assay_status assay__grid_new(const assay__ties *ties, assay__cut cut, assay__grid *out,
                             assay_error *err)
{
    assay__runs runs;
    ASSAY__TRY(assay__runs_new(ties, cut.bin_seconds, &runs, err));
    assay_status status = assay__grid_lay(ties, &runs, cut, out, err);
    assay__runs_free(&runs);
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
