/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/sketch.h"

#include <stdlib.h>
#include <string.h>

#include "text/words.h"

enum { EMPTY = UINT16_MAX, RANK_SHIFT = 16, STEP = 0x5BD1 };

uint32_t assay__shingle_hash(const char *bytes)
{
    uint32_t run;
    memcpy(&run, bytes, sizeof run);
    uint64_t mixed = (run ^ UINT64_C(0x9E3779B9)) * UINT64_C(0xD6E8FEB86659FD93);
    mixed ^= mixed >> 32;
    return (uint32_t)((mixed * UINT64_C(0xD6E8FEB86659FD93)) >> 32);
}

/* An empty place takes the value of the next full one, changed by the distance so that
 * what was borrowed agrees only where the borrowing did. */
static void densify(assay__sketch *sketch)
{
    uint32_t value = EMPTY, distance = 0;
    for (uint32_t k = 0; k < 2 * ASSAY__SKETCH_PLACES; k++) {
        uint32_t place = ASSAY__SKETCH_PLACES - 1 - k % ASSAY__SKETCH_PLACES;
        bool full = sketch->least[place] != EMPTY && k < ASSAY__SKETCH_PLACES;
        value = full ? sketch->least[place] : value;
        distance = full ? 0 : distance + 1;
        if (sketch->least[place] == EMPTY && value != EMPTY)
            sketch->least[place] = (uint16_t)((value + distance * STEP) % EMPTY);
    }
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

uint64_t assay__sketch_band(const assay__sketch *sketch, size_t band)
{
    uint64_t part;
    memcpy(&part, sketch->least + band * ASSAY__SKETCH_ROWS, sizeof part);
    return assay__phrase_hash(part, band);
}

double assay__sketch_agreement(const assay__sketch *a, const assay__sketch *b)
{
    unsigned same = 0;
    for (size_t i = 0; i < ASSAY__SKETCH_PLACES; i++)
        same += a->least[i] == b->least[i];
    return same / (double)ASSAY__SKETCH_PLACES;
}

static int compare_runs(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

size_t assay__shingles(assay_str text, uint32_t out[])
{
    size_t n = 0;
    for (size_t i = 0; i + ASSAY__SHINGLE <= text.len; i++)
        out[n++] = assay__shingle_hash(text.ptr + i);
    qsort(out, n, sizeof *out, compare_runs);
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
