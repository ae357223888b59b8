/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the counters of a post move together. */
#ifndef ASSAY_ENGAGEMENT_COUPLING_H
#define ASSAY_ENGAGEMENT_COUPLING_H

#include "engagement/sample.h"

/** One shared attention a post, which every counter follows by its own loading. */
typedef struct assay__coupling {
    double loading[ASSAY_METRIC_COUNT];
    double own[ASSAY_METRIC_COUNT]; /**< variance of a counter that attention leaves */
} assay__coupling;

/** What the other counters of a post let expect of one. */
typedef struct assay__shared {
    double shift;    /**< expected residual, natural log */
    double variance; /**< of that expectation, without the counter's own */
    bool known;      /**< false: no other counter is known, shift is 0 */
} assay__shared;

/** Loadings and own variances of the account, shrunk towards the usual ones. */
assay__coupling assay__coupling_fit(assay__sample *sample);

/** Expectation of `metric` from the other counters of row i. @param without a second
 * counter to leave out, or ASSAY_METRIC_COUNT */
assay__shared assay__coupling_expect(const assay__sample *sample,
                                     const assay__coupling *coupling, assay_metric metric,
                                     assay_metric without, size_t i);

/** Residual of a counter at equal other counters of its post; NaN unknown. */
double assay__coupling_rest(const assay__sample *sample, const assay__coupling *coupling,
                            assay_metric metric, size_t i);

/** Fill attention_z. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__attention_fill(assay__sample *sample,
                                                 const assay__coupling *coupling,
                                                 assay_arena *arena,
                                                 assay_engagement *out, assay_error *err);

#endif
