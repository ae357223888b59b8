/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.html: one self-contained page, most doubtful account first, each with its
 * evidence folded under it.
 *
 * No script, nothing fetched; the policy in its head forbids both and allows exactly
 * this style, by hash. Text from outside goes through one escape per context: there is
 * only one context here, text between tags, because no attribute is made from input. */
#include "report/words.h"

#include "base/str.h"
#include "base/utf8.h"
#include "report/page_style.h"

#include <math.h>

typedef struct page {
    assay_buffer *out;
    assay_language language;
} page;

static void put(const page *p, const char *markup)
{
    assay__buffer_put(p->out, assay__str(markup));
}

/* Text between tags: markup characters escaped, characters that HTML forbids replaced. */
static void put_text(const page *p, assay_str text)
{
    if (assay__utf8_check(text) < text.len) {
        put(p, "\xEF\xBF\xBD");
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '<')
            put(p, "&lt;");
        else if (byte == '>')
            put(p, "&gt;");
        else if (byte == '&')
            put(p, "&amp;");
        else if (byte == '"')
            put(p, "&quot;");
        else if ((unsigned char)byte < 0x20 || byte == 0x7F)
            put(p, " ");
        else
            assay__buffer_put_char(p->out, byte);
    }
}

static void put_word(const page *p, assay__word word)
{
    put_text(p, assay__word_str(&word));
}

static void put_message(const page *p, assay__message message)
{
    put_text(p, assay__str(assay__message_text(message, p->language)));
}

/* A paragraph with its words filled in; they are escaped with it. */
static void put_filled(const page *p, assay__message message, const assay_str words[],
                       size_t n)
{
    assay_buffer line = {0};
    assay__say(&line, message, p->language, words, n);
    put_text(p, (assay_str){line.bytes, line.len});
    p->out->failed = p->out->failed || line.failed;
    assay__buffer_free(&line);
}

static void put_paragraph(const page *p, assay__message message, const assay_str words[],
                          size_t n)
{
    put(p, "<p>");
    put_filled(p, message, words, n);
    put(p, "</p>\n");
}

/* ---- head --------------------------------------------------------------------- */

