/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cores of rising bounds; then a heap of four children a node, which peels the little
 * that can be denser. Densities are compared as fractions, without rounding. */
#include "network/dense.h"

#include "base/random.h"
#include "base/str.h"
#include "network/web.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RISE = 3, LIVE = 0, QUEUED = 1, GONE = 2 };

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to search a network for blocks");
}

/* Steps of peeling count from beyond any bound. */
static const uint64_t FIRST_STEP = UINT64_C(1) << 63;

/* Weight over members. */
typedef struct ratio {
    uint64_t total;
    uint32_t members;
} ratio;

static bool denser(ratio a, ratio b)
{
    return (assay__wide)a.total * b.members > (assay__wide)b.total * a.members;
}

/* ---- cores of rising bounds ------------------------------------------------------- */

typedef struct sweep {
    const assay__web *web;
    uint64_t *key;
    uint8_t *state;
    uint64_t *bound;  /* [n] the bound that a member fell below */
    uint32_t *listed; /* [n_listed] those that are left, and some that are gone */
    uint32_t *queue;
    uint32_t n_listed, n_live, queued;
    uint64_t total;
} sweep;

static void enqueue(sweep *s, uint32_t v, uint64_t bound)
{
    s->state[v] = QUEUED;
    s->bound[v] = bound;
    s->queue[s->queued++] = v;
}

static void untie_neighbour(sweep *s, uint32_t u, uint32_t weight, uint64_t bound)
{
    if (s->state[u] == GONE)
        return;
    s->key[u] -= weight;
    if (s->state[u] == LIVE && s->key[u] < bound)
        enqueue(s, u, bound);
}

static void take_out(sweep *s, uint32_t v, uint64_t bound)
{
    const assay__web *web = s->web;
    s->total -= s->key[v];
    s->state[v] = GONE;
    if (v >= web->n_actors) {
        uint32_t weight = web->weight[v - web->n_actors];
        for (uint32_t e = web->start[v]; e < web->start[v + 1]; e++)
            untie_neighbour(s, web->to[e], weight, bound);
        return;
    }
    for (uint32_t e = web->start[v]; e < web->start[v + 1]; e++)
        untie_neighbour(s, web->to[e], web->weight[web->to[e] - web->n_actors], bound);
}

/* What is left when members below the bound go; those that went since the last time are
 * struck from the list on the way. */
static void raise_to(sweep *s, uint64_t bound)
{
    uint32_t kept = 0;
    s->queued = 0;
    for (uint32_t i = 0; i < s->n_listed; i++) {
        uint32_t v = s->listed[i];
        s->listed[kept] = v;
        if (s->state[v] != LIVE)
            continue;
        if (s->key[v] < bound)
            enqueue(s, v, bound);
        else
            kept++;
    }
    s->n_listed = kept;
    for (uint32_t i = 0; i < s->queued; i++)
        take_out(s, s->queue[i], bound);
    s->n_live -= s->queued;
}

/* A set, and the last bound or step before it. */
typedef struct stand {
    ratio density;
    uint64_t bound;
} stand;

/* The densest core of all that are tried until nothing is left: bounds rise to just above
 * the best density so far, and from there on by a third. */
static stand best_core(sweep *s, uint64_t bound)
{
    stand best = {{0, 1}, 0};
    for (;;) {
        raise_to(s, bound);
        ratio here = {s->total, s->n_live};
        if (s->n_live == 0)
            return best;
        if (denser(here, best.density))
            best = (stand){here, bound};
        uint64_t above = best.density.total / best.density.members + 1;
        bound = above > bound ? above : bound + bound / RISE + 1;
    }
}

static void sweep_free(sweep *s)
{
    free(s->key);
    free(s->state);
    free(s->bound);
    free(s->listed);
    free(s->queue);
    *s = (sweep){0};
}

/* Everything as it was, nobody gone. */
static void begin(sweep *s)
{
    const assay__web *web = s->web;
    memcpy(s->key, web->key, web->n * sizeof *s->key);
    memset(s->state, LIVE, web->n * sizeof *s->state);
    for (uint32_t v = 0; v < web->n; v++)
        s->listed[v] = v;
    s->n_listed = s->n_live = web->n;
    s->total = web->total;
}

static assay_status sweep_new(const assay__web *web, sweep *out, assay_error *err)
{
    size_t n = web->n + (size_t)1;
    sweep s = {.web = web};
    s.key = malloc(n * sizeof *s.key);
    s.state = malloc(n * sizeof *s.state);
    s.bound = malloc(n * sizeof *s.bound);
    s.listed = malloc(n * sizeof *s.listed);
    s.queue = malloc(n * sizeof *s.queue);
    if (s.key == NULL || s.state == NULL || s.bound == NULL || s.listed == NULL ||
        s.queue == NULL) {
        sweep_free(&s);
        return no_memory(err);
    }
    begin(&s);
    *out = s;
    return ASSAY_OK;
}

