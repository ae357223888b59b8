/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker's part of assay audit: score one account and write everything about it
 * that does not depend on the others. */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

typedef struct audit_worker {
    const audit *run;
    assay_scorer *scorer;
    assay_arena *said;                /* of what was declared of the account at hand */
    assay_panel_shift *shift;         /* NULL without a panel */
    assay_report *parts[PART_REASON]; /* one each */
    char *record;                     /* head and bytes, one behind the other */
    size_t room;
} audit_worker;

void audit_stop(void *ctx, void *worker)
{
    audit *a = ctx;
    audit_worker *w = worker;
    if (w == NULL)
        return;
    if (w->shift != NULL) {
        (void)pthread_mutex_lock(&a->lock);
        if (a->merged == ASSAY_OK)
            a->merged = assay_panel_shift_merge(a->shift, w->shift, NULL);
        (void)pthread_mutex_unlock(&a->lock);
    }
    assay_panel_shift_free(w->shift);
    assay_scorer_free(w->scorer);
    assay_arena_free(w->said);
    for (size_t i = 0; i < PART_REASON; i++)
        assay_report_free(w->parts[i]);
    free(w->record);
    free(w);
}

static assay_norms_source norms_source(const audit *a)
{
    return strcmp(a->settings->norms, "roster") == 0 ? ASSAY_NORMS_ROSTER
                                                     : ASSAY_NORMS_MODEL;
}

