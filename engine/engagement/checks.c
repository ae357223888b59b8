/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Posts one by one. A counter is expected at the account's level moved by what the other
 * counters of the post say; without them at the level alone. Where several counters of a
 * post disagree, the one without which the others agree best is the one that moved:
 * it is left out of the expectation of the rest, so that delivered likes do not make
 * honest views look low.
 *
 * Errors are Student's t with 6 degrees of freedom: scales are estimated from a dozen
 * posts and organic posts have heavier tails than the normal.
 */
#include "engagement/checks.h"

#include <math.h>

#include "engagement/level.h"

/* 95 % quantile of Student's t with 6 degrees of freedom. */
static const double T6_95 = 1.943180280515302;
/* A counter stands out at p <= 0.01: one in a hundred of ordinary ones. */
static const double STANDS_OUT = 0.01;
/* Beyond this many sd the counters of a post disagree enough to ask which one moved. */
static const double DISAGREES = 3;

/** One counter of one post as expected. */
typedef struct expectation {
    double z;     /* standardised residual; NaN when nothing is expected */
    double mid;   /* expected count and a half */
    double sd;    /* of its natural log */
    bool coupled; /* other counters had their say */
} expectation;

double assay__two_sided_t6(double t)
{
    double c = 6 / (6 + t * t);
    double sine = sqrt(1 - c);
    /* 1/sqrt(1 - c) = 1 + c/2 + 3c^2/8 + …; the p is sine times what its first three
     * terms leave, in the tail by the next terms, where the difference would cancel */
    double p = c < 0.02 ? sine * c * c * c * (5.0 / 16 + c * (35.0 / 128 + c * 63 / 256))
                        : 1 - sine * (1 + c * (0.5 + 0.375 * c));
    return fmin(fmax(p, 1e-12), 1);
}

/* A counter against what the others of its post say. */
static expectation expect_from(const assay__sample *sample,
                               const assay__coupling *coupling, assay_metric metric,
                               const assay__shared *shared, size_t i)
{
    double rest = sample->rest[metric][i];
    if (isnan(rest))
        return (expectation){.z = ASSAY_NUMBER_UNKNOWN};
    double mid = exp(assay__level_at(sample, metric, i) + shared->shift);
    double level = sample->scale[metric] * sample->scale[metric];
    double own = level;
    if (shared->known)
        own = fmin(coupling->own[metric] + shared->variance, 9 * level);
    /* counting noise of the expected count: zero seen where a hundred were due is news */
    double sd = sqrt(own + sample->doubt[metric][i] + 1 / mid);
    return (expectation){(rest - shared->shift) / sd, mid, sd, shared->known};
}

static expectation expect_without(const assay__sample *sample,
                                  const assay__coupling *coupling, assay_metric metric,
                                  assay_metric without, size_t i)
{
    assay__shared shared = assay__coupling_expect(sample, coupling, metric, without, i);
    return expect_from(sample, coupling, metric, &shared, i);
}

/* Misfit of the counters of a post among themselves when one is left out. */
static double misfit_without(const assay__sample *sample, const assay__coupling *coupling,
                             assay_metric left_out, size_t i)
{
    double misfit = 0;
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        if (m == left_out)
            continue;
        expectation e = expect_without(sample, coupling, (assay_metric)m, left_out, i);
        if (!isnan(e.z))
            misfit += fmin(e.z * e.z, 100);
    }
    return misfit;
}

/* The counter that moved by itself, or ASSAY_METRIC_COUNT when they agree. */
static assay_metric find_mover(const assay__sample *sample,
                               const assay__coupling *coupling, const expectation all[],
                               size_t i)
{
    bool disagree = false;
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++)
        disagree = disagree || (all[m].coupled && fabs(all[m].z) > DISAGREES);
    assay_metric mover = ASSAY_METRIC_COUNT;
    double best = HUGE_VAL;
    for (size_t m = 0; disagree && m < ASSAY_METRIC_COUNT; m++) {
        if (isnan(sample->rest[m][i]))
            continue;
        double misfit = misfit_without(sample, coupling, (assay_metric)m, i);
        if (misfit < best) {
            best = misfit;
            mover = (assay_metric)m;
        }
    }
    return mover;
}

