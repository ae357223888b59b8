/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing with linear probing; the keys are hashes already. */
#include "account/keys.h"

#include "base/hash.h"

#include <stdlib.h>

uint64_t assay__key_hash(assay_str platform, assay_str handle)
{
    uint64_t hash = assay__hash(handle, assay__hash(platform, 0));
    return hash == 0 ? 1 : hash;
}

__extension__ typedef unsigned __int128 wide;

/* The slot of the key, or the free one where it goes. */
static uint64_t *slot_of(uint64_t *slots, size_t room, uint64_t key)
{
    size_t i = (size_t)((wide)key * room >> 64);
    while (slots[i] != 0 && slots[i] != key)
        i = i + 1 == room ? 0 : i + 1;
    return &slots[i];
}

/* By half at seven eighths: never under 7/12 full, so never over 14 bytes a key. */
static assay_status grow(assay__keys *keys, assay_error *err)
{
    size_t room = keys->room == 0 ? 1024 : keys->room + keys->room / 2;
    uint64_t *slots = calloc(room, sizeof slots[0]);
    if (slots == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the names of accounts");
    for (size_t i = 0; i < keys->room; i++) {
        if (keys->slots[i] != 0)
            *slot_of(slots, room, keys->slots[i]) = keys->slots[i];
    }
    free(keys->slots);
    keys->slots = slots;
    keys->room = room;
    return ASSAY_OK;
}

assay_status assay__keys_add(assay__keys *keys, uint64_t key, bool *fresh,
                             assay_error *err)
{
    if (keys->n >= keys->room / 8 * 7) {
        assay_status status = grow(keys, err);
        if (status != ASSAY_OK)
            return status;
    }
    uint64_t *slot = slot_of(keys->slots, keys->room, key);
    *fresh = *slot == 0;
    keys->n += *slot == 0;
    *slot = key;
    return ASSAY_OK;
}

void assay__keys_free(assay__keys *keys)
{
    free(keys->slots);
    *keys = (assay__keys){0};
}
