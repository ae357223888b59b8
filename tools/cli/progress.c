/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate is that of the whole run, so the time left does not jump about. */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

static double seconds_between(struct timespec from, struct timespec to)
{
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static struct timespec now(void)
{
    struct timespec time = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return time;
}

progress progress_begin(const cli_call *call, const char *what)
{
    bool shown = !call->shared->quiet && isatty(STDERR_FILENO) == 1;
    return (progress){.shown = shown, .what = what, .began = now(), .last = now()};
}

void progress_show(progress *line, assay_reader_progress where)
{
    if (!line->shown)
        return;
    struct timespec time = now();
    if (seconds_between(line->last, time) < 0.2)
        return;
    line->last = time;
    double elapsed = seconds_between(line->began, time);
    (void)fprintf(stderr, "\r\033[K%s %llu accounts, %.0f/s", line->what,
                  (unsigned long long)where.accounts, (double)where.accounts / elapsed);
    if (where.bytes_total > 0 && where.bytes_read > 0) {
        double done = (double)where.bytes_read / (double)where.bytes_total;
        done = done > 1.0 ? 1.0 : done;
        (void)fprintf(stderr, ", %.0f %%, %.0f s left", done * 100.0,
                      elapsed / done - elapsed);
    }
}

void progress_end(progress *line)
{
    if (line->shown)
        (void)fputs("\r\033[K", stderr);
}
