/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every table is read once, from front to back, and its rows go by account to where they
 * are gathered; only then are cells looked at as values. A row that names an account but
 * cannot be used takes that account along: what is left of it would be another account.
 */
#include "account/tables.h"

#include "account/assemble.h"
#include "base/str.h"
#include "base/utf8.h"
#include "format/csv_reader.h"
#include "format/csv_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* What a column is, beside the index of a field. */
enum { IGNORED = 250, PLATFORM, HANDLE };

struct assay__tables {
    assay_reader_options options;
    char *files[ASSAY__TABLE_COUNT]; /* NULL: there is none */
    assay__input *alone;             /* the caller's; instead of files */
    const char *alone_name;
    assay__spill *spill;
    bool gathered;
    const assay__packed *first; /* of the account at hand */
    assay__unknowns unknowns;
    assay_buffer cells; /* of the row being packed */
    uint64_t bytes_done, bytes_total, rejects;
    const assay__input *now; /* being read */
};

/* A table while it is read. */
typedef struct source {
    size_t t;
    const char *name;
    assay__csv *csv;
    uint8_t *columns; /* [n] field index, IGNORED, PLATFORM or HANDLE */
    size_t n, platform, handle;
} source;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to read tables");
}

static const char *file_of(const assay__tables *tables, size_t t)
{
    if (tables->alone != NULL || t >= ASSAY__TABLE_COUNT)
        return tables->alone_name;
    return tables->files[t];
}

static void reject(assay__tables *tables, const assay_reject *what)
{
    tables->rejects++;
    if (tables->options.reject != NULL)
        tables->options.reject(what, tables->options.ctx);
}

static void reject_row(assay__tables *tables, const source *from, uint64_t line,
                       const char *field, const char *message)
{
    reject(tables, &(assay_reject){.file = assay__str(from->name),
                                   .line = line,
                                   .field = assay__str(field),
                                   .message = message});
}

/* The index of a column's field; platform and handle belong to every table. */
static uint8_t column_of(const assay__table *table, assay_str name)
{
    if (assay__str_equal(name, ASSAY__LITERAL("platform")))
        return PLATFORM;
    if (assay__str_equal(name, ASSAY__LITERAL("handle")))
        return HANDLE;
    size_t field = assay__field_by_column(table, name);
    return field < table->n_fields ? (uint8_t)field : IGNORED;
}

/* How many columns of a header a table knows; 0 when it lacks one that it needs. */
static size_t matches(const assay__table *table, const assay_str header[], size_t n)
{
    uint64_t known = 0;
    size_t names = 0, found = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t column = column_of(table, header[i]);
        names += column == PLATFORM || column == HANDLE;
        found += column != IGNORED;
        if (column < IGNORED)
            known |= UINT64_C(1) << column;
    }
    uint64_t needs = assay__table_needs(table);
    bool account = table == assay__table_of(ASSAY__ACCOUNT);
    bool complete = names == 2 && (account || (needs & ~known) == 0);
    return complete ? found : 0;
}

/* The table that knows most of a header; ASSAY__TABLE_COUNT when none does. */
static size_t table_by_header(const assay_str header[], size_t n)
{
    size_t best = ASSAY__TABLE_COUNT, most = 0;
    for (size_t t = 0; t < ASSAY__TABLE_COUNT; t++) {
        size_t found = matches(assay__table_of((assay__table_id)t), header, n);
        if (found > most) {
            best = t;
            most = found;
        }
    }
    return best;
}

/* The table that a file is named after; ASSAY__TABLE_COUNT when it is after none. */
static size_t table_by_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    const char *dot = strchr(base, '.');
    assay_str name = {base, dot != NULL ? (size_t)(dot - base) : strlen(base)};
    return assay__table_by_name(name);
}

static assay_status missing(const source *from, const char *column, assay_error *err)
{
    return assay_fail(err, ASSAY_BAD_SYNTAX, "%s, line 1: the column %s is missing",
                      from->name, column);
}

