/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay serve: puts the parts together, then waits for signals. SIGTERM and SIGINT end
 * it after what was begun is finished; SIGHUP loads models and keys anew. */
#include "jobs.h"
#include "listen.h"
#include "log.h"
#include "notify.h"
#include "openapi.h"
#include "service.h"

#include "cli/output.h"

#include <errno.h>
#include <openssl/rand.h>
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
    const char *new_key, *verify_log;
} serve_flags;

static const cli_option OPTIONS[] = {
#define HELP_FILE(help, fallback) help
#define HELP_TEXT(help, fallback) help " (default: " fallback ")"
#define HELP_COUNT HELP_TEXT
#define HELP_SIZE HELP_TEXT
#define SETTING(member, name, kind, fallback, least, most, word, help)                   \
    {name,                                                                               \
     0,                                                                                  \
     OPTION_TEXT,                                                                        \
     offsetof(serve_flags, values) + SETTING_##member * sizeof(const char *),            \
     word,                                                                               \
     NULL,                                                                               \
     0,                                                                                  \
     0,                                                                                  \
     HELP_##kind(help, fallback)},
#include "settings.def"
#undef SETTING
    {"config", 'c', OPTION_TEXT, offsetof(serve_flags, config), "FILE", NULL, 0, 0,
     "settings as 'name = value' lines"},
    {"print-config", 0, OPTION_FLAG, offsetof(serve_flags, print_config), NULL, NULL, 0,
     0, "write all settings as they are, and end"},
    {"new-key", 0, OPTION_TEXT, offsetof(serve_flags, new_key), "SCOPE", NULL, 0, 0,
     "write a new key and its line for the file, and end: score, admin, public"},
    {"verify-log", 0, OPTION_TEXT, offsetof(serve_flags, verify_log), "FILE", NULL, 0, 0,
     "check a chained log, and end"},
};

static const example EXAMPLES[] = {
    {"assay serve", "on 127.0.0.1:8420, for this machine alone"},
    {"curl --json @account.json http://127.0.0.1:8420/v1/score", "ask it"},
    {"assay serve --new-key score,admin", "a key for who asks from elsewhere"},
    {"assay serve --listen 0.0.0.0:8420 --keys keys.txt", "serve those who have a key"},
};

const cli_form serve_form = {
    .operands = "",
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(serve_flags),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_POLICY,
    .about =
        "Answers over HTTP/1.1 with the same bytes as 'assay vet --json': one account\n"
        "at POST /v1/score, many at POST /v1/score:batch. POST /v1/network looks for\n"
        "groups that act together, as 'assay network' does, as a job that a restart\n"
        "forgets. GET /openapi.json describes every route. Put nginx or the like before\n"
        "it for TLS.\n"
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
    all->local = all->set.keys[0] == '\0';
    all->over_unix = at->over_unix;
    if (all->local && !at->local)
        return assay_fail(err, ASSAY_USAGE,
                          "%s can be reached from elsewhere: name a file of keys, or "
                          "listen on 127.0.0.1 or unix:PATH",
                          at->name);
    status = keys_begin(all->local ? NULL : all->set.keys, &all->keys, err);
    if (status == ASSAY_OK)
        status = snapshots_begin(all->call, all->set.challenger, &all->models, err);
    if (status == ASSAY_OK && all->set.audit_log[0] != '\0')
        status = chain_open(all->set.audit_log, &all->chain, err);
    if (status == ASSAY_OK && all->set.rate > 0)
        status = rate_new(all->set.rate, &all->rate, err);
    openapi_write(!all->local, &all->openapi);
    if (status == ASSAY_OK)
        status = workers_new(threads, queue, &all->workers, err);
    if (status == ASSAY_OK)
        status = network_jobs_new(&all->set, &all->metrics, &all->networks, err);
    return status == ASSAY_OK ? start_http(all, at, err) : status;
}

/* Lets what was begun be finished, up to the bound. @return whether all was */
static bool drain(service *all)
{
    struct timespec pause = {.tv_nsec = 20000000};
    uint64_t until = http_now_ns() + all->set.drain_seconds * 1000000000U;
    uint64_t quiet_since = http_now_ns();
    atomic_store(&all->draining, true);
    network_jobs_stop(all->networks); /* nobody could come back for what they find */
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

/* What came of it is in the log. */
static void reload(service *all)
{
    assay_error err = {0};
    assay_status status = service_reload(all, "SIGHUP", &err);
    (void)status;
}

static void wait_for_end(service *all, const sigset_t *signals)
{
    uint64_t beat_ms = notify_watchdog_ms();
    struct timespec beat = {.tv_sec = beat_ms == 0 ? 3600 : (time_t)(beat_ms / 1000),
                            .tv_nsec = (long)(beat_ms % 1000) * 1000000};
    for (;;) {
        int signal = sigtimedwait(signals, NULL, &beat);
        if (signal == SIGHUP)
            reload(all);
        else if (signal > 0 || (errno != EINTR && errno != EAGAIN))
            return;
        else if (beat_ms > 0)
            notify_state("WATCHDOG=1");
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
        service_note(all, "start", "start");
        log_event("listening", "%s", at.name);
        notify_state("READY=1");
        wait_for_end(all, &signals);
        notify_state("STOPPING=1");
        bool whole = drain(all);
        service_note(all, "stop", "signal");
        log_event("stopped", whole ? "everything begun was finished"
                                   : "the bound was reached before all was finished");
    }
    if (at.fd >= 0)
        listen_forget(&at);
    return status;
}

/* What is put aside must be answered before the server stops, so the workers end first;
 * they stay until the server, which asks them for places, is gone. */
static void release(service *all)
{
    atomic_store(&all->stopping, true);
    workers_stop(all->workers);
    http_stop(all->http);
    workers_free(all->workers);
    network_jobs_free(all->networks);
    if (all->models.call != NULL)
        snapshots_end(&all->models);
    keys_end(&all->keys);
    rate_free(all->rate);
    chain_close(&all->chain);
    strbuf_free(&all->openapi);
    settings_free(&all->set);
}

static int print(const strbuf *out)
{
    size_t put = out->failed ? 0 : fwrite(out->ptr, 1, out->len, stdout);
    bool fine = put == out->len && put > 0 && fflush(stdout) == 0;
    return fine ? 0 : assay_status_exit_code(ASSAY_IO);
}

static int print_config(const settings *set)
{
    strbuf out = {0};
    settings_print(set, &out);
    int code = print(&out);
    strbuf_free(&out);
    return code;
}

static int make_key(const char *scopes)
{
    strbuf out = {0};
    assay_error err = {0};
    assay_status status = keys_make(scopes, &out, &err);
    int code = status == ASSAY_OK ? print(&out) : command_failed(&err);
    strbuf_free(&out);
    return code;
}

static int verify_log(const char *path)
{
    uint64_t n = 0;
    char head[CHAIN_HASH_ROOM];
    assay_error err = {0};
    if (chain_verify(path, &n, head, &err) != ASSAY_OK)
        return command_failed(&err);
    strbuf out = {0};
    strbuf_printf(&out, "%llu lines, unbroken; newest %s\n", (unsigned long long)n, head);
    int code = print(&out);
    strbuf_free(&out);
    return code;
}

int run_serve(const cli_call *call)
{
    const serve_flags *flags = call->settings;
    assay_error err = {0};
    service all = {.call = call, .chain = {.fd = -1}};
    uint64_t seed = 0;
    (void)RAND_bytes((unsigned char *)&seed, sizeof seed);
    atomic_init(&all.ids, seed);
    all.metrics.started_at = (int64_t)time(NULL);
    if (flags->new_key != NULL)
        return make_key(flags->new_key);
    if (flags->verify_log != NULL)
        return verify_log(flags->verify_log);
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
    if (status == ASSAY_USAGE)
        return command_usage("serve", "%s", err.message);
    return status == ASSAY_OK ? 0 : command_failed(&err);
}
