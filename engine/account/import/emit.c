/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row is made of each instance whose needs hold. Its sorting key is platform, handle
 * and table, then what identifies it, so that rows of one thing come to stand side by
 * side; rows that nothing identifies stay apart by their number. */
#include "account/import/emit.h"

#include "base/clock.h"
#include "base/str.h"

enum { CELLS = 64, LONGEST_NAME = 1024 };

/* A row on its way; a cell counts when its bit is in `known`. */
typedef struct made_row {
    assay__table_id table;
    uint64_t known, decided;
    assay_str names[2]; /* platform, handle */
    const assay__plan_cell *refused;
    assay_str cells[CELLS];
} made_row;

static uint64_t bit(size_t field)
{
    return UINT64_C(1) << field;
}

static bool knows(const made_row *row, size_t field)
{
    return (row->known & bit(field)) != 0;
}

static void set_cell(made_row *row, size_t field, assay_str cell)
{
    row->cells[field] = cell;
    row->known |= bit(field);
}

static void begin_row(made_row *row, assay__table_id table)
{
    row->table = table;
    row->known = 0;
    row->decided = 0;
    row->names[0] = (assay_str){NULL, 0};
    row->names[1] = (assay_str){NULL, 0};
    row->refused = NULL;
}

/* The index of a field of a table that is known to have it. */
static size_t index_of(assay__table_id table, const char *column)
{
    return assay__field_by_column(assay__table_of(table), assay__str(column));
}

static void find_fields(assay__emitter *e)
{
    e->at.followers = index_of(ASSAY__ACCOUNT, "followers");
    e->at.following = index_of(ASSAY__ACCOUNT, "following");
    e->at.posts_count = index_of(ASSAY__ACCOUNT, "posts_count");
    e->at.at = index_of(ASSAY__GROWTH, "at");
    e->at.reading = index_of(ASSAY__GROWTH, "followers");
    e->at.reading_following = index_of(ASSAY__GROWTH, "following");
    e->at.reading_posts = index_of(ASSAY__GROWTH, "posts");
    e->at.seen_at = index_of(ASSAY__POSTS, "seen_at");
}

