/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches that ask whom objects share, whenever they came: each without the acts of the
 * groups that were told before it. */
#include "network/search.h"

#include "base/str.h"
#include "network/blocks.h"
#include "network/circles.h"
#include "network/copies.h"
#include "network/deliveries.h"
#include "network/people.h"

#include <stdlib.h>
#include <string.h>

/* Marks the acts of a group's actors on its objects. @param actor [actors] scratch, 0 */
static void mark_acts(const assay__ties *ties, const assay__found *found, uint8_t actor[],
                      uint8_t marked[])
{
    for (uint32_t i = 0; i < found->n_actors; i++)
        actor[found->actors[i]] = 1;
    for (uint32_t i = 0; i < found->n_objects; i++) {
        uint32_t object = found->objects[i];
        for (uint32_t e = ties->start[object]; e < ties->start[object + 1]; e++)
            marked[e] |= actor[ties->actor[e]];
    }
    for (uint32_t i = 0; i < found->n_actors; i++)
        actor[found->actors[i]] = 0;
}

/* Audiences without what the groups found explain: entrants of one draw are alike on all
 * its accounts, and that is said already. */
static assay_status rest_of_audiences(const assay__search *s, bool of_told,
                                      assay__ties *out, assay_error *err)
{
    const assay_network *network = s->network;
    assay__ties ties = {0};
    ASSAY__TRY(assay__ties_new(&network->acts, &s->ranks, ASSAY__ALL, &ties, err));
    uint8_t *marked = calloc(ties.n + 1, 1);
    uint8_t *actor = calloc(ties.n_actors + (size_t)1, 1);
    assay_status status = ASSAY_OK;
    if (marked == NULL || actor == NULL)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory to look for near-copies");
    for (size_t i = 0; status == ASSAY_OK && i < network->founds.n; i++)
        if (!of_told || !network->founds.items[i].explained)
            mark_acts(&ties, &network->founds.items[i], actor, marked);
    if (status == ASSAY_OK)
        status = assay__ties_without(&ties, marked, out, err);
    free(marked);
    free(actor);
    assay__ties_free(&ties);
    return status;
}

/* When a group without windows acted: the acts of its actors on its objects. */
static assay_status date_group(const assay__ties *timed, assay__found *found,
                               assay_error *err)
{
    uint8_t *actor = calloc(timed->n_actors + (size_t)1, 1);
    int64_t *times = malloc((timed->n + 1) * sizeof *times);
    size_t n = 0;
    assay_status status = ASSAY_OK;
    if (actor == NULL || times == NULL)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory for a group's times");
    for (uint32_t i = 0; status == ASSAY_OK && i < found->n_actors; i++)
        actor[found->actors[i]] = 1;
    for (uint32_t i = 0; status == ASSAY_OK && i < found->n_objects; i++) {
        uint32_t o = found->objects[i];
        for (uint32_t e = timed->start[o]; e < timed->start[o + 1]; e++)
            if (actor[timed->actor[e]] != 0)
                times[n++] = timed->low + timed->at[e];
    }
    if (status == ASSAY_OK)
        found->windows = assay__deliveries_apart(times, n, &found->from, &found->to);
    if (status == ASSAY_OK)
        found->at_once = assay__deliveries_at_once(times, n);
    free(actor);
    free(times);
    return status;
}

/* Objects of one platform follow each other, for they are in the order of names. */
static void make_strata(const assay__search *s, uint32_t stratum[])
{
    const assay_network *network = s->network;
    assay_str last = {"", 0};
    uint32_t n = 0;
    for (uint32_t o = 0; o < s->ranks.n_objects; o++) {
        assay_str name = assay__names_text(&network->objects, s->object_order[o]);
        const char *slash = memchr(name.ptr, '/', name.len);
        assay_str platform = {name.ptr, slash == NULL ? 0 : (size_t)(slash - name.ptr)};
        n += o > 0 && !assay__str_equal(platform, last);
        stratum[o] = n;
        last = platform;
    }
}

