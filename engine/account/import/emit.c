/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row is made of each instance whose needs hold, given its names, and put aside to be
 * sorted; comments that only name their post wait for its owner. */
#include "account/import/emit.h"

#include "account/import/made.h"

#include "base/clock.h"
#include "base/str.h"

enum { LONGEST_NAME = 1024 };

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
    e->at.post = index_of(ASSAY__POSTS, "post");
    e->at.comment_post = index_of(ASSAY__COMMENTS, "post");
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
    bool joins = e->plan->filled[ASSAY__POSTS] && e->plan->filled[ASSAY__COMMENTS];
    return joins ? assay__sort_new(e->options->memory_bytes / 4, e->options->spill_dir,
                                   &e->owners, err)
                 : ASSAY_OK;
}

void assay__emit_end(assay__emitter *e)
{
    assay__buffer_free(&e->key);
    assay__buffer_free(&e->body);
    assay__sort_free(e->owners);
}

void assay__emit_reject(assay__emitter *e, uint64_t line, assay_str field,
                        const char *why)
{
    e->counts.rejects++;
    if (e->options->reject != NULL)
        e->options->reject(
            &(assay_reject){
                .file = e->file, .line = line, .field = field, .message = why},
            e->options->ctx);
}

/* ---- names ----------------------------------------------------------------------- */

static bool is_name(assay_str text)
{
    return text.ptr != NULL && text.len > 0 && text.len <= LONGEST_NAME &&
           memchr(text.ptr, '\0', text.len) == NULL;
}

/* The platform, from the record, the options or the shape. */
static bool name_platform(assay__emitter *e, assay__made *row)
{
    assay_str *platform = &row->names[0];
    if (platform->ptr == NULL)
        *platform = e->options->platform;
    if (platform->ptr == NULL && e->platform != NULL)
        *platform = assay__str(e->platform);
    if (platform->ptr != NULL)
        *platform = assay__platform_fold(*platform, e->with.arena);
    e->nameless[0] += !is_name(*platform);
    return is_name(*platform);
}

/* A handle without its @, or out of the link that a map may lead to. */
static assay_str bare_handle(assay_str handle)
{
    const char *colon = memchr(handle.ptr, ':', handle.len);
    size_t left = colon != NULL ? handle.len - (size_t)(colon - handle.ptr) : 0;
    bool link = left > 3 && memcmp(colon, "://", 3) == 0;
    return assay__handle_trim(link ? assay__link_name(handle) : handle);
}

/* The handle, from the record or the options. */
static bool name_handle(assay__emitter *e, assay__made *row)
{
    assay_str *handle = &row->names[1];
    if (handle->ptr == NULL)
        *handle = e->options->handle;
    if (handle->ptr != NULL)
        *handle = bare_handle(*handle);
    e->nameless[1] += !is_name(*handle);
    return is_name(*handle);
}

