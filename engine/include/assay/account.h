/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record: what is known of one account, as plain rows.
 *
 * Everything else reads this and changes nothing. One table of fields
 * (account/fields.def) says which column or JSON key fills which member, for both
 * input forms. After reading, rows are in canonical order (growth, livestreams: time;
 * posts: time, then id; comments: post, time, id), so that the order of the input can
 * never matter. Unknown is NaN, ASSAY_TIME_UNKNOWN, ASSAY_UNKNOWN or ptr NULL.
 */
#ifndef ASSAY_ACCOUNT_H
#define ASSAY_ACCOUNT_H

#include <assay/base.h>

/** One observation of the public counters. */
typedef struct assay_reading {
    int64_t at;       /**< when it was read; strictly increasing within an account */
    double followers; /**< >= 0, always known */
    double following; /**< >= 0 */
    double posts;     /**< number of posts shown on the profile, >= 0 */
    double views;     /**< lifetime views shown on the profile, >= 0 */
    double likes;     /**< lifetime likes shown on the profile, >= 0 */
} assay_reading;

/** One post with its counters when it was last seen. */
typedef struct assay_post {
    assay_str id;
    int64_t at;      /**< when it was published */
    int64_t seen_at; /**< when the counters were read */
    assay_str kind;  /**< photo, video, reel, carousel, story, live, short, … */
    assay_str caption;
    double likes, comments, shares, saves, views, reach, clicks; /**< >= 0; hidden: NaN */
    assay_truth sponsored;
} assay_post;

/** One sampled comment. */
typedef struct assay_comment {
    assay_str id;
    assay_str post; /**< id of its post */
    int64_t at;
    assay_str author; /**< handle or id of who wrote it */
    assay_str text;   /**< always known, maybe empty */
    double likes;
    assay_str reply_to;     /**< id of the comment it answers */
    assay_truth by_creator; /**< written by the account itself */
    double author_followers;
} assay_comment;

/** One sampled member of the audience. */
typedef struct assay_member {
    assay_str id, role, username, name, bio;
    double followers, following, posts, friends, groups, photos;
    assay_truth has_picture, has_bio, private_, verified;
    assay_str country, region, language;
    int64_t created_at, followed_at, last_post_at;
    double position, age_percentile, username_length, username_digits, bio_length;
} assay_member;

/** One reading of one livestream. */
typedef struct assay_live {
    assay_str stream;
    int64_t at;
    double viewers, comments, likes, gifts, orders;
} assay_live;

/** Sales attributed to the account over a channel. */
typedef struct assay_sale {
    int64_t at;
    assay_str code, channel;
    double clicks, orders, revenue, new_customers, commission;
    assay_str currency;
} assay_sale;

/* clang-format off */
/** The nine causes, in the order of a verdict. name, text, English, Vietnamese. */
#define ASSAY_CAUSE_TABLE(ROW)                                                      \
    ROW(PURCHASE,      "purchase",      "delivered followers", "tăng kiểu giao gói") \
    ROW(VIRAL,         "viral",         "a viral post",        "bài viết lan truyền") \
    ROW(GIVEAWAY,      "giveaway",      "a giveaway",          "minigame, tặng quà") \
    ROW(PRESS,         "press",         "press or TV",         "báo chí, truyền hình") \
    ROW(ADS,           "ads",           "advertising",         "quảng cáo")         \
    ROW(COLLABORATION, "collaboration", "a collaboration",     "hợp tác")           \
    ROW(PURGE,         "purge",         "a platform purge",    "nền tảng dọn tài khoản") \
    ROW(TRACKER,       "tracker",       "a tracker error",     "lỗi ghi số liệu")   \
    ROW(OTHER,         "other",         "something else",      "nguyên nhân khác")
/* clang-format on */

typedef enum assay_cause {
#define ASSAY_CAUSE_ENUMERATOR(name, text, en, vi) ASSAY_CAUSE_##name,
    ASSAY_CAUSE_TABLE(ASSAY_CAUSE_ENUMERATOR)
#undef ASSAY_CAUSE_ENUMERATOR
        ASSAY_CAUSE_COUNT
} assay_cause;

