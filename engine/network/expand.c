/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A round looks once at every window and once at the windows that are in. */
#include "network/expand.h"

#include "stat/tail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rounds, and the share of a window's actors that must be members: little while the group
 * is known in part, more once it is. A group of fewer than five objects is counted by
 * windows. The measured background of these is METHODS' table of planted blocks. */
enum { ROUNDS = 6, EARLY_ROUNDS = 2, FEW_OBJECTS = 5, LEAST_MEMBERS = 3, LEAST_HITS = 2 };

static const double EARLY_SHARE = 0.05, SHARE = 0.25, LIFT = 20, LIFT_SHARE = 0.5;
static const double MOST_HABIT = 0.98;

void assay__expander_free(assay__expander *x)
{
    free(x->degree);
    free(x->hits);
    free(x->seen);
    free(x->gain);
    free(x->marks.actor);
    free(x->marks.window);
    *x = (assay__expander){0};
}

assay_status assay__expander_new(const assay__grid *grid, assay__expander *out,
                                 assay_error *err)
{
    size_t actors = grid->n_actors + (size_t)1;
    assay__expander x = {.grid = grid};
    x.degree = calloc(actors, sizeof *x.degree);
    x.hits = calloc(actors, sizeof *x.hits);
    x.seen = calloc(actors, sizeof *x.seen);
    x.gain = calloc(actors, sizeof *x.gain);
    x.marks.actor = calloc(actors, 1);
    x.marks.window = calloc(grid->n_windows + (size_t)1, 1);
    if (x.degree == NULL || x.hits == NULL || x.seen == NULL || x.gain == NULL ||
        x.marks.actor == NULL || x.marks.window == NULL) {
        assay__expander_free(&x);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to expand a group");
    }
    for (uint32_t e = 0; e < grid->start[grid->n_windows]; e++)
        x.degree[grid->actor[e]]++;
    for (uint32_t a = 0; a < grid->n_actors; a++)
        x.active += x.degree[a] > 0;
    *out = x;
    return ASSAY_OK;
}

static uint32_t size_of(const assay__grid *grid, uint32_t window)
{
    return grid->start[window + 1] - grid->start[window];
}

static uint32_t members_in(const assay__expander *x, uint32_t window)
{
    const assay__grid *grid = x->grid;
    uint32_t n = 0;
    for (uint32_t e = grid->start[window]; e < grid->start[window + 1]; e++)
        n += x->marks.actor[grid->actor[e]];
    return n;
}

/* Ties of the whole network, of the members, and of both within the group's windows. */
typedef struct background {
    double ties, members; /* outside of the group's windows */
} background;

static background measure(const assay__expander *x)
{
    background out = {(double)x->grid->start[x->grid->n_windows], 0};
    for (uint32_t a = 0; a < x->grid->n_actors; a++)
        out.members += x->marks.actor[a] != 0 ? (double)x->degree[a] : 0;
    for (uint32_t w = 0; w < x->grid->n_windows; w++) {
        if (x->marks.window[w] == 0)
            continue;
        out.ties -= (double)size_of(x->grid, w);
        out.members -= (double)members_in(x, w);
    }
    out.ties = out.ties < 1 ? 1 : out.ties;
    return out;
}

/* Whether more members came to a window than would by chance. */
static bool joins(const assay__expander *x, uint32_t window, double rate, double share)
{
    double size = (double)size_of(x->grid, window);
    if (size < LEAST_MEMBERS)
        return false;
    double members = (double)members_in(x, window);
    if (members < LEAST_MEMBERS || members < share * size)
        return false;
    double expected = size * rate, lifted = LIFT * expected;
    if (members < (lifted < LIFT_SHARE * size ? lifted : LIFT_SHARE * size))
        return false;
    double digits = assay__tail_poisson(members, expected);
    return digits >= log10(10 * (double)x->grid->n_windows);
}

static bool refresh_windows(assay__expander *x, double share)
{
    background outside = measure(x);
    double rate = (outside.members + 0.5) / outside.ties; /* half an act, lest it be 0 */
    bool changed = false;
    uint32_t n = 0;
    /* Marks of windows are read by nobody while they change. */
    for (uint32_t w = 0; w < x->grid->n_windows; w++) {
        uint8_t mark = joins(x, w, rate, share);
        changed |= mark != x->marks.window[w];
        x->marks.window[w] = mark;
        n += mark;
    }
    x->marks.n_windows = n;
    return changed;
}

/* ---- units ------------------------------------------------------------------------ */

uint32_t assay__unit_next(const assay__expander *x, uint32_t from, uint32_t *end)
{
    const assay__grid *grid = x->grid;
    while (from < grid->n_windows && x->marks.window[from] == 0)
        from++;
    uint32_t behind = from + (from < grid->n_windows);
    while (x->by_object && behind < grid->n_windows &&
           grid->object[behind] == grid->object[from])
        behind++;
    *end = behind;
    return from;
}

static uint32_t count_units(const assay__expander *x)
{
    uint32_t n = 0, end;
    for (uint32_t w = assay__unit_next(x, 0, &end); w < x->grid->n_windows;
         w = assay__unit_next(x, end, &end))
        n++;
    return n;
}

static void choose_units(assay__expander *x)
{
    x->by_object = true;
    x->units = count_units(x);
    x->by_object = x->units >= FEW_OBJECTS;
    if (!x->by_object)
        x->units = count_units(x);
}

