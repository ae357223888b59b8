/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts are sorted by platform and handle, so the order of finishing never shows; the
 * flag goes where the writer left room for it, as in `assay audit`. */
#include "roster.h"

#include "service.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As many as the page of `assay audit` lists; its rate of false flags. */
enum { SHOWN = 1000, CURRENCIES = 8 };
static const double FALSE_FLAGS = 0.1;

typedef struct part {
    char *bytes; /* platform, NUL, handle, NUL, the row and, of a page, the evidence */
    size_t name, len, flag_at, row; /* row: its length */
    size_t pictures[2];             /* where they begin and end behind the name */
    double p_value, score;
    int decision; /* -1: none */
    double fee;
    assay_interval at_risk;
    char currency[16]; /* as assay_roster_money has it; empty when longer */
    assay_basis basis;
    bool panel; /* its p-value is against a panel */
} part;

struct roster {
    pthread_mutex_t lock;
    score_wish wish;
    http_exchange *x; /* whose memory is charged */
    assay_roster_money money[CURRENCIES];
    size_t n, room;
    part parts[];
};

roster *roster_new(size_t accounts, const score_wish *wish, http_exchange *x)
{
    roster *all = calloc(1, sizeof *all + accounts * sizeof all->parts[0]);
    if (all == NULL)
        return NULL;
    (void)pthread_mutex_init(&all->lock, NULL);
    all->wish = *wish;
    all->x = x;
    all->room = accounts;
    return all;
}

static bool fill(part *out, const assay_verdict *verdict, assay_str text)
{
    assay_str platform = verdict->account->platform, handle = verdict->account->handle;
    out->name = platform.len + handle.len + 2;
    out->len = text.len;
    out->bytes = calloc(1, out->name + text.len);
    if (out->bytes == NULL)
        return false;
    memcpy(out->bytes, platform.ptr, platform.len);
    memcpy(out->bytes + platform.len + 1, handle.ptr, handle.len);
    memcpy(out->bytes + out->name, text.ptr, text.len);
    out->p_value = verdict->p_value;
    out->score = verdict->state == ASSAY_NOT_ASSESSABLE ? ASSAY_NUMBER_UNKNOWN
                                                        : (double)verdict->score;
    out->decision = verdict->decided ? (int)verdict->decision : -1;
    out->fee = verdict->account->fee;
    out->at_risk = verdict->estimates[ASSAY_ESTIMATE_MONEY_AT_RISK];
    assay_str currency = verdict->account->currency;
    if (currency.ptr != NULL && currency.len < sizeof out->currency)
        memcpy(out->currency, currency.ptr, currency.len);
    out->basis = verdict->basis;
    out->panel = verdict->panel_stratum != NULL;
    return true;
}

/* The row and, of a page, the evidence behind it. */
static bool write_texts(const roster *all, worker *by, const assay_verdict *verdict,
                        part *own)
{
    assay_str row = {NULL, 0};
    assay_language language = all->wish.language;
    bool page = all->wish.form != FORM_CSV;
    if (page)
        assay_report_page_row(by->report, verdict, language, &own->flag_at);
    else
        assay_report_csv(by->report, verdict, language, &own->flag_at);
    if (assay_report_view(by->report, &row, NULL) != ASSAY_OK)
        return false;
    own->row = row.len;
    if (page)
        assay_report_page_account(by->report, verdict, language, own->pictures);
    return true;
}

bool roster_add(roster *all, worker *by, const scored *result)
{
    part own = {0};
    assay_str text = {NULL, 0};
    if (result->verdict == NULL)
        return true;
    assay_report_clear(by->report);
    if (!write_texts(all, by, result->verdict, &own) ||
        assay_report_view(by->report, &text, NULL) != ASSAY_OK ||
        !fill(&own, result->verdict, text))
        return false;
    (void)pthread_mutex_lock(&all->lock);
    /* Twice: once here, once in the reply. */
    bool fits = http_hold(all->x, 2 * (own.name + own.len));
    if (fits)
        all->parts[all->n++] = own;
    (void)pthread_mutex_unlock(&all->lock);
    if (!fits)
        free(own.bytes);
    return fits;
}

