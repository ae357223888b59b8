/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account's page: the answer first, in words for whoever must decide, then what it
 * costs, what was seen, what was not, and what to ask next. The version for the account's
 * owner says the same of the account and nothing of peers, policy or money. */
#include "report/account_page.h"

#include <assay/page.h>

#include "base/str.h"
#include "report/draw.h"
#include "report/local.h"
#include "report/reply_text.h"

#include <math.h>

/* ---- small parts ------------------------------------------------------------------ */

void assay__put_key(const assay__page *p, const char *class, assay__message message)
{
    assay__buffer_printf(p->out, "<li><i class=\"%s\"></i>", class);
    assay__put_message(p, message);
    assay__put(p, "</li>");
}

void assay__put_table_open(const assay__page *p, const assay__message columns[], size_t n)
{
    assay__put(p, "<details class=\"num\"><summary>");
    assay__put_message(p, ASSAY__SAY_NUMBERS);
    assay__put(p, "</summary><div class=\"scroll\"><table><thead><tr>");
    for (size_t i = 0; i < n; i++) {
        assay__put(p, "<th>");
        assay__put_message(p, columns[i]);
        assay__put(p, "</th>");
    }
    assay__put(p, "</tr></thead><tbody>");
}

void assay__put_table_close(const assay__page *p)
{
    assay__put(p, "</tbody></table></div></details>");
}

void assay__put_number_cell(const assay__page *p, double number)
{
    assay__put(p, "<td>");
    if (isfinite(number))
        assay__put_word(p, assay__count_word(number, p->language));
    assay__put(p, "</td>");
}

void assay__put_range_cell(const assay__page *p, double low, double high)
{
    assay__put(p, "<td>");
    if (isfinite(low) && isfinite(high)) {
        assay__put_word(p, assay__count_word(low, p->language));
        if (low < 0.0) /* a dash before a minus reads as two */
            assay__put_message(p, ASSAY__SAY_TO);
        else
            assay__put(p, "–");
        assay__put_word(p, assay__count_word(high, p->language));
    }
    assay__put(p, "</td>");
}

/* ---- the answer ------------------------------------------------------------------- */

/* Words of likelihood and the least probability of each.
 * Source: Mastrandrea et al. 2010, IPCC guidance on the treatment of uncertainties. */
static assay__message odds_of(double probability)
{
    static const double LEAST[] = {0.0, 0.01, 0.1, 0.33, 0.66, 0.9, 0.99};
    size_t at = 0;
    while (at + 1 < sizeof LEAST / sizeof *LEAST && probability >= LEAST[at + 1])
        at++;
    return (assay__message)(ASSAY__SAY_ODDS_NONE + at);
}

static assay__message headline_of(const assay__page *p, const assay_verdict *verdict)
{
    if (!verdict->decided)
        return ASSAY__SAY_HEADLINE_UNDECIDED;
    assay__message first = p->owner ? ASSAY__SAY_OWNER_INSUFFICIENT_DATA
                                    : ASSAY__SAY_HEADLINE_INSUFFICIENT_DATA;
    return (assay__message)((int)first + (int)verdict->decision);
}

static void put_odds(const assay__page *p, const assay_verdict *verdict)
{
    const assay_interval *risk = &verdict->risk;
    if (p->owner || verdict->basis == ASSAY_BASIS_NONE || !isfinite(risk->value))
        return;
    const char *odds = assay__message_text(odds_of(risk->value), p->language);
    assay__word words[3] = {assay__percent_word(risk->value, p->language),
                            assay__percent_word(risk->low, p->language),
                            assay__percent_word(risk->high, p->language)};
    assay__put_paragraph(p, NULL, ASSAY__SAY_ODDS,
                         (assay_str[]){assay__str(odds), assay__word_str(&words[0]),
                                       assay__word_str(&words[1]),
                                       assay__word_str(&words[2])},
                         4);
}

