/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How good scores are, judged by labels, with intervals.
 *
 * A row without a prediction (NaN) is not left out: it ranks below all others and is
 * counted. Figures of probabilities (Brier, log loss, calibration error, MCC at 1/2) are
 * over the rows that have one, and unknown when any score lies outside 0..1. Whatever
 * needs both classes is unknown with one. The order of rows does not matter, of ties
 * neither, for the intervals too.
 */
#ifndef ASSAY_EVAL_H
#define ASSAY_EVAL_H

#include <assay/base.h>

/* clang-format off */
/** enumerator, name in files, what it is. */
#define ASSAY_EVAL_TABLE(ROW)                                                           \
    ROW(AUROC,             "auroc",         "a bad one ranks above a good one, ties half") \
    ROW(AVERAGE_PRECISION, "ap",            "mean precision over the recalled")           \
    ROW(RECALL_AT_1,       "recall_at_1",   "recall at no more than 1 % false positives") \
    ROW(RECALL_AT_5,       "recall_at_5",   "recall at no more than 5 % false positives") \
    ROW(BRIER,             "brier",         "mean squared error of the probability")      \
    ROW(LOG_LOSS,          "log_loss",      "mean -ln of the probability of the truth")   \
    ROW(CALIBRATION_ERROR, "ece",           "mean |predicted - observed|, 15 equal bins") \
    ROW(MCC_HALF,          "mcc",           "Matthews correlation at 0.5")                \
    ROW(MCC_BEST,          "mcc_best",      "Matthews correlation at the best threshold")  \
    ROW(ECE_BY_CHANCE,     "ece_chance",    "the ece that true probabilities would show")  \
    ROW(CALIBRATION_GAP,   "ece_debiased",  "root mean squared gap of the bins less chance")
/* clang-format on */

/** What is measured. */
typedef enum assay_eval_metric {
#define ASSAY_EVAL_ENUMERATOR(name, text, meaning) ASSAY_EVAL_##name,
    ASSAY_EVAL_TABLE(ASSAY_EVAL_ENUMERATOR)
#undef ASSAY_EVAL_ENUMERATOR
        ASSAY_EVAL_COUNT
} assay_eval_metric;

/** Scores with their labels. */
typedef struct assay_eval_sample {
    const double *score; /**< [n] high is bad; NaN: no prediction */
    const bool *label;   /**< [n] true is bad */
    /** [n] whose row it is, 0, 1, …: rows of one are drawn together. Number them in an
     * order of their own (by name, say), so that row order stays without effect. NULL:
     * each row stands alone. */
    const uint32_t *group;
    size_t n;
} assay_eval_sample;

/** Settings; zeroes are the defaults. */
typedef struct assay_eval_options {
    size_t replicates; /**< of the bootstrap; 0: 2,000; 1: no intervals */
    double level;      /**< of the intervals; 0: 0.9 */
    uint64_t key;      /**< of the randomness */
} assay_eval_options;

/** The figures of one sample. */
typedef struct assay_metrics {
    size_t n, positives;
    size_t missing; /**< rows without a prediction */
    assay_interval metric[ASSAY_EVAL_COUNT];
    double best_threshold; /**< where MCC is best: scores >= it count as bad; NaN when no
                              threshold does better than chance */
} assay_metrics;

/** Name of a metric in files, as `recall_at_1`; static. @cost O(1) @thread any */
ASSAY_API const char *assay_eval_metric_name(assay_eval_metric metric);

/** One line on what a metric is, for people; static. @cost O(1) @thread any */
ASSAY_API const char *assay_eval_metric_meaning(assay_eval_metric metric);

/** Measure a sample, with percentile bootstrap intervals over groups.
 *
 * @param options  NULL: the defaults
 * @param arena    work
 * @param out      [1]; empty input gives unknown figures
 * @errors NO_MEMORY
 * @cost O(n log n + replicates x n), about 1 s for 20,000 x 2,000   @thread any
 * @source Fawcett 2006 (ROC); Davis & Goadrich 2006; Efron & Tibshirani 1993, 13.3
 */
ASSAY_API ASSAY_CHECKED assay_status assay_evaluate(const assay_eval_sample *sample,
                                                    const assay_eval_options *options,
                                                    assay_arena *arena,
                                                    assay_metrics *out, assay_error *err);

/** The figures of one stratum. */
typedef struct assay_stratum_metrics {
    assay_str name;
    bool against_all; /**< it has one class only, and was judged against all rows of
                           the other class */
    assay_metrics metrics;
} assay_stratum_metrics;

/** The figures of all strata, sorted by name. */
typedef struct assay_strata_metrics {
    assay_stratum_metrics *stratum; /**< [n] in the arena */
    size_t n;
} assay_strata_metrics;

/** Measure each stratum; rows of unknown stratum are passed over.
 *
 * @param stratum  [n] beside the rows of `sample`
 * @param arena    work and result
 * @errors NO_MEMORY   @cost that of assay_evaluate for each stratum   @thread any
 */
ASSAY_API ASSAY_CHECKED assay_status
assay_evaluate_strata(const assay_eval_sample *sample, const assay_str stratum[],
                      const assay_eval_options *options, assay_arena *arena,
                      assay_strata_metrics *out, assay_error *err);

/** One bin of a reliability table. */
typedef struct assay_reliability_row {
    double low, high;     /**< least and greatest score inside */
    double n;             /**< rows */
    double mean;          /**< mean score */
    assay_interval share; /**< of bad ones, Wilson's 90 % interval */
} assay_reliability_row;

/** Equal-mass bins over the rows that have a score, ties kept together; bins that would
 * be empty are left out.
 *
 * @param bins    1 or more
 * @param rows    [bins]
 * @param n_rows  how many were filled
 * @errors NO_MEMORY   @cost O(n log n)   @thread any
 */
ASSAY_API ASSAY_CHECKED assay_status assay_reliability(const assay_eval_sample *sample,
                                                       size_t bins, assay_arena *arena,
                                                       assay_reliability_row rows[],
                                                       size_t *n_rows, assay_error *err);

#endif