/** A cause the creator or the agency declares for a span: a claim, not a proof. A time of
 * midnight means that whole day, so that a day is written as from = to. */
typedef struct assay_explanation {
    int64_t from, to;      /**< from <= to */
    assay_str cause, note; /**< cause is a name of ASSAY_CAUSE_TABLE */
} assay_explanation;

/** What a past campaign cost and brought. */
typedef struct assay_outcome {
    int64_t from, to;
    double cost, clicks, orders, revenue, new_customers, brand_followers;
    assay_str currency;
} assay_outcome;

/** One aggregate a vendor reports about the audience. */
typedef struct assay_demographic {
    assay_str of, dimension, code;
    double share; /**< 0..1 */
    double n;
} assay_demographic;

/** An account with its tables. Pointers lead into the memory of whoever read it. */
typedef struct assay_account {
    assay_str platform; /**< lower case, never empty */
    assay_str handle;   /**< without a leading @, never empty */
    assay_str id, creator, name, bio, category, country, region, language;
    assay_truth verified, private_, has_picture;
    int64_t created_at;
    double followers, following, posts_count;
    double username_length, username_digits, bio_length;
    double fee;
    assay_str currency;

    assay_reading *growth;
    size_t n_growth;
    assay_post *posts;
    size_t n_posts;
    assay_comment *comments;
    size_t n_comments;
    assay_member *audience;
    size_t n_audience;
    assay_live *livestreams;
    size_t n_livestreams;
    assay_sale *sales;
    size_t n_sales;
    assay_explanation *explanations;
    size_t n_explanations;
    assay_outcome *outcomes;
    size_t n_outcomes;
    assay_demographic *demographics;
    size_t n_demographics;

    bool growth_dated; /**< every growth time was a date: print spans as dates */
} assay_account;

/** An account of which nothing is known: every member in its unknown state.
 * @return by value; no memory owned   @errors none   @cost O(1)   @thread any */
ASSAY_API assay_account assay_account_unknown(void);

/** Name of a cause as in a verdict; static. */
ASSAY_API const char *assay_cause_name(assay_cause cause);

/** The cause of a name, or ASSAY_CAUSE_COUNT. @cost O(causes) @thread any */
ASSAY_API assay_cause assay_cause_find(assay_str name);

/** A copy of an account with further explanations, as if its table had had them: in
 * canonical order, equal ones once.
 *
 * @param more   [n] checked here as a reader does
 * @param arena  of the new table; the other tables are shared
 * @param out    [1] the account, valid as long as `account` and the arena are
 * @errors BAD_VALUE an unknown cause or `to` before `from`; NO_MEMORY
 * @cost O((rows + n) log)   @thread any
 */
ASSAY_API ASSAY_CHECKED assay_status assay_account_explain(const assay_account *account,
                                                           const assay_explanation more[],
                                                           size_t n, assay_arena *arena,
                                                           assay_account *out,
                                                           assay_error *err);

/** Newest observation anywhere in the record: readings, posts, comments, livestreams,
 * sales. @return Unix seconds or ASSAY_TIME_UNKNOWN   @cost O(rows)   @thread any */
ASSAY_API int64_t assay_account_as_of(const assay_account *account);

/** Followers now: the newest reading, else the profile's count.
 * @return count or NaN   @cost O(1)   @thread any */
ASSAY_API double assay_account_followers(const assay_account *account);

/** Followers at a time, for rates: linear between readings, the nearest reading
 * outside them, the profile's count where there are none.
 * @param at  Unix seconds; ASSAY_TIME_UNKNOWN asks for now
 * @return count or NaN   @cost O(log readings)   @thread any */
ASSAY_API double assay_account_followers_at(const assay_account *account, int64_t at);

/** SHA-256 of the record in canonical form, the same for NDJSON and CSV.
 *
 * @param account  rows already in canonical order
 * @param hex      [65] lower-case hexadecimal, terminated
 * @errors NO_MEMORY  @cost O(bytes)  @thread any
 */
ASSAY_API ASSAY_CHECKED assay_status assay_account_sha256(const assay_account *account,
                                                          char hex[], assay_error *err);

#endif
