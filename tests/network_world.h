/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invented networks: a crowd with tastes of its own, and groups put into it. Names only;
 * nothing here knows how groups are looked for. */
#ifndef TESTS_NETWORK_WORLD_H
#define TESTS_NETWORK_WORLD_H

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <assay/network.h>

#include "base/random.h"

enum { WORLD_DAY = 86400, WORLD_DAYS = 180 };

static const int64_t WORLD_START = INT64_C(1767225600); /* 2026-01-01 */

typedef struct world_record {
    char actor[24], object[24];
    int64_t at;
} world_record;

typedef struct world {
    assay_network *network;
    assay__random random;
    int order; /* 0 as made, 1 backwards, 2 with other names for the actors */
    world_record *acts;
    size_t n, room;
    uint32_t actors, objects; /* of the crowd */
    const assay_group *groups;
    size_t n_groups;
} world;

static inline world world_begin(uint64_t seed, const assay_network_options *options)
{
    world w = {.random = {seed, 0}};
    assay_network_options ten = {.shuffles = 10};
    ten.jobs = options == NULL ? 1 : options->jobs;
    cr_assert_eq(assay_network_new(&ten, &w.network, NULL), ASSAY_OK);
    return w;
}

static inline void world_act(world *w, const char *head, uint32_t actor, uint32_t object,
                             int64_t at)
{
    if (w->n == w->room) {
        w->room = w->room == 0 ? 4096 : 2 * w->room;
        w->acts = realloc(w->acts, w->room * sizeof *w->acts);
    }
    world_record *r = &w->acts[w->n++];
    (void)snprintf(r->actor, sizeof r->actor, "%s%u", head, actor);
    (void)snprintf(r->object, sizeof r->object, "c%u", object);
    r->at = at == ASSAY_TIME_UNKNOWN ? at : WORLD_START + at;
}

static inline uint32_t world_below(world *w, uint32_t n)
{
    return (uint32_t)assay__random_below(&w->random, n);
}

/* Most come seldom, some often; seven in ten acts go to one's own five favourites. */
static inline void world_crowd(world *w, uint32_t actors, uint32_t objects)
{
    w->actors = actors;
    w->objects = objects;
    for (uint32_t a = 0; a < actors; a++) {
        uint32_t favourite[5];
        for (int i = 0; i < 5; i++)
            favourite[i] = world_below(w, objects);
        double often = 2 * pow(1 - assay__random_uniform(&w->random), -1 / 1.2);
        for (uint32_t k = 0; k < often && k < 60; k++) {
            double known = objects * pow(assay__random_uniform(&w->random), 3);
            bool own = assay__random_uniform(&w->random) < 0.7;
            world_act(w, "u", a, own ? favourite[world_below(w, 5)] : (uint32_t)known,
                      world_below(w, WORLD_DAYS * WORLD_DAY));
        }
    }
}

/* Accounts that deliver within two days to each of their customers. */
static inline void world_pool(world *w, const char *name, uint32_t accounts,
                              uint32_t customers, double density)
{
    uint32_t first = world_below(w, w->objects - customers);
    for (uint32_t c = 0; c < customers; c++) {
        int64_t begin = world_below(w, (WORLD_DAYS - 2) * WORLD_DAY);
        for (uint32_t a = 0; a < accounts; a++)
            if (assay__random_uniform(&w->random) < density)
                world_act(w, name, a, first + c, begin + world_below(w, 2 * WORLD_DAY));
    }
}

/* People of the crowd enter a draw on many accounts within three days. */
static inline void world_draw(world *w, uint32_t people, uint32_t accounts,
                              double density, uint32_t day)
{
    uint32_t first = world_below(w, w->objects - accounts);
    uint32_t who = world_below(w, w->actors - people);
    for (uint32_t a = 0; a < people; a++)
        for (uint32_t o = 0; o < accounts; o++)
            if (assay__random_uniform(&w->random) < density)
                world_act(w, "u", who + a, first + o,
                          day * WORLD_DAY + world_below(w, 3 * WORLD_DAY));
}

/* People of the crowd come to a weekly show. */
static inline void world_fans(world *w, uint32_t people, uint32_t accounts,
                              uint32_t shows)
{
    uint32_t first = world_below(w, w->objects - accounts);
    uint32_t who = world_below(w, w->actors - people);
    for (uint32_t s = 0; s < shows; s++)
        for (uint32_t o = 0; o < accounts; o++)
            for (uint32_t a = 0; a < people; a++)
                if (assay__random_uniform(&w->random) < 0.6)
                    world_act(w, "u", who + a, first + o,
                              s * 8 * WORLD_DAY + world_below(w, WORLD_DAY));
}

static inline void world_find(world *w)
{
    for (size_t i = 0; i < w->n; i++) {
        const world_record *r = &w->acts[w->order == 1 ? w->n - 1 - i : i];
        assay_action action = assay_action_unknown();
        char other[32];
        size_t len = strlen(r->actor);
        (void)snprintf(other, sizeof other, "z%s", r->actor);
        for (size_t k = 1; k <= len && w->order == 2; k++) /* another order of names */
            other[k] = (char)(other[k] >= '0' && other[k] <= '9' ? '0' + ('9' - other[k])
                                                                 : other[k]);
        action.actor =
            w->order == 2 ? (assay_str){other, len + 1} : (assay_str){r->actor, len};
        action.object = (assay_str){r->object, strlen(r->object)};
        action.at = r->at;
        cr_assert_eq(assay_network_add(w->network, &action, NULL), ASSAY_OK);
    }
    cr_assert_eq(assay_network_find(w->network, &w->groups, &w->n_groups, NULL),
                 ASSAY_OK);
}

static inline void world_end(world *w)
{
    assay_network_free(w->network);
    free(w->acts);
}

#endif