/* Groups that share objects whenever they come to them. */
assay_status assay__search_shared(assay__search *s, const assay__ties *timed,
                                  assay_error *err)
{
    assay_network *network = s->network;
    assay__ties ties = {0};
    size_t before = network->founds.n;
    uint32_t *stratum = malloc((s->ranks.n_objects + (size_t)1) * sizeof *stratum);
    if (stratum == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to search a network");
    make_strata(s, stratum);
    assay__blocks_ask ask = {0, assay__search_shuffles(network, network->acts.n),
                             network->options.jobs, network->options.most_groups,
                             network->options.alpha};
    assay__search_say(network, "shared audiences", 0);
    assay_status status = rest_of_audiences(s, false, &ties, err);
    ties.stratum = stratum;
    ties.halt = assay__search_halt(network);
    if (status == ASSAY_OK)
        status = assay__blocks_find(&ties, &ask, network->arena, &network->founds, err);
    for (size_t i = before; status == ASSAY_OK && i < network->founds.n; i++) {
        assay__found *found = &network->founds.items[i];
        found->timeless = true;
        status = date_group(timed, found, err);
    }
    assay__ties_free(&ties);
    free(stratum);
    return status;
}

assay_status assay__search_copies(assay__search *s, assay_error *err)
{
    assay_network *network = s->network;
    assay__ties ties = {0};
    assay__grid grid = {0};
    assay__cut cut = {.bin_seconds = 0};
    assay__search_say(network, "near-copies", 0);
    assay_status status = rest_of_audiences(s, false, &ties, err);
    ties.halt = assay__search_halt(network);
    if (status == ASSAY_OK)
        status = assay__ties_halt(&ties);
    if (status == ASSAY_OK)
        status = assay__grid_new(&ties, cut, &grid, err);
    assay__ties_free(&ties);
    if (status == ASSAY_OK)
        status = assay__copies_find(&grid, s->owner, network->options.alpha,
                                    network->arena, &network->founds, err);
    assay__grid_free(&grid);
    return status;
}

/* Creators that act are looked at as pods. */
static void mark_creators(const assay__search *s, uint8_t left_out[])
{
    const assay_network *network = s->network;
    for (uint32_t a = 0; a < s->ranks.n_actors; a++) {
        assay_str name = assay__names_text(&network->actors, s->actor_order[a]);
        left_out[a] = assay__names_find(&network->objects, name) != UINT32_MAX;
    }
}

static assay_status find_circles(assay__search *s, const assay__grid *audiences,
                                 assay_error *err)
{
    assay_network *network = s->network;
    uint32_t *stratum = malloc((s->ranks.n_objects + (size_t)1) * sizeof *stratum);
    uint8_t *left_out = malloc(s->ranks.n_actors + (size_t)1);
    assay_status status = ASSAY_OK;
    if (stratum == NULL || left_out == NULL)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory for circles");
    if (status == ASSAY_OK) {
        make_strata(s, stratum);
        mark_creators(s, left_out);
        assay__circles_ask ask = {stratum, left_out, network->options.alpha};
        status =
            assay__circles_find(audiences, &ask, network->arena, &network->founds, err);
    }
    free(stratum);
    free(left_out);
    return status;
}

assay_status assay__search_circles(assay__search *s, const assay__ties *timed,
                                   assay_error *err)
{
    assay_network *network = s->network;
    assay__ties ties = {0};
    assay__grid grid = {0};
    assay__cut cut = {.bin_seconds = 0};
    size_t before = network->founds.n;
    assay__search_say(network, "circles", 0);
    assay_status status = rest_of_audiences(s, true, &ties, err);
    ties.halt = assay__search_halt(network);
    if (status == ASSAY_OK)
        status = assay__ties_halt(&ties);
    if (status == ASSAY_OK)
        status = assay__grid_new(&ties, cut, &grid, err);
    assay__ties_free(&ties);
    if (status == ASSAY_OK)
        status = find_circles(s, &grid, err);
    assay__grid_free(&grid);
    for (size_t i = before; status == ASSAY_OK && i < network->founds.n; i++)
        status = date_group(timed, &network->founds.items[i], err);
    return status;
}

/* Who the people of the groups are, where something is known of them. */
assay_status assay__search_people(assay__search *s, assay_error *err)
{
    assay_network *network = s->network;
    assay__ties ties = {0};
    assay__grid grid = {0};
    assay__cut cut = {.bin_seconds = 0};
    assay__people people = {s->followers.sum, s->followers.count, s->language,
                            s->ranks.n_objects};
    if (network->followers.room == 0 && network->language_room == 0)
        return ASSAY_OK;
    assay_status status =
        assay__ties_new(&network->acts, &s->ranks, ASSAY__ALL, &ties, err);
    if (status == ASSAY_OK)
        status = assay__grid_new(&ties, cut, &grid, err);
    assay__ties_free(&ties);
    if (status == ASSAY_OK)
        status = assay__people_look(&grid, &people, &network->founds, err);
    assay__grid_free(&grid);
    return status;
}
