/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay fit: a model from a population, with labels or without; or the predictions of
 * models that never saw the row they predict, to be judged by assay eval. */
#include "fit.h"

#include "facts.h"
#include "matrix.h"
#include "models.h"
#include "pipeline.h"

#include <math.h>
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
    {"panel", 0, OPTION_FLAG, offsetof(fit_settings, panel), NULL, NULL, 0, 0,
     "INPUT is a panel: accounts known to be clean, to compare others with"},
    {"suggest-audit", 0, OPTION_COUNT, offsetof(fit_settings, suggest), "N", NULL, 1,
     1000000, "with --panel: no panel, but the N accounts of it to check next"},
    {"simulated", 0, OPTION_FLAG, offsetof(fit_settings, simulated), NULL, NULL, 0, 0,
     "the accounts are invented: probabilities say so, words are not learnt"},
};

static const example EXAMPLES[] = {
    {"assay fit roster/ -o market.json", "what is usual in a market, without labels"},
    {"assay fit roster/ --labels checked.csv -o ours.json",
     "weights and probabilities from accounts that were checked"},
    {"assay fit followers/ --for profiles --labels checked.csv -o profile.json",
     "single followers, from those that were looked at"},
    {"assay fit roster/ --labels checked.csv --folds 10 | assay eval - --labels "
     "checked.csv",
     "how good such a model is on accounts it has not seen"},
    {"assay fit --panel clean.ndjson -o panel.json",
     "accounts known to be clean; then assay audit roster/ --model panel.json …"},
    {"assay fit --panel clean.ndjson --suggest-audit 40 -o check.csv",
     "whom to check; fill in the column inflated and give it back as --labels"},
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
        "even and there is no probability. With 50 to 200 labels the weights of the\n"
        "model named by --model, or of the built-in one, are kept, and the labels say\n"
        "what its probabilities are worth (beta calibration); with 200, 50 of each\n"
        "kind, weights are fitted and probabilities have Venn-Abers intervals. The\n"
        "model is the same for any order of accounts and any number of jobs.\n"
        "\n"
        "INPUT may be a ready matrix, as assay features writes it: a handle or id\n"
        "column, then numbers.\n"
        "\n"
        "With --panel INPUT is scored, not learnt from, and a file of kind panel is\n"
        "written: scores and statistics without names. Given by --model to vet, audit\n"
        "or score, its p-values say what share of the panel is as strange; audit's\n"
        "rate of wrong flags then holds whatever the model is worth, as long as clean\n"
        "accounts are like the panel's, which audit tests. A panel serves the accounts\n"
        "model that scored it (--model, or the built-in one). Inflated accounts in a\n"
        "panel cost power: labels take them out, --suggest-audit says where to look.",
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
    size_t labelled;     /* accounts that have a label */
    assay_status merged; /* of merging; a worker's end cannot return it */
    assay_error error;
} account_fit;

typedef struct fit_worker {
    const account_fit *whole;
    assay_fit *part;
    size_t labelled;
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
    w->labelled += isnan(known.label) ? 0 : 1;
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
    whole->labelled += w->labelled;
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
    facts_ask ask = {.profiles = whole->options.profiles};
    assay_status status = facts_gather(&whole->facts, in, &ask, err);
    if (status == ASSAY_OK)
        status = assay_fit_new(&whole->options, &whole->total, err);
    if (status == ASSAY_OK)
        status = pipeline_run(&work, in, NULL, err);
    if (status == ASSAY_OK && whole->merged != ASSAY_OK) {
        *err = whole->error;
        status = whole->merged;
    }
    const char *told = whole->run->settings->labels;
    if (status == ASSAY_OK && told != NULL && whole->labelled == 0)
        status =
            assay_fail(err, ASSAY_UNUSABLE,
                       "%s: none of its labels is of an account of %s", told, in->path);
    if (status != ASSAY_OK)
        return status;
    return fit_wants_folds(whole->run->settings) ? write_predictions(whole, err)
                                                 : write_model(whole, err);
}

enum { FEWEST_LABELS = 50 };

