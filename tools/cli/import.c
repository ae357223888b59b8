/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay import: exports of other programs into tables, or what shape one has. */
#include "import.h"

#include "command.h"
#include "input.h"
#include "parse.h"

#include <string.h>

typedef struct import_settings {
    const char *out, *account, *platform, *date_order, *as_of;
    texts maps;
    bool detect, list, partial, strict, add;
} import_settings;

static const cli_option OPTIONS[] = {
    {"out", 'o', OPTION_TEXT, offsetof(import_settings, out), "DIR|FILE", NULL, 0, 0,
     "folder of tables, FILE.ndjson, or - for NDJSON on standard output"},
    {"map", 'm', OPTION_TEXTS, offsetof(import_settings, maps), "FIELD=COLUMN", NULL, 0,
     0, "our field from that column or path, several by commas or again"},
    {"account", 0, OPTION_TEXT, offsetof(import_settings, account), "PLATFORM/HANDLE",
     NULL, 0, 0, "the account of rows that name none"},
    {"platform", 0, OPTION_TEXT, offsetof(import_settings, platform), "NAME", NULL, 0, 0,
     "the platform of rows that name none"},
    {"date-order", 0, OPTION_CHOICE, offsetof(import_settings, date_order), "dmy|mdy|ymd",
     NULL, 0, 0, "what 03/04/2026 is when no row of a file tells"},
    {"as-of", 0, OPTION_TEXT, offsetof(import_settings, as_of), "TIME", NULL, 0, 0,
     "when the export was made: counters of profiles become readings"},
    {"add", 0, OPTION_FLAG, offsetof(import_settings, add), NULL, NULL, 0, 0,
     "join what the folder holds already, such as last week's export"},
    {"partial", 0, OPTION_FLAG, offsetof(import_settings, partial), NULL, NULL, 0, 0,
     "take an export in which fields are missing everywhere"},
    {"strict", 0, OPTION_FLAG, offsetof(import_settings, strict), NULL, NULL, 0, 0,
     "exit 3 when anything was rejected"},
    {"detect", 0, OPTION_FLAG, offsetof(import_settings, detect), NULL, NULL, 0, 0,
     "guess the shape and say why; with --out, import by it"},
    {"list", 0, OPTION_FLAG, offsetof(import_settings, list), NULL, NULL, 0, 0,
     "the shapes; with a SHAPE, what it fills from where"},
};

static const example EXAMPLES[] = {
    {"assay import apify-instagram posts.json -o roster", "a folder of tables"},
    {"assay import csv sheet.csv --map handle=User,followers=Fans --platform tiktok -o r",
     "any spreadsheet, saved as CSV"},
    {"assay import instagram-download followers_1.json --account instagram/lan.anh -o r",
     "who follows since when"},
    {"assay import --detect export.json", "what is this?"},
    {"assay import --list", "the shapes that are known"},
};

const cli_form import_form = {
    .operands = "[SHAPE] FILE...",
    .operands_low = 0,
    .operands_high = 4096,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(import_settings),
    .about =
        "Reads exports of other programs, JSON, NDJSON, CSV or TikTok's TXT, also .gz\n"
        "and .zst, and writes tables that every other command reads. Counts such as\n"
        "12.4K, 1,2M or 12.400 are understood, hidden ones stay unknown, ids keep all\n"
        "their digits. Records of one thing are merged; where they differ the later\n"
        "one stands.\n"
        "\n"
        "What cannot be used is counted and listed in rejects.csv (file, line, field,\n"
        "message). When a field that an export always had is in none of its records,\n"
        "its format has changed: nothing is written, the exit code is 3, and the\n"
        "sentence names the field.",
    FORM_EXAMPLES(EXAMPLES),
};

/* ---- lists and guesses ----------------------------------------------------------- */

static const char *shape_at(const void *ctx, size_t i)
{
    (void)ctx;
    return assay_import_shape_name(i);
}

static bool is_shape(const char *name)
{
    size_t i = 0;
    while (assay_import_shape_name(i) != NULL &&
           strcmp(assay_import_shape_name(i), name) != 0)
        i++;
    return assay_import_shape_name(i) != NULL;
}

static assay_status list_shapes(output *out)
{
    for (size_t i = 0; assay_import_shape_name(i) != NULL; i++)
        output_printf(out, "%-22s %s\n", assay_import_shape_name(i),
                      assay_import_shape_about(i));
    return ASSAY_OK;
}

