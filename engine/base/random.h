/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counter-based randomness: the i-th number of a key needs no number before it.
 *
 * SplitMix64's finaliser over key + i times the golden ratio. The state is a parameter
 * of whoever draws; equal keys give equal numbers on every machine.
 *
 * Source: Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators.
 */
#ifndef ASSAY_BASE_RANDOM_H
#define ASSAY_BASE_RANDOM_H

#include <stdint.h>

/** A stream of random numbers. */
typedef struct assay__random {
    uint64_t key;
    uint64_t counter;
} assay__random;

/** 64 mixed bits of a number; a bijection. */
static inline uint64_t assay__mix64(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xBF58476D1CE4E5B9);
    x ^= x >> 27;
    x *= UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static inline uint64_t assay__random_next(assay__random *random)
{
    random->counter++;
    return assay__mix64(random->key + random->counter * UINT64_C(0x9E3779B97F4A7C15));
}

/** Uniform in [0, 1), 53 bits. */
static inline double assay__random_uniform(assay__random *random)
{
    return (double)(assay__random_next(random) >> 11) * 0x1.0p-53;
}

__extension__ typedef unsigned __int128 assay__wide;

/** Uniform in 0..n-1; n > 0. Bias under 2^-32 for n < 2^32. */
static inline uint64_t assay__random_below(assay__random *random, uint64_t n)
{
    return (uint64_t)(((assay__wide)assay__random_next(random) * n) >> 64);
}

#endif
