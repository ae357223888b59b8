/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/sketch.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "text/words.h"

enum { EMPTY = UINT16_MAX, RANK_SHIFT = 16 };

uint32_t assay__shingle_hash(const char *bytes)
{
    uint32_t run;
    memcpy(&run, bytes, sizeof run);
    uint64_t mixed = (run ^ UINT64_C(0x9E3779B9)) * UINT64_C(0xD6E8FEB86659FD93);
    mixed ^= mixed >> 32;
    return (uint32_t)((mixed * UINT64_C(0xD6E8FEB86659FD93)) >> 32);
}

/* An empty place takes the value of the first full place on a walk of its own. */
static void densify(assay__sketch *sketch)
{
    uint16_t full[ASSAY__SKETCH_PLACES];
    memcpy(full, sketch->least, sizeof full);
    for (uint32_t place = 0; place < ASSAY__SKETCH_PLACES; place++) {
        uint64_t step = 0;
        uint32_t from = place;
        while (full[from] == EMPTY) {
            step++;
            from = (uint32_t)(assay__mix64(place + (step << 8)) % ASSAY__SKETCH_PLACES);
        }
        sketch->least[place] = full[from];
    }
}

void assay__sketch_text(assay_str text, assay__sketch *out)
{
    memset(out->least, 0xFF, sizeof out->least);
    for (size_t i = 0; i + ASSAY__SHINGLE <= text.len; i++) {
        uint32_t hash = assay__shingle_hash(text.ptr + i);
        uint32_t place = hash % ASSAY__SKETCH_PLACES, rank = hash >> RANK_SHIFT;
        rank -= rank == EMPTY;
        if (rank < out->least[place])
            out->least[place] = (uint16_t)rank;
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
