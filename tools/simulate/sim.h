/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the simulator: what can happen to an account, and what it is told.
 *
 *     plan (who) -> life (what happens) -> curve (day by day) -> posts -> comments
 *          -> tracker (what was seen of it) -> record + truth -> tables
 *
 * It knows mechanisms and no detector. Bought audience differs from a real one only by
 * what it does: it comes when it is delivered and it does not engage. All that could
 * give it away by accident (names, formats, presence of fields) is drawn before the
 * role. / */
#ifndef SIMULATE_SIM_H
#define SIMULATE_SIM_H

#include "random.h"
#include "shared.h"

#include <assay/assay.h>

/* clang-format off */
/** name, text, what it inflates. */
#define SIM_MECHANISM_TABLE(ROW)                 \
    ROW(BULK,          "bulk",          FOLLOWERS) \
    ROW(STAIRCASE,     "staircase",     FOLLOWERS) \
    ROW(DRIP,          "drip",          FOLLOWERS) \
    ROW(REFILL,        "refill",        FOLLOWERS) \
    ROW(FOLLOW_UNFOLLOW, "follow_unfollow", FOLLOWERS) \
    ROW(OLD,           "old",           FOLLOWERS) \
    ROW(LIKES,         "likes",         LIKES)     \
    ROW(VIEWS,         "views",         VIEWS)     \
    ROW(COMMENTS,      "comments",      COMMENTS)  \
    ROW(PODS,          "pods",          COMMENTS)  \
    ROW(LIVE_VIEWERS,  "live_viewers",  VIEWERS)   \
    ROW(SELF_ORDERS,   "self_orders",   ORDERS)

/** name, text, share of accounts it happens to. Each is in well over 10 % of them. */
#define SIM_CONFOUNDER_TABLE(ROW)                    \
    ROW(VIRAL,         "viral",         0.18)        \
    ROW(PRESS,         "press",         0.13)        \
    ROW(GIVEAWAY,      "giveaway",      0.14)        \
    ROW(ADS,           "ads",           0.15)        \
    ROW(COLLABORATION, "collaboration", 0.15)        \
    ROW(HIATUS,        "hiatus",        0.13)        \
    ROW(PURGE,         "purge",         0.5)         \
    ROW(SEASON,        "season",        0.15)        \
    ROW(TRUNCATION,    "truncation",    0.06)        \
    ROW(GAPS,          "gaps",          0.16)        \
    ROW(STALE,         "stale",         0.13)        \
    ROW(GLITCH,        "glitch",        0.13)        \
    ROW(HIDDEN_LIKES,  "hidden_likes",  0.13)

/** name, text: tables told of beside profile, growth, posts and comments when asked. */
#define SIM_WITNESS_TABLE(ROW)          \
    ROW(AUDIENCE,     "audience")       \
    ROW(LIVESTREAMS,  "livestreams")    \
    ROW(SALES,        "sales")          \
    ROW(EXPLANATIONS, "explanations")   \
    ROW(OUTCOMES,     "outcomes")       \
    ROW(DEMOGRAPHICS, "demographics")   \
    ROW(ACTIONS,      "actions")

/** name, text; what is usual there stands in plan.c. */
#define SIM_PLATFORM_TABLE(ROW) \
    ROW(TIKTOK,    "tiktok")    \
    ROW(INSTAGRAM, "instagram") \
    ROW(YOUTUBE,   "youtube")   \
    ROW(FACEBOOK,  "facebook")  \
    ROW(X,         "x")         \
    ROW(THREADS,   "threads")
/* clang-format on */

typedef enum sim_metric {
    SIM_FOLLOWERS,
    SIM_LIKES_METRIC,
    SIM_VIEWS_METRIC,
    SIM_COMMENTS_METRIC,
    SIM_METRICS,                      /**< those of followers and posts */
    SIM_VIEWERS_METRIC = SIM_METRICS, /**< viewer-minutes of livestreams */
    SIM_ORDERS_METRIC,                /**< orders in the table of sales */
    SIM_ALL_METRICS
} sim_metric;

