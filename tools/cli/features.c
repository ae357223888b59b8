/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay features: the matrix of statistics, or the table that defines them. */
#include "families.h"
#include "output.h"

#include <stdlib.h>

typedef struct features_settings {
    bool list, markdown, contacts;
} features_settings;

static const cli_option OPTIONS[] = {
    {"list", 'l', OPTION_FLAG, offsetof(features_settings, list), NULL, NULL, 0, 0,
     "the table of features itself; needs no INPUT"},
    {"markdown", 0, OPTION_FLAG, offsetof(features_settings, markdown), NULL, NULL, 0, 0,
     "the same as a document in Markdown"},
    {"contacts", 'c', OPTION_FLAG, offsetof(features_settings, contacts), NULL, NULL, 0,
     0, "how each account's audience rows are distributed, and met elsewhere"},
};

static const example EXAMPLES[] = {
    {"assay features roster/ >matrix.csv", "a row an account, a column a feature"},
    {"assay features --contacts roster/ >contacts.csv",
     "accounts described by the profiles of their followers or friends"},
    {"assay features --list", "what every feature is, needs and means"},
};

const cli_form features_form = {
    .operands = "INPUT",
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(features_settings),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS | SHARES_JSON,
    .about =
        "Writes the statistics of each account as a matrix: platform,handle,followers\n"
        "and a column a feature. A cell is empty where the minimum data are not there.\n"
        "The matrix is an input of fit, score and eval.",
    FORM_EXAMPLES(EXAMPLES),
};

/* ---- the matrix --------------------------------------------------------------- */

static void put_vector(const family_case *found, assay_rows *rows)
{
    double values[512];
    size_t n = assay_feature_count();
    if (n > LENGTH(values))
        return;
    assay_features_compute(found->findings, values);
    assay_rows_text(rows, found->account->platform);
    assay_rows_text(rows, found->account->handle);
    assay_rows_number(rows, assay_account_followers(found->account));
    for (size_t i = 0; i < n; i++)
        assay_rows_number(rows, values[i]);
    assay_rows_end(rows);
}

/* An account whose contacts cannot be described has only empty cells. */
static void put_contacts(const family_case *found, assay_rows *rows)
{
    enum { MOST = 256 };
    double value[MOST];
    assay_arena *arena = NULL;
    size_t n = assay_contacts_count();
    bool known = n <= MOST && assay_arena_new(1 << 16, NULL, &arena, NULL) == ASSAY_OK &&
                 assay_contacts_compute(found->account, found->met, value, arena, NULL) ==
                     ASSAY_OK;
    assay_rows_text(rows, found->account->platform);
    assay_rows_text(rows, found->account->handle);
    for (size_t i = 0; i < n; i++)
        assay_rows_number(rows, known ? value[i] : ASSAY_NUMBER_UNKNOWN);
    assay_rows_end(rows);
    assay_arena_free(arena);
}

static int write_contacts(const cli_call *call)
{
    size_t n = assay_contacts_count();
    const char **columns = calloc(n + 2, sizeof *columns);
    if (columns == NULL) {
        assay_error err;
        (void)assay_fail(&err, ASSAY_NO_MEMORY, "memory ran out");
        return command_failed(&err);
    }
    columns[0] = "platform";
    columns[1] = "handle";
    for (size_t i = 0; i < n; i++)
        columns[2 + i] = assay_contacts_name(i);
    family_report report = {.columns = columns,
                            .n_columns = n + 2,
                            .one = ASSAY_FAMILY_GROWTH, /* which needs no analysis here */
                            .met = true,
                            .campaign = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN},
                            .put = put_contacts};
    int code = families_run(call, &report);
    free(columns);
    return code;
}

static int write_matrix(const cli_call *call)
{
    size_t n = assay_feature_count();
    const char **columns = calloc(n + 3, sizeof *columns);
    if (columns == NULL) {
        assay_error err;
        (void)assay_fail(&err, ASSAY_NO_MEMORY, "memory ran out");
        return command_failed(&err);
    }
    columns[0] = "platform";
    columns[1] = "handle";
    columns[2] = "followers";
    for (size_t i = 0; i < n; i++)
        columns[3 + i] = assay_feature_at(i)->name;
    family_report report = {.columns = columns,
                            .n_columns = n + 3,
                            .all = true,
                            .roster = true,
                            .campaign = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN},
                            .put = put_vector};
    int code = families_run(call, &report);
    free(columns);
    return code;
}

