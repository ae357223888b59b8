/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audience family: what a sample of followers, likers, commenters or viewers shows.
 *
 * Each member is judged alone by the profile model, then beside the others: accounts made
 * on one day that came one after another, names of one pattern, the same words about
 * themselves. The share of suspicious followers carries an interval that holds for
 * sellers the model never met; a list that shows only the newest followers is weighed by
 * position and said to be one. Roles are kept apart. Private profiles and missing cells
 * are unknown, never zero.
 */
#ifndef ASSAY_AUDIENCE_H
#define ASSAY_AUDIENCE_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/* clang-format off */
/** What a member is to the account: name, as in the column `role`, English, Vietnamese.
 * An unknown role is a follower's; a word not listed is OTHER and in no share. */
#define ASSAY_ROLE_TABLE(ROW)                                     \
    ROW(FOLLOWER,  "follower",  "followers",  "người theo dõi")   \
    ROW(LIKER,     "liker",     "likers",     "người thích")      \
    ROW(COMMENTER, "commenter", "commenters", "người bình luận")  \
    ROW(VIEWER,    "viewer",    "viewers",    "người xem")        \
    ROW(OTHER,     "other",     "others",     "khác")

/** Kinds of members, as the market tells them apart: name, text, English, Vietnamese. */
#define ASSAY_MEMBER_KIND_TABLE(ROW)                                              \
    ROW(CREDIBLE,      "credible",      "credible",       "đáng tin")             \
    ROW(INACTIVE,      "inactive",      "inactive",       "không hoạt động")      \
    ROW(MASS_FOLLOWER, "mass_follower", "mass followers", "theo dõi hàng loạt")   \
    ROW(INFLUENCER,    "influencer",    "influencers",    "người có ảnh hưởng")   \
    ROW(SUSPICIOUS,    "suspicious",    "suspicious",     "đáng ngờ")

/** Why a member is suspicious: name, text, English, Vietnamese. PROFILE means the
 * model's strongest sign, which the check names. */
#define ASSAY_MEMBER_BECAUSE_TABLE(ROW)                                                      \
    ROW(ORDINARY,       "",               "ordinary",                 "bình thường")         \
    ROW(PROFILE,        "profile",        "the profile itself",       "chính hồ sơ")         \
    ROW(CREATION_BURST, "creation_burst", "made together with others that followed together", \
        "được lập cùng lúc và theo dõi cùng lúc với nhiều tài khoản khác")                   \
    ROW(NAME_PATTERN,   "name_pattern",   "a name of one pattern with others",               \
        "tên cùng một kiểu với nhiều tài khoản khác")                                        \
    ROW(DUPLICATE_BIO,  "duplicate_bio",  "the same words about itself as others",           \
        "tiểu sử giống hệt nhiều tài khoản khác")
/* clang-format on */

typedef enum assay_role {
#define ASSAY_ROLE_ENUMERATOR(name, text, en, vi) ASSAY_ROLE_##name,
    ASSAY_ROLE_TABLE(ASSAY_ROLE_ENUMERATOR)
#undef ASSAY_ROLE_ENUMERATOR
        ASSAY_ROLE_COUNT
} assay_role;

typedef enum assay_member_kind {
#define ASSAY_MEMBER_KIND_ENUMERATOR(name, text, en, vi) ASSAY_MEMBER_##name,
    ASSAY_MEMBER_KIND_TABLE(ASSAY_MEMBER_KIND_ENUMERATOR)
#undef ASSAY_MEMBER_KIND_ENUMERATOR
        ASSAY_MEMBER_KIND_COUNT
} assay_member_kind;

typedef enum assay_member_because {
#define ASSAY_MEMBER_BECAUSE_ENUMERATOR(name, text, en, vi) ASSAY_BECAUSE_##name,
    ASSAY_MEMBER_BECAUSE_TABLE(ASSAY_MEMBER_BECAUSE_ENUMERATOR)
#undef ASSAY_MEMBER_BECAUSE_ENUMERATOR
        ASSAY_BECAUSE_COUNT
} assay_member_because;

/** How it is known when a member followed. */
typedef enum assay_followed_by {
    ASSAY_FOLLOWED_UNKNOWN,
    ASSAY_FOLLOWED_BOUND, /**< not before: the newest account among the earlier ones */
    ASSAY_FOLLOWED_CURVE, /**< its place in the list, on the follower curve */
    ASSAY_FOLLOWED_TOLD   /**< `followed_at` */
} assay_followed_by;

/** No group of names, bios or creation days. */
#define ASSAY_NO_GROUP SIZE_MAX

/** One member's answer; the i-th belongs to account->audience[i]. */
typedef struct assay_member_check {
    double suspicious; /**< probability 0..1; NaN: nothing is known of it */
    assay_member_because because;
    const char *sign; /**< the profile's strongest sign, static; NULL: none */
    assay_role role;
    assay_member_kind kind; /**< the likeliest; CREDIBLE also when little is known */
    int64_t created_at;     /**< told, or read from the id; ASSAY_TIME_UNKNOWN */
    int64_t followed_at;    /**< by followed_by; ASSAY_TIME_UNKNOWN */
    assay_followed_by followed_by;
    size_t group; /**< index into groups: the one that surprises most */
} assay_member_check;

