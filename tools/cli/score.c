/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay score: a model's probability for each account, comment or matrix row. */
#include "facts.h"
#include "matrix.h"
#include "models.h"
#include "output.h"
#include "pipeline.h"
#include "profiles.h"

#include <stdlib.h>
#include <string.h>

typedef struct score_settings {
    bool why;
} score_settings;

static const cli_option OPTIONS[] = {
    {"why", 'w', OPTION_FLAG, offsetof(score_settings, why), NULL, NULL, 0, 0,
     "of profiles: what each answer is made of, in log-odds"},
};

static const example EXAMPLES[] = {
    {"assay score roster/ --model ours.json", "platform,handle,probability"},
    {"assay score roster/ --model panel.json", "and a p-value against clean accounts"},
    {"assay score matrix.csv --model matrix.json", "the rows of a ready matrix"},
    {"assay score videos/ --model spam.json", "id,probability by a model of comments"},
    {"assay score followers/ --model profile.json --why",
     "followers one by one, with what speaks for and against each"},
};

const cli_form score_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(score_settings),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS | SHARES_JSON,
    .about =
        "Applies a model and writes its probability alone: platform,handle,probability\n"
        "for accounts, id,probability for comments, members of audiences and matrix "
        "rows\n"
        "with an id. The model's kind says which; a model of profiles reads the rows of\n"
        "audience tables, or accounts where there are none. A panel (assay fit "
        "--panel),\n"
        "alone or beside its model of accounts, adds p_value: the share of its clean\n"
        "accounts that is as strange.",
    FORM_EXAMPLES(EXAMPLES),
};

/* ---- accounts and comments ---------------------------------------------------- */

typedef struct score_run {
    const cli_call *call;
    models models;
    facts facts; /* none for comments */
    bool comments;
} score_run;

typedef struct score_worker {
    const score_run *run;
    assay_scorer *scorer;
    assay_arena *arena;
    assay_rows *rows;
} score_worker;

/* The last only with a panel. */
static const char *const ACCOUNT_COLUMNS[] = {"platform", "handle", "probability",
                                              "p_value"};
static const char *const COMMENT_COLUMNS[] = {"id", "probability"};

static assay_status new_rows(const score_run *run, assay_rows **out, assay_error *err)
{
    assay_rows_form form = run->call->shared->json ? ASSAY_ROWS_NDJSON : ASSAY_ROWS_CSV;
    return run->comments ? assay_rows_new(form, COMMENT_COLUMNS, 2, out, err)
                         : assay_rows_new(form, ACCOUNT_COLUMNS,
                                          run->models.panel != NULL ? 4 : 3, out, err);
}

static void stop_worker(void *ctx, void *worker)
{
    score_worker *w = worker;
    (void)ctx;
    if (w == NULL)
        return;
    assay_scorer_free(w->scorer);
    assay_arena_free(w->arena);
    assay_rows_free(w->rows);
    free(w);
}

