/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay.verdict/1, member by member in the order of its definition.
 *
 * What is not known is left out: no null, no zero in its place. Contributions are
 * integers of 1e-6, so their sums are exact in any reader that adds decimals; the
 * causes of an event are rounded together so that they sum to 1 exactly. */
#include "report/audience_json.h"
#include "report/words.h"

#include "base/clock.h"
#include "base/str.h"
#include "format/json_writer.h"
#include "report/exhibits_json.h"
#include "report/local.h"
#include "report/pools_json.h"
#include "report/reply_json.h"
#include "report/witness_json.h"

#include <math.h>

enum { MILLION = 1000000 };

static void member_micro(assay__json_writer *json, const char *key, int64_t millionths)
{
    assay__json_key(json, key);
    assay__json_micro(json, millionths);
}

static void member_texts(assay__json_writer *json, const char *en, const char *vi)
{
    if (en == NULL || vi == NULL)
        return;
    assay__json_open(json, "text");
    assay__json_member_word(json, "en", en);
    assay__json_member_word(json, "vi", vi);
    assay__json_end(json);
}

static void put_models(assay__json_writer *json, const assay_verdict *verdict)
{
    assay__json_open_array(json, "models");
    for (size_t i = 0; i < verdict->n_models; i++) {
        assay__json_begin(json);
        assay__json_member_word(json, "kind", verdict->models[i].kind);
        assay__json_member_word(json, "name", verdict->models[i].name);
        assay__json_member_word(json, "sha256", verdict->models[i].sha256);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

static void put_norms(assay__json_writer *json, const assay_verdict *verdict)
{
    static const char *const SOURCES[] = {"model", "roster", "blend"};
    assay__json_open(json, "norms");
    assay__json_member_word(json, "source", SOURCES[verdict->norms_source]);
    assay__json_member_word(json, "stratum", verdict->stratum);
    assay__json_member_word(json, "evidence", assay__evidence_word(verdict->evidence));
    assay__json_member_number(json, "n", verdict->norms_n);
    assay__json_end(json);
}

/* What keeps a review from being a decline. */
static void put_held(assay__json_writer *json, assay_held held)
{
    static const char *const WORDS[] = {"", "range", "sales", "benign", "alone"};
    if (held == ASSAY_HELD_NOT)
        return;
    assay__json_open(json, "held");
    assay__json_member_word(json, "because", WORDS[held]);
    member_texts(json, assay__held_text(held, ASSAY_ENGLISH),
                 assay__held_text(held, ASSAY_VIETNAMESE));
    assay__json_end(json);
}

static void put_head(assay__json_writer *json, const assay_verdict *verdict)
{
    assay__json_member_word(json, "schema", "assay.verdict/1");
    assay__json_member_text(json, "platform", verdict->account->platform);
    assay__json_member_text(json, "handle", verdict->account->handle);
    assay__json_member_time(json, "as_of", verdict->as_of, verdict->dated);
    assay__json_member_word(json, "engine", assay_version());
    put_models(json, verdict);
    assay__json_member_word(json, "input_sha256", verdict->input_sha256);
    put_norms(json, verdict);
    assay__json_open(json, "policy");
    assay__json_member_number(json, "cost_wrong_sign", verdict->policy.cost_wrong_sign);
    assay__json_member_number(json, "cost_wrong_decline",
                              verdict->policy.cost_wrong_decline);
    assay__json_member_number(json, "prevalence", verdict->policy.prevalence);
    assay__json_end(json);
    assay__json_member_word(json, "state", assay__state_name(verdict->state));
    if (verdict->decided)
        assay__json_member_word(json, "decision",
                                assay__decision_name(verdict->decision));
    put_held(json, verdict->held);
    assay__json_member_number(json, "integrity", verdict->integrity);
    if (verdict->state == ASSAY_NOT_ASSESSABLE)
        return;
    assay__json_open(json, "score");
    member_micro(json, "value", verdict->score);
    member_micro(json, "base", verdict->base);
    assay__json_member_word(json, "unit", "log-odds");
    assay__json_end(json);
}

static void put_flag(assay__json_writer *json, double q, bool flagged)
{
    assay__json_member_number(json, "q_value", q);
    assay__json_key(json, "flagged");
    assay__json_bool(json, flagged);
}

/* What the p-value was compared with; nothing when it is the model's. */
static void put_panel(assay__json_writer *json, const assay_verdict *verdict)
{
    if (verdict->panel_stratum == NULL)
        return;
    assay__json_open(json, "panel");
    assay__json_member_word(json, "stratum", verdict->panel_stratum);
    assay__json_member_number(json, "n", verdict->panel_n);
    assay__json_end(json);
}

static void put_risk(assay__json_writer *json, const assay_verdict *verdict,
                     size_t *flag_at)
{
    assay__json_open(json, "risk");
    if (verdict->basis != ASSAY_BASIS_NONE) {
        assay__json_member_number(json, "probability", verdict->risk.value);
        assay__json_member_number(json, "low", verdict->risk.low);
        assay__json_member_number(json, "high", verdict->risk.high);
        assay__json_member_number(json, "unexplained", verdict->unexplained_risk);
    }
    assay__json_member_word(json, "basis", assay__basis_word(verdict->basis));
    if (verdict->calibration != NULL) {
        assay__json_open(json, "calibration");
        assay__json_member_word(json, "method", verdict->calibration);
        assay__json_member_number(json, "n", verdict->calibration_n);
        assay__json_end(json);
    }
    assay__json_member_number(json, "p_value", verdict->p_value);
    put_panel(json, verdict);
    if (verdict->has_flag)
        put_flag(json, verdict->q_value, verdict->flagged);
    if (flag_at != NULL)
        *flag_at = json->out->len;
    assay__json_end(json);
}

static void put_families(assay__json_writer *json, const assay_verdict *verdict)
{
    assay__json_open_array(json, "families");
    for (size_t i = 0; i < ASSAY_FAMILY_COUNT; i++) {
        const assay_family_verdict *family = &verdict->families[i];
        assay__json_begin(json);
        assay__json_member_word(json, "family", assay_family_name(family->family));
        assay__json_member_word(json, "state", assay__state_name(family->state));
        assay__json_member_number(json, "p_value", family->p_value);
        if (family->state != ASSAY_NOT_ASSESSABLE || family->contribution != 0)
            member_micro(json, "contribution", family->contribution);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

static void put_reason(assay__json_writer *json, const assay_verdict *verdict,
                       const assay_reason *reason)
{
    assay__json_begin(json);
    assay__json_member_word(json, "feature",
                            reason->feature == NULL ? "other" : reason->feature->name);
    assay__json_member_word(json, "family", assay_family_name(reason->family));
    assay__json_member_number(json, "value", reason->value);
    if (reason->feature != NULL)
        assay__json_member_word(json, "unit", reason->feature->unit);
    assay__json_member_number(json, "typical", reason->typical);
    assay__json_member_number(json, "percentile", reason->percentile);
    member_micro(json, "contribution", reason->contribution);
    assay__json_member_time(json, "from", reason->from, verdict->dated);
    assay__json_member_time(json, "to", reason->to, verdict->dated);
    member_texts(json, reason->text_en, reason->text_vi);
    assay__json_end(json);
}

static void put_estimates(assay__json_writer *json, const assay_verdict *verdict)
{
    static const char *const NAMES[] = {
#define ESTIMATE_NAME(name, text) text,
        ASSAY_ESTIMATE_TABLE(ESTIMATE_NAME)
#undef ESTIMATE_NAME
    };
    assay__json_open(json, "estimates");
    for (size_t i = 0; i < ASSAY_ESTIMATE_COUNT; i++) {
        const assay_interval *estimate = &verdict->estimates[i];
        if (!isfinite(estimate->value))
            continue;
        assay__json_open(json, NAMES[i]);
        assay__json_member_number(json, "value", estimate->value);
        assay__json_member_number(json, "low", estimate->low);
        assay__json_member_number(json, "high", estimate->high);
        if (i == ASSAY_ESTIMATE_ENGAGEMENT_RATE)
            assay__json_member_word(json, "basis", verdict->engagement_basis);
        if (i == ASSAY_ESTIMATE_BOUGHT_LIVE_VIEWERS)
            assay__json_member_word(json, "unit", "viewer-minutes");
        assay__json_member_text(json, "currency",
                                assay__estimate_currency(verdict, (assay_estimate)i));
        if (i == ASSAY_ESTIMATE_SUSPICIOUS_FOLLOWER_SHARE)
            assay__json_member_word(json, "basis", assay__share_basis_word(verdict));
        assay__json_end(json);
    }
    assay__json_end(json);
}

/* The nine causes in millionths that sum to a million: each rounded, and what rounding
 * leaves given to the largest. */
static void round_causes(const assay_event *event, int64_t micro[])
{
    int64_t sum = 0;
    for (size_t i = 0; i < ASSAY_CAUSE_COUNT; i++) {
        double share = isfinite(event->cause[i]) ? event->cause[i] : 0.0;
        micro[i] = llround(share * MILLION);
        sum += micro[i];
    }
    micro[assay__cause_of(event)] += MILLION - sum;
}

static void put_event(assay__json_writer *json, const assay_event *event, bool dated)
{
    int64_t micro[ASSAY_CAUSE_COUNT];
    round_causes(event, micro);
    assay__json_begin(json);
    assay__json_member_time(json, "from", event->from, dated);
    assay__json_member_time(json, "to", event->to, dated);
    assay__json_member_number(json, "gained", event->gained);
    assay__json_member_number(json, "low", event->low);
    assay__json_member_number(json, "high", event->high);
    assay__json_open(json, "cause");
    for (size_t i = 0; i < ASSAY_CAUSE_COUNT; i++)
        member_micro(json, assay_cause_name((assay_cause)i), micro[i]);
    assay__json_end(json);
    assay__cohort_put(json, &event->cohort);
    assay__json_end(json);
}

static void put_events(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_events *events = &verdict->findings->events;
    assay__json_open_array(json, "events");
    for (size_t i = 0; i < events->n_events; i++)
        put_event(json, &events->events[i], verdict->dated);
    assay__json_end_array(json);
}

static void put_flagged_comments(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_comments *comments = &verdict->findings->comments;
    size_t n = comments->checks == NULL ? 0 : verdict->account->n_comments;
    assay__json_open_array(json, "flagged_comments");
    for (size_t i = 0; i < n; i++) {
        const assay_comment_check *check = &comments->checks[i];
        if (!assay__comment_flagged(check))
            continue;
        assay__json_begin(json);
        assay__json_member_text(json, "id", verdict->account->comments[i].id);
        assay__json_member_number(json, "probability", check->inauthentic);
        assay__json_member_word(json, "because",
                                assay_comment_because_name(check->because));
        if (check->cluster != ASSAY_NO_CLUSTER)
            assay__json_member_count(json, "cluster", check->cluster + 1);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

static void put_flagged_posts(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_engagement *engagement = &verdict->findings->engagement;
    assay__json_open_array(json, "flagged_posts");
    for (size_t i = 0; i < engagement->n_checks; i++) {
        const assay_post_check *check = &engagement->checks[i];
        if (!assay__post_flagged(check))
            continue;
        assay__json_begin(json);
        assay__json_member_text(json, "post", verdict->account->posts[check->post].id);
        assay__json_member_word(json, "metric", assay_metric_name(check->metric));
        assay__json_member_number(json, "observed", check->observed);
        assay__json_member_number(json, "expected", check->expected);
        assay__json_member_number(json, "low", check->low);
        assay__json_member_number(json, "high", check->high);
        assay__json_member_word(json, "because", assay_post_because_name(check->because));
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

static void put_coverage(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_growth *growth = &verdict->findings->growth;
    assay__json_open(json, "coverage");
    if (verdict->account->n_growth > 0) {
        assay__json_member_number(json, "growth_days", growth->days);
        assay__json_member_number(json, "growth_step_days", growth->step_days);
    }
    assay__json_member_count(json, "posts", verdict->account->n_posts);
    assay__json_member_count(json, "comments", verdict->account->n_comments);
    assay__json_member_count(json, "audience", verdict->account->n_audience);
    assay__json_open_array(json, "blind_spots");
    for (size_t i = 0; i < verdict->n_blind_spots; i++) {
        const assay_blind_spot *spot = &verdict->blind_spots[i];
        assay__json_begin(json);
        assay__json_member_word(json, "family", assay_family_name(spot->family));
        member_texts(json, spot->text_en, spot->text_vi);
        assay__json_end(json);
    }
    assay__json_end_array(json);
    assay__json_end(json);
}

static void put_next_steps(assay__json_writer *json, const assay_verdict *verdict)
{
    assay__json_open_array(json, "next_steps");
    for (size_t i = 0; i < verdict->n_next_steps; i++) {
        const assay_next_step *step = &verdict->next_steps[i];
        assay__json_begin(json);
        assay__json_member_word(json, "ask", step->ask);
        assay__json_member_number(json, "narrows", step->narrows);
        member_texts(json, step->text_en, step->text_vi);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

static void put_features(assay__json_writer *json, const assay_verdict *verdict)
{
    if (verdict->features == NULL)
        return;
    assay__json_open(json, "features");
    for (size_t i = 0; i < assay_feature_count(); i++)
        assay__json_member_number(json, assay_feature_at(i)->name, verdict->features[i]);
    assay__json_end(json);
}

void assay_report_json(assay_report *report, const assay_verdict *verdict,
                       size_t *flag_at)
{
    assay_report_json_with(report, verdict, 0, flag_at);
}

void assay_report_json_with(assay_report *report, const assay_verdict *verdict,
                            unsigned parts, size_t *flag_at)
{
    assay__json_writer json = {.out = &report->text};
    assay__json_begin(&json);
    put_head(&json, verdict);
    put_risk(&json, verdict, flag_at);
    put_families(&json, verdict);
    assay__json_open_array(&json, "reasons");
    for (size_t i = 0; i < verdict->n_reasons; i++)
        put_reason(&json, verdict, &verdict->reasons[i]);
    assay__json_end_array(&json);
    put_estimates(&json, verdict);
    put_events(&json, verdict);
    put_flagged_comments(&json, verdict);
    put_flagged_posts(&json, verdict);
    assay__audience_put(&json, verdict);
    put_coverage(&json, verdict);
    put_next_steps(&json, verdict);
    assay__voice_put_json(&json, verdict);
    assay__target_put_json(&json, verdict);
    assay__pools_put(&json, verdict);
    assay__explanations_put(&json, verdict);
    assay__counterfactuals_put(&json, verdict);
    assay__witnesses_put(&json, verdict);
    put_features(&json, verdict);
    if ((parts & ASSAY_JSON_EXHIBITS) != 0)
        assay__exhibits_put(&json, verdict);
    assay__json_end(&json);
}

void assay_report_json_flag(assay_report *report, double q, bool flagged)
{
    assay__json_writer json = {.out = &report->text, .comma = true};
    put_flag(&json, q, flagged);
}
