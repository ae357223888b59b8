/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of which most fields stand in the beginning of a file, among those that could
 * make rows of it: every shape reads the beginning, and none is asked for by its name. */
#include "account/import/read.h"

#include "base/str.h"
#include "format/csv_reader.h"

#include <stdio.h>
#include <stdlib.h>

enum { LOOK = 4 << 20, RECORDS = 200, ARENA_BYTES = 1 << 16, SHOWN = 5 };

/* What a shape found in the beginning of a file. */
typedef struct fit {
    size_t fields;   /* of ours that it has a value for */
    char names[128]; /* of the first of them */
    assay_arena *lasting, *record;
    assay__emitter emitter;
} fit;

static void note_field(fit *found, assay_str path)
{
    char shown[ASSAY__EXCERPT_ROOM];
    assay__excerpt(path, shown);
    if (strstr(found->names, shown) != NULL)
        return; /* it fills several of our fields */
    found->fields++;
    size_t used = strlen(found->names);
    if (found->fields > SHOWN || used + path.len + 3 > sizeof found->names)
        return;
    (void)snprintf(found->names + used, sizeof found->names - used, "%s%s",
                   used == 0 ? "" : ", ", shown);
}

/* Counts the fields that rows were made of. */
static void weigh(fit *found)
{
    const assay__emitter *e = &found->emitter;
    for (size_t i = 0; i < e->plan->n_rows; i++) {
        const assay__plan_rows *rows = &e->plan->rows[i];
        for (size_t c = 0; c < rows->n_cells && e->made[i] > 0; c++) {
            if (e->seen[rows->cells + c - e->plan->rows[0].cells] &&
                rows->cells[c].source.constant.ptr == NULL)
                note_field(found, rows->cells[c].path);
        }
    }
}

/* An import of its own for the shape that the options name. */
static assay_status begin_fit(fit *found, const assay_import_options *options,
                              assay_error *err)
{
    assay__emitter *e = &found->emitter;
    assay__plan *plan = NULL;
    ASSAY__TRY(assay_arena_new(ARENA_BYTES, NULL, &found->lasting, err));
    ASSAY__TRY(assay_arena_new(ARENA_BYTES, NULL, &found->record, err));
    ASSAY__TRY(assay__plan_new(options, found->lasting, &plan, err));
    *e = (assay__emitter){.plan = plan, .options = options, .file = {"", 0}};
    e->with.arena = found->record;
    ASSAY__TRY(assay__emit_begin(e, found->lasting, err));
    return assay__sort_new(options->memory_bytes, (assay_str){NULL, 0}, &e->rows, err);
}

/* Reads the beginning as a shape; what fails in it is no shape's fault. */
static assay_status try_shape(fit *found, assay__shape_id shape, assay_str bytes,
                              assay_error *err)
{
    /* Any order of dates will do for a guess. */
    assay_import_options options = {.shape = assay__shapes[shape].name,
                                    .platform = {"-", 1},
                                    .handle = {"-", 1},
                                    .date_order = ASSAY_DATES_DMY,
                                    .memory_bytes = 2 * (size_t)LOOK};
    ASSAY__TRY(begin_fit(found, &options, err));
    assay__file_reading reading = {.to = &found->emitter,
                                   .from = {"the file", bytes},
                                   .most_bytes = LOOK,
                                   .most_records = RECORDS};
    assay_status status = assay__read_file(&reading, NULL);
    if (status == ASSAY_NO_MEMORY)
        return assay_fail(err, status, "no memory to guess a shape");
    status = assay__emit_finish(&found->emitter, NULL);
    if (status == ASSAY_NO_MEMORY)
        return assay_fail(err, status, "no memory to guess a shape");
    if (status == ASSAY_OK)
        weigh(found);
    return ASSAY_OK;
}

static void free_fit(fit *found)
{
    assay__emit_end(&found->emitter);
    assay__sort_free(found->emitter.rows);
    assay_arena_free(found->record);
    assay_arena_free(found->lasting);
}

