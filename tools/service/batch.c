/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything of a batch is behind its lock, but the scoring itself. A turn holds the
 * batch while it is queued, working or parked; whoever lets go last frees it. */
#include "batch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What a turn claimed. */
typedef struct claim {
    uint64_t index;
    assay_str line;
} claim;

bool batch_line(assay_str body, size_t *at, assay_str *line)
{
    while (*at < body.len) {
        const char *start = body.ptr + *at;
        const char *end = memchr(start, '\n', body.len - *at);
        size_t length = end == NULL ? body.len - *at : (size_t)(end - start);
        *at += length + (end != NULL);
        size_t blank = 0;
        while (blank < length && strchr(" \t\r", start[blank]) != NULL &&
               start[blank] != '\0')
            blank++;
        if (blank < length) {
            *line = (assay_str){start, length};
            return true;
        }
    }
    return false;
}

static void destroy(batch *b)
{
    for (size_t i = 0; i < BATCH_WINDOW; i++)
        strbuf_free(&b->window[i].line);
    roster_free(b->table);
    strbuf_free(&b->out);
    strbuf_free(&b->body);
    snapshot_drop(b->set);
    (void)pthread_mutex_destroy(&b->lock);
    free(b);
}

/* Under the lock: lets go of it and of one hold on the batch. */
static void let_go(batch *b)
{
    bool last = --b->users == 0;
    (void)pthread_mutex_unlock(&b->lock);
    if (last)
        destroy(b);
}

static bool has_room(const batch *b)
{
    return b->table != NULL || (b->claimed - b->in_order < BATCH_WINDOW &&
                                b->out.len - b->taken < BATCH_OUT_BYTES);
}

/* Under the lock: parked turns go on, or end when nobody works any more. */
static void unpark(batch *b)
{
    bool ending = atomic_load(&b->of->stopping);
    for (size_t i = 0; i < b->n_turns; i++) {
        if (!b->turns[i].parked)
            continue;
        b->turns[i].parked = false;
        if (ending)
            b->users--; /* the request's own hold is left, so this is not the last */
        else
            workers_push_turn(b->of->workers, &b->turns[i].work);
    }
}

/* Under the lock: the reply has something new to look at. */
static void wake(batch *b)
{
    if (!b->waiting || b->x == NULL)
        return;
    b->waiting = false;
    http_go_on(b->x);
}

/* All that a table is made of is there: answers the request, which was put aside. */
static void answer_by_table(batch *b)
{
    http_exchange *x = b->x;
    request *r = x->user;
    r->accounts = b->scored;
    r->failed = b->failed;
    if (b->broken && atomic_load(&b->of->stopping))
        request_busy(r, "the service ends");
    else if (b->broken)
        request_fail(r, 413,
                     "the table needs more than the memory set aside: send fewer "
                     "accounts, or raise memory-bytes");
    else
        roster_reply(b->table, r, b->failed);
    http_answer(x);
}

/* Under the lock: a turn has nothing left to do. */
static void end_turn(batch *b)
{
    bool last = --b->turns_left == 0;
    if (b->broken)
        wake(b);
    if (last && b->table != NULL) {
        (void)pthread_mutex_unlock(&b->lock);
        answer_by_table(b);
        (void)pthread_mutex_lock(&b->lock);
    }
    let_go(b);
}

/* Claims the next line. When there is none for this turn, it is parked or has ended, and
 * the batch must not be touched any more. */
static bool claim_line(turn *t, claim *out)
{
    batch *b = t->of;
    (void)pthread_mutex_lock(&b->lock);
    if (atomic_load(&b->of->stopping))
        b->broken = true;
    if (b->x == NULL || b->broken || b->claimed == b->total) {
        end_turn(b);
        return false;
    }
    bool claimed = has_room(b);
    t->parked = !claimed;
    if (claimed) {
        out->index = b->claimed++;
        (void)batch_line((assay_str){b->body.ptr, b->body.len}, &b->at, &out->line);
    }
    (void)pthread_mutex_unlock(&b->lock);
    return claimed;
}

static void write_answer(const batch *b, worker *by, const claim *what,
                         const scored *result, strbuf *line)
{
    strbuf_printf(line, "{\"index\":%" PRIu64 ",", what->index);
    if (result->verdict != NULL) {
        strbuf_word(line, "\"result\":");
        if (!score_write(by, result->verdict, &b->wish, line))
            line->failed = true;
    } else {
        problem told = score_problem(result, NULL);
        strbuf_word(line, "\"error\":");
        problem_write(&told, line);
    }
    strbuf_word(line, "}\n");
}

/* Under the lock: moves what is in order to the end of `out`. */
static void move_on(batch *b)
{
    answer *next = &b->window[b->in_order % BATCH_WINDOW];
    while (next->ready) {
        strbuf_put(&b->out, next->line.ptr, next->line.len);
        b->broken = b->broken || next->line.failed || b->out.failed;
        strbuf_free(&next->line);
        next->ready = false;
        b->in_order++;
        next = &b->window[b->in_order % BATCH_WINDOW];
    }
}

static void deliver(batch *b, const claim *what, const scored *result, strbuf line)
{
    (void)pthread_mutex_lock(&b->lock);
    b->scored += result->verdict != NULL;
    b->failed += result->verdict == NULL;
    answer *place = &b->window[what->index % BATCH_WINDOW];
    place->line = line;
    place->ready = true;
    move_on(b);
    if (has_room(b))
        unpark(b);
    wake(b);
    (void)pthread_mutex_unlock(&b->lock);
}

