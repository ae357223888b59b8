/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buckets go by powers of two, from half a millisecond to sixteen seconds: a service
 * that scores in milliseconds and one that is overrun both show. */
#include "metrics.h"

#include "jobs.h"
#include "routes.h"
#include "service.h"
#include "wish.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double FIRST_BOUND = 0.0005;

static const unsigned STATUSES[] = {200, 202, 204, 304, 400, 401, 403, 404, 405, 409, 411,
                                    413, 415, 417, 422, 429, 431, 500, 501, 503, 505};

static const char *const REFUSALS[REFUSED_COUNT] = {"queue", "memory", "rate", "size",
                                                    "key"};

static const char *const OUTCOMES[NETWORK_OUTCOMES] = {"done", "failed", "cancelled"};

static const char *const DECISIONS[] = {"insufficient_data", "sign", "review", "decline"};

/* The last place is for whatever is not in the list. */
static size_t place_of(unsigned status)
{
    size_t i = 0;
    while (i < LENGTH(STATUSES) && STATUSES[i] != status)
        i++;
    return i;
}

void metrics_observe(histogram *into, double value)
{
    size_t i = 0;
    double bound = FIRST_BOUND;
    while (i < METRIC_BUCKETS && value > bound) {
        bound *= 2.0;
        i++;
    }
    (void)atomic_fetch_add(&into->buckets[i], 1);
    (void)atomic_fetch_add(&into->sum, (unsigned long long)llround(value * 1e6));
}

void metrics_verdict(metrics *all, const assay_verdict *verdict)
{
    (void)atomic_fetch_add(&all->scored, 1);
    (void)atomic_fetch_add(
        verdict->decided ? &all->decisions[verdict->decision] : &all->undecided, 1);
}

void metrics_failed(metrics *all)
{
    (void)atomic_fetch_add(&all->failed, 1);
}

void metrics_refused(metrics *all, refusal why)
{
    (void)atomic_fetch_add(&all->refused[why], 1);
}

void metrics_network(metrics *all, network_outcome how, size_t actions, double seconds)
{
    (void)atomic_fetch_add(&all->networks[how], 1);
    (void)atomic_fetch_add(&all->network_actions, actions);
    if (seconds > 0.0)
        metrics_observe(&all->network_seconds, seconds);
}

static size_t route_place(const request *r)
{
    for (size_t i = 0; i < route_count(); i++)
        if (route_at(i) == r->asked)
            return i;
    return route_count() + (r->asked == NULL); /* the page; nothing at all */
}

void metrics_request(metrics *all, const request *r)
{
    size_t place = route_place(r);
    double seconds = (double)(http_now_ns() - r->x->begun_ns) * 1e-9;
    (void)atomic_fetch_add(&all->requests[place][place_of(r->x->status)], 1);
    (void)atomic_fetch_add(&all->received, r->x->wire_bytes);
    (void)atomic_fetch_add(&all->sent, r->x->sent_bytes);
    metrics_observe(&all->seconds[place], seconds);
    if (r->worked_ns > 0) {
        metrics_observe(&all->work, (double)r->worked_ns * 1e-9);
        metrics_observe(&all->queue, (double)r->queued_ns * 1e-9);
    }
}

/* A page of metrics being written. */
typedef struct page {
    strbuf *out;
    bool open; /* OpenMetrics: the family of a counter has no _total */
    const char *name;
} page;

static void begin(page *p, const char *name, const char *type, const char *help)
{
    size_t length = strlen(name);
    bool cut = p->open && strcmp(type, "counter") == 0;
    int shown = (int)(cut ? length - strlen("_total") : length);
    p->name = name;
    strbuf_printf(p->out, "# HELP assay_%.*s %s\n# TYPE assay_%.*s %s\n", shown, name,
                  help, shown, name, type);
}

static void put(page *p, const char *labels, double value)
{
    strbuf_printf(p->out, "assay_%s%s %.15g\n", p->name, labels, value);
}

static void put_count(page *p, const char *label, const char *word,
                      const atomic_ullong *count)
{
    char labels[96];
    (void)snprintf(labels, sizeof labels, "{%s=\"%s\"}", label, word);
    put(p, labels, (double)atomic_load(count));
}

