/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Livestream family: viewers, comments, likes, gifts and orders through each stream.
 *
 * Viewers are sold by the viewer-minute, from a hundred at once, with a guarantee for the
 * first five minutes. What that leaves on a curve: a step up, a stretch that wavers less
 * than counted people do, a step down of the same size, refills in between; and beside
 * it comments, likes, gifts and orders that do not know of the added viewers. A raid or a
 * host steps up and decays, a push of the platform swells, a give-away brings comments:
 * none of these is flat and silent at once, which is what is tested.
 */
#ifndef ASSAY_LIVESTREAM_H
#define ASSAY_LIVESTREAM_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/* clang-format off */
/** What a flagged span of a stream is. name, text, English, Vietnamese. */
#define ASSAY_LIVE_KIND_TABLE(ROW)                                                        \
    ROW(PLATEAU,        "plateau",        "an even plateau of silent viewers between steps", \
        "đoạn người xem đều và im lặng giữa hai bước nhảy")                               \
    ROW(STEP,           "step",           "a step up that stays, without more activity",     \
        "bước nhảy giữ nguyên mà hoạt động không tăng")                                   \
    ROW(TOP_UP,         "top_up",         "viewers filled up again to the level before",     \
        "người xem được bù lại đúng mức trước đó")                                        \
    ROW(SILENT,         "silent",         "a stream whose viewers do far less than others'", \
        "buổi phát có người xem ít hoạt động hơn hẳn các buổi khác")                      \
    ROW(COMMENT_WAVE,   "comment_wave",   "a wave of comments detached from the viewers",    \
        "làn sóng bình luận không gắn với người xem")                                     \
    ROW(REGULAR_ORDERS, "regular_orders", "orders at equal intervals",                       \
        "đơn hàng cách đều nhau")
/* clang-format on */

typedef enum assay_live_kind {
#define ASSAY_LIVE_KIND_ENUMERATOR(name, text, en, vi) ASSAY_LIVE_##name,
    ASSAY_LIVE_KIND_TABLE(ASSAY_LIVE_KIND_ENUMERATOR)
#undef ASSAY_LIVE_KIND_ENUMERATOR
        ASSAY_LIVE_KIND_COUNT
} assay_live_kind;

/** What is counted beside the viewers. */
typedef enum assay_live_metric {
    ASSAY_LIVE_COMMENTS,
    ASSAY_LIVE_LIKES,
    ASSAY_LIVE_GIFTS,
    ASSAY_LIVE_ORDERS,
    ASSAY_LIVE_METRIC_COUNT
} assay_live_metric;

/** A flagged stretch (from, to] of one stream: p_value <= 0.01. */
typedef struct assay_live_span {
    size_t stream; /**< index into streams */
    int64_t from, to;
    assay_live_kind kind;
    double viewers;             /**< mean shown in the stretch */
    double expected, low, high; /**< mean without what looks delivered, 90 %; NaN for
                                     kinds that are not about viewers */
    double
        p_value; /**< of a stretch as strange anywhere in a stream without deliveries */
} assay_live_span;

/** One stream. */
typedef struct assay_live_stream {
    assay_str id;
    int64_t from, to;    /**< first and last reading */
    size_t first, n;     /**< its readings, in `order` */
    double step_minutes; /**< median time between readings; NaN for one reading */
    double peak, mean;   /**< viewers shown; mean over time */
    double viewer_minutes;
    double rate[ASSAY_LIVE_METRIC_COUNT]; /**< per viewer-minute; NaN not told */
    assay_interval delivered;             /**< viewer-minutes that look delivered, 90 % */
    double delivered_peak;                /**< most of them at once; 0 when none */
} assay_live_stream;

/** Everything the livestreams show. Arrays live in the arena given to the analysis.
 *
 * Counters that never fall through a stream are read as running totals and turned into
 * what came since the reading before; else they are that already. */
typedef struct assay_livestream {
    assay_state state;
    assay_lack lack;
    size_t n; /**< readings judged */

    bool running[ASSAY_LIVE_METRIC_COUNT]; /**< counters that run on, see above */
    /** [n] rows of account->livestreams, stream by stream, by time */
    const size_t *order;
    assay_live_stream *streams; /**< by first reading, then id */
    size_t n_streams;
    assay_live_span *spans; /**< by stream, from, kind */
    size_t n_spans;
    /** Viewer-minutes over all streams, 90 %, with what the flagged ones let expect of
     * the others; NaN unknown. */
    assay_interval delivered;
    double viewer_minutes; /**< over all streams judged */
    double peak_share;     /**< largest share of a stream's peak that looks delivered */
    size_t unseen;         /**< streams read too rarely to show a five-minute plateau */
    double unseen_viewers; /**< fewer at once would not be seen; NaN unknown */

    /* statistics for the rows of feature/features.def; NaN when not assessable */
    double plateau;         /**< -log10 p of the strangest plateau */
    double delivered_share; /**< of viewer-minutes */
    double top_ups;         /**< refills to the level before, all streams */
    double elasticity; /**< of comments, likes, gifts and orders in viewers; people: 1 */
    double evenness;   /**< log sd of viewers from reading to reading */
    double comments_rate; /**< comments per 1,000 viewer-minutes */
    double likes_rate;    /**< likes per 1,000 viewer-minutes */
    double viewers_rate;  /**< viewers over followers, median stream */
    double comment_wave;  /**< -log10 p of the strangest wave */
    double order_cadence; /**< -log10 p of orders as regular */
} assay_livestream;

/** Look at the livestream readings of an account.
 *
 * A stream needs eight readings with viewers; two streams of that, or one of an hour, are
 * enough for state ok.
 * @errors NO_MEMORY   @cost O(rows log rows), 0.1 ms for 500 readings   @thread any
 * @source Brown 1986 (shapes of arrivals: Bartlett's test); Fisher 1932 (joint p);
 * calibration by bench/livestream
 */
ASSAY_API ASSAY_CHECKED assay_status assay_livestream_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_livestream *out, assay_error *err);

/** `plateau`, `step`, `top_up`, … ; static. @cost O(1) @thread any */
ASSAY_API const char *assay_live_kind_name(assay_live_kind kind);

#endif
