/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scoring contract: sums are exact, what is missing adds nothing, words follow. */
#include <assay/scorer.h>

#include "invented.h"
#include "model/model.h"
#include "score/score.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static assay_scorer *scorer;
static invented it;

static void setup(void)
{
    assay_error err = {0};
    assay_initialise();
    cr_assert_eq(assay_scorer_new(NULL, &scorer, &err), ASSAY_OK, "%s", err.message);
}

static void teardown(void)
{
    assay_scorer_free(scorer);
}

TestSuite(scorer, .init = setup, .fini = teardown);

static const assay_verdict *score(const assay_account *account)
{
    const assay_verdict *verdict = NULL;
    assay_error err = {0};
    cr_assert_eq(assay_scorer_score(scorer, account, &verdict, &err), ASSAY_OK, "%s",
                 err.message);
    return verdict;
}

static void sums_hold(const assay_verdict *verdict)
{
    int64_t total = verdict->base;
    for (size_t f = 0; f < ASSAY_FAMILY_COUNT; f++) {
        int64_t family = 0;
        for (size_t r = 0; r < verdict->n_reasons; r++)
            if (verdict->reasons[r].family == (assay_family)f)
                family += verdict->reasons[r].contribution;
        cr_assert_eq(family, verdict->families[f].contribution);
        total += family;
    }
    cr_assert_eq(total, verdict->score);
}

Test(scorer, reasons_sum_to_families_and_families_to_the_score)
{
    for (int i = 0; i < 6; i++) {
        invent(&it, i, i % 2 == 1);
        sums_hold(score(&it.account));
    }
}

Test(scorer, every_reason_has_words_in_both_languages_without_gaps)
{
    invent(&it, 3, true);
    const assay_verdict *verdict = score(&it.account);
    cr_assert_gt(verdict->n_reasons, 0);
    for (size_t r = 0; r < verdict->n_reasons; r++) {
        const assay_reason *reason = &verdict->reasons[r];
        cr_assert_null(strchr(reason->text_en, '{'), "%s", reason->text_en);
        cr_assert_null(strchr(reason->text_vi, '['), "%s", reason->text_vi);
        if (reason->feature != NULL)
            cr_assert(reason->percentile >= 0.0 && reason->percentile <= 1.0);
    }
}

Test(scorer, a_family_that_is_not_there_adds_nothing)
{
    invent(&it, 1, true);
    it.account.n_comments = 0;
    const assay_verdict *verdict = score(&it.account);
    const assay_family_verdict *comments = &verdict->families[ASSAY_FAMILY_COMMENTS];
    cr_assert_eq(comments->state, ASSAY_NOT_ASSESSABLE);
    cr_assert_eq(comments->contribution, 0);
    cr_assert(isnan(comments->p_value));
    cr_assert(isnan(verdict->estimates[ASSAY_ESTIMATE_INAUTHENTIC_COMMENT_SHARE].value));
    sums_hold(verdict);
}

Test(scorer, an_account_of_which_nothing_is_known_is_not_assessable)
{
    assay_account nothing = assay_account_unknown();
    nothing.platform = (assay_str){"tiktok", 6};
    nothing.handle = (assay_str){"nobody", 6};
    const assay_verdict *verdict = score(&nothing);
    cr_assert_eq(verdict->state, ASSAY_NOT_ASSESSABLE);
    cr_assert_eq(verdict->decision, ASSAY_DECISION_INSUFFICIENT_DATA);
    cr_assert_eq(verdict->score, verdict->base);
    cr_assert(isnan(verdict->risk.value) && isnan(verdict->integrity));
    cr_assert(isnan(verdict->p_value));
    for (size_t e = 0; e < ASSAY_ESTIMATE_COUNT; e++)
        cr_assert(isnan(verdict->estimates[e].value));
    cr_assert_geq(verdict->n_blind_spots, 3);
    cr_assert_geq(verdict->n_next_steps, 3);
}

