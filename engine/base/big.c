/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schoolbook arithmetic on 32-bit words; numbers in practice have two to five. */
#include "base/big.h"

#include <assert.h>
#include <string.h>

void assay__big_set(assay__big *big, uint64_t value)
{
    big->count = 0;
    for (; value != 0; value >>= 32)
        big->word[big->count++] = (uint32_t)value;
}

void assay__big_multiply(assay__big *big, uint32_t factor, uint32_t more)
{
    uint64_t carry = more;
    for (uint32_t i = 0; i < big->count; i++) {
        carry += (uint64_t)big->word[i] * factor;
        big->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        assert(big->count < ASSAY__BIG_ROOM);
        big->word[big->count++] = (uint32_t)carry;
    }
}

void assay__big_scale(assay__big *big, unsigned power)
{
    for (; power >= 9; power -= 9)
        assay__big_multiply(big, UINT32_C(1000000000), 0);
    for (; power > 0; power--)
        assay__big_multiply(big, 10, 0);
}

void assay__big_shift(assay__big *big, unsigned bits)
{
    if (big->count == 0)
        return;
    uint32_t words = bits / 32;
    assert(big->count + words < ASSAY__BIG_ROOM);
    memmove(big->word + words, big->word, big->count * sizeof big->word[0]);
    memset(big->word, 0, words * sizeof big->word[0]);
    big->count += words;
    if (bits % 32 != 0)
        assay__big_multiply(big, UINT32_C(1) << (bits % 32), 0);
}

unsigned assay__big_bits(const assay__big *big)
{
    if (big->count == 0)
        return 0;
    uint32_t top = big->word[big->count - 1];
    return (big->count * 32) - (unsigned)__builtin_clz(top);
}

static int compare(const assay__big *a, const assay__big *b)
{
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (uint32_t i = a->count; i-- > 0;) {
        if (a->word[i] != b->word[i])
            return a->word[i] < b->word[i] ? -1 : 1;
    }
    return 0;
}

/* a -= b, where a >= b. */
static void subtract(assay__big *a, const assay__big *b)
{
    uint32_t borrow = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        uint64_t take = (uint64_t)(i < b->count ? b->word[i] : 0) + borrow;
        borrow = a->word[i] < take;
        a->word[i] = (uint32_t)(a->word[i] - take);
    }
    while (a->count > 0 && a->word[a->count - 1] == 0)
        a->count--;
}

uint64_t assay__big_divide(assay__big *number, assay__big *divisor)
{
    unsigned over = assay__big_bits(number);
    unsigned under = assay__big_bits(divisor);
    if (over < under)
        return 0;
    assay__big_shift(divisor, over - under);
    uint64_t quotient = 0;
    for (unsigned left = over - under;; left--) {
        quotient <<= 1;
        if (compare(number, divisor) >= 0) {
            subtract(number, divisor);
            quotient |= 1;
        }
        if (left == 0)
            return quotient;
        assay__big_multiply(number, 2, 0);
    }
}

int assay__big_compare_twice(assay__big *a, const assay__big *b)
{
    assay__big_multiply(a, 2, 0);
    return compare(a, b);
}
