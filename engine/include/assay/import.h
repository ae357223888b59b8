/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exports of other programs, read into assay's own tables.
 *
 * A shape is a table that says which of an export's fields fills which of ours; one engine
 * runs all of them over JSON, CSV or pairs of lines, plain or compressed, in memory that
 * does not grow with the input. Files are read one after another; then the rows come out
 * sorted by platform, handle, table and key, as CSV tables or as NDJSON. Records of one
 * thing are merged, and where they differ the later one stands. What cannot be used is
 * handed to the reject callback with its place; what an export does not say stays unknown.
 *
 *     assay_import_new -> assay_import_read, for each file -> assay_import_next until END
 */
#ifndef ASSAY_IMPORT_H
#define ASSAY_IMPORT_H

#include <assay/reader.h>

/** How a date of three numbers is read when its numbers leave it open. */
typedef enum assay_date_order {
    ASSAY_DATES_UNSAID = 0, /**< it is refused, unless another row of the file tells */
    ASSAY_DATES_DMY,
    ASSAY_DATES_MDY,
    ASSAY_DATES_YMD
} assay_date_order;

/** What comes out. */
typedef enum assay_import_form {
    ASSAY_IMPORT_TABLES, /**< CSV, guarded as files for people are, a table a file */
    ASSAY_IMPORT_NDJSON  /**< an account a line */
} assay_import_form;

/** An import; zeroes are the defaults. Texts are copied. */
typedef struct assay_import_options {
    const char *shape;       /**< as assay_import_shape_name gives it */
    const char *const *maps; /**< [n_maps] `followers=Followers`, `posts.likes=a.b`:
                                      our field, the export's column or path */
    size_t n_maps;
    assay_str platform, handle; /**< of records that name none; unknown: refused */
    assay_date_order date_order;
    int64_t as_of; /**< when the export was made; 0: not known. Counters of
                                      profiles then become readings of that time */
    bool partial;  /**< take an export although fields are missing */
    assay_import_form form;
    size_t memory_bytes; /**< for rows before they spill to files; 0: 16 MiB */
    size_t record_bytes; /**< largest record; 0: 8 MiB */
    assay_str spill_dir; /**< unknown: the system's own */
    void (*reject)(const assay_reject *reject, void *ctx); /**< NULL: not told */
    void *ctx;
} assay_import_options;

/** What was read so far. */
typedef struct assay_import_counts {
    uint64_t records;  /**< looked at */
    uint64_t rejects;  /**< records and rows not used */
    uint64_t rows;     /**< made of them */
    uint64_t accounts; /**< handed out */
    uint64_t merged;   /**< rows of a thing that stood before */
    uint64_t differ;   /**< of these, rows that say something else */
} assay_import_counts;

/** A piece of what comes out. */
typedef struct assay_import_piece {
    const char *table; /**< `posts`; NULL in NDJSON. The first piece of a table begins
                          with the names of its columns */
    bool row;       /**< a row of `table` begins in it, or, in NDJSON, an account ends */
    assay_str text; /**< until the next call */
} assay_import_piece;

/** A guess at a shape. */
typedef struct assay_import_guess {
    const char *shape; /**< static; NULL: none fits */
    char why[200];     /**< one sentence */
} assay_import_guess;

/** An import under way. */
typedef struct assay_import assay_import;

/** Name of the i-th shape, as `apify-tiktok`; NULL past the last; static. @cost O(1) */
ASSAY_API const char *assay_import_shape_name(size_t i);

/** One line about the i-th shape; NULL past the last; static. @cost O(1) @thread any */
ASSAY_API const char *assay_import_shape_about(size_t i);

/** The i-th thing that a shape fills, `posts.likes`, and from where, `diggCount`.
 *
 * @param from  [1] the export's path; `=word` is always that word
 * @return  false past the last; both static   @cost O(cells of all shapes)   @thread any
 */
ASSAY_API bool assay_import_shape_cell(const char *shape, size_t i, const char **table,
                                       const char **column, const char **from);

/** Begin an import.
 *
 * @errors USAGE (no such shape, a map that cannot be), NO_MEMORY
 * @cost one plan of the shape   @thread one import, one thread
 */
ASSAY_API ASSAY_CHECKED assay_status assay_import_new(const assay_import_options *options,
                                                      assay_import **out,
                                                      assay_error *err);

/** Read a file: JSON, NDJSON, CSV or pairs of lines, also .gz or .zst; `-` once.
 *
 * @errors NOT_FOUND, IO, NO_MEMORY; BAD_SYNTAX (nothing can be read in it); BAD_VALUE (a
 *         date that can be read in two ways, naming its cell); USAGE (after next)
 * @cost O(bytes); a CSV file with dates of three numbers is read twice
 */
ASSAY_API ASSAY_CHECKED assay_status assay_import_read(assay_import *import,
                                                       const char *path,
                                                       assay_error *err);

/** The same of bytes in memory. @param name  of them, for messages; copied */
ASSAY_API ASSAY_CHECKED assay_status assay_import_read_bytes(assay_import *import,
                                                             const char *name,
                                                             assay_str bytes,
                                                             assay_error *err);

/** Read one of assay's own tables, `posts` from roster/posts.csv, so that what is imported
 * joins it; before the files that are newer. Its times of reading stay as they are.
 *
 * @param table  as assay_input_table gives it
 * @errors as assay_import_read; USAGE (no such table)   @cost O(bytes)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_import_add(assay_import *import,
                                                      const char *table, const char *path,
                                                      assay_error *err);

/** The next piece of the result; the first call ends the reading.
 *
 * @errors END; UNUSABLE (no record was of this shape, or a field of it is missing
 *         everywhere: the sentence names it); USAGE (no record names its account and
 *         none was given); IO, NO_MEMORY
 */
ASSAY_API ASSAY_CHECKED assay_status assay_import_next(assay_import *import,
                                                       assay_import_piece *piece,
                                                       assay_error *err);

/** What was read so far. @cost O(1) */
ASSAY_API assay_import_counts assay_import_where(const assay_import *import);

/** NULL does nothing. */
ASSAY_API void assay_import_free(assay_import *import);

/** Guess the shape of a file from its beginning.
 * @errors as assay_import_read; that none fits is no error   @cost a few 100 KB */
ASSAY_API ASSAY_CHECKED assay_status assay_import_detect(const char *path,
                                                         assay_import_guess *out,
                                                         assay_error *err);

/** The same of bytes in memory, which may be only the beginning of a file. */
ASSAY_API ASSAY_CHECKED assay_status assay_import_detect_bytes(assay_str bytes,
                                                               assay_import_guess *out,
                                                               assay_error *err);

#endif
