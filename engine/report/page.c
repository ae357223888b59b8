/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.html: a roster at a glance, its ranking, and every account's own page folded
 * behind it. A row links to its account by the hash of the account's record. */
#include <assay/page.h>

#include "base/str.h"
#include "report/account_page.h"
#include "report/draw.h"
#include "report/exhibits.h"

#include <math.h>

enum { ANCHOR = 16, CURVE_POINTS = 24 };

static const assay_decision ORDER[] = {ASSAY_DECISION_DECLINE, ASSAY_DECISION_REVIEW,
                                       ASSAY_DECISION_SIGN,
                                       ASSAY_DECISION_INSUFFICIENT_DATA};
enum { DECISIONS = sizeof ORDER / sizeof ORDER[0] };

static assay__page page_of(assay_report *report, assay_language language)
{
    return (assay__page){.out = &report->text, .language = language, .level = 1};
}

static assay__message decision_word(assay_decision decision)
{
    return (assay__message)(ASSAY__SAY_DECISION_INSUFFICIENT_DATA + decision);
}

/* ---- at a glance ------------------------------------------------------------------ */

static void put_title(const assay__page *p, const void *of)
{
    const assay_report_roster *roster = of;
    assay__word accounts = assay__count_word((double)roster->accounts, p->language);
    assay__put_filled(p, ASSAY__SAY_PAGE_TITLE, (assay_str[]){assay__word_str(&accounts)},
                      1);
}

/* Four parts of a bar, largest doubt first, and the same in words and numbers. */
static void put_decisions(const assay__page *p, const assay_report_roster *roster)
{
    double all = 0.0, at = 0.0;
    for (size_t i = 0; i < DECISIONS; i++)
        all += (double)roster->decisions[ORDER[i]];
    if (!(all > 0.0))
        return;
    assay__put(p, "<svg class=\"bar\" role=\"img\"><title>");
    assay__put_message(p, ASSAY__SAY_DECISIONS_TITLE);
    assay__put(p, "</title>");
    for (size_t i = 0; i < DECISIONS; i++) {
        double share = (double)roster->decisions[ORDER[i]] / all;
        if (!(share > 0.0))
            continue;
        assay__buffer_printf(p->out, "<rect class=\"%s\" x=\"",
                             assay__decision_name(ORDER[i]));
        assay__put_percentage(p, at);
        assay__put(p, "\" width=\"");
        assay__put_percentage(p, share);
        assay__put(p, "\"/>");
        at += share;
    }
    assay__put(p, "</svg>\n<ul class=\"key dec\">");
    for (size_t i = 0; i < DECISIONS; i++) {
        assay__buffer_printf(p->out, "<li><i class=\"%s\"></i><b>",
                             assay__decision_name(ORDER[i]));
        assay__put_word(
            p, assay__count_word((double)roster->decisions[ORDER[i]], p->language));
        assay__put(p, "</b> ");
        assay__put_message(p, decision_word(ORDER[i]));
        assay__put(p, "</li>");
    }
    assay__put(p, "</ul>");
}

/* A number that stands for itself, its name above and what surrounds it below. */
static void put_tile_open(const assay__page *p, assay__message name)
{
    assay__put(p, "<div><dt>");
    assay__put_message(p, name);
    assay__put(p, "</dt><dd>");
}

static void put_tile_close(const assay__page *p, assay__message below,
                           const assay_str words[], size_t n)
{
    assay__put(p, "<span>");
    assay__put_filled(p, below, words, n);
    assay__put(p, "</span></dd></div>");
}

static void put_flags(const assay__page *p, const assay_report_roster *roster)
{
    assay__word words[2] = {
        assay__count_word(ceil((double)roster->flagged * roster->fdr), p->language),
        assay__percent_word(roster->fdr, p->language)};
    put_tile_open(p, ASSAY__SAY_PAGE_FLAGGED);
    assay__put_word(p, assay__count_word((double)roster->flagged, p->language));
    put_tile_close(p, ASSAY__SAY_PAGE_WRONG,
                   (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1])},
                   2);
}

