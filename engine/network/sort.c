/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting of whole numbers: by insertion while they are few, then by their bytes from the
 * lowest, leaving out bytes in which all agree. Both keep within the cache for the sizes
 * that one object or one window has. */
#include "network/ties.h"

#include <string.h>

enum { FEW = 32, DIGITS = 256 };

/* Counts of each digit into places where its first value goes. */
static void counts_to_places(size_t count[])
{
    size_t sum = 0;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = count[d];
        count[d] = sum;
        sum += here;
    }
}

static void insert_u32(uint32_t x[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t value = x[i];
        size_t at = i;
        for (; at > 0 && x[at - 1] > value; at--)
            x[at] = x[at - 1];
        x[at] = value;
    }
}

static void pass_u32(uint32_t x[], size_t n, unsigned shift, uint32_t scratch[])
{
    size_t count[DIGITS] = {0};
    for (size_t i = 0; i < n; i++)
        count[x[i] >> shift & 255]++;
    counts_to_places(count);
    for (size_t i = 0; i < n; i++)
        scratch[count[x[i] >> shift & 255]++] = x[i];
    memcpy(x, scratch, n * sizeof *x);
}

void assay__sort_u32(uint32_t x[], size_t n, uint32_t scratch[])
{
    if (n <= FEW) {
        insert_u32(x, n);
        return;
    }
    uint32_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= x[i] ^ x[0];
    for (unsigned shift = 0; shift < 32; shift += 8)
        if ((differ >> shift & 255) != 0)
            pass_u32(x, n, shift, scratch);
}

static void insert_u64(uint64_t x[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t value = x[i];
        size_t at = i;
        for (; at > 0 && x[at - 1] > value; at--)
            x[at] = x[at - 1];
        x[at] = value;
    }
}

static void pass_u64(uint64_t x[], size_t n, unsigned shift, uint64_t scratch[])
{
    size_t count[DIGITS] = {0};
    for (size_t i = 0; i < n; i++)
        count[x[i] >> shift & 255]++;
    counts_to_places(count);
    for (size_t i = 0; i < n; i++)
        scratch[count[x[i] >> shift & 255]++] = x[i];
    memcpy(x, scratch, n * sizeof *x);
}

void assay__sort_u64(uint64_t x[], size_t n, uint64_t scratch[])
{
    if (n <= FEW) {
        insert_u64(x, n);
        return;
    }
    uint64_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= x[i] ^ x[0];
    for (unsigned shift = 0; shift < 64; shift += 8)
        if ((differ >> shift & 255) != 0)
            pass_u64(x, n, shift, scratch);
}