static int by_name(const void *a, const void *b)
{
    const part *left = a, *right = b;
    size_t n = left->name < right->name ? left->name : right->name;
    int order = memcmp(left->bytes, right->bytes, n);
    if (order == 0 && left->name == right->name) /* one account twice: by what it says */
        order = left->len == right->len ? memcmp(left->bytes + left->name,
                                                 right->bytes + right->name, left->len)
                                        : (left->len > right->len) * 2 - 1;
    return order != 0 ? order : (left->name > right->name) - (left->name < right->name);
}

/* Largest score first, what could not be assessed last. */
static int by_doubt(const void *a, const void *b)
{
    const part *left = a, *right = b;
    bool left_known = !isnan(left->score), right_known = !isnan(right->score);
    if (left_known != right_known)
        return left_known ? -1 : 1;
    if (left_known && left->score > right->score)
        return -1;
    if (left_known && left->score < right->score)
        return 1;
    return by_name(a, b);
}

/* A row with its flag in its place. */
static void put_row(strbuf *out, const part *one, assay_str flag)
{
    const char *text = one->bytes + one->name;
    strbuf_put(out, text, one->flag_at);
    strbuf_put(out, flag.ptr, flag.len);
    strbuf_put(out, text + one->flag_at, one->row - one->flag_at);
}

static void put_report(strbuf *out, assay_report *report)
{
    assay_str text = {NULL, 0};
    if (assay_report_view(report, &text, NULL) == ASSAY_OK)
        strbuf_put(out, text.ptr, text.len);
    else
        out->failed = true;
    assay_report_clear(report);
}

static void put_evidence(const part *one, size_t place, assay_language language,
                         assay_report *report, strbuf *out)
{
    const char *text = one->bytes + one->name;
    size_t cut = place < ASSAY_PAGE_DRAWN ? one->len : one->pictures[0];
    strbuf_put(out, text + one->row, cut - one->row);
    if (cut == one->len)
        return;
    assay_report_page_undrawn(report, language);
    put_report(out, report);
    strbuf_put(out, text + one->pictures[1], one->len - one->pictures[1]);
}

static bool q_values(const roster *all, double q[])
{
    double *p = calloc(all->n + 1, sizeof *p);
    if (p == NULL)
        return false;
    for (size_t i = 0; i < all->n; i++)
        p[i] = all->parts[i].p_value;
    double clean = 1.0;
    bool panel =
        all->n > 0 && all->parts[0].panel; /* one set of models scored them all */
    bool done = panel ? assay_q_values_panel(p, all->n, q, &clean, NULL) == ASSAY_OK
                      : assay_q_values(p, all->n, q, NULL) == ASSAY_OK;
    free(p);
    return done;
}

static size_t shown_of(const roster *all)
{
    return all->wish.form == FORM_HTML && all->n > SHOWN ? SHOWN : all->n;
}

static void put_rows(const roster *all, const double q[], assay_report *report,
                     strbuf *out)
{
    size_t shown = shown_of(all);
    for (size_t i = 0; i < shown; i++) {
        assay_str flag = {NULL, 0};
        bool flagged = q[i] <= FALSE_FLAGS; /* false for NaN */
        assay_report_clear(report);
        if (all->wish.form == FORM_CSV) {
            assay_report_csv_flag(report, q[i], flagged);
        } else {
            assay_report_page_place(report, i + 1);
            put_report(out, report);
            assay_report_page_flag(report, flagged, all->wish.language);
        }
        if (assay_report_view(report, &flag, NULL) != ASSAY_OK)
            out->failed = true;
        put_row(out, &all->parts[i], flag);
    }
    assay_report_clear(report);
}

