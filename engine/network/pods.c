/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts become pairs with a count of posts; pairs that hold both ways become a graph; in
 * its part where everybody has four partners or more, the largest group in which all are
 * partners is taken, grown from each member in turn by whoever keeps most others. */
#include "network/pods.h"

#include "network/deliveries.h"
#include "stat/special.h"
#include "stat/tail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POSTS = 3, LEAST = 5, MOST_PARTNERS = 512 };

static const double HALF = 0.5, LEAST_P = 1e-12;

/* Creator `from` acted on `posts` posts of creator `to`. */
typedef struct pair {
    uint32_t from, to, posts;
} pair;

typedef struct pods {
    const assay__echo *echoes;
    size_t n_echoes;
    pair *pairs; /* sorted by from, to */
    size_t n_pairs;
    uint32_t n;
    double *out, *in, all; /* posts acted on, per creator */
    uint32_t *start, *to;  /* partners both ways */
    uint8_t *alive;        /* has four partners and is in no pod */
    uint32_t *group, *best, *candidates;
    int64_t *times; /* [n_echoes] scratch */
} pods;

static int compare_echoes(const void *a, const void *b)
{
    const assay__echo *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if (x->post != y->post)
        return x->post < y->post ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static void make_pairs(pods *p)
{
    for (size_t i = 0; i < p->n_echoes; i++) {
        const assay__echo *e = &p->echoes[i];
        bool same = i > 0 && e->from == e[-1].from && e->to == e[-1].to;
        if (same && e->post == e[-1].post)
            continue;
        if (!same)
            p->pairs[p->n_pairs++] = (pair){e->from, e->to, 0};
        p->pairs[p->n_pairs - 1].posts++;
        p->out[e->from]++;
        p->in[e->to]++;
        p->all++;
    }
}

static const pair *find_pair(const pods *p, uint32_t from, uint32_t to)
{
    size_t low = 0, high = p->n_pairs;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const pair *here = &p->pairs[mid];
        if (here->from < from || (here->from == from && here->to < to))
            low = mid + 1;
        else
            high = mid;
    }
    bool there = low < p->n_pairs && p->pairs[low].from == from && p->pairs[low].to == to;
    return there ? &p->pairs[low] : NULL;
}

static bool mutual(const pods *p, const pair *one)
{
    if (one->posts < POSTS)
        return false;
    const pair *back = find_pair(p, one->to, one->from);
    return back != NULL && back->posts >= POSTS;
}

/* Partners of each creator, ascending: pairs are sorted. */
static void make_partners(pods *p)
{
    uint32_t n = 0;
    for (size_t i = 0; i < p->n_pairs; i++) {
        if (!mutual(p, &p->pairs[i]))
            continue;
        p->start[p->pairs[i].from + 1]++;
        p->to[n++] = p->pairs[i].to;
    }
    for (uint32_t v = 0; v < p->n; v++)
        p->start[v + 1] += p->start[v];
}

static bool partners(const pods *p, uint32_t a, uint32_t b)
{
    uint32_t low = p->start[a], high = p->start[a + 1];
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (p->to[mid] < b)
            low = mid + 1;
        else
            high = mid;
    }
    return low < p->start[a + 1] && p->to[low] == b;
}

static uint32_t living_partners(const pods *p, uint32_t v)
{
    uint32_t n = 0;
    for (uint32_t e = p->start[v]; e < p->start[v + 1]; e++)
        n += p->alive[p->to[e]];
    return n;
}

/* Drops creators with too few partners until none is left that has too few. */
static void prune(pods *p)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t v = 0; v < p->n; v++)
            if (p->alive[v] != 0 && living_partners(p, v) < LEAST - 1) {
                p->alive[v] = 0;
                changed = true;
            }
    }
}

/* Of the candidates the one that has most partners among them; all are partners of
 * everybody taken so far. @return its place */
static uint32_t most_linked(const pods *p, const uint32_t candidates[], uint32_t n)
{
    uint32_t best = 0, most = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t links = 0;
        for (uint32_t j = 0; j < n; j++)
            links += partners(p, candidates[i], candidates[j]);
        if (i == 0 || links > most) {
            best = i;
            most = links;
        }
    }
    return best;
}

/* Grows a group in which all are partners. @return its size */
static uint32_t grow(pods *p, uint32_t seed)
{
    uint32_t size = 1, n = 0;
    p->group[0] = seed;
    for (uint32_t e = p->start[seed]; e < p->start[seed + 1] && n < MOST_PARTNERS; e++)
        if (p->alive[p->to[e]] != 0)
            p->candidates[n++] = p->to[e];
    while (n > 0) {
        uint32_t chosen = p->candidates[most_linked(p, p->candidates, n)], kept = 0;
        for (uint32_t i = 0; i < n; i++)
            if (partners(p, chosen, p->candidates[i]))
                p->candidates[kept++] = p->candidates[i];
        p->group[size++] = chosen;
        n = kept;
    }
    return size;
}

/* The largest group that any member grows into. @return its size; it is in p->best */
static uint32_t largest(pods *p)
{
    uint32_t most = 0;
    for (uint32_t v = 0; v < p->n; v++) {
        uint32_t size = p->alive[v] != 0 ? grow(p, v) : 0;
        if (size <= most)
            continue;
        most = size;
        memcpy(p->best, p->group, size * sizeof *p->best);
    }
    return most;
}

/* ---- what a pod is worth ---------------------------------------------------------- */

