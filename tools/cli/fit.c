/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay fit: a model from a population, with labels or without; or the predictions of
 * models that never saw the row they predict, to be judged by assay eval. */
#include "fit.h"

#include "facts.h"
#include "matrix.h"
#include "models.h"
#include "pipeline.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const cli_option OPTIONS[] = {
    {"out", 'o', OPTION_TEXT, offsetof(fit_settings, out), "FILE", NULL, 0, 0,
     "where the model, or the predictions, are written"},
    {"labels", 'l', OPTION_TEXT, offsetof(fit_settings, labels), "FILE", NULL, 0, 0,
     "table with key columns and a label of 0 or 1"},
    {"label", 0, OPTION_TEXT, offsetof(fit_settings, label), "COLUMN", NULL, 0, 0,
     "the label (default: inflated, inauthentic, suspicious or label)"},
    {"for", 0, OPTION_CHOICE, offsetof(fit_settings, what),
     "accounts|profiles|comments|matrix", NULL, 0, 0,
     "what is modelled (default: accounts, or matrix when INPUT is one)"},
    {"folds", 0, OPTION_COUNT, offsetof(fit_settings, folds), "K", NULL, 2, 64,
     "write predictions of K models, each for rows it did not see"},
    {"leave-out", 0, OPTION_TEXT, offsetof(fit_settings, leave_out), "COLUMN", NULL, 0, 0,
     "the same, leaving out each value of a column of the labels in turn"},
    {"name", 0, OPTION_TEXT, offsetof(fit_settings, name), "NAME", NULL, 0, 0,
     "the model's name, of a-z 0-9 _ - (default: fitted)"},
    {"simulated", 0, OPTION_FLAG, offsetof(fit_settings, simulated), NULL, NULL, 0, 0,
     "the accounts are invented: probabilities say so, words are not learnt"},
};

static const example EXAMPLES[] = {
    {"assay fit roster/ -o market.json", "what is usual in a market, without labels"},
    {"assay fit roster/ --labels checked.csv -o ours.json",
     "weights and probabilities from accounts that were checked"},
    {"assay fit roster/ --labels checked.csv --folds 10 | assay eval - --labels "
     "checked.csv",
     "how good such a model is on accounts it has not seen"},
};

const cli_form fit_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(fit_settings),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS,
    .about =
        "Fits a model: what is usual per platform and country, how much each statistic\n"
        "weighs, and what probability a score means. Without labels the weights stay\n"
        "even and there is no probability. The model is the same for any order of\n"
        "accounts and any number of jobs.\n"
        "\n"
        "INPUT may be a ready matrix, as assay features writes it: a handle or id\n"
        "column, then numbers.",
    FORM_EXAMPLES(EXAMPLES),
};

bool fit_wants_folds(const fit_settings *settings)
{
    return settings->folds > 0 || settings->leave_out != NULL;
}

assay_status fit_write(const fit_run *run, assay_bytes model, assay_error *err)
{
    output out;
    assay_status status = output_open(&out, run->settings->out, err);
    if (status != ASSAY_OK)
        return status;
    output_put(&out, (assay_str){model.ptr, model.len});
    return output_close(&out, err);
}

/* ---- accounts ----------------------------------------------------------------- */

typedef struct account_fit {
    fit_run *run;
    facts facts;
    assay_fit_options options;
    assay_fit *total; /* what finished workers saw */
    pthread_mutex_t lock;
    assay_status merged; /* of merging; a worker's end cannot return it */
    assay_error error;
} account_fit;

typedef struct fit_worker {
    const account_fit *whole;
    assay_fit *part;
} fit_worker;

