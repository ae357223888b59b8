/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From actors to pairs of objects, from pairs that share too many to groups of objects,
 * and back to the actors. Links are taken strongest first; two groups become one when
 * half of the pairs between them are linked, so chains of interest do not form. */
#include "network/circles.h"

#include "network/copies.h"
#include "network/neighbours.h"
#include "network/ties.h"
#include "stat/tail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Who came to more than 64 objects has a taste for everything. Ten people make a group,
 * as in a block's own place; five that two objects share are worth a look. */
enum { MOST_OBJECTS = 64, LEAST_ACTORS = 10, LEAST_SHARED = 5, NEXT = 20 };
enum { LEAST_MET = 3, ROUNDS = 4 };
enum { MOST_LINKS = 1 << 14 };

static const size_t MOST_PAIRS = 10000000;
static const double HABIT = 2, LEAST_P = 1e-12, BY_CHANCE = 0.2, MOST_EACH = 1.5;

/* Two objects that share more than chance and habit give. */
typedef struct link {
    uint32_t a, b;
    double shared, usual, digits; /* people; as many as usual; -log10 of the p-value */
} link;

typedef struct circles {
    const assay__grid *audiences;
    const assay__circles_ask *ask;
    uint32_t *back;   /* [actors + 1] */
    uint32_t *window; /* of each actor that counts */
    assay__neighbours neighbours;
    double *chance; /* [windows] of the stratum: pairs over squared acts */
    bool sample;
    double *acts; /* [windows] of the stratum */
    link *links;
    size_t n_links;
    uint32_t *group;  /* [windows] number of a window that stands for it */
    uint32_t *size;   /* [windows] of the group that a window stands for */
    uint32_t *hits;   /* [actors] objects of the group looked at that they came to */
    uint32_t *people; /* [n_people] ascending: those who came to any, and count */
    uint32_t n_people;
    uint32_t *met;     /* [windows] of another group: members who came to it */
    uint32_t *falling; /* [windows] the same, most first */
} circles;

static uint32_t size_of(const circles *c, uint32_t window)
{
    return c->audiences->start[window + 1] - c->audiences->start[window];
}

static uint32_t stratum_of(const circles *c, uint32_t window)
{
    return c->ask->stratum[c->audiences->object[window]];
}

/* Whether people were met on little more than one object each, as in samples of a
 * roster's audiences. */
static bool is_sample(const assay__grid *all, const uint32_t degree[])
{
    double ties = (double)all->start[all->n_windows], actors = 0;
    for (uint32_t a = 0; a < all->n_actors; a++)
        actors += degree[a] > 0;
    return ties <= MOST_EACH * actors;
}

static bool counts(const circles *c, uint32_t actor, uint32_t degree)
{
    return degree >= 2 && degree <= MOST_OBJECTS && c->ask->left_out[actor] == 0;
}

/* The objects of each actor that came to several. */
static bool make_back(circles *c)
{
    const assay__grid *all = c->audiences;
    uint32_t kept = 0, *degree = calloc(all->n_actors + (size_t)1, sizeof *degree);
    c->back = calloc(all->n_actors + (size_t)2, sizeof *c->back);
    if (degree == NULL || c->back == NULL) {
        free(degree);
        return false;
    }
    for (uint32_t e = 0; e < all->start[all->n_windows]; e++)
        degree[all->actor[e]]++;
    c->sample = is_sample(all, degree);
    uint32_t *place = c->back + 1;
    for (uint32_t a = 0; a < all->n_actors; a++) {
        place[a] = kept;
        kept += counts(c, a, degree[a]) ? degree[a] : 0;
    }
    c->window = malloc((kept + (size_t)1) * sizeof *c->window);
    for (uint32_t w = 0; c->window != NULL && w < all->n_windows; w++)
        for (uint32_t e = all->start[w]; e < all->start[w + 1]; e++)
            if (counts(c, all->actor[e], degree[all->actor[e]]))
                c->window[place[all->actor[e]]++] = w;
    free(degree);
    return c->window != NULL;
}

/* Pairs of objects that one actor came to. @param out  NULL: they are only counted */
static size_t all_pairs(const circles *c, uint64_t out[])
{
    size_t n = 0;
    for (uint32_t a = 0; a < c->audiences->n_actors; a++)
        for (uint32_t i = c->back[a]; i < c->back[a + 1]; i++)
            for (uint32_t j = i + 1; j < c->back[a + 1]; j++) {
                uint32_t x = c->window[i], y = c->window[j];
                if (stratum_of(c, x) != stratum_of(c, y))
                    continue;
                if (out != NULL)
                    out[n] = (uint64_t)x << 32 | y;
                n++;
            }
    return n;
}