/* @param label  `route="/v1/score"`, or empty */
static void put_histogram(page *p, const char *label, const histogram *from)
{
    const char *comma = label[0] == '\0' ? "" : ",";
    const char *open = label[0] == '\0' ? "" : "{", *close = label[0] == '\0' ? "" : "}";
    double bound = FIRST_BOUND;
    unsigned long long sum = 0;
    for (size_t i = 0; i < METRIC_BUCKETS; i++) {
        sum += atomic_load(&from->buckets[i]);
        strbuf_printf(p->out, "assay_%s_bucket{%s%sle=\"%.6g\"} %llu\n", p->name, label,
                      comma, bound, sum);
        bound *= 2.0;
    }
    sum += atomic_load(&from->buckets[METRIC_BUCKETS]);
    strbuf_printf(p->out, "assay_%s_bucket{%s%sle=\"+Inf\"} %llu\n", p->name, label,
                  comma, sum);
    strbuf_printf(p->out, "assay_%s_sum%s%s%s %.6f\n", p->name, open, label, close,
                  (double)atomic_load(&from->sum) * 1e-6);
    strbuf_printf(p->out, "assay_%s_count%s%s%s %llu\n", p->name, open, label, close,
                  sum);
}

static const char *route_label(size_t place)
{
    if (place < route_count())
        return route_at(place)->path;
    return place == route_count() ? "/*" : "none";
}

static void write_requests(page *p, service *all)
{
    for (size_t i = 0; i < route_count() + 2; i++) {
        for (size_t k = 0; k <= LENGTH(STATUSES); k++) {
            unsigned long long n = atomic_load(&all->metrics.requests[i][k]);
            unsigned status = k < LENGTH(STATUSES) ? STATUSES[k] : 0;
            if (n > 0)
                strbuf_printf(p->out,
                              "assay_requests_total{route=\"%s\",status=\"%u\"} %llu\n",
                              route_label(i), status, n);
        }
    }
}

static void write_request_seconds(page *p, service *all)
{
    for (size_t i = 0; i < route_count() + 2; i++) {
        char label[64];
        unsigned long long n = 0;
        for (size_t k = 0; k <= METRIC_BUCKETS; k++)
            n += atomic_load(&all->metrics.seconds[i].buckets[k]);
        (void)snprintf(label, sizeof label, "route=\"%s\"", route_label(i));
        if (n > 0)
            put_histogram(p, label, &all->metrics.seconds[i]);
    }
}

static void write_work_seconds(page *p, service *all)
{
    put_histogram(p, "", &all->metrics.work);
}

static void write_queue_seconds(page *p, service *all)
{
    put_histogram(p, "", &all->metrics.queue);
}

static void write_accounts(page *p, service *all)
{
    put_count(p, "outcome", "scored", &all->metrics.scored);
    put_count(p, "outcome", "refused", &all->metrics.failed);
}

static void write_decisions(page *p, service *all)
{
    for (size_t i = 0; i < LENGTH(DECISIONS); i++)
        put_count(p, "decision", DECISIONS[i], &all->metrics.decisions[i]);
    put_count(p, "decision", "none", &all->metrics.undecided);
}

static void write_received_bytes(page *p, service *all)
{
    put(p, "", (double)atomic_load(&all->metrics.received));
}

static void write_sent_bytes(page *p, service *all)
{
    put(p, "", (double)atomic_load(&all->metrics.sent));
}

static void write_refused(page *p, service *all)
{
    for (size_t i = 0; i < REFUSED_COUNT; i++)
        put_count(p, "reason", REFUSALS[i], &all->metrics.refused[i]);
}

static void write_gate_refused(page *p, service *all)
{
    put(p, "", (double)http_state_of(all->http).refused_gate);
}

static void write_reaped(page *p, service *all)
{
    put(p, "", (double)http_state_of(all->http).reaped);
}

static void write_connections(page *p, service *all)
{
    put(p, "", (double)http_state_of(all->http).connections);
}

static void write_exchanges(page *p, service *all)
{
    put(p, "", (double)http_state_of(all->http).exchanges);
}

static void write_busy(page *p, service *all)
{
    put(p, "", (double)workers_busy(all->workers));
}

static void write_places(page *p, service *all)
{
    put(p, "", (double)workers_places(all->workers));
}

static void write_body_memory(page *p, service *all)
{
    put(p, "", (double)http_state_of(all->http).memory_bytes);
}

