/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader: chooses the form of the input and hands out one account after another.
 *
 * Whatever a record breaks stays with that record: it is refused with its place, and
 * reading goes on. A record is parsed straight into the caller's arena; after one was
 * refused, the next are tried in an arena of the reader's own first, so that a file of
 * bad records cannot fill the caller's.
 */
#include <assay/reader.h>

#include "account/json_account.h"
#include "account/keys.h"
#include "account/records.h"
#include "account/tables.h"
#include "base/str.h"
#include "format/input.h"
#include "format/json_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { SCRATCH_BYTES = 1 << 16 };
static const size_t MOST_RECORD = (size_t)64 << 20;
static const size_t ROWS_IN_MEMORY = (size_t)24 << 20;

struct assay_reader {
    assay_reader_options options;
    char *path;
    assay__input *input;
    assay__records *records; /* JSON, or */
    assay__tables *tables;   /* CSV */
    assay_arena *scratch;
    assay__json_habits habits;
    assay__unknowns unknowns;
    assay__keys keys;
    bool warned;
    uint64_t accounts, rejects;
};

static void reject(assay_reader *reader, const assay_reject *what)
{
    reader->rejects++;
    if (reader->options.reject != NULL)
        reader->options.reject(what, reader->options.ctx);
}

/* Tells of a record that was refused where its text is at fault. */
static void reject_record(assay_reader *reader, const assay__record *record,
                          const assay__json_refusal *refused)
{
    char sentence[288];
    uint64_t line, column;
    assay__text_place(record->json, refused->offset, &line, &column);
    (void)snprintf(sentence, sizeof sentence, "%s (column %llu)", refused->refusal.why,
                   (unsigned long long)column);
    reject(reader, &(assay_reject){.file = assay__str(reader->path),
                                   .line = record->line + line - 1,
                                   .platform = refused->platform,
                                   .handle = refused->handle,
                                   .field = assay__str(refused->path),
                                   .message = sentence});
}

static void reject_fault(assay_reader *reader, const assay__record *record)
{
    reject(reader, &(assay_reject){.file = assay__str(reader->path),
                                   .line = record->line,
                                   .field = {"", 0},
                                   .message = record->fault});
}

/* Parses a record; NULL when it was rejected or, with *status set, memory ran out. */
static const assay_account *parse(assay_reader *reader, const assay__record *record,
                                  assay_arena *arena, assay_status *status)
{
    assay__json_refusal refused;
    const assay_account *account = assay__json_account(
        record->json, arena, &reader->habits, &reader->unknowns, &refused);
    if (account != NULL)
        return account;
    if (refused.refusal.status == ASSAY_NO_MEMORY)
        *status = ASSAY_NO_MEMORY;
    else
        reject_record(reader, record, &refused);
    return NULL;
}

/* Whether the account has not been handed out before. */
static assay_status is_fresh(assay_reader *reader, const assay__record *record,
                             const assay_account *account, bool *fresh, assay_error *err)
{
    uint64_t key = assay__key_hash(account->platform, account->handle);
    ASSAY__TRY(assay__keys_add(&reader->keys, key, fresh, err));
    if (!*fresh)
        reject(reader, &(assay_reject){.file = assay__str(reader->path),
                                       .line = record->line,
                                       .platform = account->platform,
                                       .handle = account->handle,
                                       .field = ASSAY__LITERAL("handle"),
                                       .message = "this account stood before; only its "
                                                  "first record is used"});
    return ASSAY_OK;
}

/* Tries one record. *out stays NULL when it was rejected. */
static assay_status try_record(assay_reader *reader, const assay__record *record,
                               assay_arena *arena, const assay_account **out,
                               assay_error *err)
{
    assay_status status = ASSAY_OK;
    *out = NULL;
    if (record->fault != NULL) {
        reject_fault(reader, record);
        return ASSAY_OK;
    }
    const assay_account *account = parse(reader, record, arena, &status);
    if (status != ASSAY_OK)
        return assay_fail(err, status, "no memory for a record");
    bool fresh = true;
    if (account != NULL)
        ASSAY__TRY(is_fresh(reader, record, account, &fresh, err));
    *out = fresh ? account : NULL;
    return ASSAY_OK;
}

/* The next record and what came of it. */
static assay_status try_next(assay_reader *reader, assay__record *record,
                             assay_arena *arena, const assay_account **out,
                             assay_error *err)
{
    ASSAY__TRY(assay__records_next(reader->records, record, err));
    return try_record(reader, record, arena, out, err);
}

/* The account once more, in the caller's arena, now that it is known to be good. */
static assay_status parse_again(assay_reader *reader, const assay__record *record,
                                assay_arena *arena, const assay_account **out,
                                assay_error *err)
{
    assay__json_refusal refused;
    *out = assay__json_account(record->json, arena, &reader->habits, NULL, &refused);
    if (*out == NULL)
        return assay_fail(err, refused.refusal.status, "no memory for a record");
    return ASSAY_OK;
}

