/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only the whole roster tells: which records count, q-values, flags, the ranking. */
#include "audit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static assay_status make_room(audit *a, size_t n, assay_error *err)
{
    a->rank = calloc(n + 1, sizeof *a->rank);
    a->q = calloc(n + 1, sizeof *a->q);
    return a->rank != NULL && a->q != NULL
               ? ASSAY_OK
               : assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
}

static void count(audit *a, size_t i, const audit_head *head)
{
    a->rank[i] = (audit_rank){head->score, i};
    a->q[i] = head->p_value;
    if (head->decided)
        a->roster.decisions[head->decision]++;
    if (head->basis != ASSAY_BASIS_NONE)
        a->roster.evidence = head->basis == ASSAY_BASIS_LABELS ? "labels" : "simulation";
}

/* Fees by currency, those whose risk is known; as many currencies as there is room for,
 * in the order of their names, so that the order of accounts does not matter. */
static void count_money(audit *a, const audit_head *head)
{
    size_t room = LENGTH(a->money), at = 0;
    assay_report_roster *roster = &a->roster;
    if (!(head->fee >= 0.0) || isnan(head->at_risk.value) || head->currency[0] == '\0')
        return;
    while (at < roster->n_money && strcmp(a->money[at].currency, head->currency) < 0)
        at++;
    bool there =
        at < roster->n_money && strcmp(a->money[at].currency, head->currency) == 0;
    if (!there) {
        if (at == room)
            return;
        size_t kept = roster->n_money < room ? roster->n_money : room - 1;
        memmove(&a->money[at + 1], &a->money[at], (kept - at) * sizeof *a->money);
        a->money[at] = (assay_roster_money){.fees = 0.0};
        memcpy(a->money[at].currency, head->currency, sizeof head->currency);
        roster->n_money = kept + 1;
    }
    assay_roster_money *money = &a->money[at];
    money->fees += head->fee;
    money->at_risk.value += head->at_risk.value;
    money->at_risk.low += head->at_risk.low;
    money->at_risk.high += head->at_risk.high;
    money->accounts++;
}

static assay_status count_all(audit *a, assay_error *err)
{
    for (size_t i = 0; i < a->n; i++) {
        spool_record record;
        assay_status status = spool_read(a->records, i, &record, err);
        if (status != ASSAY_OK)
            return status;
        audit_head head = audit_head_of(record.bytes);
        count(a, i, &head);
        count_money(a, &head);
    }
    return ASSAY_OK;
}

/* Largest score first; what could not be assessed last; then by name. */
static int compare_ranked(const void *a, const void *b)
{
    const audit_rank *left = a, *right = b;
    bool left_known = !isnan(left->score), right_known = !isnan(right->score);
    if (left_known != right_known)
        return left_known ? -1 : 1;
    if (left_known && left->score > right->score)
        return -1;
    if (left_known && left->score < right->score)
        return 1;
    return (left->record > right->record) - (left->record < right->record);
}

bool audit_flagged(const audit *a, size_t i)
{
    return a->q[i] <= a->settings->fdr; /* false for NaN */
}

enum { SHOWN = 1000 };

/* Nine panels of ten: the confidence in which wrong flags are counted. */
static const double WORST_PANELS = 0.1;

/* The chance of a clean account to get a p-value that is flagged, if the panel at hand is
 * none of the worst; the largest over the flags. @param p [n] */
static assay_status chance_of_a_flag(const audit *a, double *out, assay_error *err)
{
    *out = 0.0;
    for (size_t i = 0; i < a->n; i++) {
        spool_record record;
        if (!audit_flagged(a, i))
            continue;
        assay_status status = spool_read(a->records, i, &record, err);
        if (status != ASSAY_OK)
            return status;
        audit_head head = audit_head_of(record.bytes);
        double chance =
            assay_panel_conditional_p((size_t)head.panel_n, head.p_value, WORST_PANELS);
        *out = chance > *out ? chance : *out;
    }
    return ASSAY_OK;
}

/* Q-values and what is said of the panel. */
static assay_status settle_panel(audit *a, assay_error *err)
{
    const assay_panel *panel = a->models.panel;
    assay_report_panel *out = &a->panel;
    assay_model_ref reference = assay_panel_reference(panel);
    size_t judged = 0;
    double chance = 0.0;
    for (size_t i = 0; i < a->n; i++)
        judged += isnan(a->q[i]) ? 0 : 1;
    out->name = reference.name;
    out->sha256 = reference.sha256;
    out->n = assay_panel_size(panel);
    assay_status status = a->merged;
    if (status != ASSAY_OK)
        return assay_fail(err, status, "memory ran out");
    status = assay_q_values_panel(a->q, a->n, a->q, &out->clean_share, err);
    if (status == ASSAY_OK)
        status = chance_of_a_flag(a, &chance, err);
    if (status == ASSAY_OK)
        status = assay_panel_shift_finish(a->shift, &out->like, err);
    double clean = out->clean_share * (double)judged;
    out->fewest_flags =
        assay_panel_fewest_flags((size_t)out->n, (size_t)ceil(clean), a->settings->fdr);
    out->wrong = (uint64_t)ceil(chance * clean);
    a->roster.panel = out;
    return status;
}

assay_status audit_settle(audit *a, assay_error *err)
{
    assay_model_ref model = assay_model_reference(a->models.accounts);
    a->roster.evidence = "none";
    a->n = spool_count(a->records);
    assay_status status = make_room(a, a->n, err);
    if (status == ASSAY_OK)
        status = count_all(a, err);
    if (status == ASSAY_OK)
        status = a->models.panel != NULL ? settle_panel(a, err)
                                         : assay_q_values(a->q, a->n, a->q, err);
    if (status != ASSAY_OK)
        return status;
    qsort(a->rank, a->n, sizeof *a->rank, compare_ranked);
    for (size_t i = 0; i < a->n; i++)
        a->roster.flagged += audit_flagged(a, i);
    a->roster.accounts = a->n;
    a->roster.rejected = a->in.faults;
    a->roster.shown = a->n < SHOWN ? a->n : SHOWN;
    a->roster.fdr = a->settings->fdr;
    a->roster.policy = a->models.policy;
    a->roster.model = model.name;
    a->roster.sha256 = model.sha256;
    a->roster.shifts = a->facts.shifts;
    a->roster.n_shifts = a->facts.n_shifts;
    a->roster.money = a->money;
    return ASSAY_OK;
}