static assay_status make_neighbours(circles *c, size_t n, assay_error *err)
{
    uint64_t *pairs = malloc((2 * n + 1) * sizeof *pairs);
    if (pairs == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for circles");
    (void)all_pairs(c, pairs);
    assay_status status = assay__neighbours_new(
        pairs, n, pairs + n, c->audiences->n_windows, &c->neighbours, err);
    free(pairs);
    return status;
}

/* Of every stratum the pairs there are, over the square of its acts; windows of one
 * stratum follow each other. */
static void make_chance(circles *c)
{
    const assay__neighbours *all = &c->neighbours;
    size_t i = 0;
    for (uint32_t w = 0, end; w < c->audiences->n_windows; w = end) {
        double acts = 0, pairs = 0;
        for (end = w;
             end < c->audiences->n_windows && stratum_of(c, end) == stratum_of(c, w);
             end++)
            acts += (double)size_of(c, end);
        for (; i < all->n && all->pairs[i].a < end; i++)
            pairs += (double)all->pairs[i].shared;
        for (uint32_t k = w; k < end; k++) {
            c->chance[k] = 2 * pairs / (acts * acts);
            c->acts[k] = acts;
        }
    }
}

/* What an object shares with each of its next neighbours; those that are none share 0. */
static double habit_of(const circles *c, uint32_t window, uint32_t shared)
{
    uint32_t n;
    return assay__neighbours_next(&c->neighbours, window, shared, NEXT, &n) / NEXT;
}

/* What a pair shares by chance. */
static double chance_of(const circles *c, const assay__neighbour *pair)
{
    return c->chance[pair->a] * (double)size_of(c, pair->a) * (double)size_of(c, pair->b);
}

/* Whether a pair shares more than chance and habit give; the link is filled then. */
static bool is_link(const circles *c, const assay__neighbour *pair, double tried,
                    link *out)
{
    double both = (double)pair->shared,
           all = (double)size_of(c, pair->a) + size_of(c, pair->b);
    if (pair->shared < LEAST_SHARED || both >= ASSAY__NEAR_COPY * (all - both))
        return false;
    double left = habit_of(c, pair->a, pair->shared), chance = chance_of(c, pair);
    double right = habit_of(c, pair->b, pair->shared);
    double rate = fmax(chance, HABIT * fmax(left, right));
    if ((double)pair->shared <= rate)
        return false;
    double digits = assay__tail_poisson(pair->shared, rate) - log10(tried);
    *out = (link){pair->a, pair->b, both, fmax(chance, fmin(left, right)), digits};
    return digits >= -log10(c->ask->alpha);
}

static int compare_links(const void *x, const void *y)
{
    const link *left = x, *right = y;
    if (left->digits > right->digits || left->digits < right->digits)
        return left->digits > right->digits ? -1 : 1;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    return (left->b > right->b) - (left->b < right->b);
}

static bool make_links(circles *c)
{
    const assay__neighbours *all = &c->neighbours;
    size_t tried = 0;
    for (size_t i = 0; i < all->n; i++)
        tried += all->pairs[i].shared >= LEAST_SHARED;
    c->links = malloc((tried + 1) * sizeof *c->links);
    c->chance = malloc((c->audiences->n_windows + (size_t)1) * sizeof *c->chance);
    c->acts = malloc((c->audiences->n_windows + (size_t)1) * sizeof *c->acts);
    if (c->links == NULL || c->chance == NULL || c->acts == NULL)
        return false;
    make_chance(c);
    for (size_t i = 0; i < all->n; i++)
        c->n_links += is_link(c, &all->pairs[i], (double)tried, &c->links[c->n_links]);
    qsort(c->links, c->n_links, sizeof *c->links, compare_links);
    c->n_links = c->n_links > MOST_LINKS ? MOST_LINKS : c->n_links;
    return true;
}

static size_t links_between(const circles *c, uint32_t x, uint32_t y)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_links; i++) {
        uint32_t a = c->group[c->links[i].a], b = c->group[c->links[i].b];
        n += (a == x && b == y) || (a == y && b == x);
    }
    return n;
}

static void join(circles *c, uint32_t into, uint32_t from)
{
    for (uint32_t w = 0; w < c->audiences->n_windows; w++)
        c->group[w] = c->group[w] == from ? into : c->group[w];
    c->size[into] += c->size[from];
    c->size[from] = 0;
}

static bool groups_room(circles *c)
{
    size_t windows = c->audiences->n_windows + (size_t)1;
    size_t actors = c->audiences->n_actors + (size_t)1;
    c->group = malloc(windows * sizeof *c->group);
    c->size = malloc(windows * sizeof *c->size);
    c->met = malloc(windows * sizeof *c->met);
    c->falling = malloc(windows * sizeof *c->falling);
    c->hits = calloc(actors, sizeof *c->hits);
    c->people = malloc(2 * actors * sizeof *c->people);
    return c->group != NULL && c->size != NULL && c->met != NULL && c->falling != NULL &&
           c->hits != NULL && c->people != NULL;
}

