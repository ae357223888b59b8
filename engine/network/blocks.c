/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The densest block, parted from others it does not share its actors with, expanded, and
 * held against chance. It counts when it is a fifth denser than what shuffled networks
 * have anywhere, by a p-value against those; in a large network the best blocks of chance
 * are so alike that any habit people have would pass the p-value alone. A group of some
 * size also counts when it is a quarter denser than chance in its own place, or by half
 * of what its own share there leaves room for. What does
 * not count is explained by who acts on what and when that is busy; either way its ties
 * are cut and the next one looked for. A group leaves its mark on the shuffled networks,
 * too: when groups were told, their acts are taken out and chance is asked anew. */
#include "network/blocks.h"

#include "base/clock.h"
#include "base/str.h"
#include "network/deliveries.h"
#include "network/ground.h"
#include "network/null.h"
#include "network/region.h"
#include "network/split.h"
#include "stat/gumbel.h"

#include <stdlib.h>
#include <string.h>

/* A fifth: METHODS, roster graph; in its own place a quarter, for the place was chosen
 * after looking. In windows of a day or more, down to a third of what chance gives is
 * looked at; in finer ones chance gives next to nothing, and so nothing hides. */
static const double DENSER = 1.2, DENSER_HERE = 1.25, SHALLOW = 0.34;

/* What is left of a network has its densest block at a density not far below the last. */
static const double NEARLY = 0.75;

enum { FEWEST_ACTORS = 3, ROUNDS = 4, LOOKS = 2, IN_VAIN = 12 };

/* A place is chosen by who was seen there, so people seen twice make a group in a crowd;
 * half of the actors must have come to four of its objects. */
enum { ACTORS_HERE = 10, OBJECTS_HERE = 5, HITS_HERE = 4, LEAST_AUDIENCE = 20 };

/* People of one interest come to a tenth or two of its creators, a pool to a third and
 * more of its customers in the sample. */
static const double SHARPLY = 3, COVERED = 0.35;