static void write_body_memory_limit(page *p, service *all)
{
    put(p, "", (double)all->set.memory_bytes);
}

static void write_network_jobs(page *p, service *all)
{
    for (size_t i = 0; i < NETWORK_OUTCOMES; i++)
        put_count(p, "outcome", OUTCOMES[i], &all->metrics.networks[i]);
}

static void write_network_active(page *p, service *all)
{
    put(p, "", (double)network_jobs_active(all->networks));
}

static void write_network_places(page *p, service *all)
{
    put(p, "", (double)all->set.network_jobs);
}

static void write_network_kept(page *p, service *all)
{
    put(p, "", (double)network_jobs_kept(all->networks));
}

static void write_network_actions(page *p, service *all)
{
    put(p, "", (double)atomic_load(&all->metrics.network_actions));
}

static void write_network_seconds(page *p, service *all)
{
    put_histogram(p, "", &all->metrics.network_seconds);
}

static void write_reloads(page *p, service *all)
{
    put_count(p, "outcome", "done", &all->metrics.reloads);
    put_count(p, "outcome", "failed", &all->metrics.reloads_failed);
}

static void put_info(page *p, const char *role, const assay_model_ref *model)
{
    strbuf_printf(p->out, "assay_model_info{role=\"%s\",kind=\"%s\",name=", role,
                  model->kind);
    strbuf_json_word(p->out, model->name);
    strbuf_printf(p->out, ",sha256=\"%s\"} 1\n", model->sha256);
}

static void write_model_info(page *p, service *all)
{
    snapshot *set = snapshot_take(&all->models);
    assay_model_ref comments = {"comments",
                                assay_comments_model_name(set->loaded.comments),
                                assay_comments_model_sha256(set->loaded.comments)};
    put_info(p, "serving", &set->accounts);
    put_info(p, "serving", &comments);
    if (set->challenger != NULL) {
        assay_model_ref challenger = assay_model_reference(set->challenger);
        put_info(p, "challenger", &challenger);
    }
    snapshot_drop(set);
}

static void write_model_loaded(page *p, service *all)
{
    snapshot *set = snapshot_take(&all->models);
    put(p, "", (double)set->loaded_at);
    snapshot_drop(set);
}

static void write_challenger(page *p, service *all)
{
    put_count(p, "decision", "same", &all->metrics.agreed);
    put_count(p, "decision", "other", &all->metrics.disagreed);
    put_count(p, "decision", "skipped", &all->metrics.skipped);
}

static void write_challenger_distance(page *p, service *all)
{
    put_histogram(p, "", &all->metrics.challenger_distance);
}

static void write_draining(page *p, service *all)
{
    put(p, "", atomic_load(&all->draining) ? 1.0 : 0.0);
}

static void write_resident(page *p, service *all)
{
    char line[128] = "", *resident = line;
    FILE *file = fopen("/proc/self/statm", "re"); /* pages: of all, in memory, … */
    (void)all;
    if (file == NULL)
        return;
    bool read = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    (void)strtoull(line, &resident, 10);
    if (read)
        put(p, "", (double)strtoull(resident, NULL, 10) * (double)sysconf(_SC_PAGESIZE));
}

static void write_start_time(page *p, service *all)
{
    put(p, "", (double)all->metrics.started_at);
}

static const struct metric_row {
    const char *name, *type, *help;
    void (*write)(page *p, service *all);
} ROWS[] = {
#define METRIC(id, name, type, help) {name, type, help, write_##id},
#include "metrics.def"
#undef METRIC
};

void route_metrics(request *r)
{
    static const char TYPES[] = "text/plain application/openmetrics-text";
    bool open = wish_choose(http_header_of(r->x, "Accept"), TYPES) == 1;
    page p = {.out = &r->x->reply, .open = open};
    for (size_t i = 0; i < LENGTH(ROWS); i++) {
        begin(&p, ROWS[i].name, ROWS[i].type, ROWS[i].help);
        ROWS[i].write(&p, r->of);
    }
    if (open)
        strbuf_word(p.out, "# EOF\n");
    http_reply(r->x, 200,
               open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                    : "text/plain; version=0.0.4; charset=utf-8");
    http_put(r->x, "Cache-Control", "no-store");
}