Test(scorer, what_to_ask_for_is_what_is_missing_most_useful_first)
{
    invent(&it, 2, false);
    it.account.n_growth = 0;
    it.account.followers = 9000.0;
    const assay_verdict *verdict = score(&it.account);
    cr_assert_gt(verdict->n_next_steps, 0);
    bool growth = false;
    for (size_t i = 0; i < verdict->n_next_steps; i++) {
        const assay_next_step *step = &verdict->next_steps[i];
        growth = growth || strcmp(step->ask, "tiktok_analytics") == 0;
        cr_assert_str_neq(step->ask, "instagram_download");
        cr_assert(step->narrows > 0.0 && step->narrows <= 1.0);
        cr_assert(i == 0 || step->narrows <= verdict->next_steps[i - 1].narrows);
    }
    cr_assert(growth);
}

Test(scorer, integrity_falls_as_the_score_rises)
{
    double score_of[2], integrity[2];
    for (int k = 0; k < 2; k++) {
        invent(&it, 4, k == 1);
        const assay_verdict *verdict = score(&it.account);
        score_of[k] = (double)verdict->score;
        integrity[k] = verdict->integrity;
    }
    cr_assert_neq(score_of[0], score_of[1]);
    cr_assert_eq(score_of[0]<score_of[1], integrity[0]> integrity[1]);
}

Test(scorer, the_same_account_gives_the_same_verdict_whoever_came_before)
{
    invent(&it, 5, true);
    const assay_verdict *verdict = score(&it.account);
    int64_t first = verdict->score;
    assay_interval risk = verdict->risk;
    invent(&it, 6, false);
    (void)score(&it.account);
    invent(&it, 5, true);
    verdict = score(&it.account);
    cr_assert_eq(verdict->score, first);
    cr_assert_eq(memcmp(&risk, &verdict->risk, sizeof risk), 0);
}

Test(scorer, money_is_shared_between_what_is_at_risk_and_what_is_fair)
{
    invent(&it, 7, true);
    it.account.fee = 1000.0;
    const assay_verdict *verdict = score(&it.account);
    const assay_interval *risk = &verdict->estimates[ASSAY_ESTIMATE_MONEY_AT_RISK];
    const assay_interval *fair = &verdict->estimates[ASSAY_ESTIMATE_FAIR_FEE];
    cr_assert_float_eq(risk->value + fair->value, 1000.0, 1e-6);
    cr_assert_float_eq(risk->low + fair->high, 1000.0, 1e-6);
    cr_assert_leq(risk->low, risk->value);
    cr_assert_geq(risk->high, risk->value);
}

/* What held the last case at review. */
static assay_held held;

/* A case with all families there and a chosen risk. */
static assay_decision decide(assay_interval risk, double growth, double comments,
                             const assay_event *event)
{
    static assay_findings findings;
    memset(&findings, 0, sizeof findings);
    findings.growth.state = ASSAY_STATE_OK;
    findings.engagement.state = ASSAY_STATE_OK;
    findings.comments.state = ASSAY_STATE_OK;
    assay_event events[1];
    if (event != NULL) {
        events[0] = *event;
        findings.events.events = events;
        findings.events.n_events = 1;
    }
    assay__case c = {.findings = &findings,
                     .pattern = ASSAY__WHOLE_PATTERN,
                     .family_digits = {growth, 0.1, comments},
                     .risk = risk};
    assay_verdict verdict = {.policy = ASSAY_POLICY_DEFAULT};
    verdict.decision = assay__score_decision(&c, &verdict);
    held = assay__score_held(&c, &verdict);
    return verdict.decision;
}

