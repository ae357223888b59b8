/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records put aside in any order and read back sorted by platform and handle.
 *
 * What the workers make arrives in the order they finish; what is written must not
 * depend on it. Bytes stay in memory while they are few and go to an unnamed temporary
 * file beyond that; an account costs its name and 16 bytes. Adding is safe from any
 * thread. */
#ifndef ASSAY_CLI_SPOOL_H
#define ASSAY_CLI_SPOOL_H

#include <assay/base.h>

typedef struct spool spool;

/** An empty spool whose file, if it needs one, will lie in `folder`; kept, not copied.
 * NULL: where the system keeps temporary files. @errors NO_MEMORY */
ASSAY_CHECKED assay_status spool_new(const char *folder, spool **out, assay_error *err);

/** Put a record aside. @errors IO, NO_MEMORY   @thread any */
ASSAY_CHECKED assay_status spool_add(spool *records, assay_str platform, assay_str handle,
                                     assay_str record, assay_error *err);

/** Sort; nothing is added after this. @errors IO */
ASSAY_CHECKED assay_status spool_sort(spool *records, assay_error *err);

size_t spool_count(const spool *records);

/** A record read back; the spans live until the next read. */
typedef struct spool_record {
    assay_str platform, handle, bytes;
} spool_record;

/** The i-th in order. @errors IO, NO_MEMORY */
ASSAY_CHECKED assay_status spool_read(spool *records, size_t i, spool_record *out,
                                      assay_error *err);

/** NULL does nothing. */
void spool_free(spool *records);

#endif
