/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Radix sort by bytes, least first; bytes that all keys share are passed over. At a
 * thousand rows a quarter of the time of comparing them. */
#include "audience/keyed.h"

#include <string.h>

enum { BYTE = 256, BITS = 8, BYTES = 8 };

uint64_t assay__key_of_integer(int64_t number)
{
    return (uint64_t)number ^ UINT64_C(1) << 63;
}

uint64_t assay__key_of_double(double number)
{
    uint64_t bits;
    number += 0.0; /* minus zero is zero */
    memcpy(&bits, &number, sizeof bits);
    return bits >> 63 != 0 ? ~bits : bits | UINT64_C(1) << 63;
}

static void pass(const assay__keyed from[], size_t n, unsigned shift, assay__keyed to[])
{
    size_t at[BYTE] = {0}, before = 0;
    for (size_t i = 0; i < n; i++)
        at[from[i].key >> shift & (BYTE - 1)]++;
    for (size_t b = 0; b < BYTE; b++) {
        size_t here = at[b];
        at[b] = before;
        before += here;
    }
    for (size_t i = 0; i < n; i++)
        to[at[from[i].key >> shift & (BYTE - 1)]++] = from[i];
}

void assay__keyed_sort(assay__keyed rows[], size_t n, assay__keyed scratch[])
{
    uint64_t differ = 0;
    assay__keyed *from = rows, *to = scratch;
    for (size_t i = 1; i < n; i++)
        differ |= rows[i].key ^ rows[0].key;
    for (unsigned byte = 0; byte < BYTES; byte++) {
        if ((differ >> (byte * BITS) & (BYTE - 1)) == 0)
            continue;
        pass(from, n, byte * BITS, to);
        assay__keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != rows && n > 0)
        memcpy(rows, from, n * sizeof *rows);
}
