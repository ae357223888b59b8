/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay audit: a roster read twice. The first reading learns what the accounts tell
 * together; the second scores each of them, side by side; then the roster is known and
 * q-values, flags, files and the table follow. */
#include "audit.h"

#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

static const cli_option OPTIONS[] = {
    {"out", 'o', OPTION_TEXT, offsetof(audit_settings, out), "DIR", NULL, 0, 0,
     "folder for the results; made if it is not there"},
    {"fdr", 0, OPTION_NUMBER, offsetof(audit_settings, fdr), "RATE", "0.1", 0.0001, 1,
     "share of flagged accounts that may be flagged wrongly"},
    {"norms", 0, OPTION_CHOICE, offsetof(audit_settings, norms), "model|roster", "model",
     0, 0, "what is usual: as in the model, or re-centred on this roster"},
    CLAIMS_OPTION(audit_settings, explanations),
    TARGET_OPTION(audit_settings, target),
    {"budget", 0, OPTION_TEXT, offsetof(audit_settings, budget), "AMOUNT[CURRENCY]", NULL,
     0, 0, "propose whom to sign for so much: the most credible people, each once"},
    {"counterfactuals", 0, OPTION_FLAG, offsetof(audit_settings, counterfactuals), NULL,
     NULL, 0, 0,
     "tell what would change each review or decline; takes several times as long"},
    {"strict", 0, OPTION_FLAG, offsetof(audit_settings, strict), NULL, NULL, 0, 0,
     "exit 3 when any record was skipped"},
    {"fail-on", 0, OPTION_CHOICE, offsetof(audit_settings, fail_on), "review|decline",
     NULL, 0, 0, "exit 1 when an account gets this decision or a stronger one"},
    {"no-decision", 0, OPTION_FLAG, offsetof(audit_settings, no_decision), NULL, NULL, 0,
     0, "leave the decisions to the reader"},
    {"ascii", 0, OPTION_FLAG, offsetof(audit_settings, ascii), NULL, NULL, 0, 0,
     "draw the table with ASCII alone, as where the locale is not UTF-8"},
};

static const example EXAMPLES[] = {
    {"assay audit roster/ --out audited", "score a folder of tables"},
    {"zcat roster.ndjson.gz | assay audit - --out audited --jobs 4",
     "the same from a pipe, four accounts at once"},
    {"assay audit roster/ -o audited --model panel.json --fdr 0.1",
     "flags of which one in ten may be wrong, against a panel of clean accounts"},
    {"assay audit roster/ -o audited --strict --fail-on decline",
     "for a pipeline: exit 3 on skipped records, 1 on a decline"},
    {"assay audit roster/ -o audited --target country=VN --budget 500000000VND",
     "whom to sign for 500 million dong to be heard in Vietnam"},
};

const cli_form audit_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(audit_settings),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_POLICY | SHARES_LANG |
              SHARES_JOBS | SHARES_JSON,
    .about =
        "Scores every account of a roster and writes to DIR: verdicts.csv, a row an\n"
        "account; verdicts.ndjson, the whole verdicts; report.html, a page for people;\n"
        "errors.csv, the records that could not be used and why. The most doubtful\n"
        "accounts are listed on the terminal.\n"
        "\n"
        "The input is read twice: days on which a platform removed accounts, people who\n"
        "come to several accounts together (comments, audience and, beside the tables,\n"
        "actions.csv of actor,object,at), and rates that lie far from the model's, show\n"
        "only across accounts. The results are the same for any order of accounts and\n"
        "rows and any number of jobs.\n"
        "\n"
        "With a panel (assay fit --panel; --model panel.json) p-values are shares of "
        "its\n"
        "clean accounts, and of the flagged accounts no more than --fdr are expected to\n"
        "be clean, as long as clean accounts are like the panel's. A roster that is not\n"
        "like it, even if 40 % of it were inflated, is told in words.\n"
        "\n"
        "--budget writes proposal.csv: whom to sign so that the most credible people, "
        "in\n"
        "the target if one is named, are reached for the money, each counted once. Who\n"
        "is shared is read from audience samples or commenters and said where it is not\n"
        "known. Declined accounts are left out; currencies are not converted.",
    FORM_EXAMPLES(EXAMPLES),
};