static void put_money(const assay__page *p, const assay_roster_money *money)
{
    assay__word words[4] = {assay__count_word(money->fees, p->language),
                            assay__count_word(money->at_risk.low, p->language),
                            assay__count_word(money->at_risk.high, p->language),
                            assay__count_word((double)money->accounts, p->language)};
    put_tile_open(p, ASSAY__SAY_PAGE_MONEY);
    assay__put_word(p, assay__count_word(money->at_risk.value, p->language));
    assay__put(p, " ");
    assay__put_text(p, assay__str(money->currency));
    put_tile_close(p, ASSAY__SAY_PAGE_MONEY_OF,
                   (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                                 assay__word_str(&words[2]), assay__word_str(&words[3])},
                   4);
}

static void put_counts(const assay__page *p, const assay_report_roster *roster)
{
    assay__word rejected = assay__count_word((double)roster->rejected, p->language);
    assay__word shown = assay__count_word((double)roster->shown, p->language);
    assay__word all = assay__count_word((double)roster->accounts, p->language);
    if (roster->rejected > 0)
        assay__put_paragraph(p, NULL, ASSAY__SAY_PAGE_REJECTED,
                             (assay_str[]){assay__word_str(&rejected)}, 1);
    if (roster->shown < roster->accounts)
        assay__put_paragraph(
            p, NULL, ASSAY__SAY_PAGE_SHOWN,
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

static void put_shifts(const assay__page *p, const assay_report_roster *roster)
{
    bool told = false;
    for (size_t i = 0; i < roster->n_shifts; i++) {
        const assay_norms_shift *shift = &roster->shifts[i];
        if (!shift->alarm)
            continue;
        if (!told)
            assay__put_heading(p, 2, ASSAY__SAY_SHIFT_TITLE);
        told = true;
        assay__word usual = assay__percent_word(shift->roster, p->language);
        assay__word model = assay__percent_word(shift->model, p->language);
        assay__put_paragraph(p, NULL, ASSAY__SAY_PAGE_SHIFT,
                             (assay_str[]){assay__str(NUMERATORS[shift->rate]),
                                           assay__str(DENOMINATORS[shift->rate]),
                                           shift->platform, assay__word_str(&usual),
                                           assay__word_str(&model)},
                             5);
    }
}

/* posts (12, panel 50), likes … */
static void list_differences(const assay__page *p, const assay_panel_likeness *like,
                             assay_buffer *out)
{
    for (size_t i = 0; i < like->n_differences; i++) {
        const assay_panel_difference *d = &like->difference[i];
        assay__buffer_printf(out, "%s%s", i == 0 ? "" : ", ", d->what);
        if (isnan(d->roster) || isnan(d->panel))
            continue;
        assay__word roster = assay__short_word(d->roster, p->language);
        assay__word panel = assay__short_word(d->panel, p->language);
        assay__buffer_printf(out, " (%.*s; %.*s)", ASSAY__ARG(assay__word_str(&roster)),
                             ASSAY__ARG(assay__word_str(&panel)));
    }
}

static void put_unlike(const assay__page *p, const assay_panel_likeness *like)
{
    assay_buffer differences = {0};
    assay__word share[3] = {assay__percent_word(like->like.value, p->language),
                            assay__percent_word(like->like.low, p->language),
                            assay__percent_word(like->like.high, p->language)};
    assay__put_heading(p, 2, ASSAY__SAY_PAGE_UNLIKE_TITLE);
    assay__put_paragraph(p, NULL, ASSAY__SAY_PAGE_UNLIKE,
                         (assay_str[]){assay__word_str(&share[0]),
                                       assay__word_str(&share[1]),
                                       assay__word_str(&share[2])},
                         3);
    list_differences(p, like, &differences);
    if (differences.len > 0)
        assay__put_paragraph(p, NULL, ASSAY__SAY_PAGE_UNLIKE_IN,
                             (assay_str[]){{differences.bytes, differences.len}}, 1);
    p->out->failed = p->out->failed || differences.failed;
    assay__buffer_free(&differences);
}

static void put_panel(const assay__page *p, const assay_report_roster *roster)
{
    const assay_report_panel *panel = roster->panel;
    if (panel == NULL)
        return;
    assay__word n = assay__count_word((double)panel->n, p->language);
    assay__word clean = assay__percent_word(panel->clean_share, p->language);
    assay__word wrong = assay__count_word((double)panel->wrong, p->language);
    assay__word fewest = assay__count_word((double)panel->fewest_flags, p->language);
    assay__put_paragraph(p, NULL, ASSAY__SAY_PAGE_PANEL,
                         (assay_str[]){assay__word_str(&n), assay__str(panel->name),
                                       assay__word_str(&clean)},
                         3);
    if (roster->flagged > 0)
        assay__put_paragraph(p, NULL, ASSAY__SAY_PAGE_PANEL_WRONG,
                             (assay_str[]){assay__word_str(&wrong)}, 1);
    if (panel->fewest_flags > 1)
        assay__put_paragraph(p, NULL, ASSAY__SAY_PAGE_PANEL_SIZE,
                             (assay_str[]){assay__word_str(&fewest)}, 1);
    if (panel->like.alarm)
        put_unlike(p, &panel->like);
}

static void put_ranking_head(const assay__page *p)
{
    static const struct {
        assay__message name;
        const char *tag;
    } COLUMNS[] = {
        {ASSAY__SAY_COLUMN_ACCOUNT, "<th scope=\"col\">"},
        {ASSAY__SAY_COLUMN_CURVE, "<th scope=\"col\" class=\"h\">"},
        {ASSAY__SAY_COLUMN_DECISION, "<th scope=\"col\">"},
        {ASSAY__SAY_COLUMN_INTEGRITY, "<th scope=\"col\" class=\"n\">"},
        {ASSAY__SAY_COLUMN_RISK, "<th scope=\"col\" class=\"n\">"},
        {ASSAY__SAY_COLUMN_FOLLOWERS, "<th scope=\"col\" class=\"n h\">"},
        {ASSAY__SAY_COLUMN_BOUGHT, "<th scope=\"col\" class=\"n h\">"},
        {ASSAY__SAY_COLUMN_MONEY, "<th scope=\"col\" class=\"n h\">"},
    };
    assay__put(p, "<div class=\"scroll\"><table class=\"rank\"><thead><tr>"
                  "<th scope=\"col\">#</th>");
    for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
        assay__put(p, COLUMNS[i].tag);
        assay__put_message(p, COLUMNS[i].name);
        assay__put(p, "</th>");
    }
    assay__put(p, "</tr></thead><tbody>");
}

void assay_report_page_begin(assay_report *report, const assay_report_roster *roster,
                             assay_language language)
{
    const assay__page p = page_of(report, language);
    assay__put_head(&p, put_title, roster);
    assay__put(&p, "<header>\n<h1>");
    put_title(&p, roster);
    assay__put(&p, "</h1>\n");
    assay__put_paragraph(&p, "s", ASSAY__SAY_PAGE_LEAD, NULL, 0);
    assay__put(&p, "</header>\n<main>\n<section>");
    assay__put_heading(&p, 1, ASSAY__SAY_GLANCE);
    put_decisions(&p, roster);
    assay__put(&p, "<dl class=\"est\">");
    put_flags(&p, roster);
    for (size_t i = 0; i < roster->n_money; i++)
        put_money(&p, &roster->money[i]);
    assay__put(&p, "</dl>");
    put_counts(&p, roster);
    put_panel(&p, roster);
    put_shifts(&p, roster);
    assay__put(&p, "</section>\n<section>");
    assay__put_heading(&p, 1, ASSAY__SAY_RANKING);
    put_ranking_head(&p);
}

/* ---- the ranking ------------------------------------------------------------------ */

static void put_anchor(const assay__page *p, const assay_verdict *verdict)
{
    assay__put(p, "a");
    assay__buffer_put(p->out, (assay_str){verdict->input_sha256, ANCHOR});
}

/* The curve as a small line: the last reading of each of a few stretches. */
static void put_small_curve(const assay__page *p, const assay_account *account)
{
    const assay_reading *growth = account->growth;
    size_t n = account->n_growth, points = n < CURVE_POINTS ? n : CURVE_POINTS;
    double low = HUGE_VAL, high = -HUGE_VAL;
    if (n < 2)
        return;
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, growth[i].followers);
        high = fmax(high, growth[i].followers);
    }
    const assay__scale y = {low, high, false};
    assay__pen pen;
    assay__put(p, "<svg class=\"k\" aria-hidden=\"true\" viewBox=\"0 0 96 26\" "
                  "preserveAspectRatio=\"none\">");
    assay__put(p, "<path d=\"");
    pen = (assay__pen){.out = p->out};
    for (size_t i = 0; i < points; i++) {
        double value = growth[i * (n - 1) / (points - 1)].followers;
        double down = 25.0 - 24.0 * assay__scale_at(&y, value);
        double across = 96.0 * (double)i / (double)(points - 1);
        if (i == 0)
            assay__pen_move(&pen, across, down);
        else
            assay__pen_line(&pen, across, down);
    }
    assay__pen_close(&pen);
    assay__put(p, "</svg>");
}

