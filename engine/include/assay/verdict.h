/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict, assay.verdict/1, as plain data: the only thing writers see.
 *
 * A quantity that cannot be assessed is NaN here and absent in every output. The
 * wording never accuses: the account shows, never the creator bought.
 */
#ifndef ASSAY_VERDICT_H
#define ASSAY_VERDICT_H

#include <assay/features.h>
#include <assay/target.h>

/** The last word. */
typedef enum assay_decision {
    ASSAY_DECISION_INSUFFICIENT_DATA,
    ASSAY_DECISION_SIGN,
    ASSAY_DECISION_REVIEW,
    ASSAY_DECISION_DECLINE
} assay_decision;

/** What keeps a probability beyond the even point at `review`: the first that holds. */
typedef enum assay_held {
    ASSAY_HELD_NOT,   /**< nothing does, or the word is another */
    ASSAY_HELD_RANGE, /**< the probability's interval reaches to where signing is cheaper */
    ASSAY_HELD_SALES,  /**< real sales have paid for the contract */
    ASSAY_HELD_BENIGN, /**< something harmless explains the largest gain better */
    ASSAY_HELD_ALONE   /**< fewer than two independent families are at p <= 0.01 */
} assay_held;

/** What a probability was calibrated on. */
typedef enum assay_basis {
    ASSAY_BASIS_NONE, /**< probability, low and high are absent */
    ASSAY_BASIS_SIMULATION,
    ASSAY_BASIS_LABELS
} assay_basis;

/** Where norms came from. */
typedef enum assay_norms_source {
    ASSAY_NORMS_MODEL,
    ASSAY_NORMS_ROSTER,
    ASSAY_NORMS_BLEND
} assay_norms_source;

/** Two costs and an assumed prevalence; every verdict repeats them. */
typedef struct assay_policy {
    double cost_wrong_sign;    /**< of signing an inflated account, > 0 */
    double cost_wrong_decline; /**< of declining an honest one, > 0 */
    double prevalence;         /**< share of inflated accounts among those asked, 0..1 */
} assay_policy;

/** 1.0, 0.5, 0.15. */
#define ASSAY_POLICY_DEFAULT ((assay_policy){1.0, 0.5, 0.15})

/** A model that took part. */
typedef struct assay_model_ref {
    const char *kind, *name; /**< terminated, in the model's memory */
    const char *sha256;      /**< [65] of the model's file */
} assay_model_ref;

/** What one family says. */
typedef struct assay_family_verdict {
    assay_family family;
    assay_state state;
    assay_lack lack;
    double p_value;       /**< NaN when not assessable */
    int64_t contribution; /**< to the score, in 1e-6 log-odds */
} assay_family_verdict;

/** One reason. Those of a family and its `other` sum to the family's contribution. */
typedef struct assay_reason {
    const assay_feature *feature; /**< NULL: `other`, what the named ones leave */
    assay_family family;
    double value, typical, percentile; /**< percentile 0..1 in the suspicious direction */
    int64_t contribution;              /**< in 1e-6 log-odds */
    int64_t from, to;                  /**< ASSAY_TIME_UNKNOWN without a date */
    const char *text_en, *text_vi;     /**< one sentence each, terminated */
} assay_reason;

/** The named estimates of a verdict. name as in JSON. Live viewers are viewer-minutes;
 * roims is revenue over cost; the cost of a customer is in findings->sales.currency. */
/* clang-format off */
#define ASSAY_ESTIMATE_TABLE(ROW)                          \
    ROW(BOUGHT_FOLLOWERS,          "bought_followers")          \
    ROW(SUSPICIOUS_FOLLOWER_SHARE, "suspicious_follower_share") \
    ROW(INAUTHENTIC_COMMENT_SHARE, "inauthentic_comment_share") \
    ROW(INFLATED_ENGAGEMENT_SHARE, "inflated_engagement_share") \
    ROW(ENGAGEMENT_RATE,           "engagement_rate")           \
    ROW(CREDIBLE_REACH,            "credible_reach")            \
    ROW(MONEY_AT_RISK,             "money_at_risk")             \
    ROW(FAIR_FEE,                  "fair_fee")                  \
    ROW(BOUGHT_LIVE_VIEWERS,       "bought_live_viewers")       \
    ROW(ROIMS,                     "roims")                     \
    ROW(CUSTOMER_ACQUISITION_COST, "customer_acquisition_cost")
/* clang-format on */

typedef enum assay_estimate {
#define ASSAY_ESTIMATE_ENUMERATOR(name, text) ASSAY_ESTIMATE_##name,
    ASSAY_ESTIMATE_TABLE(ASSAY_ESTIMATE_ENUMERATOR)
#undef ASSAY_ESTIMATE_ENUMERATOR
        ASSAY_ESTIMATE_COUNT
} assay_estimate;

/** What could not have been seen. */
typedef struct assay_blind_spot {
    assay_family family;
    const char *text_en, *text_vi;
} assay_blind_spot;

