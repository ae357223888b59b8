/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of tables, gathered by account in bounded memory.
 *
 * Rows come in any order and leave account by account, in the order of the accounts'
 * hashes, which does not depend on how much memory there was. What does not fit is dealt
 * into 64 files by the next 6 bits of the hash, and a file that does not fit either is
 * dealt again. The files have no names, so nothing is left behind.
 */
#ifndef ASSAY_ACCOUNT_SPILL_H
#define ASSAY_ACCOUNT_SPILL_H

#include "base/buffer.h"

typedef struct assay__spill assay__spill;

/** A row as it is kept: this head, then platform, handle and cells, padded to 8. */
typedef struct assay__packed {
    uint64_t next; /**< offset of the account's next row + 1; 0: it is the last */
    uint64_t hash; /**< of the account's name */
    uint64_t line;
    uint32_t size; /**< of all of it */
    uint32_t cells_len;
    uint16_t platform_len, handle_len;
    uint8_t table;
    uint8_t fault; /**< why the row cannot be used; 0: it can */
    uint16_t unused;
} assay__packed;

/** @param memory  bytes of rows held at once  @param folder  for files; unknown: /tmp */
ASSAY_CHECKED assay_status assay__spill_new(size_t memory, assay_str folder,
                                            assay__spill **out, assay_error *err);

/** Keep a row. @param head  table, fault and line are the caller's
 *  @errors IO (the disk is full), NO_MEMORY, TOO_LARGE */
ASSAY_CHECKED assay_status assay__spill_add(assay__spill *spill, assay__packed head,
                                            const assay_str parts[3], assay_error *err);

/** The rows of the next account.
 * @param first  its first row; the rest by assay__spill_next_row; until the next call
 * @errors END, IO, NO_MEMORY */
ASSAY_CHECKED assay_status assay__spill_next(assay__spill *spill,
                                             const assay__packed **first,
                                             assay_error *err);

/** NULL behind the last. */
const assay__packed *assay__spill_next_row(const assay__spill *spill,
                                           const assay__packed *row);

assay_str assay__packed_platform(const assay__packed *row);
assay_str assay__packed_handle(const assay__packed *row);
assay_str assay__packed_cells(const assay__packed *row);

/** NULL does nothing. */
void assay__spill_free(assay__spill *spill);

#endif
