/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engagement family: likes, comments, views and shares of the posts.
 *
 * Rates by each platform's own definition against a robust baseline of the stratum, in
 * both tails; how much the posts vary around their own trend; how the counters move
 * together; and which single posts stand out. Hidden likes are missing, not zero.
 */
#ifndef ASSAY_ENGAGEMENT_H
#define ASSAY_ENGAGEMENT_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/** The counters of a post. */
typedef enum assay_metric {
    ASSAY_METRIC_LIKES,
    ASSAY_METRIC_COMMENTS,
    ASSAY_METRIC_SHARES,
    ASSAY_METRIC_VIEWS,
    ASSAY_METRIC_COUNT
} assay_metric;

/** Why a post stands out. */
typedef enum assay_post_because {
    ASSAY_POST_ORDINARY,
    ASSAY_POST_LEVEL,    /**< far above or below the account's own level */
    ASSAY_POST_COUPLING, /**< out of step with the post's other counters */
    ASSAY_POST_ROUND,    /**< on a package size, with its neighbours */
    ASSAY_POST_DUPLICATE /**< the same counters as another post */
} assay_post_because;

/** One counter of one post, against what the account's other posts let expect. */
typedef struct assay_post_check {
    size_t post; /**< index into account->posts */
    assay_metric metric;
    double observed, expected, low, high; /**< counts; low..high is the 90 % range */
    double p_value;                       /**< two-sided */
    double excess;                        /**< observed over expected, >= 0 */
    assay_post_because because;
} assay_post_check;

/** Everything the posts show. Arrays live in the arena given to the analysis. */
typedef struct assay_engagement {
    assay_state state;
    assay_lack lack;
    size_t posts, mature, hidden_likes; /**< posts known, old enough, with hidden likes */

    assay_interval rate; /**< the platform's engagement rate, median with 90 % interval */
    const char *rate_basis;              /**< `followers` or `views` or `reach`; static */
    double log_rate[ASSAY_RATE_COUNT];   /**< median natural-log rate; NaN unknown */
    double log_rate_z[ASSAY_RATE_COUNT]; /**< against the stratum, sd; NaN unknown */
    /** Rates of a post of the stratum's accounts of this size: median and 90 % range. */
    assay_interval usual_rate[ASSAY_RATE_COUNT];

    assay_post_check
        *checks; /**< every known counter of every post, by post then metric */
    size_t n_checks;

    /** [account->n_posts] how far the counters of a post lie above or below the account's
     * level together, in robust sd; NaN unknown. NULL without posts. */
    double *attention_z;

    assay_interval inflated_share; /**< share of likes in excess of an organic account */

    /* statistics for the rows of feature/features.def; NaN when not assessable */
    double likes_spread; /**< robust sd of detrended log likes, Poisson floor removed */
    double views_spread, comments_spread;
    double likes_comments_correlation, likes_views_correlation;
    double round_share, plateau_share, duplicate_share;
    double bimodality;     /**< nats by which two levels of likes beat one */
    double sponsored_lift; /**< log likes, sponsored against ordinary at equal comments */
    double outlier_share;  /**< posts with a counter far above its own level */
    double trend_elasticity;      /**< d log likes / d log followers over the window */
    double likes_views_spread;    /**< robust sd of log likes per view, floor removed */
    double comments_likes_spread; /**< robust sd of log comments per like, likewise */
    /** How far a counter follows the post's others: its log against their shared move, a
     * slope, usually 0.8 to 1; a fixed delivery on top makes it small. */
    double likes_loading, views_loading, comments_loading;
    /** Nats by which likes at equal other counters change level once. */
    double break_gain;
    double break_size; /**< natural log by which they change then; negative: they fall */
    int64_t break_at;  /**< first post behind the change, or ASSAY_TIME_UNKNOWN */
    /** Share of a counter that single posts have above what is expected of them. */
    double excess_share[ASSAY_METRIC_COUNT];
    /** Nats by which the same amount added to part of the posts explains a counter better
     * than following another counter alone does, and the share of it that was added then;
     * likes, comments and views only. */
    double package_gain[ASSAY_METRIC_COUNT], package_share[ASSAY_METRIC_COUNT];
    /** The same nats before the gain is asked to pay for its two more numbers: what tells
     * accounts apart that are all in the red. */
    double package_lead[ASSAY_METRIC_COUNT];
    /** Share of a counter that is more than organic, single posts and the account's whole
     * level together; `inflated_share` is that of the likes, without likes the views. */
    assay_interval inflated[ASSAY_METRIC_COUNT];

    /** Likes that lie on every post alike, whatever its views: an amount with its 90 %
     * interval, about 0 for organic posts; needs five posts with likes and views. */
    assay_interval likes_floor;
    double likes_floor_share; /**< its lower end over the median post's likes, 0..1 */
    /** All of the above once that amount is taken off the likes; NULL when there is none
     * to take, or for a campaign. A statistic that speaks louder there is heard there
     * (feature/features.c), so that adding likes to every post hides nothing. */
    const struct assay_engagement *less;
} assay_engagement;

/** Analyse the posts of an account.
 *
 * @param campaign  NULL: all posts; else checks are given for the posts published in it,
 *                  expected from the posts outside it
 * @errors NO_MEMORY, NUMERIC   @cost O(posts log posts)   @thread any, one arena each
 * @source Beaton & Tukey 1974; Cook & Weisberg 1982; bench/engagement_real
 */
ASSAY_API ASSAY_CHECKED assay_status assay_engagement_analyse(
    const assay_account *account, const assay_norms *norms, const assay_span *campaign,
    assay_arena *arena, assay_engagement *out, assay_error *err);

/** Name of a counter: `likes`, `comments`, `shares`, `views`; static. */
ASSAY_API const char *assay_metric_name(assay_metric metric);

/** Name of a reason: `level`, `coupling`, `round`, `duplicate`, or empty; static. */
ASSAY_API const char *assay_post_because_name(assay_post_because because);

#endif
