/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels of accounts or comments, looked up by name. */
#ifndef ASSAY_CLI_LABELS_H
#define ASSAY_CLI_LABELS_H

#include "sheet.h"

/** A table of labels; zeroed has none, to be freed by labels_free. Constant once loaded:
 * threads share it. */
typedef struct labels {
    sheet table;
    size_t *sorted; /**< [rows] by platform and handle, or by id */
    size_t platform, handle, id, label, group;
} labels;

/** Load a label file.
 *
 * @param path   NULL: no labels
 * @param label  its column; NULL: inflated, inauthentic, suspicious or label
 * @param group  column to leave out in turn; NULL: none. `out->group` is NO_COLUMN when
 *               the table has no such column
 * @errors as sheet_load; UNUSABLE (no such column, no key column), BAD_VALUE
 */
ASSAY_CHECKED assay_status labels_load(const char *path, const char *label,
                                       const char *group, labels *out, assay_error *err);

/** What is known of one row: 1, 0, or NaN; and its group, unknown when there is none. */
typedef struct labels_found {
    double label;
    assay_str group;
} labels_found;

/** Look an account up by platform and handle. */
labels_found labels_of_account(const labels *known, assay_str platform, assay_str handle);

/** Look a comment or a matrix row up by id. */
labels_found labels_of_id(const labels *known, assay_str id);

void labels_free(labels *known);

#endif
