/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing, at most half full; the order of adding leaves no trace. */
#include "text/word_bits.h"

#include <assert.h>

assay_status assay__word_bits_new(assay_arena *arena, size_t words, assay__word_bits *out,
                                  assay_error *err)
{
    size_t size = 16;
    while (size < 2 * words)
        size *= 2;
    *out = (assay__word_bits){assay_arena_array(arena, size, sizeof *out->slots),
                              size - 1, words};
    return out->slots != NULL ? ASSAY_OK
                              : assay_fail(err, ASSAY_NO_MEMORY, "no memory for words");
}

static size_t place_of(const assay__word_bits *table, uint64_t hash)
{
    size_t at = hash & table->mask;
    while (table->slots[at].hash != 0 && table->slots[at].hash != hash)
        at = (at + 1) & table->mask;
    return at;
}

void assay__word_bits_add(assay__word_bits *table, uint64_t hash, uint32_t bits)
{
    size_t at = place_of(table, hash);
    if (table->slots[at].hash == 0) {
        assert(table->room > 0);
        table->room--;
    }
    table->slots[at].hash = hash;
    table->slots[at].bits |= bits;
}

uint32_t assay__word_bits_of(const assay__word_bits *table, uint64_t hash)
{
    return table->slots[place_of(table, hash)].bits;
}