static assay_status start_worker(void *ctx, void **worker, assay_error *err)
{
    account_fit *whole = ctx;
    fit_worker *w = calloc(1, sizeof *w);
    if (w == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    w->whole = whole;
    assay_status status = assay_fit_new(&whole->options, &w->part, err);
    if (status == ASSAY_OK)
        *worker = w;
    else
        free(w);
    return status;
}

static assay_status add_account(void *worker, const assay_account *account,
                                assay_str *record, assay_error *err)
{
    fit_worker *w = worker;
    const account_fit *whole = w->whole;
    *record = (assay_str){NULL, 0};
    labels_found known =
        labels_of_account(&whole->run->labels, account->platform, account->handle);
    return assay_fit_add(w->part, account, &whole->facts.roster, known.label, known.group,
                         err);
}

static void stop_worker(void *ctx, void *worker)
{
    account_fit *whole = ctx;
    fit_worker *w = worker;
    (void)pthread_mutex_lock(&whole->lock);
    if (whole->merged == ASSAY_OK)
        whole->merged = assay_fit_merge(whole->total, w->part, &whole->error);
    (void)pthread_mutex_unlock(&whole->lock);
    assay_fit_free(w->part);
    free(w);
}

static const char *const PREDICTION_COLUMNS[] = {"platform", "handle", "probability"};

static assay_status put_predictions(const account_fit *whole,
                                    const assay_prediction predictions[], size_t n,
                                    assay_error *err)
{
    assay_rows *rows = NULL;
    assay_str text = {NULL, 0};
    assay_status status = assay_rows_new(ASSAY_ROWS_CSV, PREDICTION_COLUMNS,
                                         LENGTH(PREDICTION_COLUMNS), &rows, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_header(rows);
    for (size_t i = 0; i < n; i++) {
        assay_rows_text(rows, predictions[i].platform);
        assay_rows_text(rows, predictions[i].handle);
        assay_rows_number(rows, predictions[i].probability);
        assay_rows_end(rows);
    }
    output out;
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

static assay_status write_predictions(account_fit *whole, assay_error *err)
{
    assay_prediction *predictions = NULL;
    size_t n = 0;
    assay_status status = assay_fit_folds(
        whole->total, (size_t)whole->run->settings->folds, &predictions, &n, err);
    if (status == ASSAY_OK)
        status = put_predictions(whole, predictions, n, err);
    assay_predictions_free(predictions);
    return status;
}

static assay_status write_model(account_fit *whole, assay_error *err)
{
    assay_bytes model = {0};
    assay_status status = assay_fit_finish(whole->total, &model, err);
    if (status == ASSAY_OK)
        status = fit_write(whole->run, model, err);
    assay_bytes_free(&model);
    return status;
}

static assay_status fit_population(account_fit *whole, input *in, assay_error *err)
{
    pipeline_work work = {"analysing", whole, start_worker, add_account, stop_worker};
    assay_status status = facts_gather(&whole->facts, in, NULL, err);
    if (status == ASSAY_OK)
        status = assay_fit_new(&whole->options, &whole->total, err);
    if (status == ASSAY_OK)
        status = pipeline_run(&work, in, NULL, err);
    if (status == ASSAY_OK && whole->merged != ASSAY_OK) {
        *err = whole->error;
        status = whole->merged;
    }
    if (status != ASSAY_OK)
        return status;
    return fit_wants_folds(whole->run->settings) ? write_predictions(whole, err)
                                                 : write_model(whole, err);
}

int fit_accounts(fit_run *run)
{
    assay_error err = {0};
    input in = {.call = run->call, .path = run->call->operands[0]};
    account_fit whole = {.run = run};
    models loaded;
    assay_status status = models_load(run->call, &loaded, &err);
    /* a model that was named says what is usual; else the priors do */
    bool named = run->call->shared->models.n > 0;
    whole.options = (assay_fit_options){.name = run->settings->name,
                                        .norms = named ? loaded.accounts : NULL,
                                        .comments = models_comments(&loaded),
                                        .simulated = run->settings->simulated};
    if (status == ASSAY_OK && pthread_mutex_init(&whole.lock, NULL) != 0)
        status = assay_fail(&err, ASSAY_NO_MEMORY, "no lock could be made");
    if (status == ASSAY_OK) {
        status = fit_population(&whole, &in, &err);
        (void)pthread_mutex_destroy(&whole.lock);
    }
    assay_fit_free(whole.total);
    facts_free(&whole.facts);
    models_free(&loaded);
    return status == ASSAY_OK ? input_exit_code(&in, false) : command_failed(&err);
}

/* ---- which way ---------------------------------------------------------------- */

/* What is left out in turn must be known: by the labels, or of comments by themselves. */
static assay_status check_leave_out(const fit_run *run, assay_error *err)
{
    const char *column = run->settings->leave_out;
    const char *what = run->settings->what;
    if (column == NULL || run->labels.group != NO_COLUMN)
        return ASSAY_OK;
    bool comments = what != NULL && strcmp(what, "comments") == 0;
    if (comments && fit_own_group(column) != FIT_NO_GROUP)
        return ASSAY_OK;
    return assay_fail(err, ASSAY_UNUSABLE, "%s has no column '%s' to leave out",
                      run->settings->labels, column);
}

static int fit_what(fit_run *run, assay_error *err)
{
    const char *what = run->settings->what;
    if (check_leave_out(run, err) != ASSAY_OK)
        return command_failed(err);
    bool is_matrix = what != NULL && strcmp(what, "matrix") == 0;
    if (what == NULL && matrix_probe(run->call->operands[0], &is_matrix, err) != ASSAY_OK)
        return command_failed(err);
    if (is_matrix)
        return fit_matrix(run);
    if (what != NULL && strcmp(what, "profiles") == 0) {
        (void)assay_fail(err, ASSAY_USAGE,
                         "models of profiles are not built yet: they come with the "
                         "audience family");
        return command_failed(err);
    }
    if (what != NULL && strcmp(what, "comments") == 0)
        return fit_comments(run);
    return fit_accounts(run);
}

int run_fit(const cli_call *call)
{
    assay_error err = {0};
    fit_run run = {.call = call, .settings = call->settings};
    bool folds = fit_wants_folds(run.settings);
    if (!folds && run.settings->out == NULL)
        return command_usage("fit", "--out FILE is missing");
    if (folds && run.settings->labels == NULL)
        return command_usage("fit", "predictions need --labels");
    if (run.settings->folds > 0 && run.settings->leave_out != NULL)
        return command_usage("fit", "--folds and --leave-out exclude each other");
    assay_status status = labels_load(run.settings->labels, run.settings->label,
                                      run.settings->leave_out, &run.labels, &err);
    int code = status == ASSAY_OK ? fit_what(&run, &err) : command_failed(&err);
    labels_free(&run.labels);
    return code;
}
