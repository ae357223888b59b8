/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies that are no success, and what all replies have in common. */
#include "request.h"

#include "service.h"

#include <stdarg.h>
#include <stdio.h>

void request_dress(request *r)
{
    http_exchange *x = r->x;
    http_put(x, "X-Request-Id", r->id);
    http_set(x, "traceparent", "00-%s-%s-01", r->trace, r->span);
    http_put(x, "X-Content-Type-Options", "nosniff");
    if (atomic_load(&r->of->draining))
        x->close = true;
}

void request_problem(request *r, const problem *what)
{
    http_exchange *x = r->x;
    strbuf_clear(&x->reply);
    problem_write(what, &x->reply);
    strbuf_put(&x->reply, "\n", 1);
    http_reply(x, what->status, PROBLEM_TYPE);
    http_put(x, "Cache-Control", "no-store");
}

void request_fail(request *r, unsigned status, const char *format, ...)
{
    char detail[320];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    request_problem(r, &(problem){.status = status, .detail = detail, .instance = r->id});
}

void request_charge(request *r, uint64_t accounts)
{
    if (r->of->rate != NULL && accounts > 0)
        rate_charge(r->of->rate, r->key[0] != '\0' ? r->key : r->x->address, accounts,
                    http_now_ns() / 1000000);
}

void request_busy(request *r, const char *why)
{
    request_fail(r, 503, "%s", why);
    http_set(r->x, "Retry-After", "%u", workers_retry_after(r->of->workers));
}
