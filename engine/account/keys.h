/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts already handed out, as 64-bit hashes of platform and handle: 8 bytes in a
 * table at most seven eighths full. Two different accounts of 10 million are
 * taken for one with a chance of 3 in a million. */
#ifndef ASSAY_ACCOUNT_KEYS_H
#define ASSAY_ACCOUNT_KEYS_H

#include <assay/base.h>

/** Zeroed is empty and ready. */
typedef struct assay__keys {
    uint64_t *slots; /* 0 is free */
    size_t room, n;
} assay__keys;

/** Hash of an account's name; never 0. */
uint64_t assay__key_hash(assay_str platform, assay_str handle);

/** Add a key. @param fresh  [1] false when it was there @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__keys_add(assay__keys *keys, uint64_t key, bool *fresh,
                                           assay_error *err);

void assay__keys_free(assay__keys *keys);

#endif
