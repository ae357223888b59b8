/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where results go: standard output, or a file that appears whole or not at all. */
#ifndef ASSAY_CLI_OUTPUT_H
#define ASSAY_CLI_OUTPUT_H

#include <assay/model.h>

#include <stdio.h>

/** An output being written; zeroed is closed. */
typedef struct output {
    FILE *file;
    char *path;  /**< the name it will have; NULL for standard output */
    int why;     /**< errno of the first failure */
    char *aside; /**< the name it has until then */
} output;

/** Open a path for writing; NULL or `-` is standard output.
 * @errors IO, NO_MEMORY */
ASSAY_CHECKED assay_status output_open(output *out, const char *path, assay_error *err);

/** Write bytes. A failure is remembered and told by output_close. */
void output_put(output *out, assay_str text);

/** Write as printf does. A failure is told by output_close. */
void output_printf(output *out, const char *format, ...) ASSAY_PRINTF(2, 3);

/** Whether something has failed, for loops that should stop early. */
bool output_failed(const output *out);

/** Flush to the disk and check that all was written, but give a file no name yet, so
 * that several files can be completed before any of them appears. @errors IO */
ASSAY_CHECKED assay_status output_finish(output *out, assay_error *err);

/** Flush, check that all was written, and give a file its name.
 * @errors IO; the file's old content is then as it was */
ASSAY_CHECKED assay_status output_close(output *out, assay_error *err);

/** Forget a half-written file; closed or standard output: nothing. */
void output_abandon(output *out);

/** `folder/name` in memory to be freed; NULL when memory has run out. */
char *path_join(const char *folder, const char *name);

/** `export.ndjson` and `.rejects.csv` make `export.ndjson.rejects.csv`; to be freed, NULL
 * without memory. */
char *path_beside(const char *path, const char *ending);

/** Make a folder if it is not there. @errors IO */
ASSAY_CHECKED assay_status folder_make(const char *path, assay_error *err);

/** An unnamed temporary file in a folder, gone when closed.
 * @errors IO */
ASSAY_CHECKED assay_status temporary_open(const char *folder, FILE **out,
                                          assay_error *err);

/** A whole file in memory, terminated; `out->ptr` is to be freed.
 * @errors NOT_FOUND, IO, NO_MEMORY */
ASSAY_CHECKED assay_status file_read(const char *path, assay_bytes *out,
                                     assay_error *err);

#endif