/* A bar of a hundred with a mark where the account stands. */
static void put_integrity(const assay__page *p, const assay_verdict *verdict)
{
    if (!isfinite(verdict->integrity))
        return;
    assay__word integrity = assay__count_word(verdict->integrity, p->language);
    assay__put(p, "<div class=\"int\"><p>");
    assay__put_message(p, ASSAY__SAY_COLUMN_INTEGRITY);
    assay__put(p, " <b>");
    assay__put_word(p, integrity);
    assay__put(p, "</b>/100</p><svg aria-hidden=\"true\"><rect class=\"bg\" "
                  "width=\"100%\"/><rect class=\"at\" width=\"");
    assay__put_percentage(p, fmax(verdict->integrity / 100.0, 0.01));
    assay__put(p, "\"/></svg></div>");
}

static void put_top_reason(const assay__page *p, const assay_verdict *verdict)
{
    const assay_reason *top = assay_verdict_top_reason(verdict);
    if (top == NULL || top->text_en == NULL || top->text_vi == NULL)
        return;
    assay__put(p, "<p>");
    assay__put_text(
        p, assay__str(assay__in_language(top->text_en, top->text_vi, p->language)));
    assay__put(p, "</p>");
}

static void put_held(const assay__page *p, const assay_verdict *verdict)
{
    const char *held = assay__held_text(verdict->held, p->language);
    if (held == NULL || p->owner)
        return;
    assay__put(p, "<p>");
    assay__put_text(p, assay__str(held));
    assay__put(p, "</p>");
}

static void put_answer(const assay__page *p, const assay_verdict *verdict)
{
    const char *class = verdict->decided ? assay__decision_name(verdict->decision) : "";
    bool known =
        verdict->basis == ASSAY_BASIS_SIMULATION && isfinite(verdict->risk.value);
    if (p->owner)
        class = "owner";
    assay__buffer_printf(p->out, "<div class=\"answer %s\">\n<div>", class);
    assay__put_heading(p, 1, headline_of(p, verdict));
    put_odds(p, verdict);
    put_held(p, verdict);
    put_top_reason(p, verdict);
    if (known && !p->owner)
        assay__put_paragraph(p, "s", ASSAY__SAY_ODDS_BASIS, NULL, 0);
    assay__put(p, "</div>");
    put_integrity(p, verdict);
    assay__put(p, "</div>");
}

/* ---- estimates -------------------------------------------------------------------- */

static bool is_money(assay_estimate which)
{
    return which == ASSAY_ESTIMATE_MONEY_AT_RISK || which == ASSAY_ESTIMATE_FAIR_FEE ||
           which == ASSAY_ESTIMATE_ROIMS ||
           which == ASSAY_ESTIMATE_CUSTOMER_ACQUISITION_COST;
}

static assay__word estimate_word(const assay__page *p, assay_estimate which, double value)
{
    bool count = which == ASSAY_ESTIMATE_BOUGHT_FOLLOWERS ||
                 which == ASSAY_ESTIMATE_BOUGHT_LIVE_VIEWERS ||
                 which == ASSAY_ESTIMATE_CREDIBLE_REACH || is_money(which);
    if (which == ASSAY_ESTIMATE_ROIMS)
        return assay__short_word(value, p->language);
    return count ? assay__count_word(value, p->language)
                 : assay__percent_word(value, p->language);
}

static void put_estimate(const assay__page *p, const assay_verdict *verdict,
                         assay_estimate which)
{
    const assay_interval *estimate = &verdict->estimates[which];
    if (!isfinite(estimate->value) || (p->owner && is_money(which)))
        return;
    assay__put(p, "<div><dt>");
    assay__put_message(p, (assay__message)(ASSAY__SAY_ESTIMATE_BOUGHT_FOLLOWERS + which));
    assay__put(p, "</dt><dd>");
    assay__put_word(p, estimate_word(p, which, estimate->value));
    assay_str currency = assay__estimate_currency(verdict, which);
    if (currency.ptr != NULL) {
        assay__put(p, " ");
        assay__put_text(p, currency);
    }
    if (isfinite(estimate->low) && isfinite(estimate->high)) {
        assay__word low = estimate_word(p, which, estimate->low);
        assay__word high = estimate_word(p, which, estimate->high);
        assay__put(p, "<span>");
        assay__put_filled(p, ASSAY__SAY_RANGE,
                          (assay_str[]){assay__word_str(&low), assay__word_str(&high)},
                          2);
        assay__put(p, "</span>");
    }
    assay__put(p, "</dd></div>");
}