static void make_groups(circles *c)
{
    uint32_t windows = c->audiences->n_windows;
    for (uint32_t w = 0; w < windows; w++) {
        c->group[w] = w;
        c->size[w] = 1;
    }
    for (size_t i = 0; i < c->n_links; i++) {
        uint32_t a = c->group[c->links[i].a], b = c->group[c->links[i].b];
        if (a == b || 2 * links_between(c, a, b) < (size_t)c->size[a] * c->size[b])
            continue;
        join(c, a < b ? a : b, a < b ? b : a);
    }
}

/* Who came to a group's objects, and to how many of them. */
static void meet(circles *c, uint32_t group)
{
    const assay__grid *all = c->audiences;
    for (uint32_t i = 0; i < c->n_people; i++)
        c->hits[c->people[i]] = 0;
    c->n_people = 0;
    for (uint32_t w = 0; w < all->n_windows; w++)
        for (uint32_t e = all->start[w]; c->group[w] == group && e < all->start[w + 1];
             e++) {
            uint32_t a = all->actor[e];
            if (c->back[a] == c->back[a + 1])
                continue;
            if (c->hits[a]++ == 0)
                c->people[c->n_people++] = a;
        }
    assay__sort_u32(c->people, c->n_people, c->people + all->n_actors);
}

static uint32_t count_members(const circles *c, uint32_t least)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->n_people; i++)
        n += c->hits[c->people[i]] >= least;
    return n;
}

/* Members who came to each object outside. @return acts of members outside */
static double count_met(circles *c, uint32_t group)
{
    double acts = 0;
    memset(c->met, 0, c->audiences->n_windows * sizeof *c->met);
    for (uint32_t i = 0; i < c->n_people; i++) {
        uint32_t a = c->people[i], outside = 0;
        for (uint32_t k = c->back[a]; c->hits[a] >= 2 && k < c->back[a + 1]; k++) {
            c->met[c->window[k]] += c->group[c->window[k]] != group;
            outside += c->group[c->window[k]] != group;
        }
        acts += c->hits[a] < 2 ? 0 : outside;
    }
    return acts;
}

static int compare_falling(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x < y) - (x > y);
}

/* What members give the next objects, those left out that they give half as much. */
static double usual_met(const circles *c, uint32_t met)
{
    double sum = 0;
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->audiences->n_windows && n < NEXT; i++) {
        if (2 * c->falling[i] >= met)
            continue;
        sum += c->falling[i];
        n++;
    }
    return sum / NEXT;
}

/* Whether members came to an object outside far more than by chance and habit. */
static bool belongs(const circles *c, uint32_t group, uint32_t window, double acts)
{
    uint32_t met = c->met[window];
    if (met < LEAST_MET || stratum_of(c, window) != stratum_of(c, group))
        return false;
    double elsewhere = acts - met + 1; /* one more, lest it be 0 */
    double chance = elsewhere * (double)size_of(c, window) / c->acts[window];
    double rate = fmax(chance, HABIT * usual_met(c, met));
    return (double)met > rate &&
           assay__tail_poisson(met, rate) >= log10(10 * (double)c->audiences->n_windows);
}

/* Takes in objects that members come to as well, alone or of a group most of which is
 * such. @return whether any was taken */
static bool take_in(circles *c, uint32_t group)
{
    uint32_t windows = c->audiences->n_windows, before = c->size[group];
    meet(c, group);
    double acts = count_met(c, group);
    memcpy(c->falling, c->met, windows * sizeof *c->met);
    qsort(c->falling, windows, sizeof *c->falling, compare_falling);
    for (uint32_t w = 0; w < windows; w++)
        c->met[w] = c->group[w] != group && belongs(c, group, w, acts);
    for (uint32_t w = 0; w < windows; w++) {
        uint32_t other = c->group[w], fit = 0;
        for (uint32_t k = w; other != group && c->met[w] != 0 && k < windows; k++)
            fit += c->group[k] == other && c->met[k] != 0;
        if (fit > 0 && 2 * fit > c->size[other])
            join(c, group, other);
    }
    return c->size[group] > before;
}

static void grow(circles *c)
{
    for (uint32_t w = 0; w < c->audiences->n_windows; w++)
        for (int round = 0; round < ROUNDS && c->size[w] >= 2 && take_in(c, w); round++)
            continue;
}

/* What the links within a group say together: people that pairs share and would share,
 * and the digits of the strongest. */
typedef struct summary {
    double shared, usual, digits;
} summary;