/* Every column that must be there is. */
static assay_status check_columns(const source *from, uint64_t known, assay_error *err)
{
    const assay__table *table = assay__table_of((assay__table_id)from->t);
    if (from->platform == from->n)
        return missing(from, "platform", err);
    if (from->handle == from->n)
        return missing(from, "handle", err);
    uint64_t lacks = assay__table_needs(table) & ~known;
    if (from->t != ASSAY__ACCOUNT && lacks != 0)
        return missing(from, table->fields[__builtin_ctzll(lacks)].column, err);
    return ASSAY_OK;
}

/* Takes column i as what its name says; false when that stood before. */
static bool map_column(source *from, size_t i, assay_str name, uint64_t *known)
{
    uint8_t column = column_of(assay__table_of((assay__table_id)from->t), name);
    from->columns[i] = column;
    if (column == IGNORED)
        return true;
    if (column == PLATFORM || column == HANDLE) {
        size_t *place = column == PLATFORM ? &from->platform : &from->handle;
        bool fresh = *place == from->n;
        *place = i;
        return fresh;
    }
    bool fresh = (*known >> column & 1) == 0;
    *known |= UINT64_C(1) << column;
    return fresh;
}

static assay_status map_columns(assay__tables *tables, source *from, assay_error *err)
{
    const assay_str *header = assay__csv_header(from->csv, &from->n);
    uint64_t known = 0;
    from->platform = from->n;
    from->handle = from->n;
    from->columns = calloc(from->n, 1);
    if (from->columns == NULL)
        return no_memory(err);
    for (size_t i = 0; i < from->n; i++) {
        if (!map_column(from, i, header[i], &known))
            return assay_fail(err, ASSAY_BAD_SYNTAX,
                              "%s, line 1: the column %.*s stands twice", from->name,
                              ASSAY__ARG(header[i]));
        if (from->columns[i] == IGNORED)
            assay__unknowns_note(&tables->unknowns,
                                 assay__table_of((assay__table_id)from->t)->name,
                                 header[i]);
    }
    return check_columns(from, known, err);
}

/* Packs the cells that are known, or what is wrong with the row. */
static uint8_t pack_cells(assay__tables *tables, const source *from,
                          const assay__csv_row *row)
{
    assay_buffer *out = &tables->cells;
    assay__buffer_clear(out);
    if (row->n != from->n) {
        uint32_t widths[2] = {(uint32_t)row->n, (uint32_t)from->n};
        assay__buffer_put(out, (assay_str){(const char *)widths, sizeof widths});
        return ASSAY__ROW_WIDTH;
    }
    for (size_t i = 0; i < row->n; i++) {
        assay_str cell = row->cells[i];
        bool text = from->columns[i] < IGNORED && cell.ptr != NULL;
        if (!text || cell.len > UINT32_MAX / 2)
            continue;
        const assay__field *field =
            &assay__table_of((assay__table_id)from->t)->fields[from->columns[i]];
        bool wordless = field->kind != ASSAY__TEXT && cell.len == 0;
        assay__packed_cell head = {(uint32_t)cell.len, from->columns[i]};
        if (wordless)
            continue;
        assay__buffer_put(out, (assay_str){(const char *)&head, sizeof head});
        assay__buffer_put(out, cell);
    }
    return ASSAY__ROW_GOOD;
}

/* The platform in lower case, in a buffer that the next call takes over. */
static assay_str fold(assay_str platform, char room[], size_t most)
{
    size_t len = platform.len < most ? platform.len : most;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)platform.ptr[i];
        room[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20U : c);
    }
    return (assay_str){room, len};
}

/* Whose row it is; false, and told, when it says so badly. */
static bool name_row(assay__tables *tables, const source *from, const assay__csv_row *row,
                     assay_str names[2])
{
    enum { LONGEST = 1024 };
    static const char *const COLUMNS[] = {"platform", "handle"};
    size_t places[] = {from->platform, from->handle};
    for (size_t i = 0; i < 2; i++) {
        names[i] = places[i] < row->n ? row->cells[places[i]] : (assay_str){NULL, 0};
        if (names[i].ptr != NULL)
            names[i] = assay__csv_unguard(names[i]);
        if (i == 1)
            names[i] = assay__handle_trim(names[i]);
        const char *why = NULL;
        if (row->n <= places[i])
            why = "the row is too short to name its account";
        else if (names[i].len == 0)
            why = "it must be known and is not";
        else if (names[i].len > LONGEST)
            why = "a name of more than 1,024 bytes";
        else if (assay__utf8_check(names[i]) < names[i].len)
            why = "bytes that are not UTF-8: save the file as UTF-8";
        if (why != NULL) {
            reject_row(tables, from, row->line, COLUMNS[i], why);
            return false;
        }
    }
    return true;
}

