/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ready matrix: key columns, then numbers. */
#ifndef ASSAY_CLI_MATRIX_H
#define ASSAY_CLI_MATRIX_H

#include "sheet.h"

#include <assay/matrix.h>

/** A matrix with the table it came from; to be freed by matrix_free. */
typedef struct matrix {
    sheet table;
    size_t platform, handle, id; /**< key columns, or NO_COLUMN */
    assay_matrix numbers;        /**< its texts lie in the table's arena */
} matrix;

/** Whether a path is a CSV file that holds a matrix and none of the input's own tables.
 * @errors as sheet_load */
ASSAY_CHECKED assay_status matrix_probe(const char *path, bool *is_matrix,
                                        assay_error *err);

/** Load a matrix. @errors as sheet_load; UNUSABLE (no key), BAD_VALUE (no number) */
ASSAY_CHECKED assay_status matrix_load(const char *path, matrix *out, assay_error *err);

/** Write `platform,handle,probability` or `id,probability`, sorted by key.
 *
 * @param probability  [rows]
 * @param path         NULL: standard output
 * @errors IO, NO_MEMORY
 */
ASSAY_CHECKED assay_status matrix_put_predictions(const matrix *m,
                                                  const double probability[],
                                                  const char *path, assay_error *err);

void matrix_free(matrix *loaded);

#endif
