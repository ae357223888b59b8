/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of bits: two objects of a group share what is set in both. All pairs of a group of
 * 500 objects and 1,000 people take two million steps; of groups that would take more
 * than a second it is not told. */
#include "network/overlap.h"

#include <stdlib.h>

static const double MOST_STEPS = 1e9;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the people of a group");
}

static assay_status lay_out(assay__visits *v, assay_error *err)
{
    const assay_network *network = v->network;
    uint32_t objects = network->objects.n, actors = network->actors.n;
    uint32_t *same = malloc(((size_t)objects + actors + 1) * sizeof *same);
    if (same == NULL)
        return no_memory(err);
    for (uint32_t i = 0; i < objects + actors; i++)
        same[i] = i;
    assay__numbering numbers = {same, same, actors, objects};
    assay_status status =
        assay__ties_new(&network->acts, &numbers, ASSAY__ALL, &v->ties, err);
    free(same);
    return status;
}

assay_status assay__visits_new(const assay_network *network, assay__visits *out,
                               assay_error *err)
{
    assay__visits v = {.network = network};
    v.place = calloc(network->actors.n + (size_t)1, sizeof *v.place);
    assay_status status = v.place == NULL ? no_memory(err) : ASSAY_OK;
    if (status == ASSAY_OK)
        status = lay_out(&v, err);
    if (status == ASSAY_OK)
        *out = v;
    else
        assay__visits_free(&v);
    return status;
}

void assay__visits_free(assay__visits *visits)
{
    assay__ties_free(&visits->ties);
    free(visits->place);
    *visits = (assay__visits){0};
}

static uint32_t *place_of(const assay__visits *v, const assay_group_member *member)
{
    return &v->place[assay__names_find(&v->network->actors, member->name)];
}

static void set_bits(const assay__visits *v, const assay_group_member *object,
                     uint64_t row[])
{
    uint32_t o = assay__names_find(&v->network->objects, object->name);
    for (uint32_t e = v->ties.start[o]; e < v->ties.start[o + 1]; e++) {
        uint32_t place = v->place[v->ties.actor[e]];
        if (place > 0)
            row[(place - 1) / 64] |= UINT64_C(1) << (place - 1) % 64;
    }
}

assay_status assay__overlap_new(assay__visits *visits, const assay_group *group,
                                assay__overlap *out, assay_error *err)
{
    assay__overlap o = {NULL, group->n_members - group->n_actors,
                        group->n_actors / 64 + 1};
    if (group->n_actors > 0 &&
        (double)o.n * (double)o.n * (double)o.words <= MOST_STEPS) {
        o.bits = calloc(o.n * o.words + 1, sizeof *o.bits);
        if (o.bits == NULL)
            return no_memory(err);
        for (size_t i = 0; i < group->n_actors; i++)
            *place_of(visits, &group->members[i]) = (uint32_t)i + 1;
        for (size_t i = 0; i < o.n; i++)
            set_bits(visits, &group->members[group->n_actors + i], o.bits + i * o.words);
        for (size_t i = 0; i < group->n_actors; i++)
            *place_of(visits, &group->members[i]) = 0;
    }
    *out = o;
    return ASSAY_OK;
}

size_t assay__overlap_count(const assay__overlap *overlap, size_t i, size_t k)
{
    const uint64_t *a = overlap->bits + i * overlap->words;
    const uint64_t *b = overlap->bits + k * overlap->words;
    size_t n = 0;
    for (size_t w = 0; w < overlap->words; w++)
        n += (size_t)__builtin_popcountll(a[w] & b[w]);
    return n;
}

void assay__overlap_free(assay__overlap *overlap)
{
    free(overlap->bits);
    *overlap = (assay__overlap){0};
}