static void put_decision(const assay__page *p, const assay_verdict *verdict)
{
    if (!verdict->decided)
        return;
    assay__buffer_printf(p->out, "<span class=\"%s\">",
                         assay__decision_name(verdict->decision));
    assay__put_message(p, decision_word(verdict->decision));
    assay__put(p, "</span>");
}

static void put_risk_cell(const assay__page *p, const assay_verdict *verdict)
{
    const assay_interval *risk = &verdict->risk;
    assay__put(p, "<td class=\"n\">");
    if (verdict->basis != ASSAY_BASIS_NONE && isfinite(risk->value)) {
        assay__put_word(p, assay__percent_word(risk->value, p->language));
        assay__put(p, "<small>");
        assay__put_word(p, assay__percent_word(risk->low, p->language));
        assay__put(p, " – ");
        assay__put_word(p, assay__percent_word(risk->high, p->language));
        assay__put(p, "</small>");
    }
    assay__put(p, "</td>");
}

static void put_count_cell(const assay__page *p, const char *class, double count,
                           assay_str unit)
{
    assay__buffer_printf(p->out, "<td class=\"%s\">", class);
    if (isfinite(count)) {
        assay__put_word(p, assay__count_word(count, p->language));
        assay__put(p, unit.len > 0 ? " " : "");
        assay__put_text(p, unit);
    }
    assay__put(p, "</td>");
}

