/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The acts on the group's objects are copied with members numbered first; a grid of them
 * is cut or shuffled as a whole, so that windows weigh what they weigh, and then only the
 * members' ties are searched. */
#include "network/region.h"

#include "base/str.h"
#include "stat/gumbel.h"
#include "stat/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHUFFLES = 20, FIRST_LOOK = 3 };

static const double LEAST_DENSER = 1.05;

/* Shuffles are alike: see null.c. */
static const double LIKE = 0.9;

/* Keys apart from those of whole networks. */
static const uint64_t FIRST_KEY = UINT64_C(1) << 32;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to test a group");
}

typedef struct place {
    assay__ties ties;
    uint32_t members;
} place;

/* Members get numbers from 0, others behind them as they are met. */
static uint32_t number_actors(const assay__expander *x, uint32_t number[])
{
    uint32_t members = 0;
    for (uint32_t a = 0; a < x->grid->n_actors; a++)
        number[a] = x->marks.actor[a] != 0 ? members++ : UINT32_MAX;
    return members;
}

static size_t acts_of(const assay__ties *ties, const assay__expander *x,
                      uint32_t *objects)
{
    const assay__grid *grid = x->grid;
    size_t n = 0;
    uint32_t last = UINT32_MAX;
    *objects = 0;
    for (uint32_t w = 0; w < grid->n_windows; w++) {
        uint32_t o = grid->object[w];
        if (x->marks.window[w] == 0 || o == last)
            continue;
        last = o;
        n += ties->start[o + 1] - ties->start[o];
        ++*objects;
    }
    return n;
}

static void copy_acts(const assay__ties *ties, const assay__expander *x,
                      uint32_t number[], place *out)
{
    const assay__grid *grid = x->grid;
    uint32_t last = UINT32_MAX, objects = 0, next = out->members;
    for (uint32_t w = 0; w < grid->n_windows; w++) {
        uint32_t o = grid->object[w];
        if (x->marks.window[w] == 0 || o == last)
            continue;
        last = o;
        for (uint32_t i = ties->start[o]; i < ties->start[o + 1]; i++) {
            uint32_t *known = &number[ties->actor[i]];
            *known = *known == UINT32_MAX ? next++ : *known;
            out->ties.actor[out->ties.n] = *known;
            out->ties.at[out->ties.n++] = ties->at[i];
        }
        out->ties.start[++objects] = (uint32_t)out->ties.n;
    }
    out->ties.n_actors = next;
}

static assay_status place_new(const assay__ties *ties, const assay__expander *x,
                              place *out, assay_error *err)
{
    place p = {.ties = {.low = ties->low}};
    size_t n = acts_of(ties, x, &p.ties.n_objects);
    uint32_t *number = malloc((x->grid->n_actors + (size_t)1) * sizeof *number);
    p.ties.start = calloc(p.ties.n_objects + (size_t)2, sizeof *p.ties.start);
    p.ties.actor = malloc((n + 1) * sizeof *p.ties.actor);
    p.ties.at = malloc((n + 1) * sizeof *p.ties.at);
    if (number == NULL || p.ties.start == NULL || p.ties.actor == NULL ||
        p.ties.at == NULL) {
        free(number);
        assay__ties_free(&p.ties);
        return no_memory(err);
    }
    p.members = number_actors(x, number);
    copy_acts(ties, x, number, &p);
    free(number);
    *out = p;
    return ASSAY_OK;
}

/* Only members' ties; windows keep their weights. */
static void keep_members(assay__grid *grid, uint32_t members)
{
    uint32_t out = 0, from = 0;
    for (uint32_t w = 0; w < grid->n_windows; w++) {
        uint32_t end = grid->start[w + 1];
        for (uint32_t e = from; e < end; e++) {
            uint32_t actor = grid->actor[e];
            grid->actor[out] = actor;
            out += actor < members;
        }
        from = end;
        grid->start[w + 1] = out;
    }
}

/* @param guess  at what it will be; 0: none */
static assay_status best_of(const place *p, assay__cut cut, double guess, double *density,
                            assay_error *err)
{
    assay__grid grid = {0};
    assay_status status = assay__grid_new(&p->ties, cut, &grid, err);
    if (status == ASSAY_OK) {
        keep_members(&grid, p->members);
        status = assay__density_near(&grid, guess, HUGE_VAL, density, err);
    }
    assay__grid_free(&grid);
    return status;
}

/* Where members make up most of an object's acts, they do so however those are dealt,
 * and no group can be denser than chance by more than one over their share. Half of what
 * there is room for is asked then, where that is less, but never under a twentieth. */
static double denser_at_most(const place *p, double denser)
{
    size_t members = 0;
    for (size_t i = 0; i < p->ties.n; i++)
        members += p->ties.actor[i] < p->members;
    double room = members == 0 ? HUGE_VAL : (double)p->ties.n / (double)members;
    return fmax(LEAST_DENSER, fmin(denser, (1 + room) / 2));
}

/* Densities of shuffles from..to-1. */
static assay_status shuffle(const place *p, int64_t bin_seconds, size_t from, size_t to,
                            double chance[], assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = from; status == ASSAY_OK && i < to; i++)
        status =
            best_of(p, (assay__cut){.bin_seconds = bin_seconds, .shuffle = FIRST_KEY + i},
                    i == 0 ? 0 : LIKE * chance[0], &chance[i], err);
    return status;
}

assay_status assay__region_test(const assay__ties *ties, int64_t bin_seconds,
                                const assay__expander *expander, double denser,
                                assay__region *out, assay_error *err)
{
    place p;
    double chance[SHUFFLES], scratch[SHUFFLES];
    size_t n = FIRST_LOOK;
    assay__region region = {.p_value = 1};
    ASSAY__TRY(place_new(ties, expander, &p, err));
    region.n_objects = p.ties.n_objects;
    region.denser = denser_at_most(&p, denser);
    assay_status status =
        best_of(&p, (assay__cut){.bin_seconds = bin_seconds, .shuffle = 0}, 0,
                &region.density, err);
    if (status == ASSAY_OK)
        status = shuffle(&p, bin_seconds, 0, n, chance, err);
    bool matters = status == ASSAY_OK &&
                   region.density >= region.denser * assay__median(chance, n, scratch);
    if (matters) {
        status = shuffle(&p, bin_seconds, n, SHUFFLES, chance, err);
        n = SHUFFLES;
    }
    assay__ties_free(&p.ties);
    if (status != ASSAY_OK)
        return status;
    assay__sort(chance, n);
    region.typical = assay__quantile_sorted(chance, n, 0.5);
    if (matters)
        region.p_value = assay__gumbel_p(chance, n, region.density);
    *out = region;
    return ASSAY_OK;
}
