/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two tables joined on the key columns that both have. */
#ifndef ASSAY_CLI_JOIN_H
#define ASSAY_CLI_JOIN_H

#include "sheet.h"

enum { JOIN_KEYS = 8 };

/** The keys two tables share, and the rows of one sorted by them. */
typedef struct join {
    const sheet *table;                      /**< whose rows are looked up */
    size_t n;                                /**< keys */
    size_t own[JOIN_KEYS], other[JOIN_KEYS]; /**< their columns in each */
    size_t *sorted;                          /**< [table->rows] */
    size_t repeated;                         /**< rows whose key an earlier row has */
} join;

/** Prepare to look up rows of `table` by rows of `other`.
 * @errors UNUSABLE (no key in common), NO_MEMORY */
ASSAY_CHECKED assay_status join_new(const sheet *table, const sheet *other, join *out,
                                    assay_error *err);

/** The row of `table` with the keys of a row of `other`, or SIZE_MAX. */
size_t join_find(const join *keys, const sheet *other, size_t row);

/** Whether a column is a key of either table. */
bool join_is_key(const char *name, size_t length);

void join_free(join *keys);

#endif
