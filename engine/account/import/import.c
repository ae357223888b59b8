/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import as its users see it: files go in, sorted pieces come out. Rows of one key
 * stand side by side, so that merging them needs no more than two. */
#include "account/import/read.h"

#include "account/import/output.h"
#include "base/str.h"

#include <stdlib.h>

static const size_t SORT_BYTES = (size_t)16 << 20;
static const size_t MOST_RECORD = (size_t)8 << 20;
enum { ARENA_BYTES = 1 << 16 };

struct assay_import {
    assay_import_options options;
    assay_arena *lasting; /* options, plan */
    assay_arena *record;
    assay__emitter emitter;
    assay__output *output; /* NULL while files are read */
};

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for an import");
}

/* A text of the options in our own memory; unknown stays unknown. */
static bool copy_text(assay_import *import, assay_str *text)
{
    if (text->ptr == NULL || text->len == 0) {
        *text = (assay_str){NULL, 0};
        return true;
    }
    *text = assay_arena_copy(import->lasting, *text);
    return text->ptr != NULL;
}

static assay_status copy_options(assay_import *import,
                                 const assay_import_options *options, assay_error *err)
{
    assay_import_options *own = &import->options;
    assay_str shape = assay__str(options->shape != NULL ? options->shape : "");
    *own = *options;
    if (own->memory_bytes == 0)
        own->memory_bytes = SORT_BYTES;
    if (own->record_bytes == 0)
        own->record_bytes = MOST_RECORD;
    bool copied = copy_text(import, &own->platform) && copy_text(import, &own->handle) &&
                  copy_text(import, &own->spill_dir);
    shape = assay_arena_copy(import->lasting, shape);
    own->shape = shape.ptr;
    return copied && shape.ptr != NULL ? ASSAY_OK : no_memory(err);
}

/* The plan of our own options, which need their maps no more. */
static assay_status make_plan(assay_import *import, assay__plan **plan, assay_error *err)
{
    ASSAY__TRY(assay__plan_new(&import->options, import->lasting, plan, err));
    import->options.maps = NULL;
    import->options.n_maps = 0;
    if (import->options.as_of != 0)
        assay__plan_add_readings(*plan);
    return ASSAY_OK;
}

static assay_status begin(assay_import *import, const assay_import_options *options,
                          assay_error *err)
{
    assay__emitter *e = &import->emitter;
    assay__plan *plan = NULL;
    ASSAY__TRY(assay_arena_new(ARENA_BYTES, NULL, &import->lasting, err));
    ASSAY__TRY(assay_arena_new(ARENA_BYTES, NULL, &import->record, err));
    ASSAY__TRY(copy_options(import, options, err));
    ASSAY__TRY(make_plan(import, &plan, err));
    *e = (assay__emitter){.plan = plan, .options = &import->options};
    e->platform = assay__shapes[assay__shape_by_name(import->options.shape)].platform;
    e->with.arena = import->record;
    ASSAY__TRY(assay__emit_begin(e, import->lasting, err));
    return assay__sort_new(import->options.memory_bytes, import->options.spill_dir,
                           &e->rows, err);
}

assay_status assay_import_new(const assay_import_options *options, assay_import **out,
                              assay_error *err)
{
    assay_import *import = calloc(1, sizeof *import);
    if (import == NULL)
        return no_memory(err);
    assay_status status = begin(import, options, err);
    if (status != ASSAY_OK) {
        assay_import_free(import);
        return status;
    }
    *out = import;
    return ASSAY_OK;
}

static assay_status read_source(assay_import *import, assay__bytes_source from,
                                assay_error *err)
{
    if (import->output != NULL)
        return assay_fail(err, ASSAY_USAGE, "the import has ended its reading");
    assay__file_reading reading = {
        .to = &import->emitter, .from = from, .most_bytes = import->options.record_bytes};
    import->emitter.file = assay__str(from.name);
    assay_status status = assay__read_file(&reading, err);
    import->emitter.file = (assay_str){"", 0};
    return status;
}

assay_status assay_import_read(assay_import *import, const char *path, assay_error *err)
{
    return read_source(import, (assay__bytes_source){.name = path}, err);
}

assay_status assay_import_read_bytes(assay_import *import, const char *name,
                                     assay_str bytes, assay_error *err)
{
    if (bytes.ptr == NULL)
        bytes = ASSAY__LITERAL("");
    return read_source(import, (assay__bytes_source){name, bytes}, err);
}

assay_status assay_import_add(assay_import *import, const char *table, const char *path,
                              assay_error *err)
{
    assay__emitter *e = &import->emitter;
    size_t id = assay__table_by_name(assay__str(table));
    if (import->output != NULL || id == ASSAY__TABLE_COUNT)
        return assay_fail(err, ASSAY_USAGE, "there is no table %s to add to", table);
    assay__file_reading reading = {
        .to = e, .from = {.name = path}, .most_bytes = import->options.record_bytes};
    int64_t as_of = import->options.as_of;
    import->options.as_of = 0; /* what was read before was not read now */
    e->file = assay__str(path);
    e->with.dates = ASSAY_DATES_YMD;
    assay_status status =
        assay__read_own(&reading, (assay__table_id)id, import->lasting, err);
    e->file = (assay_str){"", 0};
    import->options.as_of = as_of;
    return status;
}

assay_status assay_import_next(assay_import *import, assay_import_piece *piece,
                               assay_error *err)
{
    assay__emitter *e = &import->emitter;
    if (import->output == NULL) {
        ASSAY__TRY(assay__emit_finish(e, err));
        ASSAY__TRY(assay__output_new(e, &import->output, err));
    }
    return assay__output_next(import->output, piece, err);
}

assay_import_counts assay_import_where(const assay_import *import)
{
    return import->emitter.counts;
}

void assay_import_free(assay_import *import)
{
    if (import == NULL)
        return;
    assay__output_free(import->output);
    assay__emit_end(&import->emitter);
    assay__sort_free(import->emitter.rows);
    assay_arena_free(import->record);
    assay_arena_free(import->lasting);
    free(import);
}