static assay_status gather_row(assay__tables *tables, const source *from,
                               const assay__csv_row *row, assay_error *err)
{
    char room[1024];
    assay_str parts[3];
    if (!name_row(tables, from, row, parts))
        return ASSAY_OK;
    parts[0] = fold(parts[0], room, sizeof room);
    assay__packed head = {.table = (uint8_t)from->t, .line = row->line};
    head.fault = pack_cells(tables, from, row);
    if (tables->cells.failed)
        return no_memory(err);
    parts[2] = (assay_str){tables->cells.bytes, tables->cells.len};
    return assay__spill_add(tables->spill, head, parts, err);
}

static assay_status gather_rows(assay__tables *tables, source *from, assay_error *err)
{
    assay__csv_row row;
    assay_status status = map_columns(tables, from, err);
    while (status == ASSAY_OK) {
        status = assay__csv_next(from->csv, &row, err);
        if (status == ASSAY_OK)
            status = gather_row(tables, from, &row, err);
    }
    return status == ASSAY_END ? ASSAY_OK : status;
}

/* Reads one table from an open input; t is ASSAY__TABLE_COUNT when not known yet. */
static assay_status gather(assay__tables *tables, assay__input *input, size_t t,
                           assay_error *err)
{
    source from = {.t = t, .name = file_of(tables, t)};
    tables->now = input;
    ASSAY__TRY(
        assay__csv_new(input, from.name, tables->options.record_bytes, &from.csv, err));
    size_t n;
    const assay_str *header = assay__csv_header(from.csv, &n);
    if (t == ASSAY__TABLE_COUNT)
        from.t = table_by_name(from.name);
    if (from.t == ASSAY__TABLE_COUNT)
        from.t = table_by_header(header, n);
    assay_status status =
        from.t < ASSAY__TABLE_COUNT
            ? gather_rows(tables, &from, err)
            : assay_fail(err, ASSAY_BAD_SYNTAX,
                         "%s, line 1: the header is of no table that is known",
                         from.name);
    free(from.columns);
    assay__csv_free(from.csv);
    return status;
}

static assay_status gather_file(assay__tables *tables, size_t t, assay_error *err)
{
    assay__input *input = NULL;
    ASSAY__TRY(assay__input_open(tables->files[t], &input, err));
    assay_status status = gather(tables, input, t, err);
    tables->bytes_done += assay__input_taken(input);
    tables->now = NULL;
    assay__input_close(input);
    return status;
}

static assay_status gather_all(assay__tables *tables, assay_error *err)
{
    if (tables->alone != NULL)
        return gather(tables, tables->alone, ASSAY__TABLE_COUNT, err);
    for (size_t t = 0; t < ASSAY__TABLE_COUNT; t++) {
        if (tables->files[t] != NULL)
            ASSAY__TRY(gather_file(tables, t, err));
    }
    return ASSAY_OK;
}

/* The file of a table in a folder, in one of its three spellings. */
static assay_status find_file(assay__tables *tables, const char *folder, size_t t,
                              assay_error *err)
{
    static const char *const ENDINGS[] = {"", ".gz", ".zst"};
    const char *name = assay__table_of((assay__table_id)t)->name;
    for (size_t i = 0; i < 3; i++) {
        struct stat about;
        assay_buffer path = {0};
        assay__buffer_printf(&path, "%s/%s.csv%s", folder, name, ENDINGS[i]);
        if (path.failed)
            return no_memory(err);
        if (stat(path.bytes, &about) != 0 || S_ISDIR(about.st_mode)) {
            assay__buffer_free(&path);
            continue;
        }
        if (tables->files[t] != NULL) {
            assay__buffer_free(&path);
            return assay_fail(err, ASSAY_BAD_SYNTAX, "%s: the table %s is there twice",
                              folder, name);
        }
        tables->files[t] = path.bytes;
        tables->bytes_total += (uint64_t)about.st_size;
    }
    return ASSAY_OK;
}

