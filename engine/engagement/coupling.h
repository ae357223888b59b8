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

/** Loadings and own variances of the account, shrunk towards the usual ones; fills
 * `shared` of the sample with what all other counters let expect of each. */
assay__coupling assay__coupling_fit(assay__sample *sample);

/** Expectation of `metric` from the other counters of row i. @param without a second
 * counter to leave out, or ASSAY_METRIC_COUNT */
assay__shared assay__coupling_expect(const assay__sample *sample,
                                     const assay__coupling *coupling, assay_metric metric,
                                     assay_metric without, size_t i);

/** Residual of a counter at equal other counters of its post; NaN unknown. */
static inline double assay__coupling_rest(const assay__sample *sample,
                                          assay_metric metric, size_t i)
{
    return sample->rest[metric][i] - sample->shared[metric][i].shift;
}

/** Usual slope of the log of one counter on that of another, and the variance that is left
 * within one account. */
void assay__coupling_usual(assay_metric metric, assay_metric other, double *slope,
                           double *variance);

/** Loading of a counter when 8 mature posts have it and another; else NaN. */
double assay__loading_of(const assay__sample *sample, const assay__coupling *coupling,
                         assay_metric metric);

/** Fill attention_z. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__attention_fill(assay__sample *sample,
                                                 const assay__coupling *coupling,
                                                 assay_arena *arena,
                                                 assay_engagement *out, assay_error *err);

#endif
