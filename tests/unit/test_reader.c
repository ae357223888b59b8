/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <assay/reader.h>

#include "base/buffer.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

static assay_arena *arena;
static char folder[] = "/tmp/assay-reader-XXXXXX";
static char path[96];
static assay_buffer told;

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/input", folder);
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
}

static void tear_down(void)
{
    (void)unlink(path);
    (void)rmdir(folder);
    assay_arena_free(arena);
    assay__buffer_free(&told);
}

TestSuite(reader, .init = set_up, .fini = tear_down);

static void write_file(const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, len, file), len);
    cr_assert_eq(fclose(file), 0);
}

static void on_reject(const assay_reject *reject, void *ctx)
{
    (void)ctx;
    assay__buffer_printf(&told, "%llu|%.*s/%.*s|%.*s|%s\n",
                         (unsigned long long)reject->line, ASSAY__ARG(reject->platform),
                         ASSAY__ARG(reject->handle), ASSAY__ARG(reject->field),
                         reject->message);
}

static void on_warning(const char *sentence, void *ctx)
{
    (void)ctx;
    assay__buffer_printf(&told, "warning: %s\n", sentence);
}

/* What the callbacks were told so far, and forget it. */
static const char *heard(void)
{
    static char text[4096];
    if (told.len > 0)
        memcpy(text, told.bytes, told.len);
    text[told.len] = '\0';
    assay__buffer_free(&told);
    return text;
}

static const assay_reader_options OPTIONS = {.reject = on_reject, .warn = on_warning};

/* Handles of all accounts, each followed by a space. */
static char *read_all_with(const assay_reader_options *options)
{
    static char handles[4096];
    assay_reader *reader;
    assay_error err = {0};
    handles[0] = '\0';
    assay_status status = assay_reader_open(path, options, &reader, &err);
    if (status != ASSAY_OK) {
        (void)snprintf(handles, sizeof handles, "%s", err.message);
        return handles;
    }
    const assay_account *account;
    while ((status = assay_reader_next(reader, arena, &account, &err)) == ASSAY_OK) {
        size_t n = strlen(handles);
        memcpy(handles + n, account->handle.ptr, account->handle.len);
        strcpy(handles + n + account->handle.len, " ");
        assay_arena_reset(arena);
    }
    cr_assert_eq(status, ASSAY_END, "%s", err.message);
    assay_reader_close(reader);
    return handles;
}

static char *read_all(const char *text)
{
    write_file(text, strlen(text));
    return read_all_with(&OPTIONS);
}

#define A "{\"platform\":\"x\",\"handle\":\"a\"}"
#define B "{\"platform\":\"x\",\"handle\":\"b\"}"
#define C "{\"platform\":\"x\",\"handle\":\"c\"}"

Test(reader, lines_arrays_and_objects_are_told_apart)
{
    cr_assert_str_eq(read_all(A "\n" B "\n"), "a b ");
    cr_assert_str_eq(read_all(A "\r\n\n  \n" B), "a b ");
    cr_assert_str_eq(read_all("\xEF\xBB\xBF" A), "a ");
    cr_assert_str_eq(read_all(" [ " A " , " B " ]\n"), "a b ");
    cr_assert_str_eq(read_all("[]"), "");
    cr_assert_str_eq(read_all("{\n \"platform\":\"x\",\n \"handle\":\"}{\\\"\"\n}\n"),
                     "}{\" ");
    cr_assert_str_eq(read_all("{\n \"platform\":\"x\",\n\"handle\":\"a\"}\n" B " " C),
                     "a b c ");
    cr_assert_str_eq(heard(), "");
}

Test(reader, a_bad_record_is_told_and_passed_over)
{
    cr_assert_str_eq(
        read_all(A "\n{\"platform\":\"x\",\"handle\":\"bad\",\"followers\":-1}\n"
                   "{\"platform\":\"x\"\n[]\n" B "\n"),
        "a b ");
    cr_assert_str_eq(heard(), "2|x/bad|followers|-1 is negative (column 44)\n"
                              "3|x/|platform|the text ends here (column 16)\n"
                              "4|/||not an object (column 1)\n");
}

Test(reader, a_first_line_that_is_cut_does_not_take_the_file_along)
{
    cr_assert_str_eq(read_all("{\"platform\":\"x\",\n" A "\n" B "\n"), "a b ");
    cr_assert_str_eq(read_all("{\"platform\":\"x\n" A "\n" B "\n"), "a b ");
}

Test(reader, places_in_long_records_are_exact)
{
    cr_assert_str_eq(read_all("[" A ",\n{\"platform\":\"x\",\"handle\":\"b\",\n\n"
                              " \"posts\":[{}]},\n" C "]"),
                     "a c ");
    cr_assert_str_eq(heard(),
                     "4|x/b|posts[0].id|it must be known and is not (column 13)\n");
}

Test(reader, what_cannot_go_on_is_said_once)
{
    cr_assert_str_eq(read_all("[" A " " B "]"), "a ");
    cr_assert_str_eq(read_all("[" A ",]"), "a ");
    cr_assert_str_eq(read_all("[" A "] x"), "a ");
    cr_assert_str_eq(read_all("[" A ",7]"), "a ");
    cr_assert_str_eq(read_all("[" A ",{"), "a ");
    cr_assert_str_eq(heard(),
                     "1|/||a comma or ] is missing between records\n"
                     "1|/||a comma before the array's end\n"
                     "1|/||something follows the array\n"
                     "1|/||an account is an object\n"
                     "1|/||the record does not end; what follows cannot be read\n");
}

