/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay eval: how good an output is, judged by labels.
 *
 * Every labelled row counts: one without a prediction ranks below all others, so that
 * silence is never taken for skill. */
#include "eval.h"

#include "join.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cli_option OPTIONS[] = {
    {"labels", 'l', OPTION_TEXT, offsetof(eval_settings, labels), "FILE", NULL, 0, 0,
     "table with key columns and a label of 0 or 1"},
    {"label", 0, OPTION_TEXT, offsetof(eval_settings, label), "COLUMN", NULL, 0, 0,
     "the label (default: inflated, inauthentic, campaign or suspicious)"},
    {"column", 'c', OPTION_TEXT, offsetof(eval_settings, column), "COLUMN", NULL, 0, 0,
     "the score (default: probability, inauthentic, suspicious or purchase)"},
    {"by", 0, OPTION_TEXTS, offsetof(eval_settings, by), "COLUMN", NULL, 0, 0,
     "strata also by a column of OUTPUT, as handle or post"},
    {"reliability", 0, OPTION_FLAG, offsetof(eval_settings, reliability), NULL, NULL, 0,
     0, "also tables of predicted against observed shares, of all rows and each stratum"},
    {"reliability-csv", 0, OPTION_TEXT, offsetof(eval_settings, reliability_csv), "FILE",
     NULL, 0, 0, "those tables as CSV, a row a bin"},
    {"bins", 0, OPTION_COUNT, offsetof(eval_settings, bins), "N", "10", 1, EVAL_MOST_BINS,
     "of those tables, with equally many rows each"},
    {"replicates", 0, OPTION_COUNT, offsetof(eval_settings, replicates), "N", "2000", 1,
     1000000, "of the bootstrap; 1: no intervals"},
};

static const example EXAMPLES[] = {
    {"assay eval out/verdicts.csv --labels sim/labels.csv", "verdicts against labels"},
    {"assay eval out/verdicts.csv --labels checked.csv --reliability",
     "what the probabilities were worth: of those at 70 %, were 70 % inflated?"},
    {"assay growth --intervals repos/ | assay eval - --labels repos/events.csv",
     "intervals against labelled campaigns"},
    {"assay eval matrix.csv --labels labels.csv --column growth.tail_max",
     "a single feature, by itself"},
};

const cli_form eval_form = {
    .operands = "OUTPUT",
    .operands_low = 1,
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(eval_settings),
    .shares = SHARES_JSON,
    .about =
        "Measures an output against labels: AUROC, average precision, recall at 1 % and\n"
        "5 % false positives, Brier score, calibration error, Matthews correlation, "
        "each\n"
        "with a 90 % bootstrap interval over accounts. The tables are joined on the key\n"
        "columns that both have. Rows without a prediction rank lowest and are counted.\n"
        "Further columns of the labels with 2 to 50 values are strata; one of a single\n"
        "class is judged against all rows of the other class.",
    FORM_EXAMPLES(EXAMPLES),
};

static const char *const LABELS[] = {"inflated", "inauthentic", "campaign", "suspicious",
                                     "label"};
static const char *const SCORES[] = {"probability", "inauthentic", "suspicious",
                                     "purchase", "score"};

/* The column named, or the first of some names that is there. */
static assay_status choose(const sheet *table, const char *named,
                           const char *const names[], size_t n, size_t *out,
                           assay_error *err)
{
    if (named != NULL) {
        *out = sheet_column(table, named);
        return *out != NO_COLUMN
                   ? ASSAY_OK
                   : assay_fail(err, ASSAY_UNUSABLE, "%s has no column '%s'", table->path,
                                named);
    }
    for (size_t i = 0; i < n; i++) {
        *out = sheet_column(table, names[i]);
        if (*out != NO_COLUMN)
            return ASSAY_OK;
    }
    return assay_fail(err, ASSAY_UNUSABLE, "%s: name a column by --%s", table->path,
                      names == LABELS ? "label" : "column");
}

/* A model without labels gives no probability: then the score is what there is. */
static void prefer_score(evaluation *e)
{
    size_t score = sheet_column(&e->output, "score");
    if (e->settings->column != NULL || score == NO_COLUMN)
        return;
    for (size_t row = 0; row < e->output.rows; row++)
        if (sheet_cell(&e->output, row, e->score_column).len > 0)
            return;
    e->score_column = score;
}

static assay_status load(evaluation *e, assay_error *err)
{
    assay_status status = sheet_load(e->call->operands[0], &e->output, err);
    if (status == ASSAY_OK)
        status = sheet_load(e->settings->labels, &e->labels, err);
    if (status == ASSAY_OK)
        status = choose(&e->output, e->settings->column, SCORES, LENGTH(SCORES),
                        &e->score_column, err);
    if (status == ASSAY_OK)
        status = choose(&e->labels, e->settings->label, LABELS, LENGTH(LABELS),
                        &e->label_column, err);
    if (status == ASSAY_OK)
        prefer_score(e);
    return status;
}

/* ---- the sample --------------------------------------------------------------- */

typedef struct account_row {
    assay_str platform, handle;
    size_t place;
} account_row;