assay_status assay__emit_begin(assay__emitter *e, assay_arena *arena, assay_error *err)
{
    size_t cells = 1;
    find_fields(e);
    for (size_t i = 0; i < e->plan->n_rows; i++)
        cells += e->plan->rows[i].n_cells;
    e->seen = assay_arena_array(arena, cells, sizeof e->seen[0]);
    e->made = assay_arena_array(arena, e->plan->n_rows + 1, sizeof e->made[0]);
    if (e->seen == NULL || e->made == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for an import");
    return ASSAY_OK;
}

void assay__emit_end(assay__emitter *e)
{
    assay__buffer_free(&e->key);
}

void assay__emit_reject(assay__emitter *e, uint64_t line, assay_str field,
                        const char *why)
{
    e->counts.rejects++;
    if (e->options->reject != NULL)
        e->options->reject(&(assay_reject){.file = assay__str(e->file),
                                           .line = line,
                                           .field = field,
                                           .message = why},
                           e->options->ctx);
}

/* ---- values ---------------------------------------------------------------------- */

static assay__raw value_of(const assay__instance *instance, const assay__source *source)
{
    if (source->constant.ptr != NULL)
        return (assay__raw){source->constant, '"'};
    for (unsigned up = source->up; up > 0 && instance != NULL; up--)
        instance = instance->around;
    return instance != NULL ? instance->values[source->leaf] : (assay__raw){{NULL, 0}, 0};
}

/* Whether something is said there: not null, not an empty cell. */
static bool is_said(assay__raw raw)
{
    return raw.type != 0 && raw.type != 'n' && (raw.type != ',' || raw.text.len > 0);
}

static bool need_holds(const assay__instance *instance, const assay__need *need)
{
    assay__raw raw = value_of(instance, &need->source);
    bool holds = is_said(raw);
    if (need->equals.ptr != NULL)
        holds = holds && assay__str_equal(raw.text, need->equals);
    return holds != need->negated;
}

static bool needs_hold(const assay__instance *instance, const assay__plan_rows *rows)
{
    bool all = true;
    for (size_t i = 0; i < rows->n_needs && all;) {
        uint16_t clause = rows->needs[i].clause;
        bool any = false;
        for (; i < rows->n_needs && rows->needs[i].clause == clause; i++)
            any = any || need_holds(instance, &rows->needs[i]);
        all = any;
    }
    return all;
}

static const assay__field *field_of(assay__table_id table, uint8_t field)
{
    if (field < CELLS)
        return &assay__table_of(table)->fields[field];
    return &assay__table_of(ASSAY__ACCOUNT)->fields[field - ASSAY__PLATFORM];
}

static bool is_name_cell(const assay__plan_cell *cell)
{
    return cell->field >= CELLS;
}

static bool is_decided(const made_row *row, const assay__plan_cell *cell)
{
    if (is_name_cell(cell))
        return row->names[cell->field - ASSAY__PLATFORM].ptr != NULL;
    return ((row->known | row->decided) & bit(cell->field)) != 0;
}

static void keep_cell(made_row *row, const assay__plan_cell *cell, assay_str text)
{
    if (is_name_cell(cell))
        row->names[cell->field - ASSAY__PLATFORM] = text;
    else
        set_cell(row, cell->field, text);
    /* What an earlier path of this field refused, this one makes good. */
    if (row->refused != NULL && row->refused->field == cell->field)
        row->refused = NULL;
}

/* One path of one of our fields, unless an earlier path told. */
static void fill_cell(assay__emitter *e, made_row *row, const assay__plan_cell *cell,
                      assay__raw raw)
{
    assay_str text;
    if (is_decided(row, cell))
        return;
    switch (assay__convert(&e->with, field_of(row->table, cell->field), cell->how, raw,
                           &text)) {
    case ASSAY__GOT:
        keep_cell(row, cell, text);
        return;
    case ASSAY__DECIDED:
        if (!is_name_cell(cell))
            row->decided |= bit(cell->field);
        return;
    case ASSAY__REFUSED:
        if (row->refused == NULL)
            row->refused = cell;
        return;
    case ASSAY__NOT_KNOWN:
        return;
    }
}

static void fill_cells(assay__emitter *e, made_row *row, const assay__plan_rows *rows,
                       const assay__instance *instance)
{
    const assay__plan_cell *first = e->plan->rows[0].cells;
    for (size_t i = 0; i < rows->n_cells; i++) {
        const assay__plan_cell *cell = &rows->cells[i];
        assay__raw raw = value_of(instance, &cell->source);
        if (raw.type == 0)
            continue;
        e->seen[cell - first] = true;
        fill_cell(e, row, cell, raw);
    }
}

/* ---- names ----------------------------------------------------------------------- */

static bool is_name(assay_str text)
{
    return text.len > 0 && text.len <= LONGEST_NAME &&
           memchr(text.ptr, '\0', text.len) == NULL;
}

/* Platform and handle, from the record, the options or the shape. */
static bool name_row(assay__emitter *e, made_row *row)
{
    assay_str *platform = &row->names[0], *handle = &row->names[1];
    if (platform->ptr == NULL)
        *platform = e->options->platform;
    if (platform->ptr == NULL && e->platform != NULL)
        *platform = assay__str(e->platform);
    if (handle->ptr == NULL)
        *handle = e->options->handle;
    if (platform->ptr != NULL)
        *platform = assay__platform_fold(*platform, e->with.arena);
    if (handle->ptr != NULL)
        *handle = assay__handle_trim(*handle);
    e->nameless[0] += !is_name(*platform);
    e->nameless[1] += !is_name(*handle);
    return is_name(*platform) && is_name(*handle);
}

/* ---- the sorted form ------------------------------------------------------------- */

/* A time so that bytes sort as times do. */
static void put_time_key(assay_buffer *key, assay_str text)
{
    int64_t at = 0;
    bool dated;
    char bytes[8];
    (void)assay__time_read(text, &at, &dated);
    uint64_t bits = (uint64_t)at ^ UINT64_C(1) << 63;
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (char)(bits >> (56 - 8 * i));
    assay__buffer_put(key, (assay_str){bytes, sizeof bytes});
}

/* What identifies the row in its account. */
static void put_identity(assay__emitter *e, const made_row *row)
{
    const assay__table *table = assay__table_of(row->table);
    bool identified = row->table == ASSAY__ACCOUNT, first = true;
    for (size_t i = 0; i < table->n_fields && row->table != ASSAY__ACCOUNT; i++) {
        const assay__field *field = &table->fields[i];
        if (field->part != ASSAY__KEY && field->part != ASSAY__MAY_KEY)
            continue;
        /* A row is identified when the first part of its key is known. */
        if (first)
            identified = knows(row, i);
        first = false;
        if (knows(row, i) && field->kind == ASSAY__TIME)
            put_time_key(&e->key, row->cells[i]);
        else if (knows(row, i))
            assay__buffer_put(&e->key, row->cells[i]);
        assay__buffer_put_char(&e->key, '\0');
    }
    if (!identified)
        assay__buffer_printf(&e->key, "%c%020llu", 0xFF,
                             (unsigned long long)e->counts.rows);
}

static void put_key(assay__emitter *e, const made_row *row)
{
    assay_str platform = row->names[0], handle = row->names[1];
    assay__buffer_clear(&e->key);
    char *to = assay__buffer_more(&e->key, platform.len + handle.len + 3);
    if (to == NULL)
        return;
    memcpy(to, platform.ptr, platform.len);
    to += platform.len;
    *to++ = '\0';
    memcpy(to, handle.ptr, handle.len);
    to += handle.len;
    *to++ = '\0';
    *to = (char)row->table;
    put_identity(e, row);
}

static size_t body_length(const made_row *row)
{
    size_t len = sizeof row->known;
    for (uint64_t left = row->known; left != 0; left &= left - 1)
        len += sizeof(uint32_t) + row->cells[__builtin_ctzll(left)].len;
    return len;
}

static void write_body(const made_row *row, char *to)
{
    memcpy(to, &row->known, sizeof row->known);
    to += sizeof row->known;
    for (uint64_t left = row->known; left != 0; left &= left - 1) {
        assay_str cell = row->cells[__builtin_ctzll(left)];
        uint32_t len = (uint32_t)cell.len;
        memcpy(to, &len, sizeof len);
        memcpy(to + sizeof len, cell.ptr, cell.len);
        to += sizeof len + cell.len;
    }
}

static assay_status keep_row(assay__emitter *e, const made_row *row, assay_error *err)
{
    char *body;
    put_key(e, row);
    if (e->key.failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a row");
    e->counts.rows++;
    ASSAY__TRY(assay__sort_add(e->rows, (assay_str){e->key.bytes, e->key.len},
                               body_length(row), &body, err));
    write_body(row, body);
    return ASSAY_OK;
}

/* ---- rows ------------------------------------------------------------------------ */

/* A profile read at a known time is a reading of its counters. */
static assay_status keep_reading(assay__emitter *e, const made_row *profile,
                                 assay_error *err)
{
    char text[ASSAY__TIME_ROOM];
    size_t len =
        assay__time_print(e->options->as_of, e->options->as_of % ASSAY__DAY == 0, text);
    made_row row;
    if (!knows(profile, e->at.followers))
        return ASSAY_OK;
    begin_row(&row, ASSAY__GROWTH);
    row.names[0] = profile->names[0];
    row.names[1] = profile->names[1];
    set_cell(&row, e->at.at, (assay_str){text, len});
    set_cell(&row, e->at.reading, profile->cells[e->at.followers]);
    if (knows(profile, e->at.following))
        set_cell(&row, e->at.reading_following, profile->cells[e->at.following]);
    if (knows(profile, e->at.posts_count))
        set_cell(&row, e->at.reading_posts, profile->cells[e->at.posts_count]);
    return keep_row(e, &row, err);
}

static assay_status keep_seen(assay__emitter *e, made_row *row, assay_error *err)
{
    char text[ASSAY__TIME_ROOM];
    size_t seen = e->at.seen_at;
    if (e->options->as_of != 0 && !knows(row, seen)) {
        size_t len = assay__time_print(e->options->as_of,
                                       e->options->as_of % ASSAY__DAY == 0, text);
        set_cell(row, seen, (assay_str){text, len});
    }
    return keep_row(e, row, err);
}

/* A field that must be known and is not; a needed text may be empty. */
static const assay__field *missing_field(made_row *row)
{
    const assay__table *table = assay__table_of(row->table);
    for (size_t i = 0; i < table->n_fields && row->table != ASSAY__ACCOUNT; i++) {
        const assay__field *field = &table->fields[i];
        bool needed = field->part == ASSAY__KEY || field->part == ASSAY__NEEDED;
        if (!needed || knows(row, i))
            continue;
        if (field->kind != ASSAY__TEXT)
            return field;
        set_cell(row, i, ASSAY__LITERAL(""));
    }
    return NULL;
}

/* Why a row cannot be kept; told. */
static bool reject_row(assay__emitter *e, made_row *row, uint64_t line)
{
    const assay__field *missing = NULL;
    if (row->refused != NULL) {
        assay__emit_reject(e, line, row->refused->path, e->with.refusal.why);
        return true;
    }
    if (!name_row(e, row)) {
        bool platform = !is_name(row->names[0]);
        assay__emit_reject(e, line, assay__str(platform ? "platform" : "handle"),
                           "the export does not name it: give --account "
                           "PLATFORM/HANDLE");
        return true;
    }
    missing = missing_field(row);
    if (missing != NULL)
        assay__emit_reject(e, line, assay__str(missing->column),
                           "it must be known and is not");
    return missing != NULL;
}

static assay_status emit_row(assay__emitter *e, size_t i, const assay__instance *instance,
                             uint64_t line, assay_error *err)
{
    const assay__plan_rows *rows = &e->plan->rows[i];
    made_row row;
    begin_row(&row, rows->table);
    fill_cells(e, &row, rows, instance);
    e->made[i]++;
    if (row.refused != NULL && e->with.refusal.status == ASSAY_NO_MEMORY)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a row");
    if (reject_row(e, &row, line))
        return ASSAY_OK;
    if (row.table == ASSAY__POSTS)
        return keep_seen(e, &row, err);
    if (row.table == ASSAY__ACCOUNT && e->options->as_of != 0)
        ASSAY__TRY(keep_reading(e, &row, err));
    return keep_row(e, &row, err);
}

assay_status assay__emit(assay__emitter *e, const assay__instances *record, uint64_t line,
                         assay_error *err)
{
    bool used = false;
    e->counts.records++;
    for (const assay__instance *each = record->first; each != NULL; each = each->next) {
        for (size_t i = 0; i < e->plan->n_rows; i++) {
            const assay__plan_rows *rows = &e->plan->rows[i];
            if (rows->scope != each->scope || !needs_hold(each, rows))
                continue;
            used = true;
            ASSAY__TRY(emit_row(e, i, each, line, err));
        }
    }
    if (!used)
        assay__emit_reject(e, line, (assay_str){"", 0},
                           "nothing in it that this shape knows");
    return ASSAY_OK;
}