Test(reader, an_account_that_stood_before_is_rejected)
{
    cr_assert_str_eq(read_all(A "\n" B "\n{\"platform\":\"X\",\"handle\":\"@a\"}\n"),
                     "a b ");
    cr_assert_str_eq(heard(),
                     "3|x/a|handle|this account stood before; only its first record "
                     "is used\n");
}

Test(reader, unknown_keys_are_named_in_one_warning)
{
    cr_assert_str_eq(
        read_all("{\"platform\":\"x\",\"handle\":\"a\",\"foo\":1,"
                 "\"posts\":[{\"id\":1,\"bar\":2},{\"id\":2,\"bar\":2}]}\n" B),
        "a b ");
    cr_assert_str_eq(heard(),
                     "warning: fields that are not known were ignored in 3 places: "
                     "foo, posts.bar\n");
}

Test(reader, a_record_over_the_limit_is_passed_over)
{
    assay_reader_options options = OPTIONS;
    options.record_bytes = 100;
    char text[400000];
    size_t n = (size_t)snprintf(text, sizeof text, A "\n{\"platform\":\"");
    memset(text + n, 'y', 300000);
    strcpy(text + n + 300000, "\n" B "\n");
    write_file(text, strlen(text));
    cr_assert_str_eq(read_all_with(&options), "a b ");
    cr_assert_str_eq(heard(), "2|/||the record is over the size limit\n");
}

Test(reader, empty_and_missing_files_are_named)
{
    cr_assert_not_null(strstr(read_all(""), "input: the file is empty"));
    cr_assert_not_null(strstr(read_all(" \n\n"), "the file is empty"));
    (void)unlink(path);
    cr_assert_not_null(strstr(read_all_with(NULL), "there is no such file"));
}

Test(reader, compressed_files_are_read_alike)
{
    static const char TEXT[] = A "\n" B "\n";
    gzFile gzip = gzopen(path, "wb");
    cr_assert_eq(gzwrite(gzip, TEXT, sizeof TEXT - 1), (int)sizeof TEXT - 1);
    cr_assert_eq(gzclose(gzip), Z_OK);
    gzip = gzopen(path, "ab"); /* a second member, as `cat a.gz b.gz` makes */
    cr_assert_gt(gzwrite(gzip, C, sizeof C - 1), 0);
    cr_assert_eq(gzclose(gzip), Z_OK);
    cr_assert_str_eq(read_all_with(&OPTIONS), "a b c ");
    char packed[512];
    size_t len = ZSTD_compress(packed, sizeof packed, TEXT, sizeof TEXT - 1, 3);
    write_file(packed, len);
    cr_assert_str_eq(read_all_with(&OPTIONS), "a b ");
    cr_assert_str_eq(heard(), "");
}

Test(reader, a_compressed_file_that_is_cut_is_damaged)
{
    char packed[512];
    static const char TEXT[] = A "\n" B "\n";
    size_t len = ZSTD_compress(packed, sizeof packed, TEXT, sizeof TEXT - 1, 3);
    write_file(packed, len - 3);
    assay_reader *reader = NULL;
    assay_error err = {0};
    const assay_account *account;
    assay_status status = assay_reader_open(path, NULL, &reader, &err);
    while (status == ASSAY_OK)
        status = assay_reader_next(reader, arena, &account, &err);
    cr_assert_eq(status, ASSAY_BAD_SYNTAX);
    cr_assert_not_null(strstr(err.message, "damaged"));
    assay_reader_close(reader);
}

Test(reader, utf_16_is_read_by_its_mark)
{
    char wide[256] = "\xFF\xFE";
    size_t n = 2;
    for (const char *p = "{\"platform\":\"x\",\"handle\":\"a"; *p != '\0'; p++) {
        wide[n++] = *p;
        wide[n++] = '\0';
    }
    memcpy(wide + n, "\xE9\0\x3D\xD8\x00\xDE\"\0}\0", 10); /* é, U+1F600, quote, brace */
    write_file(wide, n + 10);
    cr_assert_str_eq(read_all_with(&OPTIONS), "aé😀 ");
}

Test(reader, progress_counts_bytes_accounts_and_rejects)
{
    static const char TEXT[] = A "\n{}\n" B "\n";
    write_file(TEXT, sizeof TEXT - 1);
    assay_reader *reader;
    const assay_account *account;
    cr_assert_eq(assay_reader_open(path, NULL, &reader, NULL), ASSAY_OK);
    while (assay_reader_next(reader, arena, &account, NULL) == ASSAY_OK)
        continue;
    assay_reader_progress progress = assay_reader_where(reader);
    cr_assert_eq(progress.bytes_read, sizeof TEXT - 1);
    cr_assert_eq(progress.bytes_total, sizeof TEXT - 1);
    cr_assert_eq(progress.accounts, 2);
    cr_assert_eq(progress.rejects, 1);
    assay_reader_close(reader);
}

Test(reader, very_many_records_are_remembered_by_their_names)
{
    enum { MANY = 5000 };
    char *text = malloc((size_t)MANY * 2 * 48);
    size_t n = 0;
    for (int i = 0; i < 2 * MANY; i++)
        n += (size_t)sprintf(text + n, "{\"platform\":\"x\",\"handle\":\"h%d\"}\n",
                             i % MANY);
    write_file(text, n);
    free(text);
    assay_reader *reader;
    const assay_account *account;
    cr_assert_eq(assay_reader_open(path, NULL, &reader, NULL), ASSAY_OK);
    while (assay_reader_next(reader, arena, &account, NULL) == ASSAY_OK)
        assay_arena_reset(arena);
    cr_assert_eq(assay_reader_where(reader).accounts, MANY);
    cr_assert_eq(assay_reader_where(reader).rejects, MANY);
    assay_reader_close(reader);
}
