/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own tables, read back so that a later import joins an earlier one: the shape csv
 * with every column mapped to itself, cells taken as they stand. */
#include "account/import/read.h"

#include "base/buffer.h"
#include "base/str.h"

/* `posts.at=at,posts.likes=likes` for the columns that the table knows. */
static void put_map(assay_buffer *map, const assay__table *table,
                    const assay_str header[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool name = assay__str_equal(header[i], ASSAY__LITERAL("platform")) ||
                    assay__str_equal(header[i], ASSAY__LITERAL("handle"));
        if (name || assay__field_by_column(table, header[i]) < table->n_fields)
            assay__buffer_printf(map, "%s%s.%.*s=%.*s", map->len > 0 ? "," : "",
                                 table->name, ASSAY__ARG(header[i]),
                                 ASSAY__ARG(header[i]));
    }
    assay__buffer_put_char(map, '\0');
}

/* A plan whose cells are taken exactly. */
static assay_status plan_own(const assay__table *table, const assay_str header[],
                             size_t n, assay_arena *arena, assay__plan **out,
                             assay_error *err)
{
    assay_buffer map = {0};
    put_map(&map, table, header, n);
    const char *maps[] = {map.bytes};
    assay_import_options options = {.shape = "csv", .maps = maps, .n_maps = 1};
    assay_status status =
        map.failed ? assay_fail(err, ASSAY_NO_MEMORY, "no memory for a table's columns")
                   : assay__plan_new(&options, arena, out, err);
    assay__buffer_free(&map);
    if (status == ASSAY_OK)
        assay__plan_take_exactly(*out);
    return status;
}

/* What the main plan lends to the reading of an own table. */
typedef struct lent {
    assay__plan *plan;
    bool *seen;
    uint64_t *made;
    uint64_t records;
} lent;

/* Room to count what the own plan makes, which nobody asks for. */
static bool lend(assay__emitter *e, assay__plan *own, assay_arena *arena, lent *out)
{
    *out = (lent){e->plan, e->seen, e->made, e->counts.records};
    bool *seen = assay_arena_array(arena, own->rows[0].n_cells + 1, sizeof seen[0]);
    uint64_t *made = assay_arena_array(arena, 1, sizeof made[0]);
    if (seen == NULL || made == NULL)
        return false;
    e->plan = own;
    e->seen = seen;
    e->made = made;
    return true;
}

static void give_back(assay__emitter *e, const lent *from)
{
    e->plan = from->plan;
    e->seen = from->seen;
    e->made = from->made;
    e->counts.records = from->records;
}

static assay_status read_with(const assay__file_reading *reading, assay__csv *csv,
                              assay__plan *own, assay_arena *arena, assay_error *err)
{
    size_t n;
    lent main_plan;
    assay__columns columns;
    const assay_str *header = assay__csv_header(csv, &n);
    ASSAY__TRY(assay__columns_find(own, header, n, arena, &columns, err));
    columns.guarded = true;
    if (!lend(reading->to, own, arena, &main_plan))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a table");
    assay_status status = assay__read_rows(reading, csv, &columns, err);
    give_back(reading->to, &main_plan);
    return status;
}

assay_status assay__read_own(const assay__file_reading *reading, assay__table_id table,
                             assay_arena *lasting, assay_error *err)
{
    assay__input *input = NULL;
    assay__csv *csv = NULL;
    assay__plan *own = NULL;
    size_t n;
    assay_status status = assay__source_open(&reading->from, &input, err);
    if (status == ASSAY_OK)
        status =
            assay__csv_new(input, reading->from.name, reading->most_bytes, &csv, err);
    if (status == ASSAY_OK) {
        const assay_str *header = assay__csv_header(csv, &n);
        status = plan_own(assay__table_of(table), header, n, lasting, &own, err);
    }
    if (status == ASSAY_OK)
        status = read_with(reading, csv, own, lasting, err);
    if (status == ASSAY_OK)
        assay__plan_add_columns(reading->to->plan, own, table);
    assay__csv_free(csv);
    assay__input_close(input);
    return status;
}
