/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting by object, then placing, then sorting within each object: every step walks
 * memory forwards but placing, which writes to as many places as there are objects. */
#include "network/ties.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 16 };

/* No time is this far from the first one: 68 years are refused. */
#define UNTIMED INT32_MIN

typedef struct assay__chunk {
    struct assay__chunk *next;
    uint32_t n;
    uint32_t actor[CHUNK], object[CHUNK];
    int32_t at[CHUNK];
} assay__chunk;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the actions of a network");
}

static assay__chunk *room_for_one(assay__gathered *all)
{
    if (all->last != NULL && all->last->n < CHUNK)
        return all->last;
    assay__chunk *fresh = malloc(sizeof *fresh);
    if (fresh == NULL)
        return NULL;
    fresh->next = NULL;
    fresh->n = 0;
    if (all->last == NULL)
        all->first = fresh;
    else
        all->last->next = fresh;
    all->last = fresh;
    return fresh;
}

/* Seconds from the first time; false when they are too many. */
static bool place_time(assay__gathered *all, int64_t at, int32_t *out)
{
    if (!all->based) {
        all->based = true;
        all->base = all->low = all->high = at;
    }
    int64_t from_first = at - all->base;
    if (from_first >= INT32_MAX || from_first <= -INT32_MAX)
        return false;
    all->low = at < all->low ? at : all->low;
    all->high = at > all->high ? at : all->high;
    all->precise |= at % ASSAY__DAY != 0;
    *out = (int32_t)from_first;
    return true;
}

assay_status assay__gather(assay__gathered *all, uint32_t actor, uint32_t object,
                           int64_t at, assay_error *err)
{
    int32_t offset = UNTIMED;
    if (all->n >= INT32_MAX)
        return assay_fail(err, ASSAY_TOO_LARGE, "more than 2^31 actions in one network");
    assay__chunk *chunk = room_for_one(all);
    if (chunk == NULL)
        return no_memory(err);
    if (at != ASSAY_TIME_UNKNOWN && !place_time(all, at, &offset))
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "at: 68 years or more from the first action");
    chunk->actor[chunk->n] = actor;
    chunk->object[chunk->n] = object;
    chunk->at[chunk->n++] = offset;
    all->untimed += offset == UNTIMED;
    all->n++;
    return ASSAY_OK;
}

void assay__gathered_free(assay__gathered *all)
{
    for (assay__chunk *chunk = all->first, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    *all = (assay__gathered){0};
}

static void count_objects(const assay__gathered *all, const assay__numbering *ranks,
                          assay__which which, uint32_t start[])
{
    for (const assay__chunk *chunk = all->first; chunk != NULL; chunk = chunk->next)
        for (uint32_t i = 0; i < chunk->n; i++)
            if (which == ASSAY__ALL || chunk->at[i] != UNTIMED)
                start[ranks->object[chunk->object[i]] + 1]++;
    for (uint32_t i = 0; i < ranks->n_objects; i++)
        start[i + 1] += start[i];
}

static void place_actions(const assay__gathered *all, const assay__numbering *ranks,
                          assay__which which, const assay__ties *to, uint32_t cursor[])
{
    int64_t shift = all->base - to->low;
    for (const assay__chunk *chunk = all->first; chunk != NULL; chunk = chunk->next)
        for (uint32_t i = 0; i < chunk->n; i++) {
            if (which == ASSAY__TIMED && chunk->at[i] == UNTIMED)
                continue;
            uint32_t at = cursor[ranks->object[chunk->object[i]]]++;
            to->actor[at] = ranks->actor[chunk->actor[i]];
            to->at[at] = which == ASSAY__ALL ? 0 : (uint32_t)(chunk->at[i] + shift);
        }
}

/* Sorts one object's actions by time and actor and leaves each once, at `out`. */
static uint32_t settle_object(const assay__ties *ties, uint32_t from, uint32_t to,
                              uint32_t out, uint64_t scratch[])
{
    uint32_t n = to - from, kept = 0;
    uint64_t *key = scratch;
    for (uint32_t i = 0; i < n; i++)
        key[i] = (uint64_t)ties->at[from + i] << 32 | ties->actor[from + i];
    assay__sort_u64(key, n, scratch + n);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0 && key[i] == key[i - 1])
            continue;
        ties->at[out + kept] = (uint32_t)(key[i] >> 32);
        ties->actor[out + kept++] = (uint32_t)key[i];
    }
    return out + kept;
}

static assay_status settle(assay__ties *ties, assay_error *err)
{
    uint32_t most = 0, out = 0;
    for (uint32_t i = 0; i < ties->n_objects; i++) {
        uint32_t n = ties->start[i + 1] - ties->start[i];
        most = n > most ? n : most;
    }
    uint64_t *scratch = malloc((2 * (size_t)most + 1) * sizeof *scratch);
    if (scratch == NULL)
        return no_memory(err);
    for (uint32_t i = 0, from = 0; i < ties->n_objects; i++) {
        uint32_t to = ties->start[i + 1];
        out = settle_object(ties, from, to, out, scratch);
        ties->start[i + 1] = out;
        from = to;
    }
    ties->n = out;
    free(scratch);
    return ASSAY_OK;
}

