/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay serve: puts the parts together, then waits for signals. SIGTERM and SIGINT end
 * it after what was begun is finished; SIGHUP loads models and keys anew. */
#include "listen.h"
#include "log.h"
#include "service.h"

#include "cli/output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

typedef struct serve_flags {
    const char *values[SETTING_COUNT];
    const char *config;
    bool print_config;
} serve_flags;

static const cli_option OPTIONS[] = {
#define SETTING(name, kind, fallback, least, most, word, help)                           \
    {#name,       0,                                                                     \
     OPTION_TEXT, offsetof(serve_flags, values) + SETTING_##name * sizeof(const char *), \
     word,        NULL,                                                                  \
     0,           0,                                                                     \
     help},
#include "settings.def"
#undef SETTING
    {"config", 'c', OPTION_TEXT, offsetof(serve_flags, config), "FILE", NULL, 0, 0,
     "settings as 'name = value' lines"},
    {"print-config", 0, OPTION_FLAG, offsetof(serve_flags, print_config), NULL, NULL, 0,
     0, "write all settings as they are, and end"},
};

static const example EXAMPLES[] = {
    {"assay serve", "on 127.0.0.1:8420, for this machine alone"},
    {"curl --json @account.json http://127.0.0.1:8420/v1/score", "ask it"},
};

const cli_form serve_form = {
    .operands = "",
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(serve_flags),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_POLICY,
    .about =
        "Answers over HTTP/1.1 with the same bytes as 'assay vet --json': one account\n"
        "at POST /v1/score, many at POST /v1/score:batch. GET /openapi.json describes\n"
        "every route. Put nginx or the like before it for TLS.\n"
        "\n"
        "A setting comes from its flag, else from the environment (ASSAY_LISTEN for\n"
        "--listen), else from the file of --config, else it has its default.",
    FORM_EXAMPLES(EXAMPLES),
};

static void raise_file_limit(uint64_t wanted)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : (rlim_t)wanted;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static size_t worker_count(const settings *set)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    if (set->workers > 0)
        return (size_t)set->workers;
    return online < 1 ? 1 : (size_t)online;
}

static assay_status start_http(service *all, const listening *at, assay_error *err)
{
    const settings *set = &all->set;
    http_settings wanted = {.listener = at->fd,
                            .threads = (unsigned)set->http_threads,
                            .connections = (unsigned)set->connections,
                            .per_address = (unsigned)set->address_connections,
                            .head_seconds = (unsigned)set->head_seconds,
                            .body_seconds = (unsigned)set->body_seconds,
                            .idle_seconds = (unsigned)set->idle_seconds,
                            .memory_bytes = (size_t)set->memory_bytes};
    http_app app = {all, service_head, service_body, service_done};
    raise_file_limit(set->connections + 64);
    return http_start(&wanted, &app, &all->http, err);
}

static assay_status start(service *all, listening *at, assay_error *err)
{
    size_t threads = worker_count(&all->set);
    size_t queue = all->set.queue > 0 ? (size_t)all->set.queue : 3 * threads;
    assay_status status = listen_open(all->set.listen, at, err);
    if (status != ASSAY_OK)
        return status;
    all->local = true;
    all->over_unix = at->over_unix;
    if (all->local && !at->local)
        return assay_fail(err, ASSAY_USAGE,
                          "%s can be reached from elsewhere: name a file of keys, or "
                          "listen on 127.0.0.1 or unix:PATH",
                          at->name);
    status = snapshots_begin(all->call, &all->models, err);
    if (status == ASSAY_OK)
        status = workers_new(threads, queue, &all->workers, err);
    return status == ASSAY_OK ? start_http(all, at, err) : status;
}

/* Lets what was begun be finished, up to the bound. @return whether all was */
static bool drain(service *all)
{
    struct timespec pause = {.tv_nsec = 20000000};
    uint64_t until = http_now_ns() + all->set.drain_seconds * 1000000000U;
    uint64_t quiet_since = http_now_ns();
    atomic_store(&all->draining, true);
    http_quiesce(all->http);
    while (http_now_ns() < until) {
        http_state state = http_state_of(all->http);
        uint64_t now = http_now_ns();
        if (state.exchanges > 0)
            quiet_since = now;
        /* A client may have written its next request while the last reply went out; it
         * is told to close with that one's. */
        if (state.connections == 0 || now - quiet_since > 500000000U)
            return true;
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

static void reload(service *all)
{
    assay_error err = {0};
    if (snapshots_reload(&all->models, &err) == ASSAY_OK)
        log_event("reload", "the models were loaded anew");
    else
        log_event("reload_failed", "the old models stay: %s", err.message);
}

static bool wait_for_end(service *all, const sigset_t *signals)
{
    for (;;) {
        int signal = sigwaitinfo(signals, NULL);
        if (signal == SIGHUP)
            reload(all);
        else if (signal > 0 || errno != EINTR)
            return signal > 0;
    }
}

static assay_status serve(service *all, assay_error *err)
{
    listening at = {.fd = -1};
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL); /* inherited by every thread */
    assay_status status = start(all, &at, err);
    if (status == ASSAY_OK) {
        log_event("listening", "%s", at.name);
        (void)wait_for_end(all, &signals);
        bool whole = drain(all);
        log_event("stopped", whole ? "everything begun was finished"
                                   : "the bound was reached before all was finished");
    }
    if (at.fd >= 0)
        listen_forget(&at);
    return status;
}

static void release(service *all)
{
    workers_free(all->workers); /* first: what is put aside must be answered */
    http_stop(all->http);
    snapshots_end(&all->models);
    settings_free(&all->set);
}

static int print_config(const settings *set)
{
    strbuf out = {0};
    settings_print(set, &out);
    size_t put = out.failed ? 0 : fwrite(out.ptr, 1, out.len, stdout);
    bool fine = put == out.len && put > 0 && fflush(stdout) == 0;
    strbuf_free(&out);
    return fine ? 0 : assay_status_exit_code(ASSAY_IO);
}

int run_serve(const cli_call *call)
{
    const serve_flags *flags = call->settings;
    assay_error err = {0};
    service all = {.call = call};
    assay_status status = settings_load(flags->values, flags->config, &all.set, &err);
    if (status == ASSAY_USAGE)
        return command_usage("serve", "%s", err.message);
    if (status == ASSAY_OK && flags->print_config) {
        int code = print_config(&all.set);
        settings_free(&all.set);
        return code;
    }
    if (status == ASSAY_OK)
        status = serve(&all, &err);
    release(&all);
    return status == ASSAY_OK ? 0 : command_failed(&err);
}
