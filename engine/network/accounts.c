/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups seen from their objects: who of an account's engagers is in which group, and
 * which other accounts are. */
#include "base/str.h"
#include "network/overlap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the accounts of a network");
}

/* Another object of a group, and who of the group comes to both. */
typedef struct neighbour {
    assay_str name;
    size_t people;
} neighbour;

static int compare_neighbours(const void *a, const void *b)
{
    const neighbour *x = a, *y = b;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    return assay__str_compare(x->name, y->name);
}

/* A group while it is told of each of its objects. */
typedef struct told_group {
    const assay_group *group;
    size_t number;
    assay__overlap overlap;
    neighbour *room; /* [objects] */
} told_group;

/* The other objects, those first that share most of the people who are seen here. */
static bool put_others(assay_arena *arena, const told_group *told, size_t self,
                       assay_shared_pool *pool)
{
    const assay_group *group = told->group;
    size_t objects = group->n_members - group->n_actors, n = 0;
    bool counted = told->overlap.bits != NULL;
    assay_str *names = assay_arena_array(arena, objects, sizeof *names);
    size_t *people = assay_arena_array(arena, objects, sizeof *people);
    if (names == NULL || people == NULL)
        return false;
    for (size_t i = 0; i < objects; i++) {
        size_t both =
            counted && i != self ? assay__overlap_count(&told->overlap, self, i) : 0;
        if (i != self)
            told->room[n++] = (neighbour){group->members[group->n_actors + i].name,
                                          both < pool->members ? both : pool->members};
    }
    if (n > 0)
        qsort(told->room, n, sizeof *told->room, compare_neighbours);
    for (size_t i = 0; i < n; i++) {
        names[i] = told->room[i].name;
        people[i] = told->room[i].people;
    }
    pool->with = names;
    pool->people = counted ? people : NULL;
    pool->n_with = n;
    return true;
}

static assay_status add_pool(const assay_network *network, const told_group *told,
                             size_t object, assay_networked *account, assay_error *err)
{
    const assay_group *group = told->group;
    const assay_group_member *self = &group->members[group->n_actors + object];
    bool alone = group->n_actors == 0; /* a pod, or near-copies */
    bool copies = group->kind == ASSAY_GROUP_NEAR_COPY;
    double members = round(self->score * (double)group->n_actors);
    assay_shared_pool pool = {.kind = assay_group_kind_name(group->kind),
                              .group = told->number + 1,
                              .members = alone ? group->n_members : (size_t)members,
                              .share = ASSAY_NUMBER_UNKNOWN,
                              .denser = alone ? ASSAY_NUMBER_UNKNOWN
                                              : log10(group->density / group->typical),
                              .overlap = copies ? self->score : ASSAY_NUMBER_UNKNOWN,
                              .windows = group->windows,
                              .from = group->from,
                              .to = group->to,
                              .p_value = group->p_value};
    if (!alone && account->engagers > 0)
        pool.share = members / (double)account->engagers;
    if (!put_others(network->arena, told, object, &pool))
        return no_memory(err);
    size_t n = account->n_pools;
    assay_shared_pool *pools = assay_arena_array(network->arena, n + 1, sizeof *pools);
    if (pools == NULL)
        return no_memory(err);
    for (size_t i = 0; i < n; i++)
        pools[i] = account->pools[i];
    pools[n] = pool;
    account->pools = pools;
    account->n_pools = n + 1;
    return ASSAY_OK;
}

static int compare_accounts(const void *a, const void *b)
{
    return assay__str_compare(((const assay_networked *)a)->name,
                              ((const assay_networked *)b)->name);
}

static assay_networked *find_account(assay_networked accounts[], size_t n, assay_str name)
{
    assay_networked key = {.name = name};
    return bsearch(&key, accounts, n, sizeof key, compare_accounts);
}

/* Different actors of each object, as numbered. */
static void count_engagers(const assay__visits *visits, assay_networked accounts[])
{
    const assay__ties *ties = &visits->ties;
    uint32_t *seen = visits->place;
    for (uint32_t o = 0; o < ties->n_objects; o++)
        for (uint32_t e = ties->start[o]; e < ties->start[o + 1]; e++) {
            accounts[o].engagers += seen[ties->actor[e]] != o + 1;
            seen[ties->actor[e]] = o + 1;
        }
    memset(seen, 0, ties->n_actors * sizeof *seen);
}

/* The pools of all objects of one group. */
static assay_status add_group(const assay_network *network, size_t number,
                              assay__visits *visits, assay_networked accounts[],
                              assay_error *err)
{
    const assay_group *group = &network->groups[number];
    size_t objects = group->n_members - group->n_actors;
    told_group told = {.group = group, .number = number};
    told.room = malloc((objects + 1) * sizeof *told.room);
    assay_status status = told.room == NULL ? no_memory(err) : ASSAY_OK;
    if (status == ASSAY_OK)
        status = assay__overlap_new(visits, group, &told.overlap, err);
    for (size_t i = 0; status == ASSAY_OK && i < objects; i++) {
        assay_str name = group->members[group->n_actors + i].name;
        status = add_pool(network, &told, i,
                          find_account(accounts, network->objects.n, name), err);
    }
    assay__overlap_free(&told.overlap);
    free(told.room);
    return status;
}

assay_status assay_network_accounts(assay_network *network,
                                    const assay_networked **accounts, size_t *n,
                                    assay_error *err)
{
    size_t objects = network->objects.n;
    assay_networked *all = assay_arena_array(network->arena, objects + 1, sizeof *all);
    if (all == NULL)
        return no_memory(err);
    for (uint32_t o = 0; o < objects; o++)
        all[o].name = assay__names_text(&network->objects, o);
    assay__visits visits = {0};
    assay_status status = assay__visits_new(network, &visits, err);
    if (status == ASSAY_OK)
        count_engagers(&visits, all);
    if (objects > 0)
        qsort(all, objects, sizeof *all, compare_accounts);
    for (size_t g = 0; status == ASSAY_OK && g < network->n_groups; g++)
        status = add_group(network, g, &visits, all, err);
    assay__visits_free(&visits);
    if (status == ASSAY_OK) {
        *accounts = all;
        *n = objects;
    }
    return status;
}
