/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers become names again; groups go in the order of their first members. */
#include "base/str.h"
#include "network/search.h"

#include <stdlib.h>

static assay_status name_members(const assay__search *s, const assay__found *found,
                                 assay_group *out, assay_error *err)
{
    const assay_network *network = s->network;
    size_t n = found->n_actors + (size_t)found->n_objects;
    assay_group_member *members =
        assay_arena_array(network->arena, n + 1, sizeof *members);
    if (members == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a group");
    for (uint32_t i = 0; i < found->n_actors; i++)
        members[i] = (assay_group_member){
            assay__names_text(&network->actors, s->actor_order[found->actors[i]]), true,
            found->actor_scores[i]};
    for (uint32_t i = 0; i < found->n_objects; i++)
        members[found->n_actors + i] = (assay_group_member){
            assay__names_text(&network->objects, s->object_order[found->objects[i]]),
            false, found->object_scores[i]};
    *out = (assay_group){.kind = found->kind,
                         .members = members,
                         .n_members = n,
                         .n_actors = found->n_actors,
                         .p_value = found->p_value,
                         .density = found->density,
                         .typical = found->typical,
                         .windows = found->windows,
                         .bin_seconds = found->bin_seconds,
                         .from = found->from,
                         .to = found->to};
    return ASSAY_OK;
}

static int compare_members(const assay_group_member *a, const assay_group_member *b)
{
    if (a->actor != b->actor)
        return a->actor ? -1 : 1;
    return assay__str_compare(a->name, b->name);
}

static int compare_groups(const void *a, const void *b)
{
    const assay_group *x = a, *y = b;
    size_t shared = x->n_members < y->n_members ? x->n_members : y->n_members;
    for (size_t i = 0; i < shared; i++) {
        int order = compare_members(&x->members[i], &y->members[i]);
        if (order != 0)
            return order;
    }
    if (x->n_members != y->n_members)
        return x->n_members < y->n_members ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

assay_status assay__groups_make(const assay__search *s, size_t *n, assay_error *err)
{
    assay_network *network = s->network;
    size_t kept = 0;
    assay_group *groups =
        assay_arena_array(network->arena, network->founds.n + 1, sizeof *groups);
    if (groups == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the groups found");
    for (size_t i = 0; i < network->founds.n; i++) {
        const assay__found *one = &network->founds.items[i];
        if (one->explained || one->p_value > network->options.alpha)
            continue;
        ASSAY__TRY(name_members(s, &network->founds.items[i], &groups[kept], err));
        kept++;
    }
    if (kept > 0)
        qsort(groups, kept, sizeof *groups, compare_groups);
    network->groups = groups;
    network->n_groups = kept;
    *n = kept;
    return ASSAY_OK;
}
