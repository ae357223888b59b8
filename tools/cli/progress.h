/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line on a terminal: how far, how fast, how long still. Nothing elsewhere. */
#ifndef ASSAY_CLI_PROGRESS_H
#define ASSAY_CLI_PROGRESS_H

#include "command.h"

#include <time.h>

/** A progress line; zeroed shows nothing. */
typedef struct progress {
    bool shown; /**< standard error is a terminal and not --quiet */
    const char *what;
    struct timespec began, last;
} progress;

/** Begin. @param what  the word before the numbers, static */
progress progress_begin(const cli_call *call, const char *what);
/** Redraw, five times a second at most. */
void progress_show(progress *line, assay_reader_progress where);
/** Take the line away. */
void progress_end(progress *line);

#endif
