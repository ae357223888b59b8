/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sketch is the 128 smallest hashes of an audience; objects whose sketches share hashes
 * are neighbours, and how many they share estimates their overlap. Only pairs that look
 * near are compared member by member. A group grows by pairs, nearest first, and takes an
 * object that is near to half of those in it: chains of interest do not form. */
#include "network/copies.h"

#include "base/random.h"
#include "network/neighbours.h"
#include "stat/tail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SKETCH = 128, LEAST_AUDIENCE = 20, MOST_SHARING = 24, CANDIDATE = 16, NEXT = 20 };

static const uint32_t TWO_SKETCHES = 2U * SKETCH;

/* By how much an overlap must exceed that with the neighbours. */
static const double TIMES = 3, LEAST_RATE = 0.01, LEAST_P = 1e-12;

/* Two objects that are near. */
typedef struct near_pair {
    uint32_t a, b;
    double overlap, p_value; /* members of both over members of either */
} near_pair;

typedef struct copies {
    const assay__grid *audiences;
    const uint32_t *owners;
    uint64_t *sketch; /* of all objects: hash, object */
    size_t n_sketch;
    assay__neighbours neighbours; /* objects that share hashes */
    uint64_t *scratch;
    near_pair *near;
    size_t n_near;
    uint32_t *group; /* [windows] 0: none */
} copies;

static uint32_t audience_of(const copies *c, uint32_t window)
{
    return c->audiences->start[window + 1] - c->audiences->start[window];
}

/* ---- sketches --------------------------------------------------------------------- */

/* The smallest hashes of an audience, each with its window, behind the others. Only
 * hashes below a bound that twice as many reach are sorted. */
static void add_sketch(copies *c, uint32_t window)
{
    uint32_t size = audience_of(c, window), n = 0;
    const uint32_t *actors = c->audiences->actor + c->audiences->start[window];
    uint64_t bound = size <= TWO_SKETCHES ? UINT64_MAX : UINT64_MAX / size * TWO_SKETCHES;
    for (uint32_t i = 0; i < size; i++) {
        uint64_t hash = assay__mix64(actors[i] + UINT64_C(0x9E3779B97F4A7C15));
        if (hash <= bound)
            c->scratch[n++] = hash;
    }
    assay__sort_u64(c->scratch, n, c->scratch + n);
    for (uint32_t i = 0; i < n && i < SKETCH; i++)
        c->sketch[c->n_sketch++] = (c->scratch[i] & ~(uint64_t)UINT32_MAX) | window;
}

static bool make_sketches(copies *c)
{
    const assay__grid *all = c->audiences;
    size_t entries = 0, largest = 0;
    for (uint32_t w = 0; w < all->n_windows; w++) {
        size_t size = audience_of(c, w);
        entries += size < LEAST_AUDIENCE ? 0 : size < SKETCH ? size : SKETCH;
        largest = size > largest ? size : largest;
    }
    size_t room = entries > 2 * largest ? entries : 2 * largest;
    c->sketch = malloc((entries + 1) * sizeof *c->sketch);
    c->scratch = malloc((room + 1) * sizeof *c->scratch);
    if (c->sketch == NULL || c->scratch == NULL)
        return false;
    for (uint32_t w = 0; w < all->n_windows; w++)
        if (audience_of(c, w) >= LEAST_AUDIENCE)
            add_sketch(c, w);
    assay__sort_u64(c->sketch, c->n_sketch, c->scratch);
    return true;
}

/* ---- neighbours ------------------------------------------------------------------- */

/* Pairs within a run of equal hashes; of a long run only those next to each other, for
 * members of one family stand in the same order in all their runs. */
static size_t pairs_of_run(const uint64_t run[], size_t n, uint64_t out[])
{
    size_t made = 0;
    for (size_t i = 0; i < n; i++) {
        size_t end = n <= MOST_SHARING ? n : i + 2 < n ? i + 2 : n;
        for (size_t j = i + 1; j < end; j++) {
            if (out != NULL)
                out[made] = (uint64_t)(uint32_t)run[i] << 32 | (uint32_t)run[j];
            made++;
        }
    }
    return made;
}