static void put_head(const page *p, const assay_report_roster *roster)
{
    assay__word accounts = assay__count_word((double)roster->accounts, p->language);
    assay_str words[] = {assay__word_str(&accounts)};
    put(p, "<!doctype html>\n<html lang=\"");
    put(p, p->language == ASSAY_VIETNAMESE ? "vi" : "en");
    put(p,
        "\">\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src '" ASSAY__PAGE_STYLE_HASH "'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    put_filled(p, ASSAY__SAY_PAGE_TITLE, words, 1);
    put(p, "</title>\n<style>" ASSAY__PAGE_STYLE "</style>\n<main>\n<h1>");
    put_filled(p, ASSAY__SAY_PAGE_TITLE, words, 1);
    put(p, "</h1>\n");
    put_paragraph(p, ASSAY__SAY_PAGE_LEAD, NULL, 0);
}

static void put_decisions(const page *p, const assay_report_roster *roster)
{
    static const assay_decision ORDER[] = {ASSAY_DECISION_DECLINE, ASSAY_DECISION_REVIEW,
                                           ASSAY_DECISION_SIGN,
                                           ASSAY_DECISION_INSUFFICIENT_DATA};
    put(p, "<ul class=\"counts\">\n");
    for (size_t i = 0; i < 4; i++) {
        put(p, "<li><span class=\"");
        put(p, assay__decision_name(ORDER[i]));
        put(p, "\">");
        put_message(p,
                    (assay__message)(ASSAY__SAY_DECISION_INSUFFICIENT_DATA + ORDER[i]));
        put(p, "</span> ");
        put_word(p, assay__count_word((double)roster->decisions[ORDER[i]], p->language));
        put(p, "</li>\n");
    }
    put(p, "</ul>\n");
}

static void put_flags(const page *p, const assay_report_roster *roster)
{
    assay__word words[3] = {
        assay__count_word((double)roster->flagged, p->language),
        assay__count_word(ceil((double)roster->flagged * roster->fdr), p->language),
        assay__percent_word(roster->fdr, p->language)};
    assay_str spans[3] = {assay__word_str(&words[0]), assay__word_str(&words[1]),
                          assay__word_str(&words[2])};
    put_paragraph(p, ASSAY__SAY_PAGE_FLAGGED, spans, 3);
}

static void put_counts(const page *p, const assay_report_roster *roster)
{
    assay__word rejected = assay__count_word((double)roster->rejected, p->language);
    assay__word shown = assay__count_word((double)roster->shown, p->language);
    assay__word all = assay__count_word((double)roster->accounts, p->language);
    if (roster->rejected > 0)
        put_paragraph(p, ASSAY__SAY_PAGE_REJECTED,
                      (assay_str[]){assay__word_str(&rejected)}, 1);
    if (roster->shown < roster->accounts)
        put_paragraph(p, ASSAY__SAY_PAGE_SHOWN,
                      (assay_str[]){assay__word_str(&shown), assay__word_str(&all)}, 2);
}

static const char *const NUMERATORS[] = {
#define RATE_OVER(name, over, under) over,
    ASSAY_RATE_TABLE(RATE_OVER)
#undef RATE_OVER
};
static const char *const DENOMINATORS[] = {
#define RATE_UNDER(name, over, under) under,
    ASSAY_RATE_TABLE(RATE_UNDER)
#undef RATE_UNDER
};

static void put_shifts(const page *p, const assay_report_roster *roster)
{
    for (size_t i = 0; i < roster->n_shifts; i++) {
        const assay_norms_shift *shift = &roster->shifts[i];
        if (!shift->alarm)
            continue;
        assay__word usual = assay__percent_word(shift->roster, p->language);
        assay__word model = assay__percent_word(shift->model, p->language);
        put_paragraph(p, ASSAY__SAY_PAGE_SHIFT,
                      (assay_str[]){assay__str(NUMERATORS[shift->rate]),
                                    assay__str(DENOMINATORS[shift->rate]),
                                    shift->platform, assay__word_str(&usual),
                                    assay__word_str(&model)},
                      5);
    }
}

static void put_ground(const page *p, const assay_report_roster *roster)
{
    if (strcmp(roster->evidence, "simulation") == 0)
        put_paragraph(p, ASSAY__SAY_PAGE_SIMULATION, NULL, 0);
    if (strcmp(roster->evidence, "none") == 0)
        put_paragraph(p, ASSAY__SAY_PAGE_NO_PROBABILITY, NULL, 0);
    assay__word words[3] = {
        assay__short_word(roster->policy.cost_wrong_sign, p->language),
        assay__short_word(roster->policy.cost_wrong_decline, p->language),
        assay__percent_word(roster->policy.prevalence, p->language)};
    put_paragraph(p, ASSAY__SAY_POLICY,
                  (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                                assay__word_str(&words[2])},
                  3);
    put_paragraph(p, ASSAY__SAY_CAVEAT, NULL, 0);
    put(p, "<p class=\"small\">assay ");
    put(p, assay_version());
    put(p, ", ");
    put_text(p, assay__str(roster->model));
    put(p, " <code>");
    put_text(p, assay__str(roster->sha256));
    put(p, "</code></p>\n");
}

void assay_report_page_begin(assay_report *report, const assay_report_roster *roster,
                             assay_language language)
{
    static const assay__message COLUMNS[] = {
        ASSAY__SAY_COLUMN_ACCOUNT,  ASSAY__SAY_COLUMN_FOLLOWERS,
        ASSAY__SAY_COLUMN_DECISION, ASSAY__SAY_COLUMN_INTEGRITY,
        ASSAY__SAY_COLUMN_RISK,     ASSAY__SAY_COLUMN_BOUGHT,
        ASSAY__SAY_COLUMN_REASON,
    };
    const page p = {&report->text, language};
    put_head(&p, roster);
    put_decisions(&p, roster);
    put_flags(&p, roster);
    put_counts(&p, roster);
    put_shifts(&p, roster);
    put_ground(&p, roster);
    put(&p, "<div class=\"scroll\"><table>\n<thead><tr>");
    for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
        put(&p, i == 1 || (i >= 3 && i <= 5) ? "<th scope=\"col\" class=\"n\">"
                                             : "<th scope=\"col\">");
        put_message(&p, COLUMNS[i]);
        put(&p, "</th>");
    }
    put(&p, "</tr></thead>\n");
}

