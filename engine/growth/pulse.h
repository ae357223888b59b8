/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From tested stretches to pulses and to evidence for every observed step. */
#ifndef ASSAY_GROWTH_PULSE_H
#define ASSAY_GROWTH_PULSE_H

#include "growth/shape.h"

/** Screen, test and describe what stands out; fills out->pulses.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__pulses_find(assay__curve *curve, assay_growth *out,
                                              assay_error *err);

/** What is told of a stretch beside its likelihoods; NaN where not seen. */
typedef struct assay__signs {
    double amount, followers; /* that came in it, and that were there before */
    double level, edge, precursor;
} assay__signs;

/** What speaks for a delivery or against it; weights in delivered.def. */
typedef enum assay__term {
#define TERM(name, value) ASSAY__TERM_##name,
#include "growth/delivered.def"
#undef TERM
    ASSAY__TERMS
} assay__term;

/** The terms of a tested stretch. @param x  [ASSAY__TERMS] */
void assay__delivered_terms(const assay__curve *curve, const assay__fit *fit,
                            const assay__signs *signs, double x[]);

/** 0..1, rising with the evidence that a tested stretch was delivered. */
double assay__delivered(const assay__curve *curve, const assay__fit *fit,
                        const assay__signs *signs);

/** What lies inside a pulse: fills its peak, peak_after, peak_before and left_14d; NaN
 * where not seen. @cost O(days) */
void assay__peak_describe(const assay__curve *curve, const assay__fit *fit,
                          assay_pulse *p);

/** -log10 p that its days are as equal as they are; NaN for short stretches and for cut
 * counts. */
double assay__levelness(const assay__curve *curve, const assay__fit *fit);

/** What an amount may be off by, all in followers: SHARE the amount itself; NOISE the sd
 * of what came by itself meanwhile, by the account's level, and of the counts' cut; STRAYS
 * the same by other stretches of its curve; UNIT the counts' when they are cut; UNREAD the
 * amount where a step is longer than a day and a half. Weights in amount.def. */
typedef enum assay__doubt {
#define TERM(name, ...) ASSAY__DOUBT_##name,
#include "growth/amount.def"
#undef TERM
    ASSAY__DOUBTS
} assay__doubt;

/** Gains of fewer bins than this are sudden. */
enum { ASSAY__LONG_GAIN = 5 };

/** Followers that came on top of the account's own growth in a tested stretch.
 * @param over   [bins + 1] prefix sums of gain over level
 * @param doubt  [ASSAY__DOUBTS] filled */
assay_interval assay__amount(const assay__curve *curve, const double over[],
                             const assay__fit *fit, double doubt[]);

/** Evidence for the steps of a curve read about monthly, where a delivery is one step
 * among its neighbours and has no shape of its own. */
double assay__sparse_evidence(const assay__curve *curve, size_t bin);

/** Nats by which `amount`, known to +- sd, looks like a package with up to 10 % given on
 * top rather than like any amount; -2..2, 0 when the amount is too uncertain. */
double assay__roundness(double amount, double sd);

/** Robust sd of views that explain a gain. */
#define ASSAY__VIEWS_SEEN 1.5

/** Views and posts around every pulse, coupling to content; fills the pulses' views_z,
 * posts_near and per_view, content_coupling.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__content_fill(assay__curve *curve, assay_growth *out,
                                               assay_error *err);

/** Regularity of the curve itself: equal_steps, entropy, periodicity, hour_rayleigh,
 * refills. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__regularity_fill(assay__curve *curve, assay_growth *out,
                                                  assay_error *err);

/** What the pulses come to together: tail_max, shape_max, evidence_max, level_max,
 * aftershock_min, roundness_sum, lost_30d_max, bought, pulse_share, pulses_per_year,
 * unexplained_share, followers_per_view, staircase. */
ASSAY_CHECKED assay_status assay__summary_fill(assay__curve *curve, assay_growth *out,
                                               assay_error *err);

/** What the following count shows: follow_churn, saw_teeth. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__following_fill(assay__curve *curve, assay_growth *out,
                                                 assay_error *err);

/** The smallest gains in 1 and 14 days that the tests would have seen here. */
ASSAY_CHECKED assay_status assay__blind_fill(assay__curve *curve, assay_growth *out,
                                             assay_error *err);

#endif
