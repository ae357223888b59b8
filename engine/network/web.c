/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows hold their actors already; actors get their windows by counting and placing. */
#include "network/web.h"

#include <stdlib.h>
#include <string.h>

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to search a network for blocks");
}

void assay__web_free(assay__web *web)
{
    free(web->start);
    free(web->to);
    free(web->weight);
    free(web->name);
    free(web->key);
    *web = (assay__web){0};
}

static bool make_room(assay__web *web, size_t ties)
{
    web->start = calloc(web->n + (size_t)2, sizeof *web->start);
    web->to = malloc((2 * ties + 1) * sizeof *web->to);
    web->weight = malloc((web->n - web->n_actors + (size_t)1) * sizeof *web->weight);
    web->name = malloc((web->n + (size_t)1) * sizeof *web->name);
    web->key = calloc(web->n + (size_t)1, sizeof *web->key);
    return web->start != NULL && web->to != NULL && web->weight != NULL &&
           web->name != NULL && web->key != NULL;
}

/* Actors that still have ties, numbered in their order. @param number [core's actors] */
static uint32_t number_actors(const assay__core *core, uint32_t number[])
{
    uint32_t n = 0;
    memset(number, 0, core->n_actors * sizeof *number);
    for (uint32_t e = 0; e < core->start[core->n_windows]; e++)
        number[core->actor[e]] = 1;
    for (uint32_t a = 0; a < core->n_actors; a++)
        number[a] = number[a] != 0 ? n++ : UINT32_MAX;
    return n;
}

/* Starts by counting: start[v + 2] counts first, so that placing can move start[v + 1]
 * along and leave every start where it belongs. */
static void place_ties(const assay__core *core, const uint32_t number[], assay__web *web)
{
    uint32_t *place = web->start + 1;
    for (uint32_t w = 0; w < core->n_windows; w++)
        for (uint32_t e = core->start[w]; e < core->start[w + 1]; e++)
            place[number[core->actor[e]] + 1]++;
    for (uint32_t w = 0; w < core->n_windows; w++)
        place[web->n_actors + w + 1] = core->start[w + 1] - core->start[w];
    for (uint32_t v = 0; v < web->n; v++)
        place[v + 1] += place[v];
    for (uint32_t w = 0; w < core->n_windows; w++) {
        uint32_t window = web->n_actors + w, weight = core->weight[w];
        for (uint32_t e = core->start[w]; e < core->start[w + 1]; e++) {
            uint32_t actor = number[core->actor[e]];
            web->to[place[actor]++] = window;
            web->to[place[window]++] = actor;
            web->key[actor] += weight;
            web->key[window] += weight;
        }
        web->total += (uint64_t)weight * (core->start[w + 1] - core->start[w]);
    }
}

assay_status assay__web_new(const assay__core *core, assay__web *out, assay_error *err)
{
    size_t ties = core->start[core->n_windows];
    uint32_t *number = malloc((core->n_actors + (size_t)1) * sizeof *number);
    if (number == NULL)
        return no_memory(err);
    assay__web web = {.n_actors = number_actors(core, number)};
    web.n = web.n_actors + core->n_windows;
    assay_status status = ASSAY_OK;
    if (ties > UINT32_MAX / 2)
        status = assay_fail(err, ASSAY_TOO_LARGE, "over 2^31 ties of equal strength");
    else if (!make_room(&web, ties))
        status = no_memory(err);
    if (status == ASSAY_OK) {
        for (uint32_t a = 0; a < core->n_actors; a++)
            if (number[a] != UINT32_MAX)
                web.name[number[a]] = a;
        memcpy(web.name + web.n_actors, core->window, core->n_windows * sizeof *web.name);
        memcpy(web.weight, core->weight, core->n_windows * sizeof *web.weight);
        place_ties(core, number, &web);
        *out = web;
    } else {
        assay__web_free(&web);
    }
    free(number);
    return status;
}
