/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chained log: which models and keys were in force, since when, by whose hand. Each
 * line holds the SHA-256 of the line before and ends with its own, so a line that was
 * changed, taken out or put in later shows. Lines cut off at the end do not show by
 * themselves: whoever keeps the newest hash elsewhere can tell. */
#ifndef ASSAY_SERVICE_CHAIN_H
#define ASSAY_SERVICE_CHAIN_H

#include "strbuf.h"

#include <pthread.h>

enum { CHAIN_HASH_ROOM = 65 };

/** A log being written; zeroed with fd -1: none. */
typedef struct chain {
    int fd;
    pthread_mutex_t lock;
    uint64_t n;                 /**< lines so far */
    char head[CHAIN_HASH_ROOM]; /**< hash of the last */
} chain;

/** Check a whole log.
 *
 * @param n     [1] its lines
 * @param head  [CHAIN_HASH_ROOM] hash of the last; zeros of an empty log
 * @errors NOT_FOUND, IO, NO_MEMORY, BAD_VALUE with the line at which the chain breaks
 */
ASSAY_CHECKED assay_status chain_verify(const char *path, uint64_t *n, char head[],
                                        assay_error *err);

/** Open a log to go on with; it is checked first, and locked against others.
 * @errors as chain_verify */
ASSAY_CHECKED assay_status chain_open(const char *path, chain *out, assay_error *err);

/** Add a line, and wait until it is on the disk.
 *
 * @param event    a word: `start`, `reload`, `keys`, `stop`
 * @param members  further members of the object, each with a comma before it
 * @return false when it could not be written
 */
bool chain_append(chain *log, const char *event, const strbuf *members);

void chain_close(chain *log);

#endif