static void put_account_cell(const assay__page *p, const assay_verdict *verdict)
{
    const assay_reason *top = assay_verdict_top_reason(verdict);
    assay__put(p, "<th scope=\"row\"><a href=\"#");
    put_anchor(p, verdict);
    assay__put(p, "\">");
    assay__put_name(p, verdict->account->handle);
    assay__put(p, "</a> <i>");
    assay__put_name(p, verdict->account->platform);
    assay__put(p, "</i>");
    if (top != NULL && top->text_en != NULL && top->text_vi != NULL) {
        assay__put(p, "<small>");
        assay__put_text(
            p, assay__str(assay__in_language(top->text_en, top->text_vi, p->language)));
        assay__put(p, "</small>");
    }
    assay__put(p, "</th><td class=\"h\">");
    put_small_curve(p, verdict->account);
    assay__put(p, "</td>");
}

/* Rows of a group; page.css knows about how tall such a group is. */
enum { GROUP = 20 };

void assay_report_page_place(assay_report *report, size_t place)
{
    if (place % GROUP == 1 && place > 1)
        assay__buffer_put(&report->text, ASSAY__LITERAL("</tbody><tbody>"));
    assay__buffer_printf(&report->text, "<tr><td>%zu</td>", place);
}

void assay_report_page_row(assay_report *report, const assay_verdict *verdict,
                           assay_language language, size_t *flag_at)
{
    const assay__page p = page_of(report, language);
    const assay_str none = {"", 0};
    const assay_account *account = verdict->account;
    double money = verdict->estimates[ASSAY_ESTIMATE_MONEY_AT_RISK].value;
    put_account_cell(&p, verdict);
    assay__put(&p, "<td>");
    put_decision(&p, verdict);
    if (flag_at != NULL)
        *flag_at = p.out->len;
    assay__put(&p, "</td>");
    put_count_cell(&p, "n", verdict->integrity, none);
    put_risk_cell(&p, verdict);
    put_count_cell(&p, "n h", assay_account_followers(account), none);
    put_count_cell(&p, "n h", verdict->estimates[ASSAY_ESTIMATE_BOUGHT_FOLLOWERS].value,
                   none);
    put_count_cell(&p, "n h", money,
                   account->currency.ptr == NULL ? none : account->currency);
    assay__put(&p, "</tr>");
}