/** Members that are alike in one thing, more of them than chance brings. */
typedef struct assay_member_group {
    assay_member_because because; /**< CREATION_BURST, NAME_PATTERN or DUPLICATE_BIO */
    size_t first;                 /**< index of its first member */
    size_t n;
    double expected; /**< how many chance brings */
    double strength; /**< -log10 p of n, all that was looked at accounted for */
    int64_t created_from, created_to; /**< days they were made; ASSAY_TIME_UNKNOWN */
    size_t rank_from, rank_to; /**< places in follow order; SIZE_MAX: names and bios */
} assay_member_group;

/** What is estimated of one role. All intervals are of 95 %. */
typedef struct assay_audience_share {
    size_t n;             /**< rows */
    size_t judged;        /**< of which something is known */
    assay_interval share; /**< suspicious, 0..1; NaN when nothing was judged. Holds for
                             sellers never met; wide when the sample is adrift */
    double effective;     /**< what the judged are worth with their weights */
    double em, pacc;      /**< two other estimates of it, as an alarm; NaN unknown */
    double drift;         /**< p of cells as odd as these: small, the model is lost */
    double sensitivity, specificity; /**< of the model at 1/2, sellers held out */
} assay_audience_share;

/** What the list is a sample of. */
typedef struct assay_audience_design {
    double followers; /**< the account's; NaN unknown */
    size_t listed;    /**< followers in the sample */
    size_t placed;    /**< of those, with a position */
    double covered; /**< share of the followers down to the deepest position; NaN without
                       positions: the sample is then taken as drawn at random */
    double effect;  /**< Kish's design effect of the weights, >= 1 */
    bool newest;    /**< only the newest are in it: covered < 0.9 */
    bool too_many;  /**< more rows than the account has followers */
} assay_audience_design;

/** How many more followers would settle whether the share exceeds a threshold. */
typedef struct assay_audience_more {
    double threshold; /**< share asked about, ASSAY_AUDIENCE_THRESHOLD */
    double above;     /**< probability that the share lies above it */
    double more; /**< median number still to be judged; 0: settled; inf: more than 10,000,
                    as the model's own doubt is too wide; NaN unknown */
} assay_audience_more;

/** A sample whose cells are odder than this p, or whose other two estimates lie further
 * apart than this, is like none the model knows: its share is told by probabilities
 * alone, with a wide interval, and a blind spot says so. Pearson's sum over cells that
 * hold few is too large too often: of samples of 100 to 300 mixed from the very people
 * and fakes a model was fitted on, one in four lies under p = 0.05, one in 20 under 0.005
 * (bench/profiles.py). */
#define ASSAY_AUDIENCE_ODD 0.005
#define ASSAY_AUDIENCE_APART 0.15

/** Share of suspicious followers that honest accounts stay under: 3 to 20 % follow them
 * by themselves, because fakes follow whom everybody follows. */
#define ASSAY_AUDIENCE_THRESHOLD 0.2

/** Everything the audience shows. Arrays live in the arena given to the analysis. */
typedef struct assay_audience {
    assay_state state;
    assay_lack lack;
    size_t n;      /**< members judged, all roles */
    size_t hidden; /**< private members */

    assay_member_check *checks; /**< [account->n_audience]; NULL without rows */
    assay_member_group *groups; /**< by kind, then first member */
    size_t n_groups;
    size_t *order; /**< [n_order] followers from the first to come to the last */
    size_t n_order;
    bool dated; /**< creation is known as days, else as an order of ids alone */

    assay_audience_share roles[ASSAY_ROLE_COUNT];
    assay_interval split[ASSAY_MEMBER_KIND_COUNT]; /**< of followers; values sum 1 */
    assay_audience_design design;
    assay_audience_more more;

    assay_str claimed, elsewhere; /**< market, and the largest one beside it */
    bool by_language;             /**< markets are languages, not countries */
    assay_interval local_share;   /**< of members whose market is known; NaN unknown */
    double elsewhere_share;       /**< of the largest other one */

    /* statistics for the rows of feature/features.def; NaN when not assessable */
    double suspicious_share;    /**< of followers, the middle of its interval */
    double mass_follower_share; /**< follow more than 1,500 */
    double silent_share;        /**< neither posts nor picture */
    double follow_ratio;        /**< median ln((following + 1)/(followers + 1)) */
    double creation_burst;      /**< strongest group made and come together, digits */
    double same_day_share; /**< largest share of 200 in a row made on one day, 0..1 */
    double sliding_score;  /**< 95 % point of the windows' oddest bins */
    double name_pattern_share, duplicate_bio_share; /**< in groups, beyond chance */
    double geo_mismatch; /**< Jensen-Shannon divergence from the market, bits 0..1 */
    double benford;      /**< z of the first digits of followers' own counts */
    double liker_share, commenter_share; /**< suspicious ones among them */
} assay_audience;

/** Look at the audience rows of an account.
 *
 * @param norms  its profile model judges each member; NULL there: groups alone speak
 * @errors NO_MEMORY, BAD_VALUE   @cost O(rows log rows)   @thread any, one arena each
 * @source Meeder et al. 2011 (follow times); Zouzou & Varol 2024 (sliding histogram);
 *         Golbeck 2015 (first digits); Kish 1965 (design effect)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_audience_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_audience *out, assay_error *err);

/** `creation_burst`, …; empty for ordinary; static. */
ASSAY_API const char *assay_member_because_name(assay_member_because because);

/** `credible`, …; static. */
ASSAY_API const char *assay_member_kind_name(assay_member_kind kind);

/** `follower`, …; static. */
ASSAY_API const char *assay_role_name(assay_role role);

#endif
