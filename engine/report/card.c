/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card of one account for a terminal: the word, the risk, the curve, what each
 * family shows and why, what it may cost, what could not be seen and what to ask. */
#include "report/account_pools.h"
#include "report/card_ground.h"
#include "report/cohort_text.h"

#include "base/str.h"
#include "report/curve_line.h"
#include "report/local.h"
#include "report/reply_text.h"
#include "report/witness_text.h"

#include <math.h>

enum { CURVE_WIDTH = 48, EVENTS_SHOWN = 6, REASONS_SHOWN = 3, STEPS_SHOWN = 3 };

/* ---- head --------------------------------------------------------------------- */

static void put_title(const assay__card *c)
{
    const assay_account *account = c->verdict->account;
    assay__card_clean(c, account->platform);
    assay__card_put(c, "/");
    assay__card_clean(c, account->handle);
    double followers = assay_account_followers(account);
    if (isfinite(followers)) {
        assay__card_separator(c);
        assay__card_word(c, assay__count_word(followers, c->language));
        assay__card_put(c, " ");
        assay__card_say(c, ASSAY__SAY_FOLLOWERS);
    }
    if (c->verdict->as_of != ASSAY_TIME_UNKNOWN) {
        assay__word when = assay__time_word(c->verdict->as_of, true);
        assay__card_separator(c);
        assay__say(c->out, ASSAY__SAY_AS_OF, c->language,
                   (assay_str[]){assay__word_str(&when)}, 1);
    }
    assay__card_put(c, "\n\n  ");
}

static void put_risk(const assay__card *c)
{
    const assay_verdict *v = c->verdict;
    if (v->basis == ASSAY_BASIS_NONE || !isfinite(v->risk.value))
        return;
    assay__word words[3] = {assay__percent_word(v->risk.value, c->language),
                            assay__percent_word(v->risk.low, c->language),
                            assay__percent_word(v->risk.high, c->language)};
    assay_str spans[3] = {assay__word_str(&words[0]), assay__word_str(&words[1]),
                          assay__word_str(&words[2])};
    assay__card_separator(c);
    assay__say(c->out, ASSAY__SAY_RISK, c->language, spans, 3);
    if (v->basis == ASSAY_BASIS_SIMULATION) {
        assay__card_put(c, ", ");
        assay__card_say(c, ASSAY__SAY_MODEL_BASED);
    }
}

static void put_decision(const assay__card *c)
{
    static const char *const COLOURS[] = {"\033[1m", "\033[1;32m", "\033[1;33m",
                                          "\033[1;31m"};
    const assay_verdict *v = c->verdict;
    if (v->decided) {
        assay__card_put(c, c->style->colour ? COLOURS[v->decision] : "");
        assay__card_say(
            c, (assay__message)(ASSAY__SAY_DECISION_INSUFFICIENT_DATA + v->decision));
        assay__card_put(c, c->style->colour ? "\033[0m" : "");
    } else {
        assay__card_put(c, assay__state_name(v->state));
    }
    if (isfinite(v->integrity)) {
        assay__word integrity = assay__count_word(v->integrity, c->language);
        assay__card_separator(c);
        assay__say(c->out, ASSAY__SAY_INTEGRITY, c->language,
                   (assay_str[]){assay__word_str(&integrity)}, 1);
    }
    put_risk(c);
    assay__card_put(c, "\n");
    const char *held = assay__held_text(v->held, c->language);
    if (held != NULL) {
        assay__card_spaces(c, 2);
        assay__card_wrapped(c, assay__str(held), 2, 2);
    }
}