/* ---- one account -------------------------------------------------------------- */

static void put_share_cell(const page *p, double share, double low, double high)
{
    put(p, "<td class=\"n\">");
    if (isfinite(share)) {
        put_word(p, assay__percent_word(share, p->language));
        if (isfinite(low) && isfinite(high)) {
            put(p, " <small>");
            put_word(p, assay__percent_word(low, p->language));
            put(p, "–");
            put_word(p, assay__percent_word(high, p->language));
            put(p, "</small>");
        }
    }
    put(p, "</td>");
}

static void put_count_cell(const page *p, double count)
{
    put(p, "<td class=\"n\">");
    if (isfinite(count))
        put_word(p, assay__count_word(count, p->language));
    put(p, "</td>");
}

static void put_decision_cell(const page *p, const assay_verdict *verdict,
                              size_t *flag_at)
{
    put(p, "<td>");
    if (verdict->decided) {
        put(p, "<span class=\"");
        put(p, assay__decision_name(verdict->decision));
        put(p, "\">");
        put_message(p, (assay__message)(ASSAY__SAY_DECISION_INSUFFICIENT_DATA +
                                        verdict->decision));
        put(p, "</span>");
    }
    if (flag_at != NULL)
        *flag_at = p->out->len;
    put(p, "</td>");
}

static const char *reason_text(const page *p, const assay_reason *reason)
{
    return assay__in_language(reason->text_en, reason->text_vi, p->language);
}

static void put_row(const page *p, const assay_verdict *verdict, size_t *flag_at)
{
    const assay_reason *top = assay_verdict_top_reason(verdict);
    bool known = verdict->basis != ASSAY_BASIS_NONE;
    put(p, "<tbody>\n<tr><th scope=\"row\">");
    put_text(p, verdict->account->platform);
    put(p, "/<b>");
    put_text(p, verdict->account->handle);
    put(p, "</b></th>");
    put_count_cell(p, assay_account_followers(verdict->account));
    put_decision_cell(p, verdict, flag_at);
    put_count_cell(p, verdict->integrity);
    put_share_cell(p, known ? verdict->risk.value : (double)NAN, verdict->risk.low,
                   verdict->risk.high);
    put_count_cell(p, verdict->estimates[ASSAY_ESTIMATE_BOUGHT_FOLLOWERS].value);
    put(p, "<td>");
    if (top != NULL && reason_text(p, top) != NULL)
        put_text(p, assay__str(reason_text(p, top)));
    put(p, "</td></tr>\n");
}

static void put_family(const page *p, const assay_family_verdict *family)
{
    if (family->family == ASSAY_FAMILY_DIFFUSE && family->state == ASSAY_NOT_ASSESSABLE)
        return;
    put(p, "<li><b>");
    put_message(p, (assay__message)(ASSAY__SAY_FAMILY_GROWTH + family->family));
    put(p, "</b> ");
    assay_str lack[] = {assay__str(assay__lack_text(family->lack, p->language))};
    if (family->state == ASSAY_NOT_ASSESSABLE) {
        put_filled(p, ASSAY__SAY_NOT_ASSESSED, lack, 1);
    } else {
        put(p, family->contribution > 0 ? "+" : "");
        put_word(p, assay__short_word((double)family->contribution / 1e6, p->language));
    }
    put(p, "</li>\n");
}

