/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths become places of a tree as they are met; everything lies in one arena, sized by
 * the number of path parts there are. */
#include "account/import/plan.h"

#include "account/import/maps.h"
#include "base/str.h"

typedef struct builder {
    assay__plan *plan;
    assay_arena *arena;
    const assay__maps *maps;
    size_t n_cells, n_needs; /* room */
    assay__plan_cell *cells;
    assay__need *needs;
    size_t used_cells, used_needs;
} builder;

/* The first part of a path, taken off it. */
static assay_str take_part(assay_str *path)
{
    size_t n = 0;
    while (n < path->len && path->ptr[n] != '.')
        n++;
    assay_str part = {path->ptr, n};
    size_t step = n < path->len ? n + 1 : n;
    path->ptr += step;
    path->len -= step;
    return part;
}

static size_t parts_of(const char *path)
{
    size_t n = 1;
    for (const char *p = path; *p != '\0'; p++)
        n += *p == '.' || *p == ';' || *p == '|';
    return n;
}

static uint16_t find_child(const assay__plan *plan, uint16_t place, assay_str key)
{
    uint16_t at = plan->places[place].child;
    while (at != 0 && !assay__str_equal(plan->places[at].key, key))
        at = plan->places[at].sibling;
    return at;
}

static uint16_t add_child(assay__plan *plan, uint16_t place, assay_str key)
{
    uint16_t found = find_child(plan, place, key);
    if (found != 0)
        return found;
    uint16_t at = (uint16_t)plan->n_places++;
    uint16_t *link = &plan->places[place].child;
    while (*link != 0)
        link = &plan->places[*link].sibling;
    *link = at;
    plan->places[at] = (assay__place){
        .key = key, .scope = plan->places[place].scope, .leaf = ASSAY__NO_LEAF};
    return at;
}

static uint16_t add_path(assay__plan *plan, uint16_t place, assay_str path)
{
    while (path.len > 0)
        place = add_child(plan, place, take_part(&path));
    return place;
}

static void add_wrap(assay__plan *plan, const char *text)
{
    assay_str path = assay__str(text);
    uint16_t place = 0;
    while (path.len > 0) {
        place = add_child(plan, place, take_part(&path));
        plan->places[place].wraps = true;
    }
    plan->places[place].record = true;
}

static uint16_t add_scope(assay__plan *plan, const char *path)
{
    uint16_t place = add_path(plan, 0, assay__str(path));
    assay__place *at = &plan->places[place];
    if (at->opens)
        return at->scope;
    uint16_t scope = (uint16_t)plan->n_scopes++;
    plan->scopes[scope] = (assay__scope){.parent = at->scope, .place = place};
    at->opens = true;
    at->scope = scope;
    return scope;
}

/* Where a path of shapes.def or of a map leads. */
static assay__source add_source(assay__plan *plan, uint16_t scope, assay_str path)
{
    assay__source out = {.leaf = ASSAY__NO_LEAF};
    if (path.len > 0 && path.ptr[0] == '=') {
        out.constant = (assay_str){path.ptr + 1, path.len - 1};
        return out;
    }
    while (path.len > 0 && path.ptr[0] == '^') {
        path.ptr++;
        path.len--;
        out.up++;
        scope = plan->scopes[scope].parent;
    }
    uint16_t place = add_path(plan, plan->scopes[scope].place, path);
    assay__place *at = &plan->places[place];
    if (at->leaf == ASSAY__NO_LEAF)
        at->leaf = plan->scopes[at->scope].n_leaves++;
    out.leaf = at->leaf;
    return out;
}

/* One `!path`, `path`, `path=value` of a needs text. */
static void add_need(builder *b, uint16_t scope, uint16_t clause, assay_str text)
{
    assay__need *need = &b->needs[b->used_needs++];
    *need = (assay__need){.clause = clause};
    if (text.ptr[0] == '!') {
        need->negated = true;
        text.ptr++;
        text.len--;
    }
    const char *equals = memchr(text.ptr, '=', text.len);
    if (equals != NULL) {
        size_t len = (size_t)(equals - text.ptr);
        need->equals = (assay_str){equals + 1, text.len - len - 1};
        text.len = len;
    }
    need->source = add_source(b->plan, scope, text);
}

static void add_needs(builder *b, assay__plan_rows *rows, const char *text)
{
    uint16_t clause = 0;
    rows->needs = b->needs + b->used_needs;
    rows->needs_text = text;
    while (*text != '\0') {
        size_t len = strcspn(text, ";|");
        add_need(b, rows->scope, clause, (assay_str){text, len});
        clause = (uint16_t)(clause + (text[len] == ';'));
        text += len + (text[len] != '\0');
    }
    rows->n_needs = (size_t)(b->needs + b->used_needs - rows->needs);
}