static assay_status start_worker(void *ctx, void **worker, assay_error *err)
{
    const score_run *run = ctx;
    score_worker *w = calloc(1, sizeof *w);
    if (w == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    w->run = run;
    assay_scorer_options options = {.accounts = run->models.accounts,
                                    .panel = run->models.panel,
                                    .roster = &run->facts.roster,
                                    .comments = models_comments(&run->models),
                                    .profiles = run->models.profiles};
    assay_status status = new_rows(run, &w->rows, err);
    if (status == ASSAY_OK)
        status = assay_arena_new(1 << 18, NULL, &w->arena, err);
    if (status == ASSAY_OK && !run->comments)
        status = assay_scorer_new(&options, &w->scorer, err);
    if (status == ASSAY_OK)
        *worker = w;
    else
        stop_worker(ctx, w);
    return status;
}

static assay_status score_account(score_worker *w, const assay_account *account,
                                  assay_error *err)
{
    const assay_verdict *verdict = NULL;
    assay_status status = assay_scorer_score(w->scorer, account, &verdict, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_text(w->rows, account->platform);
    assay_rows_text(w->rows, account->handle);
    assay_rows_number(w->rows, verdict->basis == ASSAY_BASIS_NONE ? ASSAY_NUMBER_UNKNOWN
                                                                  : verdict->risk.value);
    if (w->run->models.panel != NULL)
        assay_rows_number(w->rows, verdict->p_value);
    assay_rows_end(w->rows);
    return ASSAY_OK;
}

static assay_status score_comments(score_worker *w, const assay_account *account,
                                   assay_error *err)
{
    assay_comments comments;
    assay_norms norms = models_norms(&w->run->models, account);
    assay_arena_reset(w->arena);
    assay_status status =
        assay_comments_analyse(account, &norms, NULL, w->arena, &comments, err);
    for (size_t i = 0; status == ASSAY_OK && i < account->n_comments; i++) {
        if (comments.checks == NULL)
            break;
        assay_rows_text(w->rows, account->comments[i].id);
        assay_rows_number(w->rows, comments.checks[i].inauthentic);
        assay_rows_end(w->rows);
    }
    return status;
}

static assay_status do_account(void *worker, const assay_account *account,
                               assay_str *record, assay_error *err)
{
    score_worker *w = worker;
    assay_rows_clear(w->rows);
    assay_status status = w->run->comments ? score_comments(w, account, err)
                                           : score_account(w, account, err);
    return status == ASSAY_OK ? assay_rows_view(w->rows, record, err) : status;
}

static assay_status put_all(const score_run *run, spool *records, assay_error *err)
{
    output out;
    assay_rows *rows = NULL;
    assay_str text = {NULL, 0};
    assay_status status = new_rows(run, &rows, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_header(rows);
    status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        status = output_open(&out, NULL, err);
    if (status == ASSAY_OK)
        output_put(&out, text);
    for (size_t i = 0; status == ASSAY_OK && i < spool_count(records); i++) {
        spool_record record;
        status = spool_read(records, i, &record, err);
        if (status == ASSAY_OK)
            output_put(&out, record.bytes);
    }
    assay_rows_free(rows);
    return status == ASSAY_OK ? output_close(&out, err) : status;
}

static int score_input(const cli_call *call, bool comments)
{
    assay_error err = {0};
    score_run run = {.call = call, .comments = comments};
    input in = {.call = call, .path = call->operands[0]};
    spool *records = NULL;
    pipeline_work work = {"scoring", &run, start_worker, do_account, stop_worker};
    assay_status status = models_load(call, &run.models, &err);
    facts_ask ask = {.profiles = run.models.profiles};
    if (status == ASSAY_OK && !comments)
        status = facts_gather(&run.facts, &in, &ask, &err);
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
    models_free(&run.models);
    return status == ASSAY_OK ? input_exit_code(&in, true) : command_failed(&err);
}

/* ---- matrices ----------------------------------------------------------------- */

static assay_status score_rows(const matrix *m, assay_str file, assay_error *err)
{
    assay_matrix_model *model = NULL;
    double *probability = calloc(m->numbers.rows + 1, sizeof *probability);
    if (probability == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    assay_status status = assay_matrix_model_load(file, &model, err);
    if (status == ASSAY_OK)
        status = assay_matrix_score(model, &m->numbers, probability, err);
    if (status == ASSAY_OK)
        status = matrix_put_predictions(m, probability, NULL, err);
    assay_matrix_model_free(model);
    free(probability);
    return status;
}

static int score_matrix(const cli_call *call, assay_str file)
{
    assay_error err = {0};
    matrix m;
    assay_status status = matrix_load(call->operands[0], &m, &err);
    if (status == ASSAY_OK)
        status = score_rows(&m, file, &err);
    matrix_free(&m);
    return status == ASSAY_OK ? 0 : command_failed(&err);
}

/* The file of the model that says what is scored: the one given, or beside a panel the
 * other one. @param kind  `accounts` for a panel alone */
static assay_status main_model(const cli_call *call, assay_bytes *file, char kind[32],
                               assay_error *err)
{
    const texts *given = &call->shared->models;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; status == ASSAY_OK && i < given->n; i++) {
        free(file->ptr);
        *file = (assay_bytes){NULL, 0};
        status = file_read(given->items[i], file, err);
        if (status == ASSAY_OK)
            status = model_kind((assay_str){file->ptr, file->len}, kind, err);
        if (status == ASSAY_OK && strcmp(kind, "panel") != 0)
            return ASSAY_OK;
    }
    (void)snprintf(kind, 32, "accounts");
    return status;
}

int run_score(const cli_call *call)
{
    assay_error err = {0};
    assay_bytes file = {0};
    char kind[32] = "";
    size_t given = call->shared->models.n;
    if (given == 0)
        return command_usage("score", "--model FILE is missing");
    assay_status status = main_model(call, &file, kind, &err);
    bool rows_alone = strcmp(kind, "matrix") == 0 || strcmp(kind, "profiles") == 0;
    if (status == ASSAY_OK && given > 1 && rows_alone)
        status = assay_fail(&err, ASSAY_USAGE, "a model of kind %s goes alone", kind);
    int code = 0;
    if (status != ASSAY_OK)
        code = command_failed(&err);
    else if (strcmp(kind, "matrix") == 0)
        code = score_matrix(call, (assay_str){file.ptr, file.len});
    else if (strcmp(kind, "profiles") == 0)
        code = score_profiles(call, (assay_str){file.ptr, file.len},
                              ((const score_settings *)call->settings)->why);
    else
        code = score_input(call, strcmp(kind, "comments") == 0);
    free(file.ptr);
    return code;
}