static void put_curve(const assay__card *c)
{
    const assay_account *account = c->verdict->account;
    size_t n = account->n_growth;
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        double followers = account->growth[i].followers;
        low = followers < low ? followers : low;
        high = followers > high ? followers : high;
    }
    if (n < 3 || !(high > low))
        return;
    assay__card_put(c, "\n  ");
    assay__curve_bars(c->out, account, CURVE_WIDTH, c->style->unicode);
    assay__card_put(c, "  ");
    assay__card_word(c, assay__time_word(account->growth[0].at, true));
    assay__card_put(c, c->style->unicode ? " … " : " .. ");
    assay__card_word(c, assay__time_word(account->growth[n - 1].at, true));
    assay__card_put(c, "\n  ");
    assay__card_word(c, assay__count_word(low, c->language));
    assay__card_put(c, c->style->unicode ? " … " : " .. ");
    assay__card_word(c, assay__count_word(high, c->language));
    assay__card_put(c, " ");
    assay__card_say(c, ASSAY__SAY_FOLLOWERS);
    assay__card_put(c, "\n");
}

/* ---- families ----------------------------------------------------------------- */

static void put_contribution(const assay__card *c, int64_t micro)
{
    assay__word word = assay__short_word((double)micro / 1e6, c->language);
    assay__card_put(c, micro > 0 ? "+" : "");
    assay__card_word(c, word);
}

static void put_reasons(const assay__card *c, assay_family family)
{
    size_t shown = 0;
    for (size_t i = 0; i < c->verdict->n_reasons && shown < REASONS_SHOWN; i++) {
        const assay_reason *reason = &c->verdict->reasons[i];
        const char *text =
            assay__in_language(reason->text_en, reason->text_vi, c->language);
        bool tells = reason->family == family && reason->feature != NULL &&
                     reason->contribution > 0 && text != NULL;
        if (!tells)
            continue;
        assay__card_bullet(c, 4, assay__str(text));
        shown++;
    }
}

static void put_lack(const assay__card *c, assay__message message, assay_lack lack)
{
    assay_str words[] = {assay__str(assay__lack_text(lack, c->language))};
    assay__say(c->out, message, c->language, words, 1);
}

/* The joint channel has no data of its own to lack; without weight it moves nothing. A
 * witness that was not called is not missed. */
static bool is_silent(const assay_family_verdict *family)
{
    if (family->family >= ASSAY_FAMILY_AUDIENCE && family->lack == ASSAY_LACK_TABLE)
        return true;
    return family->family == ASSAY_FAMILY_DIFFUSE &&
           (family->state == ASSAY_NOT_ASSESSABLE || family->contribution == 0);
}

/* What livestreams and sales show, also where it speaks for the account. */
static void put_witness(const assay__card *c, assay_family family)
{
    assay_buffer text = {0};
    if (family == ASSAY_FAMILY_LIVESTREAM)
        assay__livestreams_say(&text, c->verdict, c->language);
    else if (family == ASSAY_FAMILY_SALES)
        assay__sales_say(&text, c->verdict, c->language);
    if (text.len > 0)
        assay__card_bullet(c, 4, (assay_str){text.bytes, text.len});
    c->out->failed = c->out->failed || text.failed;
    assay__buffer_free(&text);
}

static void put_family(const assay__card *c, const assay_family_verdict *family)
{
    if (is_silent(family))
        return;
    assay__message name = (assay__message)(ASSAY__SAY_FAMILY_GROWTH + family->family);
    size_t wide = assay__card_columns(assay__str(assay__message_text(name, c->language)));
    assay__card_put(c, "  ");
    assay__card_say(c, name);
    assay__card_spaces(c, wide < 14 ? 14 - wide : 1);
    if (family->state == ASSAY_NOT_ASSESSABLE) {
        put_lack(c, ASSAY__SAY_NOT_ASSESSED, family->lack);
        assay__card_put(c, "\n");
        return;
    }
    put_contribution(c, family->contribution);
    if (family->state == ASSAY_LOW_DATA && family->lack != ASSAY_LACK_NONE) {
        assay__card_separator(c);
        put_lack(c, ASSAY__SAY_LOW_DATA, family->lack);
    }
    assay__card_put(c, "\n");
    put_reasons(c, family->family);
    put_witness(c, family->family);
}