typedef struct hunt {
    const assay__ties *ties;
    const assay__blocks_ask *ask;
    assay_arena *arena;
    assay__founds *out;
    assay__null null;
    assay__grid grid;
    assay__core core;
    assay__expander expander;
    double least;    /* density of a block that is looked at */
    bool bursts;     /* a crowd is the densest block: see ground.h */
    double last;     /* of the last block found; a guess at the next */
    size_t looked;   /* blocks so far */
    size_t told;     /* groups so far */
    size_t in_vain;  /* blocks since the last group */
    uint8_t *marked; /* [ties' n] acts of the groups told; NULL: none */
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

/* Units that half of the members came to, or more: with 0 .. HITS_HERE told apart. */
static uint32_t usual_hits(const assay__expander *x)
{
    uint32_t at_least[HITS_HERE + 1] = {0}, hits = 0;
    for (uint32_t a = 0; a < x->grid->n_actors; a++)
        for (uint32_t k = 0; k <= HITS_HERE && x->marks.actor[a] != 0; k++)
            at_least[k] += x->hits[a] >= k;
    while (hits < HITS_HERE && 2 * at_least[hits + 1] >= x->marks.n_actors)
        hits++;
    return hits;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Without times, interests are the rival: people of one interest meet on many objects,
 * and fewer and fewer as one goes outwards. A pool ends at its customers: half of them
 * have three times the members' share of any other object. */
static assay_status ends_sharply(const hunt *h, bool *sharply, assay_error *err)
{
    const assay__expander *x = &h->expander;
    const assay__grid *grid = x->grid;
    double *inside = malloc((x->marks.n_windows + (size_t)1) * sizeof *inside);
    double outside = 0;
    size_t n = 0;
    if (inside == NULL)
        return no_memory(err);
    for (uint32_t w = 0; w < grid->n_windows; w++) {
        double members = 0, all = (double)(grid->start[w + 1] - grid->start[w]);
        for (uint32_t e = grid->start[w]; e < grid->start[w + 1]; e++)
            members += x->marks.actor[grid->actor[e]];
        if (x->marks.window[w] != 0)
            inside[n++] = members / all;
        else if (all >= LEAST_AUDIENCE && members / all > outside)
            outside = members / all;
    }
    qsort(inside, n, sizeof *inside, compare_doubles);
    *sharply = n >= 2 && inside[n / 2] >= SHARPLY * outside;
    free(inside);
    return ASSAY_OK;
}

/* Mean share of the group's units that a member came to. */
static double coverage(const assay__expander *x)
{
    double hits = 0;
    for (uint32_t a = 0; a < x->grid->n_actors; a++)
        hits += x->marks.actor[a] != 0 ? (double)x->hits[a] : 0;
    return hits / (double)x->marks.n_actors / (double)x->units;
}

static assay_status judge_timeless(const hunt *h, const assay__block *block,
                                   assay__found *found, assay_error *err)
{
    bool sharply = false;
    found->density = block->density;
    found->typical = assay__null_typical(&h->null);
    found->p_value = assay__gumbel_p(h->null.density, h->null.n, block->density);
    ASSAY__TRY(ends_sharply(h, &sharply, err));
    found->explained = !sharply || coverage(&h->expander) < COVERED ||
                       found->p_value > h->ask->alpha ||
                       block->density < DENSER * found->typical ||
                       h->expander.marks.n_actors < ACTORS_HERE;
    return ASSAY_OK;
}

/* Whether the group counts, and its p-value. */
static assay_status judge(const hunt *h, const assay__block *block, assay__found *found,
                          assay_error *err)
{
    found->density = block->density;
    found->typical = assay__null_typical(&h->null);
    found->p_value = assay__gumbel_p(h->null.density, h->null.n, block->density);
    bool denser = block->density >= DENSER * found->typical;
    found->explained = !denser || found->p_value > h->ask->alpha;
    bool sized = h->expander.marks.n_actors >= ACTORS_HERE &&
                 usual_hits(&h->expander) >= HITS_HERE;
    if (!found->explained || !sized)
        return ASSAY_OK;
    assay__region here;
    ASSAY__TRY(assay__region_test(h->ties, h->ask->bin_seconds, &h->expander, DENSER_HERE,
                                  &here, err));
    double p = here.p_value * (double)(h->looked + 1); /* of all that were looked at */
    if (here.n_objects < OBJECTS_HERE || here.density < here.denser * here.typical ||
        p > h->ask->alpha)
        return ASSAY_OK;
    found->density = here.density;
    found->typical = here.typical;
    found->p_value = p;
    found->explained = false;
    return ASSAY_OK;
}

/* Counts a group in; the acts of one that is told are marked. */
static assay_status tally(hunt *h, const assay__found *found, assay_error *err)
{
    h->in_vain = found->explained ? h->in_vain + 1 : 0;
    if (found->explained)
        return ASSAY_OK;
    h->told++;
    if (h->marked == NULL)
        h->marked = calloc(h->ties->n + 1, 1);
    if (h->marked == NULL)
        return no_memory(err);
    assay__deliveries_mark(h->ties, h->ask->bin_seconds, &h->expander, h->marked);
    return ASSAY_OK;
}

static assay_status report(hunt *h, const assay__block *block, assay_error *err)
{
    assay__found found = {.bin_seconds = h->ask->bin_seconds};
    ASSAY__TRY(h->ask->bin_seconds > 0 ? judge(h, block, &found, err)
                                       : judge_timeless(h, block, &found, err));
    found.explained |= h->expander.marks.n_actors < FEWEST_ACTORS;
    if (!keep_actors(h, &found) || !keep_objects(h, &found))
        return no_memory(err);
    ASSAY__TRY(
        assay__deliveries(h->ties, h->ask->bin_seconds, &h->expander, &found, err));
    ASSAY__TRY(tally(h, &found, err));
    return assay__found_add(h->out, &found, err);
}

/* The densest block that is left; empty when that is the crowd, whose parts are no
 * groups and would be found one by one, each by a search of all of it. */
static assay_status next_block(hunt *h, assay__block *block, assay_error *err)
{
    ASSAY__TRY(assay__densest_near(&h->core, NEARLY * h->last, block, err));
    h->last = block->density;
    if (h->ask->bin_seconds >= ASSAY__DAY && assay__ground_is_crowd(&h->grid, block)) {
        assay__block_free(block);
        return ASSAY_OK;
    }
    return assay__split(&h->grid, block, err);
}

/* The ties of the block and of the group it grew into are looked at no more. */
static void cut_out(hunt *h, const assay__block *block)
{
    for (uint32_t i = 0; i < block->n_actors; i++)
        h->expander.marks.actor[block->actors[i]] = 1;
    for (uint32_t i = 0; i < block->n_windows; i++)
        h->expander.marks.window[block->windows[i]] = 1;
    assay__core_cut(&h->core, h->expander.marks.actor, h->expander.marks.window);
}

/* One block more. @param more  set to whether there was one */
static assay_status find_one(hunt *h, bool *more, assay_error *err)
{
    assay__block block = {0};
    assay_status status = assay__ties_halt(h->ties);
    if (status == ASSAY_OK)
        status = next_block(h, &block, err);
    *more = status == ASSAY_OK && block.n_actors > 0 && block.density >= h->least;
    if (*more) {
        assay__expand(&h->expander, &block);
        status = report(h, &block, err);
        cut_out(h, &block);
        h->looked++;
    }
    assay__block_free(&block);
    return status;
}

/* What chance gives, and from where on a block is looked at. */
static assay_status ask_chance(hunt *h, double best, assay_error *err)
{
    assay__null_ask ask = {.bin_seconds = h->ask->bin_seconds,
                           .shuffles = h->ask->shuffles,
                           .jobs = h->ask->jobs,
                           .best = best,
                           .denser = DENSER,
                           .bursts = h->bursts,
                           .counting_only = h->ask->bin_seconds < ASSAY__DAY};
    ASSAY__TRY(assay__null_new(h->ties, &ask, &h->null, err));
    h->least = assay__null_typical(&h->null) * (ask.counting_only ? DENSER : SHALLOW);
    return ASSAY_OK;
}

/* The densest block of all, held against chance. Shuffles need the memory of its grid. */
static assay_status look_first(hunt *h, assay_error *err)
{
    assay__ground ground;
    ASSAY__TRY(assay__ground_new(h->ties, h->ask->bin_seconds, &ground, err));
    h->bursts = ground.bursts;
    h->last = ground.block.density;
    assay_status status = assay__split(&ground.grid, &ground.block, err);
    double best = ground.block.density;
    assay__ground_free(&ground);
    return status == ASSAY_OK ? ask_chance(h, best, err) : status;
}

static assay_status prepare(hunt *h, assay_error *err)
{
    ASSAY__TRY(look_first(h, err));
    if (h->null.beaten)
        return ASSAY_OK;
    assay__cut cut = {.bin_seconds = h->ask->bin_seconds, .bursts = h->bursts};
    uint64_t bound = (uint64_t)(h->least * ASSAY__WEIGHT_ONE) + 1;
    assay_status status = assay__grid_new(h->ties, cut, &h->grid, err);
    if (status == ASSAY_OK)
        status = assay__core_new(&h->grid, bound, &h->core, err);
    if (status == ASSAY_OK && h->core.n_windows > 0)
        status = assay__expander_new(&h->grid, &h->expander, err);
    h->expander.timeless = h->ask->bin_seconds == 0;
    return status;
}

/* All groups that stand out from one set of shuffles. */
static assay_status find_all(hunt *h, size_t most, assay_error *err)
{
    assay_status status = prepare(h, err);
    bool more = h->core.n_windows > 0;
    while (status == ASSAY_OK && more && h->told < most && h->looked < LOOKS * most &&
           h->in_vain < IN_VAIN) {
        status = find_one(h, &more, err);
        more = more && h->core.n_windows > 0;
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
    size_t told = 0;
    assay_status status = ASSAY_OK;
    for (int round = 0; status == ASSAY_OK && round < ROUNDS; round++) {
        hunt h = {.ties = now, .ask = ask, .arena = arena, .out = out};
        assay__ties rest = {0};
        status = find_all(&h, ask->most - told, err);
        told += h.told;
        bool again = h.told > 0 && told < ask->most;
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