static uint8_t field_of(assay__table_id table, assay_str column)
{
    if (assay__str_equal(column, ASSAY__LITERAL("platform")))
        return ASSAY__PLATFORM;
    if (assay__str_equal(column, ASSAY__LITERAL("handle")))
        return ASSAY__HANDLE;
    return (uint8_t)assay__field_by_column(assay__table_of(table), column);
}

static void add_cell(builder *b, assay__plan_rows *rows, const assay__plan_cell *cell)
{
    assay__plan_cell *added = &b->cells[b->used_cells++];
    *added = *cell;
    added->source = add_source(b->plan, rows->scope, cell->path);
    if (cell->field < 64)
        b->plan->columns[rows->table] |= UINT64_C(1) << cell->field;
    rows->n_cells++;
}

/* The maps for one of our fields go before the shape's own cells. */
static void add_mapped(builder *b, assay__plan_rows *rows)
{
    for (size_t i = 0; i < b->maps->n; i++) {
        const assay__map *map = &b->maps->items[i];
        bool here = map->table == ASSAY__TABLE_COUNT || map->table == rows->table;
        uint8_t field = field_of(rows->table, map->column);
        bool known =
            field >= ASSAY__PLATFORM || field < assay__table_of(rows->table)->n_fields;
        if (here && known)
            add_cell(
                b, rows,
                &(assay__plan_cell){.field = field, .path = map->path, .must = true});
    }
}

static void add_cells(builder *b, assay__plan_rows *rows, assay__rows_id id)
{
    rows->cells = b->cells + b->used_cells;
    add_mapped(b, rows);
    for (size_t i = 0; i < assay__n_shape_cells; i++) {
        const assay__shape_cell *cell = &assay__shape_cells[i];
        if (cell->rows == id)
            add_cell(b, rows,
                     &(assay__plan_cell){
                         .field = field_of(rows->table, assay__str(cell->column)),
                         .path = assay__str(cell->path),
                         .how = cell->how,
                         .must = cell->must});
    }
}

static void add_rows(builder *b, assay__table_id table, const char *scope,
                     const char *needs, assay__rows_id id)
{
    assay__plan_rows *rows = &b->plan->rows[b->plan->n_rows++];
    *rows = (assay__plan_rows){.table = table, .scope = add_scope(b->plan, scope)};
    b->plan->filled[table] = true;
    add_cells(b, rows, id);
    add_needs(b, rows, needs);
}

/* Room for everything, counted beforehand. */
static bool make_room(builder *b)
{
    size_t parts = 1, rows = 1 + ASSAY__ROWS_COUNT;
    for (size_t i = 0; i < assay__n_shape_wraps; i++)
        parts += parts_of(assay__shape_wraps[i].path);
    for (size_t i = 0; i < assay__n_shape_cells; i++)
        parts += parts_of(assay__shape_cells[i].path);
    for (size_t i = 0; i < ASSAY__ROWS_COUNT; i++) {
        parts += parts_of(assay__shape_rowses[i].scope);
        b->n_needs += parts_of(assay__shape_rowses[i].needs);
    }
    parts += b->n_needs + b->maps->parts * rows;
    b->n_cells = assay__n_shape_cells + b->maps->n * rows;
    if (parts > UINT16_MAX - 1)
        return false;
    assay__plan *plan = b->plan;
    plan->places = assay_arena_array(b->arena, parts, sizeof plan->places[0]);
    plan->scopes = assay_arena_array(b->arena, rows, sizeof plan->scopes[0]);
    plan->rows = assay_arena_array(b->arena, rows, sizeof plan->rows[0]);
    b->cells = assay_arena_array(b->arena, b->n_cells, sizeof b->cells[0]);
    b->needs = assay_arena_array(b->arena, b->n_needs, sizeof b->needs[0]);
    return plan->places != NULL && plan->scopes != NULL && plan->rows != NULL &&
           b->cells != NULL && b->needs != NULL;
}

static void build(builder *b, assay__shape_id shape)
{
    assay__plan *plan = b->plan;
    plan->n_places = 1;
    plan->places[0] =
        (assay__place){.leaf = ASSAY__NO_LEAF, .record = true, .opens = true};
    plan->n_scopes = 1;
    for (size_t i = 0; i < assay__n_shape_wraps; i++) {
        if (assay__shape_wraps[i].shape == shape)
            add_wrap(plan, assay__shape_wraps[i].path);
    }
    for (size_t i = 0; i < ASSAY__ROWS_COUNT; i++) {
        const assay__shape_rows *rows = &assay__shape_rowses[i];
        if (rows->shape == shape)
            add_rows(b, rows->table, rows->scope, rows->needs, (assay__rows_id)i);
    }
    if (shape == ASSAY__SHAPE_CSV)
        add_rows(b, b->maps->table, "", "", ASSAY__ROWS_COUNT);
}

