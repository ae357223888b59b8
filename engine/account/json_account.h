/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account from one JSON object, by the table of fields. */
#ifndef ASSAY_ACCOUNT_JSON_ACCOUNT_H
#define ASSAY_ACCOUNT_JSON_ACCOUNT_H

#include "account/unknowns.h"
#include "account/value.h"

enum { ASSAY__FIELDS_MOST = 64, ASSAY__PATH_ROOM = 160 };

/** What one record teaches about the next: the order of keys and the number of rows.
 * It changes speed, never the outcome. Zeroed is ready. */
typedef struct assay__json_habits {
    uint8_t next[ASSAY__TABLE_COUNT][ASSAY__FIELDS_MOST + 1];
    size_t rows[ASSAY__TABLE_COUNT];
} assay__json_habits;

/** Where and why a record was refused. */
typedef struct assay__json_refusal {
    assay__refusal refusal;
    size_t offset;               /**< in the text */
    char path[ASSAY__PATH_ROOM]; /**< as `posts[3].likes`, maybe empty */
    assay_str platform, handle;  /**< as far as they had been read; in the arena */
} assay__json_refusal;

/** @param json      one object; not changed, copied into the arena
 *  @param unknowns  gathers keys that are not known; NULL: nobody asks
 *  @return NULL when refused */
const assay_account *assay__json_account(assay_str json, assay_arena *arena,
                                         assay__json_habits *habits,
                                         assay__unknowns *unknowns,
                                         assay__json_refusal *refused);

#endif