typedef enum sim_mechanism {
#define SIM_ROW(name, text, metric) SIM_##name,
    SIM_MECHANISM_TABLE(SIM_ROW)
#undef SIM_ROW
        SIM_MECHANISMS
} sim_mechanism;

typedef enum sim_confounder {
#define SIM_ROW(name, text, share) SIM_##name,
    SIM_CONFOUNDER_TABLE(SIM_ROW)
#undef SIM_ROW
        SIM_CONFOUNDERS
} sim_confounder;

typedef enum sim_witness {
#define SIM_ROW(name, text) SIM_TELLS_##name,
    SIM_WITNESS_TABLE(SIM_ROW)
#undef SIM_ROW
        SIM_WITNESSES
} sim_witness;

typedef enum sim_platform {
#define SIM_ROW(name, text) SIM_ON_##name,
    SIM_PLATFORM_TABLE(SIM_ROW)
#undef SIM_ROW
        SIM_PLATFORMS
} sim_platform;

/** 2 pi. */
#define SIM_TURN 6.283185307179586

/** One bit of a set. */
#define SIM_BIT(i) (1U << (unsigned)(i))

enum {
    SIM_LEVELS = 4,
    SIM_POSTED = SIM_PODS + 1, /**< mechanisms that growth, posts and comments show */
    SIM_WARM = 45,             /**< days simulated before the first reading */
    SIM_BURST = 64,            /**< longest life of one burst, days */
    SIM_BURSTS = 160,          /**< most bursts and orders of one account */
    SIM_DAY = 86400
};

/** What is asked for. sim_settings_default, then sim_settings_check. */
typedef struct sim_settings {
    uint64_t seed;
    size_t first, accounts;       /**< accounts first .. first + accounts - 1 */
    size_t days;                  /**< readings span this many days */
    size_t posts, comments;       /**< newest posts and sampled comments told of */
    double prevalence, small;     /**< inflated accounts; buyers of less than that */
    double share_low, share_high; /**< of bought followers; NaN: as it comes */
    double gain_low, gain_high;   /**< of viral posts, press, …; NaN: as it comes */
    double followers_low, followers_high; /**< at the end of the window, about */
    unsigned mechanisms, confounders, levels, platforms, languages, vendors; /**< sets */
    bool one_confounder; /**< each account has one of the set, not each by its share */
    bool daily;          /**< every tracker reads once a day */
    bool thin;           /**< no curve: only the profile's count now */
    int64_t until;       /**< midnight of the last reading, Unix seconds */
    unsigned tables;     /**< set of sim_witness that are told of */
    double witnesses;    /**< share of accounts that have each of them */
    size_t audience;     /**< most rows of an audience sample, and of actions */
    unsigned shared;     /**< set of sim_circle_kind that accounts share */
} sim_settings;

/** What an hour of a vendor's work looks like. */
typedef struct sim_vendor {
    const char *name;
    bool held_out;       /**< only in test rosters */
    double jitter;       /**< sd of a day's delivery, share of its plan */
    double over;         /**< largest over-delivery, share of the order */
    double kept_28;      /**< mean share still there after 28 days */
    double purged;       /**< mean share a platform purge removes */
    double aged;         /**< share of accounts that look old and named */
    size_t bank;         /**< texts in its comment bank, 0: written anew */
    double digits;       /**< share of names that end in a number */
    double plain_script; /**< share of its Vietnamese typed without diacritics */
} sim_vendor;

/** A stretch of arrivals with a cause: something that happened, or an order. */
typedef struct sim_burst {
    assay_cause cause;
    sim_mechanism mechanism; /**< of an order */
    bool order;
    size_t start, length;     /**< first step and number of steps */
    double weight[SIM_BURST]; /**< [length] sum 1 */
    double share;             /**< arrivals, of the followers at its start */
    double package;           /**< lattice an order is rounded to; 0: not rounded */
    double engaged;           /**< how much of the newcomers engage, 1 as others do */
    double leaves;            /**< share that leaves within `leave_days` after the end */
    double leave_days;
    double ordered, arrived; /**< filled by the curve */
    bool shown;              /**< large enough to be told as an event */
} sim_burst;

