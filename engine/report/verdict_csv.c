/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdicts.csv: one row an account, for spreadsheets. Text cells are guarded against
 * formulas; numbers are exact; what is not known is an empty cell. */
#include "report/words.h"

#include "base/str.h"
#include "format/csv_writer.h"

typedef struct row {
    assay__csv_writer csv;
    const assay_verdict *verdict;
    assay_language language;
} row;

static void put_word(row *r, const char *word)
{
    if (word == NULL)
        assay__csv_empty(&r->csv);
    else
        assay__csv_name(&r->csv, word);
}

static void put_estimate(row *r, assay_estimate which)
{
    assay__csv_number(&r->csv, r->verdict->estimates[which].value);
}

static void put_probability(row *r, double number)
{
    if (r->verdict->basis == ASSAY_BASIS_NONE)
        assay__csv_empty(&r->csv);
    else
        assay__csv_number(&r->csv, number);
}

static void put_score(row *r)
{
    if (r->verdict->state == ASSAY_NOT_ASSESSABLE)
        assay__csv_empty(&r->csv);
    else
        assay__csv_micro(&r->csv, r->verdict->score);
}

static void put_range(row *r, assay_estimate which)
{
    put_estimate(r, which);
    assay__csv_number(&r->csv, r->verdict->estimates[which].low);
    assay__csv_number(&r->csv, r->verdict->estimates[which].high);
}

static void put_flag(assay__csv_writer *csv, double q, bool flagged)
{
    assay__csv_number(csv, q);
    assay__csv_bool(csv, flagged);
}

static void put_flag_or_nothing(row *r, size_t *flag_at)
{
    if (r->verdict->has_flag) {
        put_flag(&r->csv, r->verdict->q_value, r->verdict->flagged);
        return;
    }
    if (flag_at == NULL) { /* no roster: two empty cells */
        assay__csv_empty(&r->csv);
        assay__csv_empty(&r->csv);
        return;
    }
    assay__buffer_put_char(r->csv.out, ',');
    *flag_at = r->csv.out->len;
    r->csv.comma = true;
}

static void put_top_reason(row *r)
{
    const assay_reason *top = assay_verdict_top_reason(r->verdict);
    const char *text =
        top == NULL ? NULL : assay__in_language(top->text_en, top->text_vi, r->language);
    assay_str words = text == NULL ? (assay_str){NULL, 0} : assay__str(text);
    assay__csv_text(&r->csv, words);
}

void assay_report_csv_header(assay_report *report)
{
    assay__buffer_put(
        &report->text,
        ASSAY__LITERAL("platform,handle,followers,state,decision,integrity,score,"
                       "probability,probability_low,probability_high,basis,p_value,"
                       "q_value,flagged,suspicious_share,share_low,share_high,"
                       "bought_followers,bought_low,bought_high,"
                       "inauthentic_comment_share,engagement_rate,money_at_risk,"
                       "currency,top_reason\n"));
}

void assay_report_csv(assay_report *report, const assay_verdict *verdict,
                      assay_language language, size_t *flag_at)
{
    row r = {{.out = &report->text, .guard = true}, verdict, language};
    assay__csv_text(&r.csv, verdict->account->platform);
    assay__csv_text(&r.csv, verdict->account->handle);
    assay__csv_number(&r.csv, assay_account_followers(verdict->account));
    put_word(&r, assay__state_name(verdict->state));
    put_word(&r, verdict->decided ? assay__decision_name(verdict->decision) : NULL);
    assay__csv_number(&r.csv, verdict->integrity);
    put_score(&r);
    put_probability(&r, verdict->risk.value);
    put_probability(&r, verdict->risk.low);
    put_probability(&r, verdict->risk.high);
    put_word(&r, assay__basis_word(verdict->basis));
    assay__csv_number(&r.csv, verdict->p_value);
    put_flag_or_nothing(&r, flag_at);
    put_range(&r, ASSAY_ESTIMATE_SUSPICIOUS_FOLLOWER_SHARE);
    put_range(&r, ASSAY_ESTIMATE_BOUGHT_FOLLOWERS);
    put_estimate(&r, ASSAY_ESTIMATE_INAUTHENTIC_COMMENT_SHARE);
    put_estimate(&r, ASSAY_ESTIMATE_ENGAGEMENT_RATE);
    put_estimate(&r, ASSAY_ESTIMATE_MONEY_AT_RISK);
    assay__csv_text(&r.csv, verdict->account->currency);
    put_top_reason(&r);
    assay__csv_end_row(&r.csv);
}

void assay_report_csv_flag(assay_report *report, double q, bool flagged)
{
    assay__csv_writer csv = {.out = &report->text};
    put_flag(&csv, q, flagged);
}
