/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows sorted by their keys' bytes in bounded memory; rows of equal keys come in the
 * order in which they were added. */
#ifndef ASSAY_ACCOUNT_IMPORT_SORT_H
#define ASSAY_ACCOUNT_IMPORT_SORT_H

#include <assay/base.h>

typedef struct assay__sort assay__sort;

/** @param memory  bytes of rows held at once  @param folder  for files; unknown: /tmp
 *  @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__sort_new(size_t memory, assay_str folder,
                                           assay__sort **out, assay_error *err);

/** Add a row. @param body  [1] room of `body_len`, to be filled before the next call
 *  @errors IO, NO_MEMORY, TOO_LARGE */
ASSAY_CHECKED assay_status assay__sort_add(assay__sort *rows, assay_str key,
                                           size_t body_len, char **body,
                                           assay_error *err);

/** The next row in order; the first call ends the adding.
 * @param key  and body: until the next call  @errors END, IO, NO_MEMORY */
ASSAY_CHECKED assay_status assay__sort_next(assay__sort *rows, assay_str *key,
                                            assay_str *body, assay_error *err);

/** NULL does nothing. */
void assay__sort_free(assay__sort *rows);

#endif
