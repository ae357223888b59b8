/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cores of rising bounds; then a heap of four children a node, which peels the little
 * that can be denser. Densities are compared as fractions, without rounding. */
#include "network/dense.h"

#include "base/random.h"
#include "base/str.h"
#include "network/web.h"

#include <stdlib.h>
#include <string.h>

enum { RISE = 8, LIVE = 0, QUEUED = 1, GONE = 2 };

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to search a network for blocks");
}

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

/* A core and the bound it is that of. */
typedef struct stand {
    ratio density;
    uint64_t bound;
} stand;

/* The densest core of all that are tried until nothing is left: bounds rise to just above
 * the best density so far, and from there on by an eighth. */
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

static assay_status sweep_new(const assay__web *web, sweep *out, assay_error *err)
{
    size_t n = web->n + (size_t)1;
    sweep s = {.web = web, .n_listed = web->n, .n_live = web->n, .total = web->total};
    s.key = malloc(n * sizeof *s.key);
    s.state = calloc(n, sizeof *s.state);
    s.bound = malloc(n * sizeof *s.bound);
    s.listed = malloc(n * sizeof *s.listed);
    s.queue = malloc(n * sizeof *s.queue);
    if (s.key == NULL || s.state == NULL || s.bound == NULL || s.listed == NULL ||
        s.queue == NULL) {
        sweep_free(&s);
        return no_memory(err);
    }
    memcpy(s.key, web->key, web->n * sizeof *s.key);
    for (uint32_t v = 0; v < web->n; v++)
        s.listed[v] = v;
    *out = s;
    return ASSAY_OK;
}

/* ---- peeling ---------------------------------------------------------------------- */

/* A member and its key, side by side: four children are a line of the cache. */
typedef struct entry {
    uint64_t key;
    uint32_t member;
} entry;

