/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments into settings, by a command's table of options. */
#ifndef ASSAY_CLI_PARSE_H
#define ASSAY_CLI_PARSE_H

#include "command.h"

/** What the arguments ask for. */
typedef enum parse_outcome { PARSED, PARSED_HELP, PARSED_WRONG } parse_outcome;

/** Fill settings with defaults, then with what the arguments say.
 *
 * @param argv      what follows the command's name; operands are moved to its front
 * @param settings  [form->settings_bytes]
 * @param operands  set to the number of operands, which then are argv[0..*operands)
 * @return PARSED_WRONG after the fault was said on standard error
 */
parse_outcome parse_arguments(const cli_command *command, int argc, char **argv,
                              void *settings, shared_settings *shared, size_t *operands);

/** The candidate nearest to a mistyped word; NULL when none is near.
 * @param at  the i-th candidate, NULL past the last */
const char *parse_nearest(const char *word, const char *(*at)(const void *ctx, size_t i),
                          const void *ctx);

#endif