static summary sum_links(const circles *c, uint32_t group)
{
    summary out = {0, 0, 0};
    for (size_t i = 0; i < c->n_links; i++) {
        const link *l = &c->links[i];
        if (c->group[l->a] != group || c->group[l->b] != group)
            continue;
        out.shared += l->shared;
        out.usual += l->usual;
        out.digits = fmax(out.digits, l->digits);
    }
    return out;
}

static bool keep_actors(const circles *c, uint32_t group, uint32_t least,
                        assay_arena *arena, assay__found *found)
{
    uint32_t most = count_members(c, least);
    found->actors = assay_arena_array(arena, most + (size_t)1, sizeof(uint32_t));
    found->actor_scores = assay_arena_array(arena, most + (size_t)1, sizeof(double));
    if (found->actors == NULL || found->actor_scores == NULL)
        return false;
    for (uint32_t i = 0; i < c->n_people; i++) {
        uint32_t hits = c->hits[c->people[i]];
        if (hits < least)
            continue;
        found->actors[found->n_actors] = c->people[i];
        found->actor_scores[found->n_actors++] = (double)hits / (double)c->size[group];
    }
    return true;
}

static bool is_member(const assay__found *found, uint32_t actor)
{
    uint32_t low = 0, high = found->n_actors;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (found->actors[mid] < actor)
            low = mid + 1;
        else
            high = mid;
    }
    return low < found->n_actors && found->actors[low] == actor;
}

/* @param weight [1] of all ties of members to the objects */
static bool keep_objects(const circles *c, uint32_t group, assay_arena *arena,
                         assay__found *found, double *weight)
{
    const assay__grid *all = c->audiences;
    found->objects = assay_arena_array(arena, c->size[group], sizeof(uint32_t));
    found->object_scores = assay_arena_array(arena, c->size[group], sizeof(double));
    if (found->objects == NULL || found->object_scores == NULL)
        return false;
    *weight = 0;
    for (uint32_t w = 0; w < all->n_windows; w++) {
        uint32_t members = 0;
        if (c->group[w] != group)
            continue;
        for (uint32_t e = all->start[w]; e < all->start[w + 1]; e++)
            members += is_member(found, all->actor[e]);
        *weight += (double)members * all->weight[w] / ASSAY__WEIGHT_ONE;
        found->objects[found->n_objects] = all->object[w];
        found->object_scores[found->n_objects++] =
            (double)members / (double)found->n_actors;
    }
    return true;
}

static assay_status report(circles *c, uint32_t group, assay_arena *arena,
                           assay__founds *out, assay_error *err)
{
    assay__found found = {.circle = true, .timeless = true};
    summary links = sum_links(c, group);
    double weight = 0;
    meet(c, group);
    bool crowded = links.usual > BY_CHANCE * (double)count_members(c, 2);
    uint32_t least = crowded ? 3 : 2;
    if (least > c->size[group] || count_members(c, least) < LEAST_ACTORS)
        return ASSAY_OK;
    if (!keep_actors(c, group, least, arena, &found) ||
        !keep_objects(c, group, arena, &found, &weight))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a circle");
    found.density = weight / ((double)found.n_actors + (double)found.n_objects);
    found.typical = found.density * links.usual / links.shared;
    found.p_value = fmax(LEAST_P, assay__p_of_digits(links.digits));
    return assay__found_add(out, &found, err);
}

static void circles_free(circles *c)
{
    free(c->back);
    free(c->window);
    free(c->chance);
    free(c->links);
    free(c->group);
    free(c->size);
    free(c->acts);
    free(c->hits);
    free(c->people);
    free(c->met);
    free(c->falling);
    assay__neighbours_free(&c->neighbours);
}

assay_status assay__circles_find(const assay__grid *audiences,
                                 const assay__circles_ask *ask, assay_arena *arena,
                                 assay__founds *out, assay_error *err)
{
    circles c = {.audiences = audiences, .ask = ask};
    assay_status status = ASSAY_OK;
    bool made = make_back(&c);
    size_t pairs = made && c.sample ? all_pairs(&c, NULL) : 0;
    if (pairs > 0 && pairs <= MOST_PAIRS)
        status = make_neighbours(&c, pairs, err);
    made = made && status == ASSAY_OK &&
           (c.neighbours.n == 0 || (make_links(&c) && groups_room(&c)));
    if (!made && status == ASSAY_OK)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory for circles");
    if (status == ASSAY_OK && c.n_links > 0) {
        make_groups(&c);
        grow(&c);
    }
    for (uint32_t w = 0; status == ASSAY_OK && c.n_links > 0 && w < audiences->n_windows;
         w++)
        if (c.size[w] >= 2)
            status = report(&c, w, arena, out, err);
    circles_free(&c);
    return status;
}
