/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay fit on a ready matrix. */
#include "fit.h"

#include "matrix.h"
#include "output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static labels_found find_label(const fit_run *run, const matrix *m, size_t row)
{
    if (run->labels.handle == NO_COLUMN && m->id != NO_COLUMN)
        return labels_of_id(&run->labels, sheet_cell(&m->table, row, m->id));
    assay_str platform = {NULL, 0}, handle = {NULL, 0};
    if (m->platform != NO_COLUMN)
        platform = sheet_cell(&m->table, row, m->platform);
    if (m->handle != NO_COLUMN)
        handle = sheet_cell(&m->table, row, m->handle);
    return labels_of_account(&run->labels, platform, handle);
}

static int compare_text(const void *a, const void *b)
{
    const assay_str *left = a, *right = b;
    size_t shared = left->len < right->len ? left->len : right->len;
    int order = shared == 0 ? 0 : memcmp(left->ptr, right->ptr, shared);
    return order != 0 ? order : (left->len > right->len) - (left->len < right->len);
}

/* Groups numbered in the order of their names. @return how many */
static size_t number_groups(const assay_str names[], assay_str sorted[], size_t n,
                            size_t groups[])
{
    size_t distinct = 0;
    memcpy(sorted, names, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare_text);
    for (size_t i = 0; i < n; i++)
        if (distinct == 0 || compare_text(&sorted[distinct - 1], &sorted[i]) != 0)
            sorted[distinct++] = sorted[i];
    for (size_t i = 0; i < n; i++) {
        const assay_str *found =
            bsearch(&names[i], sorted, distinct, sizeof *sorted, compare_text);
        groups[i] = found == NULL ? 0 : (size_t)(found - sorted);
    }
    return distinct;
}

/* A fold by the key alone (FNV-1a), so that the order of rows does not matter. */
static size_t fold_of(assay_str key, size_t folds)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < key.len; i++) {
        hash ^= (unsigned char)key.ptr[i];
        hash *= UINT64_C(0x100000001B3);
    }
    return (size_t)((hash ^ (hash >> 32)) % folds);
}

typedef struct labelled {
    double *labels, *predicted;
    assay_str *names, *sorted;
    size_t *groups;
    size_t folds;
} labelled;

static assay_status label_rows(const fit_run *run, const matrix *m, labelled *l,
                               assay_error *err)
{
    size_t n = m->numbers.rows;
    l->labels = calloc(n + 1, sizeof *l->labels);
    l->predicted = calloc(n + 1, sizeof *l->predicted);
    l->names = calloc(n + 1, sizeof *l->names);
    l->sorted = calloc(n + 1, sizeof *l->sorted);
    l->groups = calloc(n + 1, sizeof *l->groups);
    if (l->labels == NULL || l->predicted == NULL || l->names == NULL ||
        l->sorted == NULL || l->groups == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    size_t folds = (size_t)run->settings->folds;
    for (size_t row = 0; row < n; row++) {
        labels_found known = find_label(run, m, row);
        l->labels[row] = known.label;
        l->names[row] = known.group;
        if (folds > 0)
            l->groups[row] = fold_of(m->numbers.keys[row], folds);
    }
    l->folds = folds > 0 ? folds : number_groups(l->names, l->sorted, n, l->groups);
    return ASSAY_OK;
}

static void put_key(const matrix *m, size_t row, assay_rows *rows)
{
    const size_t columns[] = {m->platform, m->handle, m->id};
    for (size_t i = 0; i < 3; i++)
        if (columns[i] != NO_COLUMN)
            assay_rows_text(rows, sheet_cell(&m->table, row, columns[i]));
}

typedef struct keyed_row {
    assay_str key;
    size_t row;
} keyed_row;

static int compare_rows(const void *a, const void *b)
{
    const keyed_row *left = a, *right = b;
    int order = compare_text(&left->key, &right->key);
    return order != 0 ? order : (left->row > right->row) - (left->row < right->row);
}

static assay_status fill_predictions(const matrix *m, const double probability[],
                                     assay_rows *rows, assay_error *err)
{
    size_t n = m->numbers.rows;
    keyed_row *order = calloc(n + 1, sizeof *order);
    if (order == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    for (size_t i = 0; i < n; i++)
        order[i] = (keyed_row){m->numbers.keys[i], i};
    qsort(order, n, sizeof *order, compare_rows);
    assay_rows_header(rows);
    for (size_t i = 0; i < n; i++) {
        put_key(m, order[i].row, rows);
        assay_rows_number(rows, probability[order[i].row]);
        assay_rows_end(rows);
    }
    free(order);
    return ASSAY_OK;
}

assay_status matrix_put_predictions(const matrix *m, const double probability[],
                                    const char *path, assay_error *err)
{
    const char *columns[4];
    size_t n = 0;
    if (m->platform != NO_COLUMN)
        columns[n++] = "platform";
    if (m->handle != NO_COLUMN)
        columns[n++] = "handle";
    if (m->id != NO_COLUMN)
        columns[n++] = "id";
    columns[n++] = "probability";
    assay_rows *rows = NULL;
    assay_str text = {NULL, 0};
    output out;
    assay_status status = assay_rows_new(ASSAY_ROWS_CSV, columns, n, &rows, err);
    if (status != ASSAY_OK)
        return status;
    status = fill_predictions(m, probability, rows, err);
    if (status == ASSAY_OK)
        status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        status = output_open(&out, path, err);
    if (status == ASSAY_OK) {
        output_put(&out, text);
        status = output_close(&out, err);
    }
    assay_rows_free(rows);
    return status;
}

static assay_status fit_or_predict(const fit_run *run, const matrix *m, labelled *l,
                                   assay_error *err)
{
    const fit_settings *settings = run->settings;
    if (fit_wants_folds(settings)) {
        assay_status status = assay_matrix_folds(&m->numbers, l->labels, l->groups,
                                                 l->folds, l->predicted, err);
        return status == ASSAY_OK
                   ? matrix_put_predictions(m, l->predicted, settings->out, err)
                   : status;
    }
    assay_bytes model = {0};
    const double *wanted = settings->labels == NULL ? NULL : l->labels;
    const char *name = settings->name == NULL ? "fitted" : settings->name;
    assay_status status = assay_matrix_fit(&m->numbers, wanted, name, &model, err);
    if (status == ASSAY_OK)
        status = fit_write(run, model, err);
    assay_bytes_free(&model);
    return status;
}

int fit_matrix(fit_run *run)
{
    assay_error err = {0};
    matrix m;
    labelled l = {0};
    assay_status status = matrix_load(run->call->operands[0], &m, &err);
    if (status == ASSAY_OK)
        status = label_rows(run, &m, &l, &err);
    if (status == ASSAY_OK)
        status = fit_or_predict(run, &m, &l, &err);
    free(l.labels);
    free(l.predicted);
    free(l.names);
    free(l.sorted);
    free(l.groups);
    matrix_free(&m);
    return status == ASSAY_OK ? 0 : command_failed(&err);
}
