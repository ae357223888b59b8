/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay fit for comments. The fit of texts does not merge, so one thread reads and fits;
 * it sees accounts in the order of the input, which does not matter to it. */
#include "fit.h"

#include "input.h"
#include "models.h"
#include "progress.h"

#include <assay/comments_model.h>

#include <string.h>

fit_group fit_own_group(const char *column)
{
    if (strcmp(column, "platform") == 0)
        return FIT_PLATFORM;
    if (strcmp(column, "handle") == 0)
        return FIT_HANDLE;
    return strcmp(column, "post") == 0 ? FIT_POST : FIT_NO_GROUP;
}

/* The group of a comment: by the labels, or by what the comment itself says. */
static assay_str group_of(const fit_run *run, const assay_account *account, size_t i,
                          assay_str labelled)
{
    const char *column = run->settings->leave_out;
    if (column == NULL || run->labels.group != NO_COLUMN)
        return labelled;
    switch (fit_own_group(column)) {
    case FIT_PLATFORM:
        return account->platform;
    case FIT_HANDLE:
        return account->handle;
    case FIT_POST:
        return account->comments[i].post;
    case FIT_NO_GROUP:
        break;
    }
    return labelled;
}

static assay_status add_account(const fit_run *run, assay_comments_fit *fit,
                                const assay_account *account, assay_arena *arena,
                                assay_error *err)
{
    size_t n = account->n_comments;
    double *label = assay_arena_array(arena, n, sizeof *label);
    assay_str *group = assay_arena_array(arena, n, sizeof *group);
    if (label == NULL || group == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    for (size_t i = 0; i < n; i++) {
        labels_found known =
            run->labels.handle == NO_COLUMN
                ? labels_of_id(&run->labels, account->comments[i].id)
                : labels_of_account(&run->labels, account->platform, account->handle);
        label[i] = known.label;
        group[i] = group_of(run, account, i, known.group);
    }
    assay_comments_labels of_comments = {label, group, run->settings->simulated};
    return assay_comments_fit_add(fit, account, &of_comments, err);
}

static assay_status read_all(const fit_run *run, input *in, assay_comments_fit *fit,
                             assay_error *err)
{
    assay_reader *reader = NULL;
    assay_arena *arena = NULL;
    progress line = progress_begin(in->call, "reading");
    assay_status status = assay_arena_new(1 << 18, NULL, &arena, err);
    if (status == ASSAY_OK)
        status = input_open(in, &reader, err);
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        assay_arena_reset(arena);
        status = assay_reader_next(reader, arena, &account, err);
        if (status == ASSAY_OK) {
            in->accounts++;
            status = add_account(run, fit, account, arena, err);
            progress_show(&line, assay_reader_where(reader));
        }
    }
    progress_end(&line);
    assay_reader_close(reader);
    assay_arena_free(arena);
    return status == ASSAY_END ? ASSAY_OK : status;
}

static const char *const COLUMNS[] = {"platform", "handle", "post", "id", "probability"};

static void put_prediction(assay_rows *rows, const assay_comments_prediction *prediction)
{
    assay_rows_text(rows, prediction->platform);
    assay_rows_text(rows, prediction->handle);
    assay_rows_text(rows, prediction->post);
    assay_rows_text(rows, prediction->id);
    assay_rows_number(rows, prediction->probability);
    assay_rows_end(rows);
}

static assay_status write_predictions(const fit_run *run, assay_comments_fit *fit,
                                      assay_error *err)
{
    const assay_comments_prediction *predictions = NULL;
    assay_rows *rows = NULL;
    assay_str text = {NULL, 0};
    output out;
    size_t n = 0;
    assay_status status = assay_comments_fit_folds(fit, (size_t)run->settings->folds,
                                                   &predictions, &n, err);
    if (status == ASSAY_OK)
        status = assay_rows_new(ASSAY_ROWS_CSV, COLUMNS, LENGTH(COLUMNS), &rows, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_header(rows);
    for (size_t i = 0; i < n; i++)
        put_prediction(rows, &predictions[i]);
    status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        status = output_open(&out, run->settings->out, err);
    if (status == ASSAY_OK) {
        output_put(&out, text);
        status = output_close(&out, err);
    }
    assay_rows_free(rows);
    return status;
}

static assay_status write_model(const fit_run *run, assay_comments_fit *fit,
                                assay_error *err)
{
    assay_comments_model *model = NULL;
    assay_arena *arena = NULL;
    assay_str file = {NULL, 0};
    output out;
    assay_status status = assay_comments_fit_finish(fit, &model, err);
    if (status == ASSAY_OK)
        status = assay_arena_new(1 << 20, NULL, &arena, err);
    if (status == ASSAY_OK)
        status = assay_comments_model_save(model, arena, &file, err);
    if (status == ASSAY_OK)
        status = output_open(&out, run->settings->out, err);
    if (status == ASSAY_OK) {
        output_put(&out, file);
        status = output_close(&out, err);
    }
    assay_arena_free(arena);
    assay_comments_model_free(model);
    return status;
}

int fit_comments(fit_run *run)
{
    assay_error err = {0};
    input in = {.call = run->call, .path = run->call->operands[0]};
    assay_comments_fit_options options = {.name = run->settings->name};
    assay_comments_fit *fit = NULL;
    assay_status status = assay_comments_fit_new(&options, &fit, &err);
    if (status == ASSAY_OK)
        status = read_all(run, &in, fit, &err);
    if (status == ASSAY_OK)
        status = fit_wants_folds(run->settings) ? write_predictions(run, fit, &err)
                                                : write_model(run, fit, &err);
    assay_comments_fit_free(fit);
    return status == ASSAY_OK ? input_exit_code(&in, false) : command_failed(&err);
}
