/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clues of every gain in a roster, a line each, for bench/events_learn.py and
 * bench/amount_learn.py: where it lies, what was seen around it, P(purchase) as the engine
 * says it now, how much came, and what that may be off by.
 *
 *     events_rows INPUT          as `assay growth INPUT` reads and analyses it
 */
#include <stdio.h>

#include <assay/assay.h>

#include "events/evidence.h"
#include "growth/pulse.h"

static const char *const CLUE_NAME[ASSAY__CLUE_COUNT] = {
#define LEFT_OVER(...)
#define CLUE(name, ...) #name,
#include "events/evidence.def"
#undef CLUE
#undef LEFT_OVER
};

static const char *const DOUBT_NAME[ASSAY__DOUBTS] = {
#define TERM(name, ...) #name,
#include "growth/amount.def"
#undef TERM
};

/** What one run needs. */
typedef struct bench {
    assay_arena *arena;
    assay_model *model;
    assay_comments_model *comments;
    assay_purge_finder *finder;
    assay_roster roster;
} bench;

typedef assay_status visitor(bench *b, const assay_account *account, assay_error *err);

static assay_status each(bench *b, const char *path, visitor *visit, assay_error *err)
{
    assay_reader *reader = NULL;
    assay_status status = assay_reader_open(path, NULL, &reader, err);
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        assay_arena_reset(b->arena);
        status = assay_reader_next(reader, b->arena, &account, err);
        if (status == ASSAY_OK)
            status = visit(b, account, err);
    }
    assay_reader_close(reader);
    return status == ASSAY_END ? ASSAY_OK : status;
}

static assay_status find_purges(bench *b, const assay_account *account, assay_error *err)
{
    return assay_purge_finder_add(b->finder, account, err);
}

static double cause_now(const assay_events *events, size_t pulse)
{
    for (size_t i = 0; i < events->n_events; i++)
        if (events->events[i].pulse == pulse)
            return events->events[i].cause[ASSAY_CAUSE_PURCHASE];
    return ASSAY_NUMBER_UNKNOWN;
}

/* Whether it is a long gain to the engine, what came, and its doubts. */
static void print_amount(const assay__curve *curve, const assay_pulse *pulse)
{
    size_t bins = 0;
    for (size_t i = 0; i < curve->n; i++)
        bins += curve->first[i] >= pulse->first && curve->last[i] <= pulse->last + 1;
    (void)printf(",%d,%.4f", bins >= ASSAY__LONG_GAIN, pulse->excess.value);
    for (size_t d = 0; d < ASSAY__DOUBTS; d++)
        (void)printf(",%.4f", pulse->doubt[d]);
}

static void print_row(const assay_account *account, const assay_pulse *pulse,
                      const assay__evidence *evidence, double purchase)
{
    (void)printf("%.*s,%.*s,%lld,%lld,%.0f,%.6f", (int)account->platform.len,
                 account->platform.ptr, (int)account->handle.len, account->handle.ptr,
                 (long long)pulse->from, (long long)pulse->to, pulse->gained, purchase);
    (void)printf(",%.4f,%.4f", evidence->elasticity, evidence->elasticity_sd);
    for (size_t k = 0; k < ASSAY__CLUE_COUNT; k++)
        (void)printf(",%.4f", evidence->clue[k]);
}

static assay_status print_rows(bench *b, const assay_account *account, assay_error *err)
{
    assay_norms norms = assay_model_norms(b->model, account->platform, account->country);
    norms.comments = b->comments;
    assay_findings found = {.growth = {.n_pulses = 0}};
    assay__captions captions;
    assay_status status =
        assay_growth_analyse(account, &norms, &b->roster, b->arena, &found.growth, err);
    if (status == ASSAY_OK)
        status = assay_engagement_analyse(account, &norms, NULL, b->arena,
                                          &found.engagement, err);
    if (status == ASSAY_OK)
        status = assay_comments_analyse(account, &norms, &b->roster, b->arena,
                                        &found.comments, err);
    if (status == ASSAY_OK)
        status = assay_events_analyse(account, &norms, &b->roster, b->arena, &found, err);
    if (status == ASSAY_OK)
        status = assay__captions_new(account, &norms, b->arena, &captions, err);
    double *scratch = assay_arena_array(b->arena, 2 * account->n_posts, sizeof *scratch);
    if (scratch == NULL)
        return ASSAY_NO_MEMORY;
    for (size_t p = 0; status == ASSAY_OK && p < found.growth.n_pulses; p++) {
        const assay_pulse *pulse = &found.growth.pulses[p];
        assay__evidence evidence =
            assay__evidence_collect(&found, pulse, &captions, scratch);
        print_row(account, pulse, &evidence, cause_now(&found.events, p));
        print_amount(found.growth.curve, pulse);
        (void)printf("\n");
    }
    return status;
}

static assay_status run(bench *b, const char *path, assay_error *err)
{
    assay_status status = assay_arena_new(1 << 20, NULL, &b->arena, err);
    if (status == ASSAY_OK)
        status = assay_model_default(&b->model, err);
    if (status == ASSAY_OK)
        status = assay_comments_model_default(&b->comments, err);
    if (status == ASSAY_OK)
        status = assay_purge_finder_new(&b->finder, err);
    if (status == ASSAY_OK)
        status = each(b, path, find_purges, err);
    if (status == ASSAY_OK)
        status = assay_purge_finder_finish(b->finder, &b->roster.purges,
                                           &b->roster.n_purges, err);
    (void)printf("platform,handle,from,to,gained,purchase,elasticity,elasticity_sd");
    for (size_t k = 0; k < ASSAY__CLUE_COUNT; k++)
        (void)printf(",%s", CLUE_NAME[k]);
    (void)printf(",LONG,AMOUNT");
    for (size_t d = 0; d < ASSAY__DOUBTS; d++)
        (void)printf(",%s", DOUBT_NAME[d]);
    (void)printf("\n");
    return status == ASSAY_OK ? each(b, path, print_rows, err) : status;
}

int main(int argc, char **argv)
{
    bench b = {.arena = NULL};
    assay_error err = {0};
    assay_initialise();
    assay_status status = run(&b, argc > 1 ? argv[1] : "-", &err);
    assay_purge_finder_free(b.finder);
    assay_comments_model_free(b.comments);
    assay_model_free(b.model);
    assay_arena_free(b.arena);
    if (status != ASSAY_OK)
        (void)fprintf(stderr, "events_rows: %s\n", err.message);
    return status == ASSAY_OK ? 0 : 1;
}