static size_t all_pairs(const copies *c, uint64_t out[])
{
    size_t made = 0;
    for (size_t i = 0, end; i < c->n_sketch; i = end) {
        for (end = i + 1; end < c->n_sketch && c->sketch[end] >> 32 == c->sketch[i] >> 32;
             end++)
            continue;
        made += pairs_of_run(c->sketch + i, end - i, out == NULL ? NULL : out + made);
    }
    return made;
}

static bool make_neighbours(copies *c)
{
    size_t n = all_pairs(c, NULL);
    uint64_t *pairs = malloc((2 * n + 1) * sizeof *pairs);
    if (pairs == NULL)
        return false;
    (void)all_pairs(c, pairs);
    assay_status status = assay__neighbours_new(
        pairs, n, pairs + n, c->audiences->n_windows, &c->neighbours, NULL);
    free(pairs);
    return status == ASSAY_OK;
}

/* The mean of what an object shares with its next neighbours. */
static double usual_shared(const copies *c, uint32_t window, uint32_t shared)
{
    uint32_t n;
    double sum = assay__neighbours_next(&c->neighbours, window, shared, NEXT, &n);
    return n == 0 ? 0 : sum / n;
}

/* ---- near pairs ------------------------------------------------------------------- */

static uint32_t count_both(const copies *c, uint32_t a, uint32_t b)
{
    const assay__grid *all = c->audiences;
    const uint32_t *x = all->actor + all->start[a],
                   *x_end = all->actor + all->start[a + 1];
    const uint32_t *y = all->actor + all->start[b],
                   *y_end = all->actor + all->start[b + 1];
    uint32_t n = 0;
    while (x < x_end && y < y_end) {
        n += *x == *y;
        uint32_t left = *x, right = *y;
        x += left <= right;
        y += right <= left;
    }
    return n;
}

static bool one_owner(const copies *c, uint32_t a, uint32_t b)
{
    if (c->owners == NULL)
        return false;
    uint32_t owner = c->owners[c->audiences->object[a]];
    return owner != UINT32_MAX && owner == c->owners[c->audiences->object[b]];
}

/* Judges a pair that looks near; keeps it when it is. */
static void judge(copies *c, const assay__neighbour *pair, double alpha, double tried)
{
    double a = audience_of(c, pair->a), b = audience_of(c, pair->b);
    double both = count_both(c, pair->a, pair->b), less = a < b ? a : b;
    double overlap = both / (a + b - both);
    if (overlap < ASSAY__NEAR_COPY || one_owner(c, pair->a, pair->b))
        return;
    double left = usual_shared(c, pair->a, pair->shared);
    double right = usual_shared(c, pair->b, pair->shared);
    double size = less < SKETCH ? less : SKETCH;
    double share = (left > right ? left : right) / size; /* of either: to one's own */
    double rate = TIMES * 2 * share / (1 + share);
    rate = rate < LEAST_RATE ? LEAST_RATE : rate;
    if (both <= rate * less)
        return;
    double p = tried * assay__p_of_digits(assay__tail_binomial(both, less, rate));
    if (p <= alpha)
        c->near[c->n_near++] =
            (near_pair){pair->a, pair->b, overlap, p < LEAST_P ? LEAST_P : p};
}

static int compare_near(const void *x, const void *y)
{
    const near_pair *left = x, *right = y;
    if (left->overlap > right->overlap || left->overlap < right->overlap)
        return left->overlap > right->overlap ? -1 : 1;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    return (left->b > right->b) - (left->b < right->b);
}

static bool find_near(copies *c, double alpha)
{
    const assay__neighbours *all = &c->neighbours;
    size_t tried = 0;
    for (size_t i = 0; i < all->n; i++)
        tried += all->pairs[i].shared >= CANDIDATE;
    c->near = malloc((tried + 1) * sizeof *c->near);
    if (c->near == NULL)
        return false;
    for (size_t i = 0; i < all->n; i++)
        if (all->pairs[i].shared >= CANDIDATE)
            judge(c, &all->pairs[i], alpha, (double)tried);
    qsort(c->near, c->n_near, sizeof *c->near, compare_near);
    return true;
}

