/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exhibits: what a picture of an account is drawn from, thinned to what an eye can
 * tell apart. One place makes them; SVG, JSON and the terminal only write them down.
 *
 * A line of many readings keeps of each stretch its first, last, lowest and highest, so
 * that it looks the same as the whole (Jugel, Jerzak, Hackenbroich & Markl 2014, M4).
 * The organic line is the curve less what its events are taken to have delivered: each
 * event's excess with its probability of being a purchase, less what left again. It ends
 * where the estimate of delivered followers says, and an account without deliveries is
 * its own organic line.
 */
#ifndef ASSAY_REPORT_EXHIBITS_H
#define ASSAY_REPORT_EXHIBITS_H

#include <assay/verdict.h>

#include "base/buffer.h"

enum {
    ASSAY__LINE_POINTS = 300,
    ASSAY__POST_ROWS = 300,
    ASSAY__CLUSTERS_SHOWN = 6,
    ASSAY__TEXTS_SHOWN = 3,
    ASSAY__LIVE_POINTS = 240,
    ASSAY__LIVE_SHOWN = 6
};

/** The follower curve; unknown numbers are NaN. */
typedef struct assay__growth_line {
    size_t n;
    int64_t at[ASSAY__LINE_POINTS];
    double followers[ASSAY__LINE_POINTS];
    double organic[ASSAY__LINE_POINTS]; /**< without what looks delivered */
    double low[ASSAY__LINE_POINTS], high[ASSAY__LINE_POINTS]; /**< 90 % about it */
} assay__growth_line;

/** @cost O(readings + points x events x log readings), no allocation */
void assay__growth_line_make(const assay_verdict *verdict, assay__growth_line *out);

/** Followers without what looks delivered at one time, with its 90 % range; NaN where
 * growth could not be assessed. */
assay_interval assay__organic_at(const assay_verdict *verdict, int64_t at);

/** One post as drawn. */
typedef struct assay__post_row {
    const assay_post *post;
    double likes, expected, low, high;   /**< of the account itself; NaN unknown */
    double usual, usual_low, usual_high; /**< likes of a peer's post; NaN unknown */
    const assay_post_check *flagged;     /**< its first flagged counter, or NULL */
} assay__post_row;

/** The posts in the account's order: of many, those that stand out and the newest. */
typedef struct assay__post_rows {
    size_t n;
    assay__post_row rows[ASSAY__POST_ROWS];
} assay__post_rows;

void assay__post_rows_make(const assay_verdict *verdict, assay__post_rows *out);

/** Comments that say the same, surprisingly often or flagged; or flagged for one reason. */
typedef struct assay__comment_group {
    size_t cluster; /**< index into the clusters; ASSAY_NO_CLUSTER: by reason alone */
    size_t n;       /**< comments */
    assay_comment_because because;
    size_t n_texts;
    size_t texts[ASSAY__TEXTS_SHOWN]; /**< comments of different texts */
} assay__comment_group;

/** What of the comments is shown. */
typedef struct assay__comment_groups {
    size_t n_clusters, n_kinds;
    assay__comment_group clusters[ASSAY__CLUSTERS_SHOWN];    /**< by number */
    assay__comment_group kinds[ASSAY_COMMENT_BECAUSE_COUNT]; /**< flagged, by reason */
    size_t flagged;                                          /**< all that are flagged */
} assay__comment_groups;

/** @cost O(comments x clusters shown) */
void assay__comment_groups_make(const assay_verdict *verdict, assay__comment_groups *out);

/** One stream as drawn: of each stretch of readings its first, last, lowest and highest.
 * Comments and orders are those since the point before; NaN where they are not told. */
typedef struct assay__live_line {
    const assay_live_stream *stream;
    size_t number; /**< index into the streams of the findings */
    size_t n;
    int64_t at[ASSAY__LIVE_POINTS];
    double viewers[ASSAY__LIVE_POINTS];
    double comments[ASSAY__LIVE_POINTS], orders[ASSAY__LIVE_POINTS];
} assay__live_line;

/** Streams worth showing: those with flagged stretches, strangest first, then the most
 * watched; put in their own order.
 * @param streams  [ASSAY__LIVE_SHOWN] @param most  1..ASSAY__LIVE_SHOWN @return how many */
size_t assay__live_choose(const assay_verdict *verdict, size_t most, size_t streams[]);

/** @cost O(readings of the stream), no allocation */
void assay__live_line_make(const assay_verdict *verdict, size_t stream,
                           assay__live_line *out);

/** A comment's text as it may be shown: whoever it names by handle, address or telephone
 * is cut out, and it ends after 160 characters. */
void assay__comment_shown(assay_buffer *out, assay_str text);

#endif
