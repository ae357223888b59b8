/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay init: a folder of empty tables with their columns, and a page that explains. */
#include "command.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const example EXAMPLES[] = {
    {"assay init roster/", "make the tables, to be filled by hand or by a script"},
};

const cli_form init_form = {
    .operands = "DIR",
    .operands_low = 1,
    .operands_high = 1,
    .about =
        "Makes a folder with every table that the input may have: a header each, no\n"
        "rows, and a README that explains every column. Tables that are not needed can\n"
        "be deleted. Files that are already there are left alone.",
    FORM_EXAMPLES(EXAMPLES),
};

static const char README[] =
    "# Input of assay\n"
    "\n"
    "Each file is a table; rows of all of them are joined by platform and handle. An\n"
    "account exists when any table names it. Delete what you do not have.\n"
    "\n"
    "- An empty cell means *unknown*, not 0.\n"
    "- Times: 2026-03-04, 2026-03-04T10:11:12Z, with an offset, or Unix seconds; without "
    "a\n"
    "  zone, UTC.\n"
    "- Numbers are plain: 12400, not 12.4K or 12,400.\n"
    "- Rows may stand in any order; equal rows count once.\n"
    "- The more often growth.csv was read, the smaller the changes that can be seen.\n"
    "\n"
    "    assay check .        what can be assessed with what is here\n"
    "    assay audit . -o out verdicts on every account\n";

static bool exists(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

/* ---- tables ----------------------------------------------------------------- */

/* A column of any table, those of actions being the last one's. */
typedef struct column {
    const char *name, *kind;
    bool needed;
} column;

static size_t account_tables(void)
{
    size_t n = 0;
    while (assay_input_table(n) != NULL)
        n++;
    return n;
}

static const char *table_name(size_t table)
{
    return table < account_tables() ? assay_input_table(table) : "actions";
}

/* Columns of the account itself stand first in its tables. @return false past the last */
static bool column_at(size_t table, size_t i, column *out)
{
    static const char *const OWN[] = {"platform", "handle"};
    enum { OWNED = sizeof OWN / sizeof *OWN };
    if (table >= account_tables()) {
        out->name = assay_network_column(i, &out->kind, &out->needed);
        return out->name != NULL;
    }
    bool accounts = strcmp(assay_input_table(table), "accounts") == 0;
    if (i < OWNED && !accounts) {
        *out = (column){OWN[i], "name", true};
        return true;
    }
    size_t at = accounts ? i : i - OWNED;
    out->name = assay_input_column(table, at);
    if (out->name != NULL)
        out->kind = assay_input_kind(table, at, &out->needed);
    return out->name != NULL;
}

static const char *table_says(const char *table)
{
#define TABLE_SAYS(name, sentence)                                                       \
    if (strcmp(table, name) == 0)                                                        \
        return sentence;
#define COLUMN_SAYS(table, column, words)
#include "init.def"
#undef TABLE_SAYS
#undef COLUMN_SAYS
    return "";
}

static const struct {
    const char *table, *column, *words;
} SAID[] = {
#define TABLE_SAYS(name, sentence)
#define COLUMN_SAYS(table, column, words) {table, column, words},
#include "init.def"
#undef TABLE_SAYS
#undef COLUMN_SAYS
};

static const char *column_says(const char *table, const char *name)
{
    for (size_t i = 0; i < LENGTH(SAID); i++)
        if ((strcmp(SAID[i].table, table) == 0 || strcmp(SAID[i].table, "*") == 0) &&
            strcmp(SAID[i].column, name) == 0)
            return SAID[i].words;
    return "";
}

static const char *kind_says(const char *kind)
{
    static const struct {
        const char *kind, *words;
    } KINDS[] = {{"text", "text"},
                 {"name", "text or digits"},
                 {"number", "a number"},
                 {"count", "a number, not under 0"},
                 {"share", "a share, 0 to 1"},
                 {"truth", "`1` or `0`, `true` or `false`"},
                 {"time", "a time"}};
    for (size_t i = 0; i < LENGTH(KINDS); i++)
        if (strcmp(KINDS[i].kind, kind) == 0)
            return KINDS[i].words;
    return kind;
}

static void put_header(output *out, size_t table)
{
    column c;
    for (size_t i = 0; column_at(table, i, &c); i++)
        output_printf(out, "%s%s", i == 0 ? "" : ",", c.name);
    output_printf(out, "\n");
}

static void put_columns(output *out, size_t table)
{
    const char *name = table_name(table);
    column c;
    output_printf(out, "\n## %s.csv\n\n%s\n\n| column | holds | |\n|---|---|---|\n", name,
                  table_says(name));
    for (size_t i = 0; column_at(table, i, &c); i++) {
        const char *words = column_says(name, c.name);
        output_printf(out, "| `%s` | %s | %s%s%s |\n", c.name, kind_says(c.kind),
                      c.needed ? "**needed**" : "",
                      c.needed && words[0] != '\0' ? "; " : "", words);
    }
}

static void put_readme(output *out, size_t unused)
{
    (void)unused;
    output_printf(out, "%s", README);
    for (size_t table = 0; table <= account_tables(); table++)
        put_columns(out, table);
}

/* ---- files ------------------------------------------------------------------ */

/* Writes a file that is not there yet. */
static assay_status write_new(const char *folder, const char *name,
                              void (*put)(output *out, size_t table), size_t table,
                              assay_error *err)
{
    char *path = path_join(folder, name);
    if (path == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    assay_status status = ASSAY_OK;
    if (!exists(path)) {
        output out;
        status = output_open(&out, path, err);
        if (status == ASSAY_OK) {
            put(&out, table);
            status = output_close(&out, err);
        }
    }
    free(path);
    return status;
}

int run_init(const cli_call *call)
{
    assay_error err = {0};
    const char *folder = call->operands[0];
    assay_status status = folder_make(folder, &err);
    for (size_t i = 0; status == ASSAY_OK && i <= account_tables(); i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "%s.csv", table_name(i));
        status = write_new(folder, name, put_header, i, &err);
    }
    if (status == ASSAY_OK)
        status = write_new(folder, "README.md", put_readme, 0, &err);
    if (status != ASSAY_OK)
        return command_failed(&err);
    command_note(call, "%s: tables and README.md are there", folder);
    return 0;
}
