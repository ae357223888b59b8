/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tables of commands and options say, for people. */
#ifndef ASSAY_CLI_HELP_H
#define ASSAY_CLI_HELP_H

#include "command.h"

#include <stdio.h>

/** The exit codes, one line each; read by help and the manual page. A command's own help
 * says what it can end with. */
typedef struct exit_code_row {
    int code;
    const char *means;  /**< of all commands: the manual page */
    const char *option; /**< the option that changes it, or NULL */
    const char *with,
        *without; /**< of a command with that option, of others; NULL: never */
} exit_code_row;

/** @return rows; n set to their number */
const exit_code_row *help_exit_codes(size_t *n);

/** All commands by group, to a stream. */
void help_overview(FILE *file);

/** Help of a command, or the overview for NULL, to standard output.
 * @return the exit code */
int help_print(const cli_command *command);

/** Engine, licence and the models built in, to standard output. @return exit code */
int help_version(void);

#endif