static assay_status list_cells(output *out, const char *shape, assay_error *err)
{
    static const char *const COLUMNS[] = {"table", "column", "from"};
    const char *table, *column, *from;
    assay_rows *rows = NULL;
    assay_str text;
    assay_status status =
        assay_rows_new(ASSAY_ROWS_CSV, COLUMNS, LENGTH(COLUMNS), &rows, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_header(rows);
    for (size_t i = 0; assay_import_shape_cell(shape, i, &table, &column, &from); i++) {
        assay_rows_word(rows, table);
        assay_rows_word(rows, column);
        assay_rows_word(rows, from);
        assay_rows_end(rows);
    }
    status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        output_put(out, text);
    assay_rows_free(rows);
    return status;
}

static int run_list(const cli_call *call)
{
    assay_error err = {0};
    output out;
    bool one = call->n_operands > 0;
    if (one && !is_shape(call->operands[0]))
        return command_usage("import", "there is no shape %s; assay import --list",
                             call->operands[0]);
    assay_status status = output_open(&out, NULL, &err);
    if (status == ASSAY_OK)
        status = one ? list_cells(&out, call->operands[0], &err) : list_shapes(&out);
    if (status == ASSAY_OK)
        status = output_close(&out, &err);
    return status == ASSAY_OK ? 0 : command_failed(&err);
}

/* A guess on standard output when it was asked for, else as a note. */
static void say_guess(const cli_call *call, const char *path,
                      const assay_import_guess *guess, bool tell)
{
    const char *name = guess->shape != NULL ? guess->shape : "unknown";
    if (tell)
        (void)printf("%s: %s (%s)\n", path, name, guess->why);
    else
        command_note(call, "%s: %s (%s)", path, name, guess->why);
}

static bool is_same_shape(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Guesses the shape of every file; *shape is that of all, or NULL. */
static assay_status guess_all(const cli_call *call, const char **shape, bool tell,
                              assay_error *err)
{
    assay_import_guess guess;
    *shape = NULL;
    for (size_t i = 0; i < call->n_operands; i++) {
        const char *path = call->operands[i];
        assay_status status = assay_import_detect(path, &guess, err);
        if (status != ASSAY_OK)
            return status;
        say_guess(call, path, &guess, tell);
        bool other = i > 0 && !is_same_shape(*shape, guess.shape);
        if ((guess.shape == NULL || other) && !tell)
            return assay_fail(err, ASSAY_UNUSABLE,
                              other ? "%s is of another shape than the files before"
                                    : "%s is of no shape that is known",
                              path);
        *shape = guess.shape;
    }
    return ASSAY_OK;
}

static int run_detect(const cli_call *call)
{
    assay_error err = {0};
    const char *shape;
    if (call->n_operands == 0)
        return command_usage("import", "--detect needs a FILE");
    assay_status status = guess_all(call, &shape, true, &err);
    if (status == ASSAY_OK && fflush(stdout) != 0)
        status = assay_fail(&err, ASSAY_IO, "standard output: writing failed");
    if (status != ASSAY_OK)
        return command_failed(&err);
    return shape != NULL ? 0 : assay_status_exit_code(ASSAY_UNUSABLE);
}

/* ---- the import ------------------------------------------------------------------ */

static void on_reject(const assay_reject *reject, void *ctx)
{
    import_files_reject(ctx, reject);
}

/* `platform/handle` of --account, or --platform alone. */
static bool read_account(const import_settings *settings, assay_import_options *out)
{
    if (settings->platform != NULL)
        out->platform = (assay_str){settings->platform, strlen(settings->platform)};
    if (settings->account == NULL)
        return true;
    const char *slash = strchr(settings->account, '/');
    if (slash == NULL || slash == settings->account || slash[1] == '\0')
        return false;
    out->platform = (assay_str){settings->account, (size_t)(slash - settings->account)};
    out->handle = (assay_str){slash + 1, strlen(slash + 1)};
    return true;
}

static assay_date_order order_of(const char *word)
{
    if (word == NULL)
        return ASSAY_DATES_UNSAID;
    if (strcmp(word, "dmy") == 0)
        return ASSAY_DATES_DMY;
    return strcmp(word, "mdy") == 0 ? ASSAY_DATES_MDY : ASSAY_DATES_YMD;
}

static bool read_as_of(const char *text, int64_t *at)
{
    bool dated;
    return text == NULL || assay_time_read((assay_str){text, strlen(text)}, at, &dated);
}

static assay_status read_files(const cli_call *call, size_t first, assay_import *import,
                               assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = first; i < call->n_operands && status == ASSAY_OK; i++)
        status = assay_import_read(import, call->operands[i], err);
    return status;
}

/* Standard input may be looked at twice, for its shape or the order of its dates. */
static assay_status keep_input(const cli_call *call, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < call->n_operands && status == ASSAY_OK; i++) {
        input in = {.call = call, .path = call->operands[i]};
        status = input_keep(&in, err);
    }
    return status;
}

static assay_status write_all(assay_import *import, import_files *files, assay_error *err)
{
    assay_import_piece piece;
    assay_status status;
    while ((status = assay_import_next(import, &piece, err)) == ASSAY_OK) {
        status = import_files_put(files, &piece, err);
        if (status != ASSAY_OK)
            return status;
    }
    return status == ASSAY_END ? ASSAY_OK : status;
}

/* The tables that were written, `; posts.csv 12 rows; comments.csv 310 rows`; those for
 * which there is no room are left out. */