static void put_estimates(const assay__page *p, const assay_verdict *verdict)
{
    bool any = false;
    for (size_t i = 0; i < ASSAY_ESTIMATE_COUNT; i++)
        any = any || (isfinite(verdict->estimates[i].value) &&
                      !(p->owner && is_money((assay_estimate)i)));
    if (!any)
        return;
    assay__put(p, "<dl class=\"est\">");
    for (size_t i = 0; i < ASSAY_ESTIMATE_COUNT; i++)
        put_estimate(p, verdict, (assay_estimate)i);
    assay__put(p, "</dl>");
}

/* ---- the creator's side ----------------------------------------------------------- */

static void put_explained(const assay__page *p, const assay_verdict *verdict,
                          const assay_explained *explained)
{
    assay_buffer line = {0};
    assay__say_explained(&line, verdict, explained, p->language, !p->owner);
    assay__put(p, "<li>");
    assay__put_text(p, (assay_str){line.bytes, line.len});
    if (explained->claim->note.len > 0) {
        assay__put(p, "<br><span class=\"s\">");
        assay__put_text(p, explained->claim->note);
        assay__put(p, "</span>");
    }
    assay__put(p, "</li>");
    p->out->failed = p->out->failed || line.failed;
    assay__buffer_free(&line);
}

static void put_explanations(const assay__page *p, const assay_verdict *verdict)
{
    size_t n = verdict->n_explained, shown = ASSAY__EXPLAINED_SHOWN;
    if (n == 0)
        return;
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_EXPLANATIONS);
    assay__put(p, "<ul>");
    for (size_t i = 0; i < n && i < shown; i++)
        put_explained(p, verdict, &verdict->explained[i]);
    assay__put(p, "</ul>");
    assay__word more =
        assay__count_word((double)(n > shown ? n - shown : 0), p->language);
    if (n > shown)
        assay__put_paragraph(p, "s", ASSAY__SAY_MORE,
                             (assay_str[]){assay__word_str(&more)}, 1);
    assay__word risk = assay__percent_word(verdict->unexplained_risk, p->language);
    if (!p->owner && assay__sums_up_explanations(verdict))
        assay__put_paragraph(p, NULL, ASSAY__SAY_EXPLAINED_ALL,
                             (assay_str[]){assay__word_str(&risk)}, 1);
    assay__put(p, "\n</section>");
}

/* For the brand: an owner is not told which change of the evidence would do. */
static void put_counterfactuals(const assay__page *p, const assay_verdict *verdict)
{
    if (p->owner || verdict->n_counterfactuals == 0)
        return;
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_COUNTERFACTUALS);
    assay__put(p, "<ul>");
    for (size_t i = 0; i < verdict->n_counterfactuals; i++) {
        assay_buffer line = {0};
        assay__say_counterfactual(&line, verdict, &verdict->counterfactuals[i],
                                  p->language, true);
        assay__put(p, "<li>");
        assay__put_text(p, (assay_str){line.bytes, line.len});
        assay__put(p, "</li>");
        p->out->failed = p->out->failed || line.failed;
        assay__buffer_free(&line);
    }
    assay__put(p, "</ul>\n</section>");
}

/* ---- what is open ----------------------------------------------------------------- */

