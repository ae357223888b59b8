/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everybody counts once, by the mean of what was told of them. */
#include "network/people.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_KNOWN = 10 };

static const double MOST_FOLLOWERS = 1e9, FAR = 3;

/* Moments of the people of one side. */
typedef struct side {
    double n, sum, squares;
} side;

typedef struct look {
    const assay__grid *audiences;
    const assay__people *people;
    uint32_t *window; /* [n_objects] of an object; UINT32_MAX none */
    uint8_t *member;  /* [actors] of the group looked at */
    uint32_t *seen;   /* [actors] the last group they were counted for */
} look;

double assay__people_scaled(double followers)
{
    double known = fmin(fmax(followers, 0), MOST_FOLLOWERS);
    return log1p(known) / log1p(MOST_FOLLOWERS);
}

static bool is_mixed(const assay__people *people, const assay__found *found)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < found->n_objects; i++) {
        uint32_t here = people->language[found->objects[i]];
        if (first != UINT32_MAX && here != UINT32_MAX && here != first)
            return true;
        first = first == UINT32_MAX ? here : first;
    }
    return false;
}

static void count_one(const assay__people *people, uint32_t actor, side *to)
{
    if (people->count[actor] == 0)
        return;
    double mean = (double)people->sum[actor] / (double)people->count[actor] / 65535;
    double x = mean * log1p(MOST_FOLLOWERS);
    to->n++;
    to->sum += x;
    to->squares += x * x;
}

static double variance_of(const side *s)
{
    double mean = s->sum / s->n;
    return fmax(0, s->squares / s->n - mean * mean) * s->n / (s->n - 1);
}

static bool is_smaller(const side *members, const side *others)
{
    if (members->n < LEAST_KNOWN || others->n < LEAST_KNOWN)
        return false;
    double gap = members->sum / members->n - others->sum / others->n;
    double error =
        sqrt(variance_of(members) / members->n + variance_of(others) / others->n);
    return gap <= -log(2) && gap <= -FAR * error;
}

/* @param number  of the group, from 1 */
static void look_at(look *l, uint32_t number, assay__found *found)
{
    const assay__grid *all = l->audiences;
    side sides[2] = {{0, 0, 0}, {0, 0, 0}};
    for (uint32_t i = 0; i < found->n_actors; i++)
        l->member[found->actors[i]] = 1;
    for (uint32_t i = 0; i < found->n_objects; i++) {
        uint32_t w = l->window[found->objects[i]];
        for (uint32_t e = w == UINT32_MAX ? 0 : all->start[w];
             w != UINT32_MAX && e < all->start[w + 1]; e++) {
            uint32_t actor = all->actor[e];
            if (l->seen[actor] == number)
                continue;
            l->seen[actor] = number;
            count_one(l->people, actor, &sides[l->member[actor]]);
        }
    }
    for (uint32_t i = 0; i < found->n_actors; i++)
        l->member[found->actors[i]] = 0;
    found->mixed = is_mixed(l->people, found);
    found->smaller = is_smaller(&sides[1], &sides[0]);
}

static bool look_begin(look *l, uint32_t n_objects)
{
    const assay__grid *all = l->audiences;
    l->window = malloc((n_objects + (size_t)1) * sizeof *l->window);
    l->member = calloc(all->n_actors + (size_t)1, 1);
    l->seen = calloc(all->n_actors + (size_t)1, sizeof *l->seen);
    if (l->window == NULL || l->member == NULL || l->seen == NULL)
        return false;
    for (uint32_t o = 0; o < n_objects; o++)
        l->window[o] = UINT32_MAX;
    for (uint32_t w = 0; w < all->n_windows; w++)
        l->window[all->object[w]] = w;
    return true;
}

assay_status assay__people_look(const assay__grid *audiences, const assay__people *people,
                                assay__founds *all, assay_error *err)
{
    look l = {.audiences = audiences, .people = people};
    assay_status status = ASSAY_OK;
    if (!look_begin(&l, people->n_objects))
        status =
            assay_fail(err, ASSAY_NO_MEMORY, "no memory to look at a group's people");
    for (size_t i = 0; status == ASSAY_OK && i < all->n; i++)
        if (all->items[i].n_actors > 0 && !all->items[i].explained)
            look_at(&l, (uint32_t)i + 1, &all->items[i]);
    free(l.window);
    free(l.member);
    free(l.seen);
    return status;
}