static void put_families(const assay__card *c)
{
    assay__card_heading(c, ASSAY__SAY_SHOWS);
    for (size_t i = 0; i < ASSAY_FAMILY_COUNT; i++)
        put_family(c, &c->verdict->families[i]);
}

/* ---- estimates, events -------------------------------------------------------- */

static assay__word estimate_word(const assay__card *c, assay_estimate which, double value)
{
    switch (which) {
    case ASSAY_ESTIMATE_SUSPICIOUS_FOLLOWER_SHARE:
    case ASSAY_ESTIMATE_INAUTHENTIC_COMMENT_SHARE:
    case ASSAY_ESTIMATE_INFLATED_ENGAGEMENT_SHARE:
    case ASSAY_ESTIMATE_ENGAGEMENT_RATE:
        return assay__percent_word(value, c->language);
    case ASSAY_ESTIMATE_ROIMS:
        return assay__short_word(value, c->language);
    case ASSAY_ESTIMATE_BOUGHT_FOLLOWERS:
    case ASSAY_ESTIMATE_CREDIBLE_REACH:
    case ASSAY_ESTIMATE_MONEY_AT_RISK:
    case ASSAY_ESTIMATE_FAIR_FEE:
    case ASSAY_ESTIMATE_BOUGHT_LIVE_VIEWERS:
    case ASSAY_ESTIMATE_CUSTOMER_ACQUISITION_COST:
    case ASSAY_ESTIMATE_COUNT:
        break;
    }
    return assay__count_word(value, c->language);
}

static void put_estimate(const assay__card *c, assay_estimate which)
{
    const assay_interval *estimate = &c->verdict->estimates[which];
    if (!isfinite(estimate->value))
        return;
    const char *name = assay__message_text(
        (assay__message)(ASSAY__SAY_ESTIMATE_BOUGHT_FOLLOWERS + which), c->language);
    size_t wide = assay__card_columns(assay__str(name));
    assay__card_put(c, "  ");
    assay__card_put(c, name);
    assay__card_spaces(c, wide < 42 ? 42 - wide : 1);
    assay__card_word(c, estimate_word(c, which, estimate->value));
    if (isfinite(estimate->low) && isfinite(estimate->high)) {
        assay__word low = estimate_word(c, which, estimate->low);
        assay__word high = estimate_word(c, which, estimate->high);
        assay__card_put(c, "  (");
        assay__say(c->out, ASSAY__SAY_RANGE, c->language,
                   (assay_str[]){assay__word_str(&low), assay__word_str(&high)}, 2);
        assay__card_put(c, ")");
    }
    assay_str currency = assay__estimate_currency(c->verdict, which);
    if (currency.ptr != NULL) {
        assay__card_put(c, " ");
        assay__card_clean(c, currency);
    }
    assay__card_put(c, "\n");
}

static void put_estimates(const assay__card *c)
{
    bool any = false;
    for (size_t i = 0; i < ASSAY_ESTIMATE_COUNT; i++)
        any = any || isfinite(c->verdict->estimates[i].value);
    if (!any)
        return;
    assay__card_heading(c, ASSAY__SAY_ESTIMATES);
    for (size_t i = 0; i < ASSAY_ESTIMATE_COUNT; i++)
        put_estimate(c, (assay_estimate)i);
}

static void put_event(const assay__card *c, const assay_event *event)
{
    bool dated = c->verdict->dated;
    assay_cause cause = assay__cause_of(event);
    assay__card_put(c, "  ");
    assay__card_word(c, assay__time_word(event->from, dated));
    assay__card_put(c, c->style->unicode ? " → " : " -> ");
    assay__card_word(c, assay__time_word(event->to, dated));
    assay__card_put(c, "  ");
    assay__card_word(c, assay__gain_word(event->gained, c->language));
    assay__card_put(c, "  ");
    assay__card_put(c, assay__event_text(event, cause, c->language));
    assay__card_put(c, " ");
    assay__card_word(c, assay__percent_word(event->cause[cause], c->language));
    assay__card_put(c, "\n");
    assay_buffer cohort = {0};
    if (assay__say_cohort(&cohort, &event->cohort, c->language))
        assay__card_bullet(c, 4, (assay_str){cohort.bytes, cohort.len});
    c->out->failed = c->out->failed || cohort.failed;
    assay__buffer_free(&cohort);
}