void assay_report_page_flag(assay_report *report, bool flagged, assay_language language)
{
    const assay__page p = page_of(report, language);
    if (!flagged)
        return;
    assay__put(&p, " <span class=\"flag\">");
    assay__put_message(&p, ASSAY__SAY_FLAGGED);
    assay__put(&p, "</span>");
}

/* ---- the accounts ----------------------------------------------------------------- */

void assay_report_page_between(assay_report *report, assay_language language)
{
    const assay__page p = page_of(report, language);
    assay__put(&p, "</tbody></table></div>\n</section>\n<section>");
    assay__put_heading(&p, 1, ASSAY__SAY_CREATORS);
}

void assay_report_page_account(assay_report *report, const assay_verdict *verdict,
                               assay_language language, size_t pictures[])
{
    assay__page p = page_of(report, language);
    assay__put(&p, "<details class=\"who\"><summary><h3>");
    assay__put_name(&p, verdict->account->handle);
    assay__put(&p, "</h3> ");
    assay__put_name(&p, verdict->account->platform);
    assay__put(&p, " ");
    put_decision(&p, verdict);
    assay__put(&p, "</summary>\n<div id=\"");
    put_anchor(&p, verdict); /* inside, so that following a link unfolds it */
    assay__put(&p, "\">\n");
    p.level = 3;
    assay__put_account(&p, verdict, pictures);
    assay__put(&p, "</div></details>\n");
}

void assay_report_page_undrawn(assay_report *report, assay_language language)
{
    const assay__page p = page_of(report, language);
    assay__word drawn = assay__count_word(ASSAY_PAGE_DRAWN, language);
    assay__put_paragraph(&p, "s", ASSAY__SAY_UNDRAWN,
                         (assay_str[]){assay__word_str(&drawn)}, 1);
}

/* ---- the end ---------------------------------------------------------------------- */

static void put_ground(const assay__page *p, const assay_report_roster *roster)
{
    if (strcmp(roster->evidence, "simulation") == 0)
        assay__put_paragraph(p, "s", ASSAY__SAY_PAGE_SIMULATION, NULL, 0);
    if (strcmp(roster->evidence, "none") == 0)
        assay__put_paragraph(p, "s", ASSAY__SAY_PAGE_NO_PROBABILITY, NULL, 0);
    assay__word words[3] = {
        assay__short_word(roster->policy.cost_wrong_sign, p->language),
        assay__short_word(roster->policy.cost_wrong_decline, p->language),
        assay__percent_word(roster->policy.prevalence, p->language)};
    assay__put_paragraph(p, "s", ASSAY__SAY_POLICY,
                         (assay_str[]){assay__word_str(&words[0]),
                                       assay__word_str(&words[1]),
                                       assay__word_str(&words[2])},
                         3);
    assay__put_paragraph(p, "s", ASSAY__SAY_CAVEAT, NULL, 0);
    assay__put(p, "<p class=\"s\">assay ");
    assay__put(p, assay_version());
    assay__put(p, " · ");
    assay__put_text(p, assay__str(roster->model));
    assay__put(p, " <code>");
    assay__put_text(p, assay__str(roster->sha256));
    assay__put(p, "</code></p>");
}

void assay_report_page_end(assay_report *report, const assay_report_roster *roster,
                           assay_language language)
{
    const assay__page p = page_of(report, language);
    assay__put(&p, "</section>\n</main>\n<footer>\n");
    assay__put_heading(&p, 1, ASSAY__SAY_GROUND_TITLE);
    put_ground(&p, roster);
    assay__put(&p, "</footer>\n");
    assay__put_end(&p);
}
