/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members in the order of a number each of them has: places, days, ids. */
#ifndef ASSAY_AUDIENCE_KEYED_H
#define ASSAY_AUDIENCE_KEYED_H

#include <stddef.h>
#include <stdint.h>

/** A number and whose it is. */
typedef struct assay__keyed {
    uint64_t key;
    size_t who;
} assay__keyed;

/** Sort by key, ascending; equal keys stay as they stood.
 * @param scratch  [n]   @cost O(n) for each byte in which keys differ */
void assay__keyed_sort(assay__keyed rows[], size_t n, assay__keyed scratch[]);

/** Keys in the order of signed numbers and of doubles; NaN is not to be given. */
uint64_t assay__key_of_integer(int64_t number);
uint64_t assay__key_of_double(double number);

#endif
