/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical order of rows, so that the order of the input can never matter, and
 * what becomes of rows that repeat. */
#ifndef ASSAY_ACCOUNT_CANONICAL_H
#define ASSAY_ACCOUNT_CANONICAL_H

#include "account/value.h"

/** Sort and merge the rows of every table.
 *
 * @param refusal  why the record is unusable
 * @param table    [1] name of the table that it fails in
 * @return false when refused */
bool assay__canonicalise(assay_account *account, assay_arena *arena,
                         assay__refusal *refusal, const char **table);

/** The same for one table. */
bool assay__canonical_table(assay__table_id id, assay_account *account,
                            assay_arena *arena, assay__refusal *refusal);

#endif