static assay_post_check make_check(const assay__sample *sample, const expectation *e,
                                   assay_metric metric, size_t i)
{
    size_t post = sample->order[i];
    assay_post_check check = {
        .post = post,
        .metric = metric,
        .observed = assay__counter(&sample->account->posts[post], metric),
        .expected = ASSAY_NUMBER_UNKNOWN,
        .low = ASSAY_NUMBER_UNKNOWN,
        .high = ASSAY_NUMBER_UNKNOWN,
        .p_value = ASSAY_NUMBER_UNKNOWN,
        .excess = ASSAY_NUMBER_UNKNOWN,
    };
    if (isnan(e->z))
        return check;
    double range = exp(T6_95 * e->sd);
    check.expected = fmax(0, e->mid - 0.5);
    check.low = fmax(0, e->mid / range - 0.5);
    check.high = fmax(check.expected, e->mid * range - 0.5);
    check.p_value = assay__two_sided_t6(e->z);
    check.excess = fmax(0, check.observed - check.expected);
    if (check.p_value <= STANDS_OUT)
        check.because = e->coupled ? ASSAY_POST_COUPLING : ASSAY_POST_LEVEL;
    return check;
}

static size_t check_post(const assay__sample *sample, const assay__coupling *coupling,
                         size_t i, assay_post_check checks[])
{
    size_t n = 0;
    expectation all[ASSAY_METRIC_COUNT];
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++)
        all[m] = expect_from(sample, coupling, (assay_metric)m, &sample->shared[m][i], i);
    assay_metric mover = find_mover(sample, coupling, all, i);
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        if (isnan(sample->y[m][i]))
            continue;
        expectation e = mover == ASSAY_METRIC_COUNT || m == mover
                            ? all[m]
                            : expect_without(sample, coupling, (assay_metric)m, mover, i);
        checks[n++] = make_check(sample, &e, (assay_metric)m, i);
    }
    return n;
}

/* Shares over the mature posts that were asked for. */
static void sum_up(const assay__sample *sample, assay_engagement *out)
{
    double observed[ASSAY_METRIC_COUNT] = {0}, excess[ASSAY_METRIC_COUNT] = {0};
    size_t posts = 0, high = 0, last = SIZE_MAX;
    bool counted = false;
    for (size_t c = 0; c < out->n_checks; c++) {
        const assay_post_check *check = &out->checks[c];
        if (isnan(check->p_value))
            continue;
        if (check->post != last) {
            posts++;
            counted = false;
            last = check->post;
        }
        bool stands_out = check->p_value <= STANDS_OUT && check->excess > 0;
        observed[check->metric] += check->observed;
        excess[check->metric] += stands_out ? check->excess : 0;
        high += stands_out && !counted;
        counted = counted || stands_out;
    }
    out->outlier_share = posts >= 4 ? (double)high / (double)posts : ASSAY_NUMBER_UNKNOWN;
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++)
        out->excess_share[m] = sample->known[m] >= 4 && observed[m] > 0
                                   ? excess[m] / observed[m]
                                   : ASSAY_NUMBER_UNKNOWN;
}

/* `by post then metric` means the order of the account's posts. */
static void rows_of_posts(const assay__sample *sample)
{
    for (size_t i = 0; i < sample->n; i++)
        sample->rank[sample->order[i]] = i;
}

assay_status assay__checks_make(assay__sample *sample, const assay__coupling *coupling,
                                assay_arena *arena, assay_engagement *out,
                                assay_error *err)
{
    size_t room = sample->n * ASSAY_METRIC_COUNT;
    out->checks = assay_arena_array(arena, room, sizeof *out->checks);
    if (out->checks == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "%zu checks do not fit into memory",
                          room);
    rows_of_posts(sample);
    for (size_t post = 0; post < sample->n; post++) {
        size_t i = sample->rank[post];
        if (sample->asked[i])
            out->n_checks += check_post(sample, coupling, i, out->checks + out->n_checks);
    }
    sum_up(sample, out);
    return ASSAY_OK;
}
