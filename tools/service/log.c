/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line is one write, so lines of several threads do not mix. */
#include "log.h"

#include "routes.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

void log_now(char out[32])
{
    struct timespec now;
    struct tm day;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &day);
    size_t length = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &day);
    (void)snprintf(out + length, 32 - length, ".%03dZ", (int)(now.tv_nsec / 1000000));
}

static void put_line(strbuf *line)
{
    strbuf_put(line, "\n", 1);
    if (!line->failed) {
        ssize_t put = write(STDERR_FILENO, line->ptr, line->len);
        (void)put; /* a log that cannot be written must not stop the service */
    }
    strbuf_free(line);
}

static double seconds(uint64_t ns)
{
    return (double)ns * 1e-9;
}

void log_request(const request *r, bool whole)
{
    const http_exchange *x = r->x;
    strbuf line = {0};
    char now[32];
    bool server_fault = x->status >= 500 && x->status != 503;
    log_now(now);
    strbuf_printf(&line,
                  "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"request\",\"id\":\"%s\","
                  "\"trace\":\"%s\",\"method\":\"%s\",\"route\":\"%s\",\"status\":%u",
                  now, server_fault ? "error" : "info", r->id, r->trace, x->method,
                  r->asked == NULL ? "" : r->asked->path, x->status);
    strbuf_printf(&line,
                  ",\"bytes_in\":%" PRIu64 ",\"bytes_out\":%" PRIu64
                  ",\"seconds\":%.6f,\"queue_seconds\":%.6f,\"work_seconds\":%.6f",
                  x->wire_bytes, x->sent_bytes, seconds(http_now_ns() - x->begun_ns),
                  seconds(r->queued_ns), seconds(r->worked_ns));
    if (r->accounts + r->failed > 0)
        strbuf_printf(&line, ",\"accounts\":%" PRIu64 ",\"failed\":%" PRIu64, r->accounts,
                      r->failed);
    if (r->set != NULL)
        strbuf_printf(&line, ",\"model\":\"%.12s\"", r->set->accounts.sha256);
    if (r->key[0] != '\0')
        strbuf_printf(&line, ",\"key\":\"%s\"", r->key);
    strbuf_printf(&line, "%s}", whole ? "" : ",\"broken\":true");
    put_line(&line);
}

void log_event(const char *event, const char *format, ...)
{
    strbuf line = {0};
    char now[32], sentence[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    log_now(now);
    strbuf_printf(
        &line, "{\"time\":\"%s\",\"level\":\"info\",\"event\":\"%s\",\"message\":", now,
        event);
    strbuf_json_word(&line, sentence);
    strbuf_put(&line, "}", 1);
    put_line(&line);
}