/* ---- groups ----------------------------------------------------------------------- */

/* Whether an object is near to half of a group. */
static bool fits(const copies *c, uint32_t window, uint32_t group)
{
    uint32_t members = 0, near = 0;
    for (uint32_t w = 0; w < c->audiences->n_windows; w++)
        members += c->group[w] == group;
    for (size_t i = 0; i < c->n_near; i++) {
        const near_pair *p = &c->near[i];
        near += (p->a == window && c->group[p->b] == group) ||
                (p->b == window && c->group[p->a] == group);
    }
    return 2 * near >= members;
}

/* @return how many groups */
static uint32_t make_groups(copies *c)
{
    uint32_t groups = 0;
    for (size_t i = 0; i < c->n_near; i++) {
        uint32_t a = c->near[i].a, b = c->near[i].b;
        if (c->group[a] == 0 && c->group[b] == 0)
            c->group[a] = c->group[b] = ++groups;
        else if (c->group[b] == 0 && fits(c, b, c->group[a]))
            c->group[b] = c->group[a];
        else if (c->group[a] == 0 && fits(c, a, c->group[b]))
            c->group[a] = c->group[b];
    }
    return groups;
}

/* The nearest that an object comes to another of its group; the group's p-value is that
 * of its least sure pair. */
static double nearest(const copies *c, uint32_t window, double *p_value)
{
    uint32_t group = c->group[window];
    double most = 0;
    for (size_t i = 0; i < c->n_near; i++) {
        const near_pair *p = &c->near[i];
        bool inside = c->group[p->a] == group && c->group[p->b] == group;
        if (!inside || (p->a != window && p->b != window))
            continue;
        most = p->overlap > most ? p->overlap : most;
        *p_value = p->p_value > *p_value ? p->p_value : *p_value;
    }
    return most;
}

static assay_status report(const copies *c, uint32_t group, assay_arena *arena,
                           assay__founds *out, assay_error *err)
{
    assay__found found = {.kind = ASSAY_GROUP_NEAR_COPY,
                          .density = (double)NAN,
                          .typical = (double)NAN,
                          .suspicious = (double)NAN,
                          .from = ASSAY_TIME_UNKNOWN,
                          .to = ASSAY_TIME_UNKNOWN};
    uint32_t windows = c->audiences->n_windows;
    found.objects = assay_arena_array(arena, windows + (size_t)1, sizeof(uint32_t));
    found.object_scores = assay_arena_array(arena, windows + (size_t)1, sizeof(double));
    if (found.objects == NULL || found.object_scores == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for near-copies");
    for (uint32_t w = 0; w < windows; w++) {
        if (c->group[w] != group)
            continue;
        found.objects[found.n_objects] = c->audiences->object[w];
        found.object_scores[found.n_objects++] = nearest(c, w, &found.p_value);
    }
    return assay__found_add(out, &found, err);
}

assay_status assay__copies_find(const assay__grid *audiences, const uint32_t owners[],
                                double alpha, assay_arena *arena, assay__founds *out,
                                assay_error *err)
{
    copies c = {.audiences = audiences, .owners = owners};
    c.group = calloc(audiences->n_windows + (size_t)1, sizeof *c.group);
    bool made = c.group != NULL && make_sketches(&c) && make_neighbours(&c) &&
                find_near(&c, alpha);
    assay_status status =
        made ? ASSAY_OK : assay_fail(err, ASSAY_NO_MEMORY, "no memory for near-copies");
    uint32_t groups = made ? make_groups(&c) : 0;
    for (uint32_t g = 1; status == ASSAY_OK && g <= groups; g++)
        status = report(&c, g, arena, out, err);
    free(c.sketch);
    free(c.scratch);
    assay__neighbours_free(&c.neighbours);
    free(c.near);
    free(c.group);
    return status;
}
