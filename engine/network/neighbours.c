/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs are sorted and counted; then every object gets its counts, largest first. */
#include "network/neighbours.h"

#include "network/ties.h"

#include <stdlib.h>

static int compare_falling(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x < y) - (x > y);
}

static void count(uint64_t pairs[], size_t n, uint64_t scratch[], assay__neighbours *out)
{
    assay__sort_u64(pairs, n, scratch);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || pairs[i] != pairs[i - 1])
            out->pairs[out->n++] =
                (assay__neighbour){(uint32_t)(pairs[i] >> 32), (uint32_t)pairs[i], 0};
        out->pairs[out->n - 1].shared++;
    }
}

static void list(assay__neighbours *all, uint32_t objects)
{
    size_t *place = all->start + 1;
    for (size_t i = 0; i < all->n; i++) {
        place[all->pairs[i].a + 1]++;
        place[all->pairs[i].b + 1]++;
    }
    for (uint32_t o = 0; o < objects; o++)
        place[o + 1] += place[o];
    for (size_t i = 0; i < all->n; i++) {
        all->shared[place[all->pairs[i].a]++] = all->pairs[i].shared;
        all->shared[place[all->pairs[i].b]++] = all->pairs[i].shared;
    }
    for (uint32_t o = 0; o < objects; o++)
        qsort(all->shared + all->start[o], all->start[o + 1] - all->start[o],
              sizeof *all->shared, compare_falling);
}

assay_status assay__neighbours_new(uint64_t pairs[], size_t n, uint64_t scratch[],
                                   uint32_t objects, assay__neighbours *out,
                                   assay_error *err)
{
    assay__neighbours all = {0};
    all.pairs = malloc((n + 1) * sizeof *all.pairs);
    if (all.pairs != NULL)
        count(pairs, n, scratch, &all);
    all.start = calloc(objects + (size_t)2, sizeof *all.start);
    all.shared = malloc((2 * all.n + 1) * sizeof *all.shared);
    if (all.pairs == NULL || all.start == NULL || all.shared == NULL) {
        assay__neighbours_free(&all);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for objects that share");
    }
    list(&all, objects);
    *out = all;
    return ASSAY_OK;
}

void assay__neighbours_free(assay__neighbours *all)
{
    free(all->pairs);
    free(all->start);
    free(all->shared);
    *all = (assay__neighbours){0};
}

double assay__neighbours_next(const assay__neighbours *all, uint32_t object,
                              uint32_t shared, uint32_t most, uint32_t *n)
{
    double sum = 0;
    *n = 0;
    for (size_t i = all->start[object]; i < all->start[object + 1] && *n < most; i++) {
        if (2 * all->shared[i] >= shared)
            continue;
        sum += (double)all->shared[i];
        ++*n;
    }
    return sum;
}
