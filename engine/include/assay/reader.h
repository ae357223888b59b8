/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading accounts: NDJSON, JSON, CSV tables, plain or compressed, or standard input.
 *
 * One reader gives one account after another. A record that cannot be used is handed
 * to the reject callback with its place and passed over; only what makes the whole
 * input unreadable ends the reading.
 */
#ifndef ASSAY_READER_H
#define ASSAY_READER_H

#include <assay/account.h>

/** An input being read. */
typedef struct assay_reader assay_reader;

/** A record or row that was not used, and where it stands. Texts live for the call. */
typedef struct assay_reject {
    assay_str file;             /**< as the user named it, or `-` */
    uint64_t line;              /**< 1-based; 0 when a record spans lines */
    assay_str platform, handle; /**< empty when not known */
    assay_str field;            /**< column or JSON path, as `posts[3].likes` */
    const char *message;        /**< one sentence */
} assay_reject;

/** Settings of a reader; zeroes are the defaults. */
typedef struct assay_reader_options {
    size_t memory_bytes; /**< for CSV rows before they spill to files; 0: 24 MiB */
    size_t record_bytes; /**< largest record; 0: 64 MiB */
    assay_str spill_dir; /**< where spill files go; unknown: the system's own */
    void (*reject)(const assay_reject *reject, void *ctx); /**< NULL: not told */
    void (*warn)(const char *sentence, void *ctx);         /**< once per warning */
    void *ctx;
} assay_reader_options;

/** How far a reader is. */
typedef struct assay_reader_progress {
    uint64_t bytes_read, bytes_total; /**< of the files as stored; total 0: not known */
    uint64_t accounts, rejects;
} assay_reader_progress;

/** Open an input.
 *
 * @param path     a folder of tables, one table, NDJSON, JSON, each also .gz or .zst; `-`
 * @param options  NULL for the defaults; copied
 * @param out      the reader, to be given to assay_reader_close
 * @errors NOT_FOUND, IO, BAD_SYNTAX (no table known in it), NO_MEMORY
 * @cost   a folder is opened, not read   @thread one reader, one thread
 */
ASSAY_API ASSAY_CHECKED assay_status
assay_reader_open(const char *path, const assay_reader_options *options,
                  assay_reader **out, assay_error *err);

/** The next account.
 *
 * @param arena  where the account and all its text are put; not reset here
 * @param out    [1] the account, valid while the arena is not reset
 * @errors END at the end; IO, BAD_SYNTAX, TOO_LARGE when reading cannot go on; NO_MEMORY
 * @cost   O(bytes of the record); for CSV the first call reads and groups the tables
 */
ASSAY_API ASSAY_CHECKED assay_status assay_reader_next(assay_reader *reader,
                                                       assay_arena *arena,
                                                       const assay_account **out,
                                                       assay_error *err);

/** How far the reading is, for a progress line. @cost O(1) */
ASSAY_API assay_reader_progress assay_reader_where(const assay_reader *reader);

/** Close and remove spill files; NULL does nothing. */
ASSAY_API void assay_reader_close(assay_reader *reader);

/** The tables an input may have: `accounts`, `growth`, …; NULL past the last; static.
 * @cost O(1) @thread any */
ASSAY_API const char *assay_input_table(size_t table);

/** The i-th column of a table besides `platform` and `handle`, which every table but
 * `accounts` has unsaid; NULL past the last; static. @cost O(1) @thread any */
ASSAY_API const char *assay_input_column(size_t table, size_t i);

/** What a column or key holds: `text`, `name` (text or digits), `number`, `count` (not
 * negative), `share` (0..1), `truth`, `time`; NULL past the last; static.
 * @param needed  set to whether a row without it cannot be used; NULL: not asked
 * @cost O(1) @thread any */
ASSAY_API const char *assay_input_kind(size_t table, size_t i, bool *needed);

/** The JSON key of a column, where it differs from its name in CSV; as
 * assay_input_column otherwise. @cost O(1) @thread any */
ASSAY_API const char *assay_input_key(size_t table, size_t i);

/** Where a JSON record is at fault, for programs. */
typedef struct assay_json_fault {
    uint64_t line, column; /**< from 1; column in characters */
    char pointer[256];     /**< RFC 6901, as `/posts/3/likes`; empty: the whole record */
    char why[224];         /**< one clause, terminated */
} assay_json_fault;

/** As assay_account_from_json, but tells the place in parts.
 *
 * @param fault  [1] filled when the record is refused
 * @errors, @cost, @thread  as assay_account_from_json
 */
ASSAY_API ASSAY_CHECKED assay_status assay_account_from_record(assay_str json,
                                                               assay_arena *arena,
                                                               const assay_account **out,
                                                               assay_json_fault *fault);

/** One account from one JSON object in memory, as a service gets it.
 *
 * @param json  one object, nothing after it but white space
 * @errors BAD_SYNTAX, BAD_VALUE, UNUSABLE, TOO_DEEP, TOO_LARGE, NO_MEMORY; `err` names
 *         line, column and JSON path
 * @cost O(bytes)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_account_from_json(assay_str json,
                                                             assay_arena *arena,
                                                             const assay_account **out,
                                                             assay_error *err);

#endif
