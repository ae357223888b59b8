/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reader, several workers: accounts are read one by one and worked on side by side;
 * what a worker makes of one goes to a spool, so the order of finishing never shows. */
#ifndef ASSAY_CLI_PIPELINE_H
#define ASSAY_CLI_PIPELINE_H

#include "input.h"
#include "spool.h"

/** What is done with each account. */
typedef struct pipeline_work {
    const char *what; /**< the word of the progress line, static */
    void *ctx;        /**< given to start; only read from several threads */
    /** A worker, for one thread. */
    assay_status (*start)(void *ctx, void **worker, assay_error *err);
    /** One account. @param record  what is spooled, valid until the worker's next
     * account; ptr NULL: nothing */
    assay_status (*account)(void *worker, const assay_account *account, assay_str *record,
                            assay_error *err);
    void (*stop)(void *ctx, void *worker);
} pipeline_work;

/** Run it over an input.
 *
 * An account that fails by its own data (exit code 3 or NUMERIC) is a fault of the
 * input and passed over; any other failure ends the run.
 * @param out  NULL when the work makes no records
 * @errors as the reader, the work and the spool
 */
ASSAY_CHECKED assay_status pipeline_run(const pipeline_work *work, input *in, spool *out,
                                        assay_error *err);

/** Threads to use by --jobs, or one a processor. */
size_t pipeline_jobs(const cli_call *call);

#endif