Test(scorer, words_follow_expected_cost)
{
    /* with costs 1 and 0.5 the words are even at a probability of one third */
    cr_assert_eq(decide((assay_interval){0.05, 0.01, 0.2}, 0.1, 0.1, NULL),
                 ASSAY_DECISION_SIGN);
    cr_assert_eq(decide((assay_interval){0.25, 0.1, 0.5}, 0.1, 0.1, NULL),
                 ASSAY_DECISION_REVIEW);
    cr_assert_eq(held, ASSAY_HELD_NOT, "signing is the cheaper word");
    cr_assert_eq(decide((assay_interval){0.9, 0.7, 0.97}, 3.0, 3.0, NULL),
                 ASSAY_DECISION_DECLINE);
    cr_assert_eq(held, ASSAY_HELD_NOT);
    cr_assert_eq(decide((assay_interval){0.9, 0.2, 0.97}, 3.0, 3.0, NULL),
                 ASSAY_DECISION_REVIEW);
    cr_assert_eq(held, ASSAY_HELD_RANGE);
}

/* Posts and comments without a curve. */
static assay_decision decide_thin(double p, double open)
{
    static assay_model model;
    static assay_findings findings;
    unsigned pattern = 1U << ASSAY_FAMILY_ENGAGEMENT | 1U << ASSAY_FAMILY_COMMENTS;
    findings.growth.state = ASSAY_NOT_ASSESSABLE;
    model.calibration[pattern] = (assay__calibration){.n = 100.0, .open = open};
    assay__case c = {.findings = &findings,
                     .model = &model,
                     .pattern = pattern,
                     .family_digits = {ASSAY_NUMBER_UNKNOWN, 3.0, 3.0},
                     .risk = assay__open_interval(p, open)};
    assay_verdict verdict = {.policy = ASSAY_POLICY_DEFAULT};
    return assay__score_decision(&c, &verdict);
}

Test(scorer, data_are_insufficient_when_more_of_them_may_turn_the_word)
{
    cr_expect_eq(decide_thin(0.05, 0.3), ASSAY_DECISION_SIGN, "hardly to be turned");
    cr_expect_eq(decide_thin(0.2, 0.3), ASSAY_DECISION_INSUFFICIENT_DATA);
    cr_expect_eq(decide_thin(0.6, 0.3), ASSAY_DECISION_REVIEW, "something was seen");
    cr_expect_eq(decide_thin(0.99, 0.05), ASSAY_DECISION_DECLINE);
}

Test(scorer, one_family_alone_never_declines)
{
    cr_assert_eq(decide((assay_interval){0.99, 0.95, 1.0}, 5.0, 1.9, NULL),
                 ASSAY_DECISION_REVIEW);
    cr_assert_eq(held, ASSAY_HELD_ALONE);
}

Test(scorer, a_benign_cause_never_declines)
{
    assay_event event = {.gained = 900.0, .excess = 900.0};
    event.cause[ASSAY_CAUSE_VIRAL] = 0.6;
    event.cause[ASSAY_CAUSE_PURCHASE] = 0.4;
    cr_assert_eq(decide((assay_interval){0.99, 0.95, 1.0}, 5.0, 5.0, &event),
                 ASSAY_DECISION_REVIEW);
    cr_assert_eq(held, ASSAY_HELD_BENIGN);
}

Test(scorer, q_values_are_those_of_benjamini_and_hochberg)
{
    double p[] = {0.01, 0.04, (double)NAN, 0.03, 0.5}, q[5];
    cr_assert_eq(assay_q_values(p, 5, q, NULL), ASSAY_OK);
    cr_assert_float_eq(q[0], 0.04, 1e-12);
    cr_assert_float_eq(q[3], 0.16 / 3.0, 1e-12);
    cr_assert_float_eq(q[1], 0.16 / 3.0, 1e-12);
    cr_assert_float_eq(q[4], 0.5, 1e-12);
    cr_assert(isnan(q[2]));
    cr_assert_eq(assay_q_values(p, 5, p, NULL), ASSAY_OK); /* in the place of p */
    cr_assert(isnan(p[2]) && isnan(q[2]));
    for (size_t i = 0; i < 5; i++)
        cr_assert(i == 2 || p[i] == q[i]);
}