/* Labels of accounts that are in the input; its faults are told by the next reading. */
static assay_status count_labels(const fit_run *run, input *in, size_t count[2],
                                 assay_error *err)
{
    assay_arena *arena = NULL;
    assay_reader *reader = NULL;
    assay_status status = assay_arena_new(1 << 18, NULL, &arena, err);
    if (status == ASSAY_OK)
        status = input_keep(in, err);
    in->silent = true;
    if (status == ASSAY_OK)
        status = input_open(in, &reader, err);
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        assay_arena_reset(arena);
        status = assay_reader_next(reader, arena, &account, err);
        if (status != ASSAY_OK)
            break;
        double label =
            labels_of_account(&run->labels, account->platform, account->handle).label;
        count[0] += label <= 0.5 ? 1 : 0;
        count[1] += label > 0.5 ? 1 : 0;
    }
    in->silent = false;
    assay_reader_close(reader);
    assay_arena_free(arena);
    return status == ASSAY_END ? ASSAY_OK : status;
}

/* With few labels the weights of the model named, or of the built-in one, are kept and
 * the labels say what its probabilities are worth. @param base NULL: all is fitted */
static assay_status choose_base(const fit_run *run, input *in, const assay_model *model,
                                const assay_model **base, assay_error *err)
{
    size_t count[2] = {0, 0};
    if (run->settings->labels == NULL || run->settings->simulated ||
        assay_model_basis(model) == ASSAY_BASIS_NONE)
        return ASSAY_OK;
    assay_status status = count_labels(run, in, count, err);
    size_t all = count[0] + count[1];
    if (status != ASSAY_OK || all < FEWEST_LABELS || count[0] == 0 || count[1] == 0 ||
        assay_fit_bears_weights(count[1], count[0]))
        return status;
    command_note(run->call,
                 "%zu labels, %zu of them inflated, are few: the weights of model %s are "
                 "kept and its probabilities mapped by the labels (beta calibration); "
                 "from 200 labels, 50 of each kind, weights are fitted",
                 all, count[1], assay_model_reference(model).name);
    *base = model;
    return ASSAY_OK;
}

int fit_accounts(fit_run *run)
{
    assay_error err = {0};
    input in = {.call = run->call, .path = run->call->operands[0]};
    account_fit whole = {.run = run};
    models loaded;
    assay_status status = models_load(run->call, &loaded, &err);
    const assay_model *base = NULL;
    if (status == ASSAY_OK)
        status = choose_base(run, &in, loaded.accounts, &base, &err);
    /* a model that was named says what is usual; else the priors do */
    bool named = run->call->shared->models.n > 0;
    whole.options = (assay_fit_options){.name = run->settings->name,
                                        .norms = named ? loaded.accounts : NULL,
                                        .base = base,
                                        .comments = models_comments(&loaded),
                                        .profiles = loaded.profiles,
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
    if (run->settings->panel)
        return fit_panel(run);
    bool is_matrix = what != NULL && strcmp(what, "matrix") == 0;
    if (what == NULL && matrix_probe(run->call->operands[0], &is_matrix, err) != ASSAY_OK)
        return command_failed(err);
    if (is_matrix)
        return fit_matrix(run);
    if (what != NULL && strcmp(what, "profiles") == 0)
        return fit_profiles(run);
    if (what != NULL && strcmp(what, "comments") == 0)
        return fit_comments(run);
    return fit_accounts(run);
}

/* What options of panels do not go together; NULL: nothing. */
static const char *panel_misuse(const fit_settings *settings)
{
    if (settings->suggest > 0 && !settings->panel)
        return "--suggest-audit goes with --panel";
    if (!settings->panel)
        return NULL;
    if (settings->what != NULL && strcmp(settings->what, "accounts") != 0)
        return "a panel is of accounts";
    return fit_wants_folds(settings) ? "a panel has no folds" : NULL;
}

int run_fit(const cli_call *call)
{
    assay_error err = {0};
    fit_run run = {.call = call, .settings = call->settings};
    bool folds = fit_wants_folds(run.settings);
    const char *wrong = panel_misuse(run.settings);
    if (wrong != NULL)
        return command_usage("fit", "%s", wrong);
    if (!folds && run.settings->suggest == 0 && run.settings->out == NULL)
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
