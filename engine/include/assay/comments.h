/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comments family: what the comment sample shows.
 *
 * Texts are folded until look-alikes are equal, near-duplicates found by MinHash and
 * verified, and each cluster scored by how surprising it is against background phrase
 * rates, never by its share alone. Authors, order and timing are judged beside the
 * text. The creator's own replies are kept apart.
 */
#ifndef ASSAY_COMMENTS_H
#define ASSAY_COMMENTS_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/* clang-format off */
/** Why a comment is flagged; the names are those of the verdict. name, text, en, vi. */
#define ASSAY_COMMENT_BECAUSE_TABLE(ROW)                                                            \
    ROW(ORDINARY,       "",               "ordinary",                     "bình thường")            \
    ROW(NEAR_DUPLICATE, "near_duplicate", "almost the same as others",    "gần giống bình luận khác") \
    ROW(TEMPLATE,       "template",       "one template, words swapped",  "cùng một mẫu câu")       \
    ROW(GENERIC,        "generic",        "says nothing of the post",     "chung chung")            \
    ROW(EMOJI_ONLY,     "emoji_only",     "emoji only",                   "chỉ có biểu tượng")      \
    ROW(LINK,           "link",           "link or contact lure",         "chèn liên kết hoặc liên hệ") \
    ROW(SEEDING,        "seeding",        "a seeding script",             "kịch bản seeding")       \
    ROW(POD,            "pod",            "a circle of early commenters", "nhóm tương tác chéo")    \
    ROW(WAVE,           "wave",           "part of a wave",               "theo đợt dồn dập")       \
    ROW(HANDLE,         "handle",         "random-looking author names",  "tên tài khoản ngẫu nhiên") \
    ROW(OTHER,          "other",          "several weak signs",           "nhiều dấu hiệu nhỏ")
/* clang-format on */

typedef enum assay_comment_because {
#define ASSAY_COMMENT_BECAUSE_ENUMERATOR(name, text, en, vi) ASSAY_COMMENT_##name,
    ASSAY_COMMENT_BECAUSE_TABLE(ASSAY_COMMENT_BECAUSE_ENUMERATOR)
#undef ASSAY_COMMENT_BECAUSE_ENUMERATOR
        ASSAY_COMMENT_BECAUSE_COUNT
} assay_comment_because;

/** No cluster. */
#define ASSAY_NO_CLUSTER SIZE_MAX

/** One comment's answer; the i-th belongs to account->comments[i]. */
typedef struct assay_comment_check {
    double inauthentic; /**< probability 0..1 by the comments model; NaN: creator's own */
    assay_comment_because because;
    size_t cluster; /**< index into clusters, or ASSAY_NO_CLUSTER */
} assay_comment_check;

/** Comments that say the same. */
typedef struct assay_comment_cluster {
    size_t first;     /**< index of its first comment */
    size_t n;         /**< comments, >= 2 */
    size_t authors;   /**< distinct known authors */
    double expected;  /**< how many the background lets expect */
    double surprise;  /**< -log10 p of seeing n */
    bool template_;   /**< alike but for swapped words */
    int64_t from, to; /**< first and last time; ASSAY_TIME_UNKNOWN when not known */
} assay_comment_cluster;

/** A stretch of comments under one post that crowd together. */
typedef struct assay_comment_wave {
    int64_t from, to; /**< first and last time */
    size_t n;
    double strength; /**< -log10 p after time rescaling */
} assay_comment_wave;

/* clang-format off */
/** What an audience says, beside whether it is one. name, member of the verdict. */
#define ASSAY_VOICE_TABLE(ROW)                                                        \
    ROW(QUESTIONS,       "questions")       /* a question mark or words that ask */    \
    ROW(PURCHASE_INTENT, "purchase_intent") /* price, link, stock, delivery, order */  \
    ROW(POSITIVE,        "positive")        /* more liking than disliking */           \
    ROW(NEGATIVE,        "negative")        /* more disliking than liking */
/* clang-format on */

typedef enum assay_voice {
#define ASSAY_VOICE_ENUMERATOR(name, text) ASSAY_VOICE_##name,
    ASSAY_VOICE_TABLE(ASSAY_VOICE_ENUMERATOR)
#undef ASSAY_VOICE_ENUMERATOR
        ASSAY_VOICE_COUNT
} assay_voice;

/** Comments that say one thing. */
typedef struct assay_voice_count {
    size_t credible, inauthentic; /**< comments of either sort that say it */
    assay_interval share;         /**< 0..1 of the credible ones, 90 % */
} assay_voice_count;

/** What the audience says, by lexicon (models/lexicons), not calibrated and without
 * weight in the score. Comments likelier inauthentic than not are counted apart and enter
 * no share; the creator's own are no audience.
 * @source lexicons of our own in six languages; intervals after Wilson 1927 at Kish's
 *         effective size */
typedef struct assay_audience_voice {
    size_t n;           /**< credible comments; shares are unknown below 20 */
    size_t inauthentic; /**< the others */
    assay_voice_count says[ASSAY_VOICE_COUNT];
    size_t replied;            /**< credible comments that the creator answered */
    assay_interval reply_rate; /**< 0..1 of them; unknown where replies are not marked */
} assay_audience_voice;

/** Everything the comments show. Arrays live in the arena given to the analysis. */
typedef struct assay_comments {
    assay_state state;
    assay_lack lack;
    size_t n;       /**< comments judged: the creator's own are not among them */
    size_t own;     /**< the creator's own */
    size_t authors; /**< distinct authors; 0 when none is known */

    assay_comment_check *checks;     /**< [account->n_comments] */
    assay_comment_cluster *clusters; /**< numbered by first member */
    size_t n_clusters;
    assay_comment_wave *waves; /**< those of strength 4 or more, by post and time */
    size_t n_waves;
    assay_interval inauthentic_share; /**< 0..1 of the judged comments */
    assay_audience_voice voice;       /**< what they say; no evidence of anything */

    /* statistics for the rows of feature/features.def; NaN when not assessable */
    double duplicate_surprise; /**< sum of surprises over log n */
    double duplicate_share, template_share, generic_share, emoji_share, link_share;
    double seeding_share, handle_randomness, compression, diversity, relevance;
    double top_author_share, persistence, creator_author_share, early_core;
    double burstiness, fast_gap_share, circadian_flatness, wave_max, reply_rate;
} assay_comments;

/** Analyse the comments of an account.
 *
 * @param norms   its comments model judges each text; NULL there: the lexicons' rules
 * @param roster  handles of the other accounts, for pods; NULL for one account alone
 * @errors NO_MEMORY   @cost O(bytes) + O(candidate pairs), about 0.15 ms for 300
 * @thread any, one arena each   @source Broder 1997; Kim & Jo 2016
 */
ASSAY_API ASSAY_CHECKED assay_status assay_comments_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_comments *out, assay_error *err);

/** Name of what is said as in a verdict: `questions`, …; static. */
ASSAY_API const char *assay_voice_name(assay_voice voice);

/** Name of a reason as in a verdict: `near_duplicate`, …; empty for ordinary; static. */
ASSAY_API const char *assay_comment_because_name(assay_comment_because because);

#endif
