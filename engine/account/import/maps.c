/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the shape csv the table follows from the fields: of those that have all of them and
 * get all they need, the one that needs most. */
#include "account/import/maps.h"

#include "account/value.h"
#include "base/str.h"

static bool is_name(assay_str column)
{
    return assay__str_equal(column, ASSAY__LITERAL("platform")) ||
           assay__str_equal(column, ASSAY__LITERAL("handle"));
}

static bool has_column(size_t table, assay_str column)
{
    const assay__table *found = assay__table_of((assay__table_id)table);
    return is_name(column) || assay__field_by_column(found, column) < found->n_fields;
}

/* `posts.likes` into table and column. */
static bool read_field(assay_str text, assay__map *out)
{
    const char *dot = memchr(text.ptr, '.', text.len);
    out->table = ASSAY__TABLE_COUNT;
    out->column = text;
    if (dot != NULL) {
        size_t len = (size_t)(dot - text.ptr);
        size_t table = assay__table_by_name((assay_str){text.ptr, len});
        if (table == ASSAY__TABLE_COUNT)
            return false;
        out->table = (assay__table_id)table;
        out->column = (assay_str){dot + 1, text.len - len - 1};
        return has_column(table, out->column);
    }
    for (size_t t = 0; t < ASSAY__TABLE_COUNT; t++) {
        if (has_column(t, text))
            return true;
    }
    return false;
}

static assay_status read_map(assay_str text, assay__map *out, assay_error *err)
{
    char shown[ASSAY__EXCERPT_ROOM];
    const char *equals = memchr(text.ptr, '=', text.len);
    if (equals == NULL || equals == text.ptr || equals + 1 == text.ptr + text.len)
        return assay_fail(err, ASSAY_USAGE, "the map %s is not of the form field=column",
                          assay__excerpt(text, shown));
    assay_str field = {text.ptr, (size_t)(equals - text.ptr)};
    if (!read_field(field, out))
        return assay_fail(err, ASSAY_USAGE, "the map's %s is no field of assay",
                          assay__excerpt(field, shown));
    out->path = (assay_str){equals + 1, text.len - field.len - 1};
    return ASSAY_OK;
}

/* Whether a table has every mapped field and gets what it needs; *needs says how much. */
static bool fits(size_t t, const assay__maps *maps, int *needs)
{
    const assay__table *table = assay__table_of((assay__table_id)t);
    uint64_t known = 0, wanted = t == ASSAY__ACCOUNT ? 0 : assay__table_needs(table);
    for (size_t i = 0; i < maps->n; i++) {
        const assay__map *map = &maps->items[i];
        if ((map->table != ASSAY__TABLE_COUNT && map->table != t) ||
            !has_column(t, map->column))
            return false;
        if (!is_name(map->column))
            known |= UINT64_C(1) << assay__field_by_column(table, map->column);
    }
    *needs = __builtin_popcountll(wanted);
    return (wanted & ~known) == 0;
}

static assay_status choose_table(assay__maps *maps, assay_error *err)
{
    int most = -1;
    if (maps->n == 0)
        return assay_fail(err, ASSAY_USAGE,
                          "csv needs --map, such as --map handle=Username,"
                          "followers=Followers");
    for (size_t t = 0; t < ASSAY__TABLE_COUNT; t++) {
        int needs;
        if (!fits(t, maps, &needs) || needs <= most)
            continue;
        most = needs;
        maps->table = (assay__table_id)t;
    }
    if (most >= 0)
        return ASSAY_OK;
    return assay_fail(err, ASSAY_USAGE,
                      "no table has all mapped fields and what it needs: growth needs at "
                      "and followers, posts needs post, comments needs text");
}

static size_t count_maps(const assay_import_options *options, size_t *parts)
{
    size_t n = 0;
    for (size_t i = 0; i < options->n_maps; i++) {
        n++;
        for (const char *p = options->maps[i]; *p != '\0'; p++) {
            n += *p == ',';
            *parts += *p == '.';
        }
    }
    *parts += n;
    return n;
}

/* A comma divides maps when a field and = follow it; columns may hold commas. */
static size_t map_length(assay_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        assay__map map;
        if (text.ptr[i] != ',')
            continue;
        assay_str rest = {text.ptr + i + 1, text.len - i - 1};
        const char *equals = memchr(rest.ptr, '=', rest.len);
        size_t len = equals != NULL ? (size_t)(equals - rest.ptr) : 0;
        if (len > 0 && memchr(rest.ptr, ',', len) == NULL &&
            read_field((assay_str){rest.ptr, len}, &map))
            return i;
    }
    return text.len;
}

/* The maps of one text, which commas divide. */
static assay_status read_maps(assay_str text, assay__maps *out, assay_error *err)
{
    while (text.len > 0) {
        size_t len = map_length(text);
        assay_str one = {text.ptr, len};
        ASSAY__TRY(read_map(one, &out->items[out->n++], err));
        size_t step = len < text.len ? len + 1 : len;
        text.ptr += step;
        text.len -= step;
    }
    return ASSAY_OK;
}

assay_status assay__maps_read(const assay_import_options *options, assay__shape_id shape,
                              assay_arena *arena, assay__maps *out, assay_error *err)
{
    *out = (assay__maps){.table = ASSAY__ACCOUNT};
    size_t n = count_maps(options, &out->parts);
    out->items = assay_arena_array(arena, n, sizeof out->items[0]);
    if (out->items == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for maps");
    for (size_t i = 0; i < options->n_maps; i++) {
        assay_str text = assay_arena_copy(arena, assay__str(options->maps[i]));
        if (text.ptr == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for maps");
        ASSAY__TRY(read_maps(text, out, err));
    }
    return shape == ASSAY__SHAPE_CSV ? choose_table(out, err) : ASSAY_OK;
}
