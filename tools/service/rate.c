/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four places a name may be in, by its hash; the oldest of them gives way. */
#include "rate.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 1024, WAYS = 4, WINDOW_SECONDS = 60, NAME_ROOM = 64 };

typedef struct bucket {
    char who[NAME_ROOM];
    double left;
    uint64_t at_ms;
} bucket;

struct rate {
    double quota, per_ms;
    pthread_mutex_t lock;
    bucket buckets[SETS][WAYS];
};

assay_status rate_new(uint64_t quota, rate **out, assay_error *err)
{
    rate *all = calloc(1, sizeof *all);
    if (all == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for rate limits");
    all->quota = (double)quota;
    all->per_ms = all->quota / (WINDOW_SECONDS * 1000.0);
    (void)pthread_mutex_init(&all->lock, NULL);
    *out = all;
    return ASSAY_OK;
}

void rate_free(rate *all)
{
    if (all != NULL)
        (void)pthread_mutex_destroy(&all->lock);
    free(all);
}

/* FNV-1a, of names that are checked or made by us. */
static size_t set_of(const char *who)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *who != '\0'; who++)
        hash = (hash ^ (unsigned char)*who) * UINT64_C(1099511628211);
    return (size_t)(hash >> 32U) % SETS;
}

/* The bucket of a name, filled up to now. */
static bucket *find(rate *all, const char *who, uint64_t now_ms)
{
    bucket *set = all->buckets[set_of(who)], *oldest = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (strcmp(set[i].who, who) == 0) {
            double filled = set[i].left + (double)(now_ms - set[i].at_ms) * all->per_ms;
            set[i].left = filled < all->quota ? filled : all->quota;
            set[i].at_ms = now_ms;
            return &set[i];
        }
        if (set[i].at_ms < oldest->at_ms)
            oldest = &set[i];
    }
    (void)snprintf(oldest->who, sizeof oldest->who, "%s", who);
    oldest->left = all->quota;
    oldest->at_ms = now_ms;
    return oldest;
}

rate_state rate_take(rate *all, const char *who, uint64_t amount, uint64_t now_ms)
{
    (void)pthread_mutex_lock(&all->lock);
    bucket *own = find(all, who, now_ms);
    rate_state state = {.allowed = own->left >= 1.0};
    if (state.allowed)
        own->left -= (double)amount;
    double wanted = state.allowed ? all->quota : 1.0;
    state.left = own->left >= 1.0 ? (uint64_t)own->left : 0;
    state.seconds = (uint64_t)ceil((wanted - own->left) / all->per_ms / 1000.0);
    (void)pthread_mutex_unlock(&all->lock);
    return state;
}

void rate_charge(rate *all, const char *who, uint64_t amount, uint64_t now_ms)
{
    (void)pthread_mutex_lock(&all->lock);
    find(all, who, now_ms)->left -= (double)amount;
    (void)pthread_mutex_unlock(&all->lock);
}