/** A tracked day on which a platform removes accounts. */
typedef struct sim_purge {
    size_t step; /**< SIZE_MAX: none */
    double junk; /**< mean share of idle accounts it removes */
} sim_purge;

/** An account's habits, role and luck: all that is drawn before the first day. */
typedef struct sim_plan {
    const sim_settings *settings;
    uint64_t index;
    sim_platform platform;
    unsigned language, topic;
    size_t steps; /**< SIM_WARM + days; reading r is taken after step SIM_WARM + r */

    double followers, growth, churn, junk; /**< at step 0; a month; a month; share */
    double branching, shape, theta;        /**< of arrivals: by posts; NB k; Omori */
    double weekday[7], season_depth, season_phase, tet;
    double posts_week, view_rate, view_spread, like_rate, like_spread;
    double comment_rate, comment_bend, comment_spread, share_rate, save_rate;
    double sponsored, video, chatty, diacritics;
    int64_t clock; /**< second of the day a reading is taken */
    bool tells_following, tells_posts, tells_views, tells_likes, tells_shares;
    bool tells_saves, tells_kind, tells_captions, tells_names, dated, tells_profile;

    bool inflated, small;
    unsigned mechanisms, confounders, level;
    const sim_vendor *vendor;
    double severity;               /**< share of followers bought, as planned */
    double metric[SIM_METRICS];    /**< share of each metric bought, as planned */
    double coverage;               /**< share of posts that engagement is bought for */
    size_t hiatus_from, hiatus_to; /**< steps without posts */
    size_t giveaway_at, collab_at; /**< steps of the posts; SIZE_MAX: none */
    size_t viral_at, press_at, ads_from, ads_to;
    double viral_lift;
    sim_purge purge;
    sim_burst bursts[SIM_BURSTS];
    size_t n_bursts;
    unsigned tells;         /**< set of sim_witness this account has */
    double viewers, orders; /**< share of viewer-minutes, of orders bought; 0: none */
    sim_shared shared;
} sim_plan;

/** One post as it is known to the simulator. */
typedef struct sim_post {
    size_t step;
    int64_t at;
    unsigned topic;
    bool video, sponsored, giveaway, collab, bought;
    double lift; /**< views beyond the usual, as a factor */
    double z;    /**< luck of its reach, shared by likes and comments */
    double views, likes, comments, shares, saves; /**< real ones */
    double bought_views, bought_likes, bought_comments, pod_comments;
} sim_post;

/** The days of an account. Arrays of plan->steps + 1. */
typedef struct sim_days {
    double *followers, *bought, *engaged, *following, *posts, *views, *likes;
    double *burst_rate, *burst_engaged, *order_rate, *kernel, *leaving, *order_leaving;
    double *come; /**< real arrivals of the step */
    sim_post *posted;
    size_t n_posted, room;
} sim_days;

/** One event as the truth tells it, in the record's own readings. */
typedef struct sim_event {
    int64_t from, to;
    double gained;
    assay_cause cause;
} sim_event;

/** One purchase: what was ordered, and what came and stayed. */
typedef struct sim_order {
    sim_mechanism mechanism;
    int64_t from, to;
    double ordered, delivered;
} sim_order;

/** Who a row of an audience sample is. */
typedef struct sim_member {
    const char *kind, *model; /**< static; model of those that pose as people, or NULL */
    bool inauthentic;
} sim_member;

/** Who wrote a comment. */
typedef enum sim_author {
    SIM_REAL,
    SIM_CREW,
    SIM_MATE,
    SIM_LURE,
    SIM_CREATOR
} sim_author;

/** Someone seen at an account, of a group that others share. */
typedef struct sim_met {
    sim_circle_kind kind;
    uint64_t key;
    assay_str name;
    const char *where; /**< table, static */
} sim_met;

/** One action as it is told. */
typedef struct sim_act {
    assay_str actor;
    int64_t at;
} sim_act;

