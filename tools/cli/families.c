/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workers analyse, rows wait in the spool, and go out in the order of names. */
#include "families.h"

#include "facts.h"
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ARENA = 1 << 20 };

typedef struct family_run {
    const cli_call *call;
    const family_report *report;
    models models;
    facts facts;
    assay_contacts_met *met;
} family_run;

typedef struct family_worker {
    const family_run *run;
    assay_arena *arena;
    assay_rows *rows;
} family_worker;

static assay_rows_form form_of(const cli_call *call)
{
    return call->shared->json ? ASSAY_ROWS_NDJSON : ASSAY_ROWS_CSV;
}

static void stop_worker(void *ctx, void *worker)
{
    family_worker *w = worker;
    (void)ctx;
    if (w == NULL)
        return;
    assay_arena_free(w->arena);
    assay_rows_free(w->rows);
    free(w);
}

static assay_status start_worker(void *ctx, void **worker, assay_error *err)
{
    const family_run *run = ctx;
    family_worker *w = calloc(1, sizeof *w);
    if (w == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    w->run = run;
    assay_status status = assay_arena_new(FIRST_ARENA, NULL, &w->arena, err);
    if (status == ASSAY_OK)
        status = assay_rows_new(form_of(run->call), run->report->columns,
                                run->report->n_columns, &w->rows, err);
    if (status == ASSAY_OK)
        *worker = w;
    else
        stop_worker(ctx, w);
    return status;
}

static bool needs(const family_report *report, assay_family family)
{
    return report->all || report->one == family;
}

/* How a family that needs nothing but the account is analysed. */
typedef assay_status family_analysis(const assay_account *account,
                                     const assay_norms *norms, const assay_roster *roster,
                                     assay_arena *arena, assay_findings *out,
                                     assay_error *err);

#define ANALYSIS(name)                                                                   \
    static assay_status name(const assay_account *account, const assay_norms *norms,     \
                             const assay_roster *roster, assay_arena *arena,             \
                             assay_findings *out, assay_error *err)                      \
    {                                                                                    \
        return assay_##name##_analyse(account, norms, roster, arena, &out->name, err);   \
    }
ANALYSIS(comments)
ANALYSIS(audience)
ANALYSIS(network)
ANALYSIS(livestream)
ANALYSIS(sales)
#undef ANALYSIS

static const struct {
    assay_family family;
    family_analysis *analyse;
} ANALYSES[] = {{ASSAY_FAMILY_COMMENTS, comments},
                {ASSAY_FAMILY_AUDIENCE, audience},
                {ASSAY_FAMILY_NETWORK, network},
                {ASSAY_FAMILY_LIVESTREAM, livestream},
                {ASSAY_FAMILY_SALES, sales}};

static assay_status engagement(const family_worker *w, const family_case *found,
                               assay_findings *findings, assay_error *err)
{
    const assay_span *campaign = &w->run->report->campaign;
    bool window =
        campaign->from != ASSAY_TIME_UNKNOWN || campaign->to != ASSAY_TIME_UNKNOWN;
    return assay_engagement_analyse(found->account, found->norms,
                                    window ? campaign : NULL, w->arena,
                                    &findings->engagement, err);
}

/* The families the report needs, each after those it builds on. */
static assay_status analyse(const family_worker *w, const family_case *found,
                            assay_findings *findings, assay_error *err)
{
    const family_report *report = w->run->report;
    const assay_roster *roster = report->roster ? &w->run->facts.roster : NULL;
    assay_status status = ASSAY_OK;
    if (report->all)
        status = assay_growth_analyse(found->account, found->norms, roster, w->arena,
                                      &findings->growth, err);
    if (status == ASSAY_OK && needs(report, ASSAY_FAMILY_ENGAGEMENT))
        status = engagement(w, found, findings, err);
    for (size_t i = 0; status == ASSAY_OK && i < sizeof ANALYSES / sizeof *ANALYSES; i++)
        if (needs(report, ANALYSES[i].family))
            status = ANALYSES[i].analyse(found->account, found->norms, roster, w->arena,
                                         findings, err);
    if (status == ASSAY_OK && report->all)
        status = assay_events_analyse(found->account, found->norms, roster, w->arena,
                                      findings, err);
    return status;
}

static assay_status do_account(void *worker, const assay_account *account,
                               assay_str *record, assay_error *err)
{
    family_worker *w = worker;
    assay_findings findings = {0};
    assay_arena_reset(w->arena);
    assay_norms norms = models_norms(&w->run->models, account);
    family_case found = {w->run->call, account, &findings, &norms, w->run->met};
    assay_status status = analyse(w, &found, &findings, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_clear(w->rows);
    w->run->report->put(&found, w->rows);
    return assay_rows_view(w->rows, record, err);
}

static assay_status put_header(const family_run *run, output *out, assay_error *err)
{
    assay_rows *rows = NULL;
    assay_str text = {NULL, 0};
    assay_status status = assay_rows_new(form_of(run->call), run->report->columns,
                                         run->report->n_columns, &rows, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_header(rows);
    status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        output_put(out, text);
    assay_rows_free(rows);
    return status;
}

static assay_status put_all(const family_run *run, spool *records, assay_error *err)
{
    output out;
    assay_status status = output_open(&out, NULL, err);
    if (status == ASSAY_OK)
        status = put_header(run, &out, err);
    for (size_t i = 0; status == ASSAY_OK && i < spool_count(records); i++) {
        spool_record record;
        status = spool_read(records, i, &record, err);
        if (status == ASSAY_OK)
            output_put(&out, record.bytes);
    }
    return status == ASSAY_OK ? output_close(&out, err) : status;
}

/* What a first reading tells, where the report asks for any. */
static assay_status read_first(family_run *run, input *in, assay_error *err)
{
    facts_ask ask = {.profiles = run->models.profiles,
                     .unsearched = run->report->unsearched};
    assay_status status = ASSAY_OK;
    if (run->report->roster)
        status = facts_gather(&run->facts, in, &ask, err);
    if (status == ASSAY_OK && run->report->met)
        status = facts_meet(in, &run->met, err);
    return status;
}

int families_run(const cli_call *call, const family_report *report)
{
    assay_error err = {0};
    family_run run = {.call = call, .report = report};
    input in = {.call = call, .path = call->operands[0]};
    spool *records = NULL;
    pipeline_work work = {"analysing", &run, start_worker, do_account, stop_worker};
    assay_status status = models_load(call, &run.models, &err);
    if (status == ASSAY_OK)
        status = read_first(&run, &in, &err);
    if (status == ASSAY_OK)
        status = spool_new(NULL, &records, &err);
    if (status == ASSAY_OK)
        status = pipeline_run(&work, &in, records, &err);
    if (status == ASSAY_OK)
        status = spool_sort(records, &err);
    if (status == ASSAY_OK)
        status = put_all(&run, records, &err);
    spool_free(records);
    facts_free(&run.facts);
    assay_contacts_met_free(run.met);
    models_free(&run.models);
    return status == ASSAY_OK ? input_exit_code(&in, true) : command_failed(&err);
}