static void put_more(const assay__card *c, size_t hidden)
{
    if (hidden == 0)
        return;
    assay__word word = assay__count_word((double)hidden, c->language);
    assay__card_put(c, "  ");
    assay__say(c->out, ASSAY__SAY_MORE, c->language,
               (assay_str[]){assay__word_str(&word)}, 1);
    assay__card_put(c, "\n");
}

/* Whether event i is among the largest that a card has room for. */
static bool among_largest(const assay_events *events, size_t i)
{
    size_t larger = 0;
    for (size_t k = 0; k < events->n_events; k++) {
        double other = fabs(events->events[k].gained);
        double own = fabs(events->events[i].gained);
        larger += other > own || (k < i && !(other < own));
    }
    return larger < EVENTS_SHOWN;
}

static void put_events(const assay__card *c)
{
    const assay_events *events = &c->verdict->findings->events;
    if (events->n_events == 0)
        return;
    assay__card_heading(c, ASSAY__SAY_EVENTS);
    for (size_t i = 0; i < events->n_events; i++)
        if (among_largest(events, i))
            put_event(c, &events->events[i]);
    put_more(c, events->n_events > EVENTS_SHOWN ? events->n_events - EVENTS_SHOWN : 0);
}

static void put_counts(const assay__card *c, assay__message message, size_t some,
                       size_t all)
{
    if (some == 0)
        return;
    assay__word words[2] = {assay__count_word((double)some, c->language),
                            assay__count_word((double)all, c->language)};
    assay__card_put(c, "\n");
    assay__say(c->out, message, c->language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1])}, 2);
    assay__card_put(c, "\n");
}

static void put_flagged(const assay__card *c)
{
    const assay_findings *findings = c->verdict->findings;
    size_t comments = 0, posts = 0, last = SIZE_MAX;
    size_t n = findings->comments.checks == NULL ? 0 : c->verdict->account->n_comments;
    for (size_t i = 0; i < n; i++)
        comments += assay__comment_flagged(&findings->comments.checks[i]);
    for (size_t i = 0; i < findings->engagement.n_checks; i++) {
        const assay_post_check *check = &findings->engagement.checks[i];
        if (!assay__post_flagged(check) || check->post == last)
            continue;
        posts++;
        last = check->post;
    }
    put_counts(c, ASSAY__SAY_FLAGGED_COMMENTS, comments, findings->comments.n);
    put_counts(c, ASSAY__SAY_FLAGGED_POSTS, posts, c->verdict->account->n_posts);
}

/* What a writer has to say, if anything, under a heading or, with ASSAY__MESSAGE_COUNT,
 * under none. */
static void put_said(const assay__card *c, assay__message heading,
                     bool (*say)(assay_buffer *out, const assay_verdict *verdict,
                                 assay_language language))
{
    assay_buffer text = {0};
    size_t indent = heading == ASSAY__MESSAGE_COUNT ? 0 : 2;
    if (say(&text, c->verdict, c->language)) {
        if (indent == 0)
            assay__card_put(c, "\n");
        else
            assay__card_heading(c, heading);
        assay__card_spaces(c, indent);
        assay__card_wrapped(c, (assay_str){text.bytes, text.len}, indent, indent);
    }
    c->out->failed = c->out->failed || text.failed;
    assay__buffer_free(&text);
}

static void put_explained(const assay__card *c, const assay_explained *explained)
{
    assay_buffer line = {0};
    assay__say_explained(&line, c->verdict, explained, c->language, true);
    assay__card_bullet(c, 2, (assay_str){line.bytes, line.len});
    c->out->failed = c->out->failed || line.failed;
    assay__buffer_free(&line);
}