/** What is true of one livestream. */
typedef struct sim_stream {
    assay_str id;
    double share;     /**< of viewer-minutes that are bought */
    double ordered;   /**< viewers at once, as ordered; 0: none */
    const char *luck; /**< what happened honestly: raid, push, none; static */
} sim_stream;

/** What is true of an account. */
typedef struct sim_truth {
    bool inflated;
    unsigned mechanisms, confounders, level;
    const sim_vendor *vendor;
    double share[SIM_ALL_METRICS]; /**< bought, of each metric as told; NaN: not told */
    double bought_share;           /**< of what the mechanism inflates; the largest */
    double idle_share;             /**< bought or idle, of followers */
    sim_event *events;
    size_t n_events;
    sim_order *orders;
    size_t n_orders;
    bool *inauthentic;     /**< [comments of the record] */
    bool dated;            /**< spans are printed as dates */
    sim_member *members;   /**< [audience of the record] */
    const char *design;    /**< how the sample was drawn: newest, spread, random */
    const char *odd_crowd; /**< what is honestly odd about the audience; static */
    sim_stream *streams;
    size_t n_streams;
    bool *explained;     /**< [explanations of the record] that they are true */
    sim_author *authors; /**< [comments of the record] */
    sim_met *met;        /**< people of shared groups, a row each time they are seen */
    size_t n_met, met_room;
    sim_act *acts; /**< the account's rows of actions.csv */
    size_t n_acts;
} sim_truth;

/** Where an account is made: generators and memory, one a thread. */
typedef struct sim_bench {
    gsl_rng *rng;   /**< the stream of the part being made */
    gsl_rng *aside; /**< streams of people and vendors met on the way */
    assay_arena *arena;
} sim_bench;

/* settings.c */
sim_settings sim_settings_default(void);
/** Comma-separated names into a set, by the list of that kind; `mix` is all of them.
 * @errors USAGE: a name that is not in the list */
ASSAY_CHECKED assay_status sim_settings_set(const char *kind, const char *names,
                                            unsigned *set, assay_error *err);
ASSAY_CHECKED assay_status sim_settings_check(const sim_settings *settings,
                                              assay_error *err);
const char *sim_mechanism_name(sim_mechanism mechanism);
const char *sim_confounder_name(sim_confounder confounder);
const char *sim_cause_name(assay_cause cause);
const char *sim_platform_name(sim_platform platform);
sim_metric sim_mechanism_metric(sim_mechanism mechanism);
double sim_confounder_share(sim_confounder confounder);

/* vendor.c */
size_t sim_vendor_count(void);
const sim_vendor *sim_vendor_at(size_t i);

/* plan.c, role.c, life.c, orders.c */
void sim_plan_who(sim_plan *plan, gsl_rng *rng);
void sim_plan_role(sim_plan *plan, gsl_rng *rng);
void sim_plan_life(sim_plan *plan, gsl_rng *rng);
void sim_plan_orders(sim_plan *plan, const sim_days *days, gsl_rng *rng);
/** How many mechanisms of followers the account uses; they share its severity. */
double sim_plan_kinds(const sim_plan *plan);
/** A fresh burst at the end of the list; NULL when the list is full. */
sim_burst *sim_plan_burst(sim_plan *plan);
/** Day of the step as days since 1970; step s ends with the reading of that day. */
int64_t sim_plan_day(const sim_plan *plan, size_t step);
/** Weights of an Omori relaxation (t + c)^-(1 + theta) over `length` days, sum 1. */
void sim_omori(double weight[], size_t length, double c, double theta);

/* curve.c, posts.c */
ASSAY_CHECKED assay_status sim_curve_run(sim_plan *plan, sim_bench *bench, sim_days *days,
                                         assay_error *err);
ASSAY_CHECKED assay_status sim_posts_schedule(const sim_plan *plan, sim_bench *bench,
                                              sim_days *days, assay_error *err);
