/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models of ready matrices. */
#include <assay/matrix.h>

#include "base/random.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 400, COLUMNS = 3 };

static char ids[ROWS][8];
static assay_str keys[ROWS], names[COLUMNS];
static double cells[ROWS * COLUMNS], labels[ROWS], out[ROWS];

/* The middle of column b is bad; a is noise; c is b with holes. */
static assay_matrix population(bool reversed)
{
    static const char *const NAMES[] = {"a", "b", "c"};
    assay__random random = {.key = 3};
    for (int k = 0; k < COLUMNS; k++)
        names[reversed ? COLUMNS - 1 - k : k] = assay__str(NAMES[k]);
    for (int i = 0; i < ROWS; i++) {
        int at = reversed ? ROWS - 1 - i : i;
        (void)snprintf(ids[at], sizeof ids[at], "id%u", (unsigned)i % 1000U);
        keys[at] = assay__str(ids[at]);
        double a = assay__random_uniform(&random), b = assay__random_uniform(&random);
        double c = i % 3 == 0 ? (double)NAN : b;
        double row[] = {a, b, c};
        for (int k = 0; k < COLUMNS; k++)
            cells[at * COLUMNS + (reversed ? COLUMNS - 1 - k : k)] = row[k];
        labels[at] = fabs(b - 0.5) < 0.2;
    }
    return (assay_matrix){ROWS, COLUMNS, keys, names, cells};
}

static assay_bytes fit(const assay_matrix *matrix, const double label[])
{
    assay_bytes file = {0};
    assay_error err = {0};
    cr_assert_eq(assay_matrix_fit(matrix, label, "m", &file, &err), ASSAY_OK, "%s",
                 err.message);
    return file;
}

Test(matrix_model, order_of_rows_and_columns_does_not_matter)
{
    assay_matrix matrix = population(false);
    assay_bytes straight = fit(&matrix, labels);
    matrix = population(true);
    assay_bytes reversed = fit(&matrix, labels);
    cr_assert_eq(straight.len, reversed.len);
    cr_assert_eq(memcmp(straight.ptr, reversed.ptr, straight.len), 0);
    assay_bytes_free(&straight);
    assay_bytes_free(&reversed);
}

Test(matrix_model, bends_are_learnt_and_columns_found_by_name)
{
    assay_matrix matrix = population(false);
    assay_bytes file = fit(&matrix, labels);
    assay_matrix_model *model = NULL;
    cr_assert_eq(assay_matrix_model_load((assay_str){file.ptr, file.len}, &model, NULL),
                 ASSAY_OK);
    matrix = population(true);
    cr_assert_eq(assay_matrix_score(model, &matrix, out, NULL), ASSAY_OK);
    int right = 0;
    for (int i = 0; i < ROWS; i++)
        right += (out[i] > 0.5) == (labels[i] > 0.5);
    cr_assert_gt(right, ROWS * 95 / 100, "%d", right);
    assay_matrix_model_free(model);
    assay_bytes_free(&file);
}

Test(matrix_model, folds_are_predicted_by_models_that_never_saw_them)
{
    assay_matrix matrix = population(false);
    size_t groups[ROWS];
    for (int i = 0; i < ROWS; i++)
        groups[i] = (size_t)(i % 4);
    cr_assert_eq(assay_matrix_folds(&matrix, labels, groups, 4, out, NULL), ASSAY_OK);
    int right = 0;
    for (int i = 0; i < ROWS; i++)
        right += (out[i] > 0.5) == (labels[i] > 0.5);
    cr_assert_gt(right, ROWS * 9 / 10, "%d", right);
}

Test(matrix_model, without_labels_the_odd_row_ranks_highest)
{
    assay_matrix matrix = population(false);
    for (int k = 0; k < COLUMNS; k++)
        cells[5 * COLUMNS + k] = 50.0;
    assay_bytes file = fit(&matrix, NULL);
    assay_matrix_model *model = NULL;
    cr_assert_eq(assay_matrix_model_load((assay_str){file.ptr, file.len}, &model, NULL),
                 ASSAY_OK);
    cr_assert_eq(assay_matrix_score(model, &matrix, out, NULL), ASSAY_OK);
    int above = 0;
    for (int i = 0; i < ROWS; i++)
        above += out[i] > out[5];
    cr_assert_lt(above, 5);
    assay_matrix_model_free(model);
    assay_bytes_free(&file);
}

Test(matrix_model, too_little_one_class_and_other_files_are_refused)
{
    assay_matrix matrix = population(false);
    assay_bytes file = {0};
    double one_class[ROWS] = {0};
    cr_assert_eq(assay_matrix_fit(&matrix, one_class, "m", &file, NULL), ASSAY_UNUSABLE);
    matrix.rows = 12;
    cr_assert_eq(assay_matrix_fit(&matrix, labels, "m", &file, NULL), ASSAY_UNUSABLE);
    matrix = population(false);
    file = fit(&matrix, labels);
    assay_model *accounts = NULL;
    assay_matrix_model *model = NULL;
    cr_assert_eq(assay_model_load((assay_str){file.ptr, file.len}, &accounts, NULL),
                 ASSAY_UNKNOWN_MODEL);
    for (size_t len = 0; len + 2 < file.len; len += file.len / 20 + 1)
        cr_assert_eq(assay_matrix_model_load((assay_str){file.ptr, len}, &model, NULL),
                     ASSAY_UNKNOWN_MODEL);
    assay_bytes_free(&file);
}
