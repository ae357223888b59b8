/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help that teaches: what a command answers, its options with their defaults, examples
 * to paste, and what the exit codes mean. All of it is read from the tables. */
#include "help.h"

#include "output.h"
#include "parse.h"

#include <string.h>

enum { NAME_COLUMN = 24 };

#define INPUT_IS                                                                         \
    "INPUT is a folder of CSV tables, one table, NDJSON or JSON, each also\n"            \
    ".gz or .zst, or - for standard input."

static const exit_code_row EXIT_CODES[] = {
    {0, "done; for audit: at least one account was usable", "fail-on",
     "done: at least one account was usable", "done"},
    {1, "a decision named by --fail-on was met", "fail-on",
     "a decision named by --fail-on was met", NULL},
    {2, "the command was called wrongly", NULL, NULL, "the command was called wrongly"},
    {3, "the input cannot be used; with --strict: a record was skipped", "strict",
     "the input cannot be used; with --strict: a record was skipped",
     "the input, or a record of it, cannot be used"},
    {4, "reading or writing failed, or memory ran out", NULL, NULL,
     "reading or writing failed, or memory ran out"},
    {5, "an internal promise was broken", NULL, NULL, "an internal promise was broken"},
};

const exit_code_row *help_exit_codes(size_t *n)
{
    *n = LENGTH(EXIT_CODES);
    return EXIT_CODES;
}

void help_overview(FILE *file)
{
    (void)fputs("assay: how much of an audience and its engagement is real\n"
                "\n"
                "usage: assay COMMAND [OPTION]... [INPUT]\n",
                file);
    const char *group = "";
    for (size_t i = 0; i < command_count(); i++) {
        const cli_command *row = command_at(i);
        if (strcmp(group, row->group) != 0)
            (void)fprintf(file, "\n%s\n", row->group);
        group = row->group;
        (void)fprintf(file, "  %-12s %s\n", row->name, row->summary);
    }
    (void)fputs(
        "\n" INPUT_IS "\n"
        "\n"
        "'assay help COMMAND' explains one; 'assay --version' names the models.\n",
        file);
}

static void print_option(const cli_option *row)
{
    char name[64];
    const char *value = row->value == NULL ? "" : row->value;
    const char *gap = row->value == NULL ? "" : " ";
    if (row->letter != '\0')
        (void)snprintf(name, sizeof name, "-%c, --%s%s%s", row->letter, row->name, gap,
                       value);
    else
        (void)snprintf(name, sizeof name, "--%s%s%s", row->name, gap, value);
    if (strlen(name) < NAME_COLUMN)
        (void)printf("  %-*s %s", NAME_COLUMN, name, row->help);
    else
        (void)printf("  %s\n  %-*s %s", name, NAME_COLUMN, "", row->help);
    if (row->fallback != NULL)
        (void)printf(" [%s]", row->fallback);
    (void)putchar('\n');
}

static bool has_option(const cli_form *form, const char *name)
{
    const cli_option *option;
    for (size_t i = 0; (option = command_option(form, i, NULL)) != NULL; i++)
        if (strcmp(option->name, name) == 0)
            return true;
    return false;
}

/* Those that this command can end with. */
static void print_exit_codes(const cli_form *form)
{
    (void)puts("\nexit codes");
    for (size_t i = 0; i < LENGTH(EXIT_CODES); i++) {
        const exit_code_row *row = &EXIT_CODES[i];
        bool with = row->option != NULL && has_option(form, row->option);
        const char *means = with ? row->with : row->without;
        if (means != NULL)
            (void)printf("  %d  %s\n", row->code, means);
    }
}

static void print_command(const cli_command *row)
{
    const cli_form *form = row->form;
    const char *gap = form->operands[0] == '\0' ? "" : " ";
    (void)printf("assay %s: %s\n\nusage: assay %s [OPTION]...%s%s\n\n%s\n", row->name,
                 row->summary, row->name, gap, form->operands, form->about);
    if (strcmp(form->operands, "INPUT") == 0)
        (void)puts("\n" INPUT_IS);
    (void)puts("\noptions");
    const cli_option *option;
    for (size_t i = 0; (option = command_option(form, i, NULL)) != NULL; i++)
        print_option(option);
    (void)printf("  %-*s %s\n", NAME_COLUMN, "-h, --help", "this text");
    if (form->n_examples > 0)
        (void)puts("\nexamples");
    for (size_t i = 0; i < form->n_examples; i++)
        (void)printf("  %s\n      %s\n", form->examples[i].line, form->examples[i].does);
    print_exit_codes(form);
}

/* Standard output is complete only when flushing it worked. */
static int finish(void)
{
    assay_error err = {0};
    output out = {.file = stdout};
    return output_close(&out, &err) == ASSAY_OK ? 0 : command_failed(&err);
}

int help_print(const cli_command *command)
{
    if (command == NULL)
        help_overview(stdout);
    else
        print_command(command);
    return finish();
}

enum { PREFIX = 12 }; /* of a SHA-256: enough to tell two files apart by eye */

int help_version(void)
{
    assay_error err = {0};
    assay_model *accounts = NULL;
    assay_comments_model *comments = NULL;
    assay_status status = assay_model_default(&accounts, &err);
    if (status == ASSAY_OK)
        status = assay_comments_model_default(&comments, &err);
    if (status == ASSAY_OK) {
        assay_model_ref name = assay_model_reference(accounts);
        (void)printf("assay %s\nmodel accounts %s %.*s\nmodel comments %s %.*s\n",
                     assay_version(), name.name, PREFIX, name.sha256,
                     assay_comments_model_name(comments), PREFIX,
                     assay_comments_model_sha256(comments));
        (void)puts("GPL-3.0-or-later");
    }
    assay_model_free(accounts);
    assay_comments_model_free(comments);
    return status == ASSAY_OK ? finish() : command_failed(&err);
}

static const example HELP_EXAMPLES[] = {{"assay help audit", "explain audit"}};

const cli_form help_form = {
    .operands = "[COMMAND]",
    .operands_high = 1,
    .about = "Explains a command, or lists all of them.",
    FORM_EXAMPLES(HELP_EXAMPLES),
};

int run_help(const cli_call *call)
{
    if (call->n_operands == 0)
        return help_print(NULL);
    const cli_command *row = command_find(call->operands[0]);
    if (row == NULL)
        return command_usage("", "there is no command '%s'", call->operands[0]);
    return help_print(row);
}
