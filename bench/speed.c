/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NDJSON to verdicts on one core: reads a file once, scores every account, writes each
 * verdict as JSON to memory, and says how long each part took. A first round over the
 * same accounts warms the arenas; the second counts, and must allocate nothing. */
#include <assay/assay.h>

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

/* In the order of assay_scorer_stage_seconds. */
static const char *const STAGE_NAMES[] = {"growth",    "engagement", "comments",
                                          "witnesses", "events",     "score"};
enum { STAGES = sizeof STAGE_NAMES / sizeof *STAGE_NAMES };

typedef struct times {
    double reading, scoring, writing;
    double stages[STAGES];
    size_t accounts, bytes;
} times;

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

typedef struct bench {
    assay_arena *arena;
    assay_scorer *scorer;
    assay_report *report;
} bench;

static assay_status one(const bench *b, assay_reader *reader, times *t, assay_error *err)
{
    const assay_account *account = NULL;
    const assay_verdict *verdict = NULL;
    assay_str text = {NULL, 0};
    assay_arena_reset(b->arena);
    assay_report_clear(b->report);
    double began = now();
    assay_status status = assay_reader_next(reader, b->arena, &account, err);
    double read = now();
    t->reading += read - began;
    if (status != ASSAY_OK)
        return status;
    status = assay_scorer_score(b->scorer, account, &verdict, err);
    double scored = now();
    t->scoring += scored - read;
    if (status != ASSAY_OK)
        return status;
    assay_report_json(b->report, verdict, NULL);
    status = assay_report_view(b->report, &text, err);
    t->writing += now() - scored;
    t->accounts++;
    t->bytes += text.len;
    return status;
}

static assay_status all(const bench *b, const char *path, times *t, assay_error *err)
{
    assay_reader *reader = NULL;
    *t = (times){0};
    assay_status status = assay_reader_open(path, NULL, &reader, err);
    while (status == ASSAY_OK)
        status = one(b, reader, t, err);
    assay_reader_close(reader);
    return status == ASSAY_END ? ASSAY_OK : status;
}

static assay_status run(const char *path, times *warm, times *counted, assay_error *err)
{
    bench b = {NULL, NULL, NULL};
    assay_scorer_options options = {.accounts = NULL};
    assay_status status = assay_arena_new(1 << 20, NULL, &b.arena, err);
    if (status == ASSAY_OK)
        status = assay_scorer_new(&options, &b.scorer, err);
    if (status == ASSAY_OK)
        status = assay_report_new(&b.report, err);
    if (status == ASSAY_OK)
        status = all(&b, path, warm, err);
    double before[STAGES] = {0.0};
    if (status == ASSAY_OK) {
        assay_scorer_stage_seconds(b.scorer, before);
        status = all(&b, path, counted, err);
        assay_scorer_stage_seconds(b.scorer, counted->stages);
        for (size_t i = 0; i < STAGES; i++)
            counted->stages[i] -= before[i];
    }
    assay_report_free(b.report);
    assay_scorer_free(b.scorer);
    assay_arena_free(b.arena);
    return status;
}

int main(int argc, char **argv)
{
    assay_error err = {0};
    times warm, counted;
    assay_initialise();
    assay_status status = run(argc > 1 ? argv[1] : "-", &warm, &counted, &err);
    if (status != ASSAY_OK || counted.accounts == 0) {
        (void)fprintf(stderr, "speed: %s\n", err.message);
        return 1;
    }
    double n = (double)counted.accounts;
    double total = counted.reading + counted.scoring + counted.writing;
    (void)printf("{\"accounts\":%.0f,\"per_second\":%.1f,\"read_us\":%.1f,"
                 "\"scoring_us\":%.1f,\"write_us\":%.1f",
                 n, n / total, 1e6 * counted.reading / n, 1e6 * counted.scoring / n,
                 1e6 * counted.writing / n);
    for (size_t i = 0; i < STAGES; i++)
        (void)printf(",\"%s_us\":%.1f", STAGE_NAMES[i], 1e6 * counted.stages[i] / n);
    (void)printf(",\"verdict_bytes\":%.0f}\n", (double)counted.bytes / n);
    return 0;
}