/* ---- peeling ---------------------------------------------------------------------- */

/* A member and its key, side by side: four children are a line of the cache. */
typedef struct entry {
    uint64_t key;
    uint32_t member;
} entry;

/* A heap of members by key, each knowing its place; those that went otherwise than from
 * the top stay in it until they come to the top. */
typedef struct peel {
    sweep *s;
    entry *heap;
    uint32_t *place; /* [web's n] */
    uint32_t size;
} peel;

static void set(peel *p, uint32_t at, entry e)
{
    p->heap[at] = e;
    p->place[e.member] = at;
}

static void sift_up(peel *p, entry e, uint32_t at)
{
    while (at > 0) {
        uint32_t above = (at - 1) / 4;
        if (p->heap[above].key <= e.key)
            break;
        set(p, at, p->heap[above]);
        at = above;
    }
    set(p, at, e);
}

/* The child of least key; `first` is there. */
static uint32_t least_child(const peel *p, uint32_t first)
{
    const entry *c = p->heap + first;
    if (first + 4 <= p->size) {
        uint32_t low = c[1].key < c[0].key, high = 2 + (c[3].key < c[2].key);
        return first + (c[high].key < c[low].key ? high : low);
    }
    uint32_t least = 0;
    for (uint32_t i = 1; first + i < p->size; i++)
        least = c[i].key < c[least].key ? i : least;
    return first + least;
}

static void sift_down(peel *p, entry e, uint32_t at)
{
    for (uint32_t first; (first = 4 * at + 1) < p->size;) {
        uint32_t least = least_child(p, first);
        if (p->heap[least].key >= e.key)
            break;
        set(p, at, p->heap[least]);
        at = least;
    }
    set(p, at, e);
}

static void drop_top(peel *p)
{
    entry last = p->heap[--p->size];
    if (p->size > 0)
        sift_down(p, last, 0);
}

/* All members tied least are queued to go. */
static void queue_least(peel *p, uint64_t step)
{
    uint64_t least = UINT64_MAX;
    p->s->queued = 0;
    for (; p->size > 0 && p->heap[0].key <= least; drop_top(p)) {
        if (p->s->state[p->heap[0].member] != LIVE)
            continue;
        least = p->heap[0].key;
        enqueue(p->s, p->heap[0].member, step);
    }
}

/* Takes those that are queued out, and who falls below the bound with them. */
static void take_queue(peel *p, uint64_t bound, uint64_t step)
{
    sweep *s = p->s;
    for (uint32_t i = 0; i < s->queued; i++) {
        uint32_t v = s->queue[i];
        s->total -= s->key[v];
        s->state[v] = GONE;
        for (uint32_t e = s->web->start[v]; e < s->web->start[v + 1]; e++) {
            uint32_t u = s->web->to[e];
            if (s->state[u] == GONE)
                continue;
            s->key[u] -= assay__web_weight(s->web, v, u);
            if (s->state[u] == QUEUED)
                continue;
            if (s->key[u] < bound)
                enqueue(s, u, step);
            else
                sift_up(p, (entry){s->key[u], u}, p->place[u]);
        }
    }
    s->n_live -= s->queued;
}

/* Peels everything. Whoever is tied by no more than the best density is in no denser set,
 * so those go at once, in any order. */
static void peel_all(peel *p, stand *best)
{
    sweep *s = p->s;
    for (uint64_t step = FIRST_STEP; s->n_live > 0; step++) {
        ratio here = {s->total, s->n_live};
        if (denser(here, best->density))
            *best = (stand){here, step - 1};
        queue_least(p, step);
        take_queue(p, best->density.total / best->density.members + 1, step);
    }
}

/* The heap of those that a sweep has left. */
static assay_status peel_begin(sweep *s, peel *out, assay_error *err)
{
    size_t n = s->web->n + (size_t)1;
    peel p = {.s = s};
    p.heap = malloc((s->n_live + (size_t)1) * sizeof *p.heap);
    p.place = malloc(n * sizeof *p.place);
    if (p.heap == NULL || p.place == NULL) {
        free(p.heap);
        free(p.place);
        return no_memory(err);
    }
    for (uint32_t v = 0; v < s->web->n; v++)
        if (s->state[v] == LIVE)
            set(&p, p.size++, (entry){s->key[v], v});
    for (uint32_t at = p.size / 4 + 1; at-- > 0;)
        if (at < p.size)
            sift_down(&p, p.heap[at], at);
    *out = p;
    return ASSAY_OK;
}

/* ---- the block -------------------------------------------------------------------- */