static void put_reasons(const page *p, const assay_verdict *verdict)
{
    put(p, "<ul>\n");
    for (size_t i = 0; i < verdict->n_reasons; i++) {
        const assay_reason *reason = &verdict->reasons[i];
        bool tells = reason->feature != NULL && reason->contribution > 0 &&
                     reason_text(p, reason) != NULL;
        if (!tells)
            continue;
        put(p, "<li>");
        put_text(p, assay__str(reason_text(p, reason)));
        put(p, "</li>\n");
    }
    put(p, "</ul>\n");
}

static void put_event(const page *p, const assay_event *event, bool dated)
{
    assay_cause cause = assay__cause_of(event);
    put(p, "<li>");
    put_word(p, assay__time_word(event->from, dated));
    put(p, " → ");
    put_word(p, assay__time_word(event->to, dated));
    put(p, ": ");
    put_word(p, assay__gain_word(event->gained, p->language));
    put(p, ", ");
    put_text(p, assay__str(assay__cause_text(cause, p->language)));
    put(p, " ");
    put_word(p, assay__percent_word(event->cause[cause], p->language));
    put(p, "</li>\n");
}

static void put_events(const page *p, const assay_verdict *verdict)
{
    const assay_events *events = &verdict->findings->events;
    if (events->n_events == 0)
        return;
    put(p, "<h3>");
    put_message(p, ASSAY__SAY_EVENTS);
    put(p, "</h3>\n<ul>\n");
    for (size_t i = 0; i < events->n_events; i++)
        put_event(p, &events->events[i], verdict->dated);
    put(p, "</ul>\n");
}

/* A heading and sentences, `at` giving the i-th. */
static void put_sentences(const page *p, assay__message heading, size_t n,
                          const char *(*at)(const assay_verdict *verdict, size_t i,
                                            assay_language language),
                          const assay_verdict *verdict)
{
    if (n == 0)
        return;
    put(p, "<h3>");
    put_message(p, heading);
    put(p, "</h3>\n<ul>\n");
    for (size_t i = 0; i < n; i++) {
        put(p, "<li>");
        put_text(p, assay__str(at(verdict, i, p->language)));
        put(p, "</li>\n");
    }
    put(p, "</ul>\n");
}

static const char *blind_spot_at(const assay_verdict *verdict, size_t i,
                                 assay_language language)
{
    const assay_blind_spot *spot = &verdict->blind_spots[i];
    return assay__in_language(spot->text_en, spot->text_vi, language);
}

static const char *next_step_at(const assay_verdict *verdict, size_t i,
                                assay_language language)
{
    const assay_next_step *step = &verdict->next_steps[i];
    return assay__in_language(step->text_en, step->text_vi, language);
}

void assay_report_page_account(assay_report *report, const assay_verdict *verdict,
                               assay_language language, size_t *flag_at)
{
    const page p = {&report->text, language};
    put_row(&p, verdict, flag_at);
    put(&p, "<tr><td colspan=\"7\"><details><summary>");
    put_message(&p, ASSAY__SAY_DETAILS);
    put(&p, "</summary>\n<ul class=\"families\">\n");
    for (size_t i = 0; i < ASSAY_FAMILY_COUNT; i++)
        put_family(&p, &verdict->families[i]);
    put(&p, "</ul>\n");
    put_reasons(&p, verdict);
    put_events(&p, verdict);
    put_sentences(&p, ASSAY__SAY_BLIND_SPOTS, verdict->n_blind_spots, blind_spot_at,
                  verdict);
    put_sentences(&p, ASSAY__SAY_NEXT_STEPS, verdict->n_next_steps, next_step_at,
                  verdict);
    put(&p, "</details></td></tr>\n</tbody>\n");
}

void assay_report_page_flag(assay_report *report, bool flagged, assay_language language)
{
    const page p = {&report->text, language};
    if (!flagged)
        return;
    put(&p, " <span class=\"flag\">");
    put_message(&p, ASSAY__SAY_FLAGGED);
    put(&p, "</span>");
}

void assay_report_page_end(assay_report *report, assay_language language)
{
    const page p = {&report->text, language};
    put(&p, "</table></div>\n</main>\n</html>\n");
}