static assay_status next_json(assay_reader *reader, assay_arena *arena,
                              const assay_account **out, assay_error *err)
{
    assay__record record;
    const assay_account *account = NULL;
    assay_status status = try_next(reader, &record, arena, &account, err);
    bool in_scratch = status == ASSAY_OK && account == NULL;
    while (status == ASSAY_OK && account == NULL) {
        assay_arena_reset(reader->scratch);
        status = try_next(reader, &record, reader->scratch, &account, err);
    }
    if (status == ASSAY_OK && in_scratch)
        status = parse_again(reader, &record, arena, &account, err);
    if (status == ASSAY_OK)
        *out = account;
    return status;
}

static assay_status next_in_tables(assay_reader *reader, assay_arena *arena,
                                   const assay_account **out, assay_error *err)
{
    const assay_account *account = NULL;
    assay_status status = assay__tables_next(reader->tables, arena, &account, err);
    bool in_scratch = status == ASSAY_OK && account == NULL;
    while (status == ASSAY_OK && account == NULL) {
        assay_arena_reset(reader->scratch);
        status = assay__tables_next(reader->tables, reader->scratch, &account, err);
    }
    if (status == ASSAY_OK && in_scratch)
        status = assay__tables_again(reader->tables, arena, &account, err);
    if (status == ASSAY_OK)
        *out = account;
    return status;
}

static void warn_of_unknowns(assay_reader *reader)
{
    char sentence[ASSAY__UNKNOWN_SENTENCE];
    if (reader->warned || reader->options.warn == NULL)
        return;
    reader->warned = true;
    const assay__unknowns *unknowns = reader->tables != NULL
                                          ? assay__tables_unknowns(reader->tables)
                                          : &reader->unknowns;
    if (assay__unknowns_say(unknowns, sentence))
        reader->options.warn(sentence, reader->options.ctx);
}

assay_status assay_reader_next(assay_reader *reader, assay_arena *arena,
                               const assay_account **out, assay_error *err)
{
    assay_status status = reader->tables != NULL ? next_in_tables(reader, arena, out, err)
                                                 : next_json(reader, arena, out, err);
    if (status == ASSAY_OK)
        reader->accounts++;
    if (status == ASSAY_END)
        warn_of_unknowns(reader);
    return status;
}

static assay_status open_file(assay_reader *reader, assay_error *err)
{
    char first;
    ASSAY__TRY(assay__input_open(reader->path, &reader->input, err));
    ASSAY__TRY(assay__input_first(reader->input, &first, err));
    if (first == '\0')
        return assay_fail(err, ASSAY_BAD_SYNTAX, "%s: the file is empty", reader->path);
    if (first != '{' && first != '[')
        return assay__tables_open_one(reader->path, reader->input, &reader->options,
                                      &reader->tables, err);
    return assay__records_new(reader->input, reader->options.record_bytes,
                              &reader->records, err);
}

static assay_status open_path(assay_reader *reader, assay_error *err)
{
    struct stat about;
    ASSAY__TRY(assay_arena_new(SCRATCH_BYTES, NULL, &reader->scratch, err));
    if (stat(reader->path, &about) == 0 && S_ISDIR(about.st_mode))
        return assay__tables_open(reader->path, &reader->options, &reader->tables, err);
    return open_file(reader, err);
}

static void set_options(assay_reader *reader, const assay_reader_options *options)
{
    if (options != NULL)
        reader->options = *options;
    if (reader->options.record_bytes == 0)
        reader->options.record_bytes = MOST_RECORD;
    if (reader->options.memory_bytes == 0)
        reader->options.memory_bytes = ROWS_IN_MEMORY;
}

assay_status assay_reader_open(const char *path, const assay_reader_options *options,
                               assay_reader **out, assay_error *err)
{
    assay_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a reader");
    set_options(reader, options);
    reader->path = strdup(path);
    assay_status status = reader->path != NULL
                              ? open_path(reader, err)
                              : assay_fail(err, ASSAY_NO_MEMORY, "no memory for a path");
    if (status != ASSAY_OK) {
        assay_reader_close(reader);
        return status;
    }
    *out = reader;
    return ASSAY_OK;
}

assay_reader_progress assay_reader_where(const assay_reader *reader)
{
    assay_reader_progress where = {0};
    if (reader->tables != NULL) {
        where = assay__tables_where(reader->tables);
    } else {
        where.bytes_read = assay__input_taken(reader->input);
        where.bytes_total = assay__input_size(reader->input);
        where.rejects = reader->rejects;
    }
    where.accounts = reader->accounts;
    return where;
}

void assay_reader_close(assay_reader *reader)
{
    if (reader == NULL)
        return;
    assay__records_free(reader->records);
    assay__tables_free(reader->tables);
    assay__input_close(reader->input);
    assay__keys_free(&reader->keys);
    assay_arena_free(reader->scratch);
    free(reader->path);
    free(reader);
}