/* Actors of a unit that are members, and others; each once. */
typedef struct unit {
    uint32_t from, end, stamp;
    double members, others;
} unit;

static void count_unit(assay__expander *x, unit *u)
{
    const assay__grid *grid = x->grid;
    u->members = u->others = 0;
    u->stamp++;
    for (uint32_t w = u->from; w < u->end; w++)
        for (uint32_t e = x->marks.window[w] != 0 ? grid->start[w] : grid->start[w + 1];
             e < grid->start[w + 1]; e++) {
            uint32_t actor = grid->actor[e];
            bool member = x->marks.actor[actor] != 0, first = x->seen[actor] != u->stamp;
            x->seen[actor] = u->stamp;
            u->members += first && member;
            u->others += first && !member;
        }
}

static void credit_unit(assay__expander *x, unit *u, double gain)
{
    const assay__grid *grid = x->grid;
    u->stamp++;
    for (uint32_t w = u->from; w < u->end; w++)
        for (uint32_t e = x->marks.window[w] != 0 ? grid->start[w] : grid->start[w + 1];
             e < grid->start[w + 1]; e++) {
            uint32_t actor = grid->actor[e];
            bool first = x->seen[actor] != u->stamp;
            x->seen[actor] = u->stamp;
            x->hits[actor] += first;
            x->gain[actor] += first ? gain : 0;
        }
}

/* ---- actors ----------------------------------------------------------------------- */

/* What every actor's evidence has in common: that of coming nowhere, and per tie. */
typedef struct evidence {
    double nowhere, per_tie;
} evidence;

/* Hits and gains of all actors. With q the habit of members to come to a unit and b the
 * chance that another tie lands there, coming speaks ln(q / (1 - q)) - ln(b d) for a
 * member of d ties, and not coming to any ln(1 - q) + b d, summed over units. */
static evidence weigh_units(assay__expander *x)
{
    evidence out = {0, 0};
    unit u = {0, 0, 0, 0, 0};
    double ties = measure(x).ties;
    memset(x->hits, 0, x->grid->n_actors * sizeof *x->hits);
    memset(x->seen, 0, x->grid->n_actors * sizeof *x->seen);
    memset(x->gain, 0, x->grid->n_actors * sizeof *x->gain);
    for (u.from = assay__unit_next(x, 0, &u.end); u.from < x->grid->n_windows;
         u.from = assay__unit_next(x, u.end, &u.end)) {
        count_unit(x, &u);
        double habit = u.members / (double)x->marks.n_actors;
        habit = habit > MOST_HABIT ? MOST_HABIT : habit;
        double chance = (u.others < 1 ? 1 : u.others) / ties;
        double gain = habit > 0 ? log(habit / (1 - habit)) - log(chance) : 0;
        credit_unit(x, &u, gain);
        out.nowhere += log(1 - habit);
        out.per_tie += chance;
    }
    return out;
}

static bool belongs(const assay__expander *x, uint32_t a, evidence common, double prior)
{
    uint32_t least = x->units < LEAST_HITS ? x->units : LEAST_HITS;
    if (x->hits[a] < least || x->hits[a] == 0)
        return false;
    double degree = (double)x->degree[a];
    double chance = x->gain[a] - (double)x->hits[a] * log(degree);
    return chance + common.nowhere + degree * common.per_tie + prior > 0;
}

static bool refresh_actors(assay__expander *x)
{
    choose_units(x);
    if (x->units == 0 || x->marks.n_actors == 0)
        return false;
    evidence common = weigh_units(x);
    double members = (double)x->marks.n_actors, others = (double)x->active - members;
    double prior = log(members / (others < 1 ? 1 : others));
    bool changed = false;
    uint32_t n = 0;
    for (uint32_t a = 0; a < x->grid->n_actors; a++) {
        uint8_t mark = belongs(x, a, common, prior);
        changed |= mark != x->marks.actor[a];
        x->marks.actor[a] = mark;
        n += mark;
    }
    x->marks.n_actors = n;
    return changed;
}

/* Only the block itself, with its hits. */
static void mark_block(assay__expander *x, const assay__block *block)
{
    memset(x->marks.actor, 0, x->grid->n_actors);
    memset(x->marks.window, 0, x->grid->n_windows);
    for (uint32_t i = 0; i < block->n_actors; i++)
        x->marks.actor[block->actors[i]] = 1;
    for (uint32_t i = 0; i < block->n_windows; i++)
        x->marks.window[block->windows[i]] = 1;
    x->marks.n_actors = block->n_actors;
    x->marks.n_windows = block->n_windows;
}

void assay__expand(assay__expander *x, const assay__block *block)
{
    mark_block(x, block);
    for (int round = 0; round < ROUNDS; round++) {
        bool early = round < EARLY_ROUNDS || x->timeless;
        bool windows = refresh_windows(x, early ? EARLY_SHARE : SHARE);
        bool actors = refresh_actors(x);
        if (x->marks.n_actors == 0 || x->marks.n_windows == 0)
            break;
        if (!windows && !actors && round >= EARLY_ROUNDS)
            return;
    }
    if (x->marks.n_actors == 0 || x->marks.n_windows == 0)
        mark_block(x, block);
    choose_units(x);
    (void)weigh_units(x);
}
