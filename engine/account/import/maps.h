/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's own assignments, `followers=Followers` or `posts.likes=stats.likes`. */
#ifndef ASSAY_ACCOUNT_IMPORT_MAPS_H
#define ASSAY_ACCOUNT_IMPORT_MAPS_H

#include "account/import/shapes.h"

/** One assignment. */
typedef struct assay__map {
    assay__table_id table; /**< ASSAY__TABLE_COUNT: any that has the column */
    assay_str column, path;
} assay__map;

typedef struct assay__maps {
    assay__map *items;
    size_t n;
    size_t parts;          /**< parts of all paths */
    assay__table_id table; /**< the one that all of them fit; for the shape csv */
} assay__maps;

/** Read the maps; those of several may stand in one text, divided by commas.
 *
 * @errors USAGE (no = in it, no such field, for csv no table that all fit), NO_MEMORY */
ASSAY_CHECKED assay_status assay__maps_read(const assay_import_options *options,
                                            assay__shape_id shape, assay_arena *arena,
                                            assay__maps *out, assay_error *err);

#endif