static assay_status find_files(assay__tables *tables, const char *folder,
                               assay_error *err)
{
    size_t found = 0;
    for (size_t t = 0; t < ASSAY__TABLE_COUNT; t++) {
        ASSAY__TRY(find_file(tables, folder, t, err));
        found += tables->files[t] != NULL;
    }
    if (found > 0)
        return ASSAY_OK;
    return assay_fail(err, ASSAY_BAD_SYNTAX,
                      "%s: no table is known in it: neither accounts.csv nor growth.csv "
                      "nor any other",
                      folder);
}

/* NULL when memory has run out. */
static assay__tables *new_tables(const assay_reader_options *options)
{
    assay__tables *tables = calloc(1, sizeof *tables);
    if (tables == NULL)
        return NULL;
    tables->options = *options;
    if (assay__spill_new(options->memory_bytes, options->spill_dir, &tables->spill,
                         NULL) == ASSAY_OK)
        return tables;
    free(tables);
    return NULL;
}

assay_status assay__tables_open(const char *folder, const assay_reader_options *options,
                                assay__tables **out, assay_error *err)
{
    assay__tables *tables = new_tables(options);
    if (tables == NULL)
        return no_memory(err);
    assay_status status = find_files(tables, folder, err);
    if (status != ASSAY_OK) {
        assay__tables_free(tables);
        return status;
    }
    *out = tables;
    return ASSAY_OK;
}

assay_status assay__tables_open_one(const char *path, assay__input *input,
                                    const assay_reader_options *options,
                                    assay__tables **out, assay_error *err)
{
    assay__tables *tables = new_tables(options);
    if (tables == NULL)
        return no_memory(err);
    tables->alone = input;
    tables->alone_name = path;
    tables->bytes_total = assay__input_size(input);
    *out = tables;
    return ASSAY_OK;
}

/* Tells of an account that cannot be used. */
static void reject_account(assay__tables *tables, const assay__packed *first,
                           const assay__assembly_refusal *refused)
{
    const char *file = file_of(tables, refused->table);
    const char *field = refused->field;
    if (field[0] == '\0' && refused->line == 0)
        field = assay__table_of((assay__table_id)refused->table)->name;
    reject(tables, &(assay_reject){.file = assay__str(file),
                                   .line = refused->line,
                                   .platform = assay__packed_platform(first),
                                   .handle = assay__packed_handle(first),
                                   .field = assay__str(field),
                                   .message = refused->refusal.why});
}

assay_status assay__tables_next(assay__tables *tables, assay_arena *arena,
                                const assay_account **out, assay_error *err)
{
    if (!tables->gathered) {
        tables->gathered = true;
        ASSAY__TRY(gather_all(tables, err));
    }
    ASSAY__TRY(assay__spill_next(tables->spill, &tables->first, err));
    assay__assembly_refusal refused;
    *out = assay__assemble(tables->spill, tables->first, arena, &refused);
    if (*out != NULL)
        return ASSAY_OK;
    if (refused.refusal.status == ASSAY_NO_MEMORY)
        return no_memory(err);
    reject_account(tables, tables->first, &refused);
    return ASSAY_OK;
}

assay_status assay__tables_again(const assay__tables *tables, assay_arena *arena,
                                 const assay_account **out, assay_error *err)
{
    assay__assembly_refusal refused;
    *out = assay__assemble(tables->spill, tables->first, arena, &refused);
    return *out != NULL ? ASSAY_OK : no_memory(err);
}

assay_reader_progress assay__tables_where(const assay__tables *tables)
{
    uint64_t now = tables->now != NULL ? assay__input_taken(tables->now) : 0;
    return (assay_reader_progress){.bytes_read = tables->bytes_done + now,
                                   .bytes_total = tables->bytes_total,
                                   .rejects = tables->rejects};
}

const assay__unknowns *assay__tables_unknowns(const assay__tables *tables)
{
    return &tables->unknowns;
}

void assay__tables_free(assay__tables *tables)
{
    if (tables == NULL)
        return;
    for (size_t t = 0; t < ASSAY__TABLE_COUNT; t++)
        free(tables->files[t]);
    assay__spill_free(tables->spill);
    assay__buffer_free(&tables->cells);
    free(tables);
}
