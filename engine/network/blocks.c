/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block counts when it is denser than chance in two ways: its p-value against the best
 * blocks of shuffled networks, and a fifth denser than those, since in a large network
 * the best blocks of chance are so alike that any habit people have would pass. All that
 * can hold such a block is a small core, in which the search is repeated. A group leaves
 * its mark on the shuffled networks too, and would hide the next one: when none is found
 * any more, its acts are taken out and chance is asked anew. */
#include "network/blocks.h"

#include "network/deliveries.h"
#include "network/null.h"
#include "stat/gumbel.h"

#include <stdlib.h>
#include <string.h>

/* A fifth: METHODS, roster graph. The same group twice: half of the smaller one. */
static const double DENSER = 1.2;

enum { FEWEST_ACTORS = 3, ROUNDS = 6 };

typedef struct hunt {
    const assay__ties *ties;
    const assay__blocks_ask *ask;
    assay_arena *arena;
    assay__founds *out;
    assay__null null;
    assay__grid grid;
    assay__core core;
    assay__expander expander;
    double least;    /* density that a block must have */
    uint8_t *marked; /* [ties' n] acts of the groups found; NULL: none */
} hunt;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a group");
}

/* The members marked, in an array of the arena. */
static uint32_t *keep_marked(assay_arena *arena, const uint8_t marks[], uint32_t n,
                             uint32_t marked)
{
    uint32_t *out = assay_arena_array(arena, marked + (size_t)1, sizeof *out);
    uint32_t kept = 0;
    for (uint32_t i = 0; out != NULL && i < n; i++)
        if (marks[i] != 0)
            out[kept++] = i;
    return out;
}

static bool keep_actors(hunt *h, assay__found *found)
{
    const assay__expander *x = &h->expander;
    found->n_actors = x->marks.n_actors;
    found->actors =
        keep_marked(h->arena, x->marks.actor, x->grid->n_actors, found->n_actors);
    found->actor_scores =
        assay_arena_array(h->arena, found->n_actors + (size_t)1, sizeof(double));
    if (found->actors == NULL || found->actor_scores == NULL)
        return false;
    for (uint32_t i = 0; i < found->n_actors; i++)
        found->actor_scores[i] = (double)x->hits[found->actors[i]] / (double)x->units;
    return true;
}

/* Different members that came to the marked windows from..end-1.
 * @param seen [grid's actors] stamps below `stamp` */
static uint32_t different(const assay__expander *x, uint32_t from, uint32_t end,
                          uint32_t stamp)
{
    uint32_t n = 0;
    for (uint32_t w = from; w < end; w++) {
        if (x->marks.window[w] == 0)
            continue;
        for (uint32_t e = x->grid->start[w]; e < x->grid->start[w + 1]; e++) {
            uint32_t actor = x->grid->actor[e];
            n += x->marks.actor[actor] != 0 && x->seen[actor] != stamp;
            x->seen[actor] = stamp;
        }
    }
    return n;
}

static bool keep_objects(hunt *h, assay__found *found)
{
    assay__expander *x = &h->expander;
    uint32_t end, most = x->marks.n_windows;
    found->objects = assay_arena_array(h->arena, most + (size_t)1, sizeof(uint32_t));
    found->object_scores = assay_arena_array(h->arena, most + (size_t)1, sizeof(double));
    if (found->objects == NULL || found->object_scores == NULL)
        return false;
    x->by_object = true;
    memset(x->seen, 0, x->grid->n_actors * sizeof *x->seen);
    for (uint32_t w = assay__unit_next(x, 0, &end); w < x->grid->n_windows;
         w = assay__unit_next(x, end, &end)) {
        uint32_t i = found->n_objects++;
        found->objects[i] = x->grid->object[w];
        found->object_scores[i] =
            (double)different(x, w, end, i + 1) / (double)found->n_actors;
    }
    return true;
}