static assay_status open_errors(audit *a, output *out, assay_error *err)
{
    char *path = path_join(a->settings->out, "errors.csv");
    if (path == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    assay_status status = output_open(out, path, err);
    free(path);
    if (status == ASSAY_OK)
        status = assay_rows_new(ASSAY_ROWS_CSV_GUARDED, INPUT_ERROR_COLUMNS,
                                LENGTH(INPUT_ERROR_COLUMNS), &a->in.errors, err);
    if (status != ASSAY_OK)
        return status;
    assay_str header = {NULL, 0};
    a->in.errors_file = out;
    assay_rows_header(a->in.errors);
    status = assay_rows_view(a->in.errors, &header, err);
    if (status == ASSAY_OK)
        output_put(out, header);
    assay_rows_clear(a->in.errors);
    return status;
}

/* Norms of the roster's own make scores that the panel's cannot be compared with. */
static assay_status begin_panel(audit *a, assay_error *err)
{
    if (a->models.panel == NULL)
        return ASSAY_OK;
    if (strcmp(a->settings->norms, "roster") == 0)
        return assay_fail(err, ASSAY_USAGE,
                          "--norms roster and a panel do not go together: the panel was "
                          "scored with the model's norms");
    return assay_panel_shift_new(a->models.panel, &a->shift, err);
}

static assay_status score_all(audit *a, assay_error *err)
{
    pipeline_work work = {"scoring", a, audit_start, audit_account, audit_stop};
    facts_ask ask = {.norms = a->models.accounts, .profiles = a->models.profiles};
    assay_status status = begin_panel(a, err);
    if (status == ASSAY_OK)
        status = facts_gather(&a->facts, &a->in, &ask, err);
    if (status == ASSAY_OK)
        status = spool_new(a->settings->out, &a->records, err);
    if (status == ASSAY_OK)
        status = pipeline_run(&work, &a->in, a->records, err);
    facts_forget_handles(&a->facts);
    if (status == ASSAY_OK)
        claims_tell_unmet(a->declared, a->call);
    if (status == ASSAY_OK)
        status = spool_sort(a->records, err);
    if (status == ASSAY_OK)
        status = audit_settle(a, err);
    return status == ASSAY_OK ? budget_settle(a, err) : status;
}

/* An input that cannot be read at all is an error row too. */
static void close_errors(audit *a, output *errors, const assay_error *why)
{
    bool unusable =
        assay_status_exit_code(why->status) == assay_status_exit_code(ASSAY_UNUSABLE);
    assay_str nobody = {NULL, 0};
    if (unusable && a->in.errors != NULL) {
        input_fault(&a->in, nobody, nobody, why->message);
        if (output_close(errors, NULL) == ASSAY_OK)
            return;
    }
    output_abandon(errors);
}

static assay_status run(audit *a, output *errors, assay_error *err)
{
    assay_status status = models_load(a->call, &a->models, err);
    if (status == ASSAY_OK)
        status = claims_read(a->call, a->settings->explanations, &a->declared, err);
    if (status == ASSAY_OK)
        status = folder_make(a->settings->out, err);
    if (status == ASSAY_OK)
        status = open_errors(a, errors, err);
    if (status == ASSAY_OK)
        status = score_all(a, err);
    if (status == ASSAY_OK)
        status = output_close(errors, err);
    else
        close_errors(a, errors, err);
    if (status == ASSAY_OK)
        status = audit_write(a, err);
    if (status == ASSAY_OK)
        status = audit_print(a, err);
    return status;
}

static void release(audit *a)
{
    assay_rows_free(a->in.errors);
    assay_panel_shift_free(a->shift);
    spool_free(a->records);
    facts_free(&a->facts);
    claims_free(a->declared);
    models_free(&a->models);
    free(a->rank);
    free(a->q);
    budget_free(&a->budget);
}

/* Whether a decision was met that --fail-on names, or a stronger one. */
static bool fails(const audit *a)
{
    const char *word = a->settings->fail_on;
    uint64_t decline = a->roster.decisions[ASSAY_DECISION_DECLINE];
    uint64_t review = a->roster.decisions[ASSAY_DECISION_REVIEW];
    if (word == NULL)
        return false;
    return strcmp(word, "decline") == 0 ? decline > 0 : decline + review > 0;
}

int run_audit(const cli_call *call)
{
    const audit_settings *settings = call->settings;
    if (settings->out == NULL)
        return command_usage("audit", "--out DIR is missing");
    if (settings->fail_on != NULL && settings->no_decision)
        return command_usage("audit", "--fail-on needs decisions: leave out "
                                      "--no-decision");
    assay_error err = {0};
    output errors = {0};
    audit a = {.call = call, .settings = settings};
    a.in.call = call;
    a.in.path = call->operands[0];
    a.in.folder = settings->out;
    if (target_read("audit", settings->target, &a.room, &a.target) != 0 ||
        budget_read(settings->budget, &a.budget) != 0)
        return 2;
    assay_status status = ASSAY_OK;
    if (pthread_mutex_init(&a.lock, NULL) != 0) {
        status = assay_fail(&err, ASSAY_NO_MEMORY, "no lock could be made");
    } else {
        status = run(&a, &errors, &err);
        (void)pthread_mutex_destroy(&a.lock);
    }
    int code = status == ASSAY_OK ? input_exit_code(&a.in, settings->strict)
                                  : command_failed(&err);
    if (code == 0 && fails(&a))
        code = 1;
    release(&a);
    return code;
}
