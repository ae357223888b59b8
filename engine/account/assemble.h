/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account from the rows of tables that name it. */
#ifndef ASSAY_ACCOUNT_ASSEMBLE_H
#define ASSAY_ACCOUNT_ASSEMBLE_H

#include "account/spill.h"
#include "account/value.h"

/** Why a row cannot be used, known before its cells are looked at. */
typedef enum assay__row_fault {
    ASSAY__ROW_GOOD,
    ASSAY__ROW_WIDTH /**< the cells hold two uint32_t: how many there are, and should be */
} assay__row_fault;

/** Where and why an account was refused. */
typedef struct assay__assembly_refusal {
    assay__refusal refusal;
    size_t table;      /**< assay__table_id */
    uint64_t line;     /**< 0: no one row is at fault */
    const char *field; /**< static; empty when no one field is */
} assay__assembly_refusal;

/** A cell as it is packed in a row: this, then its bytes. */
typedef struct assay__packed_cell {
    uint32_t len;
    uint32_t field; /**< index in its table */
} assay__packed_cell;

/** @param first  the account's first row, in the order of tables and lines
 *  @return NULL when refused */
const assay_account *assay__assemble(const assay__spill *spill,
                                     const assay__packed *first, assay_arena *arena,
                                     assay__assembly_refusal *refused);

#endif
