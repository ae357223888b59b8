/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Natural numbers of up to 5,120 bits, for the few decimals that need exact arithmetic:
 * 801 digits over 10^1145 is the longest that the number reader asks for. */
#ifndef ASSAY_BASE_BIG_H
#define ASSAY_BASE_BIG_H

#include <stdint.h>

enum { ASSAY__BIG_ROOM = 160 };

/** Words from the least significant; no zero word on top; zero has none. */
typedef struct assay__big {
    uint32_t count;
    uint32_t word[ASSAY__BIG_ROOM];
} assay__big;

void assay__big_set(assay__big *big, uint64_t value);

/** big = big * factor + more. */
void assay__big_multiply(assay__big *big, uint32_t factor, uint32_t more);

/** big = big * 10^power. */
void assay__big_scale(assay__big *big, unsigned power);

/** big = big * 2^bits. */
void assay__big_shift(assay__big *big, unsigned bits);

/** Length in bits; 0 for zero. */
unsigned assay__big_bits(const assay__big *big);

/** Quotient rounded down; the divisor is not zero and the quotient fits 64 bits.
 * Afterwards `number` and `divisor` are the remainder and the divisor, both scaled by
 * one power of two, so that they can still be compared. */
uint64_t assay__big_divide(assay__big *number, assay__big *divisor);

/** <0, 0, >0 as twice a is below, equal to, above b. */
int assay__big_compare_twice(assay__big *a, const assay__big *b);

#endif
