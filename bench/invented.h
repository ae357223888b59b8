/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invented accounts for the benches of engagement and events: a creator with habits of
 * their own (reach, rates, liveliness, formats, trend), posts that share one heavy-tailed
 * attention, counters that follow it. It knows nothing of the detectors and shares no
 * code with the simulator; it ranks statistics, it is no field accuracy. */
#ifndef ASSAY_BENCH_INVENTED_H
#define ASSAY_BENCH_INVENTED_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <assay/assay.h>

#include "base/random.h"

enum { INVENTED_POSTS = 80, INVENTED_DAY = 86400 };

static const int64_t INVENTED_START = INT64_C(1740787200); /* 2025-03-01 */

typedef struct invented {
    assay_account account;
    assay_post posts[INVENTED_POSTS];
    char ids[INVENTED_POSTS][24];
    assay__random random;
    double reach; /* usual log views over log followers */
} invented;

static inline double uniform_in(assay__random *random, double low, double high)
{
    return low + (high - low) * assay__random_uniform(random);
}

static inline double normal(assay__random *random)
{
    double u = 1 - assay__random_uniform(random), v = assay__random_uniform(random);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* Student's t with 4 degrees of freedom: most posts are alike, some are not. */
static inline double heavy(assay__random *random)
{
    double squares = 0;
    for (int i = 0; i < 4; i++) {
        double z = normal(random);
        squares += z * z;
    }
    return normal(random) / sqrt(squares / 4);
}

/* Poisson, by the normal above 50. */
static inline double poisson(assay__random *random, double mean)
{
    if (mean > 50)
        return fmax(0, floor(mean + sqrt(mean) * normal(random) + 0.5));
    double product = 1, limit = exp(-mean);
    double count = -1;
    do {
        product *= 1 - assay__random_uniform(random);
        count++;
    } while (product > limit);
    return count;
}

/* The norms a model would have fitted on these accounts. */
static inline assay_norms invented_norms(void)
{
    assay_norms norms = {.stratum = {"*", 1},
                         .evidence = ASSAY_SIMULATED,
                         .churn_per_day = 0.0002,
                         .growth_dispersion = 4};
    norms.rates[ASSAY_VIEWS_PER_FOLLOWER] = (assay_rate_norm){-0.7, -0.25, 0.9, 0.6};
    norms.rates[ASSAY_LIKES_PER_VIEW] = (assay_rate_norm){-2.8, -0.1, 0.55, 0.3};
    norms.rates[ASSAY_LIKES_PER_FOLLOWER] = (assay_rate_norm){-3.5, -0.35, 1.05, 0.55};
    norms.rates[ASSAY_COMMENTS_PER_LIKE] = (assay_rate_norm){-3.6, -0.1, 0.7, 0.5};
    norms.rates[ASSAY_COMMENTS_PER_FOLLOWER] = (assay_rate_norm){-7.1, -0.45, 1.25, 0.7};
    norms.rates[ASSAY_SHARES_PER_FOLLOWER] = (assay_rate_norm){-6.0, -0.35, 1.4, 0.8};
    for (size_t day = 0; day < 7; day++)
        norms.weekday[day] = 1;
    return norms;
}

/* n posts over `days`, of an account of `followers` that is honest. */
static inline void invent(invented *a, uint64_t seed, size_t n, double days,
                          double followers)
{
    *a = (invented){.account = assay_account_unknown(), .random = {seed, 0}};
    assay__random *r = &a->random;
    a->account.platform = (assay_str){"tiktok", 6};
    a->account.handle = (assay_str){"invented", 8};
    a->account.posts = a->posts;
    a->account.n_posts = n;
    a->account.followers = followers;
    double size = log10(followers) - 4;
    double views = log(followers) - 0.7 - 0.25 * size + 0.9 * normal(r);
    double like_rate = -2.8 - 0.1 * size + 0.55 * normal(r);
    double comment_rate = -3.6 - 0.1 * size + 0.7 * normal(r);
    double share_rate = -2.5 + 0.9 * normal(r);
    double lively = 0.5 * exp(0.35 * normal(r));
    double likes_own = 0.22 * exp(0.3 * normal(r));
    double comments_own = 0.4 * exp(0.3 * normal(r));
    double trend = 0.35 * normal(r), format = 0.4 * normal(r);
    a->reach = views;
    for (size_t i = 0; i < n; i++) {
        double at = days * ((double)i + 0.8 * assay__random_uniform(r)) / (double)n;
        bool other = assay__random_uniform(r) < 0.3;
        bool paid = assay__random_uniform(r) < 0.12;
        double moved = lively * heavy(r) + trend * (at / days - 0.5) +
                       (other ? format : 0) - (paid ? 0.3 : 0);
        double giveaway = assay__random_uniform(r) < 0.03 ? 1.5 + 0.4 * normal(r) : 0;
        double boosted = assay__random_uniform(r) < 0.03 ? 1 : 0;
        double v = views + moved + boosted;
        double l =
            views + moved * 0.92 + like_rate + likes_own * normal(r) + giveaway / 4;
        double c = views + moved * 0.82 + like_rate + comment_rate + giveaway +
                   comments_own * normal(r);
        double s = views + moved + like_rate + share_rate + 0.6 * normal(r);
        snprintf(a->ids[i], sizeof a->ids[i], "p%03zu", i);
        a->posts[i] = (assay_post){
            .id = {a->ids[i], strlen(a->ids[i])},
            .at = INVENTED_START + (int64_t)(at * INVENTED_DAY),
            .seen_at = INVENTED_START + (int64_t)((days + 14) * INVENTED_DAY),
            .kind = other ? (assay_str){"photo", 5} : (assay_str){"video", 5},
            .views = poisson(r, exp(v)),
            .likes = poisson(r, exp(l)),
            .comments = poisson(r, exp(c)),
            .shares = poisson(r, exp(s)),
            .saves = (double)NAN,
            .reach = (double)NAN,
            .clicks = (double)NAN,
            .sponsored = paid ? ASSAY_YES : ASSAY_NO,
        };
    }
}

#endif
