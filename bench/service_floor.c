/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one account costs without a service: read, score and write it again and again, as
 * `assay vet --json` does once. Prints microseconds an account, of the clock (the median,
 * which other programs disturb least) and of the processor: the service is held against
 * it. Usage: service_floor FILE [SECONDS] */
#include <assay/assay.h>

#include "timer.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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

static size_t once(floor_bench *b)
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
    return text.len;
}

int main(int argc, char **argv)
{
    floor_bench b = {0};
    double seconds = argc > 2 ? strtod(argv[2], NULL) : 2.0;
    char *bytes = malloc(MOST_BYTES);
    FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
    assay_initialise();
    if (bytes == NULL || file == NULL ||
        assay_scorer_new(NULL, &b.scorer, NULL) != ASSAY_OK ||
        assay_report_new(&b.report, NULL) != ASSAY_OK ||
        assay_arena_new(1 << 20, NULL, &b.arena, NULL) != ASSAY_OK)
        return 2;
    b.json = (assay_str){bytes, fread(bytes, 1, MOST_BYTES, file)};
    (void)fclose(file);
    size_t warm = once(&b), rounds = 0;
    double *times = calloc(MOST_ROUNDS, sizeof *times);
    double began = now(), busy = bench_seconds();
    while (times != NULL && rounds < MOST_ROUNDS && now() - began < seconds) {
        double since = now();
        (void)once(&b);
        times[rounds++] = now() - since;
    }
    busy = bench_seconds() - busy;
    if (rounds == 0)
        return 4;
    qsort(times, rounds, sizeof *times, bench_compare);
    printf("{\"us\":%.2f,\"cpu_us\":%.2f,\"verdict_bytes\":%zu}\n",
           times[rounds / 2] * 1e6, busy * 1e6 / (double)rounds, warm);
    free(times);
    assay_arena_free(b.arena);
    assay_report_free(b.report);
    assay_scorer_free(b.scorer);
    free(bytes);
    return 0;
}
