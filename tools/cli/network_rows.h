/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups as rows, a member each: what `assay network` prints and a job's answer holds. */
#ifndef ASSAY_CLI_NETWORK_ROWS_H
#define ASSAY_CLI_NETWORK_ROWS_H

#include <assay/network.h>
#include <assay/rows.h>

enum { NETWORK_COLUMNS = 6 };

/** group, kind, member, score, p_value, windows. */
extern const char *const network_columns[NETWORK_COLUMNS];

/** Put a group's members. @param number  of the group, from 1
 * @errors INTERNAL (a name beyond what the engine admits) */
ASSAY_CHECKED assay_status network_put_group(const assay_group *group, size_t number,
                                             assay_rows *rows, assay_error *err);

#endif
