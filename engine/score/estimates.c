/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the findings amount to: followers, shares, money, each with its interval.
 *
 * A quantity that rests on a family that is not there is unknown, never 0. The part of a
 * fee that is at risk is the larger of the shares of followers and of engagement that
 * are not an audience's: the two overlap, so they are not added. Where the account sold
 * and its peers' sales are known, that share is what it is after having seen the sales.
 */
#include "score/score.h"

#include <math.h>

static bool known(const assay_interval *interval)
{
    return !isnan(interval->value);
}

static assay_interval times(assay_interval share, double factor)
{
    if (!(factor >= 0.0))
        return ASSAY_INTERVAL_UNKNOWN;
    return (assay_interval){share.value * factor, share.low * factor,
                            share.high * factor};
}

/* 1 - share, so the ends change places. */
static assay_interval rest_of(assay_interval share)
{
    return (assay_interval){1.0 - share.value, 1.0 - share.high, 1.0 - share.low};
}

static assay_interval larger(assay_interval a, assay_interval b)
{
    if (!known(&a))
        return b;
    if (!known(&b))
        return a;
    return (assay_interval){fmax(a.value, b.value), fmax(a.low, b.low),
                            fmax(a.high, b.high)};
}

void assay__score_estimates(const assay__case *c, assay_verdict *out)
{
    const assay_findings *findings = c->findings;
    assay_interval *e = out->estimates;
    for (size_t i = 0; i < ASSAY_ESTIMATE_COUNT; i++)
        e[i] = ASSAY_INTERVAL_UNKNOWN;
    unsigned there = c->setting.there;
    if ((there & (1U << ASSAY_FAMILY_GROWTH)) != 0)
        e[ASSAY_ESTIMATE_BOUGHT_FOLLOWERS] = findings->events.bought_followers;
    if ((there & (ASSAY__WHOLE_PATTERN | 1U << ASSAY_FAMILY_AUDIENCE)) != 0)
        e[ASSAY_ESTIMATE_SUSPICIOUS_FOLLOWER_SHARE] = findings->events.followers;
    if ((there & (1U << ASSAY_FAMILY_COMMENTS)) != 0)
        e[ASSAY_ESTIMATE_INAUTHENTIC_COMMENT_SHARE] =
            findings->comments.inauthentic_share;
    if ((there & (1U << ASSAY_FAMILY_ENGAGEMENT)) != 0) {
        e[ASSAY_ESTIMATE_INFLATED_ENGAGEMENT_SHARE] = findings->engagement.inflated_share;
        e[ASSAY_ESTIMATE_ENGAGEMENT_RATE] = findings->engagement.rate;
        out->engagement_basis = findings->engagement.rate_basis;
    }
    if ((there & (1U << ASSAY_FAMILY_LIVESTREAM)) != 0)
        e[ASSAY_ESTIMATE_BOUGHT_LIVE_VIEWERS] = findings->livestream.delivered;
    e[ASSAY_ESTIMATE_ROIMS] = findings->sales.roims;
    e[ASSAY_ESTIMATE_CUSTOMER_ACQUISITION_COST] = findings->sales.cac;
    double followers = assay_account_followers(c->account);
    const assay_interval *suspicious = &e[ASSAY_ESTIMATE_SUSPICIOUS_FOLLOWER_SHARE];
    if (known(suspicious))
        e[ASSAY_ESTIMATE_CREDIBLE_REACH] = times(rest_of(*suspicious), followers);
    assay_interval hollow =
        larger(*suspicious, e[ASSAY_ESTIMATE_INFLATED_ENGAGEMENT_SHARE]);
    hollow = assay__share_after_sales(hollow, &findings->sales);
    if (known(&hollow)) {
        e[ASSAY_ESTIMATE_MONEY_AT_RISK] = times(hollow, c->account->fee);
        e[ASSAY_ESTIMATE_FAIR_FEE] = times(rest_of(hollow), c->account->fee);
    }
}
