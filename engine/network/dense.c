/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cores of bounds that rise by a 32nd; then a heap of four children a node, which peels
 * the little that is left. Densities are compared as fractions, without rounding. */
#include "network/dense.h"

#include "base/random.h"
#include "network/web.h"

#include <stdlib.h>
#include <string.h>

enum { RISE = 32, LIVE = 0, QUEUED = 1, GONE = 2 };

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
    uint64_t *bound; /* [n] the bound that a member fell below */
    uint32_t *live;  /* [n_live] */
    uint32_t *queue;
    uint32_t n_live, queued;
    uint64_t total;
} sweep;

static void enqueue(sweep *s, uint32_t v, uint64_t bound)
{
    s->state[v] = QUEUED;
    s->bound[v] = bound;
    s->queue[s->queued++] = v;
}

static void take_out(sweep *s, uint32_t v, uint64_t bound)
{
    const assay__web *web = s->web;
    s->total -= s->key[v];
    s->state[v] = GONE;
    for (uint32_t e = web->start[v]; e < web->start[v + 1]; e++) {
        uint32_t u = web->to[e];
        if (s->state[u] == GONE)
            continue;
        s->key[u] -= assay__web_weight(web, v, u);
        if (s->state[u] == LIVE && s->key[u] < bound)
            enqueue(s, u, bound);
    }
}

/* What is left when members below the bound go. */
static void raise_to(sweep *s, uint64_t bound)
{
    uint32_t kept = 0;
    s->queued = 0;
    for (uint32_t i = 0; i < s->n_live; i++)
        if (s->key[s->live[i]] < bound)
            enqueue(s, s->live[i], bound);
    for (uint32_t i = 0; i < s->queued; i++)
        take_out(s, s->queue[i], bound);
    for (uint32_t i = 0; i < s->n_live; i++)
        if (s->state[s->live[i]] == LIVE)
            s->live[kept++] = s->live[i];
    s->n_live = kept;
}

/* The best density of a core. */
static ratio best_core(sweep *s, uint64_t bound)
{
    ratio best = {0, 1};
    while (s->n_live > 0) {
        raise_to(s, bound);
        ratio here = {s->total, s->n_live};
        if (s->n_live > 0 && denser(here, best))
            best = here;
        bound += bound / RISE + 1;
        if (s->n_live > 0 && bound < s->total / s->n_live)
            bound = s->total / s->n_live;
    }
    return best;
}

static void sweep_free(sweep *s)
{
    free(s->key);
    free(s->state);
    free(s->bound);
    free(s->live);
    free(s->queue);
}

/* Marks what can be in the best set. @param marked [web's n] */
static assay_status mark_candidates(const assay__web *web, uint64_t bound,
                                    uint8_t marked[], assay_error *err)
{
    size_t n = web->n + (size_t)1;
    sweep s = {.web = web, .n_live = web->n, .total = web->total};
    s.key = malloc(n * sizeof *s.key);
    s.state = calloc(n, sizeof *s.state);
    s.bound = malloc(n * sizeof *s.bound);
    s.live = malloc(n * sizeof *s.live);
    s.queue = malloc(n * sizeof *s.queue);
    if (s.key == NULL || s.state == NULL || s.bound == NULL || s.live == NULL ||
        s.queue == NULL) {
        sweep_free(&s);
        return no_memory(err);
    }
    memcpy(s.key, web->key, web->n * sizeof *s.key);
    for (uint32_t v = 0; v < web->n; v++)
        s.live[v] = v;
    ratio best = best_core(&s, bound);
    for (uint32_t v = 0; v < web->n; v++)
        marked[v] = s.bound[v] > best.total / best.members;
    sweep_free(&s);
    return ASSAY_OK;
}

/* ---- peeling ---------------------------------------------------------------------- */

