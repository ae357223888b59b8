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
        "rows, and a README that says what goes where. Tables that are not needed can\n"
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
    "    assay audit . -o out verdicts on every account\n"
    "\n";

static bool exists(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

static assay_status write_table(const char *folder, size_t table, assay_error *err)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s.csv", assay_input_table(table));
    char *path = path_join(folder, name);
    if (path == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    assay_status status = ASSAY_OK;
    if (!exists(path)) {
        output out;
        status = output_open(&out, path, err);
        if (status == ASSAY_OK) {
            output_printf(&out, "platform,handle");
            const char *column;
            for (size_t i = 0; (column = assay_input_column(table, i)) != NULL; i++)
                if (strcmp(column, "platform") != 0 && strcmp(column, "handle") != 0)
                    output_printf(&out, ",%s", column);
            output_printf(&out, "\n");
            status = output_close(&out, err);
        }
    }
    free(path);
    return status;
}

static assay_status write_readme(const char *folder, assay_error *err)
{
    char *path = path_join(folder, "README.md");
    if (path == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    assay_status status = ASSAY_OK;
    if (!exists(path)) {
        output out;
        status = output_open(&out, path, err);
        if (status == ASSAY_OK) {
            output_printf(&out, "%s", README);
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
    for (size_t i = 0; status == ASSAY_OK && assay_input_table(i) != NULL; i++)
        status = write_table(folder, i, &err);
    if (status == ASSAY_OK)
        status = write_readme(folder, &err);
    if (status != ASSAY_OK)
        return command_failed(&err);
    command_note(call, "%s: tables and README.md are there", folder);
    return 0;
}
