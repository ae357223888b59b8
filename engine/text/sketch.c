/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/sketch.h"

#include <stdlib.h>
#include <string.h>

enum { EMPTY = UINT16_MAX, RANK_SHIFT = 16, STEP = 0x5BD1 };
enum { FEW_RUNS = 200, BUCKETS = 64, BUCKET_SHIFT = 26 };

/* An empty place takes the value of the next full one, changed by the distance so that
 * what was borrowed agrees only where the borrowing did. Behind the last place comes the
 * first again. Every round lends over twice the distance of the last one, all places at
 * once: no place waits for its neighbour. */
static void densify(assay__sketch *sketch)
{
    uint16_t ring[3 * ASSAY__SKETCH_PLACES / 2];
    memcpy(ring, sketch->least, sizeof sketch->least);
    for (uint32_t reach = 1; reach < ASSAY__SKETCH_PLACES; reach *= 2) {
        uint16_t step = (uint16_t)(reach * STEP % EMPTY);
        memcpy(ring + ASSAY__SKETCH_PLACES, ring, sizeof sketch->least / 2);
        for (size_t place = 0; place < ASSAY__SKETCH_PLACES; place++) {
            uint16_t far = ring[place + reach], lent = (uint16_t)(far + step);
            lent = (uint16_t)(lent + (lent < step || lent == EMPTY)); /* modulo EMPTY */
            lent = far == EMPTY ? EMPTY : lent;
            ring[place] = ring[place] == EMPTY ? lent : ring[place];
        }
    }
    memcpy(sketch->least, ring, sizeof sketch->least);
}

void assay__sketch_text(assay_str text, assay__sketch *out)
{
    memset(out->least, 0xFF, sizeof out->least);
    for (size_t i = 0; i + ASSAY__SHINGLE <= text.len; i++) {
        uint32_t hash = assay__shingle_hash(text.ptr + i);
        uint16_t *least = &out->least[hash % ASSAY__SKETCH_PLACES];
        uint32_t rank = (hash >> RANK_SHIFT) - (hash >> RANK_SHIFT == EMPTY);
        *least = (uint16_t)(rank < *least ? rank : *least);
    }
    if (text.len >= ASSAY__SHINGLE)
        densify(out);
}

double assay__sketch_agreement(const assay__sketch *a, const assay__sketch *b)
{
    uint16_t same = 0; /* as wide as the places, so that many are compared at once */
    for (size_t i = 0; i < ASSAY__SKETCH_PLACES; i++)
        same = (uint16_t)(same + (a->least[i] == b->least[i]));
    return same / (double)ASSAY__SKETCH_PLACES;
}

static int compare_runs(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Hashes are spread evenly: their first byte puts them nearly where they belong, and
 * stepping each back over its few larger neighbours does the rest. */
static void sort_few(uint32_t runs[], size_t n)
{
    uint32_t held[FEW_RUNS];
    uint8_t ends[BUCKETS] = {0};
    for (size_t i = 0; i < n; i++) {
        held[i] = runs[i];
        ends[held[i] >> BUCKET_SHIFT]++;
    }
    for (size_t k = 1; k < BUCKETS; k++)
        ends[k] = (uint8_t)(ends[k] + ends[k - 1]);
    for (size_t i = 0; i < n; i++)
        runs[--ends[held[i] >> BUCKET_SHIFT]] = held[i];
    for (size_t i = 1; i < n; i++) {
        uint32_t run = runs[i];
        size_t at = i;
        for (; at > 0 && runs[at - 1] > run; at--)
            runs[at] = runs[at - 1];
        runs[at] = run;
    }
}

static void sort_runs(uint32_t runs[], size_t n)
{
    if (n <= FEW_RUNS)
        sort_few(runs, n);
    else
        qsort(runs, n, sizeof *runs, compare_runs);
}

size_t assay__shingles(assay_str text, uint32_t out[])
{
    size_t n = 0;
    for (size_t i = 0; i + ASSAY__SHINGLE <= text.len; i++)
        out[n++] = assay__shingle_hash(text.ptr + i);
    sort_runs(out, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || out[kept - 1] != out[i])
            out[kept++] = out[i];
    return kept;
}

double assay__jaccard(const uint32_t a[], size_t n_a, const uint32_t b[], size_t n_b)
{
    size_t i = 0, j = 0, shared = 0;
    while (i < n_a && j < n_b) {
        shared += a[i] == b[j];
        uint32_t x = a[i], y = b[j];
        i += x <= y;
        j += y <= x;
    }
    size_t all = n_a + n_b - shared;
    return all == 0 ? 0 : (double)shared / (double)all;
}
