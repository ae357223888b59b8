/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comments that name their post but not whose it is, and the posts that say so.
 *
 * Both are put aside, sorted by post, and joined when everything was read: in bounded
 * memory, and whichever file came first. */
#ifndef ASSAY_ACCOUNT_IMPORT_OWNERS_H
#define ASSAY_ACCOUNT_IMPORT_OWNERS_H

#include "account/import/sort.h"

/** A row without a handle. */
typedef struct assay__orphan {
    assay_str platform, post;
    assay_str file; /**< where it stands, for a reject */
    uint64_t line;
    assay_str tail; /**< of its sorting key, behind the handle */
    assay_str body;
} assay__orphan;

/** Put aside whose a post is. @errors as assay__sort_add */
ASSAY_CHECKED assay_status assay__owners_add(assay__sort *owners, assay_str platform,
                                             assay_str post, assay_str handle,
                                             assay_error *err);

/** Put a row aside. @errors as assay__sort_add */
ASSAY_CHECKED assay_status assay__owners_add_orphan(assay__sort *owners,
                                                    const assay__orphan *row,
                                                    assay_error *err);

/** Give the rows back, each with the handle of its post, or with an unknown one.
 * @errors what `found` answers with; IO, NO_MEMORY */
ASSAY_CHECKED assay_status
assay__owners_settle(assay__sort *owners,
                     assay_status (*found)(const assay__orphan *row, assay_str handle,
                                           void *ctx, assay_error *err),
                     void *ctx, assay_error *err);

#endif
