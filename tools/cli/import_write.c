/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables are opened when their first row comes, so that none is empty; all of them are
 * complete before the first gets its name. */
#include "import.h"

#include "command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const REJECT_COLUMNS[] = {"file", "line", "field", "message"};

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static char *table_path(const char *folder, const char *table)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s.csv", table);
    return path_join(folder, name);
}

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
}

/* Tables of an earlier import would be lost, or joined to new ones they do not fit. */
static assay_status refuse_old(const char *folder, assay_error *err)
{
    struct stat about;
    for (size_t i = 0; assay_input_table(i) != NULL; i++) {
        char *path = table_path(folder, assay_input_table(i));
        if (path == NULL)
            return no_memory(err);
        bool there = stat(path, &about) == 0;
        free(path);
        if (there)
            return assay_fail(err, ASSAY_USAGE,
                              "%s holds %s.csv already: --add joins it, or choose "
                              "another folder",
                              folder, assay_input_table(i));
    }
    return ASSAY_OK;
}

assay_status import_files_begin(import_files *files, const char *out, bool add,
                                assay_error *err)
{
    *files = (import_files){.out = out, .form = ASSAY_IMPORT_TABLES};
    bool lines =
        strcmp(out, "-") == 0 || ends_with(out, ".ndjson") || ends_with(out, ".jsonl");
    if (lines)
        files->form = ASSAY_IMPORT_NDJSON;
    if (lines && add)
        return assay_fail(err, ASSAY_USAGE, "--add joins tables: %s is no folder", out);
    assay_status status =
        assay_rows_new(ASSAY_ROWS_CSV_GUARDED, REJECT_COLUMNS, LENGTH(REJECT_COLUMNS),
                       &files->reject_rows, err);
    if (status != ASSAY_OK || strcmp(out, "-") == 0)
        return status;
    files->rejects_path =
        lines ? path_beside(out, ".rejects.csv") : path_join(out, "rejects.csv");
    if (files->rejects_path == NULL)
        return no_memory(err);
    if (lines)
        return ASSAY_OK;
    struct stat about;
    files->made = stat(out, &about) != 0;
    status = folder_make(out, err);
    return status == ASSAY_OK && !add ? refuse_old(out, err) : status;
}

assay_status import_files_add(const import_files *files, assay_import *import,
                              assay_error *err)
{
    struct stat about;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; assay_input_table(i) != NULL && status == ASSAY_OK; i++) {
        char *path = table_path(files->out, assay_input_table(i));
        if (path == NULL)
            return no_memory(err);
        if (stat(path, &about) == 0)
            status = assay_import_add(import, assay_input_table(i), path, err);
        free(path);
    }
    return status;
}

static assay_status open_table(import_files *files, size_t i, assay_error *err)
{
    char *path = table_path(files->out, assay_input_table(i));
    if (path == NULL)
        return no_memory(err);
    assay_status status = output_open(&files->tables[i], path, err);
    free(path);
    return status;
}

assay_status import_files_put(import_files *files, const assay_import_piece *piece,
                              assay_error *err)
{
    assay_status status = ASSAY_OK;
    output *to = &files->ndjson;
    size_t i = 0;
    if (piece->table != NULL) {
        while (strcmp(assay_input_table(i), piece->table) != 0)
            i++;
        to = &files->tables[i];
        files->rows[i] += piece->row;
        if (to->file == NULL)
            status = open_table(files, i, err);
    } else {
        files->accounts += piece->row;
        if (to->file == NULL)
            status = output_open(to, files->out, err);
    }
    if (status != ASSAY_OK)
        return status;
    output_put(to, piece->text);
    return output_failed(to) ? output_finish(to, err) : ASSAY_OK;
}

static void put_reject(import_files *files, const assay_reject *reject)
{
    assay_rows *rows = files->reject_rows;
    assay_str text, none = {NULL, 0};
    if (!files->rejects_open)
        assay_rows_header(rows);
    files->rejects_open = true;
    assay_rows_text(rows, reject->file);
    assay_rows_number(rows, (double)reject->line);
    assay_rows_text(rows, reject->field.len > 0 ? reject->field : none);
    assay_rows_text(rows, (assay_str){reject->message, strlen(reject->message)});
    assay_rows_end(rows);
    if (assay_rows_view(rows, &text, NULL) == ASSAY_OK)
        output_put(&files->rejects, text);
    assay_rows_clear(rows);
}

/* A reject as a line, cut where it is too long. */
static void keep_first(assay_error *line, const assay_reject *reject)
{
    (void)assay_fail(
        line, ASSAY_UNUSABLE, "%.*s, line %llu: %.*s%s%s", (int)reject->file.len,
        reject->file.ptr, (unsigned long long)reject->line, (int)reject->field.len,
        reject->field.ptr, reject->field.len > 0 ? ": " : "", reject->message);
}

void import_files_reject(import_files *files, const assay_reject *reject)
{
    if (files->n_rejects < IMPORT_SAID)
        keep_first(&files->first[files->n_rejects], reject);
    files->n_rejects++;
    if (files->rejects_path == NULL)
        return;
    if (files->rejects.file == NULL &&
        output_open(&files->rejects, files->rejects_path, NULL) != ASSAY_OK) {
        free(files->rejects_path); /* the first are told instead */
        files->rejects_path = NULL;
        return;
    }
    put_reject(files, reject);
}

void import_files_say(const import_files *files)
{
    for (uint64_t i = 0; i < IMPORT_SAID && i < files->n_rejects; i++)
        (void)fprintf(stderr, "assay: rejected: %s\n", files->first[i].message);
    if (files->n_rejects > IMPORT_SAID)
        (void)fprintf(stderr, "assay: and %llu more\n",
                      (unsigned long long)(files->n_rejects - IMPORT_SAID));
}

assay_status import_files_end(import_files *files, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < IMPORT_TABLES && status == ASSAY_OK; i++) {
        if (files->tables[i].file != NULL)
            status = output_finish(&files->tables[i], err);
    }
    for (size_t i = 0; i < IMPORT_TABLES && status == ASSAY_OK; i++)
        status = output_close(&files->tables[i], err);
    if (status == ASSAY_OK)
        status = output_close(&files->ndjson, err);
    return status == ASSAY_OK ? output_close(&files->rejects, err) : status;
}

void import_files_free(import_files *files)
{
    for (size_t i = 0; i < IMPORT_TABLES; i++)
        output_abandon(&files->tables[i]);
    output_abandon(&files->ndjson);
    output_abandon(&files->rejects);
    /* A folder that stayed empty is of no use; any other stays. */
    if (files->made)
        (void)rmdir(files->out);
    assay_rows_free(files->reject_rows);
    free(files->rejects_path);
    *files = (import_files){0};
}
