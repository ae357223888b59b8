/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The posts of an account as columns of logarithms, in order of time.
 *
 * All statistics of the family read this. A counter that is not known is NaN in its
 * column; zero is a count like others: y = log(count + 1/2), which keeps it finite and
 * nearly unbiased for a Poisson count.
 */
#ifndef ASSAY_ENGAGEMENT_SAMPLE_H
#define ASSAY_ENGAGEMENT_SAMPLE_H

#include <assay/engagement.h>

enum { ASSAY__FORMATS = 8 };

/** Natural log of ten: norms count followers in decades. */
#define ASSAY__LN10 2.302585092994046

/** What the other counters of a post let expect of one. */
typedef struct assay__shared {
    double shift;    /**< expected residual, natural log */
    double variance; /**< of that expectation, without the counter's own */
    bool known;      /**< false: no other counter is known, shift is 0 */
} assay__shared;

/** The posts as columns; row i is account->posts[order[i]]. */
typedef struct assay__sample {
    const assay_account *account;
    const assay_norms *norms;
    size_t n;
    size_t *order;
    int64_t *at;           /**< [n] ASSAY_TIME_UNKNOWN where not known */
    double *place;         /**< [n] time from -1/2 first to 1/2 last; 0 where not known */
    double *age_hours;     /**< [n] when the counters were read; NaN */
    double *followers;     /**< [n] when it was published, >= 1; NaN */
    double *log_followers; /**< [n] */
    size_t *format;        /**< [n] number of its kind */
    size_t formats;        /**< how many kinds there are, ASSAY__FORMATS at most */
    bool *mature; /**< [n] read 48 hours after it was published, or age unknown */
    bool *fits;   /**< [n] may teach the level: mature, outside the campaign */
    bool *asked;  /**< [n] checks are wanted for it */
    double *y[ASSAY_METRIC_COUNT];     /**< [n] log(count + 1/2); NaN */
    double *rest[ASSAY_METRIC_COUNT];  /**< [n] y less its level without this post; NaN */
    double *noise[ASSAY_METRIC_COUNT]; /**< [n] counting variance of y */
    double *doubt[ASSAY_METRIC_COUNT]; /**< [n] variance of the level itself */
    assay__shared *shared[ASSAY_METRIC_COUNT]; /**< [n] once the coupling is fitted */
    double scale[ASSAY_METRIC_COUNT];          /**< robust sd about the level; NaN */
    double slope[ASSAY_METRIC_COUNT];          /**< change over the window, natural log */
    size_t known[ASSAY_METRIC_COUNT];          /**< mature posts with the counter */
    double *work, *spare, *flat;               /**< [n] each, scratch */
    double *pair_noise;                        /**< [3 n] scratch */
    double *floor_room;                        /**< [2 n] scratch */
    size_t *rank, *swap;                       /**< [n] each, scratch */
} assay__sample;

/** A counter of a post; NaN when not known. */
double assay__counter(const assay_post *post, assay_metric metric);

/** Lay the posts out. @param campaign NULL: every post teaches and is asked for
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__sample_read(assay__sample *sample,
                                              const assay_account *account,
                                              const assay_norms *norms,
                                              const assay_span *campaign,
                                              assay_arena *arena, assay_error *err);

#endif