static int compare_bytes(assay_str a, assay_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_accounts(const void *a, const void *b)
{
    const account_row *left = a, *right = b;
    int order = compare_bytes(left->platform, right->platform);
    return order != 0 ? order : compare_bytes(left->handle, right->handle);
}

/* Rows of one account are drawn together: number the accounts in the order of names. */
static assay_status number_accounts(evaluation *e, assay_error *err)
{
    size_t platform = sheet_column(&e->labels, "platform");
    size_t handle = sheet_column(&e->labels, "handle");
    if (handle == NO_COLUMN)
        return ASSAY_OK;
    account_row *rows = calloc(e->n + 1, sizeof *rows);
    e->group = calloc(e->n + 1, sizeof *e->group);
    if (rows == NULL || e->group == NULL) {
        free(rows);
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    }
    for (size_t i = 0; i < e->n; i++) {
        rows[i].place = i;
        rows[i].handle = sheet_cell(&e->labels, e->row[i], handle);
        if (platform != NO_COLUMN)
            rows[i].platform = sheet_cell(&e->labels, e->row[i], platform);
    }
    qsort(rows, e->n, sizeof *rows, compare_accounts);
    uint32_t number = 0;
    for (size_t i = 0; i < e->n; i++) {
        number += i > 0 && compare_accounts(&rows[i - 1], &rows[i]) != 0;
        e->group[rows[i].place] = number;
    }
    free(rows);
    return ASSAY_OK;
}

static assay_status take_row(evaluation *e, const join *keys, size_t row,
                             assay_error *err)
{
    double label = ASSAY_NUMBER_UNKNOWN, score = ASSAY_NUMBER_UNKNOWN;
    assay_status status = sheet_label(&e->labels, row, e->label_column, &label, err);
    if (status != ASSAY_OK)
        return status;
    if (isnan(label)) {
        e->unlabelled++;
        return ASSAY_OK;
    }
    size_t found = join_find(keys, &e->labels, row);
    if (found != SIZE_MAX)
        status = sheet_number(&e->output, found, e->score_column, &score, err);
    e->row[e->n] = row;
    e->found[e->n] = found;
    e->label[e->n] = label > 0.0;
    e->score[e->n] = score;
    e->unmatched += found == SIZE_MAX;
    e->n++;
    return status;
}

static bool make_room(evaluation *e, size_t rows)
{
    e->row = calloc(rows + 1, sizeof *e->row);
    e->found = calloc(rows + 1, sizeof *e->found);
    e->label = calloc(rows + 1, sizeof *e->label);
    e->score = calloc(rows + 1, sizeof *e->score);
    return e->row != NULL && e->found != NULL && e->label != NULL && e->score != NULL;
}

static assay_status take_sample(evaluation *e, assay_error *err)
{
    join keys = {0};
    if (!make_room(e, e->labels.rows)) {
        (void)assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        return ASSAY_NO_MEMORY;
    }
    assay_status status = join_new(&e->output, &e->labels, &keys, err);
    for (size_t row = 0; status == ASSAY_OK && row < e->labels.rows; row++)
        status = take_row(e, &keys, row, err);
    e->repeated = keys.repeated;
    join_free(&keys);
    if (status == ASSAY_OK && e->n == 0)
        status = assay_fail(err, ASSAY_UNUSABLE, "%s: no row has a label",
                            e->settings->labels);
    return status == ASSAY_OK ? number_accounts(e, err) : status;
}

static assay_status measure(evaluation *e, assay_error *err)
{
    assay_eval_sample sample = {e->score, e->label, e->group, e->n};
    assay_eval_options options = {.replicates = (size_t)e->settings->replicates};
    assay_status status = assay_arena_new(1 << 20, NULL, &e->arena, err);
    if (status == ASSAY_OK)
        status = assay_evaluate(&sample, &options, e->arena, &e->all, err);
    return status;
}

static void say_notes(const evaluation *e)
{
    if (e->unmatched > 0)
        command_note(e->call, "%zu of %zu labelled rows are not in %s", e->unmatched,
                     e->n, e->output.path);
    if (e->unlabelled > 0)
        command_note(e->call, "%zu rows of %s have no label", e->unlabelled,
                     e->labels.path);
    if (e->repeated > 0)
        command_note(e->call, "%zu rows of %s repeat a key; the first counts",
                     e->repeated, e->output.path);
}

static void release(evaluation *e)
{
    free(e->row);
    free(e->found);
    free(e->label);
    free(e->score);
    free(e->group);
    assay_arena_free(e->arena);
    sheet_free(&e->output);
    sheet_free(&e->labels);
}

int run_eval(const cli_call *call)
{
    assay_error err = {0};
    evaluation e = {.call = call, .settings = call->settings};
    if (e.settings->labels == NULL)
        return command_usage("eval", "--labels FILE is missing");
    assay_status status = load(&e, &err);
    for (size_t i = 0; status == ASSAY_OK && i < e.settings->by.n; i++)
        if (sheet_column(&e.output, e.settings->by.items[i]) == NO_COLUMN)
            status = assay_fail(&err, ASSAY_UNUSABLE, "%s has no column '%s'",
                                e.output.path, e.settings->by.items[i]);
    if (status == ASSAY_OK)
        status = take_sample(&e, &err);
    if (status == ASSAY_OK) {
        say_notes(&e);
        status = measure(&e, &err);
    }
    if (status == ASSAY_OK && e.settings->reliability_csv != NULL)
        status = eval_reliability_csv(&e, &err);
    if (status == ASSAY_OK)
        status = eval_print(&e, &err);
    release(&e);
    return status == ASSAY_OK ? 0 : command_failed(&err);
}
