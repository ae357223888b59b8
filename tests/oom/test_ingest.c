/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading with every allocation failing in turn: the status says so, what was to be
 * filled in is untouched, and nothing leaks. A plain main, since the test library
 * allocates too. */
#include <assay/reader.h>
#include <assay/table.h>

#include "failing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/assay-oom-XXXXXX";
static char json_path[64], csv_path[64];

static const char JSON[] =
    "{\"platform\":\"X\",\"handle\":\"a\",\"growth\":[{\"at\":2,\"followers\":2},"
    "{\"at\":1,\"followers\":1}],\"posts\":[{\"id\":\"q\"},{\"id\":\"p\"}],"
    "\"comments\":[{\"id\":\"c\",\"text\":\"t\"},{\"id\":\"d\",\"text\":\"\"}],\"z\":1}\n"
    "{\"platform\":\"x\",\"handle\":\"bad\",\"followers\":-1}\n"
    "{\"platform\":\"x\",\"handle\":\"b\"}\n";

static const char CSV[] = "platform,handle,at,followers\nX,a,2,2\nX,a,1,1\nX,b,1,1\n"
                          "X,bad,1,-1\nX,c,1,1\n";

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        exit(2);
}

/* A scenario answers with the first status that is not OK, END being good. */
static assay_status read_all(const char *path, size_t memory)
{
    assay_reader_options options = {.memory_bytes = memory};
    assay_reader *reader = NULL;
    assay_arena *arena = NULL;
    const assay_account *untouched = (const assay_account *)&options;
    const assay_account *account = untouched;
    assay_status status = assay_arena_new(0, NULL, &arena, NULL);
    if (status == ASSAY_OK)
        status = assay_reader_open(path, &options, &reader, NULL);
    if (status != ASSAY_OK && reader != NULL)
        exit(3);
    while (status == ASSAY_OK) {
        account = untouched;
        status = assay_reader_next(reader, arena, &account, NULL);
        if ((status == ASSAY_OK) == (account == untouched))
            exit(3);
        assay_arena_reset(arena);
    }
    assay_reader_close(reader);
    assay_arena_free(arena);
    return status;
}

static assay_status read_json(void)
{
    return read_all(json_path, 0);
}

static assay_status read_tables(void)
{
    return read_all(folder, 0);
}

static assay_status read_spilled_table(void)
{
    return read_all(csv_path, 100);
}

static assay_status read_rows(void)
{
    assay_table *table = NULL;
    const assay_str *cells;
    assay_status status = assay_table_open(csv_path, &table, NULL);
    if (status != ASSAY_OK && table != NULL)
        exit(3);
    while (status == ASSAY_OK)
        status = assay_table_next(table, &cells, NULL);
    assay_table_close(table);
    return status;
}

static assay_status hash_record(void)
{
    assay_arena *arena = NULL;
    const assay_account *account = NULL;
    char hex[65] = "untouched";
    assay_str json = {JSON, strcspn(JSON, "\n")};
    assay_status status = assay_arena_new(0, NULL, &arena, NULL);
    if (status == ASSAY_OK)
        status = assay_account_from_json(json, arena, &account, NULL);
    if (status == ASSAY_OK)
        status = assay_account_sha256(account, hex, NULL);
    if (status != ASSAY_OK && strcmp(hex, "untouched") != 0)
        exit(3);
    assay_arena_free(arena);
    return status == ASSAY_OK ? ASSAY_END : status;
}

int main(void)
{
    if (mkdtemp(folder) == NULL)
        return 2;
    (void)snprintf(json_path, sizeof json_path, "%s/input", folder);
    (void)snprintf(csv_path, sizeof csv_path, "%s/growth.csv", folder);
    write_file(json_path, JSON);
    write_file(csv_path, CSV);
    bool passed = failing_each("json", read_json);
    passed = failing_each("tables", read_tables) && passed;
    passed = failing_each("spilled table", read_spilled_table) && passed;
    passed = failing_each("rows", read_rows) && passed;
    passed = failing_each("hash", hash_record) && passed;
    (void)unlink(json_path);
    (void)unlink(csv_path);
    (void)rmdir(folder);
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
