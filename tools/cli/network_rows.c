/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Near-copies have no deliveries, so that their windows are unknown. */
#include "cli/network_rows.h"

#include <stdio.h>
#include <string.h>

const char *const network_columns[NETWORK_COLUMNS] = {"group", "kind",    "member",
                                                      "score", "p_value", "windows"};

static assay_status put_member(const assay_group *group, size_t number, size_t i,
                               assay_rows *rows, assay_error *err)
{
    const assay_group_member *member = &group->members[i];
    char name[2 * 1024 + 64]; /* a name is 1,024 bytes at most, and so is its platform */
    const char *role = member->actor ? "actor:" : "object:";
    size_t head = strlen(role);
    if (head + member->name.len > sizeof name)
        return assay_fail(err, ASSAY_INTERNAL, "a name of %zu bytes", member->name.len);
    (void)snprintf(name, sizeof name, "%s", role);
    memcpy(name + head, member->name.ptr, member->name.len);
    assay_rows_number(rows, (double)number);
    assay_rows_word(rows, assay_group_kind_name(group->kind));
    assay_rows_text(rows, (assay_str){name, head + member->name.len});
    assay_rows_number(rows, member->score);
    assay_rows_number(rows, group->p_value);
    assay_rows_number(rows, group->kind == ASSAY_GROUP_NEAR_COPY
                                ? ASSAY_NUMBER_UNKNOWN
                                : (double)group->windows);
    assay_rows_end(rows);
    return ASSAY_OK;
}

assay_status network_put_group(const assay_group *group, size_t number, assay_rows *rows,
                               assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; status == ASSAY_OK && i < group->n_members; i++)
        status = put_member(group, number, i, rows, err);
    return status;
}