static void list_rows(const import_files *files, char line[], size_t room)
{
    size_t used = 0;
    line[0] = '\0';
    for (size_t i = 0; assay_input_table(i) != NULL; i++) {
        char one[64];
        if (files->rows[i] == 0)
            continue;
        (void)snprintf(one, sizeof one, "; %s.csv %llu rows", assay_input_table(i),
                       (unsigned long long)files->rows[i]);
        size_t len = strlen(one);
        if (len >= room - used)
            return;
        memcpy(line + used, one, len + 1);
        used += len;
    }
}

/* What came out, and what to do with it. */
static void say_done(const cli_call *call, const import_files *files,
                     const assay_import_counts *counts)
{
    char rows[512];
    list_rows(files, rows, sizeof rows);
    command_note(call, "%s: %llu account%s%s", files->out,
                 (unsigned long long)counts->accounts, counts->accounts == 1 ? "" : "s",
                 rows);
    if (counts->merged > 0)
        command_note(call,
                     "merged with earlier records of the same thing: %llu, of which "
                     "%llu say something else and stand",
                     (unsigned long long)counts->merged,
                     (unsigned long long)counts->differ);
    if (counts->rejects > 0 && files->rejects_path != NULL)
        command_note(call, "rejected: %llu, listed in %s",
                     (unsigned long long)counts->rejects, files->rejects_path);
    else
        import_files_say(files);
    if (strcmp(files->out, "-") != 0)
        command_note(call,
                     counts->accounts == 1
                         ? "next: assay check %s; assay vet %s"
                         : "next: assay check %s; assay audit %s --out verdicts",
                     files->out, files->out);
}

static assay_status import_all(const cli_call *call, assay_import_options *options,
                               size_t first, import_files *files, assay_error *err)
{
    assay_import *import = NULL;
    const import_settings *settings = call->settings;
    options->form = files->form;
    if (files->form == ASSAY_IMPORT_TABLES)
        options->spill_dir = (assay_str){files->out, strlen(files->out)};
    options->reject = on_reject;
    options->ctx = files;
    assay_status status = assay_import_new(options, &import, err);
    if (status == ASSAY_OK && settings->add)
        status = import_files_add(files, import, err);
    if (status == ASSAY_OK)
        status = read_files(call, first, import, err);
    if (status == ASSAY_OK)
        status = write_all(import, files, err);
    if (status == ASSAY_OK)
        status = import_files_end(files, err);
    if (status == ASSAY_OK) {
        assay_import_counts counts = assay_import_where(import);
        say_done(call, files, &counts);
    }
    assay_import_free(import);
    return status;
}

static int run_files(const cli_call *call, assay_import_options *options, size_t first)
{
    const import_settings *settings = call->settings;
    assay_error err = {0};
    import_files files;
    assay_status status = import_files_begin(&files, settings->out, settings->add, &err);
    if (status == ASSAY_OK)
        status = import_all(call, options, first, &files, &err);
    bool rejected = settings->strict && files.n_rejects > 0;
    if (status == ASSAY_UNUSABLE)
        import_files_say(&files);
    import_files_free(&files);
    if (status != ASSAY_OK)
        return command_failed(&err);
    return rejected ? assay_status_exit_code(ASSAY_UNUSABLE) : 0;
}

/* The first operand is the shape, unless it is to be guessed. */
static int with_shape(const cli_call *call, assay_import_options *options)
{
    const import_settings *settings = call->settings;
    const char *shape = call->n_operands > 0 ? call->operands[0] : NULL;
    assay_error err = {0};
    if (settings->detect && shape != NULL && !is_shape(shape)) {
        assay_status status = guess_all(call, &options->shape, false, &err);
        return status == ASSAY_OK ? run_files(call, options, 0) : command_failed(&err);
    }
    if (shape == NULL)
        return command_usage("import", "SHAPE and FILE are missing");
    if (!is_shape(shape)) {
        const char *near = parse_nearest(shape, shape_at, NULL);
        return near != NULL
                   ? command_usage("import", "there is no shape %s; did you mean %s?",
                                   shape, near)
                   : command_usage("import",
                                   "there is no shape %s; assay import --list "
                                   "names them, --detect guesses",
                                   shape);
    }
    if (call->n_operands == 1)
        return command_usage("import", "FILE is missing");
    options->shape = shape;
    return run_files(call, options, 1);
}

int run_import(const cli_call *call)
{
    const import_settings *settings = call->settings;
    assay_import_options options = {.maps = settings->maps.items,
                                    .n_maps = settings->maps.n,
                                    .date_order = order_of(settings->date_order),
                                    .partial = settings->partial};
    if (settings->list)
        return run_list(call);
    if (settings->detect && settings->out == NULL)
        return run_detect(call);
    if (!read_account(settings, &options))
        return command_usage("import", "--account is PLATFORM/HANDLE, such as "
                                       "instagram/lan.anh");
    if (!read_as_of(settings->as_of, &options.as_of))
        return command_usage("import", "--as-of: %s is not a time", settings->as_of);
    if (call->n_operands > 0 && settings->out == NULL)
        return command_usage("import", "--out is missing: a folder, FILE.ndjson or -");
    assay_error err = {0};
    if (keep_input(call, &err) != ASSAY_OK)
        return command_failed(&err);
    return with_shape(call, &options);
}
