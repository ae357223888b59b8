/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <assay/reader.h>
#include <assay/table.h>

#include "base/buffer.h"
#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static assay_arena *arena;
static char folder[] = "/tmp/assay-tables-XXXXXX";
static assay_buffer told;

static const char *const NAMES[] = {
    "accounts.csv",    "growth.csv", "posts.csv",  "comments.csv", "audience.csv",
    "livestreams.csv", "sales.csv",  "labels.csv", "input",        "explanations.csv"};

static const char *path_of(const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
}

static void tear_down(void)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        (void)unlink(path_of(NAMES[i]));
    cr_assert_eq(rmdir(folder), 0, "something was left behind");
    assay_arena_free(arena);
    assay__buffer_free(&told);
}

TestSuite(tables, .init = set_up, .fini = tear_down);

static void write_bytes(const char *name, const void *bytes, size_t len)
{
    FILE *file = fopen(path_of(name), "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, len, file), len);
    cr_assert_eq(fclose(file), 0);
}

static void write_table(const char *name, const char *text)
{
    write_bytes(name, text, strlen(text));
}

static void on_reject(const assay_reject *reject, void *ctx)
{
    (void)ctx;
    cr_assert_eq(strncmp(reject->file.ptr, folder, strlen(folder)), 0);
    assay__buffer_printf(&told, "%.*s|%llu|%.*s/%.*s|%.*s|%s\n",
                         (int)(reject->file.len - strlen(folder) - 1),
                         reject->file.ptr + strlen(folder) + 1,
                         (unsigned long long)reject->line, ASSAY__ARG(reject->platform),
                         ASSAY__ARG(reject->handle), ASSAY__ARG(reject->field),
                         reject->message);
}

static void on_warning(const char *sentence, void *ctx)
{
    (void)ctx;
    assay__buffer_printf(&told, "warning: %s\n", sentence);
}

static const assay_reader_options OPTIONS = {.reject = on_reject, .warn = on_warning};

static const char *heard(void)
{
    static char text[4096];
    if (told.len > 0)
        memcpy(text, told.bytes, told.len);
    text[told.len] = '\0';
    assay__buffer_free(&told);
    return text;
}

static assay_reader *open_good(const char *path, const assay_reader_options *options)
{
    assay_reader *reader;
    assay_error err;
    cr_assert_eq(assay_reader_open(path, options, &reader, &err), ASSAY_OK, "%s",
                 err.message);
    return reader;
}

/* All accounts in the order of their handles, with hashes: `handle sha\n`. */
static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *digest_of(const char *path, const assay_reader_options *options)
{
    enum { MOST = 4096 };
    static char *lines[MOST];
    size_t n = 0;
    assay_reader *reader = open_good(path, options);
    const assay_account *account;
    assay_error err;
    assay_status status;
    while ((status = assay_reader_next(reader, arena, &account, &err)) == ASSAY_OK) {
        char hex[65];
        cr_assert_lt(n, MOST);
        cr_assert_eq(assay_account_sha256(account, hex, NULL), ASSAY_OK);
        lines[n] = malloc(account->handle.len + 80);
        memcpy(lines[n], account->handle.ptr, account->handle.len);
        (void)sprintf(lines[n] + account->handle.len, " %s\n", hex);
        n++;
        assay_arena_reset(arena);
    }
    cr_assert_eq(status, ASSAY_END, "%s", err.message);
    assay_reader_close(reader);
    qsort(lines, n, sizeof lines[0], compare_lines);
    assay_buffer all = {0};
    for (size_t i = 0; i < n; i++) {
        assay__buffer_put(&all, assay__str(lines[i]));
        free(lines[i]);
    }
    assay__buffer_put_char(&all, '\0');
    return all.bytes;
}

static const assay_account *read_one(const char *path)
{
    assay_reader *reader = open_good(path, &OPTIONS);
    const assay_account *account = NULL;
    assay_error err;
    cr_assert_eq(assay_reader_next(reader, arena, &account, &err), ASSAY_OK, "%s %s",
                 err.message, heard());
    const assay_account *more;
    cr_assert_eq(assay_reader_next(reader, arena, &more, NULL), ASSAY_END);
    assay_reader_close(reader);
    return account;
}

static void expect_no_input(const char *path, const char *words)
{
    assay_reader *reader = NULL;
    const assay_account *account;
    assay_error err = {0};
    assay_status status = assay_reader_open(path, NULL, &reader, &err);
    if (status == ASSAY_OK)
        status = assay_reader_next(reader, arena, &account, &err);
    cr_assert_eq(status, ASSAY_BAD_SYNTAX, "%s", err.message);
    cr_assert_not_null(strstr(err.message, words), "%s", err.message);
    assay_reader_close(reader);
}

static bool is(assay_str text, const char *wanted)
{
    return text.ptr != NULL && assay__str_equal(text, assay__str(wanted));
}

Test(tables, a_folder_gives_what_the_same_ndjson_gives)
{
    write_table("accounts.csv", "handle,platform,followers,verified,name,fee,currency\n"
                                "@a,TikTok,15230,1,\"Cà phê, \"\"Đà Lạt\"\"\",1e6,VND\n"
                                "b,tiktok,,,\"\",,\n");
    write_table("growth.csv", "platform,handle,at,followers,likes\n"
                              "tiktok,b,2026-03-05,12,\n"
                              "tiktok,a,2026-03-05,15230,7\n"
                              "tiktok,a,2026-03-04,15010,\n"
                              "tiktok,b,2026-03-04,10,\n");
    write_table("posts.csv", "platform,handle,post,at,likes\n"
                             "tiktok,a,7321098765432109871,2026-03-03T12:00:00Z,412\n");
    write_table("comments.csv", "platform,handle,id,post,at,author,text\n"
                                "tiktok,a,c2,p,,u,\" two\nlines \"\n"
                                "tiktok,a,c1,p,,,\n"
                                "tiktok,c,,,,,alone\n");
    write_table("labels.csv", "platform,handle,inflated\ntiktok,a,1\n");
    char *from_tables = digest_of(folder, &OPTIONS);
    write_table(
        "input",
        "{\"platform\":\"tiktok\",\"handle\":\"c\",\"comments\":[{\"text\":\"alone\"}]}\n"
        "{\"platform\":\"tiktok\",\"handle\":\"b\",\"name\":\"\",\"growth\":["
        "{\"at\":\"2026-03-04\",\"followers\":10},{\"at\":\"2026-03-05\","
        "\"followers\":12}]}\n"
        "{\"platform\":\"tiktok\",\"handle\":\"a\",\"followers\":15230,"
        "\"verified\":true,\"name\":\"Cà phê, \\\"Đà Lạt\\\"\",\"fee\":{\"amount\":"
        "1000000,\"currency\":\"VND\"},\"growth\":[{\"at\":\"2026-03-05\","
        "\"followers\":15230,\"likes\":7},{\"at\":\"2026-03-04\",\"followers\":"
        "15010}],\"posts\":[{\"id\":7321098765432109871,\"at\":"
        "\"2026-03-03T12:00:00Z\",\"likes\":412}],\"comments\":[{\"id\":\"c1\","
        "\"post\":\"p\",\"text\":\"\"},{\"id\":\"c2\",\"post\":\"p\",\"author\":\"u\","
        "\"text\":\" two\\nlines \"}]}\n");
    char *from_json = digest_of(path_of("input"), &OPTIONS);
    cr_assert_str_eq(from_tables, from_json);
    cr_assert_str_eq(heard(), "");
    free(from_tables);
    free(from_json);
}

Test(tables, memory_changes_nothing_but_where_rows_wait)
{
    enum { ACCOUNTS = 300, ROWS = 12 };
    assay_buffer growth = {0};
    assay__buffer_printf(&growth, "platform,handle,at,followers\n");
    for (int r = 0; r < ROWS; r++) {
        for (int a = 0; a < ACCOUNTS; a++)
            assay__buffer_printf(&growth, "x,h%d,2026-03-%02d,%d\n", a * 7 % ACCOUNTS,
                                 ROWS - r, 1000 + a * r);
    }
    write_bytes("growth.csv", growth.bytes, growth.len);
    assay__buffer_free(&growth);
    assay_reader_options options = OPTIONS;
    char *roomy = digest_of(folder, &options);
    options.spill_dir = assay__str(folder);
    for (size_t memory = 3000; memory < 200000; memory *= 8) {
        options.memory_bytes = memory;
        char *tight = digest_of(folder, &options);
        cr_assert_str_eq(tight, roomy);
        free(tight);
    }
    free(roomy);
}

Test(tables, accounts_come_in_one_order_whatever_the_memory)
{
    enum { ACCOUNTS = 200 };
    assay_buffer rows = {0}, first = {0}, second = {0};
    assay__buffer_printf(&rows, "platform,handle\n");
    for (int a = 0; a < ACCOUNTS; a++)
        assay__buffer_printf(&rows, "x,h%d\n", a);
    write_bytes("accounts.csv", rows.bytes, rows.len);
    assay_reader_options options = OPTIONS;
    for (int round = 0; round < 2; round++) {
        assay_buffer *out = round == 0 ? &first : &second;
        options.memory_bytes = round == 0 ? 0 : 2000;
        assay_reader *reader = open_good(folder, &options);
        const assay_account *account;
        while (assay_reader_next(reader, arena, &account, NULL) == ASSAY_OK)
            assay__buffer_put(out, account->handle);
        assay_reader_close(reader);
    }
    cr_assert_gt(first.len, 2 * ACCOUNTS);
    cr_assert(assay__str_equal((assay_str){first.bytes, first.len},
                               (assay_str){second.bytes, second.len}));
    assay__buffer_free(&rows);
    assay__buffer_free(&first);
    assay__buffer_free(&second);
}

Test(tables, a_lone_table_is_known_by_its_header)
{
    write_table("input", "platform,handle,at,followers\nx,a,2026-03-04,5\n");
    const assay_account *account = read_one(path_of("input"));
    cr_assert_eq(account->n_growth, 1);
    cr_assert(account->growth_dated);
    write_table("input", "platform;handle;text;author\r\nx;a; hay, quá ;u\r\n\r\n");
    account = read_one(path_of("input"));
    cr_assert_eq(account->n_comments, 1);
    cr_assert(is(account->comments[0].text, " hay, quá "));
    write_table("input", "\xEF\xBB\xBFplatform\thandle\tpost\tlikes\nx\ta\tp1\t5\n");
    account = read_one(path_of("input"));
    cr_assert_eq(account->n_posts, 1);
    write_table("input", "handle,platform,id\na,x,1\n");
    account = read_one(path_of("input"));
    cr_assert(is(account->id, "1"));
    write_table("input", "platform,handle,channel,code,revenue\nx,a,shop,A1,-5.5\n");
    account = read_one(path_of("input"));
    cr_assert_eq(account->n_sales, 1);
    cr_assert_eq(account->sales[0].revenue, -5.5);
}

Test(tables, bad_rows_take_their_account_along_and_no_other)
{
    write_table("growth.csv", "platform,handle,at,followers\n"
                              "x,a,2026-03-04,12.4K\n"
                              "x,a,2026-03-05,-1\n"
                              "x,good,2026-03-04,5\n"
                              "x,b,2026-03-04\n"
                              "x,c,2026-03-04,1,2\n"
                              "x\n"
                              ",d,2026-03-04,1\n"
                              "x,e,2026-03-04,\n"
                              "x,f,04/03/2026,1\n"
                              "x,g,2026-03-04,\"2,5\"\n"
                              "x,h,2026-03-04,1e400\n"
                              "x,i,2026-03-04,NaN\n"
                              "x,j,2026-03-04,1\n"
                              "x,j,2026-03-04,2\n");
    char *all = digest_of(folder, &OPTIONS);
    cr_assert_eq(strncmp(all, "good ", 5), 0);
    cr_assert_eq(strlen(all), 5 + 65);
    const char *words = heard();
    static const char *const WANTED[] = {
        "growth.csv|2|x/a|followers|12.4K is abbreviated: write 12400\n",
        "growth.csv|5|x/b||the row has 3 cells where the header has 4\n",
        "growth.csv|6|x/c||the row has 5 cells where the header has 4\n",
        "growth.csv|7|/|handle|the row is too short to name its account\n",
        "growth.csv|8|/|platform|it must be known and is not\n",
        "growth.csv|9|x/e|followers|it must be known and is not\n",
        "growth.csv|10|x/f|at|04/03/2026 is not a time: write 2026-03-04, ",
        "growth.csv|11|x/g|followers|2,5 has a comma: write digits and a decimal point",
        "growth.csv|12|x/h|followers|1e400 is beyond the range of a number\n",
        "growth.csv|13|x/i|followers|NaN is not a number\n",
        "growth.csv|0|x/j|growth|two different values for 2026-03-04T00:00:00Z\n",
    };
    for (size_t i = 0; i < sizeof WANTED / sizeof WANTED[0]; i++)
        cr_assert_not_null(strstr(words, WANTED[i]), "%s\n%s", WANTED[i], words);
    free(all);
}

Test(tables, an_account_listed_twice_merges_only_when_equal)
{
    write_table("accounts.csv",
                "platform,handle,followers\nx,a,5\nx,b,5\nX,@a,5\nx,b,6\n");
    char *all = digest_of(folder, &OPTIONS);
    cr_assert_eq(strncmp(all, "a ", 2), 0);
    cr_assert_eq(strlen(all), 2 + 65);
    cr_assert_str_eq(heard(), "accounts.csv|5|x/b|handle|the account stands twice, with "
                              "different values\n");
    free(all);
}

Test(tables, lines_are_counted_through_quoted_newlines)
{
    write_table("comments.csv",
                "platform,handle,text,likes\r\nx,a,\"1\r\n2\r\n3\",1\r\n\r\n"
                "x,b,ok,bad\r\n");
    char *all = digest_of(folder, &OPTIONS);
    cr_assert_str_eq(heard(), "comments.csv|6|x/b|likes|bad is not a number\n");
    free(all);
}

Test(tables, unknown_columns_are_named_and_guards_undone)
{
    write_table("comments.csv", "platform,handle,text,mood,author\nx,'@a,'=1+1,7,''q\n");
    const assay_account *account = read_one(folder);
    cr_assert(is(account->handle, "a"));
    cr_assert(is(account->comments[0].text, "=1+1"));
    cr_assert(is(account->comments[0].author, "'q"));
    cr_assert_str_eq(heard(),
                     "warning: fields that are not known were ignored in 1 places: "
                     "comments.mood\n");
}

Test(tables, utf_16_with_tabs_is_what_spreadsheets_save)
{
    const char *text = "platform\thandle\tfollowers\nx\ta\t5\n";
    char wide[256] = "\xFF\xFE";
    size_t n = 2;
    for (; *text != '\0'; text++) {
        wide[n++] = *text;
        wide[n++] = '\0';
    }
    write_bytes("accounts.csv", wide, n);
    const assay_account *account = read_one(folder);
    cr_assert_eq(account->followers, 5);
}

Test(tables, what_makes_a_table_unreadable_is_said)
{
    expect_no_input(folder, "no table is known in it");
    write_table("growth.csv", "platform,at,followers\n");
    expect_no_input(folder, "growth.csv, line 1: the column handle is missing");
    write_table("growth.csv", "platform,handle,followers\n");
    expect_no_input(folder, "growth.csv, line 1: the column at is missing");
    write_table("growth.csv", "platform,handle,at,at,followers\n");
    expect_no_input(folder, "the column at stands twice");
    write_table("growth.csv", "");
    expect_no_input(folder, "growth.csv: the file is empty");
    write_table("growth.csv",
                "platform,handle,at,followers\nx,a,2026-03-04,1\nx,\"a,2,3\n");
    expect_no_input(folder, "growth.csv, line 3: a quote is opened and never closed");
    write_table("input", "a,b,c\n1,2,3\n");
    expect_no_input(path_of("input"), "the header is of no table that is known");
}

Test(tables, bytes_that_are_not_utf_8_are_refused_where_they_stand)
{
    write_table("comments.csv", "platform,handle,text\nx,a,caf\xE9\nx,\xE9,ok\nx,b,ok\n");
    char *all = digest_of(folder, &OPTIONS);
    cr_assert_eq(strncmp(all, "b ", 2), 0);
    const char *words = heard();
    cr_assert_not_null(strstr(words, "comments.csv|2|x/a|text|bytes that are not UTF-8"));
    cr_assert_not_null(strstr(words, "comments.csv|3|/|handle|bytes that are not UTF-8"));
    free(all);
}

Test(tables, any_csv_is_a_table_of_text)
{
    write_table("labels.csv", "id, score ,note\n1,0.5,\"a\nb\"\n2,,'=x\n3,1\n");
    assay_table *table;
    assay_error err;
    const assay_str *cells;
    double number;
    int64_t at;
    size_t n;
    cr_assert_eq(assay_table_open(path_of("labels.csv"), &table, &err), ASSAY_OK);
    cr_assert(is(assay_table_header(table, &n)[1], "score"));
    cr_assert_eq(n, 3);
    cr_assert_eq(assay_table_column(table, "note"), 2);
    cr_assert_eq(assay_table_column(table, "none"), SIZE_MAX);
    cr_assert_eq(assay_table_next(table, &cells, &err), ASSAY_OK);
    cr_assert(is(cells[2], "a\nb"));
    cr_assert(assay_table_number(cells[1], &number) && number == 0.5);
    cr_assert_not(assay_table_number(cells[2], &number));
    cr_assert(assay_table_time(cells[0], &at) && at == 1);
    cr_assert_eq(assay_table_next(table, &cells, &err), ASSAY_OK);
    cr_assert_eq(assay_table_line(table), 4);
    cr_assert_null(cells[1].ptr);
    cr_assert(assay_table_number(cells[1], &number) && isnan(number));
    cr_assert(assay_table_time(cells[1], &at) && at == ASSAY_TIME_UNKNOWN);
    cr_assert(is(cells[2], "=x"));
    cr_assert_eq(assay_table_next(table, &cells, &err), ASSAY_BAD_SYNTAX);
    cr_assert_not_null(strstr(err.message, "line 5: 2 cells where the header has 3"));
    assay_table_close(table);
}

Test(tables, blocks_of_any_size_give_the_same_rows)
{
    enum { ROWS = 9000 };
    assay_buffer text = {0};
    assay__buffer_printf(&text, "n,text\n");
    for (int i = 0; i < ROWS; i++)
        assay__buffer_printf(&text, "%d,\"%*s\"\"%d\n\"\n", i, i % 97, "", i);
    write_bytes("labels.csv", text.bytes, text.len);
    assay__buffer_free(&text);
    assay_table *table;
    const assay_str *cells;
    cr_assert_eq(assay_table_open(path_of("labels.csv"), &table, NULL), ASSAY_OK);
    for (int i = 0; i < ROWS; i++) {
        double number;
        char wanted[160];
        cr_assert_eq(assay_table_next(table, &cells, NULL), ASSAY_OK);
        cr_assert(assay_table_number(cells[0], &number) && number == i);
        (void)snprintf(wanted, sizeof wanted, "%*s\"%d\n", i % 97, "", i);
        cr_assert(is(cells[1], wanted));
        cr_assert_eq(assay_table_line(table), (uint64_t)(2 + 2 * i));
    }
    cr_assert_eq(assay_table_next(table, &cells, NULL), ASSAY_END);
    assay_table_close(table);
}