void assay__block_free(assay__block *block)
{
    free(block->actors);
    free(block->windows);
    *block = (assay__block){0};
}

/* Members that went after the best bound. Names ascend, for a web keeps their order. */
static assay_status keep_block(const sweep *s, stand best, assay__block *out,
                               assay_error *err)
{
    const assay__web *web = s->web;
    assay__block block = {0};
    block.actors = malloc((web->n + (size_t)1) * sizeof *block.actors);
    block.windows = malloc((web->n + (size_t)1) * sizeof *block.windows);
    if (block.actors == NULL || block.windows == NULL) {
        assay__block_free(&block);
        return no_memory(err);
    }
    for (uint32_t v = 0; v < web->n; v++) {
        if (s->state[v] != LIVE && s->bound[v] <= best.bound)
            continue;
        if (v < web->n_actors)
            block.actors[block.n_actors++] = web->name[v];
        else
            block.windows[block.n_windows++] = web->name[v];
    }
    block.density = (double)best.density.total / best.density.members / ASSAY__WEIGHT_ONE;
    *out = block;
    return ASSAY_OK;
}

static assay_status peel_rest(sweep *s, stand *best, assay_error *err)
{
    peel p;
    ASSAY__TRY(peel_begin(s, &p, err));
    peel_all(&p, best);
    free(p.heap);
    free(p.place);
    return ASSAY_OK;
}

/* Every member of the set that peeling finds best is tied by its density at least: what
 * is denser than the best core lies within the core of the next bound. */
static assay_status search(const assay__web *web, uint64_t least, assay__block *out,
                           assay_error *err)
{
    sweep s = {0};
    assay_status status = ASSAY_OK;
    ASSAY__TRY(sweep_new(web, &s, err));
    stand core = best_core(&s, least), best = core;
    begin(&s);
    raise_to(&s, core.density.total / core.density.members + 1);
    if (s.n_live > 0)
        status = peel_rest(&s, &best, err);
    if (best.bound == core.bound) { /* nothing denser */
        begin(&s);
        raise_to(&s, core.bound);
    }
    if (status == ASSAY_OK)
        status = keep_block(&s, best, out, err);
    sweep_free(&s);
    return status;
}

assay_status assay__densest(const assay__core *core, assay__block *out, assay_error *err)
{
    assay__web web = {0};
    if (core->n_windows == 0) {
        *out = (assay__block){0};
        return ASSAY_OK;
    }
    assay_status status = assay__web_new(core, &web, err);
    if (status == ASSAY_OK)
        status = search(&web, core->least, out, err);
    assay__web_free(&web);
    return status;
}

/* A guess as a bound; densities are rounded, so what is found must be above it by more
 * than that. */
static uint64_t bound_of(double guess)
{
    return (uint64_t)(guess * ASSAY__WEIGHT_ONE);
}

static bool above(double density, uint64_t bound)
{
    return density * ASSAY__WEIGHT_ONE > (double)bound + 1;
}

assay_status assay__densest_near(const assay__core *from, double guess, assay__block *out,
                                 assay_error *err)
{
    assay__core core = {0};
    uint64_t bound = bound_of(guess);
    assay_status status = ASSAY_OK;
    if (bound > 0) {
        status = assay__core_climb(from, bound, &core, err);
        if (status == ASSAY_OK)
            status = assay__densest(&core, out, err);
        assay__core_free(&core);
        if (status != ASSAY_OK || above(out->density, bound))
            return status;
        assay__block_free(out);
    }
    status = assay__core_climb(from, 0, &core, err);
    if (status == ASSAY_OK)
        status = assay__densest(&core, out, err);
    assay__core_free(&core);
    return status;
}

/* The density of the block in the core for a bound, or of that core. */
static assay_status density_above(const assay__grid *grid, uint64_t bound, double enough,
                                  double *out, assay_error *err)
{
    assay__core core = {0};
    assay__block block = {0};
    assay_status status = assay__core_new(grid, bound, &core, err);
    double own = assay__core_density(&core);
    if (status == ASSAY_OK && own > enough)
        block.density = own;
    else if (status == ASSAY_OK)
        status = assay__densest(&core, &block, err);
    *out = block.density;
    assay__core_free(&core);
    assay__block_free(&block);
    return status;
}

assay_status assay__density_near(const assay__grid *grid, double guess, double enough,
                                 double *out, assay_error *err)
{
    uint64_t bound = bound_of(guess);
    double density = 0;
    if (bound > 0) {
        ASSAY__TRY(density_above(grid, bound, enough, &density, err));
        if (above(density, bound)) {
            *out = density;
            return ASSAY_OK;
        }
    }
    ASSAY__TRY(density_above(grid, 0, HUGE_VAL, &density, err));
    *out = density;
    return ASSAY_OK;
}
