/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality of those who came with a gain: a delivery brings profiles unlike the ones
 * that were there, a viral post brings more of the same.
 *
 * Followers are dated by what is told, by their place on the curve or by the bound of
 * creation dates. Their probabilities are compared by ranks (Mann & Whitney 1947, ties
 * corrected), because a model that is wrong about all of them alike is still right about
 * which of the two groups it doubts more.
 */
#include "events/cohort.h"

#include "base/arena.h"
#include "base/str.h"
#include "stat/order.h"
#include "stat/tail.h"

#include <math.h>

enum { LEAST = 20 };

/** Room for the two groups: those who came, then those before. */
typedef struct bench {
    double *p;     /* [n] */
    double *rank;  /* [n] */
    size_t *order; /* [2 n] */
} bench;

static bool is_follower(const assay_member_check *check)
{
    return check->role == ASSAY_ROLE_FOLLOWER && !isnan(check->suspicious) &&
           check->followed_by != ASSAY_FOLLOWED_UNKNOWN;
}

/* Those of a span, appended. @return how many there are then */
static size_t gather(const assay_audience *audience, assay_span span, size_t n,
                     double p[])
{
    for (size_t r = 0; r < audience->n_order; r++) {
        const assay_member_check *check = &audience->checks[audience->order[r]];
        if (is_follower(check) && check->followed_at > span.from &&
            check->followed_at <= span.to)
            p[n++] = check->suspicious;
    }
    return n;
}

/* Mean with its 95 % interval by the spread of the values, within 0..1. */
static assay_interval mean_of(const double p[], size_t n)
{
    double sum = 0, squares = 0, size = (double)n;
    for (size_t i = 0; i < n; i++)
        sum += p[i];
    double mean = sum / size;
    for (size_t i = 0; i < n; i++)
        squares += (p[i] - mean) * (p[i] - mean);
    /* one more of each end, so that alike values have an interval too */
    squares += mean * mean + (1 - mean) * (1 - mean);
    double half = 1.959963984540054 * sqrt(squares / (size + 1) / size);
    return (assay_interval){mean, fmax(mean - half, 0), fmin(mean + half, 1)};
}

/* Digits against the first `came` of n values ranking no higher than the others. */
static double rank_test(const bench *b, size_t came, size_t n)
{
    double sum = 0, ties = 0, all = (double)n, c = (double)came;
    assay__ranks(b->p, n, b->rank, b->order);
    for (size_t i = 0; i < came; i++)
        sum += b->rank[i];
    assay__sort(b->p, n);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && b->p[to] <= b->p[from];)
            to++;
        double t = (double)(to - from);
        ties += t * t * t - t;
    }
    double over = sum - c * (c + 1) / 2 - c * (all - c) / 2;
    double variance = c * (all - c) / 12 * (all + 1 - ties / (all * (all - 1)));
    return variance > 0 ? assay__tail_normal((over - 0.5) / sqrt(variance)) : 0;
}

static void compare(const assay_audience *audience, const bench *b, assay_event *event)
{
    const assay_span in = {event->from, event->to};
    const assay_span before = {ASSAY_TIME_UNKNOWN, event->from};
    assay_cohort *cohort = &event->cohort;
    cohort->came = gather(audience, in, 0, b->p);
    size_t n = gather(audience, before, cohort->came, b->p);
    cohort->before = n - cohort->came;
    if (cohort->came < LEAST || cohort->before < LEAST)
        return;
    cohort->suspicious = mean_of(b->p, cohort->came);
    cohort->earlier = mean_of(b->p + cohort->came, cohort->before);
    cohort->digits = rank_test(b, cohort->came, n);
}

static void read_strongest(assay_events *events)
{
    double most = -1, compared = 0;
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_cohort *cohort = &events->events[i].cohort;
        if (isnan(cohort->digits))
            continue;
        compared++;
        if (cohort->digits <= most)
            continue;
        most = cohort->digits;
        events->cohort_event = i;
        events->cohort_contrast = cohort->suspicious.value - cohort->earlier.value;
    }
    if (compared > 0)
        events->cohort_digits = fmax(most - log10(compared), 0);
}

assay_status assay__cohorts_compare(assay_findings *findings, assay_arena *arena,
                                    assay_error *err)
{
    const assay_audience *audience = &findings->audience;
    assay_events *events = &findings->events;
    size_t n = audience->n_order;
    for (size_t i = 0; i < events->n_events; i++)
        events->events[i].cohort = (assay_cohort){.suspicious = ASSAY_INTERVAL_UNKNOWN,
                                                  .earlier = ASSAY_INTERVAL_UNKNOWN,
                                                  .digits = ASSAY_NUMBER_UNKNOWN};
    if (n == 0 || events->n_events == 0)
        return ASSAY_OK;
    bench b = {assay__arena_raw(arena, n, sizeof *b.p),
               assay__arena_raw(arena, n, sizeof *b.rank),
               assay__arena_raw(arena, 2 * n, sizeof *b.order)};
    if (b.p == NULL || b.rank == NULL || b.order == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to compare %zu followers", n);
    for (size_t i = 0; i < events->n_events; i++)
        if (events->events[i].pulse != SIZE_MAX)
            compare(audience, &b, &events->events[i]);
    read_strongest(events);
    return ASSAY_OK;
}