static assay_status report(hunt *h, const assay__block *block, assay_error *err)
{
    assay__found found = {.density = block->density,
                          .typical = assay__null_typical(&h->null),
                          .bin_seconds = h->ask->bin_seconds};
    found.p_value = assay__gumbel_p(h->null.density, h->null.n, block->density);
    if (h->expander.marks.n_actors < FEWEST_ACTORS)
        return ASSAY_OK;
    if (!keep_actors(h, &found) || !keep_objects(h, &found))
        return no_memory(err);
    assay_status status =
        assay__deliveries(h->ties, h->ask->bin_seconds, &h->expander, &found, err);
    return status == ASSAY_OK ? assay__found_add(h->out, &found, err) : status;
}

/* One block more. @param dense  set to whether there was one dense enough */
static assay_status find_one(hunt *h, bool *dense, assay_error *err)
{
    assay__core climbed = {0};
    assay__block block = {0};
    assay_status status = assay__core_climb(&h->core, &climbed, err);
    if (status == ASSAY_OK)
        status = assay__densest(&climbed, &block, err);
    assay__core_free(&climbed);
    *dense = status == ASSAY_OK && block.n_actors > 0 && block.density >= h->least &&
             assay__gumbel_p(h->null.density, h->null.n, block.density) <= h->ask->alpha;
    if (*dense) {
        assay__expand(&h->expander, &block);
        status = report(h, &block, err);
        for (uint32_t i = 0; i < block.n_actors; i++)
            h->expander.marks.actor[block.actors[i]] = 1;
        for (uint32_t i = 0; i < block.n_windows; i++)
            h->expander.marks.window[block.windows[i]] = 1;
        assay__core_cut(&h->core, h->expander.marks.actor, h->expander.marks.window);
        if (status == ASSAY_OK && h->marked == NULL)
            h->marked = calloc(h->ties->n + 1, 1);
        if (status == ASSAY_OK && h->marked == NULL)
            status = no_memory(err);
        if (status == ASSAY_OK)
            assay__deliveries_mark(h->ties, h->ask->bin_seconds, &h->expander, h->marked);
    }
    assay__block_free(&block);
    return status;
}

static assay_status prepare(hunt *h, assay_error *err)
{
    const assay__blocks_ask *ask = h->ask;
    assay__cut cut = {ask->bin_seconds, 0};
    assay_status status = assay__null_new(h->ties, ask->bin_seconds, ask->shuffles,
                                          ask->jobs, &h->null, err);
    if (status == ASSAY_OK)
        status = assay__grid_new(h->ties, cut, &h->grid, err);
    h->least = DENSER * assay__null_typical(&h->null);
    uint64_t bound = (uint64_t)(h->least * ASSAY__WEIGHT_ONE);
    if (status == ASSAY_OK)
        status = assay__core_new(&h->grid, bound > 0 ? bound : 1, &h->core, err);
    if (status == ASSAY_OK && h->core.n_windows > 0)
        status = assay__expander_new(&h->grid, &h->expander, err);
    return status;
}

/* All groups that stand out from one set of shuffles. */
static assay_status find_all(hunt *h, size_t most, assay_error *err)
{
    assay_status status = prepare(h, err);
    bool dense = h->core.n_windows > 0;
    for (size_t i = 0; status == ASSAY_OK && dense && i < most; i++) {
        status = find_one(h, &dense, err);
        dense = dense && h->core.n_windows > 0;
    }
    assay__expander_free(&h->expander);
    assay__core_free(&h->core);
    assay__grid_free(&h->grid);
    return status;
}

assay_status assay__blocks_find(const assay__ties *ties, const assay__blocks_ask *ask,
                                assay_arena *arena, assay__founds *out, assay_error *err)
{
    assay__ties left = {0};
    const assay__ties *now = ties;
    size_t before = out->n;
    assay_status status = ASSAY_OK;
    for (int round = 0; status == ASSAY_OK && round < ROUNDS; round++) {
        hunt h = {.ties = now, .ask = ask, .arena = arena, .out = out};
        size_t found = out->n - before;
        status = find_all(&h, ask->most - found, err);
        bool again = h.marked != NULL && out->n - before < ask->most;
        assay__ties rest = {0};
        if (status == ASSAY_OK && again)
            status = assay__ties_without(now, h.marked, &rest, err);
        free(h.marked);
        if (!again)
            break;
        assay__ties_free(&left);
        left = rest;
        now = &left;
    }
    assay__ties_free(&left);
    return status;
}
