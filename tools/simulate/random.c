/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyed streams (Steele, Lea and Flood 2014, splitmix64) and the few draws that every
 * part of the simulator uses. Nothing here keeps state beyond the generator given. */
#include "random.h"

#include <math.h>

static uint64_t scramble(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static uint64_t step(void *state)
{
    uint64_t *counter = state;
    *counter += UINT64_C(0x9E3779B97F4A7C15);
    return scramble(*counter);
}

static void set_seed(void *state, unsigned long seed)
{
    *(uint64_t *)state = (uint64_t)seed;
}

static unsigned long get_bits(void *state)
{
    return (unsigned long)(step(state) >> 32);
}

static double get_double(void *state)
{
    return (double)(step(state) >> 11) * 0x1p-53;
}

static const gsl_rng_type COUNTER = {
    "splitmix64", 0xFFFFFFFFUL, 0, sizeof(uint64_t), set_seed, get_bits, get_double};

const gsl_rng_type *sim_rng_type(void)
{
    return &COUNTER;
}

uint64_t sim_mix(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t x = scramble(a + UINT64_C(0x9E3779B97F4A7C15));
    x = scramble(x ^ (b + UINT64_C(0xD1B54A32D192ED03)));
    return scramble(x ^ (c + UINT64_C(0x8CB92BA72F3D8DD7)));
}

void sim_rng_key(gsl_rng *rng, uint64_t seed, uint64_t index, uint64_t purpose)
{
    gsl_rng_set(rng, (unsigned long)sim_mix(seed, index, purpose));
}

double sim_between(gsl_rng *rng, double low, double high)
{
    return low + (high - low) * gsl_rng_uniform(rng);
}

size_t sim_below(gsl_rng *rng, size_t n)
{
    size_t i = (size_t)(gsl_rng_uniform(rng) * (double)n);
    return i < n ? i : 0;
}

bool sim_chance(gsl_rng *rng, double probability)
{
    return gsl_rng_uniform(rng) < probability;
}

double sim_lognormal(gsl_rng *rng, double median, double sd_log)
{
    return median * exp(gsl_ran_gaussian_ziggurat(rng, sd_log));
}

double sim_count(gsl_rng *rng, double mean, double k)
{
    if (!(mean > 0)) {
        return 0;
    }
    double rate = gsl_ran_gamma(rng, k, mean / k);
    if (rate > 1e6) {
        return floor(rate + sqrt(rate) * gsl_ran_gaussian_ziggurat(rng, 1) + 0.5);
    }
    return (double)gsl_ran_poisson(rng, rate);
}

double sim_thin(gsl_rng *rng, double n, double probability)
{
    double p = sim_clamp(probability, 0, 1);
    double mean = n * p;
    if (mean <= 0) {
        return 0;
    }
    double spread = sqrt(mean * (1 - p));
    double x = spread > 8 ? floor(mean + spread * gsl_ran_gaussian_ziggurat(rng, 1) + 0.5)
                          : (double)gsl_ran_poisson(rng, mean);
    return sim_clamp(x, 0, n);
}

double sim_clamp(double x, double low, double high)
{
    if (x < low) {
        return low;
    }
    return x > high ? high : x;
}
