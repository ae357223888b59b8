/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rate limits: a bucket for each key or address that fills evenly over a minute. The
 * table has a fixed size; the bucket that was used longest ago gives way, and a full one
 * loses nothing by that. A batch may take a bucket below zero: it is let in while
 * anything is left, and what follows waits until the debt is paid.
 *
 * Headers as in draft-ietf-httpapi-ratelimit-headers-11, which is a draft. */
#ifndef ASSAY_SERVICE_RATE_H
#define ASSAY_SERVICE_RATE_H

#include <assay/base.h>

typedef struct rate rate;

/** What a client is told. */
typedef struct rate_state {
    bool allowed;
    uint64_t left;    /**< whole accounts */
    uint64_t seconds; /**< until the bucket is full, or until one is left again */
} rate_state;

/** @param quota  accounts a minute, > 0  @errors NO_MEMORY */
ASSAY_CHECKED assay_status rate_new(uint64_t quota, rate **out, assay_error *err);
void rate_free(rate *all);

/** Take from somebody's bucket if anything is left.
 * @param who     a key's id or an address
 * @param amount  accounts; may be more than is left
 * @param now_ms  of a clock that never goes back */
rate_state rate_take(rate *all, const char *who, uint64_t amount, uint64_t now_ms);

/** Take more, of one who was let in: the rest of a batch. */
void rate_charge(rate *all, const char *who, uint64_t amount, uint64_t now_ms);

#endif