assay_status audit_start(void *ctx, void **worker, assay_error *err)
{
    audit *a = ctx;
    audit_worker *w = calloc(1, sizeof *w);
    if (w == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    w->run = a;
    assay_norms_source source = norms_source(a);
    assay_scorer_options options = {
        .accounts = a->models.accounts,
        .comments = models_comments(&a->models),
        .profiles = a->models.profiles,
        .policy = &a->models.policy,
        .roster = &a->facts.roster,
        .panel = a->models.panel,
        .roster_norms = source == ASSAY_NORMS_ROSTER ? a->facts.norms : NULL,
        .norms_source = source,
        .target = a->target,
        .no_decision = a->settings->no_decision,
        .counterfactuals = a->settings->counterfactuals};
    assay_status status = assay_scorer_new(&options, &w->scorer, err);
    if (status == ASSAY_OK)
        status = assay_arena_new(1 << 12, NULL, &w->said, err);
    for (size_t i = 0; status == ASSAY_OK && i < PART_REASON; i++)
        status = assay_report_new(&w->parts[i], err);
    if (status == ASSAY_OK && a->models.panel != NULL)
        status = assay_panel_shift_new(a->models.panel, &w->shift, err);
    if (status == ASSAY_OK)
        *worker = w;
    else
        audit_stop(ctx, w);
    return status;
}

/* Reach where the campaign wants to be heard, or of the whole audience. */
static void fill_reach(const assay_verdict *verdict, audit_head *head)
{
    const assay_target_fit *fit = verdict->target_fit;
    head->reach = fit == NULL ? verdict->estimates[ASSAY_ESTIMATE_CREDIBLE_REACH]
                              : fit->credible_reach;
    head->share = fit == NULL ? ASSAY_NUMBER_UNKNOWN : fit->share.value;
}

/* Padding is zeroed too, so that no byte of a record is left to chance. */
static void fill_head(const assay_verdict *verdict, audit_head *head)
{
    memset(head, 0, sizeof *head);
    head->p_value = verdict->p_value;
    head->panel_n = verdict->panel_n;
    head->score = verdict->state == ASSAY_NOT_ASSESSABLE ? ASSAY_NUMBER_UNKNOWN
                                                         : (double)verdict->score;
    head->followers = assay_account_followers(verdict->account);
    head->integrity = verdict->integrity;
    head->probability = verdict->risk.value;
    head->low = verdict->risk.low;
    head->high = verdict->risk.high;
    head->decision = verdict->decision;
    head->decided = verdict->decided;
    head->basis = verdict->basis;
    head->fee = verdict->account->fee;
    head->at_risk = verdict->estimates[ASSAY_ESTIMATE_MONEY_AT_RISK];
    assay_str currency = verdict->account->currency;
    if (currency.ptr != NULL && currency.len < sizeof head->currency)
        memcpy(head->currency, currency.ptr, currency.len);
    fill_reach(verdict, head);
    memcpy(head->input_sha256, verdict->input_sha256, sizeof head->input_sha256);
}

static assay_status join(audit_worker *w, audit_head *head, const assay_str parts[],
                         assay_str *record, assay_error *err)
{
    size_t wanted = sizeof *head;
    for (size_t i = 0; i < PARTS; i++) {
        head->length[i] = parts[i].len;
        wanted += parts[i].len;
    }
    if (wanted > w->room) {
        char *more = realloc(w->record, wanted + wanted / 2);
        if (more == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        w->record = more;
        w->room = wanted + wanted / 2;
    }
    memcpy(w->record, head, sizeof *head);
    char *at = w->record + sizeof *head;
    for (size_t i = 0; i < PARTS; i++) {
        if (parts[i].len > 0)
            memcpy(at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    *record = (assay_str){w->record, wanted};
    return ASSAY_OK;
}

static assay_str top_reason(const assay_verdict *verdict, assay_language language)
{
    const assay_reason *top = assay_verdict_top_reason(verdict);
    if (top == NULL)
        return (assay_str){"", 0};
    const char *text = language == ASSAY_VIETNAMESE ? top->text_vi : top->text_en;
    return (assay_str){text, text == NULL ? 0 : strlen(text)};
}

/* Everything that is said of an account, each in its own text. */
static void write_parts(const audit_worker *w, const assay_verdict *verdict,
                        audit_head *head)
{
    const cli_call *call = w->run->call;
    assay_language language = models_language(call);
    const assay_report_style style = {.unicode = audit_unicode(w->run)};
    for (size_t i = 0; i < PART_REASON; i++)
        assay_report_clear(w->parts[i]);
    assay_report_json(w->parts[PART_JSON], verdict, &head->flag[PART_JSON]);
    assay_report_csv(w->parts[PART_CSV], verdict, language, &head->flag[PART_CSV]);
    assay_report_page_row(w->parts[PART_ROW], verdict, language, &head->flag[PART_ROW]);
    assay_report_page_account(w->parts[PART_PAGE], verdict, language, head->pictures);
    assay_report_curve(w->parts[PART_CURVE], verdict->account, AUDIT_CURVE, &style);
}

/* Members of the audience sample, then commenters, as bytes in the worker's arena. */
static assay_status list_people(const audit_worker *w, const assay_verdict *verdict,
                                audit_head *head, assay_str *out, assay_error *err)
{
    uint64_t *members = NULL, *commenters = NULL, *all;
    size_t n_members = 0, n_commenters = 0;
    *out = (assay_str){NULL, 0};
    if (!w->run->budget.asked)
        return ASSAY_OK;
    assay_status status = assay_people_seen(verdict, ASSAY_PEOPLE_AUDIENCE, w->said,
                                            &members, &n_members, err);
    if (status == ASSAY_OK)
        status = assay_people_seen(verdict, ASSAY_PEOPLE_COMMENTERS, w->said, &commenters,
                                   &n_commenters, err);
    if (status != ASSAY_OK)
        return status;
    all = assay_arena_array(w->said, n_members + n_commenters + 1, sizeof *all);
    if (all == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    memcpy(all, members, n_members * sizeof *all);
    memcpy(all + n_members, commenters, n_commenters * sizeof *all);
    head->members = n_members;
    *out = (assay_str){(const char *)all, (n_members + n_commenters) * sizeof *all};
    return ASSAY_OK;
}

assay_status audit_account(void *worker, const assay_account *account, assay_str *record,
                           assay_error *err)
{
    audit_worker *w = worker;
    const assay_verdict *verdict = NULL;
    assay_account heard;
    assay_arena_reset(w->said);
    assay_status status =
        claims_add(w->run->declared, account, w->said, &heard, &account, err);
    if (status == ASSAY_OK)
        status = assay_scorer_score(w->scorer, account, &verdict, err);
    if (status != ASSAY_OK)
        return status;
    if (w->shift != NULL)
        status = assay_panel_shift_add(w->shift, verdict, err);
    if (status != ASSAY_OK)
        return status;
    audit_head head;
    assay_str parts[PARTS];
    fill_head(verdict, &head);
    write_parts(w, verdict, &head);
    for (size_t i = 0; status == ASSAY_OK && i < PART_REASON; i++)
        status = assay_report_view(w->parts[i], &parts[i], err);
    parts[PART_REASON] = top_reason(verdict, models_language(w->run->call));
    if (status == ASSAY_OK)
        status = list_people(w, verdict, &head, &parts[PART_PEOPLE], err);
    return status == ASSAY_OK ? join(w, &head, parts, record, err) : status;
}

audit_head audit_head_of(assay_str record)
{
    audit_head head;
    memcpy(&head, record.ptr, sizeof head);
    return head;
}

assay_str audit_part_of(assay_str record, const audit_head *head, audit_part part)
{
    const char *at = record.ptr + sizeof *head;
    for (size_t i = 0; i < (size_t)part; i++)
        at += head->length[i];
    return (assay_str){at, head->length[part]};
}
