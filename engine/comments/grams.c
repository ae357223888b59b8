/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comments/grams.h"

#include <string.h>

enum { RUN = 4 };

/* Two multipliers, and their product for runs, which go through both. */
#define SPREAD UINT64_C(0x9E3779B97F4A7C15)
#define SPREAD_RUNS (SPREAD * UINT64_C(0xD6E8FEB86659FD93))

static uint32_t column_of(uint64_t hash, uint64_t multiplier, unsigned bits)
{
    return (uint32_t)((hash * multiplier) >> (64 - bits));
}

static size_t read_words(const assay__remark *remark, unsigned bits, uint32_t out[])
{
    size_t n = 0;
    uint64_t before = 1;
    for (uint32_t i = 0; i < remark->n_words && n + 2 <= ASSAY__GRAMS_MOST / 2; i++) {
        uint64_t word = remark->words[i].hash;
        out[n++] = column_of(word, SPREAD, bits);
        out[n++] = column_of(assay__phrase_hash(before, word), SPREAD, bits);
        before = word;
    }
    return n;
}

static size_t read_runs(const assay__remark *remark, unsigned bits, uint32_t out[],
                        size_t n)
{
    assay_str text = remark->plain;
    size_t runs = text.len < RUN ? 0 : text.len - RUN + 1;
    if (runs > ASSAY__GRAMS_MOST - n)
        runs = ASSAY__GRAMS_MOST - n;
    for (size_t i = 0; i < runs; i++) {
        uint32_t run;
        memcpy(&run, text.ptr + i, RUN);
        out[n + i] = column_of(run + UINT64_C(1), SPREAD_RUNS, bits);
    }
    return n + runs;
}

size_t assay__grams_read(const assay__remark *remark, unsigned bits, uint32_t out[])
{
    return read_runs(remark, bits, out, read_words(remark, bits, out));
}
