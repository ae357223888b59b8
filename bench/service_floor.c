/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one account costs without a service: read, score and write it again and again, as
 * `assay vet --json` does once. Prints microseconds an account, of the clock (the median,
 * which other programs disturb least) and of the processor: the service is held against
 * it. Usage: service_floor FILE [SECONDS]
 *
 * And the least that a service could be: one connection at a time, a blocking read, the
 * same work, one send; no library, no limits, no deadlines, no log. What it takes beyond
 * the work is the loopback's and the load generator's, so the service is held against it
 * as well. It prints its port, and answers until it is ended.
 * Usage: service_floor --answer */
#include <assay/assay.h>

#include "timer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 24, MOST_ROUNDS = 1 << 20 };

static double now(void)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

typedef struct floor_bench {
    assay_str json;
    assay_scorer *scorer;
    assay_report *report;
    assay_arena *arena;
} floor_bench;

/* @return the verdict's text, until the next */
static assay_str once(floor_bench *b)
{
    const assay_account *account = NULL;
    const assay_verdict *verdict = NULL;
    assay_str text = {NULL, 0};
    assay_arena_reset(b->arena);
    assay_report_clear(b->report);
    if (assay_account_from_json(b->json, b->arena, &account, NULL) != ASSAY_OK ||
        assay_scorer_score(b->scorer, account, &verdict, NULL) != ASSAY_OK)
        exit(3);
    assay_report_json(b->report, verdict, NULL);
    if (assay_report_view(b->report, &text, NULL) != ASSAY_OK)
        exit(4);
    return text;
}

static void measure(floor_bench *b, double seconds)
{
    size_t warm = once(b).len, rounds = 0;
    double *times = calloc(MOST_ROUNDS, sizeof *times);
    double began = now(), busy = bench_seconds();
    while (times != NULL && rounds < MOST_ROUNDS && now() - began < seconds) {
        double since = now();
        (void)once(b);
        times[rounds++] = now() - since;
    }
    busy = bench_seconds() - busy;
    if (rounds == 0)
        exit(4);
    qsort(times, rounds, sizeof *times, bench_compare);
    printf("{\"us\":%.2f,\"p99\":%.2f,\"cpu_us\":%.2f,\"verdict_bytes\":%zu}\n",
           times[rounds / 2] * 1e6, times[rounds - 1 - rounds / 100] * 1e6,
           busy * 1e6 / (double)rounds, warm);
    free(times);
}

/* Reads one request. @return where its body begins; 0 at the end of the connection */
static size_t read_request(int client, char *bytes, size_t *length)
{
    size_t have = 0, head = 0, wanted = SIZE_MAX;
    while (have < wanted) {
        ssize_t got = recv(client, bytes + have, MOST_BYTES - have - 1, 0);
        if (got <= 0)
            return 0;
        have += (size_t)got;
        bytes[have] = '\0';
        const char *end = head == 0 ? strstr(bytes, "\r\n\r\n") : NULL;
        if (end == NULL)
            continue;
        const char *field = strstr(bytes, "Content-Length: ");
        head = (size_t)(end - bytes) + 4;
        wanted = head + (field == NULL ? 0 : strtoul(field + 16, NULL, 10));
    }
    *length = have;
    return head;
}

static void answer_client(floor_bench *b, int client, char *bytes)
{
    static char reply[MOST_BYTES];
    size_t length = 0, body = 0;
    while ((body = read_request(client, bytes, &length)) > 0) {
        b->json = (assay_str){bytes + body, length - body};
        assay_str text = once(b);
        int head = snprintf(reply, sizeof reply,
                            "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", text.len);
        memcpy(reply + head, text.ptr, text.len);
        if (send(client, reply, (size_t)head + text.len, MSG_NOSIGNAL) < 0)
            return;
    }
}

static void answer(floor_bench *b, char *bytes)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    if (listener < 0 || bind(listener, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(listener, 8) != 0 ||
        getsockname(listener, (struct sockaddr *)&at, &size) != 0)
        exit(4);
    printf("%u\n", (unsigned)ntohs(at.sin_port));
    (void)fflush(stdout);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            exit(4);
        (void)setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        answer_client(b, client, bytes);
        (void)close(client);
    }
}

int main(int argc, char **argv)
{
    floor_bench b = {0};
    char *bytes = malloc(MOST_BYTES);
    assay_initialise();
    if (bytes == NULL || argc < 2 ||
        assay_scorer_new(NULL, &b.scorer, NULL) != ASSAY_OK ||
        assay_report_new(&b.report, NULL) != ASSAY_OK ||
        assay_arena_new(1 << 20, NULL, &b.arena, NULL) != ASSAY_OK)
        return 2;
    if (strcmp(argv[1], "--answer") == 0)
        answer(&b, bytes);
    FILE *file = fopen(argv[1], "r");
    if (file == NULL)
        return 2;
    b.json = (assay_str){bytes, fread(bytes, 1, MOST_BYTES, file)};
    (void)fclose(file);
    measure(&b, argc > 2 ? strtod(argv[2], NULL) : 2.0);
    assay_arena_free(b.arena);
    assay_report_free(b.report);
    assay_scorer_free(b.scorer);
    free(bytes);
    return 0;
}