static void keep(batch *b, worker *by, const scored *result)
{
    bool kept = roster_add(b->table, by, result);
    (void)pthread_mutex_lock(&b->lock);
    b->scored += result->verdict != NULL;
    b->failed += result->verdict == NULL;
    b->broken = b->broken || !kept;
    (void)pthread_mutex_unlock(&b->lock);
}

static void run_turn(job *self, worker *by)
{
    turn *t = (turn *)self;
    batch *b = t->of;
    claim what;
    scored result;
    strbuf line = {0};
    if (!claim_line(t, &what))
        return;
    score_account(by, b->set, &b->wish, what.line, &result);
    if (result.verdict != NULL)
        metrics_verdict(&b->of->metrics, result.verdict);
    else
        metrics_failed(&b->of->metrics);
    if (b->table != NULL) {
        keep(b, by, &result);
    } else {
        write_answer(b, by, &what, &result, &line);
        deliver(b, &what, &result, line);
    }
    workers_push_turn(b->of->workers, self);
}

/* The reply's next bytes. */
static int64_t pull(void *ctx, char *bytes, size_t room)
{
    batch *b = ctx;
    int64_t got = 0;
    (void)pthread_mutex_lock(&b->lock);
    size_t left = b->out.len - b->taken;
    if (left > 0) {
        size_t n = left < room ? left : room;
        memcpy(bytes, b->out.ptr + b->taken, n);
        b->taken += n;
        got = (int64_t)n;
    } else if (b->broken) {
        got = -2;
    } else if (b->in_order == b->total) {
        got = -1;
    } else {
        b->waiting = true;
        http_pause(b->x);
    }
    if (b->taken == b->out.len) {
        b->taken = 0;
        strbuf_clear(&b->out);
    }
    if (has_room(b))
        unpark(b);
    (void)pthread_mutex_unlock(&b->lock);
    return got;
}

static batch *new_batch(request *r, uint64_t total)
{
    size_t threads = workers_threads(r->of->workers);
    size_t turns = total < threads ? (size_t)total : threads;
    batch *b = calloc(1, sizeof *b + turns * sizeof b->turns[0]);
    if (b == NULL)
        return NULL;
    *b = (batch){.of = r->of,
                 .x = r->x,
                 .wish = r->wish,
                 .set = snapshot_take(&r->of->models),
                 .body = r->x->body,
                 .total = total,
                 .users = turns + 1,
                 .n_turns = turns,
                 .turns_left = turns};
    r->x->body = (strbuf){0};
    (void)pthread_mutex_init(&b->lock, NULL);
    for (size_t i = 0; i < turns; i++)
        b->turns[i] = (turn){.work = {.run = run_turn}, .of = b};
    return b;
}

static uint64_t count_lines(assay_str body)
{
    uint64_t n = 0;
    assay_str line;
    for (size_t at = 0; batch_line(body, &at, &line);)
        n++;
    return n;
}

/* How many lines there are, or 0 after a refusal. */
static uint64_t admit(request *r)
{
    const settings *set = &r->of->set;
    bool table = r->wish.form != FORM_NDJSON;
    uint64_t most = table ? set->roster_accounts : set->batch_accounts;
    uint64_t n = count_lines((assay_str){r->x->body.ptr, r->x->body.len});
    if (n == 0)
        request_fail(r, 400, "the batch has no line");
    else if (n > most)
        request_fail(r, 413, "the batch has %" PRIu64 " lines; %" PRIu64 " are the most",
                     n, most);
    return n <= most ? n : 0;
}

static void start_turns(batch *b)
{
    for (size_t i = 0; i < b->n_turns; i++)
        workers_push_turn(b->of->workers, &b->turns[i].work);
}

void route_batch(request *r)
{
    http_exchange *x = r->x;
    uint64_t total = admit(r);
    if (total == 0)
        return;
    request_charge(r, total - 1);
    batch *b = new_batch(r, total);
    if (b == NULL) {
        request_fail(r, 503, "memory ran out");
        return;
    }
    r->many = b;
    r->set = b->set;
    (void)atomic_fetch_add(&b->set->users, 1);
    if (!score_model_fits(b->set, &b->wish)) {
        b->users = 1; /* no turn was handed over */
        request_fail(r, 409, "the model here is %s", b->set->accounts.sha256);
        return;
    }
    http_put(x, "Assay-Model", b->set->accounts.sha256);
    http_put(x, "Cache-Control", "no-store");
    if (b->wish.form == FORM_NDJSON) {
        x->pull = pull;
        x->pull_ctx = b;
        http_reply(x, 200, "application/x-ndjson");
    } else {
        b->table = roster_new((size_t)total, &b->wish, x);
        if (b->table == NULL) {
            b->users = 1;
            request_fail(r, 503, "memory ran out");
            return;
        }
        http_defer(x);
    }
    start_turns(b);
}

void batch_release(batch *b, request *r)
{
    (void)pthread_mutex_lock(&b->lock);
    r->accounts = b->scored;
    r->failed = b->failed;
    b->x = NULL;
    unpark(b);
    let_go(b);
}
