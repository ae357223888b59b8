/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two questions of whoever watches the service: is it alive, may it be sent requests. */
#include "routes.h"
#include "service.h"

static void reply_state(request *r, unsigned status, const char *state)
{
    strbuf_printf(&r->x->reply, "{\"status\":\"%s\"}\n", state);
    http_reply(r->x, status, "application/json");
    http_put(r->x, "Cache-Control", "no-store");
}

void route_live(request *r)
{
    reply_state(r, 200, "ok");
}

void route_ready(request *r)
{
    if (atomic_load(&r->of->draining)) {
        request_fail(r, 503, "the service is ending: what was begun is finished");
        http_put(r->x, "Retry-After", "5");
        return;
    }
    reply_state(r, 200, "ready");
}
