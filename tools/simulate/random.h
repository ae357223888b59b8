/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Randomness keyed by what it is for: seed, account, purpose.
 *
 * A stream is a counter run through a 64-bit mixer (splitmix64), wrapped as a
 * generator of GSL so that its distributions can be used. An account's streams depend
 * on nothing but its key, so any subset, any order and any number of threads give the
 * same account, and asking for fewer comments leaves its curve as it was. / */
#ifndef SIMULATE_RANDOM_H
#define SIMULATE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

/** What a stream of an account is for. */
typedef enum sim_purpose {
    SIM_FOR_WHO, /**< platform, language, handle, size, habits */
    SIM_FOR_ROLE,
    SIM_FOR_LIFE,  /**< dates of what happens to the account */
    SIM_FOR_POSTS, /**< when they appear */
    SIM_FOR_ORDERS,
    SIM_FOR_CURVE, /**< its days, and what posts earn on them */
    SIM_FOR_ENGAGEMENT,
    SIM_FOR_COMMENTS,
    SIM_FOR_TRACKER,
    /* the further tables count from here, so that the list above may grow */
    SIM_FOR_WITNESSES = 22, /**< which further tables there are, what is bought */
    SIM_FOR_AUDIENCE,
    SIM_FOR_LIVE,
    SIM_FOR_SALES,
    SIM_FOR_OUTCOMES,
    SIM_FOR_DEMOGRAPHICS,
    SIM_FOR_EXPLANATIONS,
    SIM_FOR_SHARED,
    SIM_FOR_ACTIONS
} sim_purpose;

/** The generator type, for gsl_rng_alloc; static. */
const gsl_rng_type *sim_rng_type(void);

/** 64 bits that depend on all of three numbers. @cost O(1) */
uint64_t sim_mix(uint64_t a, uint64_t b, uint64_t c);

/** Put a generator at the start of a stream. */
void sim_rng_key(gsl_rng *rng, uint64_t seed, uint64_t index, uint64_t purpose);

/** Uniform in [low, high). */
double sim_between(gsl_rng *rng, double low, double high);

/** Uniform integer in [0, n); 0 when n is 0. */
size_t sim_below(gsl_rng *rng, size_t n);

/** Yes with a probability. */
bool sim_chance(gsl_rng *rng, double probability);

/** Lognormal with a median. */
double sim_lognormal(gsl_rng *rng, double median, double sd_log);

/** A count with a mean and NB shape k (variance mean + mean^2 / k); 0 for mean <= 0. */
double sim_count(gsl_rng *rng, double mean, double k);

/** How many of n leave when each does with a probability; normal where n is large. */
double sim_thin(gsl_rng *rng, double n, double probability);

/** x kept within [low, high]. */
double sim_clamp(double x, double low, double high);

#endif