static void put_blind_spots(const assay__page *p, const assay_verdict *verdict)
{
    if (verdict->n_blind_spots == 0)
        return;
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_BLIND_SPOTS);
    assay__put(p, "<ul>");
    for (size_t i = 0; i < verdict->n_blind_spots; i++) {
        const assay_blind_spot *spot = &verdict->blind_spots[i];
        assay__put(p, "<li>");
        assay__put_text(
            p, assay__str(assay__in_language(spot->text_en, spot->text_vi, p->language)));
        assay__put(p, "</li>");
    }
    assay__put(p, "</ul>\n</section>");
}

static void put_step(const assay__page *p, const assay_next_step *step)
{
    assay__put(p, "<li>");
    if (!p->owner && isfinite(step->narrows)) {
        assay__word narrows = assay__percent_word(step->narrows, p->language);
        assay__put(p, "<p class=\"s\">");
        assay__put_message(p, ASSAY__SAY_STEP_MESSAGE);
        assay__put(p, " · ");
        assay__put_filled(p, ASSAY__SAY_NARROWS, (assay_str[]){assay__word_str(&narrows)},
                          1);
        assay__put(p, "</p>");
    }
    assay__put(p, "<blockquote>");
    assay__put_text(
        p, assay__str(assay__in_language(step->text_en, step->text_vi, p->language)));
    assay__put(p, "</blockquote></li>");
}

static void put_next_steps(const assay__page *p, const assay_verdict *verdict)
{
    if (verdict->n_next_steps == 0)
        return;
    assay__put(p, "<section>");
    assay__put_heading(p, 1, p->owner ? ASSAY__SAY_OWNER_STEPS : ASSAY__SAY_NEXT_STEPS);
    assay__put(p, "<ol class=\"ask\">");
    for (size_t i = 0; i < verdict->n_next_steps; i++)
        put_step(p, &verdict->next_steps[i]);
    assay__put(p, "</ol>\n</section>");
}

/* Whom a brand wants to reach is its own affair: the owner's page leaves it out. */
static void put_target(const assay__page *p, const assay_verdict *verdict)
{
    assay_buffer text = {0};
    if (p->owner || !assay__target_say(&text, verdict, p->language))
        return;
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_TARGET);
    assay__put(p, "<p>");
    assay__put_text(p, (assay_str){text.bytes, text.len});
    assay__put(p, "</p></section>");
    p->out->failed = p->out->failed || text.failed;
    assay__buffer_free(&text);
}

void assay__put_account(const assay__page *p, const assay_verdict *verdict,
                        size_t pictures[])
{
    put_answer(p, verdict);
    put_estimates(p, verdict);
    put_target(p, verdict);
    assay__put_reasons_picture(p, verdict);
    if (pictures != NULL)
        pictures[0] = p->out->len;
    assay__put_growth_picture(p, verdict);
    put_explanations(p, verdict);
    assay__put_posts_picture(p, verdict);
    assay__put_audience_picture(p, verdict);
    if (pictures != NULL)
        pictures[1] = p->out->len;
    assay__put_comments(p, verdict);
    assay__put_pools(p, verdict);
    assay__put_live_picture(p, verdict);
    assay__put_sales(p, verdict);
    put_blind_spots(p, verdict);
    put_counterfactuals(p, verdict);
    put_next_steps(p, verdict);
}

/* ---- a page of its own ------------------------------------------------------------ */

static void put_title(const assay__page *p, const void *of)
{
    const assay_verdict *verdict = of;
    assay__put_filled(p, ASSAY__SAY_ACCOUNT_TITLE,
                      (assay_str[]){verdict->account->handle, verdict->account->platform},
                      2);
}