static void put_explanations(const assay__card *c)
{
    size_t n = c->verdict->n_explained, shown = ASSAY__EXPLAINED_SHOWN;
    if (n == 0)
        return;
    assay__card_heading(c, ASSAY__SAY_EXPLANATIONS);
    for (size_t i = 0; i < n && i < shown; i++)
        put_explained(c, &c->verdict->explained[i]);
    put_more(c, n > shown ? n - shown : 0);
    if (!assay__sums_up_explanations(c->verdict))
        return;
    assay__word risk = assay__percent_word(c->verdict->unexplained_risk, c->language);
    assay__card_put(c, "  ");
    assay__say(c->out, ASSAY__SAY_EXPLAINED_ALL, c->language,
               (assay_str[]){assay__word_str(&risk)}, 1);
    assay__card_put(c, "\n");
}

/* ---- foot --------------------------------------------------------------------- */

static void put_blind_spots(const assay__card *c)
{
    if (c->verdict->n_blind_spots == 0)
        return;
    assay__card_heading(c, ASSAY__SAY_BLIND_SPOTS);
    for (size_t i = 0; i < c->verdict->n_blind_spots; i++) {
        const assay_blind_spot *spot = &c->verdict->blind_spots[i];
        assay__card_bullet(
            c, 2,
            assay__str(assay__in_language(spot->text_en, spot->text_vi, c->language)));
    }
}

static void put_next_steps(const assay__card *c)
{
    if (c->verdict->n_next_steps == 0)
        return;
    assay__card_heading(c, ASSAY__SAY_NEXT_STEPS);
    for (size_t i = 0; i < c->verdict->n_next_steps && i < STEPS_SHOWN; i++) {
        const assay_next_step *step = &c->verdict->next_steps[i];
        assay__card_bullet(
            c, 2,
            assay__str(assay__in_language(step->text_en, step->text_vi, c->language)));
        if (!isfinite(step->narrows))
            continue;
        assay__word narrows = assay__percent_word(step->narrows, c->language);
        assay__card_put(c, "    (");
        assay__say(c->out, ASSAY__SAY_NARROWS, c->language,
                   (assay_str[]){assay__word_str(&narrows)}, 1);
        assay__card_put(c, ")\n");
    }
}

/* Said on request: they cost as many scorings as changes were tried. */
static void put_counterfactuals(const assay__card *c)
{
    const assay_verdict *v = c->verdict;
    bool open =
        v->decision == ASSAY_DECISION_REVIEW || v->decision == ASSAY_DECISION_DECLINE;
    if (!v->asked_counterfactuals || !open)
        return;
    assay__card_heading(c, ASSAY__SAY_COUNTERFACTUALS);
    for (size_t i = 0; i < v->n_counterfactuals; i++) {
        assay_buffer line = {0};
        assay__say_counterfactual(&line, v, &v->counterfactuals[i], c->language, true);
        assay__card_bullet(c, 2, (assay_str){line.bytes, line.len});
        c->out->failed = c->out->failed || line.failed;
        assay__buffer_free(&line);
    }
    if (v->n_counterfactuals == 0)
        assay__card_bullet(c, 2,
                           assay__str(assay__message_text(ASSAY__SAY_COUNTERFACTUALS_NONE,
                                                          c->language)));
}

void assay_report_card(assay_report *report, const assay_verdict *verdict,
                       const assay_report_style *style)
{
    const assay__card c = {&report->text, verdict, style, style->language};
    put_title(&c);
    put_decision(&c);
    put_curve(&c);
    put_families(&c);
    put_estimates(&c);
    put_events(&c);
    put_explanations(&c);
    put_flagged(&c);
    put_said(&c, ASSAY__MESSAGE_COUNT, assay__voice_say);
    assay__card_pools(&c);
    put_said(&c, ASSAY__SAY_TARGET, assay__target_say);
    put_blind_spots(&c);
    put_counterfactuals(&c);
    put_next_steps(&c);
    assay__card_ground(&c);
}
