/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One share of suspicious followers out of two witnesses.
 *
 * A sample that stands for the whole list says what there is, however it came: its share
 * is the answer, and the curve's is beside it. Where the two exclude each other neither
 * is dropped: the answer spans both, because profiles made well pass the model and
 * deliveries of before the curve pass the curve.
 *
 * A list of the newest says nothing of those who came before. For them stand the sampled
 * followers that came in no event, and of earlier events what their causes say; how far
 * the unseen part may differ is told by a wide margin.
 */
#include "events/followers.h"

#include <math.h>

enum { LEAST_ORDINARY = 20 };

static const double Z_95 = 1.959963984540054, Z_90 = 1.6448536269514722;
/* Nothing was seen of the part that was not sampled: its share is taken to be off by half
 * of itself (one standard deviation), as campaigns make stretches of a list differ. */
static const double UNSEEN_DIFFERS = 0.5;

static double logit(double p)
{
    p = fmin(fmax(p, 1e-6), 1 - 1e-6);
    return log(p / (1 - p));
}

static double unlogit(double x)
{
    return 1 / (1 + exp(-x));
}

/* The 90 % ends of a 95 % interval, by a normal law on the log-odds on either side. */
static assay_interval at_90(assay_interval share)
{
    double middle = logit(share.value), part = Z_90 / Z_95;
    double low = unlogit(middle + part * (logit(share.low) - middle));
    double high = unlogit(middle + part * (logit(share.high) - middle));
    return (assay_interval){share.value, fmin(fmax(low, 0), share.value),
                            fmax(fmin(high, 1), share.value)};
}

static bool apart(const assay_interval *a, const assay_interval *b)
{
    return a->low > b->high || b->low > a->high;
}

static assay_interval span_of(const assay_interval *a, const assay_interval *b)
{
    return (assay_interval){(a->value + b->value) / 2, fmin(a->low, b->low),
                            fmax(a->high, b->high)};
}

static bool in_event(const assay_events *events, int64_t at)
{
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_event *event = &events->events[i];
        if (event->pulse != SIZE_MAX && at > event->from && at <= event->to)
            return true;
    }
    return false;
}

/* How suspicious those of no event are beside all that were sampled; 1 when few are. */
static double ordinary_ratio(const assay_findings *findings)
{
    const assay_audience *audience = &findings->audience;
    double all = 0, n = 0, ordinary = 0, of = 0;
    for (size_t r = 0; r < audience->n_order; r++) {
        const assay_member_check *check = &audience->checks[audience->order[r]];
        if (isnan(check->suspicious))
            continue;
        all += check->suspicious;
        n++;
        if (check->followed_by == ASSAY_FOLLOWED_UNKNOWN ||
            in_event(&findings->events, check->followed_at))
            continue;
        ordinary += check->suspicious;
        of++;
    }
    return of >= LEAST_ORDINARY && all > 0 ? (ordinary / of) / (all / n) : 1;
}

/* Expected suspicious followers of events before the first sampled one came. */
static double earlier_events(const assay_findings *findings)
{
    const assay_audience *audience = &findings->audience;
    const assay_events *events = &findings->events;
    double sum = 0;
    if (audience->n_order == 0)
        return 0;
    int64_t first = audience->checks[audience->order[0]].followed_at;
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_event *event = &events->events[i];
        if (event->pulse != SIZE_MAX && event->to <= first && event->excess > 0)
            sum += event->cause[ASSAY_CAUSE_PURCHASE] * event->excess;
    }
    return sum;
}

/* The whole list from its newest part. */
static assay_interval extend(const assay_findings *findings, assay_interval seen,
                             double now)
{
    double covered = findings->audience.design.covered, unseen = (1 - covered) * now;
    double ordinary = fmin(seen.value * ordinary_ratio(findings), 1);
    double delivered = fmin(earlier_events(findings), unseen);
    double rest = (delivered + (unseen - delivered) * ordinary) / unseen;
    double value = covered * seen.value + (1 - covered) * rest;
    double sd_seen = (seen.high - seen.low) / (2 * Z_90);
    double sd_rest =
        sqrt(sd_seen * sd_seen + UNSEEN_DIFFERS * rest * UNSEEN_DIFFERS * rest);
    double sd = covered * sd_seen + (1 - covered) * sd_rest;
    double on_odds = Z_90 * sd / fmax(value * (1 - value), 1e-6);
    return (assay_interval){value, unlogit(logit(value) - on_odds),
                            unlogit(logit(value) + on_odds)};
}

void assay__followers_share(assay_findings *findings, double now)
{
    const assay_audience *audience = &findings->audience;
    assay_events *events = &findings->events;
    const assay_audience_share *sampled = &audience->roles[ASSAY_ROLE_FOLLOWER];
    events->followers = events->suspicious;
    events->followers_basis =
        isnan(events->suspicious.value) ? ASSAY_SHARE_UNKNOWN : ASSAY_SHARE_CURVE;
    if (audience->state == ASSAY_NOT_ASSESSABLE || isnan(sampled->share.value) ||
        sampled->judged < LEAST_ORDINARY)
        return;
    assay_interval share = at_90(sampled->share);
    events->followers_basis = ASSAY_SHARE_AUDIENCE;
    if (audience->design.newest && now > 0) {
        share = extend(findings, share, now);
        events->followers_basis = ASSAY_SHARE_BOTH;
    }
    if (!isnan(events->suspicious.value) && apart(&share, &events->suspicious)) {
        share = span_of(&share, &events->suspicious);
        events->followers_basis = ASSAY_SHARE_BOTH;
    }
    events->followers = share;
}
