/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /v1/score: read by the library's loop, scored by a worker, written there. The
 * verdict is the library's and the writer is the CLI's, so the bytes are as well. */
#include "scoring.h"

#include "public.h"
#include "shadow.h"

#include <stdio.h>
#include <string.h>

/* A usual account with room to spare; it is scored in a millisecond or two. */
enum { AT_ONCE_BYTES = 64 << 10 };

static void fail_by(scored *out, assay_status status, const assay_error *err)
{
    out->status = (unsigned)assay_status_http(status);
    (void)snprintf(out->why, sizeof out->why, "%s",
                   err->message[0] != '\0' ? err->message : assay_status_text(status));
}

static bool read_account(worker *by, assay_str json, const assay_account **account,
                         scored *out)
{
    assay_arena_reset(by->arena);
    assay_status status =
        assay_account_from_record(json, by->arena, account, &out->fault);
    if (status == ASSAY_OK)
        return true;
    out->placed = true;
    out->status = (unsigned)assay_status_http(status);
    (void)snprintf(out->why, sizeof out->why, "line %llu, column %llu: %s%s%s",
                   (unsigned long long)out->fault.line,
                   (unsigned long long)out->fault.column, out->fault.pointer,
                   out->fault.pointer[0] == '\0' ? "" : ": ", out->fault.why);
    return false;
}

void score_account(worker *by, snapshot *set, const score_wish *wish, assay_str json,
                   scored *out)
{
    assay_error err = {0};
    const assay_account *account = NULL;
    out->verdict = NULL;
    out->placed = false;
    out->status = 200;
    if (!read_account(by, json, &account, out))
        return;
    assay_status status = worker_scorer(by, set, &err);
    if (status == ASSAY_OK) {
        assay_scorer_set_policy(by->scorer, &wish->policy);
        assay_scorer_set_decides(by->scorer, !wish->no_decision);
        assay_scorer_set_counterfactuals(by->scorer, wish->counterfactuals);
        status = assay_scorer_set_target(by->scorer,
                                         wish->targeted ? &wish->target : NULL, &err);
    }
    if (status == ASSAY_OK)
        status = assay_scorer_score(by->scorer, account, &out->verdict, &err);
    if (status != ASSAY_OK) {
        out->verdict = NULL;
        fail_by(out, status, &err);
    }
}

problem score_problem(const scored *what, const char *instance)
{
    return (problem){.status = what->status,
                     .detail = what->why,
                     .instance = instance,
                     .fault = what->placed ? &what->fault : NULL};
}

bool score_model_fits(const snapshot *set, const score_wish *wish)
{
    return strncmp(set->accounts.sha256, wish->model, strlen(wish->model)) == 0;
}

bool score_write(worker *by, const assay_verdict *verdict, const score_wish *wish,
                 strbuf *out)
{
    assay_str bytes = {NULL, 0};
    if (wish->rounded) {
        public_verdict(verdict, out);
        return !out->failed;
    }
    assay_report_clear(by->report);
    assay_report_json_with(by->report, verdict, wish->exhibits ? ASSAY_JSON_EXHIBITS : 0,
                           NULL);
    if (assay_report_view(by->report, &bytes, NULL) != ASSAY_OK)
        return false;
    strbuf_put(out, bytes.ptr, bytes.len);
    return !out->failed;
}

static bool write_page(worker *by, const assay_verdict *verdict, const score_wish *wish,
                       strbuf *out)
{
    assay_str bytes = {NULL, 0};
    assay_report_clear(by->report);
    assay_report_account_page(by->report, verdict, wish->language, wish->reader);
    if (assay_report_view(by->report, &bytes, NULL) != ASSAY_OK)
        return false;
    strbuf_put(out, bytes.ptr, bytes.len);
    return !out->failed;
}

static void reply_verdict(request *r, worker *by, const scored *what)
{
    http_exchange *x = r->x;
    bool page = r->wish.form == FORM_HTML;
    bool written = page ? write_page(by, what->verdict, &r->wish, &x->reply)
                        : score_write(by, what->verdict, &r->wish, &x->reply);
    if (!page)
        strbuf_put(&x->reply, "\n", 1);
    if (!written || x->reply.failed) {
        request_fail(r, 503, "memory ran out");
        return;
    }
    http_reply(x, 200, page ? "text/html; charset=utf-8" : "application/json");
    if (page)
        http_put(x, "Content-Security-Policy",
                 "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    http_put(x, "Cache-Control", "no-store"); /* it is about a person */
    http_put(x, "Assay-Model", r->set->accounts.sha256);
}

static void score_and_reply(request *r, worker *by, shadow_first *first)
{
    scored what;
    assay_str json = {r->x->body.ptr == NULL ? "" : r->x->body.ptr, r->x->body.len};
    r->set = snapshot_take(&r->of->models);
    if (!score_model_fits(r->set, &r->wish)) {
        request_fail(r, 409, "the model here is %s", r->set->accounts.sha256);
        return;
    }
    score_account(by, r->set, &r->wish, json, &what);
    if (what.verdict != NULL) {
        *first = shadow_first_of(what.verdict, &r->wish);
        metrics_verdict(&r->of->metrics, what.verdict);
        r->accounts = 1;
        reply_verdict(r, by, &what);
        return;
    }
    metrics_failed(&r->of->metrics);
    r->failed = 1;
    problem told = score_problem(&what, r->id);
    request_problem(r, &told);
}

static void run(job *self, worker *by)
{
    request *r = (request *)self;
    service *all = r->of;
    shadow_first first = {0};
    uint64_t began = http_now_ns();
    r->queued_ns = began - r->queued_ns;
    score_and_reply(r, by, &first);
    r->worked_ns = http_now_ns() - began;
    http_answer(r->x); /* the request may be gone after this; the account is not */
    if (by->set != NULL)
        shadow_score(all, by, by->set, &first);
}

/* Whoever asks alone is answered on the thread that read the request: waking a worker and
 * being woken by it costs more than all the rest. It is left to a worker when it could
 * last, because meanwhile nobody else is heard; or when a challenger scores after it.
 * @return whether it was */
static bool score_at_once(request *r)
{
    service *all = r->of;
    shadow_first unused = {0};
    bool is_short = r->x->body.len <= AT_ONCE_BYTES && r->wish.form == FORM_JSON &&
                    !r->wish.counterfactuals && all->set.challenger[0] == '\0';
    if (!is_short || !http_is_alone(r->x))
        return false;
    worker *by = workers_borrow(all->workers);
    if (by == NULL)
        return false;
    uint64_t began = http_now_ns();
    score_and_reply(r, by, &unused);
    r->worked_ns = http_now_ns() - began;
    workers_return(all->workers, by, began);
    return true;
}

void route_score(request *r)
{
    if (score_at_once(r))
        return;
    if (!workers_reserve(r->of->workers)) {
        metrics_refused(&r->of->metrics, REFUSED_QUEUE);
        request_busy(r, "all workers are busy and the queue before them is full");
        return;
    }
    r->work.run = run;
    r->queued_ns = http_now_ns();
    http_defer(r->x);
    workers_push(r->of->workers, &r->work);
}
