/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shapes.def as arrays, and the questions that whoever lists them asks. */
#include "account/import/shapes.h"

#include <string.h>

/* The words of shapes.def. */
#define UNSAID ASSAY_DATES_UNSAID
#define MDY ASSAY_DATES_MDY
enum { MAY, MUST };
enum {
    PLAIN = ASSAY__PLAIN_VALUE,
    HIDDEN = ASSAY__HIDDEN,
    REPAIRED = ASSAY__REPAIRED,
    HTML = ASSAY__HTML,
    LINK_ID = ASSAY__LINK_ID,
    LINK_NAME = ASSAY__LINK_NAME,
    LINK_TIME = ASSAY__LINK_TIME,
    FILE_NAME = ASSAY__FILE_NAME,
    IF_HIDDEN = ASSAY__IF_HIDDEN,
    PRESENT = ASSAY__PRESENT,
    KIND = ASSAY__POST_KIND
};

const assay__shape assay__shapes[] = {
#define SHAPE(id, name, platform, dates, about) {name, platform, dates, about},
#include "account/import/shapes.def"
};

const assay__shape_wrap assay__shape_wraps[] = {
#define WRAP(shape, path) {ASSAY__SHAPE_##shape, path},
#include "account/import/shapes.def"
};
const size_t assay__n_shape_wraps =
    sizeof assay__shape_wraps / sizeof assay__shape_wraps[0];

const assay__shape_rows assay__shape_rowses[] = {
#define ROWS(id, shape, scope, table, needs)                                             \
    {ASSAY__SHAPE_##shape, scope, ASSAY__##table, needs},
#include "account/import/shapes.def"
};

const assay__shape_cell assay__shape_cells[] = {
#define CELL(rows, column, path, how, must)                                              \
    {ASSAY__ROWS_##rows, column, path, (assay__how)(how), (must) == MUST},
#include "account/import/shapes.def"
};
const size_t assay__n_shape_cells =
    sizeof assay__shape_cells / sizeof assay__shape_cells[0];

assay__shape_id assay__shape_by_name(const char *name)
{
    size_t i = 0;
    while (i < ASSAY__SHAPE_COUNT && strcmp(assay__shapes[i].name, name) != 0)
        i++;
    return (assay__shape_id)i;
}

const char *assay_import_shape_name(size_t i)
{
    return i < ASSAY__SHAPE_COUNT ? assay__shapes[i].name : NULL;
}

const char *assay_import_shape_about(size_t i)
{
    return i < ASSAY__SHAPE_COUNT ? assay__shapes[i].about : NULL;
}

bool assay_import_shape_cell(const char *shape, size_t i, const char **table,
                             const char **column, const char **from)
{
    assay__shape_id id = assay__shape_by_name(shape);
    for (size_t c = 0; c < assay__n_shape_cells; c++) {
        const assay__shape_cell *cell = &assay__shape_cells[c];
        const assay__shape_rows *rows = &assay__shape_rowses[cell->rows];
        if (rows->shape != id || i-- > 0)
            continue;
        *table = assay__table_of(rows->table)->name;
        *column = cell->column;
        *from = cell->path;
        return true;
    }
    return false;
}
