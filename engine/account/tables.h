/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts from CSV tables: a folder of them, or one alone. */
#ifndef ASSAY_ACCOUNT_TABLES_H
#define ASSAY_ACCOUNT_TABLES_H

#include <assay/reader.h>

#include "account/unknowns.h"
#include "format/input.h"

typedef struct assay__tables assay__tables;

/** Looks which tables a folder has. @errors NOT_FOUND, BAD_SYNTAX (none), NO_MEMORY */
ASSAY_CHECKED assay_status assay__tables_open(const char *folder,
                                              const assay_reader_options *options,
                                              assay__tables **out, assay_error *err);

/** One table, known by its header or by its name. @param input  stays the caller's */
ASSAY_CHECKED assay_status assay__tables_open_one(const char *path, assay__input *input,
                                                  const assay_reader_options *options,
                                                  assay__tables **out, assay_error *err);

/** The next account, or NULL in *out when one was rejected. The first call reads and
 * groups all tables. @errors END; BAD_SYNTAX, TOO_LARGE, IO, NO_MEMORY */
ASSAY_CHECKED assay_status assay__tables_next(assay__tables *tables, assay_arena *arena,
                                              const assay_account **out,
                                              assay_error *err);

/** The account that the last call gave, once more, in another arena. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__tables_again(const assay__tables *tables,
                                               assay_arena *arena,
                                               const assay_account **out,
                                               assay_error *err);

/** Bytes read and of all files; rejects; unknown columns. */
assay_reader_progress assay__tables_where(const assay__tables *tables);
const assay__unknowns *assay__tables_unknowns(const assay__tables *tables);

/** NULL does nothing. */
void assay__tables_free(assay__tables *tables);

#endif