assay_status assay__ties_new(const assay__gathered *all, const assay__numbering *ranks,
                             assay__which which, assay__ties *out, assay_error *err)
{
    size_t n = which == ASSAY__ALL ? all->n : all->n - all->untimed;
    assay__ties ties = {.n_actors = ranks->n_actors, .n_objects = ranks->n_objects};
    uint32_t *cursor = malloc((ranks->n_objects + (size_t)1) * sizeof *cursor);
    ties.low = all->low;
    ties.start = calloc(ranks->n_objects + (size_t)2, sizeof *ties.start);
    ties.actor = calloc(n + 1, sizeof *ties.actor);
    ties.at = calloc(n + 1, sizeof *ties.at);
    assay_status status = ASSAY_OK;
    if (cursor == NULL || ties.start == NULL || ties.actor == NULL || ties.at == NULL)
        status = no_memory(err);
    if (status == ASSAY_OK) {
        count_objects(all, ranks, which, ties.start);
        memcpy(cursor, ties.start, (ranks->n_objects + (size_t)1) * sizeof *cursor);
        place_actions(all, ranks, which, &ties, cursor);
        status = settle(&ties, err);
    }
    free(cursor);
    if (status == ASSAY_OK)
        *out = ties;
    else
        assay__ties_free(&ties);
    return status;
}

assay_status assay__ties_without(const assay__ties *from, const uint8_t marked[],
                                 assay__ties *out, assay_error *err)
{
    assay__ties ties = {.n_actors = from->n_actors,
                        .n_objects = from->n_objects,
                        .low = from->low,
                        .stratum = from->stratum,
                        .halt = from->halt};
    size_t n = 0;
    for (size_t i = 0; i < from->n; i++)
        n += marked[i] == 0;
    ties.start = calloc(from->n_objects + (size_t)2, sizeof *ties.start);
    ties.actor = calloc(n + 1, sizeof *ties.actor);
    ties.at = calloc(n + 1, sizeof *ties.at);
    if (ties.start == NULL || ties.actor == NULL || ties.at == NULL) {
        assay__ties_free(&ties);
        return no_memory(err);
    }
    for (uint32_t o = 0; o < from->n_objects; o++) {
        for (uint32_t i = from->start[o]; i < from->start[o + 1]; i++) {
            if (marked[i] != 0)
                continue;
            ties.actor[ties.n] = from->actor[i];
            ties.at[ties.n++] = from->at[i];
        }
        ties.start[o + 1] = (uint32_t)ties.n;
    }
    *out = ties;
    return ASSAY_OK;
}

/* Firsts of one object, told by a stamp. @param out  NULL: only counted @return their
 * number */
static uint32_t firsts(const assay__ties *from, uint32_t object, uint32_t stamp,
                       uint32_t seen[], assay__ties *out)
{
    uint32_t n = 0;
    for (uint32_t i = from->start[object]; i < from->start[object + 1]; i++) {
        uint32_t actor = from->actor[i];
        if (seen[actor] == stamp)
            continue;
        seen[actor] = stamp;
        if (out != NULL) {
            out->actor[out->n] = actor;
            out->at[out->n++] = from->at[i];
        }
        n++;
    }
    return n;
}

assay_status assay__ties_first(const assay__ties *from, assay__ties *out,
                               assay_error *err)
{
    assay__ties ties = {.n_actors = from->n_actors,
                        .n_objects = from->n_objects,
                        .low = from->low,
                        .stratum = from->stratum,
                        .halt = from->halt};
    uint32_t *seen = calloc(from->n_actors + (size_t)1, sizeof *seen);
    size_t n = 0;
    ties.start = calloc(from->n_objects + (size_t)2, sizeof *ties.start);
    for (uint32_t o = 0; seen != NULL && o < from->n_objects; o++)
        n += firsts(from, o, 2 * o + 1, seen, NULL);
    ties.actor = calloc(n + 1, sizeof *ties.actor);
    ties.at = calloc(n + 1, sizeof *ties.at);
    if (seen == NULL || ties.start == NULL || ties.actor == NULL || ties.at == NULL) {
        free(seen);
        assay__ties_free(&ties);
        return no_memory(err);
    }
    for (uint32_t o = 0; o < from->n_objects; o++) {
        (void)firsts(from, o, 2 * o + 2, seen, &ties);
        ties.start[o + 1] = (uint32_t)ties.n;
    }
    free(seen);
    *out = ties;
    return ASSAY_OK;
}

void assay__ties_free(assay__ties *ties)
{
    free(ties->start);
    free(ties->actor);
    free(ties->at);
    *ties = (assay__ties){0};
}
