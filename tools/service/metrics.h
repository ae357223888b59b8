/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the service counts, and GET /metrics: Prometheus text 0.0.4, or OpenMetrics 1.0.0
 * when Accept asks for it. Counting is an atomic addition. */
#ifndef ASSAY_SERVICE_METRICS_H
#define ASSAY_SERVICE_METRICS_H

#include "request.h"

#include <stdatomic.h>

enum { METRIC_ROUTES = 16, METRIC_STATUSES = 24, METRIC_BUCKETS = 16 };

/** Counts below bounds, and their sum. */
typedef struct histogram {
    atomic_ullong buckets[METRIC_BUCKETS + 1]; /**< the last: over all bounds */
    atomic_ullong sum;                         /**< millionths of the unit */
} histogram;

/** Why capacity or a limit refused. */
typedef enum refusal {
    REFUSED_QUEUE,
    REFUSED_MEMORY,
    REFUSED_RATE,
    REFUSED_SIZE,
    REFUSED_KEY,
    REFUSED_COUNT
} refusal;

/** How a job of /v1/network ended. */
typedef enum network_outcome {
    NETWORK_OUTCOME_DONE,
    NETWORK_OUTCOME_FAILED,
    NETWORK_OUTCOME_CANCELLED,
    NETWORK_OUTCOMES
} network_outcome;

/** All counters; zeroed is ready. */
typedef struct metrics {
    atomic_ullong requests[METRIC_ROUTES][METRIC_STATUSES];
    histogram seconds[METRIC_ROUTES];
    histogram work, queue, challenger_distance, network_seconds;
    atomic_ullong scored, failed, decisions[4], undecided;
    atomic_ullong received, sent, refused[REFUSED_COUNT];
    atomic_ullong reloads, reloads_failed;
    atomic_ullong networks[NETWORK_OUTCOMES], network_actions;
    atomic_ullong agreed, disagreed, skipped;
    int64_t started_at;
} metrics;

/** A request is over. */
void metrics_request(metrics *all, const request *r);
/** An account was scored. */
void metrics_verdict(metrics *all, const assay_verdict *verdict);
/** One that could not be used. */
void metrics_failed(metrics *all);
/** A job is over. @param seconds  of its search; 0: it never began */
void metrics_network(metrics *all, network_outcome how, size_t actions, double seconds);
void metrics_refused(metrics *all, refusal why);
void metrics_observe(histogram *into, double value);

#endif
