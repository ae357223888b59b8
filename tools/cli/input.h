/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The input of a command: reading it once or twice, and telling what could not be used.
 *
 * Faults go to standard error, or to errors.csv when a command has one; either way they
 * are counted, and the reading goes on. Standard input that must be read twice is put
 * aside in a temporary file first. */
#ifndef ASSAY_CLI_INPUT_H
#define ASSAY_CLI_INPUT_H

#include "command.h"
#include "output.h"

/** The input of one run of a command. */
typedef struct input {
    const cli_call *call;
    const char *path;
    const char *folder;  /**< for temporary files; NULL: the system's own */
    assay_rows *errors;  /**< rows of errors.csv; NULL: standard error */
    output *errors_file; /**< where those rows go */
    bool silent;         /**< a second reading: its faults were told by the first */
    uint64_t faults, accounts;
} input;

/** The columns of errors.csv. */
extern const char *const INPUT_ERROR_COLUMNS[6];

/** Make the input ready to be read several times. @errors IO, NO_MEMORY */
ASSAY_CHECKED assay_status input_keep(input *in, assay_error *err);

/** Open it, from its beginning. @errors as assay_reader_open */
ASSAY_CHECKED assay_status input_open(input *in, assay_reader **out, assay_error *err);

/** Tell of a row that cannot be used; not in a silent reading. Not safe from several
 * threads. */
void input_reject(input *in, const assay_reject *fault);

/** Tell that an account cannot be used, and why. Not safe from several threads. */
void input_fault(input *in, assay_str platform, assay_str handle, const char *why);

/** The exit code when all went well but for faults: 3 when no account was usable, or
 * when `strict` and any record was skipped. Says so. */
int input_exit_code(const input *in, bool strict);

#endif