/** What to ask the creator for, by expected narrowing of the interval. */
typedef struct assay_next_step {
    const char *ask; /**< `instagram_download`, `daily_followers`, … */
    double narrows;  /**< expected share by which the risk interval narrows, 0..1 */
    const char *text_en, *text_vi; /**< a ready message to the creator */
} assay_next_step;

/** What an explanation of the account did. */
typedef struct assay_explained {
    const assay_explanation *claim; /**< in the account */
    double before; /**< risk probability without it, all others kept; NaN without a basis,
                        or past the 32nd that bears on anything */
    double after;  /**< that of the verdict */
    const assay_bearing *on; /**< events it bears on, indices into findings->events */
} assay_explained;

/* clang-format off */
/** Changes of the evidence that a counterfactual is made of, smallest first. */
#define ASSAY_CHANGE_TABLE(ROW)                                                          \
    ROW(EXPLAIN_EVENT,   "explain_event")   /* an explanation of its span was given */    \
    ROW(REMOVE_COMMENTS, "remove_comments") /* the flagged comments of one cluster */     \
    ROW(REMOVE_POSTS,    "remove_posts")    /* flagged posts and the comments under them */ \
    ROW(REMOVE_EVENT,    "remove_event")    /* what a gain brought on top never came */   \
    ROW(WITHHOLD_FAMILY, "withhold_family") /* its table was not given */
/* clang-format on */

typedef enum assay_change_kind {
#define ASSAY_CHANGE_ENUMERATOR(name, text) ASSAY_CHANGE_##name,
    ASSAY_CHANGE_TABLE(ASSAY_CHANGE_ENUMERATOR)
#undef ASSAY_CHANGE_ENUMERATOR
} assay_change_kind;

/** One change of the evidence of an account; assay_account_change makes it. */
typedef struct assay_change {
    assay_change_kind kind;
    size_t event;        /**< EXPLAIN_EVENT, REMOVE_EVENT: index into findings->events */
    assay_cause cause;   /**< EXPLAIN_EVENT */
    size_t cluster;      /**< REMOVE_COMMENTS: index into findings->comments.clusters */
    assay_family family; /**< WITHHOLD_FAMILY */
    size_t removed;      /**< rows taken out, or followers for REMOVE_EVENT; for people */
} assay_change;

/** What would change the decision, as scored again on the changed record. */
typedef struct assay_counterfactual {
    assay_change changes[2];
    size_t n_changes;
    assay_decision decision; /**< milder than the verdict's */
    double probability;      /**< risk then; NaN without a basis */
} assay_counterfactual;

/** The verdict of one account. Arrays and texts live in the scorer until its next call. */
typedef struct assay_verdict {
    const assay_account
        *account;  /**< platform, handle, currency; must outlive the verdict */
    int64_t as_of; /**< newest observation in the input */
    bool dated;    /**< spans of events print as dates */
    assay_model_ref models[8];
    size_t n_models;
    char input_sha256[65];

    assay_norms_source norms_source;
    const char *stratum; /**< terminated */
    assay_evidence evidence;
    double norms_n;

    assay_policy policy;
    assay_state state;
    bool decided; /**< false with --no-decision */
    assay_decision decision;
    assay_held held;     /**< why a review is no decline */
    double integrity;    /**< 0..100, monotone in the score; NaN not assessable */
    int64_t score, base; /**< in 1e-6 log-odds */

    assay_basis basis;
    const char *calibration; /**< `beta` or `venn_abers`, by labels; NULL: neither */
    double calibration_n;    /**< labels it rests on */
    assay_interval risk;     /**< probability of being inflated */
    double p_value;          /**< against a panel when one was given, else the model's */
    const char *panel_stratum; /**< what of the panel: a platform, or `*`; NULL: none */
    double panel_n;            /**< accounts of it compared with */
    double q_value;            /**< NaN outside rosters */
    bool has_flag, flagged;

    assay_family_verdict families[ASSAY_FAMILY_COUNT];
    assay_reason *reasons; /**< by size of contribution within family order */
    size_t n_reasons;

    assay_interval estimates[ASSAY_ESTIMATE_COUNT];
    const char *engagement_basis; /**< static; NULL when unknown */

    const assay_findings *findings; /**< events, comment and post checks, coverage */
    const double *features;         /**< [assay_feature_count()] */
    assay_blind_spot *blind_spots;
    size_t n_blind_spots;
    assay_next_step *next_steps;
    size_t n_next_steps;

    assay_explained *explained; /**< [n_explained] one each explanation of the account */
    size_t n_explained;
    double unexplained_risk; /**< risk probability without any explanation; NaN when no
                                  explanation bears on anything */
    assay_counterfactual *counterfactuals; /**< [n_counterfactuals] at most three, the
                                                smallest first */
    size_t n_counterfactuals;
    bool asked_counterfactuals; /**< they were looked for: none means there is none */

    const assay_target_fit *target_fit; /**< NULL: no target was asked about */
} assay_verdict;

/** Name of a kind of change as in a verdict; static. */
ASSAY_API const char *assay_change_name(assay_change_kind kind);

#endif
