/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planted accounts: posts of one invented creator with one shared attention a post,
 * counters that follow it, and counting noise. Not the simulator: a dozen lines whose
 * truth a test can see. */
#ifndef ASSAY_TESTS_POSTS_H
#define ASSAY_TESTS_POSTS_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <assay/account.h>
#include <assay/norms.h>

#include "base/random.h"

enum { PLANTED_DAY = 86400 };
static const int64_t PLANTED_START = INT64_C(1767225600); /* 2026-01-01 */

typedef struct planted {
    assay_account account;
    assay_post *posts;
    assay_arena *arena;
    assay__random random;
    char (*ids)[24];
} planted;

static inline double planted_normal(assay__random *random)
{
    double u = 1 - assay__random_uniform(random), v = assay__random_uniform(random);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* A count of about this size with counting noise. */
static inline double planted_count(assay__random *random, double mean)
{
    return fmax(0, floor(mean + sqrt(mean) * planted_normal(random) + 0.5));
}

/* Norms in whose middle planted accounts of 20,000 followers lie. */
static inline assay_norms planted_norms(void)
{
    assay_norms norms = {
        .stratum = {"*", 1}, .churn_per_day = 0.0003, .growth_dispersion = 3};
    static const double middle[ASSAY_RATE_COUNT] = {
        [ASSAY_LIKES_PER_FOLLOWER] = 0.04, [ASSAY_COMMENTS_PER_FOLLOWER] = 0.0016,
        [ASSAY_VIEWS_PER_FOLLOWER] = 0.5,  [ASSAY_SHARES_PER_FOLLOWER] = 0.004,
        [ASSAY_LIKES_PER_VIEW] = 0.08,     [ASSAY_COMMENTS_PER_LIKE] = 0.04,
    };
    static const double spread[ASSAY_RATE_COUNT] = {0.8, 1, 1.2, 1.2, 0.6, 0.7};
    for (size_t r = 0; r < ASSAY_RATE_COUNT; r++)
        norms.rates[r] = (assay_rate_norm){log(middle[r]), 0, spread[r], 0.4};
    for (size_t d = 0; d < 7; d++)
        norms.weekday[d] = 1;
    return norms;
}

/* n posts, one every two days, seen two weeks after the last. */
static inline planted planted_new(size_t n, uint64_t seed)
{
    planted p = {.account = assay_account_unknown(),
                 .posts = calloc(n + 1, sizeof(assay_post)),
                 .random = {seed, 0},
                 .ids = calloc(n + 1, sizeof(*p.ids))};
    if (p.posts == NULL || p.ids == NULL ||
        assay_arena_new(0, NULL, &p.arena, NULL) != ASSAY_OK)
        abort();
    p.account.platform = (assay_str){"tiktok", 6};
    p.account.handle = (assay_str){"caphe.dalat", 11};
    p.account.followers = 20000;
    p.account.posts = p.posts;
    p.account.n_posts = n;
    for (size_t i = 0; i < n; i++) {
        snprintf(p.ids[i], sizeof p.ids[i], "p%03zu", i);
        double attention = 0.45 * planted_normal(&p.random);
        double likes = attention + 0.15 * planted_normal(&p.random);
        double comments = 0.9 * attention + 0.35 * planted_normal(&p.random);
        double shares = attention + 0.5 * planted_normal(&p.random);
        p.posts[i] = (assay_post){
            .id = {p.ids[i], strlen(p.ids[i])},
            .at = PLANTED_START + (int64_t)i * 2 * PLANTED_DAY,
            .seen_at = PLANTED_START + (int64_t)(n * 2 + 14) * PLANTED_DAY,
            .views = planted_count(&p.random, 10000 * exp(attention)),
            .likes = planted_count(&p.random, 800 * exp(likes)),
            .comments = planted_count(&p.random, 32 * exp(comments)),
            .shares = planted_count(&p.random, 80 * exp(shares)),
            .saves = (double)NAN,
            .reach = (double)NAN,
            .clicks = (double)NAN,
        };
    }
    return p;
}

static inline void planted_free(planted *p)
{
    assay_arena_free(p->arena);
    free(p->posts);
    free(p->ids);
}

#endif
