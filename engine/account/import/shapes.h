/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shapes.def as data. */
#ifndef ASSAY_ACCOUNT_IMPORT_SHAPES_H
#define ASSAY_ACCOUNT_IMPORT_SHAPES_H

#include "account/fields.h"

#include <assay/import.h>

/** How a value becomes ours; shapes.def says what each does. */
typedef enum assay__how {
    ASSAY__PLAIN_VALUE,
    ASSAY__HIDDEN,
    ASSAY__REPAIRED,
    ASSAY__HTML,
    ASSAY__LINK_ID,
    ASSAY__LINK_NAME,
    ASSAY__LINK_TIME,
    ASSAY__FILE_NAME,
    ASSAY__IF_HIDDEN,
    ASSAY__PRESENT,
    ASSAY__POST_KIND,
    ASSAY__EXACT /**< our own spelling, taken as it stands; not in shapes.def */
} assay__how;

/** The shapes, in the order of shapes.def. */
typedef enum assay__shape_id {
#define SHAPE(id, name, platform, dates, about) ASSAY__SHAPE_##id,
#include "account/import/shapes.def"
    ASSAY__SHAPE_COUNT
} assay__shape_id;

/** The rows of all shapes. */
typedef enum assay__rows_id {
#define ROWS(id, shape, scope, table, needs) ASSAY__ROWS_##id,
#include "account/import/shapes.def"
    ASSAY__ROWS_COUNT
} assay__rows_id;

typedef struct assay__shape {
    const char *name;
    const char *platform; /**< NULL: the export does not say */
    assay_date_order dates;
    const char *about;
} assay__shape;

typedef struct assay__shape_wrap {
    assay__shape_id shape;
    const char *path;
} assay__shape_wrap;

typedef struct assay__shape_rows {
    assay__shape_id shape;
    const char *scope;
    assay__table_id table;
    const char *needs;
} assay__shape_rows;

typedef struct assay__shape_cell {
    assay__rows_id rows;
    const char *column, *path;
    assay__how how;
    bool must;
} assay__shape_cell;

extern const assay__shape assay__shapes[];
extern const assay__shape_wrap assay__shape_wraps[];
extern const size_t assay__n_shape_wraps;
extern const assay__shape_rows assay__shape_rowses[];
extern const assay__shape_cell assay__shape_cells[];
extern const size_t assay__n_shape_cells;

/** The shape of a name, or ASSAY__SHAPE_COUNT. */
assay__shape_id assay__shape_by_name(const char *name);

#endif