static assay_status keep_row(assay__emitter *e, const assay__made *row, assay_error *err)
{
    char *body;
    assay__made_key(row, e->number++, &e->key);
    if (e->key.failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a row");
    e->counts.rows++;
    ASSAY__TRY(assay__sort_add(e->rows, (assay_str){e->key.bytes, e->key.len},
                               assay__made_length(row), &body, err));
    assay__made_write(row, body);
    return ASSAY_OK;
}

/* ---- rows ------------------------------------------------------------------------ */

/* A profile read at a known time is a reading of its counters. */
static assay_status keep_reading(assay__emitter *e, const assay__made *profile,
                                 assay_error *err)
{
    char text[ASSAY__TIME_ROOM];
    size_t len =
        assay__time_print(e->options->as_of, e->options->as_of % ASSAY__DAY == 0, text);
    assay__made row;
    if (!assay__made_knows(profile, e->at.followers))
        return ASSAY_OK;
    assay__made_begin(&row, ASSAY__GROWTH);
    row.names[0] = profile->names[0];
    row.names[1] = profile->names[1];
    assay__made_set(&row, e->at.at, (assay_str){text, len});
    assay__made_set(&row, e->at.reading, profile->cells[e->at.followers]);
    if (assay__made_knows(profile, e->at.following))
        assay__made_set(&row, e->at.reading_following, profile->cells[e->at.following]);
    if (assay__made_knows(profile, e->at.posts_count))
        assay__made_set(&row, e->at.reading_posts, profile->cells[e->at.posts_count]);
    return keep_row(e, &row, err);
}

/* A post that does not tell when it was seen was seen when the export was made. */
static assay_status keep_seen(assay__emitter *e, const assay__made *row, assay_error *err)
{
    char text[ASSAY__TIME_ROOM];
    size_t seen = e->at.seen_at;
    if (e->options->as_of == 0 || assay__made_knows(row, seen))
        return keep_row(e, row, err);
    assay__made dated = *row;
    size_t len =
        assay__time_print(e->options->as_of, e->options->as_of % ASSAY__DAY == 0, text);
    assay__made_set(&dated, seen, (assay_str){text, len});
    return keep_row(e, &dated, err);
}

/* A field that must be known and is not; a needed text may be empty. */
static const assay__field *missing_field(assay__made *row)
{
    const assay__table *table = assay__table_of(row->table);
    for (size_t i = 0; i < table->n_fields && row->table != ASSAY__ACCOUNT; i++) {
        const assay__field *field = &table->fields[i];
        bool needed = field->part == ASSAY__KEY || field->part == ASSAY__NEEDED;
        if (!needed || assay__made_knows(row, i))
            continue;
        if (field->kind != ASSAY__TEXT)
            return field;
        assay__made_set(row, i, ASSAY__LITERAL(""));
    }
    return NULL;
}

static void reject_nameless(assay__emitter *e, uint64_t line, const char *field)
{
    assay__emit_reject(e, line, assay__str(field),
                       "the export does not name it: give --account PLATFORM/HANDLE");
}

/* Whether what was read cannot be kept, whoever's it is; told. */
static bool reject_row(assay__emitter *e, assay__made *row, uint64_t line)
{
    if (row->refused != NULL) {
        assay__emit_reject(e, line, row->refused->path, e->with.refusal.why);
        return true;
    }
    const assay__field *missing = missing_field(row);
    if (missing != NULL) {
        assay__emit_reject(e, line, assay__str(missing->column),
                           "it must be known and is not");
        return true;
    }
    bool named = name_platform(e, row);
    if (!named)
        reject_nameless(e, line, "platform");
    return !named;
}

/* Whether a row is a comment that only its post can tell the owner of. */
static bool is_orphan(const assay__emitter *e, const assay__made *row)
{
    return e->owners != NULL && row->table == ASSAY__COMMENTS &&
           row->names[1].ptr == NULL && assay__made_knows(row, e->at.comment_post);
}

/* Puts a comment aside until the posts are read. */
static assay_status keep_orphan(assay__emitter *e, assay__made *row, uint64_t line,
                                assay_error *err)
{
    row->names[1] = ASSAY__LITERAL("");
    assay__made_key(row, e->number++, &e->key);
    assay__buffer_clear(&e->body);
    char *body = assay__buffer_more(&e->body, assay__made_length(row));
    if (body == NULL || e->key.failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a row");
    assay__made_write(row, body);
    size_t names = row->names[0].len + 2;
    assay__orphan orphan = {.platform = row->names[0],
                            .post = row->cells[e->at.comment_post],
                            .file = e->file,
                            .line = line,
                            .tail = {e->key.bytes + names, e->key.len - names},
                            .body = {e->body.bytes, e->body.len}};
    e->orphans++;
    return assay__owners_add_orphan(e->owners, &orphan, err);
}

/* A comment whose owner is found, or given by the options, or never known. */
static assay_status keep_found(const assay__orphan *orphan, assay_str handle, void *ctx,
                               assay_error *err)
{
    assay__emitter *e = ctx;
    char *body;
    if (handle.ptr == NULL)
        handle = assay__handle_trim(e->options->handle);
    if (!is_name(handle)) {
        e->nameless[1]++;
        e->file = orphan->file;
        reject_nameless(e, orphan->line, "handle");
        return ASSAY_OK;
    }
    assay__buffer_clear(&e->key);
    assay__buffer_put(&e->key, orphan->platform);
    assay__buffer_put_char(&e->key, '\0');
    assay__buffer_put(&e->key, handle);
    assay__buffer_put_char(&e->key, '\0');
    assay__buffer_put(&e->key, orphan->tail);
    if (e->key.failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a row");
    e->counts.rows++;
    ASSAY__TRY(assay__sort_add(e->rows, (assay_str){e->key.bytes, e->key.len},
                               orphan->body.len, &body, err));
    memcpy(body, orphan->body.ptr, orphan->body.len);
    return ASSAY_OK;
}

assay_status assay__emit_settle(assay__emitter *e, assay_error *err)
{
    if (e->orphans == 0)
        return ASSAY_OK;
    e->orphans = 0;
    return assay__owners_settle(e->owners, keep_found, e, err);
}

static assay_status keep_post(assay__emitter *e, assay__made *row, assay_error *err)
{
    if (e->owners != NULL)
        ASSAY__TRY(assay__owners_add(e->owners, row->names[0], row->cells[e->at.post],
                                     row->names[1], err));
    return keep_seen(e, row, err);
}

static assay_status emit_row(assay__emitter *e, size_t i, const assay__instance *instance,
                             uint64_t line, assay_error *err)
{
    const assay__plan_rows *rows = &e->plan->rows[i];
    assay__made row;
    assay__made_begin(&row, rows->table);
    assay__made_fill(&row, rows, instance, &e->with,
                     e->seen + (rows->cells - e->plan->rows[0].cells));
    e->made[i]++;
    if (row.refused != NULL && e->with.refusal.status == ASSAY_NO_MEMORY)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a row");
    if (reject_row(e, &row, line))
        return ASSAY_OK;
    if (is_orphan(e, &row))
        return keep_orphan(e, &row, line, err);
    if (!name_handle(e, &row)) {
        reject_nameless(e, line, "handle");
        return ASSAY_OK;
    }
    if (row.table == ASSAY__POSTS)
        return keep_post(e, &row, err);
    if (row.table == ASSAY__ACCOUNT && e->options->as_of != 0)
        ASSAY__TRY(keep_reading(e, &row, err));
    return keep_row(e, &row, err);
}

/* The rows of one instance; *used: it makes some. */
static assay_status emit_instance(assay__emitter *e, const assay__instance *instance,
                                  uint64_t line, bool *used, assay_error *err)
{
    for (size_t i = 0; i < e->plan->n_rows; i++) {
        const assay__plan_rows *rows = &e->plan->rows[i];
        if (rows->scope != instance->scope || !assay__needs_hold(instance, rows))
            continue;
        *used = true;
        ASSAY__TRY(emit_row(e, i, instance, line, err));
    }
    return ASSAY_OK;
}

assay_status assay__emit(assay__emitter *e, const assay__instances *record, uint64_t line,
                         assay_error *err)
{
    bool used = false;
    e->counts.records++;
    for (const assay__instance *each = record->first; each != NULL; each = each->next)
        ASSAY__TRY(emit_instance(e, each, line, &used, err));
    if (!used)
        assay__emit_reject(e, line, (assay_str){"", 0},
                           "nothing in it that this shape knows");
    return ASSAY_OK;
}
