/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing, half full at most. Keys are well mixed 64-bit hashes: two things that
 * share one would be counted as alike, once in 10^13 samples of a thousand. */
#include "audience/bins.h"

#include "base/random.h"
#include "base/str.h"

assay_status assay__bins_new(size_t room, assay_arena *arena, assay__bins *out,
                             assay_error *err)
{
    assay__bins made = {.mask = 15};
    while (made.mask < 2 * room)
        made.mask = made.mask * 2 + 1;
    made.bins = assay_arena_array(arena, room + 1, sizeof *made.bins);
    made.slots = assay_arena_array(arena, made.mask + 1, sizeof *made.slots);
    if (made.bins == NULL || made.slots == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to count %zu members", room);
    *out = made;
    return ASSAY_OK;
}

size_t assay__bins_add(assay__bins *bins, uint64_t key, size_t member)
{
    size_t at = assay__mix64(key) & bins->mask;
    while (bins->slots[at] != 0 && bins->bins[bins->slots[at] - 1].key != key)
        at = (at + 1) & bins->mask;
    if (bins->slots[at] == 0) {
        bins->bins[bins->n] = (assay__bin){key, 0, member};
        bins->slots[at] = (uint32_t)++bins->n;
    }
    size_t bin = bins->slots[at] - 1;
    bins->bins[bin].n++;
    return bin;
}