/* -log10 of the chance that `from` acts on three posts or more of `to`. */
static double digits_of(const pods *p, uint32_t from, uint32_t to)
{
    return assay__tail_poisson(POSTS, p->out[from] * p->in[to] / p->all);
}

/* ln of how many groups of k there are among n. */
static double log_choices(double n, double k)
{
    return assay__log_gamma(n + 1) - assay__log_gamma(k + 1) -
           assay__log_gamma(n - k + 1);
}

static double p_value_of(const pods *p, const uint32_t members[], uint32_t n)
{
    double acting = 0, digits = 0;
    for (uint32_t v = 0; v < p->n; v++)
        acting += p->out[v] > 0 || p->in[v] > 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            digits += i != j ? digits_of(p, members[i], members[j]) : 0;
    digits -= log_choices(acting, n) / log(10.0);
    double value = pow(10, -digits);
    value = value > 1 ? 1 : value;
    return value < LEAST_P ? LEAST_P : value;
}

static double share_of_pod(const pods *p, uint32_t v, const uint32_t members[],
                           uint32_t n)
{
    uint32_t links = 0, others = 0;
    for (uint32_t i = 0; i < n; i++) {
        links += partners(p, v, members[i]);
        others += members[i] != v;
    }
    return others == 0 ? 0 : (double)links / (double)others;
}

/* When the members acted on each other, and how many times a week or more apart. */
static void date_pod(pods *p, const uint8_t member[], assay__found *found)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_echoes; i++) {
        const assay__echo *e = &p->echoes[i];
        if (member[e->from] != 0 && member[e->to] != 0)
            p->times[n++] = e->at;
    }
    found->windows = assay__deliveries_apart(p->times, n, &found->from, &found->to);
}

/* Others that exchange with half of the pod or more belong to it. */
static uint32_t widen(pods *p, uint32_t core, uint8_t member[])
{
    uint32_t n = 0;
    for (uint32_t v = 0; v < p->n; v++)
        member[v] = p->alive[v] != 0 && share_of_pod(p, v, p->best, core) >= HALF;
    for (uint32_t i = 0; i < core; i++)
        member[p->best[i]] = 1;
    for (uint32_t v = 0; v < p->n; v++)
        if (member[v] != 0)
            p->group[n++] = v;
    return n;
}

static assay_status report(pods *p, uint32_t core, uint8_t member[], assay_arena *arena,
                           assay__founds *out, assay_error *err)
{
    assay__found found = {.kind = ASSAY_GROUP_POD,
                          .density = (double)NAN,
                          .typical = (double)NAN,
                          .suspicious = (double)NAN};
    found.p_value = p_value_of(p, p->best, core);
    found.n_objects = widen(p, core, member);
    found.objects = assay_arena_array(arena, found.n_objects, sizeof(uint32_t));
    found.object_scores = assay_arena_array(arena, found.n_objects, sizeof(double));
    if (found.objects == NULL || found.object_scores == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a pod");
    for (uint32_t i = 0; i < found.n_objects; i++) {
        found.objects[i] = p->group[i];
        found.object_scores[i] = share_of_pod(p, p->group[i], p->group, found.n_objects);
    }
    date_pod(p, member, &found);
    for (uint32_t i = 0; i < found.n_objects; i++)
        p->alive[found.objects[i]] = 0;
    return assay__found_add(out, &found, err);
}

/* ---- all of it -------------------------------------------------------------------- */

static void pods_free(pods *p)
{
    free(p->pairs);
    free(p->out);
    free(p->in);
    free(p->start);
    free(p->to);
    free(p->alive);
    free(p->group);
    free(p->best);
    free(p->candidates);
    free(p->times);
}

static bool pods_begin(pods *p)
{
    size_t creators = p->n + (size_t)2, echoes = p->n_echoes + 1;
    p->pairs = malloc(echoes * sizeof *p->pairs);
    p->out = calloc(creators, sizeof *p->out);
    p->in = calloc(creators, sizeof *p->in);
    p->start = calloc(creators, sizeof *p->start);
    p->to = malloc(echoes * sizeof *p->to);
    p->alive = malloc(creators);
    p->group = malloc(creators * sizeof *p->group);
    p->best = malloc(creators * sizeof *p->best);
    p->candidates = malloc(creators * sizeof *p->candidates);
    p->times = malloc(echoes * sizeof *p->times);
    return p->pairs != NULL && p->out != NULL && p->in != NULL && p->start != NULL &&
           p->to != NULL && p->alive != NULL && p->group != NULL && p->best != NULL &&
           p->candidates != NULL && p->times != NULL;
}

assay_status assay__pods_find(const assay__echoes *all, size_t most, assay_arena *arena,
                              assay__founds *out, assay_error *err)
{
    pods p = {.echoes = all->items, .n_echoes = all->n, .n = all->n_objects};
    uint8_t *member = calloc(all->n_objects + (size_t)1, 1);
    if (member == NULL || !pods_begin(&p)) {
        free(member);
        pods_free(&p);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to look for pods");
    }
    if (all->n > 0)
        qsort(all->items, all->n, sizeof *all->items, compare_echoes);
    make_pairs(&p);
    make_partners(&p);
    memset(p.alive, 1, all->n_objects);
    assay_status status = ASSAY_OK;
    for (size_t found = 0; status == ASSAY_OK && found < most; found++) {
        prune(&p);
        uint32_t size = largest(&p);
        if (size < LEAST)
            break;
        status = report(&p, size, member, arena, out, err);
    }
    free(member);
    pods_free(&p);
    return status;
}