/* The beginning of a file, expanded. */
static assay_status read_beginning(const char *path, assay_buffer *out, assay_error *err)
{
    char block[1 << 14];
    assay__input *input = NULL;
    assay__bytes_source from = {.name = path};
    ASSAY__TRY(assay__source_open(&from, &input, err));
    assay_status status = ASSAY_OK;
    size_t got = 1;
    while (status == ASSAY_OK && got > 0 && out->len < LOOK) {
        status = assay__input_read(input, block, sizeof block, &got, err);
        if (status == ASSAY_OK)
            assay__buffer_put(out, (assay_str){block, got});
    }
    assay__input_close(input);
    if (status == ASSAY_OK && out->failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to guess a shape");
    if (status == ASSAY_OK && out->len == 0)
        return assay_fail(err, ASSAY_BAD_SYNTAX, "%s: the file is empty", path);
    return status;
}

static void list_columns(const assay__csv *csv, assay_import_guess *out)
{
    size_t n, room = sizeof out->why;
    const assay_str *header = assay__csv_header(csv, &n);
    size_t used = (size_t)snprintf(out->why, room,
                                   "no shape's fields are in it; csv --map "
                                   "takes its columns:");
    for (size_t i = 0; i < n && used + header[i].len + 3 < room; i++)
        used += (size_t)snprintf(out->why + used, room - used, "%s %.*s",
                                 i == 0 ? "" : ",", ASSAY__ARG(header[i]));
}

/* No shape fits: what could be mapped, when it is a table. */
static assay_status say_columns(assay_str bytes, assay_import_guess *out,
                                assay_error *err)
{
    assay__input *input = NULL;
    assay__csv *csv = NULL;
    (void)snprintf(out->why, sizeof out->why, "no shape's fields are in it");
    if (bytes.ptr[0] == '{' || bytes.ptr[0] == '[')
        return ASSAY_OK;
    ASSAY__TRY(assay__input_open_bytes(bytes, &input, err));
    assay_status status = assay__csv_new(input, "-", LOOK, &csv, err);
    if (status == ASSAY_OK)
        list_columns(csv, out);
    assay__csv_free(csv);
    assay__input_close(input);
    return status == ASSAY_NO_MEMORY ? status : ASSAY_OK; /* any other: no table */
}

static assay_status choose(assay_str bytes, assay_import_guess *out, assay_error *err)
{
    assay_import_guess best = {.shape = NULL};
    size_t most = 0;
    for (size_t i = 0; i < ASSAY__SHAPE_COUNT; i++) {
        fit found = {0};
        if (i == ASSAY__SHAPE_CSV)
            continue;
        assay_status status = try_shape(&found, (assay__shape_id)i, bytes, err);
        if (status == ASSAY_OK && found.fields > most) {
            most = found.fields;
            best.shape = assay__shapes[i].name;
            (void)snprintf(best.why, sizeof best.why, "%zu of its fields are there: %s%s",
                           most, found.names, most > SHOWN ? ", …" : "");
        }
        free_fit(&found);
        if (status != ASSAY_OK)
            return status;
    }
    assay_status said = ASSAY_OK;
    if (best.shape == NULL)
        said = say_columns(bytes, &best, err);
    if (said == ASSAY_OK)
        *out = best;
    return said;
}

assay_status assay_import_detect(const char *path, assay_import_guess *out,
                                 assay_error *err)
{
    assay_buffer bytes = {0};
    assay_status status = read_beginning(path, &bytes, err);
    if (status == ASSAY_OK)
        status = choose((assay_str){bytes.bytes, bytes.len}, out, err);
    assay__buffer_free(&bytes);
    return status;
}

assay_status assay_import_detect_bytes(assay_str bytes, assay_import_guess *out,
                                       assay_error *err)
{
    if (bytes.len == 0)
        return assay_fail(err, ASSAY_BAD_SYNTAX, "there are no bytes to look at");
    return choose(bytes, out, err);
}
