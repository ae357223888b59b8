/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /v1/network and what becomes of it. A worker reads the actions, so that whatever
 * cannot be used is told in the reply; the search is a job, asked about by its id. */
#include "jobs.h"
#include "routes.h"
#include "service.h"
#include "wish.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Rows told in one reply; the others are counted. */
enum { ROWS_TOLD = 20 };

typedef struct refused_rows {
    assay_network_reject rows[ROWS_TOLD];
    uint64_t n;
} refused_rows;

static void on_reject(const assay_network_reject *row, void *ctx)
{
    refused_rows *refused = ctx;
    if (refused->n < ROWS_TOLD)
        refused->rows[refused->n] = *row;
    refused->n++;
}

static void refuse_rows(request *r, const refused_rows *refused)
{
    const assay_network_reject *first = &refused->rows[0];
    char detail[256];
    (void)snprintf(detail, sizeof detail,
                   "%" PRIu64 " row%s cannot be used; the first: line %" PRIu64
                   ": %s%s%s",
                   refused->n, refused->n == 1 ? "" : "s", first->line, first->field,
                   first->field[0] == '\0' ? "" : ": ", first->message);
    size_t told = refused->n < ROWS_TOLD ? (size_t)refused->n : ROWS_TOLD;
    request_problem(r, &(problem){.status = 422,
                                  .detail = detail,
                                  .instance = r->id,
                                  .rows = refused->rows,
                                  .n_rows = told});
}

/* What the body expanded to must not be expanded once more, past the limits. */
static bool is_packed(assay_str body)
{
    return (body.len >= 2 && memcmp(body.ptr, "\x1F\x8B", 2) == 0) ||
           (body.len >= 4 && memcmp(body.ptr, "\x28\xB5\x2F\xFD", 4) == 0);
}

static assay_actions_form form_of(const request *r)
{
    const char *type = http_header_of(r->x, "Content-Type");
    bool table = type != NULL && strncasecmp(type, "text/csv", 8) == 0;
    return table ? ASSAY_ACTIONS_CSV : ASSAY_ACTIONS_NDJSON;
}

/* @return false after a refusal */
static bool read_actions(request *r, const network_job *it)
{
    assay_str body = {r->x->body.ptr == NULL ? "" : r->x->body.ptr, r->x->body.len};
    refused_rows refused = {.n = 0};
    assay_error err = {0};
    if (is_packed(body)) {
        request_fail(r, 400, "the body is compressed: say so by Content-Encoding");
        return false;
    }
    assay_status status = assay_network_read_bytes(it->network, body, form_of(r),
                                                   on_reject, &refused, &err);
    if (status != ASSAY_OK) {
        unsigned code = (unsigned)assay_status_http(status);
        bool readable = status == ASSAY_BAD_SYNTAX; /* HTTP and encoding were in order */
        request_fail(r, readable ? 422 : code, "%s", err.message);
        return false;
    }
    if (refused.n > 0) {
        refuse_rows(r, &refused);
        return false;
    }
    if (assay_network_measure(it->network).actions == 0) {
        request_fail(r, 422, "there is no action in the body");
        return false;
    }
    return true;
}

static void accept_job(request *r, network_job *it)
{
    http_exchange *x = r->x;
    size_t objects = assay_network_measure(it->network).objects;
    request_charge(r, objects - 1);
    strbuf_printf(&x->reply, "{\"id\":\"%s\",\"status\":\"queued\"}\n", it->id);
    http_reply(x, 202, "application/json");
    http_set(x, "Location", "/v1/network/%s", it->id);
    http_put(x, "Cache-Control", "no-store");
    network_jobs_queue(it);
}

static void refuse_job(request *r, const char *why)
{
    metrics_refused(&r->of->metrics, REFUSED_QUEUE);
    request_fail(r, 503, "%s", why);
    http_set(r->x, "Retry-After", "%u", network_jobs_retry_after(r->of->networks));
}

