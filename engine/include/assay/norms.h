/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is usual where an account lives: the plain inputs handed to each family.
 *
 * Norms come from a model (or from the built-in weak priors); a roster is what is known
 * across the accounts of one input. Both are plain data that a family only reads.
 */
#ifndef ASSAY_NORMS_H
#define ASSAY_NORMS_H

#include <assay/base.h>

/** The rates whose usual level is known. name, numerator, denominator. */
/* clang-format off */
#define ASSAY_RATE_TABLE(ROW)                             \
    ROW(LIKES_PER_FOLLOWER,    "likes",    "followers")   \
    ROW(COMMENTS_PER_FOLLOWER, "comments", "followers")   \
    ROW(VIEWS_PER_FOLLOWER,    "views",    "followers")   \
    ROW(SHARES_PER_FOLLOWER,   "shares",   "followers")   \
    ROW(LIKES_PER_VIEW,        "likes",    "views")       \
    ROW(COMMENTS_PER_LIKE,     "comments", "likes")
/* clang-format on */

typedef enum assay_rate {
#define ASSAY_RATE_ENUMERATOR(name, over, under) ASSAY_##name,
    ASSAY_RATE_TABLE(ASSAY_RATE_ENUMERATOR)
#undef ASSAY_RATE_ENUMERATOR
        ASSAY_RATE_COUNT
} assay_rate;

/** Usual natural-log rate at log10 followers f: intercept + slope (f - 4). */
typedef struct assay_rate_norm {
    double intercept; /**< natural log of the rate at 10,000 followers */
    double slope;     /**< per factor of ten in followers */
    double spread;    /**< standard deviation between accounts, natural log */
    double within;    /**< usual sd of one account's posts about its level, natural log */
} assay_rate_norm;

/** How sure the ground under a norm is. */
typedef enum assay_evidence {
    ASSAY_SIMULATED,
    ASSAY_BORROWED,
    ASSAY_REAL
} assay_evidence;

/** The comments model: weights of texts and background rates of phrases; opaque,
 * constant, shared freely between threads. */
typedef struct assay_comments_model assay_comments_model;

/** The profile model: curves that weigh the signs of one member of an audience; opaque,
 * constant, shared freely between threads. */
typedef struct assay_profiles_model assay_profiles_model;

/** What is usual in one stratum. */
typedef struct assay_norms {
    assay_str stratum; /**< as `tiktok/VN`, `tiktok`, or `*` */
    assay_evidence evidence;
    double n; /**< accounts it rests on; 0 for priors alone */
    assay_rate_norm rates[ASSAY_RATE_COUNT];
    double churn_per_day; /**< usual share of followers lost a day */
    double weekday[7];    /**< usual share of growth by weekday, Monday first, sum 7 */
    double growth_dispersion; /**< usual negative-binomial k of daily growth */
    const assay_comments_model *comments; /**< NULL: the lexicons' rules alone */
    const assay_profiles_model *profiles; /**< NULL: members are not judged one by one */
} assay_norms;

/** A day on which a platform removed accounts, seen across a roster. */
typedef struct assay_purge {
    assay_str platform;
    int64_t from, to; /**< span (from, to] */
    double share;     /**< median share of followers lost */
    double spread;    /**< robust sd of that share across accounts */
} assay_purge;

/** What one account of a roster sold, in one currency. */
typedef struct assay_sales_peer {
    assay_str platform, handle, currency; /**< currency.ptr NULL unknown */
    double followers, orders;             /**< NaN unknown */
    double roims;                         /**< revenue over fee and commissions; or NaN */
} assay_sales_peer;

/** A group of a roster's network that an account belongs to. */
typedef struct assay_shared_pool {
    const char *kind; /**< `shared_pool`, `coordinated_promotion`, …; static */
    size_t group;     /**< its number in the network, from 1 */
    size_t members;   /**< its actors among the account's engagers; of a pod or of
                         near-copies the accounts in it */
    double share;     /**< of the account's engagers looked at; NaN for pods and copies */
    double denser;    /**< log10 of its density over what chance gives; NaN likewise */
    double overlap;   /**< near-copies: of the nearest audience; else NaN */
    size_t windows;   /**< deliveries more than seven days apart */
    int64_t from, to; /**< its first and last act; ASSAY_TIME_UNKNOWN when untimed */
    double p_value;
    const assay_str *with; /**< [n_with] other accounts in it, `platform/handle`; those
                              first that share most people, then by name */
    const size_t *people;  /**< [n_with] members that come there too; NULL not counted */
    size_t n_with;
} assay_shared_pool;

/** What a roster's network shows of one account. */
typedef struct assay_networked {
    assay_str name;                 /**< `platform/handle` */
    size_t engagers;                /**< different commenters and followers sampled */
    const assay_shared_pool *pools; /**< [n_pools] by number of the group */
    size_t n_pools;
} assay_networked;

/** What the accounts of one input tell together; all empty for one account alone. */
typedef struct assay_roster {
    size_t accounts;
    const assay_purge *purges;
    size_t n_purges;
    const assay_str *handles; /**< sorted by bytes: handles of all accounts, for pods */
    size_t n_handles;
    const assay_sales_peer *sales; /**< of those that sold, in any order */
    size_t n_sales;
    const assay_networked
        *network; /**< of accounts with engagers, by the bytes of name */
    size_t n_network;
} assay_roster;

/** Weak priors from published figures, for strata no model knows.
 * @source published benchmarks of engagement rates   @cost O(1)   @thread any */
ASSAY_API assay_norms assay_norms_prior(assay_str platform);

/** How far a roster's usual rate lies from the model's. */
typedef struct assay_norms_shift {
    assay_str platform;
    assay_rate rate;
    size_t n;      /**< accounts of the roster with this rate */
    double model;  /**< usual rate the model expects of these accounts */
    double roster; /**< usual rate they have */
    double shift;  /**< natural log of roster over model */
    double z;      /**< the shift over its own standard error */
    bool alarm;    /**< |shift| >= 0.5 and |z| >= 4: another market */
} assay_norms_shift;

/** What is usual in one roster, by platform; opaque, mergeable. 40 B an account. */
typedef struct assay_roster_norms assay_roster_norms;

#endif
