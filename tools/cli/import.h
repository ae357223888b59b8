/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What assay import writes: a folder of tables or NDJSON, with its rejects beside. */
#ifndef ASSAY_CLI_IMPORT_H
#define ASSAY_CLI_IMPORT_H

#include "output.h"

#include <assay/assay.h>

enum { IMPORT_TABLES = 16, IMPORT_SAID = 3 };

/** What is being written; zeroed is nothing. */
typedef struct import_files {
    const char *out; /**< a folder, a file, or `-` */
    assay_import_form form;
    output tables[IMPORT_TABLES]; /**< by the order of assay_input_table */
    uint64_t rows[IMPORT_TABLES];
    output ndjson;
    uint64_t accounts; /**< of NDJSON */
    output rejects;
    char *rejects_path; /**< NULL: standard error */
    assay_rows *reject_rows;
    bool rejects_open;
    uint64_t n_rejects;
    assay_error first[IMPORT_SAID]; /**< the first rejects, for when nothing is written */
    bool made;                      /**< the folder was not there */
} import_files;

/** Make the folder; nothing is written yet. @param add  tables may be there
 *  @errors IO, NO_MEMORY; USAGE (they may not, or it is no folder) */
ASSAY_CHECKED assay_status import_files_begin(import_files *files, const char *out,
                                              bool add, assay_error *err);

/** Read the tables that are there. @errors as assay_import_add */
ASSAY_CHECKED assay_status import_files_add(const import_files *files,
                                            assay_import *import, assay_error *err);

/** Write a piece where it belongs. @errors IO, NO_MEMORY */
ASSAY_CHECKED assay_status import_files_put(import_files *files,
                                            const assay_import_piece *piece,
                                            assay_error *err);

/** Put a reject in its list. */
void import_files_reject(import_files *files, const assay_reject *reject);

/** Say the first rejects on standard error, where they are not listed. */
void import_files_say(const import_files *files);

/** Give everything its name, all or nothing as far as a file system can. @errors IO */
ASSAY_CHECKED assay_status import_files_end(import_files *files, assay_error *err);

/** Forget what was not ended, and free. */
void import_files_free(import_files *files);

#endif