/* A heap of members by key, each knowing its place. */
typedef struct peel {
    const assay__web *web;
    uint64_t *key;
    uint32_t *heap, *place; /* place UINT32_MAX: not in the heap */
    uint32_t *order;        /* [web's n] members as they left */
    uint32_t size;
} peel;

static void set(peel *p, uint32_t at, uint32_t v)
{
    p->heap[at] = v;
    p->place[v] = at;
}

static void sift_up(peel *p, uint32_t v)
{
    uint32_t at = p->place[v];
    while (at > 0) {
        uint32_t above = (at - 1) / 4;
        if (p->key[p->heap[above]] <= p->key[v])
            break;
        set(p, at, p->heap[above]);
        at = above;
    }
    set(p, at, v);
}

static void sift_down(peel *p, uint32_t v, uint32_t at)
{
    for (;;) {
        uint32_t first = 4 * at + 1, least = first;
        if (first >= p->size)
            break;
        for (uint32_t c = first + 1; c < first + 4 && c < p->size; c++)
            if (p->key[p->heap[c]] < p->key[p->heap[least]])
                least = c;
        if (p->key[p->heap[least]] >= p->key[v])
            break;
        set(p, at, p->heap[least]);
        at = least;
    }
    set(p, at, v);
}

static uint32_t pop(peel *p)
{
    uint32_t top = p->heap[0], last = p->heap[--p->size];
    if (p->size > 0)
        sift_down(p, last, 0);
    p->place[top] = UINT32_MAX;
    return top;
}

/* All members tied least go; order[from..] gets them. @return how many */
static uint32_t pop_equals(peel *p, uint32_t from)
{
    uint64_t least = p->key[p->heap[0]];
    uint32_t n = 0;
    while (p->size > 0 && p->key[p->heap[0]] == least)
        p->order[from + n++] = pop(p);
    return n;
}

/* Takes a member's ties away. Those that leave together with it and come later in the
 * order lose the tie as well, so that none is subtracted twice. */
static uint64_t untie(peel *p, uint32_t v, uint8_t gone[])
{
    const assay__web *web = p->web;
    uint64_t lost = p->key[v];
    gone[v] = 1;
    for (uint32_t e = web->start[v]; e < web->start[v + 1]; e++) {
        uint32_t u = web->to[e];
        if (gone[u] != 0)
            continue;
        p->key[u] -= assay__web_weight(web, v, u);
        if (p->place[u] != UINT32_MAX)
            sift_up(p, u);
    }
    return lost;
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
    free(p->key);
    free(p->heap);
    free(p->place);
    free(p->order);
}

static bool peel_begin(peel *p)
{
    size_t n = p->web->n + (size_t)1;
    p->key = malloc(n * sizeof *p->key);
    p->heap = malloc(n * sizeof *p->heap);
    p->place = malloc(n * sizeof *p->place);
    p->order = malloc(n * sizeof *p->order);
    if (p->key == NULL || p->heap == NULL || p->place == NULL || p->order == NULL)
        return false;
    memcpy(p->key, p->web->key, p->web->n * sizeof *p->key);
    p->size = p->web->n;
    for (uint32_t v = 0; v < p->web->n; v++)
        set(p, v, v);
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

static assay_status peel_web(const assay__web *web, assay__block *out, assay_error *err)
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
        status = keep_block(web, gone, best, out, err);
    }
    peel_free(&p);
    free(gone);
    return status;
}

static assay_status search(const assay__web *web, uint64_t least, assay__block *out,
                           assay_error *err)
{
    assay__web part = {0};
    uint8_t *marked = calloc(web->n + (size_t)1, 1);
    assay_status status = marked == NULL ? no_memory(err) : ASSAY_OK;
    if (status == ASSAY_OK)
        status = mark_candidates(web, least, marked, err);
    if (status == ASSAY_OK)
        status = assay__web_part(web, marked, &part, err);
    if (status == ASSAY_OK)
        status = peel_web(&part, out, err);
    assay__web_free(&part);
    free(marked);
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