/* Adds an account's fee to its currency; currencies stand in the order of their names. */
static void add_money(const part *one, assay_roster_money money[], size_t *n)
{
    size_t at = 0;
    if (!(one->fee >= 0.0) || isnan(one->at_risk.value) || one->currency[0] == '\0')
        return;
    while (at < *n && strcmp(money[at].currency, one->currency) < 0)
        at++;
    if (at == *n || strcmp(money[at].currency, one->currency) != 0) {
        if (*n == CURRENCIES)
            return;
        memmove(&money[at + 1], &money[at], (*n - at) * sizeof *money);
        money[at] = (assay_roster_money){.fees = 0.0};
        memcpy(money[at].currency, one->currency, sizeof one->currency);
        ++*n;
    }
    money[at].fees += one->fee;
    money[at].at_risk.value += one->at_risk.value;
    money[at].at_risk.low += one->at_risk.low;
    money[at].at_risk.high += one->at_risk.high;
    money[at].accounts++;
}

static assay_report_roster summary(roster *all, const double q[], const snapshot *set,
                                   uint64_t rejected)
{
    assay_report_roster about = {.accounts = all->n,
                                 .rejected = rejected,
                                 .shown = all->n < SHOWN ? all->n : SHOWN,
                                 .fdr = FALSE_FLAGS,
                                 .policy = all->wish.policy,
                                 .model = set->accounts.name,
                                 .sha256 = set->accounts.sha256,
                                 .evidence = "none"};
    for (size_t i = 0; i < all->n; i++) {
        const part *one = &all->parts[i];
        about.flagged += q[i] <= FALSE_FLAGS;
        if (one->decision >= 0)
            about.decisions[one->decision]++;
        if (one->basis != ASSAY_BASIS_NONE)
            about.evidence = one->basis == ASSAY_BASIS_LABELS ? "labels" : "simulation";
        add_money(one, all->money, &about.n_money);
    }
    about.money = all->money;
    return about;
}

static void put_all(roster *all, const double q[], request *r, uint64_t rejected)
{
    assay_report *report = NULL;
    strbuf *out = &r->x->reply;
    if (assay_report_new(&report, NULL) != ASSAY_OK) {
        out->failed = true;
        return;
    }
    if (all->wish.form == FORM_CSV) {
        assay_report_csv_header(report);
        put_report(out, report);
        put_rows(all, q, report, out);
    } else {
        assay_report_roster about = summary(all, q, r->set, rejected);
        assay_report_page_begin(report, &about, all->wish.language);
        put_report(out, report);
        put_rows(all, q, report, out);
        assay_report_page_between(report, all->wish.language);
        put_report(out, report);
        for (size_t i = 0; i < shown_of(all); i++)
            put_evidence(&all->parts[i], i, all->wish.language, report, out);
        assay_report_page_end(report, &about, all->wish.language);
        put_report(out, report);
    }
    assay_report_free(report);
}

void roster_reply(roster *all, request *r, uint64_t rejected)
{
    bool table = all->wish.form == FORM_CSV;
    double *q = calloc(all->n + 1, sizeof *q);
    qsort(all->parts, all->n, sizeof all->parts[0], table ? by_name : by_doubt);
    bool done = q != NULL && q_values(all, q);
    if (done)
        put_all(all, q, r, rejected);
    free(q);
    if (!done || r->x->reply.failed) {
        request_fail(r, 503, "memory ran out");
        return;
    }
    http_reply(r->x, 200, table ? "text/csv; charset=utf-8" : "text/html; charset=utf-8");
    http_set(r->x, "Assay-Rejected", "%llu", (unsigned long long)rejected);
}

void roster_free(roster *all)
{
    if (all == NULL)
        return;
    for (size_t i = 0; i < all->n; i++)
        free(all->parts[i].bytes);
    (void)pthread_mutex_destroy(&all->lock);
    free(all);
}
