/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay fit --panel: clean accounts scored and kept, to compare others with; or the list
 * of those among them that should be checked next. */
#include "fit.h"

#include "facts.h"
#include "models.h"
#include "pipeline.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

typedef struct panel_run {
    fit_run *run;
    models models;
    facts facts;
    assay_panel_fit *total; /* what finished workers scored */
    pthread_mutex_t lock;
    assay_status merged;
    assay_error error;
} panel_run;

typedef struct panel_worker {
    const panel_run *whole;
    assay_scorer *scorer;
    assay_panel_fit *part;
} panel_worker;

static void free_worker(panel_worker *w)
{
    assay_panel_fit_free(w->part);
    assay_scorer_free(w->scorer);
    free(w);
}

static assay_status start_worker(void *ctx, void **worker, assay_error *err)
{
    const panel_run *whole = ctx;
    panel_worker *w = calloc(1, sizeof *w);
    if (w == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    w->whole = whole;
    assay_scorer_options options = {.accounts = whole->models.accounts,
                                    .comments = models_comments(&whole->models),
                                    .profiles = whole->models.profiles,
                                    .roster = &whole->facts.roster,
                                    .no_decision = true};
    assay_status status = assay_scorer_new(&options, &w->scorer, err);
    if (status == ASSAY_OK)
        status = assay_panel_fit_new(whole->run->settings->name, &w->part, err);
    if (status == ASSAY_OK)
        *worker = w;
    else
        free_worker(w);
    return status;
}

static assay_status add_account(void *worker, const assay_account *account,
                                assay_str *record, assay_error *err)
{
    panel_worker *w = worker;
    const assay_verdict *verdict = NULL;
    *record = (assay_str){NULL, 0};
    labels_found known =
        labels_of_account(&w->whole->run->labels, account->platform, account->handle);
    assay_status status = assay_scorer_score(w->scorer, account, &verdict, err);
    if (status == ASSAY_OK)
        status = assay_panel_fit_add(w->part, verdict, known.label, err);
    return status;
}

static void stop_worker(void *ctx, void *worker)
{
    panel_run *whole = ctx;
    panel_worker *w = worker;
    (void)pthread_mutex_lock(&whole->lock);
    if (whole->merged == ASSAY_OK)
        whole->merged = assay_panel_fit_merge(whole->total, w->part, &whole->error);
    (void)pthread_mutex_unlock(&whole->lock);
    free_worker(w);
}

/* ---- whom to check ---------------------------------------------------------------- */

static const char *const LIST_COLUMNS[] = {"platform", "handle", "inflated", "score",
                                           "probability"};

/* The column `inflated` is left empty: filled in, the list is the labels file. */
static assay_status put_list(const panel_run *whole, const assay_panel_account accounts[],
                             size_t n, assay_error *err)
{
    assay_rows *rows = NULL;
    assay_str text = {NULL, 0};
    output out;
    size_t wanted = (size_t)whole->run->settings->suggest;
    assay_status status =
        assay_rows_new(ASSAY_ROWS_CSV, LIST_COLUMNS, LENGTH(LIST_COLUMNS), &rows, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_header(rows);
    for (size_t i = 0; i < n && wanted > 0; i++) {
        if (!isnan(accounts[i].label))
            continue;
        wanted--;
        assay_rows_text(rows, accounts[i].platform);
        assay_rows_text(rows, accounts[i].handle);
        assay_rows_text(rows, (assay_str){NULL, 0});
        assay_rows_number(rows, accounts[i].score);
        assay_rows_number(rows, accounts[i].probability);
        assay_rows_end(rows);
    }
    status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        status = output_open(&out, whole->run->settings->out, err);
    if (status == ASSAY_OK) {
        output_put(&out, text);
        status = output_close(&out, err);
    }
    assay_rows_free(rows);
    return status;
}

static void say_progress(const panel_run *whole, const assay_panel_state *state)
{
    const cli_call *call = whole->run->call;
    if (state->checked_enough)
        command_note(call,
                     "the %zu highest scores are checked and the last of them are clean: "
                     "enough is checked",
                     state->from_top);
    else
        command_note(call,
                     "%zu of the highest scores are checked; go on until fewer than 3 of "
                     "60 in a row are inflated",
                     state->from_top);
}

/* ---- the panel -------------------------------------------------------------------- */

static void say_state(const panel_run *whole, const assay_panel_state *state)
{
    const cli_call *call = whole->run->call;
    command_note(call,
                 "a panel of %zu accounts: %zu not assessable, %zu checked, %zu of these "
                 "inflated and left out",
                 state->used, state->unusable, state->checked, state->trimmed);
    command_note(
        call,
        "the smallest p-value is %.3g: of 1,000 accounts at --fdr 0.1 flags come "
        "in groups of %zu or more",
        1.0 / ((double)state->used + 1.0),
        assay_panel_fewest_flags(state->used, 1000, 0.1));
    if (state->doubtful > 0 && !state->checked_enough)
        command_note(
            call,
            "%zu of them look inflated and are not checked; a few such hide most "
            "that is to be found: --suggest-audit %zu lists whom to check",
            state->doubtful, state->doubtful < 20 ? 20 : state->doubtful);
}

static assay_status write_panel(const panel_run *whole, const assay_panel_state *state,
                                assay_error *err)
{
    assay_bytes panel = {0};
    assay_status status = assay_panel_fit_finish(whole->total, &panel, err);
    if (status == ASSAY_OK)
        status = fit_write(whole->run, panel, err);
    if (status == ASSAY_OK)
        say_state(whole, state);
    assay_bytes_free(&panel);
    return status;
}

static assay_status answer(const panel_run *whole, assay_error *err)
{
    const fit_settings *settings = whole->run->settings;
    const assay_panel_account *accounts = NULL;
    assay_panel_state state;
    assay_status status = assay_panel_fit_list(whole->total, &accounts, &state, err);
    if (status != ASSAY_OK)
        return status;
    if (settings->labels != NULL && state.checked == 0)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "%s: none of its labels is of an account "
                          "of %s",
                          settings->labels, whole->run->call->operands[0]);
    if (settings->suggest == 0)
        return write_panel(whole, &state, err);
    status = put_list(whole, accounts, state.accounts, err);
    if (status == ASSAY_OK)
        say_progress(whole, &state);
    return status;
}

static assay_status score_panel(panel_run *whole, input *in, assay_error *err)
{
    pipeline_work work = {"scoring", whole, start_worker, add_account, stop_worker};
    facts_ask ask = {.profiles = whole->models.profiles};
    assay_status status = facts_gather(&whole->facts, in, &ask, err);
    if (status == ASSAY_OK)
        status = pipeline_run(&work, in, NULL, err);
    if (status == ASSAY_OK && whole->merged != ASSAY_OK) {
        *err = whole->error;
        status = whole->merged;
    }
    return status == ASSAY_OK ? answer(whole, err) : status;
}

int fit_panel(fit_run *run)
{
    assay_error err = {0};
    input in = {.call = run->call, .path = run->call->operands[0]};
    panel_run whole = {.run = run};
    assay_status status = models_load(run->call, &whole.models, &err);
    if (status == ASSAY_OK && whole.models.panel != NULL)
        status = assay_fail(&err, ASSAY_USAGE, "a panel is made without another panel");
    if (status == ASSAY_OK)
        status = assay_panel_fit_new(run->settings->name, &whole.total, &err);
    if (status == ASSAY_OK && pthread_mutex_init(&whole.lock, NULL) != 0)
        status = assay_fail(&err, ASSAY_NO_MEMORY, "no lock could be made");
    else if (status == ASSAY_OK) {
        status = score_panel(&whole, &in, &err);
        (void)pthread_mutex_destroy(&whole.lock);
    }
    assay_panel_fit_free(whole.total);
    facts_free(&whole.facts);
    models_free(&whole.models);
    return status == ASSAY_OK ? input_exit_code(&in, false) : command_failed(&err);
}