assay_status assay__plan_new(const assay_import_options *options, assay_arena *arena,
                             assay__plan **out, assay_error *err)
{
    assay__shape_id shape = assay__shape_by_name(options->shape);
    assay__maps maps;
    if (shape == ASSAY__SHAPE_COUNT)
        return assay_fail(err, ASSAY_USAGE, "there is no shape %s", options->shape);
    ASSAY__TRY(assay__maps_read(options, shape, arena, &maps, err));
    builder b = {.arena = arena, .maps = &maps};
    b.plan = assay_arena_alloc(arena, sizeof *b.plan);
    if (b.plan == NULL || !make_room(&b))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the plan of an import");
    build(&b, shape);
    *out = b.plan;
    return ASSAY_OK;
}

static void add_column(assay__plan *plan, assay__table_id table, const char *column)
{
    size_t field = assay__field_by_column(assay__table_of(table), assay__str(column));
    plan->columns[table] |= UINT64_C(1) << field;
}

void assay__plan_add_readings(assay__plan *plan)
{
    static const char *const READING[] = {"at", "followers", "following", "posts"};
    for (size_t i = 0; i < sizeof READING / sizeof READING[0]; i++)
        add_column(plan, ASSAY__GROWTH, READING[i]);
    add_column(plan, ASSAY__POSTS, "seen_at");
}

void assay__plan_take_exactly(assay__plan *plan)
{
    for (size_t i = 0; i < plan->rows[0].n_cells; i++)
        plan->rows[0].cells[i].how = ASSAY__EXACT;
}

void assay__plan_add_columns(assay__plan *plan, const assay__plan *other,
                             assay__table_id table)
{
    plan->columns[table] |= other->columns[table];
}

/* A path whose parts are divided by . or /, from a place on; 0 when it leads nowhere. */
static uint16_t find_path(const assay__plan *plan, uint16_t place, assay_str key)
{
    size_t from = 0;
    for (size_t i = 0; i <= key.len; i++) {
        if (i < key.len && key.ptr[i] != '.' && key.ptr[i] != '/')
            continue;
        place = find_child(plan, place, (assay_str){key.ptr + from, i - from});
        if (place == 0)
            return 0;
        from = i + 1;
    }
    return place;
}

uint16_t assay__plan_child(const assay__plan *plan, uint16_t place, assay_str key)
{
    uint16_t found = find_child(plan, place, key);
    if (found != 0)
        return found;
    bool path = memchr(key.ptr, '.', key.len) != NULL;
    return path ? find_path(plan, place, key) : 0;
}

static bool same_letters(assay_str a, assay_str b)
{
    bool same = a.len == b.len;
    for (size_t i = 0; i < a.len && same; i++) {
        unsigned char x = (unsigned char)a.ptr[i], y = (unsigned char)b.ptr[i];
        unsigned char folded = (unsigned char)(x | 0x20U);
        bool letter = folded >= 'a' && folded <= 'z';
        same = x == y || (letter && folded == (y | 0x20U));
    }
    return same;
}

static uint16_t find_letters(const assay__plan *plan, uint16_t place, assay_str key)
{
    uint16_t at = plan->places[place].child;
    while (at != 0 && !same_letters(plan->places[at].key, key))
        at = plan->places[at].sibling;
    return at;
}

/* Digits alone, as the number of an element. */
static bool is_index(assay_str part, size_t *which)
{
    size_t value = 0;
    bool digits = part.len > 0 && part.len < 5;
    for (size_t i = 0; i < part.len && digits; i++) {
        digits = part.ptr[i] >= '0' && part.ptr[i] <= '9';
        value = value * 10 + (size_t)(part.ptr[i] - '0');
    }
    if (digits)
        *which = value;
    return digits;
}

/* A column's name as a path, divided by . alone or by / too. */
static uint16_t find_column(const assay__plan *plan, assay_str name, bool slashes,
                            size_t *which)
{
    uint16_t place = 0;
    size_t from = 0;
    *which = 0;
    for (size_t i = 0; i <= name.len; i++) {
        bool divides =
            i < name.len && (name.ptr[i] == '.' || (slashes && name.ptr[i] == '/'));
        if (i < name.len && !divides)
            continue;
        assay_str part = {name.ptr + from, i - from};
        from = i + 1;
        if (place != 0 && is_index(part, which))
            continue;
        uint16_t found = find_child(plan, place, part);
        place = found != 0 ? found : find_letters(plan, place, part);
        if (place == 0)
            return 0;
    }
    return place;
}

uint16_t assay__plan_column(const assay__plan *plan, assay_str name, size_t *which)
{
    uint16_t found = find_column(plan, name, false, which);
    return found != 0 ? found : find_column(plan, name, true, which);
}
