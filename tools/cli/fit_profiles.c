/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay fit for profiles: rows of audience tables, or of accounts where there are no
 * such rows. Labels go by the row's id, or by the account it belongs to: then all members
 * of an account take its label. */
#include "fit.h"

#include "profiles.h"

#include <math.h>

/* What the labels say of one row. */
static assay_profile_label label_of(const fit_run *run, const profile_row *row,
                                    assay_str key)
{
    labels_found known = {ASSAY_NUMBER_UNKNOWN, {NULL, 0}};
    if (run->labels.sorted != NULL)
        known = run->labels.handle == NO_COLUMN
                    ? labels_of_id(&run->labels, row->member.id)
                    : labels_of_account(&run->labels, row->account->platform,
                                        row->account->handle);
    return (assay_profile_label){key, known.label, known.group};
}

typedef struct gathering {
    const fit_run *run;
    const profile_form *form;
    assay_profiles_fit *fit;
} gathering;

static assay_status take_row(void *ctx, const profile_row *row, assay_arena *arena,
                             assay_error *err)
{
    gathering *g = ctx;
    assay_str key = profile_key(g->form, row, arena);
    if (key.ptr == NULL)
        key = (assay_str){"", 0}; /* a member without id or name */
    assay_profile_label label = label_of(g->run, row, key);
    return assay_profiles_fit_add(g->fit, &row->member, assay_account_as_of(row->account),
                                  &label, err);
}

static assay_status check_labels(const fit_run *run, const assay_profiles_fit *fit,
                                 assay_error *err)
{
    size_t labelled, n = assay_profiles_fit_count(fit, &labelled);
    if (n == 0)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "%s: no row shows anything a profile is judged by",
                          run->call->operands[0]);
    if (run->settings->labels != NULL && labelled == 0)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "%s: no label belongs to any of %zu profiles",
                          run->settings->labels, n);
    return ASSAY_OK;
}

static assay_status write_predictions(const fit_run *run, assay_profiles_fit *fit,
                                      const profile_form *form, assay_error *err)
{
    const assay_profile_prediction *predictions = NULL;
    size_t n = 0;
    assay_rows *rows = NULL;
    assay_status status = assay_profiles_fit_folds(fit, (size_t)run->settings->folds,
                                                   &predictions, &n, err);
    if (status == ASSAY_OK)
        status = profile_rows_new(form, run->call->shared->json, &rows, err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        profile_put_key(form, predictions[i].key, rows);
        assay_rows_number(rows, predictions[i].probability);
        assay_rows_end(rows);
    }
    status = profile_rows_write(rows, run->settings->out, err);
    assay_rows_free(rows);
    return status;
}

static assay_status write_model(const fit_run *run, assay_profiles_fit *fit,
                                assay_error *err)
{
    assay_profiles_model *model = NULL;
    assay_arena *arena = NULL;
    assay_str file = {NULL, 0};
    output out;
    bool labelled = run->settings->labels != NULL;
    assay_status status = assay_profiles_fit_finish(fit, labelled, &model, err);
    if (status == ASSAY_OK)
        status = assay_arena_new(1 << 16, NULL, &arena, err);
    if (status == ASSAY_OK)
        status = assay_profiles_model_save(model, arena, &file, err);
    if (status == ASSAY_OK)
        status = output_open(&out, run->settings->out, err);
    if (status == ASSAY_OK) {
        output_put(&out, file);
        status = output_close(&out, err);
    }
    assay_arena_free(arena);
    assay_profiles_model_free(model);
    return status;
}

int fit_profiles(fit_run *run)
{
    assay_error err = {0};
    input in = {.call = run->call, .path = run->call->operands[0]};
    assay_profiles_fit *fit = NULL;
    profile_form form = {.members = false};
    if (run->labels.sorted != NULL &&
        run->labels.group == NO_COLUMN) { /* sellers by name, to be left out in turn */
        run->labels.group = sheet_column(&run->labels.table, "vendor");
        if (run->labels.group == NO_COLUMN)
            run->labels.group = sheet_column(&run->labels.table, "source");
    }
    assay_status status = profile_form_find(&in, &form, &err);
    if (status == ASSAY_OK)
        status = assay_profiles_fit_new(run->settings->name, &fit, &err);
    if (status == ASSAY_OK)
        status = profile_read(&in, &form, take_row, &(gathering){run, &form, fit}, &err);
    if (status == ASSAY_OK)
        status = check_labels(run, fit, &err);
    if (status == ASSAY_OK)
        status = fit_wants_folds(run->settings) ? write_predictions(run, fit, &form, &err)
                                                : write_model(run, fit, &err);
    assay_profiles_fit_free(fit);
    return status == ASSAY_OK ? input_exit_code(&in, false) : command_failed(&err);
}