static void run(job *self, worker *by)
{
    request *r = (request *)self;
    const char *why = NULL;
    (void)by;
    network_job *begun = network_jobs_begin(r->of->networks, r->key, &why);
    if (begun == NULL)
        refuse_job(r, why);
    else if (read_actions(r, begun))
        accept_job(r, begun);
    else
        network_jobs_drop(begun);
    http_answer(r->x);
}

void route_network(request *r)
{
    if (!workers_reserve(r->of->workers)) {
        metrics_refused(&r->of->metrics, REFUSED_QUEUE);
        request_busy(r, "all workers are busy and the queue before them is full");
        return;
    }
    r->work.run = run;
    http_defer(r->x);
    workers_push(r->of->workers, &r->work);
}

/* ---- asking, forgetting ----------------------------------------------------------- */

static const char *id_of(const request *r)
{
    return strrchr(r->x->target.path, '/') + 1; /* the route has one */
}

static void fail_unknown(request *r)
{
    request_fail(r, 404,
                 "there is no such job: it was deleted, or newer results or a restart "
                 "made the service forget it");
}

/* The rows of the result as items of an array: a comma where a line ends. */
static void put_rows(const strbuf *rows, strbuf *out)
{
    strbuf_reserve(out, rows->len + 64);
    for (size_t at = 0; at < rows->len;) {
        const char *from = rows->ptr + at;
        const char *end = memchr(from, '\n', rows->len - at);
        size_t len = end == NULL ? rows->len - at : (size_t)(end - from);
        strbuf_put(out, ",", at > 0 ? 1 : 0);
        strbuf_put(out, from, len);
        at += len + 1;
    }
}

static void put_state(const network_job *it, strbuf *out)
{
    static const char *const STATES[] = {"queued", "queued", "running", "done", "failed"};
    strbuf_printf(out,
                  "{\"id\":\"%s\",\"status\":\"%s\",\"actions\":%zu,\"actors\":%zu,"
                  "\"objects\":%zu",
                  it->id, STATES[it->state], it->size.actions, it->size.actors,
                  it->size.objects);
    if (it->state == NETWORK_DONE) {
        strbuf_word(out, ",\"groups\":[");
        put_rows(&it->rows, out);
        strbuf_word(out, "]");
    } else if (it->state == NETWORK_FAILED) {
        problem told = {.status = it->status, .detail = it->why.message};
        strbuf_word(out, ",\"error\":");
        problem_write(&told, out);
    }
    strbuf_word(out, "}\n");
}

/* Its lines are those of `assay network --json`. */
static void show_lines(request *r, const network_job *it)
{
    if (it->state == NETWORK_DONE) {
        strbuf_put(&r->x->reply, it->rows.ptr, it->rows.len);
        http_reply(r->x, 200, "application/x-ndjson");
    } else if (it->state == NETWORK_FAILED) {
        request_fail(r, 409, "the job failed: %s", it->why.message);
    } else {
        request_fail(r, 409, "the job is not done: there are no lines yet");
        http_put(r->x, "Retry-After", "1");
    }
}

static void show(const network_job *it, void *ctx)
{
    request *r = ctx;
    bool over = it->state == NETWORK_DONE || it->state == NETWORK_FAILED;
    if (wish_choose(http_header_of(r->x, "Accept"), r->asked->types) == 1) {
        show_lines(r, it);
        return;
    }
    put_state(it, &r->x->reply);
    http_reply(r->x, 200, "application/json");
    if (!over)
        http_put(r->x, "Retry-After", "1");
}

void route_network_job(request *r)
{
    if (!network_jobs_see(r->of->networks, id_of(r), r->key, show, r))
        fail_unknown(r);
    else if (r->x->status == 200)
        http_put(r->x, "Cache-Control", "no-store"); /* it is about people */
}

void route_network_forget(request *r)
{
    if (!network_jobs_forget(r->of->networks, id_of(r), r->key))
        fail_unknown(r);
    else
        http_reply(r->x, 204, NULL);
}
