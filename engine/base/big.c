/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schoolbook arithmetic on 32-bit words; numbers in practice have two to five. */
#include "base/big.h"

#include <assert.h>
#include <stdbool.h>
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

/* words[0..n] += b. @return the carry */
static uint32_t add_back(uint32_t words[], const assay__big *b)
{
    uint64_t carry = 0;
    for (uint32_t i = 0; i <= b->count; i++) {
        carry += (uint64_t)words[i] + (i < b->count ? b->word[i] : 0);
        words[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return (uint32_t)carry;
}

/* words[0..n] -= digit * b. @return whether that was too much; then they went round */
static bool take_times(uint32_t words[], const assay__big *b, uint64_t digit)
{
    uint64_t product = 0, borrow = 0;
    for (uint32_t i = 0; i <= b->count; i++) {
        product += i < b->count ? digit * b->word[i] : 0;
        uint64_t take = (uint32_t)product + borrow;
        borrow = words[i] < take;
        words[i] = (uint32_t)(words[i] - take);
        product >>= 32;
    }
    return borrow != 0;
}

/* One word of a quotient, by the top words: two too large at most, for the divisor's top
 * bit is set. @param words [n + 1] of the number, below 2^32 times the divisor */
static uint32_t take_digit(uint32_t words[], const assay__big *divisor)
{
    uint32_t n = divisor->count;
    uint64_t digit = ((uint64_t)words[n] << 32 | words[n - 1]) / divisor->word[n - 1];
    digit = digit < UINT32_MAX ? digit : UINT32_MAX;
    bool below = take_times(words, divisor, digit);
    for (; below; digit--)
        below = add_back(words, divisor) == 0;
    return (uint32_t)digit;
}

/* Knuth 1997, The Art of Computer Programming 2, 4.3.1 D. */
uint64_t assay__big_divide(assay__big *number, assay__big *divisor)
{
    if (assay__big_bits(number) < assay__big_bits(divisor))
        return 0;
    unsigned up = (unsigned)__builtin_clz(divisor->word[divisor->count - 1]);
    assay__big_shift(number, up);
    assay__big_shift(divisor, up);
    assert(number->count < ASSAY__BIG_ROOM);
    number->word[number->count] = 0;
    uint64_t quotient = 0;
    for (uint32_t at = number->count - divisor->count + 1; at-- > 0;)
        quotient = quotient << 32 | take_digit(number->word + at, divisor);
    while (number->count > 0 && number->word[number->count - 1] == 0)
        number->count--;
    return quotient;
}

int assay__big_compare_twice(assay__big *a, const assay__big *b)
{
    assay__big_multiply(a, 2, 0);
    return compare(a, b);
}
