/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups seen from their objects: who of an account's engagers is in which group, and
 * which other accounts are. */
#include "base/str.h"
#include "network/store.h"

#include <math.h>
#include <stdlib.h>

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the accounts of a network");
}

/* Names of a group's objects but one. */
static const assay_str *others_of(assay_arena *arena, const assay_group *group,
                                  size_t except, size_t *n)
{
    assay_str *names =
        assay_arena_array(arena, group->n_members - group->n_actors, sizeof *names);
    *n = 0;
    for (size_t i = group->n_actors; names != NULL && i < group->n_members; i++)
        if (i != except)
            names[(*n)++] = group->members[i].name;
    return names;
}

static assay_status add_pool(assay_network *network, size_t number, size_t member,
                             assay_networked *account, assay_error *err)
{
    const assay_group *group = &network->groups[number];
    const assay_group_member *self = &group->members[member];
    bool alone = group->n_actors == 0; /* a pod, or near-copies */
    bool copies = group->kind == ASSAY_GROUP_NEAR_COPY;
    double members = round(self->score * (double)group->n_actors);
    assay_shared_pool pool = {.kind = assay_group_kind_name(group->kind),
                              .group = number + 1,
                              .members = alone ? group->n_members : (size_t)members,
                              .share = ASSAY_NUMBER_UNKNOWN,
                              .denser = alone ? ASSAY_NUMBER_UNKNOWN
                                              : log10(group->density / group->typical),
                              .overlap = copies ? self->score : ASSAY_NUMBER_UNKNOWN,
                              .windows = group->windows,
                              .p_value = group->p_value};
    if (!alone && account->engagers > 0)
        pool.share = members / (double)account->engagers;
    pool.with = others_of(network->arena, group, member, &pool.n_with);
    if (pool.with == NULL)
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
static assay_status count_engagers(const assay_network *network,
                                   assay_networked accounts[], assay_error *err)
{
    uint32_t objects = network->objects.n, actors = network->actors.n;
    uint32_t *same = malloc(((size_t)objects + actors + 1) * sizeof *same);
    uint32_t *seen = calloc(actors + (size_t)1, sizeof *seen);
    assay__ties ties = {0};
    assay_status status = same == NULL || seen == NULL ? no_memory(err) : ASSAY_OK;
    for (uint32_t i = 0; status == ASSAY_OK && i < objects + actors; i++)
        same[i] = i;
    assay__numbering ranks = {same, same, actors, objects};
    if (status == ASSAY_OK)
        status = assay__ties_new(&network->acts, &ranks, ASSAY__ALL, &ties, err);
    for (uint32_t o = 0; status == ASSAY_OK && o < objects; o++)
        for (uint32_t e = ties.start[o]; e < ties.start[o + 1]; e++) {
            accounts[o].engagers += seen[ties.actor[e]] != o + 1;
            seen[ties.actor[e]] = o + 1;
        }
    assay__ties_free(&ties);
    free(same);
    free(seen);
    return status;
}

/* The pools of all objects of one group. */
static assay_status add_group(assay_network *network, size_t number,
                              assay_networked accounts[], assay_error *err)
{
    const assay_group *group = &network->groups[number];
    for (size_t i = group->n_actors; i < group->n_members; i++) {
        assay_networked *account =
            find_account(accounts, network->objects.n, group->members[i].name);
        ASSAY__TRY(add_pool(network, number, i, account, err));
    }
    return ASSAY_OK;
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
    ASSAY__TRY(count_engagers(network, all, err));
    if (objects > 0)
        qsort(all, objects, sizeof *all, compare_accounts);
    for (size_t g = 0; g < network->n_groups; g++)
        ASSAY__TRY(add_group(network, g, all, err));
    *accounts = all;
    *n = objects;
    return ASSAY_OK;
}