static void put_header(const assay__page *p, const assay_verdict *verdict)
{
    double followers = assay_account_followers(verdict->account);
    assay__put(p, "<header>\n<p class=\"s\">");
    assay__put_name(p, verdict->account->platform);
    assay__put(p, "</p>\n<h1>");
    assay__put_name(p, verdict->account->handle);
    assay__put(p, "</h1>\n<p class=\"s\">");
    if (isfinite(followers)) {
        assay__put_word(p, assay__count_word(followers, p->language));
        assay__put(p, " ");
        assay__put_message(p, ASSAY__SAY_FOLLOWERS);
    }
    if (verdict->as_of != ASSAY_TIME_UNKNOWN) {
        assay__word day = assay__day_word(verdict->as_of, p->language);
        assay__put(p, isfinite(followers) ? " · " : "");
        assay__put_filled(p, ASSAY__SAY_AS_OF, (assay_str[]){assay__word_str(&day)}, 1);
    }
    assay__put(p, "</p>");
    if (p->owner) {
        assay__put_paragraph(p, NULL, ASSAY__SAY_OWNER_LEAD, NULL, 0);
        assay__put_paragraph(p, NULL, ASSAY__SAY_OWNER_CAVEAT, NULL, 0);
    }
    assay__put(p, "</header>\n");
}

static void put_coverage(const assay__page *p, const assay_verdict *verdict)
{
    const assay_account *account = verdict->account;
    double days = account->n_growth > 0 ? verdict->findings->growth.days : 0.0;
    assay__word words[3] = {assay__count_word(days, p->language),
                            assay__count_word((double)account->n_posts, p->language),
                            assay__count_word((double)account->n_comments, p->language)};
    assay__put_paragraph(p, "s", ASSAY__SAY_COVERAGE,
                         (assay_str[]){assay__word_str(&words[0]),
                                       assay__word_str(&words[1]),
                                       assay__word_str(&words[2])},
                         3);
}

static void put_policy(const assay__page *p, const assay_verdict *verdict)
{
    const assay_policy *policy = &verdict->policy;
    assay__message evidence =
        (assay__message)(ASSAY__SAY_EVIDENCE_SIMULATED + verdict->evidence);
    assay__word words[3] = {assay__short_word(policy->cost_wrong_sign, p->language),
                            assay__short_word(policy->cost_wrong_decline, p->language),
                            assay__percent_word(policy->prevalence, p->language)};
    if (verdict->n_models > 0)
        assay__put_paragraph(
            p, "s", ASSAY__SAY_GROUND,
            (assay_str[]){assay__str(verdict->models[0].name),
                          {verdict->models[0].sha256, 12},
                          assay__str(verdict->stratum == NULL ? "*" : verdict->stratum),
                          assay__str(assay__message_text(evidence, p->language))},
            4);
    assay__put_paragraph(p, "s", ASSAY__SAY_POLICY,
                         (assay_str[]){assay__word_str(&words[0]),
                                       assay__word_str(&words[1]),
                                       assay__word_str(&words[2])},
                         3);
}

static void put_footer(const assay__page *p, const assay_verdict *verdict)
{
    assay__put(p, "<footer>\n");
    assay__put_heading(p, 1, ASSAY__SAY_GROUND_TITLE);
    put_coverage(p, verdict);
    if (!p->owner)
        put_policy(p, verdict);
    if (!p->owner)
        assay__put_paragraph(p, "s", ASSAY__SAY_CAVEAT, NULL, 0);
    assay__put(p, "<p class=\"s\">assay ");
    assay__put(p, assay_version());
    assay__put(p, " · <code>");
    assay__put_text(p, assay__str(verdict->input_sha256));
    assay__put(p, "</code></p>\n</footer>\n");
}

void assay_report_account_page(assay_report *report, const assay_verdict *verdict,
                               assay_language language, assay_page_reader reader)
{
    const assay__page p = {.out = &report->text,
                           .language = language,
                           .owner = reader == ASSAY_PAGE_FOR_CREATOR,
                           .level = 1};
    assay__put_head(&p, put_title, verdict);
    put_header(&p, verdict);
    assay__put(&p, "<main>\n");
    assay__put_account(&p, verdict, NULL);
    assay__put(&p, "</main>\n");
    put_footer(&p, verdict);
    assay__put_end(&p);
}
