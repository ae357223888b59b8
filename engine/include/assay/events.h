/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events: dated changes with causes, from the findings of several families as data. */
#ifndef ASSAY_EVENTS_H
#define ASSAY_EVENTS_H

#include <assay/audience.h>
#include <assay/comments.h>
#include <assay/engagement.h>
#include <assay/growth.h>
#include <assay/livestream.h>
#include <assay/network.h>
#include <assay/sales.h>

/** The sampled followers who came in an event beside those from before it. */
typedef struct assay_cohort {
    size_t came, before;       /**< judged ones; 0 without an audience */
    assay_interval suspicious; /**< mean probability of those who came, 95 % */
    assay_interval earlier;    /**< of those before */
    double digits; /**< -log10 p that they are no more suspicious; NaN under 20 and 20 */
} assay_cohort;

/** What a share of suspicious followers rests on. */
typedef enum assay_share_basis {
    ASSAY_SHARE_UNKNOWN,
    ASSAY_SHARE_CURVE,    /**< gains and silence */
    ASSAY_SHARE_AUDIENCE, /**< a sample of the whole list */
    ASSAY_SHARE_BOTH /**< a sample of its newest part and the curve for the rest, or the
                        span of two witnesses that exclude each other */
} assay_share_basis;

/** One dated change. Spans are (from, to]. */
typedef struct assay_event {
    int64_t from, to;
    double gained;    /**< followers(to) - followers(from), signed */
    double low, high; /**< 90 % interval of what came on top of organic growth */
    double excess;    /**< the middle of that interval */
    double cause[ASSAY_CAUSE_COUNT]; /**< posterior, sum 1 */
    size_t pulse;        /**< index into growth->pulses, or SIZE_MAX for a drop */
    size_t drop;         /**< index into growth->drops, or SIZE_MAX for a pulse */
    assay_cohort cohort; /**< who came in it; of a drop nobody */
} assay_event;

/** What one explanation of the account bears on. */
typedef struct assay_bearing {
    const size_t *events; /**< [n] indices of events, rising */
    size_t n;
} assay_bearing;

/** Everything the families show together. Arrays live in the arena. */
typedef struct assay_events {
    assay_event *events; /**< by `from` */
    size_t n_events;
    assay_bearing *bearings; /**< [n_explanations of the account] */
    size_t n_bearings;       /**< that of the account, or 0 when none bears on anything */
    assay_interval bought_followers; /**< sum over events weighted by P(purchase) */
    double suspicious_share;         /**< of today's followers; NaN unknown */
    assay_interval suspicious; /**< the same with its 90 % interval: what pulses left
                                          and, from low rates, what came before the curve */

    assay_interval followers; /**< share of suspicious followers by all that is known of
                                 them, 90 % */
    assay_share_basis followers_basis;

    /* statistics for the rows of feature/features.def; NaN when not assessable */
    double purchase_max;   /**< largest P(purchase) of a positive event */
    double purchase_share; /**< expected bought followers over them and those who came in
                                no sudden gain */
    double elasticity;   /**< of likes after a gain, drawn to 0.6 by its error; lowest */
    double elasticity_p; /**< one-sided: likes follow followers as little; lowest */
    double unexplained_share;  /**< the same without content, views or declared cause */
    double comment_wave_match; /**< comment waves on the days of pulses */
    double cohort_contrast; /**< suspicious in the event that tells most, less before */
    double cohort_digits;   /**< -log10 p of it, the number of events accounted for */
    size_t cohort_event;    /**< index of that event; SIZE_MAX: none */
} assay_events;

/** What all families found of one account. */
typedef struct assay_findings {
    assay_growth growth;
    assay_engagement engagement;
    assay_comments comments;
    assay_audience audience;
    assay_network_findings network;
    assay_livestream livestream;
    assay_sales sales;
    assay_events events;
} assay_findings;

/** Join the families' findings.
 *
 * What the account's explanations bear on is weighed with them: an event's causes, and
 * the statistics of growth that rest on its pulse; everything else stays as it was.
 *
 * @param findings  growth, engagement and comments are read, events is filled, growth is
 *                  relieved of what is explained
 * @errors NO_MEMORY   @cost O(events x (posts + explanations))   @thread any, one arena each
 * @source Crane & Sornette 2008 (relaxation); bench/events_causes (causes)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_events_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_findings *findings, assay_error *err);

#endif
