/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open table of half-hashes beside the numbers: a wrong name is nearly always told by
 * the half-hash alone, so a look-up costs one miss of the cache, a hit two. */
#include "network/names.h"

#include "base/hash.h"
#include "base/str.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 1024, FIRST_ROOM = 512 };

#define HIGH_HALF (UINT64_C(0xFFFFFFFF) << 32)

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the names of a network");
}

assay_str assay__names_text(const assay__names *names, uint32_t number)
{
    size_t from = number == 0 ? 0 : names->ends[number - 1];
    return (assay_str){names->bytes.bytes == NULL ? "" : names->bytes.bytes + from,
                       names->ends[number] - from};
}

/* Where a name is or would be. */
static size_t slot_of(const assay__names *names, assay_str text, uint64_t hash)
{
    size_t mask = names->n_slots - 1, at = (size_t)hash & mask;
    for (; names->slots[at] != 0; at = (at + 1) & mask) {
        uint64_t slot = names->slots[at];
        uint32_t number = (uint32_t)slot - 1;
        if (((slot ^ hash) & HIGH_HALF) == 0 &&
            assay__str_equal(assay__names_text(names, number), text))
            break;
    }
    return at;
}

static bool grow_slots(assay__names *names)
{
    size_t more = names->n_slots == 0 ? FIRST_SLOTS : names->n_slots * 2;
    uint64_t *fresh = calloc(more, sizeof *fresh);
    if (fresh == NULL)
        return false;
    free(names->slots);
    names->slots = fresh;
    names->n_slots = more;
    for (uint32_t i = 0; i < names->n; i++) {
        uint64_t hash = assay__hash(assay__names_text(names, i), 0);
        size_t at = (size_t)hash & (more - 1);
        while (fresh[at] != 0)
            at = (at + 1) & (more - 1);
        fresh[at] = (hash & HIGH_HALF) | (i + 1);
    }
    return true;
}

static bool grow_ends(assay__names *names)
{
    uint32_t more = names->room == 0 ? FIRST_ROOM : names->room * 2;
    size_t *ends = realloc(names->ends, more * sizeof *ends);
    if (ends == NULL)
        return false;
    names->ends = ends;
    names->room = more;
    return true;
}

assay_status assay__names_add(assay__names *names, assay_str text, uint32_t *number,
                              assay_error *err)
{
    if (2 * (size_t)names->n >= names->n_slots && !grow_slots(names))
        return no_memory(err);
    uint64_t hash = assay__hash(text, 0);
    size_t at = slot_of(names, text, hash);
    if (names->slots[at] != 0) {
        *number = (uint32_t)names->slots[at] - 1;
        return ASSAY_OK;
    }
    if (names->n >= UINT32_MAX / 2)
        return assay_fail(err, ASSAY_TOO_LARGE, "more than 2^31 names in one network");
    if (names->n == names->room && !grow_ends(names))
        return no_memory(err);
    assay__buffer_put(&names->bytes, text);
    if (names->bytes.failed)
        return no_memory(err);
    names->ends[names->n++] = names->bytes.len;
    names->slots[at] = (hash & HIGH_HALF) | names->n;
    *number = names->n - 1;
    return ASSAY_OK;
}

uint32_t assay__names_find(const assay__names *names, assay_str text)
{
    if (names->n_slots == 0)
        return UINT32_MAX;
    uint64_t slot = names->slots[slot_of(names, text, assay__hash(text, 0))];
    return slot == 0 ? UINT32_MAX : (uint32_t)slot - 1;
}

typedef struct named {
    assay_str text;
    uint32_t number;
} named;

static int compare_named(const void *a, const void *b)
{
    return assay__str_compare(((const named *)a)->text, ((const named *)b)->text);
}

assay_status assay__names_sort(const assay__names *names, uint32_t order[],
                               uint32_t rank[], assay_error *err)
{
    named *all = malloc((names->n + (size_t)1) * sizeof *all);
    if (all == NULL)
        return no_memory(err);
    for (uint32_t i = 0; i < names->n; i++)
        all[i] = (named){assay__names_text(names, i), i};
    qsort(all, names->n, sizeof *all, compare_named);
    for (uint32_t i = 0; i < names->n; i++) {
        order[i] = all[i].number;
        rank[all[i].number] = i;
    }
    free(all);
    return ASSAY_OK;
}

void assay__names_free(assay__names *names)
{
    assay__buffer_free(&names->bytes);
    free(names->ends);
    free(names->slots);
    *names = (assay__names){0};
}