/* ---- the table ---------------------------------------------------------------- */

static const char *const TABLE_COLUMNS[] = {
    "name",    "family", "unit", "suspicious_when", "low", "high", "minimum",
    "formula", "en",     "vi",   "source"};

static void put_feature(assay_rows *rows, const assay_feature *feature)
{
    assay_rows_word(rows, feature->name);
    assay_rows_word(rows, assay_family_name(feature->family));
    assay_rows_word(rows, feature->unit);
    assay_rows_word(rows, feature->direction > 0 ? "high" : "low");
    assay_rows_number(rows, feature->low);
    assay_rows_number(rows, feature->high);
    assay_rows_word(rows, feature->minimum);
    assay_rows_word(rows, feature->formula);
    assay_rows_word(rows, feature->phrase_en);
    assay_rows_word(rows, feature->phrase_vi);
    assay_rows_word(rows, feature->source);
    assay_rows_end(rows);
}

static assay_status list_features(const cli_call *call, output *out, assay_error *err)
{
    assay_rows *rows = NULL;
    assay_str text = {NULL, 0};
    assay_rows_form form = call->shared->json ? ASSAY_ROWS_NDJSON : ASSAY_ROWS_CSV;
    assay_status status =
        assay_rows_new(form, TABLE_COLUMNS, LENGTH(TABLE_COLUMNS), &rows, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_header(rows);
    for (size_t i = 0; i < assay_feature_count(); i++)
        put_feature(rows, assay_feature_at(i));
    status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        output_put(out, text);
    assay_rows_free(rows);
    return status;
}

/* A cell of a Markdown table: a bar would end it. */
static void put_cell(output *out, const char *text)
{
    output_printf(out, "| ");
    for (const char *at = text; *at != '\0'; at++)
        output_printf(out, *at == '|' ? "\\%c" : "%c", *at);
    output_printf(out, " ");
}

static void put_line(output *out, const assay_feature *feature)
{
    put_cell(out, feature->name);
    put_cell(out, feature->unit);
    put_cell(out, feature->direction > 0 ? "high" : "low");
    put_cell(out, feature->minimum);
    put_cell(out, feature->formula);
    put_cell(out, feature->phrase_en);
    put_cell(out, feature->source);
    output_printf(out, "|\n");
}

static void put_family(output *out, assay_family family)
{
    bool headed = false;
    for (size_t i = 0; i < assay_feature_count(); i++) {
        const assay_feature *feature = assay_feature_at(i);
        if (feature->family != family)
            continue;
        if (!headed)
            output_printf(out,
                          "\n## %s\n\n| name | unit | when | needs | formula | phrase "
                          "| source |\n|---|---|---|---|---|---|---|\n",
                          assay_family_name(family));
        headed = true;
        put_line(out, feature);
    }
}

static void put_document(output *out)
{
    output_printf(out, "# Features\n\n"
                       "Generated by `assay features --markdown` from the table of "
                       "features. A value is missing\nwhere the minimum data are not "
                       "there. *When* says which side is suspicious.\n");
    for (int family = 0; family < ASSAY_FAMILY_COUNT; family++)
        put_family(out, (assay_family)family);
}

int run_features(const cli_call *call)
{
    const features_settings *settings = call->settings;
    assay_error err = {0};
    output out;
    if (!settings->list && !settings->markdown) {
        if (call->n_operands == 0)
            return command_usage("features", "INPUT is missing");
        return settings->contacts ? write_contacts(call) : write_matrix(call);
    }
    if (call->n_operands > 0 || settings->contacts)
        return command_usage("features", "--list and --markdown read no INPUT");
    assay_status status = output_open(&out, NULL, &err);
    if (status == ASSAY_OK && settings->markdown)
        put_document(&out);
    else if (status == ASSAY_OK)
        status = list_features(call, &out, &err);
    if (status == ASSAY_OK)
        status = output_close(&out, &err);
    return status == ASSAY_OK ? 0 : command_failed(&err);
}