/** What a post earns, given the engaged audience of its day. */
void sim_posts_earn(const sim_plan *plan, gsl_rng *rng, double audience, sim_post *post);
/** Put bought likes, views and comments on the posts. */
void sim_posts_inflate(const sim_plan *plan, gsl_rng *rng, sim_days *days);

/* comments.c */
ASSAY_CHECKED assay_status sim_comments_write(const sim_plan *plan, sim_bench *bench,
                                              const sim_days *days,
                                              assay_account *account, sim_truth *truth,
                                              assay_error *err);

/* witness.c, audience.c, live.c, sales.c, declared.c: the further tables. Each is drawn
 * from streams of its own, so that asking for them changes no other table. */
void sim_witness_plan(sim_plan *plan, gsl_rng *rng);
ASSAY_CHECKED assay_status sim_witness_write(const sim_plan *plan, sim_bench *bench,
                                             const sim_days *days, assay_account *account,
                                             sim_truth *truth, assay_error *err);
ASSAY_CHECKED bool sim_audience_write(const sim_plan *plan, sim_bench *bench,
                                      const sim_days *days, assay_account *account,
                                      sim_truth *truth);
ASSAY_CHECKED bool sim_live_write(const sim_plan *plan, sim_bench *bench,
                                  const sim_days *days, assay_account *account,
                                  sim_truth *truth);
ASSAY_CHECKED bool sim_sales_write(const sim_plan *plan, sim_bench *bench,
                                   const sim_days *days, assay_account *account,
                                   sim_truth *truth);
ASSAY_CHECKED bool sim_outcomes_write(const sim_plan *plan, sim_bench *bench,
                                      const sim_days *days, assay_account *account);
ASSAY_CHECKED bool sim_demographics_write(const sim_plan *plan, sim_bench *bench,
                                          assay_account *account, const sim_truth *truth);
ASSAY_CHECKED bool sim_explanations_write(const sim_plan *plan, sim_bench *bench,
                                          assay_account *account, sim_truth *truth);

ASSAY_CHECKED bool sim_actions_write(const sim_plan *plan, sim_bench *bench,
                                     const sim_days *days, sim_truth *truth);

/* shared.c */
/** What the account shares; may make it a customer of the pool's vendor, or give it a
 * giveaway. After its role is drawn. */
void sim_shared_plan(sim_plan *plan, gsl_rng *rng);
/** The handle of someone of a circle, the same wherever they are met; in the arena. */
assay_str sim_shared_handle(const sim_plan *plan, sim_bench *bench, sim_someone who);
/** Note that someone was met. @return false when memory ran out */
ASSAY_CHECKED bool sim_shared_met(sim_bench *bench, sim_truth *truth, sim_someone who,
                                  assay_str name, const char *where);
/** Whom a real comment or action is by: someone of the loop, of the fans, of the public,
 * or nobody shared. */
sim_someone sim_shared_person(const sim_plan *plan, gsl_rng *rng, bool prize);
/** The same for an author of any kind; `mate` is their number among the mates, SIZE_MAX
 * when they are none of the roster. */
sim_someone sim_shared_author(const sim_plan *plan, gsl_rng *rng, size_t mate,
                              sim_author who, bool prize);
/** Handles of the other members of the pod. @return how many, at most SIM_MATES */
size_t sim_shared_mates(const sim_plan *plan, sim_bench *bench, assay_str handles[]);

/* record.c: what the tracker and the profile show, and the truth in its terms. */
ASSAY_CHECKED assay_status sim_record(const sim_plan *plan, sim_bench *bench,
                                      sim_days *days, assay_account *account,
                                      sim_truth *truth, assay_error *err);

/** The handle that the account of a plan has in its record; the plan needs its role. */
assay_str sim_record_handle(const sim_plan *plan, sim_bench *bench);

/** Make the account of an index: its record and its truth, both in the bench's arena.
 * @errors NO_MEMORY   @cost about 1 ms with a year, 50 posts and 300 comments */
ASSAY_CHECKED assay_status sim_account_make(const sim_settings *settings, uint64_t index,
                                            sim_bench *bench, assay_account *account,
                                            sim_truth *truth, assay_error *err);

#endif
