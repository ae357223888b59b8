/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is proposed for a budget: whom, what each adds, and how good the set is. */
#include <assay/page.h>

#include "base/str.h"
#include "report/account_page.h"

#include <math.h>

static assay__page page_of(assay_report *report, assay_language language)
{
    return (assay__page){.out = &report->text, .language = language, .level = 1};
}

/* An amount with its currency. */
static void put_money(assay_buffer *out, const assay_report_proposal *proposal,
                      double amount, assay_language language)
{
    assay__word word = assay__count_word(amount, language);
    assay__buffer_put(out, assay__word_str(&word));
    assay__buffer_put(out, assay__str(proposal->currency[0] == '\0' ? "" : " "));
    assay__buffer_put(out, assay__str(proposal->currency));
}

/* ---- the paragraph ----------------------------------------------------------------- */

/* A sentence about a count; nothing for 0. */
static void say_count(assay_buffer *out, assay__message message, size_t count,
                      assay_language language)
{
    if (count == 0)
        return;
    assay__word word = assay__count_word((double)count, language);
    assay__buffer_put(out, ASSAY__LITERAL(" "));
    assay__say(out, message, language, (assay_str[]){assay__word_str(&word)}, 1);
}

static void say_reach(assay_buffer *out, const assay_report_proposal *proposal,
                      assay_language language)
{
    const assay_proposal *result = &proposal->result;
    assay_buffer spent = {0};
    put_money(&spent, proposal, result->spent, language);
    const double counts[] = {(double)result->n, result->reach.value, result->reach.low,
                             result->reach.high, result->sum};
    assay__word words[5];
    for (unsigned i = 0; i < 5; i++)
        words[i] = assay__count_word(counts[i], language);
    assay__say(out, ASSAY__SAY_PROPOSAL_REACH, language,
               (assay_str[]){assay__word_str(&words[0]),
                             {spent.bytes, spent.len},
                             assay__word_str(&words[1]),
                             assay__word_str(&words[2]),
                             assay__word_str(&words[3]),
                             assay__word_str(&words[4])},
               6);
    out->failed = out->failed || spent.failed;
    assay__buffer_free(&spent);
}

static void say_bound(assay_buffer *out, const assay_report_proposal *proposal,
                      assay_language language)
{
    assay__word considered = assay__count_word((double)proposal->considered, language);
    assay__word most = assay__count_word(ceil(proposal->result.at_most), language);
    assay__buffer_put(out, ASSAY__LITERAL(" "));
    assay__say(
        out,
        proposal->result.proven ? ASSAY__SAY_PROPOSAL_PROVEN : ASSAY__SAY_PROPOSAL_BOUND,
        language, (assay_str[]){assay__word_str(&considered), assay__word_str(&most)}, 2);
}

static void say_message(assay_buffer *out, assay__message message, bool said,
                        assay_language language)
{
    if (!said)
        return;
    assay__buffer_put(out, ASSAY__LITERAL(" "));
    assay__buffer_put(out, assay__str(assay__message_text(message, language)));
}

static size_t to_review(const assay_report_proposal *proposal)
{
    size_t n = 0;
    for (size_t i = 0; i < proposal->result.n; i++)
        n += proposal->picks[i].decided &&
             proposal->picks[i].decision != ASSAY_DECISION_SIGN;
    return n;
}

static void say_all(assay_buffer *out, const assay_report_proposal *proposal,
                    assay_language language)
{
    const assay_proposal *result = &proposal->result;
    if (result->n == 0) {
        assay__buffer_put(
            out, assay__str(assay__message_text(ASSAY__SAY_PROPOSAL_NONE, language)));
        return;
    }
    say_reach(out, proposal, language);
    say_bound(out, proposal, language);
    say_count(out, ASSAY__SAY_PROPOSAL_REVIEW, to_review(proposal), language);
    say_count(out, ASSAY__SAY_PROPOSAL_UNTOLD, result->n > 1 ? result->untold : 0,
              language);
    bool told = result->n > 1 && result->untold < result->n;
    say_message(out, ASSAY__SAY_PROPOSAL_COMMENTERS, told && proposal->commenters,
                language);
    say_message(out, ASSAY__SAY_PROPOSAL_PLATFORMS, result->platforms > 1, language);
    say_message(out, ASSAY__SAY_PROPOSAL_WHOLE, proposal->target == NULL, language);
}

void assay_report_proposal_text(assay_report *report,
                                const assay_report_proposal *proposal,
                                assay_language language)
{
    say_all(&report->text, proposal, language);
}

/* ---- the table --------------------------------------------------------------------- */

static void put_pick(const assay__page *p, const assay_report_pick *pick, size_t place)
{
    assay__put(p, "<tr><td>");
    assay__put_integer(p, (int64_t)place);
    assay__put(p, "</td><th scope=\"row\">");
    assay__put_name(p, pick->handle);
    assay__put(p, " <i>");
    assay__put_name(p, pick->platform);
    assay__put(p, "</i></th><td>");
    if (pick->decided)
        assay__put_message(
            p, (assay__message)(ASSAY__SAY_DECISION_INSUFFICIENT_DATA + pick->decision));
    assay__put(p, "</td>");
    assay__put_number_cell(p, pick->fee);
    assay__put_number_cell(p, pick->reach.value);
    assay__put_range_cell(p, pick->reach.low, pick->reach.high);
    assay__put_number_cell(p, pick->adds);
    assay__put(p, "</tr>");
}

void assay_report_page_proposal(assay_report *report,
                                const assay_report_proposal *proposal,
                                assay_language language)
{
    static const assay__message COLUMNS[] = {
        ASSAY__SAY_COLUMN_ACCOUNT, ASSAY__SAY_COLUMN_DECISION, ASSAY__SAY_COLUMN_FEE,
        ASSAY__SAY_COLUMN_REACH,   ASSAY__SAY_RANGE_90,        ASSAY__SAY_COLUMN_ADDS};
    const assay__page p = page_of(report, language);
    assay_buffer budget = {0}, text = {0};
    put_money(&budget, proposal, proposal->budget, language);
    say_all(&text, proposal, language);
    assay__put(&p, "</tbody></table></div>\n</section>\n<section>");
    assay__put_heading_open(&p, 1);
    assay__put_filled(&p, ASSAY__SAY_PROPOSAL, (assay_str[]){{budget.bytes, budget.len}},
                      1);
    assay__put_heading_close(&p, 1);
    assay__put(&p, "<p>");
    assay__put_text(&p, (assay_str){text.bytes, text.len});
    assay__put(&p, "</p>\n<div class=\"scroll\"><table><thead><tr><th>#</th>");
    for (size_t i = 0; i < sizeof COLUMNS / sizeof *COLUMNS; i++) {
        assay__put(&p, "<th>");
        assay__put_message(&p, COLUMNS[i]);
        assay__put(&p, "</th>");
    }
    assay__put(&p, "</tr></thead><tbody>");
    for (size_t i = 0; i < proposal->result.n; i++)
        put_pick(&p, &proposal->picks[i], i + 1);
    p.out->failed = p.out->failed || budget.failed || text.failed;
    assay__buffer_free(&budget);
    assay__buffer_free(&text);
}
