/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last word, by expected cost.
 *
 * With costs S of signing an inflated account and D of declining an honest one, signing
 * is the cheaper word below p* = D / (S + D). An interval that reaches over p* is a
 * review. Below p*, when families are missing and the whole data would take the
 * probability over p* with a chance not to be passed over, it is insufficient data; what
 * already lies above p* is something to look at, however little there is. `decline`
 * besides needs two independent families at p <= 0.01, no benign cause matched, and no
 * real sales that paid for the contract: one family can be wrong for a reason nobody
 * thought of.
 */
#include "score/score.h"

#include <math.h>

/* 0.01 in digits; families that must each reach it. */
static const double STRONG_DIGITS = 2.0;
enum { STRONG_FAMILIES = 2 };

/* More than one chance in seven that the missing data turn the word. On simulated thin
 * accounts (one snapshot, 12 posts, 100 comments) this divides the ones signed from the
 * ones asked about with 22 % against 31 % inflated; one in five would sign nearly all. */
static const double LIKELY_TO_TURN = 0.15;

/* The largest gain is better explained by something harmless. */
static bool benign_matched(const assay_events *events)
{
    static const assay_cause BENIGN[] = {ASSAY_CAUSE_VIRAL, ASSAY_CAUSE_GIVEAWAY,
                                         ASSAY_CAUSE_PRESS, ASSAY_CAUSE_ADS,
                                         ASSAY_CAUSE_COLLABORATION};
    const assay_event *largest = NULL;
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_event *event = &events->events[i];
        if (event->gained > 0.0 && (largest == NULL || event->excess > largest->excess))
            largest = event;
    }
    if (largest == NULL)
        return false;
    double benign = 0.0;
    for (size_t k = 0; k < sizeof BENIGN / sizeof BENIGN[0]; k++)
        benign += largest->cause[BENIGN[k]];
    return benign >= 0.5;
}

/* Customers' orders that already paid for the contract: to decline is then no longer the
 * cheaper word, whatever the engagement looks like. */
static bool sales_speak(const assay_sales *sales)
{
    return sales->word == ASSAY_SALES_REAL && sales->roims.low >= 1.0;
}

/* Probability from which declining is the cheaper word. */
static double even_point(const assay_policy *policy)
{
    return policy->cost_wrong_decline /
           (policy->cost_wrong_sign + policy->cost_wrong_decline);
}

static bool straddles(const assay_interval *risk, double even)
{
    return risk->low < even && risk->high > even;
}

/* What speaks against declining where the probability speaks for it. */
static assay_held held_by(const assay__case *c, double even)
{
    size_t strong = 0;
    for (size_t f = 0; f < ASSAY__EVIDENCE_FAMILIES; f++)
        strong += c->family_digits[f] >= STRONG_DIGITS;
    if (straddles(&c->risk, even))
        return ASSAY_HELD_RANGE;
    if (sales_speak(&c->findings->sales))
        return ASSAY_HELD_SALES;
    if (benign_matched(&c->findings->events))
        return ASSAY_HELD_BENIGN;
    return strong < STRONG_FAMILIES ? ASSAY_HELD_ALONE : ASSAY_HELD_NOT;
}

static bool all_assessed(const assay__case *c)
{
    for (size_t f = 0; f < ASSAY__CORE_FAMILIES; f++) {
        assay_lack lack;
        if (assay__family_state(c->findings, (assay_family)f, &lack) != ASSAY_STATE_OK)
            return false;
    }
    return true;
}

/* Without a probability only the joint p is left to go by. */
static assay_decision decide_by_p(const assay__case *c)
{
    if (c->harmonic >= STRONG_DIGITS)
        return ASSAY_DECISION_REVIEW;
    return all_assessed(c) ? ASSAY_DECISION_SIGN : ASSAY_DECISION_INSUFFICIENT_DATA;
}

static bool more_may_turn(const assay__case *c, double even)
{
    if (all_assessed(c))
        return false;
    double open = assay__calibration_of(c->model, c->pattern)->open;
    return assay__open_above(c->risk.value, open, even) > LIKELY_TO_TURN;
}

assay_decision assay__score_decision(const assay__case *c, const assay_verdict *verdict)
{
    if ((c->pattern & ASSAY__WHOLE_PATTERN) == 0)
        return ASSAY_DECISION_INSUFFICIENT_DATA;
    if (isnan(c->risk.value))
        return decide_by_p(c);
    double even = even_point(&verdict->policy);
    const assay_interval *risk = &c->risk;
    if (risk->value < even && more_may_turn(c, even))
        return ASSAY_DECISION_INSUFFICIENT_DATA;
    if (risk->value < even)
        return straddles(risk, even) && risk->value > 0.5 * even ? ASSAY_DECISION_REVIEW
                                                                 : ASSAY_DECISION_SIGN;
    return held_by(c, even) == ASSAY_HELD_NOT ? ASSAY_DECISION_DECLINE
                                              : ASSAY_DECISION_REVIEW;
}

assay_held assay__score_held(const assay__case *c, const assay_verdict *verdict)
{
    double even = even_point(&verdict->policy);
    return verdict->decision == ASSAY_DECISION_REVIEW && c->risk.value >= even
               ? held_by(c, even)
               : ASSAY_HELD_NOT;
}
