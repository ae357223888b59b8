/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of shapes.def keeps its promise: columns exist, shapes do not share a name,
 * what must be there can be there, rows get the keys their table needs. */
#include "account/import/plan.h"
#include "base/str.h"

#include <criterion/criterion.h>

static bool is_name(const char *column)
{
    return strcmp(column, "platform") == 0 || strcmp(column, "handle") == 0;
}

Test(import_shapes, every_cell_fills_a_column_that_its_table_has)
{
    for (size_t i = 0; i < assay__n_shape_cells; i++) {
        const assay__shape_cell *cell = &assay__shape_cells[i];
        const assay__table *table =
            assay__table_of(assay__shape_rowses[cell->rows].table);
        size_t field = assay__field_by_column(table, assay__str(cell->column));
        cr_expect(field < table->n_fields || is_name(cell->column), "%s.%s", table->name,
                  cell->column);
        cr_expect(cell->path[0] != '\0');
    }
}

Test(import_shapes, every_row_gets_what_its_table_needs)
{
    for (size_t r = 0; r < ASSAY__ROWS_COUNT; r++) {
        const assay__table *table = assay__table_of(assay__shape_rowses[r].table);
        uint64_t wanted =
            table == assay__table_of(ASSAY__ACCOUNT) ? 0 : assay__table_needs(table);
        for (size_t i = 0; i < assay__n_shape_cells; i++) {
            const assay__shape_cell *cell = &assay__shape_cells[i];
            size_t field = assay__field_by_column(table, assay__str(cell->column));
            if (cell->rows == (assay__rows_id)r && field < table->n_fields)
                wanted &= ~(UINT64_C(1) << field);
        }
        cr_expect_eq(wanted, 0, "rows %zu of %s", r, table->name);
    }
}

Test(import_shapes, every_shape_has_a_name_of_its_own_and_a_plan)
{
    for (size_t i = 0; i < ASSAY__SHAPE_COUNT; i++) {
        assay_arena *arena;
        assay__plan *plan;
        assay_error err;
        static const char *const MAP[] = {"handle=a"};
        assay_import_options options = {.shape = assay__shapes[i].name};
        cr_expect_eq(assay__shape_by_name(assay__shapes[i].name), i);
        if (i == ASSAY__SHAPE_CSV) {
            options.maps = MAP;
            options.n_maps = 1;
        }
        cr_assert_eq(assay_arena_new(1 << 12, NULL, &arena, NULL), ASSAY_OK);
        cr_expect_eq(assay__plan_new(&options, arena, &plan, &err), ASSAY_OK);
        cr_expect(plan->n_rows > 0 && plan->n_places > 1);
        assay_arena_free(arena);
    }
}