/* A heap of members by key, each knowing its place. */
typedef struct peel {
    const assay__web *web;
    entry *heap;
    uint32_t *place; /* [web's n] UINT32_MAX: not in the heap */
    uint64_t *lost;  /* [web's n] key with which a member left, less what it lost since */
    uint32_t *order; /* [web's n] members as they left */
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

static uint32_t pop(peel *p)
{
    entry top = p->heap[0], last = p->heap[--p->size];
    if (p->size > 0)
        sift_down(p, last, 0);
    p->place[top.member] = UINT32_MAX;
    p->lost[top.member] = top.key;
    return top.member;
}

/* All members tied least go; order[from..] gets them. @return how many */
static uint32_t pop_equals(peel *p, uint32_t from)
{
    uint64_t least = p->heap[0].key;
    uint32_t n = 0;
    while (p->size > 0 && p->heap[0].key == least)
        p->order[from + n++] = pop(p);
    return n;
}

/* Takes a member's ties away. Those that leave together with it and come later in the
 * order lose the tie as well, so that none is subtracted twice. */
static uint64_t untie(peel *p, uint32_t v, uint8_t gone[])
{
    const assay__web *web = p->web;
    gone[v] = 1;
    for (uint32_t e = web->start[v]; e < web->start[v + 1]; e++) {
        uint32_t u = web->to[e], weight = assay__web_weight(web, v, u);
        if (gone[u] != 0)
            continue;
        uint32_t at = p->place[u];
        if (at == UINT32_MAX)
            p->lost[u] -= weight;
        else
            sift_up(p, (entry){p->heap[at].key - weight, u}, at);
    }
    return p->lost[v];
}

/* Peels everything. @return how many left before the best set stood */
static uint32_t peel_all(peel *p, uint8_t gone[], ratio *best)
{
    uint32_t left = 0, best_left = 0;
    ratio now = {p->web->total, p->web->n};
    *best = now;
    while (p->size > 0) {
        uint32_t n = pop_equals(p, left);
        for (uint32_t i = 0; i < n; i++)
            now.total -= untie(p, p->order[left + i], gone);
        left += n;
        now.members -= n;
        if (now.members > 0 && denser(now, *best)) {
            *best = now;
            best_left = left;
        }
    }
    return best_left;
}

static void peel_free(peel *p)
{
    free(p->heap);
    free(p->place);
    free(p->lost);
    free(p->order);
}

static bool peel_begin(peel *p)
{
    size_t n = p->web->n + (size_t)1;
    p->heap = malloc(n * sizeof *p->heap);
    p->place = malloc(n * sizeof *p->place);
    p->lost = malloc(n * sizeof *p->lost);
    p->order = malloc(n * sizeof *p->order);
    if (p->heap == NULL || p->place == NULL || p->lost == NULL || p->order == NULL)
        return false;
    p->size = p->web->n;
    for (uint32_t v = 0; v < p->web->n; v++)
        set(p, v, (entry){p->web->key[v], v});
    for (uint32_t at = p->size / 4 + 1; at-- > 0;)
        if (at < p->size)
            sift_down(p, p->heap[at], at);
    return true;
}

/* ---- the block -------------------------------------------------------------------- */

void assay__block_free(assay__block *block)
{
    free(block->actors);
    free(block->windows);
    *block = (assay__block){0};
}

/* Members that are not gone. Names ascend, for a web keeps their order. */
static assay_status keep_block(const assay__web *web, const uint8_t gone[], ratio best,
                               assay__block *out, assay_error *err)
{
    assay__block block = {0};
    block.actors = malloc((web->n + (size_t)1) * sizeof *block.actors);
    block.windows = malloc((web->n + (size_t)1) * sizeof *block.windows);
    if (block.actors == NULL || block.windows == NULL) {
        assay__block_free(&block);
        return no_memory(err);
    }
    for (uint32_t v = 0; v < web->n; v++) {
        if (gone[v] != 0)
            continue;
        if (v < web->n_actors)
            block.actors[block.n_actors++] = web->name[v];
        else
            block.windows[block.n_windows++] = web->name[v];
    }
    block.density = (double)best.total / best.members / ASSAY__WEIGHT_ONE;
    *out = block;
    return ASSAY_OK;
}

/* The best set on the way through a web, where it is denser than what is known. */
static assay_status peel_web(const assay__web *web, ratio known, assay__block *out,
                             assay_error *err)
{
    peel p = {.web = web};
    uint8_t *gone = calloc(web->n + (size_t)1, 1);
    assay_status status = ASSAY_OK;
    if (gone == NULL || !peel_begin(&p))
        status = no_memory(err);
    if (status == ASSAY_OK) {
        ratio best;
        uint32_t left = peel_all(&p, gone, &best);
        memset(gone, 0, web->n);
        for (uint32_t i = 0; i < left; i++)
            gone[p.order[i]] = 1;
        if (denser(best, known))
            status = keep_block(web, gone, best, out, err);
    }
    peel_free(&p);
    free(gone);
    return status;
}

/* Peels the members above a bound. */
static assay_status peel_above(sweep *s, stand best, assay__block *out, assay_error *err)
{
    assay__web part = {0};
    uint64_t bound = best.density.total / best.density.members;
    for (uint32_t v = 0; v < s->web->n; v++)
        s->state[v] = s->bound[v] > bound;
    assay_status status = assay__web_part(s->web, s->state, &part, err);
    if (status == ASSAY_OK)
        status = peel_web(&part, best.density, out, err);
    assay__web_free(&part);
    return status;
}

/* Every member of the set that peeling finds best is tied by its density at least: what
 * is denser than the best core lies within the core of that core's density. */
static assay_status search(const assay__web *web, uint64_t least, assay__block *out,
                           assay_error *err)
{
    sweep s = {0};
    assay__block block = {0};
    ASSAY__TRY(sweep_new(web, &s, err));
    stand best = best_core(&s, least);
    assay_status status = peel_above(&s, best, &block, err);
    if (status == ASSAY_OK && block.actors == NULL) {
        for (uint32_t v = 0; v < web->n; v++)
            s.state[v] = s.bound[v] <= best.bound;
        status = keep_block(web, s.state, best.density, &block, err);
    }
    sweep_free(&s);
    if (status == ASSAY_OK)
        *out = block;
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
